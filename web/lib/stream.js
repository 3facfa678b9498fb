// What a program writes: a stream of chunks that a host reads with `for await`, or a callback that
// gets each chunk at once. Nothing is kept beyond a limit; what is dropped is counted.

const MANY = 1024
const PIECE = 65536

/**
 * @param {object} options
 * @param {(chunk: Uint8Array) => void} [options.callback] gets each chunk; then nothing is queued
 * @param {number} options.total most bytes in all
 * @param {number} options.unread most bytes waiting to be read
 * @param {() => void} [options.wake] called when a program that can wait may write again
 */
export function createStream({ callback, total, unread, wake }) {
  const state = { queue: [], tail: null, waiting: [], written: 0, queued: 0, dropped: 0, ended: false }

  const isFull = () => !callback && state.queued >= unread / 2

  /** How many of these bytes still fit. After the first loss a stream takes nothing more. */
  function room(length) {
    if (state.dropped > 0) return 0
    const left = Math.min(total - state.written, callback ? Infinity : unread - state.queued)
    return Math.max(0, Math.min(length, left))
  }

  function deliver(chunk) {
    if (callback) return callback(chunk)
    const reader = state.waiting.shift()
    if (reader) return reader({ value: chunk, done: false })
    keep(chunk)
    state.queued += chunk.length
  }

  /** A chunk of one byte costs a hundred: when many wait, the next ones share pieces. */
  function keep(chunk) {
    if (state.tail && state.tail.used + chunk.length <= PIECE) {
      state.tail.bytes.set(chunk, state.tail.used)
      state.tail.used += chunk.length
      return
    }
    state.tail = null
    if (state.queue.length < MANY || chunk.length > PIECE / 2) {
      state.queue.push({ bytes: chunk, used: chunk.length })
      return
    }
    state.tail = { bytes: new Uint8Array(PIECE), used: chunk.length }
    state.tail.bytes.set(chunk)
    state.queue.push(state.tail)
  }

  function next() {
    const first = state.queue.shift()
    if (first) {
      if (first === state.tail) state.tail = null
      const wasFull = isFull()
      state.queued -= first.used
      if (wasFull && !isFull()) wake?.()
      return Promise.resolve({ value: first.bytes.subarray(0, first.used), done: false })
    }
    if (state.ended) return Promise.resolve({ value: undefined, done: true })
    return new Promise(resolve => state.waiting.push(resolve))
  }

  return {
    /**
     * Takes over the chunk: it must not be changed afterwards. Returns how much of it was taken. A part means that a writer who can wait
     * should; of one who goes on all the same the rest is lost, and counts as taken.
     */
    push(chunk) {
      const fits = room(chunk.length)
      state.written += fits
      if (fits > 0) deliver(fits < chunk.length ? chunk.slice(0, fits) : chunk)
      if (fits > 0) return fits
      state.dropped += chunk.length
      return chunk.length
    },
    end() {
      state.ended = true
      for (const reader of state.waiting.splice(0)) reader({ value: undefined, done: true })
    },
    state,
    /** So much waits to be read that a program that can wait should. */
    get isFull() {
      return isFull()
    },
    reader: createReader(state, next)
  }
}

/** The side of a stream that the embedding program sees. */
function createReader(state, next) {
  return {
    get written() {
      return state.written
    },
    get dropped() {
      return state.dropped
    },
    async text() {
      const decoder = new TextDecoder()
      let text = ''
      for await (const chunk of this) text += decoder.decode(chunk, { stream: true })
      return text + decoder.decode()
    },
    stream() {
      return new ReadableStream({
        async pull(control) {
          const { value, done } = await next()
          if (done) control.close()
          else control.enqueue(value)
        }
      }, { highWaterMark: 0 })
    },
    [Symbol.asyncIterator]() {
      const iterator = {
        next,
        return: () => Promise.resolve({ value: undefined, done: true }),
        [Symbol.asyncIterator]: () => iterator
      }
      return iterator
    }
  }
}
