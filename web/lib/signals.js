// Signals: their names and numbers, and the mailbox in which they wait until the program's loop
// asks. Writing them into the program's memory is done by run.js.

/** The signals that a Weft program knows, with the numbers that they have everywhere. */
export const SIGNALS = Object.freeze({ HUP: 1, INT: 2, USR1: 10, USR2: 12, TERM: 15 })

/**
 * The bit of a signal.
 * @param {string | number} name 'INT', 'SIGINT' or 2
 * @returns {number} 0 when there is no such signal
 */
export function signalBit(name) {
  if (typeof name === 'number') return Object.values(SIGNALS).includes(name) ? 1 << name : 0
  const short = String(name).toUpperCase().replace(/^SIG/, '')
  return Object.hasOwn(SIGNALS, short) ? 1 << SIGNALS[short] : 0
}

/**
 * The names in a set of bits, in the order of their numbers.
 * @param {number} bits
 * @returns {string[]}
 */
export function signalNames(bits) {
  return Object.keys(SIGNALS).filter(name => bits & (1 << SIGNALS[name]))
}

/**
 * The signals that have been sent and not yet been taken. With a word in shared memory another
 * thread can send them while this one is busy: it sets the bit with Atomics.or.
 * @param {Int32Array | undefined} word
 */
export function createMailbox(word) {
  let bits = 0
  return {
    put(more) {
      bits |= more
    },
    /** Looks without taking. */
    peek() {
      return word ? bits | Atomics.load(word, 0) : bits
    },
    take() {
      const all = word ? bits | Atomics.exchange(word, 0, 0) : bits
      bits = 0
      return all
    }
  }
}
