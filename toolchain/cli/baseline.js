// A command that builds one program is over before V8's optimising compiler has paid for itself:
// clang, the linker and Binaryen then run by V8's first compiler alone, which takes half the
// processor time and two thirds of the time, and each of their functions is validated when it is first called. What is
// loaded afterwards, the program that is to run, is validated and optimised as ever.

import { setFlagsFromString } from 'node:v8'

const FLAGS = ['liftoff-only', 'wasm-lazy-validation']

/**
 * @template T
 * @param {() => Promise<T>} work that loads the compilers
 * @returns {Promise<T>}
 */
export async function withBaseline(work) {
  for (const flag of FLAGS) setFlagsFromString(`--${flag}`)
  try {
    return await work()
  } finally {
    for (const flag of FLAGS) setFlagsFromString(`--no-${flag}`)
  }
}
