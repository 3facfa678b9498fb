// Reading numbers and names from a module's bytes: the only file that knows how the format writes
// them. Reads are bounded: hostile bytes end in an error with a sentence, never in a long loop or a wrong
// answer.

import { notWasm } from './format.js'

const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * Reads bytes between two positions and fails with a sentence at the end.
 * @param {Uint8Array} bytes @param {number} start @param {number} end
 */
export function createReader(bytes, start, end) {
  const reader = { at: start, end }

  reader.byte = () => {
    if (reader.at >= reader.end) throw notWasm('it ends too early', reader.at)
    return bytes[reader.at++]
  }

  reader.skip = count => {
    if (count > reader.end - reader.at) throw notWasm('it ends too early', reader.at)
    reader.at += count
  }

  reader.u32 = () => {
    let value = 0
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = reader.byte()
      if (shift === 28 && byte > 0x0f) break
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return value >>> 0
    }
    throw notWasm('a number is too long', reader.at)
  }

  reader.s32 = () => {
    let value = 0
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = reader.byte()
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return shift < 25 && byte & 0x40 ? value | (-1 << (shift + 7)) : value
    }
    throw notWasm('a number is too long', reader.at)
  }

  reader.skipNumber = () => {
    for (let count = 0; count < 10; count++) if (reader.byte() < 0x80) return
    throw notWasm('a number is too long', reader.at)
  }

  /** A count of things of at least one byte each: more than the bytes left is a lie. */
  reader.count = () => {
    const at = reader.at
    const value = reader.u32()
    if (value <= reader.end - reader.at) return value
    throw notWasm(`a count of ${value} is larger than the file`, at)
  }

  reader.index = (limit, what) => {
    const at = reader.at
    const value = reader.u32()
    if (value >= limit) throw notWasm(`${what} ${value} does not exist`, at)
    return value
  }

  reader.name = () => {
    const length = reader.count()
    const from = reader.at
    reader.skip(length)
    try {
      return utf8.decode(bytes.subarray(from, from + length))
    } catch {
      throw notWasm('a name is not UTF-8', from)
    }
  }

  return reader
}

/** Where the number that begins at `at` ends. */
export function endOfNumber(bytes, at) {
  const reader = createReader(bytes, at, bytes.length)
  reader.skipNumber()
  return reader.at
}

export function repeat(reader, read) {
  for (let left = reader.count(); left > 0; left--) read()
}
