// Writing to a descriptor of this process, all of it and at once.

import { writeSync } from 'node:fs'

const cell = new Int32Array(new SharedArrayBuffer(4))

/**
 * Writes all bytes, and waits where the other side is slow.
 * @param {number} fd
 * @param {Uint8Array} bytes
 * @returns {boolean} false when nobody reads them any more
 */
export function writeAll(fd, bytes) {
  for (let done = 0; done < bytes.length;) {
    try {
      done += writeSync(fd, bytes, done)
    } catch (error) {
      if (error.code === 'EPIPE') return false
      if (error.code !== 'EAGAIN') throw error
      Atomics.wait(cell, 0, 0, 1)
    }
  }
  return true
}
