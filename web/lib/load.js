// From an address, bytes or a module to a program that can be started.

import { checkModule, readModule } from './module.js'
import { identityOf } from './snapshots/identity.js'
import { createProgram } from './program.js'

const EXPORTS = {
  memory: 'memory',
  _start: 'function',
  asyncify_start_unwind: 'function',
  asyncify_stop_unwind: 'function',
  asyncify_start_rewind: 'function',
  asyncify_stop_rewind: 'function',
  __stack_pointer: 'global',
  weft_base: 'global'
}

/**
 * Loads a Weft program. It can be started as often as you like.
 * @param {URL | string | Response | ArrayBuffer | ArrayBufferView | WebAssembly.Module |
 *   Promise<unknown>} source a string is an address
 * @returns {Promise<import('../index.d.ts').Program>}
 */
export async function load(source) {
  const { module, id } = await readModule(source, identityOf)
  await checkModule(module, EXPORTS, 'a Weft program')
  return createProgram(module, id)
}
