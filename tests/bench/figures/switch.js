// Figures yield and queue: what one yield of the scheduler costs, and one item through a queue
// of 1.

import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildGo, buildNative, buildTokio, buildWasm, precompile, wasmtimeWords }
  from '../build.js'
import { readLaps, run } from '../run.js'
import { findGoExec, root, tokioVersion } from '../tools.js'

const peers = fileURLToPath(new URL('../peers', import.meta.url))
const weft = join(root, 'toolchain', 'weft.js')

/** How long a run is: laps of about two milliseconds, by what a yield costs about. */
const LAP_NS = 2e6
const LAPS = { full: 160, quick: 80 }
const EXPECTED_NS = {
  yield: { Weft: 50, Go: 130, goWasm: 500, tokio: 150, await: 40, asyncio: 2000 },
  queue: { Weft: 150, Go: 170, goWasm: 700, tokio: 350, await: 150, asyncio: 8000 }
}

/** Both figures have the same rows and the same programs. */
function entriesOf(what) {
  return async ({ tools, quick }) => {
    const length = speed => {
      const count = Math.max(100, Math.round(LAP_NS / EXPECTED_NS[what][speed] / 2) * 2)
      return [what, String(LAPS[quick ? 'quick' : 'full']), String(count)]
    }
    return [
      ...await nativeEntries(tools, length),
      ...await wasmtimeEntries(tools, length),
      ...await nodeEntries(tools, length)
    ]
  }
}

/** A row; `prepare` answers the words to run, and why not when it cannot. */
async function entry(place, who, tool, prepare) {
  if (!tool) return { place, who, missing: 'not here' }
  try {
    const words = await prepare()
    return { place, who, run: async () => ({ ns: readLaps((await run(words)).out) }) }
  } catch (error) {
    return { place, who, missing: `cannot be built: ${error.message}` }
  }
}

async function nativeEntries({ gcc, go, cargo, python }, length) {
  return [
    await entry('natively', 'Weft', gcc,
      async () => [await buildNative(gcc, 'switch'), ...length('Weft')]),
    await entry('natively', go?.place ?? 'Go', go,
      async () => [await buildGo(go, 'native'), ...length('Go')]),
    await entry('natively', `tokio ${tokioVersion()}`, cargo,
      async () => [await buildTokio(cargo), ...length('tokio')]),
    await entry('natively', python ? `asyncio, ${python.place}` : 'asyncio', python,
      () => [python.path, join(peers, 'asyncio_peer.py'), ...length('asyncio')])
  ]
}

async function wasmtimeEntries({ go, wasmtime }, length) {
  const place = wasmtime?.place ?? 'wasmtime'
  const words = async wasm => wasmtimeWords(wasmtime, await precompile(wasmtime, await wasm))
  return [
    await entry(place, 'Weft', wasmtime,
      async () => [...await words(buildWasm('switch')), ...length('Weft')]),
    await entry(place, 'Go wasip1', go && wasmtime,
      async () => [...await words(buildGo(go, 'wasip1')), ...length('goWasm')])
  ]
}

async function nodeEntries({ nodes, go }, length) {
  const goExec = go && findGoExec(go)
  const all = nodes.map(async ({ path, place }) => [
    await entry(place, 'Weft', true,
      async () => [path, weft, 'run', await buildWasm('switch'), '--', ...length('Weft')]),
    await entry(place, 'await', true,
      () => [path, join(peers, 'await.js'), ...length('await')]),
    await entry(place, 'Go js', goExec,
      async () => [path, '--stack-size=65536', goExec, await buildGo(go, 'js'),
        ...length('goWasm')])
  ])
  return (await Promise.all(all)).flat()
}

const isNative = place => place === 'natively'
const below1 = { atMost: 1, text: 'below 1' }

export const yieldFigure = {
  name: 'yield',
  about: 'one yield of the scheduler, beside Go, tokio, asyncio and JavaScript\'s await',
  rounds: { full: 4, quick: 2 },
  entries: entriesOf('yield'),
  tables: [{
    title: 'One yield of the scheduler, ns',
    series: 'ns',
    by: 'min',
    limits: {
      own: place => isNative(place) ? { atMost: 15, text: '15 or less' } : null,
      peer: (place, who) => ({
        await: { atMost: 2, text: '2 or less' },
        'Go js': { atMost: 1 / 8, text: '1/8 or less' },
        'Go wasip1': { atMost: 1 / 8, text: '1/8 or less' }
      })[who],
      elsewhere: (place, { place: from, who }) =>
        !isNative(place) && isNative(from) && /^(Go|tokio)/.test(who) ? below1 : null
    }
  }]
}

export const queueFigure = {
  name: 'queue',
  about: 'one item through a queue of 1, beside the same',
  rounds: { full: 4, quick: 2 },
  entries: entriesOf('queue'),
  tables: [{
    title: 'One item through a queue of 1, ns',
    series: 'ns',
    by: 'min',
    limits: {
      own: () => null,
      peer: () => null,
      elsewhere: (place, { place: from, who }) =>
        !isNative(place) && isNative(from) && /^Go/.test(who)
          ? { atMost: 1, text: '1 or less' } : null
    }
  }]
}
