// Writing to a descriptor of this process, all of it and at once.

import { writeSync } from 'node:fs'
import { EXIT } from '@weft/host/lib/exit.js'
import { CommandError, reason } from './error.js'

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

/**
 * What a command prints.
 * @param {string} text
 * @returns {boolean} false when nobody reads any more: not worth a word
 * @throws {CommandError}
 */
export function print(text) {
  try {
    return text === '' || writeAll(1, Buffer.from(text))
  } catch (error) {
    throw new CommandError(`The output cannot be written: ${reason(error)}.`, { exit: EXIT.host })
  }
}

/** What a command says of itself: where nobody can read it, it goes on without. */
export function tell(text) {
  try {
    writeAll(2, Buffer.from(text))
  } catch {
    // There is no reader to report it to.
  }
}
