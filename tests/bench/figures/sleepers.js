// Figure sleepers: a million tasks that sleep at the same time, how long it takes to make and to
// wake them, whether they wake in order, and the memory of the whole process.

import { join } from 'node:path'
import { buildGo, buildNative, buildTokio, buildWasm, precompile, wasmtimeWords }
  from '../build.js'
import { run } from '../run.js'
import { root, tokioVersion } from '../tools.js'

const weft = join(root, 'toolchain', 'weft.js')
const MOST_SLEEP = 60

/** Seconds that each task sleeps: longer than it takes to make them all, or it is done again. */
const SLEEP = { Weft: 3, tokio: 3, Go: 6, goWasm: 9 }

async function entries({ tools, quick }) {
  const count = quick ? 100000 : 1000000
  const { gcc, go, cargo, wasmtime, nodes } = tools
  const words = async wasm => wasmtimeWords(wasmtime, await precompile(wasmtime, await wasm))
  const row = (place, who, tool, pace, prepare) =>
    entry({ place, who, tool, count, seconds: quick ? 1 : SLEEP[pace], prepare })
  return Promise.all([
    row('natively', 'Weft', gcc, 'Weft', async () => [await buildNative(gcc, 'sleepers')]),
    row('natively', go?.place ?? 'Go', go, 'Go',
      async () => [await buildGo(go, 'native'), 'sleepers']),
    row('natively', `tokio ${tokioVersion()}`, cargo, 'tokio',
      async () => [await buildTokio(cargo), 'sleepers']),
    row(wasmtime?.place ?? 'wasmtime', 'Weft', wasmtime, 'Weft',
      () => words(buildWasm('sleepers'))),
    row(wasmtime?.place ?? 'wasmtime', 'Go wasip1', wasmtime && go, 'goWasm',
      async () => [...await words(buildGo(go, 'wasip1')), 'sleepers']),
    ...nodes.map(({ path, place }) => row(place, 'Weft', true, 'Weft',
      async () => [path, weft, 'run', await buildWasm('sleepers'), '--']))
  ])
}

async function entry({ place, who, tool, count, seconds, prepare }) {
  if (!tool) return { place, who, missing: 'not here' }
  try {
    const words = await prepare()
    let pause = seconds
    const once = async () => {
      const { out, peakBytes } = await run([...words, String(count), String(pause)])
      const [spawn, asleep, wake, outOfOrder, late] = out.trim().split(' ').map(Number)
      if (late > 0 && pause < MOST_SLEEP) {
        pause *= 2
        return once()
      }
      return {
        spawn: [spawn + asleep],
        wake: [wake],
        outOfOrder: Number.isNaN(outOfOrder) ? [] : [outOfOrder],
        memory: peakBytes === null ? [] : [peakBytes / 2 ** 20]
      }
    }
    return { place, who, run: once }
  } catch (error) {
    return { place, who, missing: `cannot be built: ${error.message}` }
  }
}

const many = words => quick => `${quick ? '100 000' : 'A million'} sleeping tasks: ${words}`

/** Only a full run has the million that the targets speak of; natively there are none. */
const onWasm = (atMost, text) => ({
  own: (place, quick) => quick || place === 'natively' ? null : { atMost, text },
  peer: () => null,
  elsewhere: () => null
})

export const sleepersFigure = {
  name: 'sleepers',
  about: 'a million sleeping tasks: spawn, wake, order, memory; beside Go and tokio',
  rounds: { full: 2, quick: 1 },
  entries,
  tables: [
    {
      title: many('first spawn until all sleep, s'),
      series: 'spawn',
      by: 'median',
      limits: onWasm(1, '1 or less')
    },
    {
      title: many('from the first wake to the last, s'),
      series: 'wake',
      by: 'median',
      limits: onWasm(1, '1 or less')
    },
    {
      title: many('how many woke out of order'),
      series: 'outOfOrder',
      by: 'median',
      limits: onWasm(0, '0')
    },
    {
      title: many('peak memory of the process, MiB'),
      series: 'memory',
      by: 'median',
      limits: onWasm(1024, '1024 or less')
    }
  ]
}
