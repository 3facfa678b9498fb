// Standard input: the bytes that have come and have not been read, whether more can come, and the
// kinds of sources they come from. Descriptors and pointers are in wasi.js.

import { WeftError } from './errors.js'

const CHUNK = 65536

/**
 * @param {unknown} source text, bytes, an async iterable of either, a ReadableStream, true (open,
 *   fed by run.input), an object with `read(most, block)`, or nothing (empty)
 * @param {() => void} wake called when bytes or the end have come
 */
export function createInput(source, wake) {
  const state = { chunks: [], ended: false, read: 0 }
  const ask = typeof source?.read === 'function' ? source : null
  let pump = null

  const add = chunk => {
    const bytes = typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk
    if (!(bytes instanceof Uint8Array)) {
      throw new WeftError('options', 'Standard input is made of strings and Uint8Arrays only.')
    }
    if (bytes.length > 0) state.chunks.push(bytes)
    wake()
  }
  const close = () => {
    state.ended = true
    wake()
  }

  /** Asks a source that answers at once; true when there is something to read, or the end. */
  function poll(block) {
    if (state.chunks.length > 0 || state.ended) return true
    const bytes = ask?.read(CHUNK, block)
    if (bytes?.length) state.chunks.push(bytes)
    if (bytes === null) state.ended = true
    return state.chunks.length > 0 || state.ended
  }

  begin()

  function begin() {
    if (source === undefined || source === null) state.ended = true
    else if (typeof source === 'string' || source instanceof Uint8Array) {
      add(source)
      state.ended = true
    } else if (source === true || ask) return
    else if (source[Symbol.asyncIterator] || source.getReader) pump = startPump(source, add, close)
    else throw new WeftError('options', 'The option "stdin" is text, bytes, a stream, or true.')
  }

  return {
    state,
    add,
    close,
    ready: () => poll(false),
    /** Waits synchronously where the source can; true when there is something to read. */
    block: () => poll(true),
    canBlock: ask !== null,
    /** At most `most` bytes; undefined when there is nothing yet, an empty array at the end. */
    take(most) {
      const first = state.chunks[0]
      if (!first) return state.ended ? new Uint8Array(0) : undefined
      const part = first.subarray(0, most)
      if (part.length === first.length) state.chunks.shift()
      else state.chunks[0] = first.subarray(part.length)
      state.read += part.length
      return part
    },
    stop: () => pump?.stop()
  }
}

/** Reads a stream to its end, or until the run is over; an error of it is its end. */
function startPump(source, add, close) {
  const iterator = source[Symbol.asyncIterator]
    ? source[Symbol.asyncIterator]()
    : readerIterator(source.getReader())
  let stopped = false

  async function run() {
    try {
      for (;;) {
        const { value, done } = await iterator.next()
        if (stopped || done) break
        add(value)
      }
    } finally {
      if (!stopped) close()
    }
  }
  run().catch(() => {})
  return {
    stop() {
      stopped = true
      Promise.resolve(iterator.return?.()).catch(() => {})
    }
  }
}

function readerIterator(reader) {
  return { next: () => reader.read(), return: () => reader.cancel() }
}
