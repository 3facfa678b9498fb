// Where a program that Emscripten builds with -g has trapped, in the words of our own host. The weaving puts what this file makes before
// the script of such a program (bundle.js), as `weftTraps`. What calls it is library.js.

import { createLines } from '@weft/host/lib/lines/source_map.js'
import { describeCause, lines } from '@weft/host/lib/trap.js'

/**
 * @param {string} map the source map of the module, as an address
 * @returns {(thrown: unknown) => string} a sentence about what came out of the program; '' when it is no trap
 */
export function createTraps(map) {
  const module = {}   // stands for the program's, which its script does not keep
  lines.set(module, createLines(new TextEncoder().encode(map)))
  return thrown => thrown instanceof WebAssembly.RuntimeError ? `The program trapped: ${describeCause(thrown, { module })}` : ''
}
