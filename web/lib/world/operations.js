// Operations: what a program waits for from outside, beside time. They hang on a list in its memory,
// named by `weft_base`; those that this host completes are hung on a second list there. Nothing of
// them is kept here but a copy of the first list, so a snapshot of the memory holds them all.
// docs/host-protocol.md explains the protocol; run.js decides when the lists are looked at.

import { WeftError } from '../errors.js'
import { SIGNALS } from '../signals.js'

/** Offsets in struct weft__operation (runtime/port/host.h). */
export const FIELD = Object.freeze({
  next: 0,
  inbox: 8,
  verb: 12,
  state: 13,
  queued: 14,
  background: 15,
  descriptor: 16,
  result: 20,
  hostError: 24,
  bytes: 28,
  count: 32,
  text: 36
})

export const VERB = Object.freeze({ readable: 1, writable: 2, read: 3, signal: 4, posted: 5,
  resolve: 6, connect: 7, listen: 8, accept: 9 })
export const STATE = Object.freeze({ idle: 0, submitted: 1, complete: 2 })

const SIZE = 40
const MOST = 2 ** 16
const MOST_BYTES = 2 ** 24
const INVALID = -6

/**
 * @param {object} host view, input, outputs, open
 * @param {ReturnType<import('../base.js').createBase>} base
 * @param {ReturnType<import('../signals.js').createMailbox>} mailbox
 */
export function createOperations(host, base, mailbox) {
  let list = []
  let changes = null

  /** The operations that are outstanding, the oldest first. */
  function submitted() {
    const now = base.get('changes')
    if (now === changes) return list
    list = walk(host.view, base.get('submitted'), FIELD.next).map(at => readOperation(host.view, at))
    changes = now
    return list
  }

  /** The operation that a signal completes: one that asks for it, else the run's own. */
  function takerOf(number) {
    const asked = submitted().filter(({ verb }) => verb === VERB.signal)
    return asked.find(({ descriptor, background }) => descriptor === number && !background) ??
      asked.find(({ background }) => background)
  }

  const isQueued = ({ at }) => host.view.u8(at + FIELD.queued) !== 0

  function isDue(operation) {
    const { verb, descriptor } = operation
    if (verb > VERB.read || isQueued(operation)) return false
    if (!fits(host, operation)) return true
    return verb === VERB.writable || (descriptor === 0 && host.input.ready())
  }

  function perform(operation) {
    const { verb, at } = operation
    if (!fits(host, operation)) return INVALID
    if (verb !== VERB.read) return 0
    const count = Math.min(host.view.u32(at + FIELD.count), MOST_BYTES)
    const start = host.view.at(host.view.u32(at + FIELD.bytes), count)
    const bytes = host.input.take(count)
    host.view.put(start, bytes)
    return bytes.length
  }

  /** Hangs it on the second list, behind `before`: the end of what the program has not taken yet. */
  function complete({ at, verb }, result, before) {
    const { view } = host
    view.setU32(at + FIELD.result, result >>> 0)
    if (verb !== VERB.signal) view.setU8(at + FIELD.state, STATE.complete)
    view.setU8(at + FIELD.queued, 1)
    view.setU32(at + FIELD.inbox, 0)
    if (before === undefined) base.set('completed', at)
    else view.setU32(before + FIELD.inbox, at)
    return at
  }

  return {
    /** Is there anything to complete now, beside signals? */
    anyDue: () => submitted().some(isDue),
    /** Completes whatever can be, the oldest first; signals before everything else. */
    completeAll() {
      let left = mailbox.take()
      let end = walk(host.view, base.get('completed'), FIELD.inbox).at(-1)
      for (const number of Object.values(SIGNALS)) {
        const taker = left & (1 << number) ? takerOf(number) : undefined
        if (!taker || isQueued(taker)) continue
        end = complete(taker, number, end)
        left &= ~(1 << number)
      }
      mailbox.put(left)
      for (const operation of submitted()) {
        if (isDue(operation)) end = complete(operation, perform(operation), end)
      }
    },
    /** The signals that somebody in the program waits for, as bits. */
    watched: () => submitted().filter(({ verb, background }) => verb === VERB.signal && !background)
      .reduce((bits, { descriptor }) => bits | 1 << descriptor, 0)
  }
}

/** The addresses on a list, checked: each is inside, and the list comes to an end. */
function walk(view, first, link) {
  const found = []
  for (let at = first; at !== 0; at = view.u32(at + link)) {
    if (found.length === MOST) throw damaged(`holds more than ${MOST} operations or goes in a circle`)
    found.push(inside(view, at))
  }
  return found
}

function inside(view, at) {
  if (at % 4 === 0 && at + SIZE <= view.size) return at
  throw damaged('leads out of its memory')
}

function damaged(what) {
  return new WeftError('disposed', `The program's list of operations ${what}: its memory is ` +
    'damaged, or it was not built by "weft build".')
}

function readOperation(view, at) {
  const verb = view.u8(at + FIELD.verb)
  if (!Object.values(VERB).includes(verb)) throw damaged(`asks for ${verb}, which is no operation`)
  const descriptor = view.u32(at + FIELD.descriptor) | 0
  return { at, verb, descriptor, background: view.u8(at + FIELD.background) !== 0 }
}

/** Is there such a descriptor, and is it one of that kind? */
function fits({ open, outputs }, { verb, descriptor }) {
  if (!open.has(descriptor)) return false
  return verb === VERB.writable ? Boolean(outputs[descriptor]) : descriptor === 0
}
