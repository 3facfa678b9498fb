// What to do about some words of a compiler's, where they do not say it or say what does not help
// here. It comes after them; they stay as they are.

const KNOWN = [
  [/\bsetjmp\.h:\d+:\d+: error|'(?:bits\/)?setjmp\.h' file not found/,
    'There is no setjmp in WebAssembly. Return a code from the functions in between, or use ' +
    '--host native.'],
  [/\bsignal\.h:\d+:\d+: error/,
    'WebAssembly has no signal handlers. Wait for a signal with weft_signal_wait, or use ' +
    '--host native.'],
  [/'(?:std[a-z]+|assert|ctype|errno|limits|math|string|time|unistd)\.h' file not found|crt1-command\.o|builtins\b.*no such file|unable to create target/i,
    'This clang seems to have no WASI sysroot. On Debian install wasi-libc, lld and ' +
    'libclang-rt-dev-wasm32, or give the clang of a wasi-sdk.']
]

/**
 * @param {string} text what a compiler wrote
 * @returns {string} a line, or none
 */
export function advice(text) {
  const [, sentence] = KNOWN.find(([pattern]) => pattern.test(text)) ?? []
  return sentence ? `weft: ${sentence}\n` : ''
}
