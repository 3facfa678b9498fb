// How a program with tasks is linked by emcc: before anything is optimised, without its assertions, with our library file. CMake's
// weft_weave says the same (toolchain/cmake/asyncify.cmake).

import { fileURLToPath } from 'node:url'

/** What the weaving must find. */
const EXPORTS = ['weft_stack_limit', 'weft_stack_overflow', 'weft__stack_suspend', 'weft__stack_resume', 'weft__base_suspend']

/** The last options of a link; `-g` with lines keeps them for the weaving, which takes them along. */
export const LINK_OPTIONS = linkOptions('-g0')

export function linkOptions(debug) {
  return [
    '-O1', debug, '-sASSERTIONS=0', '-sMINIFY_HTML=0', '-Wl,--export=__stack_pointer', '-Wl,--undefined=weft_await',
    ...EXPORTS.map(name => `-Wl,--export-if-defined=${name}`),
    '--js-library', fileURLToPath(new URL('library.js', import.meta.url))
  ]
}

/** How the library is compiled. */
export const LIBRARY_OPTIONS = ['-std=c11', '-O2', '-mmutable-globals', '-Wno-unused-command-line-argument']
