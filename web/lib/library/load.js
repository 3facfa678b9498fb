// From the description of a library and its module to an object with its functions. Nothing of the library runs before the embedding
// program's functions are known to fit.

import { WeftError } from '../errors.js'
import { checkModule, readModule } from '../module.js'
import { ownOptions } from '../own.js'
import { openLibrary } from './library.js'
import { loadParts } from './parts.js'

const FORMAT = 2

const EXPORTS = {
  memory: 'memory',
  _initialize: 'function',
  weft_library_open: 'function',
  weft_library_poll: 'function',
  weft_call_new: 'function',
  weft_call_begin: 'function',
  weft_call_room: 'function',
  __stack_pointer: 'global',
  weft_base: 'global'
}

/**
 * @param {object} description what the generated file says of the library
 * @param {() => URL} address where its module lies
 * @param {import('../../library.d.ts').LibraryOptions} given
 */
export async function loadLibrary(description, address, given = {}) {
  const options = ownOptions(given)
  if (description.format !== FORMAT) {
    throw new WeftError('load', `The file of the library "${description.name}" was made for another version of @weft/host. Build it again.`)
  }
  const parts = await loadParts(description, options)
  if (parts.asks) parts.asks.checkImports(description, options.imports)
  const { module } = await readModule(options.source ?? address())
  const plain = description.exports.filter(({ isPlain }) => isPlain).map(({ name }) => [`weft:${name}`, 'function'])
  await checkModule(module, { ...EXPORTS, ...Object.fromEntries(plain) }, 'a library of Weft\'s')
  options.signal?.throwIfAborted()
  if (!options.worker) return openLibrary(module, description, options, parts)
  const { openRemote } = await import('./remote.js')
  return openRemote(module, description, options)
}
