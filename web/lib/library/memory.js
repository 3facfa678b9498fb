// A library's memory as the codec uses it: views that are remade when the memory has grown, and room for what has no place yet, which
// belongs to a call or to a task.

import { WeftError } from '../errors.js'

/** @param {WebAssembly.Exports} exports */
export function createMemory(exports) {
  const { memory: real, weft_call_room: roomOf } = exports
  const memory = {
    data: new DataView(real.buffer),
    bytes: new Uint8Array(real.buffer),
    owner: 0,
    /** Keeps an iterable that is handed in, and gives its number. */
    stream: null,
    /** A memory that grows takes its old buffer away. */
    refresh() {
      if (memory.bytes.length !== 0) return
      memory.data = new DataView(real.buffer)
      memory.bytes = new Uint8Array(real.buffer)
    },
    room(count, align) {
      if (count === 0) return align
      const at = roomOf(memory.owner, count) >>> 0
      memory.refresh()
      if (at === 0) throw new WeftError('memory', 'The library has no memory left for what it is given.')
      return at
    }
  }
  return memory
}
