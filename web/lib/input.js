// Standard input: the bytes that have come and have not been read, whether more can come, and the
// kinds of sources they come from. Descriptors and pointers are in wasi.js.

import { guarded, WeftError } from './errors.js'

const CHUNK = 65536
const MOST_WAITING = 2 ** 20   // a stream is read no further while so much of it waits for the program

/**
 * @param {unknown} source text, bytes, an async iterable of either, a ReadableStream, true (open,
 *   fed by run.input), an object with `read(most, block)`, or nothing (empty)
 * @param {() => void} wake called when bytes or the end have come
 * @param {(error: WeftError) => void} fail called when a stream gives what is no input
 */
export function createInput(source, wake, fail) {
  const state = { chunks: [], ended: false, read: 0, waiting: 0, whenRead: null }
  const read = typeof source?.read === 'function' && !isStream(source)
    ? guarded((most, block) => source.read(most, block))
    : null
  let pump = null

  const add = chunk => {
    put(typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk)
    wake()
  }
  const put = bytes => {
    if (!(bytes instanceof Uint8Array)) {
      throw new WeftError('options', 'Standard input is made of strings and Uint8Arrays only.')
    }
    if (bytes.length === 0) return
    state.chunks.push(bytes)
    state.waiting += bytes.length
  }
  const close = () => {
    state.ended = true
    wake()
  }

  /** Asks a source that answers at once; true when there is something to read, or the end. */
  function poll(block) {
    if (state.chunks.length > 0 || state.ended) return true
    const bytes = read?.(CHUNK, block)
    if (bytes === null) state.ended = true
    else if (bytes !== undefined) put(bytes)
    return state.chunks.length > 0 || state.ended
  }

  begin()

  function begin() {
    if (source === undefined || source === null) state.ended = true
    else if (typeof source === 'string' || source instanceof Uint8Array) {
      add(source)
      state.ended = true
    } else if (source === true || read) return
    else if (isStream(source)) {
      pump = startPump(source, { add, close, fail, room })
    }
    else throw new WeftError('options', 'The option "stdin" is text, bytes, a stream, or true.')
  }

  /** Settles when the program has read so much that a stream may go on. */
  function room() {
    if (state.waiting < MOST_WAITING) return null
    return new Promise(resolve => {
      state.whenRead = resolve
    })
  }

  /** At most `most` bytes; undefined when there is nothing yet, an empty array at the end. */
  function take(most) {
    const first = state.chunks[0]
    if (!first) return state.ended ? new Uint8Array(0) : undefined
    const part = first.subarray(0, most)
    if (part.length === first.length) state.chunks.shift()
    else state.chunks[0] = first.subarray(part.length)
    state.read += part.length
    state.waiting -= part.length
    if (state.waiting < MOST_WAITING) state.whenRead?.()
    return part
  }

  return {
    state,
    add,
    close,
    ready: () => poll(false),
    /** Waits synchronously where the source can; true when there is something to read. */
    block: () => poll(true),
    canBlock: read !== null,
    take,
    /** Into a program's places, as much as there is; how many bytes. */
    fill(view, places) {
      let total = 0
      for (const { pointer, length } of places) {
        for (let filled = 0, part; filled < length; filled += part.length) {
          part = take(length - filled)
          if (!part?.length) return total
          view.put(pointer + filled, part)
          total += part.length
        }
      }
      return total
    },
    stop() {
      pump?.stop()
      state.whenRead?.()
    }
  }
}

/** A stream of Node's has a `read` as well, of another kind. */
function isStream(source) {
  return Boolean(source[Symbol.asyncIterator] || source.getReader)
}

/** Reads a stream to its end, which an error is too, or until the run is over. */
function startPump(source, { add, close, fail, room }) {
  const iterator = source[Symbol.asyncIterator]
    ? source[Symbol.asyncIterator]()
    : readerIterator(source.getReader())
  let stopped = false

  async function run() {
    try {
      for (;;) {
        const { value, done } = await iterator.next()
        if (stopped || done) break
        offer(value)
        await room()
        if (stopped) break
      }
    } finally {
      if (!stopped) close()
    }
  }

  function offer(value) {
    try {
      add(value)
    } catch (error) {
      fail(error)
      throw error
    }
  }

  /** Whatever it throws, and however. A stream of Node's would wait for the read that is under way. */
  const giveBack = async () => source.destroy ? source.destroy() : iterator.return?.()
  run().catch(() => {})
  return {
    stop() {
      stopped = true
      giveBack().catch(() => {})
    }
  }
}

function readerIterator(reader) {
  return { next: () => reader.read(), return: () => reader.cancel() }
}
