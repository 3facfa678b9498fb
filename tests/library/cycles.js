// Loads and disposes of a library again and again, and says how the memory of this process goes:
//
//     node --expose-gc tests/library/cycles.js 1000000
//
// Ends with 1 when a library leaves something, or the process holds 16 MiB more than after the first hundredth. A million take most of an hour; what
// it has said so far counts where it is ended before.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildLibrary, folder } from './build.js'

const count = Number(process.argv[2] ?? 10_000)
const MOST = 2 ** 24

const { load } = await buildLibrary('lib')
const source = await WebAssembly.compile(readFileSync(join(folder, 'lib.wasm')))
const imports = { lookup: async () => ({}), judge: () => 1, note: () => {}, waitFor: () => {} }

async function held() {
  for (let i = 0; i < 3; i++) {   // what a collection frees of wasm is counted in the next turn
    globalThis.gc?.()
    await new Promise(resolve => setImmediate(resolve))
  }
  const { heapUsed, external, arrayBuffers } = process.memoryUsage()
  return heapUsed + external + arrayBuffers
}

let early = 0
for (let i = 1; i <= count; i++) {
  const lib = await load({ source, imports })
  const late = lib.sleepFor(1000).catch(error => error)
  if (await lib.next(i) !== i + 1) throw new Error('a wrong number')
  await lib.dispose()
  if ((await late).name !== 'AbortError' || lib.usage.bytes !== 0) throw new Error(`cycle ${i} left ${lib.usage.bytes} bytes`)
  if (i % Math.ceil(count / 100) !== 0) continue
  const now = await held()
  early ||= now
  console.log(`${i} cycles: ${(now / 2 ** 20).toFixed(1)} MiB held`)
  if (now > early + MOST) process.exitCode = 1
}
