// Main in a module of Emscripten's: the runtime's weft_main takes the place of the exported main, and calls the program's. So main
// begins and is entered again inside of the module, whatever calls it (see runtime/port/base_emscripten.c).

import { WeftError } from '../error.js'
import { ENVIRONMENT } from '../reach.js'
import { OP, SECTION } from '../wasm/format.js'
import { findExport, findImport, readModule } from '../wasm/read.js'
import { walkBody } from '../wasm/walk.js'
import { concatBytes, encodeNumber, writeEntries, writeModule, writeSection } from '../wasm/write.js'

/** Names of main, by version of clang and by its form. */
const MAINS = ['main', '__main_argc_argv', '__main_void', '__original_main']
const OURS = ['weft_main', 'weft_go_on']
const DROP = 0x1a

/**
 * @param {Uint8Array} linked
 * @returns {{bytes: Uint8Array, edits: Map<number, {at: number, size: number}[]>}} the same bytes where there is no main; the edits are those that
 *   moveDebug takes
 */
export function takeMain(linked) {
  const module = readModule(linked)
  const stand = findImport(module, ENVIRONMENT, 'weft_program_main')
  const ours = OURS.map(name => findExport(module, name, 'function'))
  if (ours.includes(-1)) {
    throw new WeftError('not-weft', 'The program is not linked with the Weft library for Emscripten, or calls nothing of it.')
  }
  const main = module.exports.find(({ name, kind }) => kind === 'function' && MAINS.includes(name))
  if (!main) return { bytes: linked, edits: new Map() }
  const changed = ours.map(index => [index, callInstead(module, index, stand, main.index)])
  const bytes = writeModule(module, { bodies: new Map(changed.map(([index, { body }]) => [index, body])) })
  return {
    bytes: withExport(readModule(bytes), main.name, ours[0]),
    edits: new Map(changed.map(([index, { edits }]) => [index, edits]))
  }
}

/** The body of a function with its calls of `stand` turned to main, which may take no arguments; and how much longer each has become. */
function callInstead(module, index, stand, main) {
  const body = module.bodies.find(entry => entry.index === index)
  const takesNothing = module.types[module.functions[main]].params.length === 0
  const parts = []
  const edits = []
  let from = body.start
  walkBody(module, body, (op, at, next, first) => {
    if (op !== OP.call || first !== stand) return
    const own = [...takesNothing ? [DROP, DROP] : [], OP.call, ...encodeNumber(main)]
    parts.push(module.bytes.subarray(from, at), own)
    edits.push({ at, size: own.length - (next - at) })
    from = next
  })
  if (!parts.length) {
    throw new WeftError('not-weft', 'weft_main does not call the program: it was woven already, or optimised before. Link it anew.')
  }
  return { body: concatBytes([...parts, module.bytes.subarray(from, body.end)]), edits }
}

function withExport(module, name, index) {
  const entries = module.exports.map(entry => entry.name === name
    ? concatBytes([module.bytes.subarray(entry.start, entry.indexAt), encodeNumber(index)])
    : module.bytes.subarray(entry.start, entry.end))
  return concatBytes([module.bytes.subarray(0, 8), ...module.sections.map(section => section.id === SECTION.export
    ? writeSection(SECTION.export, writeEntries(entries))
    : module.bytes.subarray(section.headStart, section.end))])
}
