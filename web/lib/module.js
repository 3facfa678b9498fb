// From an address, bytes or a module to a checked module: its imports by the allow-list, its exports by what they must be. Nothing runs here.

import { WeftError } from './errors.js'
import { readFileUrl } from './node.js'
import { lines } from './trap.js'
import { MODULE, NAMES } from './wasi.js'

/**
 * @param {unknown} source see load
 * @param {(given: WebAssembly.Module | Uint8Array) => string} [identify] what tells it from others, else there is no `id`
 */
export async function readModule(source, identify) {
  const given = await source
  if (given instanceof WebAssembly.Module) return { module: await withLines(given), id: identify?.(given) }
  const bytes = await readBytes(given).catch(error => refuse('whyNoBytes', given, error))
  const id = identify?.(bytes)   // before the caller may change them
  const module = await WebAssembly.compile(bytes).catch(error => refuse('whyNoModule', bytes, error))
  return { module: await withLines(module), id }
}

/** One that was built with -g can say in which line it trapped. */
async function withLines(module) {
  const [section] = WebAssembly.Module.customSections(module, 'sourceMappingURL')
  if (section) await import('./lines/source_map.js').then(({ createLines }) => lines.set(module, createLines(section)), () => {})
  return module
}

/** The sentences come when one is needed, if they do. */
async function refuse(why, about, error, ...more) {
  const sentences = await import('./refusals/load.js').catch(() => null)
  throw sentences?.[why](about, error, ...more) ?? new WeftError('load', `It cannot be loaded: ${error.message}.`)
}

/** Refuses a module that imports more than WASI, or does not export what such a thing has to. */
export async function checkModule(module, exports, what) {
  const found = new Map(WebAssembly.Module.exports(module).map(({ name, kind }) => [name, kind]))
  const isWhole = Object.keys(exports).every(name => found.get(name) === exports[name])
  if (!isWhole || WebAssembly.Module.imports(module).some(isForeign)) await refuse('whyNotSuch', module, { exports, what, message: `it is not ${what}` })
}

/** Is it no function of WASI's? */
export const isForeign = ({ module, name, kind }) => kind !== 'function' || module !== MODULE || !NAMES.includes(name)

async function readBytes(source) {
  if (source instanceof ArrayBuffer) return new Uint8Array(source)
  if (ArrayBuffer.isView(source)) return new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
  if (typeof Response === 'function' && source instanceof Response) return readResponse(source)
  if (typeof source !== 'string' && !(source instanceof URL)) throw new TypeError('it is no source')
  const url = new URL(source, globalThis.location?.href)
  const bytes = url.protocol === 'file:' ? readFileUrl(url) : undefined
  return bytes ?? readResponse(await fetch(url))
}

/** What was asked for; an answer that refuses it is thrown. */
async function readResponse(response) {
  if (!response.ok) throw response
  return new Uint8Array(await response.arrayBuffer())
}
