// What the page makes of an edit: which options, which symbols of the library, whether it can be watched. The compiler's parts are given:
// in the page they are in its worker, in most tests of the page in the test's own process.

import { CHOOSING, LENT, RECORDED, RETOLD, SEARCHED } from '../../../toolchain/link.js'
import { makeProgram } from '../../../toolchain/program.js'
import { inOrder } from './diagnostics.js'

const MOST_MEMORY = 256 * 2 ** 20
const WARNINGS = ['-Wall']

/**
 * What compile() takes for an edit.
 * @param {{file: string, text: string, level: string}} edit
 * @param {{llvm: Function, library: object}} parts
 */
export function requestFor({ file, text, level }, { llvm, library }) {
  return {
    sources: { [file]: text },
    headers: library.headers,
    options: { optimize: level, warnings: WARNINGS, checks: level === '0' },
    tools: { llvm }
  }
}

/**
 * @param {{id: number, file: string, text: string, level: string, searched: boolean, recorded: boolean, watched: boolean}} edit
 *   the forms are those of compiler.js
 * @param {{llvm: Function, binaryen: object, library: object}} parts of the compiler
 * @param {object} [preambles] see toolchain/preamble.js
 * @returns {Promise<{id: number, ok: boolean, bytes?: Uint8Array, text: string, diagnostics: object[], times: object, symbols?: object}>}
 */
export async function makeEdit(edit, parts, preambles) {
  const { id, level, searched, recorded, watched } = edit
  const make = watched ? (await import('./watched.js')).makeWatched : makeProgram
  const { ok, bytes, text, diagnostics, times, symbols } = await make({
    ...requestFor(edit, parts),
    preambles,
    library: parts.library,
    linker: { raw: [`--max-memory=${MOST_MEMORY}`, ...LENT, ...RETOLD, ...(searched ? SEARCHED : CHOOSING), ...(recorded ? RECORDED : [])] },
    weaving: { optimize: watched ? '0' : level, binaryen: parts.binaryen }
  })
  return { id, ok, bytes, text, diagnostics: inOrder(diagnostics), times, symbols }
}
