// Measures what weaving costs: `node tests/asyncify/bench.js [rounds]`. Compares one program linked
// once and woven in four ways, in turns, so that a busy machine hits all of them alike; the best of
// the rounds counts. Switches are ns per resume and suspend at a depth of frames, the rest is ms.

import { weave } from '../../toolchain/weave.js'
import { linkProgram, run } from './build.js'

const rounds = Number(process.argv[2] ?? 7)
const linked = await linkProgram('switch_bench.c')

const programs = {
  unchecked: (await weave(linked, { optimize: 2, stackCheck: false })).bytes,
  checked: (await weave(linked, { optimize: 2 })).bytes,
  'checked, level 0': (await weave(linked)).bytes,
  'full instrumentation': (await weave(linked, { optimize: 2, full: true })).bytes
}

const best = {}
for (let round = 0; round < rounds; round++) {
  for (const [name, bytes] of Object.entries(programs)) {
    for (const line of (await run(bytes)).out.trim().split('\n')) {
      const [what, value] = line.split(' ')
      best[what] ??= {}
      best[what][name] = Math.min(best[what][name] ?? Infinity, Number(value))
    }
  }
}

best.bytes = {}
for (const [name, bytes] of Object.entries(programs)) best.bytes[name] = bytes.length
for (const row of Object.values(best)) {
  row['check costs %'] = Math.round((row.checked / row.unchecked - 1) * 1000) / 10
}
console.table(best)
