// What is made of a file of WIT's: the header of a library, what is compiled with it, and its JavaScript with types.

import { isPlain, writeC } from './c.js'
import { writeJavaScript, writeTypes } from './javascript.js'
import { shapeOf } from './shape.js'
import { parseWit } from './wit.js'

/**
 * @param {string} text of WIT's
 * @param {{file: string, base: string}} about the file's name for sentences, and lib for lib.wit
 * @returns {{header: string, glue: string, javascript: (module: string) => string, types: string}} `module` is the name of the module
 *   beside the JavaScript
 */
export function makeInterface(text, { file, base }) {
  const shape = shapeOf(parseWit(text, file))
  return {
    ...writeC(shape, base),
    javascript: module => writeJavaScript(shape, base, { file: module, isPlain: one => isPlain(one, shape.known) }),
    types: writeTypes(shape, base)
  }
}
