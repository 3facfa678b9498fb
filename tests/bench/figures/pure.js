// Figure pure: what code that never suspends pays for Weft's weaving. One module three times: woven
// (`weft build`), optimised only, with what Asyncify would have instrumented by itself; and beside
// them a module of the same C without Weft in it at all. All run in the same host.

import { fileURLToPath } from 'node:url'
import { buildFull, buildPlain, buildUnwoven, buildWasm, precompile, wasmtimeWords }
  from '../build.js'
import { run } from '../run.js'

const wasiHost = fileURLToPath(new URL('../hosts/wasi.js', import.meta.url))
const LAPS = { full: 100, quick: 50 }
const KINDS = {
  recursion: 'recursion',
  frames: 'recursion with an array in each frame',
  tree: 'a tree walk with a callback',
  sort: 'qsort with a comparator',
  pointers: 'calls through a pointer of the type that tasks have'
}

async function entries({ tools, quick }) {
  const laps = String(LAPS[quick ? 'quick' : 'full'])
  const weft = { defines: ['WEFT'] }
  const files = {
    Weft: [await buildWasm('pure', { ...weft, output: 'pure_weft' }), 'task'],
    'the same, not woven': [await buildUnwoven('pure', weft), 'direct'],
    'Asyncify\'s own choice': [await buildFull('pure', weft), 'task'],
    'a module without Weft': [await buildPlain('pure'), 'direct']
  }
  const hosts = [hostOfWasmtime(tools.wasmtime), ...ends(tools.nodes).map(hostOfNode)]
  const all = hosts.flatMap(({ place, missing, words }) =>
    Object.entries(files).map(async ([who, [file, how]]) => missing
      ? { place, who, missing }
      : entry(place, who, [...await words(file), laps, how])))
  return Promise.all(all)
}

/** The oldest and the newest are enough. */
function ends(nodes) {
  return nodes.length > 2 ? [nodes[0], nodes.at(-1)] : nodes
}

function hostOfWasmtime(wasmtime) {
  if (!wasmtime) return { place: 'wasmtime', missing: 'not here' }
  const words = async file => wasmtimeWords(wasmtime, await precompile(wasmtime, file))
  return { place: wasmtime.place, words }
}

/** Node's own WASI, which runs them all. */
function hostOfNode({ path, place }) {
  return { place, words: file => [path, '--no-warnings', wasiHost, file] }
}

function entry(place, who, words) {
  return { place, who, run: async () => readKinds((await run(words)).out) }
}

/** A line for each kind of work: its name, then microseconds; the first quarter is the warm-up. */
function readKinds(text) {
  const lines = text.trim().split('\n').map(line => line.split(' '))
  return Object.fromEntries(lines.map(([kind, ...laps]) =>
    [kind, laps.slice(Math.floor(laps.length / 4)).map(Number)]))
}

const limits = {
  own: () => null,
  peer: (place, who) =>
    who === 'the same, not woven' ? { atMost: 1.02, text: '1.02 or less' } : null,
  elsewhere: () => null
}

export const pureFigure = {
  name: 'pure',
  about: 'what code that never suspends pays, beside the same C without Weft',
  rounds: { full: 4, quick: 2 },
  entries,
  tables: Object.entries(KINDS).map(([series, words]) =>
    ({ title: `Code that never suspends: ${words}, µs`, series, by: 'min', limits }))
}
