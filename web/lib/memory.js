// Checked access to a program's memory. Every pointer and every length that comes from a program
// goes through here; the views are remade whenever the memory has grown. No meaning is given to
// the bytes here.

import { Errno } from './errors.js'

const EFAULT = 21
const EINVAL = 28
const decoder = new TextDecoder()

/**
 * @param {WebAssembly.Memory} memory
 */
export function createView(memory) {
  let data = new DataView(memory.buffer)
  let bytes = new Uint8Array(memory.buffer)

  /** A memory that grows takes its old buffer away, and a view of that has no length. Asking for the buffer costs ten times that. */
  function refresh() {
    if (bytes.length !== 0) return
    data = new DataView(memory.buffer)
    bytes = new Uint8Array(memory.buffer)
  }

  /** The address as a Number, if `length` bytes from there are inside and aligned. */
  function at(pointer, length, align = 1) {
    refresh()
    const start = pointer >>> 0
    if (start + length > data.byteLength) throw new Errno(EFAULT)
    if (start % align !== 0) throw new Errno(EINVAL)
    return start
  }

  // `at` comes first, on a line of its own: it may remake the views that the next line names.
  return {
    at,
    get size() {
      refresh()
      return bytes.length
    },
    u8(pointer) {
      const start = at(pointer, 1)
      return data.getUint8(start)
    },
    u16(pointer) {
      const start = at(pointer, 2, 2)
      return data.getUint16(start, true)
    },
    u32(pointer) {
      const start = at(pointer, 4, 4)
      return data.getUint32(start, true)
    },
    /** A 64-bit number, rounded to 53 bits. */
    u64(pointer) {
      const start = at(pointer, 8, 8)
      return data.getUint32(start + 4, true) * 2 ** 32 + data.getUint32(start, true)
    },
    setU8(pointer, value) {
      const start = at(pointer, 1)
      data.setUint8(start, value)
    },
    setU16(pointer, value) {
      const start = at(pointer, 2, 2)
      data.setUint16(start, value, true)
    },
    setU32(pointer, value) {
      const start = at(pointer, 4, 4)
      data.setUint32(start, value, true)
    },
    setU64(pointer, value) {
      const start = at(pointer, 8, 8)
      data.setUint32(start, value % 2 ** 32, true)
      data.setUint32(start + 4, Math.floor(value / 2 ** 32), true)
    },
    /** The bytes themselves: use them before anything else runs. */
    bytes(pointer, length) {
      const start = at(pointer, length)
      return new Uint8Array(data.buffer, start, length)
    },
    put(pointer, source) {
      const start = at(pointer, source.length)
      bytes.set(source, start)
    },
    /** A NUL-terminated text of at most `most` bytes; '' for address 0 or one outside. */
    text(pointer, most = 256) {
      refresh()
      const start = pointer >>> 0
      if (start === 0 || start >= bytes.length) return ''
      const end = bytes.subarray(start, start + most).indexOf(0)
      return plain(decoder.decode(bytes.slice(start, end < 0 ? start + most : start + end)))
    }
  }
}

/** Control and direction characters have no business in a name. */
function plain(text) {
  const hidden = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g
  return text.replace(hidden, '\ufffd')
}
