// Why something is not loaded, in a sentence: what is asked when it is known that it will not be.

import { WeftError } from '../errors.js'
import { isForeign } from '../module.js'
import { MODULE } from '../wasi.js'

const BUILD = 'Build it with "weft build".'

/** What is no source, or gives no bytes. */
export function whyNoBytes(source, error) {
  const isOf = value => typeof Response === 'function' && value instanceof Response
  if (isOf(error)) return new WeftError('load', `${error.url} cannot be read: the server answered ${error.status} ${error.statusText}.`)
  if (typeof source === 'string' || source instanceof URL || isOf(source)) {
    return new WeftError('load', `${isOf(source) ? source.url : source} cannot be read: ${error.message}.`, { cause: error })
  }
  return new WeftError('load', 'A program is loaded from an address, a Response, bytes or a module.')
}

/** Bytes that the engine does not take. */
export function whyNoModule(bytes, error) {
  const [magic, version] = [bytes.subarray(0, 4), bytes.subarray(4, 8)].map(part => part.join())
  if (magic !== '0,97,115,109') return new WeftError('load', 'This is not a WebAssembly file: it does not begin as one.')
  if (version !== '1,0,0,0') {
    return new WeftError('not-weft', `This is a WebAssembly component or another kind of module, not a Weft program. ${BUILD}`)
  }
  return new WeftError('load', `This WebAssembly file is damaged: ${error.message}.`, { cause: error })
}

/** A module that imports more than it may, or has not what it must. */
export function whyNotSuch(module, { exports, what }) {
  const foreign = WebAssembly.Module.imports(module).find(isForeign)
  return new WeftError('not-weft', foreign ? ofImport(foreign, what) : ofExports(module, exports, what))
}

function ofImport({ module: from, name, kind }, what) {
  if (from === 'asyncify') return `This program is not finished: it was linked, but not woven (asyncify). ${BUILD}`
  return `This is not ${what}: it imports the ${kind} ${JSON.stringify(from)}.${JSON.stringify(name)}, and ${what} imports ` +
    `functions of ${MODULE} only.`
}

function ofExports(module, exports, what) {
  const found = new Map(WebAssembly.Module.exports(module).map(({ name, kind }) => [name, kind]))
  const missing = Object.keys(exports).filter(name => found.get(name) !== exports[name])
  if (missing.includes('_start') && found.has('weft_library_open')) {
    return 'This is a library without main. Load it with the file that was made beside it.'
  }
  if (missing.includes('weft_library_open') && found.has('_start')) {
    return 'This is a program with a main. Build a library with "weft build --lib".'
  }
  return `This is not ${what}: it does not export ${missing[0]}${missing.length > 1 ? ` and ${missing.length - 1} more` : ''}. ${BUILD}`
}
