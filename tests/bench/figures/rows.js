// The rows that figures of laps have: Weft and its peers natively, under wasmtime and in Node. Each
// runs a program with words of its own and prints the ns of laps.

import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildGo, buildNative, buildTokio, buildWasm, precompile, wasmtimeWords }
  from '../build.js'
import { readLaps, run } from '../run.js'
import { findGoExec, root, tokioVersion } from '../tools.js'

const peers = fileURLToPath(new URL('../peers', import.meta.url))
const weft = join(root, 'toolchain', 'weft.js')

/**
 * @param {{ gcc, go, cargo, python, wasmtime, nodes }} tools
 * @param {object} what
 * @param {string} what.program the C file
 * @param {string} [what.python] asyncio's peer, @param {string} [what.node] JavaScript's
 * @param {(speed: string) => string[] | null} what.words the arguments for a program that is as
 *   quick as Weft, Go, goWasm, tokio, asyncio or await; null: there is no fair peer
 * @param {(text: string) => object} [what.read] from the output to series
 */
export async function rowsOf(tools, what) {
  const all = [...nativeRows(tools, what), ...wasmtimeRows(tools, what),
    ...tools.nodes.flatMap(node => nodeRows(tools, node, what))]
  return Promise.all(all.filter(({ words }) => words).map(prepare))
}

/** `program` answers the words to run before those of the figure, and why not when it cannot. */
async function prepare({ place, who, tool, program, words, read }) {
  if (!tool) return { place, who, missing: 'not here' }
  try {
    const first = await program()
    return { place, who, run: async () => read((await run([...first, ...words])).out) }
  } catch (error) {
    return { place, who, missing: `cannot be built: ${error.message}` }
  }
}

const readNs = text => ({ ns: readLaps(text) })

function rowMaker({ words, read = readNs }) {
  return (place, who, speed, tool, program) =>
    ({ place, who, tool, program, read, words: words(speed) })
}

function nativeRows({ gcc, go, cargo, python }, what) {
  const row = rowMaker(what)
  return [
    row('natively', 'Weft', 'Weft', gcc, async () => [await buildNative(gcc, what.program)]),
    row('natively', go?.place ?? 'Go', 'Go', go, async () => [await buildGo(go, 'native')]),
    row('natively', `tokio ${tokioVersion()}`, 'tokio', cargo,
      async () => [await buildTokio(cargo)]),
    row('natively', python ? `asyncio, ${python.place}` : 'asyncio', 'asyncio', python,
      () => [python.path, join(peers, what.python)])
  ]
}

function wasmtimeRows({ go, wasmtime }, what) {
  const row = rowMaker(what)
  const place = wasmtime?.place ?? 'wasmtime'
  const words = async wasm => wasmtimeWords(wasmtime, await precompile(wasmtime, await wasm))
  return [
    row(place, 'Weft', 'Weft', wasmtime, () => words(buildWasm(what.program))),
    row(place, 'Go wasip1', 'goWasm', go && wasmtime, () => words(buildGo(go, 'wasip1')))
  ]
}

function nodeRows({ go }, { path, place }, what) {
  const row = rowMaker(what)
  const goExec = go && findGoExec(go)
  return [
    row(place, 'Weft', 'Weft', true,
      async () => [path, weft, 'run', await buildWasm(what.program), '--']),
    row(place, 'await', 'await', true, () => [path, join(peers, what.node)]),
    row(place, 'Go js', 'goJs', goExec,
      async () => [path, '--stack-size=65536', goExec, await buildGo(go, 'js')])
  ]
}
