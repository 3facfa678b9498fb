// Standard input on its way from the main thread to the program's thread: one chunk in shared
// memory. The program's thread asks for more; it can wait for it blocking, or be woken later.

const [STATE, LENGTH] = [0, 1]
const [EMPTY, FULL, ENDED, INTERRUPTED] = [0, 1, 2, 3]
const HEAD = 8
const ROOM = 65536

/** The shared memory of a mailbox. */
export function createMailbox() {
  return new SharedArrayBuffer(HEAD + ROOM)
}

/**
 * The side of the program's thread: a source for @weft/host.
 * @param {SharedArrayBuffer} buffer
 * @param {() => void} ask tells the main thread to put in the next chunk
 * @param {() => boolean} isSignalled has a signal come that the program has not seen? It ends a read that blocks, as natively
 */
export function openReader(buffer, ask, isSignalled = () => false) {
  const words = new Int32Array(buffer, 0, 2)
  const isThere = () => [FULL, ENDED].includes(Atomics.load(words, STATE))
  let asked = false

  function wait() {
    Atomics.compareExchange(words, STATE, INTERRUPTED, EMPTY)
    if (!isSignalled()) Atomics.wait(words, STATE, EMPTY)
  }

  return {
    read(most, block) {
      if (!isThere()) {
        if (!asked) ask()
        asked = true
        if (block) wait()
      }
      if (!isThere()) return undefined
      if (Atomics.load(words, STATE) === ENDED) return null
      asked = false
      const bytes = new Uint8Array(buffer, HEAD, words[LENGTH]).slice()
      Atomics.store(words, STATE, EMPTY)
      return bytes
    }
  }
}

/** From the main thread, after it has noted a signal: a read that blocks comes back without anything. */
export function interrupt(buffer) {
  const words = new Int32Array(buffer, 0, 2)
  Atomics.compareExchange(words, STATE, EMPTY, INTERRUPTED)
  Atomics.notify(words, STATE)
}

/**
 * The side of the main thread: puts in one chunk of a stream each time it is asked.
 * @param {SharedArrayBuffer} buffer
 * @param {AsyncIterable<Uint8Array>} stream
 * @param {() => void} tell called when there is a chunk, or the end
 * @returns {() => Promise<void>}
 */
export function openWriter(buffer, stream, tell) {
  const words = new Int32Array(buffer, 0, 2)
  let iterator = null
  let rest = new Uint8Array(0)

  async function next() {
    if (rest.length > 0) return rest
    iterator ??= stream[Symbol.asyncIterator]()
    const { value, done } = await iterator.next().catch(() => ({ done: true }))
    return done ? null : value
  }
  return async () => {
    const chunk = await next()
    const part = chunk?.subarray(0, ROOM)
    if (part) {
      new Uint8Array(buffer, HEAD).set(part)
      words[LENGTH] = part.length
      rest = chunk.subarray(part.length)
    }
    Atomics.store(words, STATE, part ? FULL : ENDED)
    Atomics.notify(words, STATE)
    tell()
  }
}
