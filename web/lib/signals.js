// Signals: their names and numbers, and the mailbox in which they wait until the program's loop
// asks, and the operations that they complete there.

import { complete, isQueued, VERB } from './world/operation.js'

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

/** The names in a set of bits, in the order of their numbers. */
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

/** The operations that wait for signals. */
export function createSignals(host, mailbox) {
  let list = []

  /** The operation that a signal completes: one that asks for it, else the run's own. */
  function takerOf(number) {
    return list.find(({ descriptor, background }) => descriptor === number && !background) ?? list.find(({ background }) => background)
  }

  return {
    list(known) {
      list = [...known.values()].filter(({ verb }) => verb === VERB.signal)
    },
    watched: () => list.reduce((bits, { background, descriptor }) => background ? bits : bits | 1 << descriptor, 0),
    any: () => mailbox.peek() !== 0,
    /** Hangs what has come behind `end`; the new end. */
    complete(base, end) {
      let left = mailbox.take()
      for (const number of Object.values(SIGNALS)) {
        const taker = left & (1 << number) ? takerOf(number) : undefined
        if (!taker || isQueued(host.view, taker.at)) continue
        end = complete(host.view, base, taker, number, taker.ticket, end)
        left &= ~(1 << number)
      }
      mailbox.put(left)
      return end
    }
  }
}
