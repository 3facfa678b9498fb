// Writing WebAssembly: numbers, entries and sections as the format has them, and a module again with
// some of its parts changed.

import { ModuleError } from '../error.js'
import { SECTION } from './format.js'

/** An unsigned number as the format writes it. */
export function encodeNumber(value) {
  const out = []
  let rest = value >>> 0
  do {
    const byte = rest & 0x7f
    rest >>>= 7
    out.push(rest ? byte | 0x80 : byte)
  } while (rest)
  return out
}

/** The same in exactly `size` bytes, as the format allows: for a number that takes another's place. */
export function encodePadded(value, size) {
  const out = encodeNumber(value)
  if (out.length > size) throw new ModuleError('not-wasm', `${value} does not fit into ${size} bytes.`)
  while (out.length < size) {
    out[out.length - 1] |= 0x80
    out.push(0)
  }
  return out
}

/** A number as the format writes it where it may also be negative, as in the type of a block. */
export function encodePositive(value) {
  const out = encodeNumber(value)
  if (out.at(-1) & 0x40) {
    out[out.length - 1] |= 0x80
    out.push(0)
  }
  return out
}

/** A signed number of 32 bits as it stands in a module. */
export function encodeSigned(value) {
  const out = []
  let rest = value | 0
  for (;;) {
    const byte = rest & 0x7f
    rest >>= 7
    const last = rest === (byte & 0x40 ? -1 : 0)
    out.push(last ? byte : byte | 0x80)
    if (last) return out
  }
}

/** Joins arrays and Uint8Arrays. */
export function concatBytes(parts) {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}

/**
 * Writes the module again.
 * @param {object} module
 * @param {object} change
 * @param {Map<number, Uint8Array>} [change.bodies] new bodies (locals and code) by function index.
 * @param {boolean} [change.strip] leaves out every custom section.
 * @param {Map<number, string>} [change.names] writes a name section with these function names.
 * @returns {Uint8Array}
 */
export function writeModule(module, { bodies = new Map(), strip = false, names = null } = {}) {
  const parts = [module.bytes.subarray(0, 8)]
  for (const section of module.sections) {
    if (section.id === SECTION.custom && (strip || (names && section.name === 'name'))) continue
    if (section.id === SECTION.code && bodies.size) parts.push(writeCode(module, bodies))
    else parts.push(module.bytes.subarray(section.headStart, section.end))
  }
  if (names) parts.push(writeNames(names))
  return concatBytes(parts)
}

function writeCode(module, bodies) {
  const all = module.bodies.map(({ index, start, end }) =>
    bodies.get(index) ?? module.bytes.subarray(start, end))
  return writeSection(SECTION.code, writeEntries(all.map(withSize)))
}

/** A section with its head. */
export function writeSection(id, content) {
  return concatBytes([[id], withSize(content)])
}

/** How many entries there are, and the entries: what most sections consist of. */
export function writeEntries(entries) {
  return concatBytes([encodeNumber(entries.length), ...entries])
}

/** Bytes after their number. */
export function withSize(bytes) {
  return concatBytes([encodeNumber(bytes.length), bytes])
}

/** A section that gives functions names. */
export function writeNames(names) {
  const utf8 = new TextEncoder()
  const entries = [...names].sort((a, b) => a[0] - b[0])
  const list = [encodeNumber(entries.length)]
  for (const [index, name] of entries) {
    list.push(encodeNumber(index), withSize(utf8.encode(name)))
  }
  const functions = concatBytes([[1], withSize(concatBytes(list))])
  return writeSection(SECTION.custom, concatBytes([withSize(utf8.encode('name')), functions]))
}
