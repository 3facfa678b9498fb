// One section of an object file or a module, without reading the rest.

import { isModule } from './read.js'
import { createReader } from './reader.js'

const MAGIC_SIZE = 8

/**
 * The bytes of a section; none when it is not there.
 * @param {Uint8Array} bytes
 * @param {number} wanted one of SECTION
 * @returns {Uint8Array}
 */
export function readSection(bytes, wanted) {
  if (!isModule(bytes)) return bytes.subarray(0, 0)   // a table of an archive, say
  const reader = createReader(bytes, MAGIC_SIZE, bytes.length)
  while (reader.at < bytes.length) {
    const id = reader.byte()
    const size = reader.count()
    if (id === wanted) return bytes.subarray(reader.at, reader.at + size)
    reader.skip(size)
  }
  return bytes.subarray(0, 0)
}
