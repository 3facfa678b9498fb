// From an address, bytes or a module to a program that has been checked: what it imports against
// the allow-list, what it exports against what a Weft program must have. Nothing runs here.

import { WeftError } from './errors.js'
import { identityOfBytes, identityOfModule } from './snapshots/identity.js'
import { readFileUrl } from './node.js'
import { createProgram } from './program.js'
import { MODULE, NAMES } from './wasi.js'

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
  const { module, id } = await readModule(source)
  checkModule(module, EXPORTS, 'a Weft program')
  return createProgram(module, id)
}

/**
 * A module and what tells it from others, which is '' for one that was given as a module and carries no identity.
 * @param {unknown} source see load
 */
export async function readModule(source) {
  const given = await source
  if (given instanceof WebAssembly.Module) return { module: given, id: identityOfModule(given) }
  const bytes = await readBytes(given)
  const id = identityOfBytes(bytes)   // before the caller may change them
  return { module: await compile(bytes), id }
}

/** Refuses a module that imports more than WASI, or does not export what such a thing has to. */
export function checkModule(module, exports, what) {
  checkImports(module, what)
  checkExports(module, exports, what)
}

async function readBytes(source) {
  if (source instanceof ArrayBuffer) return new Uint8Array(source)
  if (ArrayBuffer.isView(source)) {
    return new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
  }
  if (typeof Response === 'function' && source instanceof Response) return readResponse(source)
  if (typeof source === 'string' || source instanceof URL) return readAddress(source)
  throw new WeftError('load', 'A program is loaded from an address, a Response, bytes or a module.')
}

async function readAddress(source) {
  try {
    const url = new URL(source, globalThis.location?.href)
    const bytes = url.protocol === 'file:' ? readFileUrl(url) : undefined
    return bytes ?? await readResponse(await fetch(url))
  } catch (error) {
    if (error instanceof WeftError) throw error
    const message = `${source} cannot be read: ${error.message}.`
    throw new WeftError('load', message, { cause: error })
  }
}

async function readResponse(response) {
  if (!response.ok) {
    throw new WeftError('load', `${response.url} cannot be read: the server answered ` +
      `${response.status} ${response.statusText}.`)
  }
  return new Uint8Array(await response.arrayBuffer())
}

async function compile(bytes) {
  const [magic, version] = [bytes.subarray(0, 4), bytes.subarray(4, 8)].map(part => part.join())
  if (magic !== '0,97,115,109') {
    throw new WeftError('load', 'This is not a WebAssembly file: it does not begin as one.')
  }
  if (version !== '1,0,0,0') {
    throw new WeftError('not-weft', 'This is a WebAssembly component or another kind of module, ' +
      'not a Weft program. Build it with "weft build".')
  }
  try {
    return await WebAssembly.compile(bytes)
  } catch (error) {
    const message = `This WebAssembly file is damaged: ${error.message}.`
    throw new WeftError('load', message, { cause: error })
  }
}

function checkImports(module, what) {
  for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
    if (kind === 'function' && from === MODULE && NAMES.includes(name)) continue
    if (from === 'asyncify') {
      throw new WeftError('not-weft', 'This program is not finished: it was linked, but not ' +
        'woven (asyncify). Build it with "weft build".')
    }
    throw new WeftError('not-weft', `This is not ${what}: it imports the ${kind} ` +
      `${JSON.stringify(from)}.${JSON.stringify(name)}, and ${what} imports functions of ` +
      `${MODULE} only.`)
  }
}

function checkExports(module, exports, what) {
  const found = new Map(WebAssembly.Module.exports(module).map(({ name, kind }) => [name, kind]))
  const missing = Object.keys(exports).filter(name => found.get(name) !== exports[name])
  if (missing.includes('_start') && found.has('weft_library_open')) {
    throw new WeftError('not-weft', 'This is a library without main. Load it with the file that was made beside it.')
  }
  if (missing.includes('weft_library_open') && found.has('_start')) {
    throw new WeftError('not-weft', 'This is a program with a main. Build a library with "weft build --lib".')
  }
  if (missing.length === 0) return
  throw new WeftError('not-weft', `This is not ${what}: it does not export ${missing[0]}` +
    `${missing.length > 1 ? ` and ${missing.length - 1} more` : ''}. Build it with "weft build".`)
}
