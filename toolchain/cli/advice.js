// Hints below a compiler's words, as the command line writes them.

import { hintsFor } from '../hints.js'

/**
 * @param {string} text what a compiler wrote
 * @param {'own' | 'installed' | 'native'} [compiler]
 * @param {(path: string) => string | undefined} [sourceOf] the text of a source of the program's
 * @returns {string} a line for each, or none
 */
export function advice(text, compiler = 'own', sourceOf) {
  return hintsFor(text, { compiler, sourceOf, hasNative: true })
    .map(({ place, sentence }) => `weft: ${place ? `${place}: ` : ''}${sentence}\n`).join('')
}
