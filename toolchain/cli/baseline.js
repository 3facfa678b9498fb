// A command that builds one program is over before V8's optimising compiler has paid for itself:
// clang, the linker and Binaryen then run by V8's first compiler alone, which takes half the
// processor time and two thirds of the time. What is loaded afterwards, the program that is to run,
// is optimised as ever.

import { setFlagsFromString } from 'node:v8'

/**
 * @template T
 * @param {() => Promise<T>} work that loads the compilers
 * @returns {Promise<T>}
 */
export async function withBaseline(work) {
  setFlagsFromString('--liftoff-only')
  try {
    return await work()
  } finally {
    setFlagsFromString('--no-liftoff-only')
  }
}
