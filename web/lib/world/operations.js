// Operations: what a program waits for from outside, beside time. They hang on a list in its memory, named by
// `weft_base`; those that are complete are hung on a second list there. Each is begun once, when it joins the first
// list, and called off when it has left it. All that is kept here can be had again from the memory, so a snapshot
// of that holds them all. docs/host-protocol.md explains the protocol; run.js decides when the lists are looked at.

import { checked, CODE, complete, FIELD, isQueued, readOperation, VERB, walk } from './operation.js'

const MOST_BYTES = 2 ** 24

/**
 * @param {object} host view, input, outputs, open, resources, ask (of a library)
 * @param {ReturnType<import('../base.js').createBase>} base
 * @param {ReturnType<import('../signals.js').createSignals> | null} signals null: none ever comes
 * @param {() => void} ring called when something has become due, from the event loop
 * @param {typeof import('./outside.js').createOutside} [createOutside] what asks for more than the program and its host are
 */
export function createOperations(host, base, signals, ring, createOutside) {
  const beginOutside = createOutside?.(host, settle)
  const known = new Map()      // by address: those that are begun and not complete
  const standard = new Set()   // of them, those of descriptors that were there at the start
  let due = []                 // of them, those that can be completed, the first to become so first
  let changes = null
  let removed = null
  let tickets = 0

  // ---- the list of what is submitted ----

  /** Begins what is new and calls off what is gone. */
  function look() {
    const now = base.get('changes')
    if (now === changes) return
    const gone = base.get('removed')
    if (gone !== removed) lookAtAll()
    else lookAtNewest()
    changes = now
    removed = gone
  }

  function lookAtAll() {
    const { view } = host
    const list = walk(view, base.get('submitted'), FIELD.next)
    const there = new Set(list.filter(isKnown))
    for (const operation of known.values()) if (!there.has(operation.at)) callOff(operation)
    for (const at of list) if (!there.has(at)) meet(at)
  }

  /** Nothing was taken back, so what is new stands behind everything that is known. */
  function lookAtNewest() {
    const { view } = host
    const found = []
    for (let at = base.get('newest'); at !== 0; at = view.u32(at + FIELD.previous)) {
      if (isKnown(checked(view, at, found.length))) break
      found.push(at)
    }
    for (let i = found.length; i > 0;) meet(found[--i])
  }

  /** The same one that was begun, and not another at the same address. */
  function isKnown(at) {
    const operation = known.get(at)
    return operation !== undefined && host.view.u32(at + FIELD.hostError) === operation.ticket
  }

  function meet(at) {
    if (isQueued(host.view, at)) return
    const before = known.get(at)
    if (before) callOff(before)
    const operation = readOperation(host.view, at)
    operation.ticket = tickets = (tickets + 1) >>> 0 || 1
    host.view.setU32(at + FIELD.hostError, operation.ticket)
    known.set(at, operation)
    begin(operation)
  }

  function forget(operation) {
    known.delete(operation.at)
    standard.delete(operation)
    if (operation.verb === VERB.signal) signals?.list(known)
  }

  function callOff(operation) {
    forget(operation)
    if (operation.isDue) due = due.filter(other => other !== operation)
    operation.isDue = true   // whatever comes now is too late
    operation.callOff?.()
    operation.made?.close()
    const waiting = host.resources.get(operation.descriptor)?.waiting
    if (waiting?.includes(operation)) waiting.splice(waiting.indexOf(operation), 1)
  }

  // ---- beginning ----

  function begin(operation) {
    const { verb } = operation
    if (verb === VERB.signal) return signals?.list(known)
    if (verb === VERB.posted) return
    if (verb === VERB.ask) return host.ask ? host.ask(operation, settle) : settle(operation, CODE.unsupported)
    if (verb <= VERB.read && !host.resources.get(operation.descriptor)) return void standard.add(operation)
    if (beginOutside) return beginOutside(operation)
    settle(operation, CODE.unsupported)
  }

  /** It can be completed now. */
  function settle(operation, result, texts = null, made = null, errno = 0) {
    if (operation.isDue) return true
    operation.isDue = true
    operation.result = result
    operation.hostError = errno
    operation.texts = texts
    operation.made = made
    operation.callOff = null
    due.push(operation)
    ring()
    return true
  }

  // ---- completing ----

  /** What it was at the start that it waits for: standard input and output. */
  function isStandardDue(operation) {
    const { verb, descriptor } = operation
    if (!fits(host, operation)) return true
    return verb === VERB.writable ? !host.outputs[descriptor].isFull : host.input.ready()
  }

  function performStandard(operation) {
    const { verb, at } = operation
    if (!fits(host, operation)) return CODE.invalid
    if (verb !== VERB.read) return 0
    const count = Math.min(host.view.u32(at + FIELD.count), MOST_BYTES)
    const start = host.view.at(host.view.u32(at + FIELD.bytes), count)
    const bytes = host.input.take(count)
    host.view.put(start, bytes)
    return bytes.length
  }

  return {
    look,
    /** Is there anything to complete now, beside signals? */
    anyDue() {
      if (due.length > 0) return true
      for (const operation of standard) if (isStandardDue(operation)) return true
      return false
    },
    /** Completes whatever can be, the first to become so first; signals before everything else. */
    completeAll() {
      look()
      const ready = due
      due = []
      for (const operation of standard) if (isStandardDue(operation)) ready.push(operation)
      const isSignalled = signals?.any()
      if (ready.length === 0 && !isSignalled) return
      const first = base.get('completed')
      let end = first ? walk(host.view, first, FIELD.inbox).at(-1) : undefined
      if (isSignalled) end = signals.complete(base, end)
      for (const operation of ready) {
        const result = operation.isDue ? operation.deliver?.(operation) ?? operation.result : performStandard(operation)
        forget(operation)
        end = complete(host.view, base, operation, result, operation.hostError, end)
      }
    },
    /** The signals that somebody in the program waits for, as bits. */
    watched: () => signals?.watched() ?? 0,
    /** The run is over. */
    stop() {
      for (const operation of [...known.values()]) callOff(operation)
    }
  }
}

/** Is there such a descriptor, and is it one of that kind? */
function fits({ open, outputs }, { verb, descriptor }) {
  if (!open.has(descriptor)) return false
  return verb === VERB.writable ? Boolean(outputs[descriptor]) : descriptor === 0
}
