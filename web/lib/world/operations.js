// Operations: what a program waits for from outside, beside time. They hang on a list in its memory, named by
// `weft_base`; those that are complete are hung on a second list there. Each is begun once, when it joins the first
// list, and called off when it has left it. All that is kept here can be had again from the memory, so a snapshot
// of that holds them all. docs/host-protocol.md explains the protocol; run.js decides when the lists are looked at.

import { Errno } from '../errors.js'
import { SIGNALS } from '../signals.js'
import { failureOf } from './failures.js'
import {
  checked, CODE, complete, FIELD, isQueued, parseHostAndPort, putTexts, putWords, readOperation, textOf, textsOf,
  VERB, walk
} from './operation.js'

const MOST_BYTES = 2 ** 24
const DIED = -21
const JOB_WORDS = 160   // room for words behind the bytes of a job
const encoder = new TextEncoder()

/**
 * @param {object} host view, input, outputs, open, resources, net and processes (undefined: this host has none), ask (of a library)
 * @param {ReturnType<import('../base.js').createBase>} base
 * @param {ReturnType<import('../signals.js').createMailbox>} mailbox
 * @param {() => void} ring called when something has become due, from the event loop
 */
export function createOperations(host, base, mailbox, ring) {
  const known = new Map()      // by address: those that are begun and not complete
  const standard = new Set()   // of them, those of descriptors that were there at the start
  let due = []                 // of them, those that can be completed, the first to become so first
  let changes = null
  let removed = null
  let tickets = 0
  let signals = { list: [], watched: 0 }

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
    for (const at of found.reverse()) meet(at)
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
    if (operation.verb === VERB.signal) listSignals()
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

  function listSignals() {
    const list = [...known.values()].filter(({ verb }) => verb === VERB.signal)
    const watched = list.filter(({ background }) => !background)
      .reduce((bits, { descriptor }) => bits | 1 << descriptor, 0)
    signals = { list, watched }
  }

  // ---- beginning ----

  function begin(operation) {
    const { verb } = operation
    if (verb === VERB.signal) return listSignals()
    if (verb === VERB.posted) return
    if (verb === VERB.job) return beginJob(operation)
    if (verb <= VERB.read) return beginBytes(operation)
    if (verb === VERB.accept) return beginAccept(operation)
    if (verb === VERB.exit) return beginExit(operation)
    if (verb === VERB.spawn) return beginSpawn(operation)
    if (verb === VERB.secure) return beginSecure(operation)
    if (verb === VERB.ask) return host.ask ? host.ask(operation, settle) : settle(operation, CODE.unsupported)
    if (!host.net) return settle(operation, CODE.unsupported)
    const text = textOf(host.view, operation)
    if (text === undefined) return settle(operation, CODE.invalid)
    if (verb === VERB.resolve) return ask(operation, signal => host.net.resolve(text, signal))
    const address = parseAddress(text)
    if (!address) return settle(operation, CODE.invalid)
    if (host.resources.isFull()) return settle(operation, CODE.full)
    const name = text.startsWith('udp:') ? verb === VERB.connect ? 'udpConnect' : 'udpOpen' : verb === VERB.connect ? 'connect' : 'listen'
    if (!host.net[name]) return settle(operation, CODE.unsupported)   // a network of somebody's own may have no datagrams
    ask(operation, signal => host.net[name](address, signal))
  }

  function beginBytes(operation) {
    const resource = host.resources.get(operation.descriptor)
    if (!resource) return void standard.add(operation)
    if (operation.verb === VERB.read) return settle(operation, CODE.unsupported)
    if (!isReady(resource.object, operation)) return void watch(resource, operation)
    settle(operation, 0)
  }

  function beginAccept(operation) {
    const resource = host.resources.get(operation.descriptor)
    if (!resource?.object.accept) return settle(operation, CODE.invalid)
    if (!accept(resource.object, operation)) watch(resource, operation)
  }

  /** Gives it the next connection; false when there is none. */
  function accept(listener, operation) {
    if (host.resources.isFull()) return settle(operation, CODE.full)
    try {
      const connection = listener.accept()
      if (!connection) return false
      return settle(operation, 0, [connection.peer ?? ''], connection)
    } catch (error) {
      return fail(operation, error)
    }
  }

  function beginSpawn(operation) {
    const texts = textsOf(host.view, operation)
    if (!host.processes) return settle(operation, CODE.unsupported)
    if (!texts) return settle(operation, CODE.invalid)
    if (host.resources.isFull()) return settle(operation, CODE.full)
    ask(operation, signal => host.processes.spawn(texts, { env: readVariables(host.env), outputs: host.outputs }, signal))
  }

  /** Whatever comes of it, the descriptor stays the program's. */
  function beginSecure(operation) {
    const resource = host.resources.get(operation.descriptor)
    const wanted = parseWanted(textsOf(host.view, operation))
    if (!host.net?.secure) return settle(operation, CODE.unsupported)
    if (!resource?.object.release || !wanted) return settle(operation, CODE.invalid)
    ask(operation, async signal => {
      const object = await host.net.secure(resource.object, wanted, signal)
      const there = host.resources.get(operation.descriptor) === resource && !signal.aborted
      if (there) host.resources.replace(operation.descriptor, object)
      else object.close()
    })
  }

  function beginExit(operation) {
    const resource = host.resources.get(operation.descriptor)
    if (!resource?.object.exited) return settle(operation, CODE.invalid)
    if (!hasExited(resource.object, operation)) watch(resource, operation)
  }

  function hasExited(process, operation) {
    const status = process.exited()
    return status !== undefined && settle(operation, status)
  }

  function watch({ object, waiting }, operation) {
    waiting.push(operation)
    object.onChange ??= () => changed(object, waiting)
  }

  /** Something has come to a resource, or gone: those that wait for that are due. */
  function changed(object, waiting) {
    for (let i = 0; i < waiting.length;) {
      const operation = waiting[i]
      const { verb } = operation
      const ends = verb === VERB.accept ? accept(object, operation)
        : verb === VERB.exit ? hasExited(object, operation)
          : isReady(object, operation) && settle(operation, 0)
      if (ends) waiting.splice(i, 1)
      else i++
    }
  }

  /** What the network answers with a promise. */
  function ask(operation, call) {
    const control = new AbortController()
    operation.callOff = () => control.abort()
    try {
      Promise.resolve(call(control.signal)).then(answer => arrive(operation, answer), error => fail(operation, error))
    } catch (error) {
      fail(operation, error)
    }
  }

  function arrive(operation, answer) {
    const { verb } = operation
    if (verb === VERB.secure) return settle(operation, 0)
    if (operation.isDue) return verb === VERB.resolve ? undefined : answer.close()   // nobody wants it any more
    if (verb === VERB.resolve) return settle(operation, 0, answer)
    if (verb === VERB.spawn) return settle(operation, 0, null, answer)
    const texts = verb === VERB.connect ? [answer.own ?? '', answer.peer ?? ''] : [answer.own ?? '']
    settle(operation, 0, texts, answer)
  }

  function fail(operation, error) {
    const { errno, code } = failureOf(error)
    return settle(operation, code, null, null, errno)
  }

  function beginJob(operation) {
    const { view, jobs } = host
    const { at, descriptor } = operation
    const count = view.u32(at + FIELD.count) - JOB_WORDS
    if (!jobs) return settle(operation, CODE.unsupported)
    if (count < 0) return settle(operation, CODE.invalid)
    const bytes = view.bytes(view.u32(at + FIELD.bytes), count).slice()
    operation.callOff = jobs.run({ fn: descriptor, bytes }, answer => {
      operation.answer = answer
      settle(operation, answer.died === undefined ? answer.result : DIED)
    })
  }

  /** Puts what a job has made into its place, or why it died behind that. */
  function deliverJob({ at, answer, result }) {
    const { view } = host
    const start = view.u32(at + FIELD.bytes)
    if (answer?.bytes) view.put(start, answer.bytes)
    if (answer?.died === undefined) return result
    const words = encoder.encode(`the job ${view.text(view.u32(at + FIELD.text))} ${answer.died}`)
    view.put(start + view.u32(at + FIELD.count) - JOB_WORDS, words.subarray(0, JOB_WORDS - 1))
    return result
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

  /** Its result, once what it brings is in the memory. */
  function deliver(operation) {
    const { verb, texts, made, result } = operation
    if (verb === VERB.job) return deliverJob(operation)
    if (result < 0 || verb <= VERB.read || verb === VERB.exit || verb === VERB.secure) return result
    if (operation.deliver) return operation.deliver(operation)
    operation.made = null
    try {
      if (verb === VERB.spawn) return deliverProcess(operation, made)
      const count = putTexts(host.view, operation, texts)
      if (verb === VERB.resolve) return count > 0 ? count : CODE.notFound
    } catch (error) {
      made?.close()
      if (error instanceof Errno) return CODE.invalid
      throw error
    }
    return host.resources.add(made)
  }

  function deliverProcess(operation, process) {
    putWords(host.view, operation, [process.id, -1, -1, -1])   // before anything is open: there may be no room
    const descriptors = process.pipes.map(pipe => pipe ? host.resources.add(pipe) : -1)
    putWords(host.view, operation, [process.id, ...descriptors])
    return host.resources.add(process)
  }

  /** The operation that a signal completes: one that asks for it, else the run's own. */
  function takerOf(number) {
    return signals.list.find(({ descriptor, background }) => descriptor === number && !background) ??
      signals.list.find(({ background }) => background)
  }

  function completeSignals(end) {
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
      if (ready.length === 0 && mailbox.peek() === 0) return
      let end = walk(host.view, base.get('completed'), FIELD.inbox).at(-1)
      if (mailbox.peek() !== 0) end = completeSignals(end)
      for (const operation of ready) {
        const result = operation.isDue ? deliver(operation) : performStandard(operation)
        forget(operation)
        end = complete(host.view, base, operation, result, operation.hostError, end)
      }
    },
    /** The signals that somebody in the program waits for, as bits. */
    watched: () => signals.watched,
    /** The run is over. */
    stop() {
      for (const operation of [...known.values()]) callOff(operation)
    }
  }
}

/** A program's variables, as it has them in its memory. */
function readVariables(env) {
  const pairs = env.map(bytes => new TextDecoder().decode(bytes).replace(/\0$/, ''))
  return Object.fromEntries(pairs.map(pair => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]))
}

/** Is there such a descriptor, and is it one of that kind? */
function fits({ open, outputs }, { verb, descriptor }) {
  if (!open.has(descriptor)) return false
  return verb === VERB.writable ? Boolean(outputs[descriptor]) : descriptor === 0
}

/** Is it worth to try? So it is, too, when the try will say what is wrong. */
function isReady(object, { verb }) {
  const asked = verb === VERB.writable ? object.writable : object.readable
  return asked ? asked.call(object) : true
}

/** What TLS is to be like: the texts that runtime/io/tls.c describes. */
function parseWanted([side, ...texts] = []) {
  if (!/^[cs][v-]$/.test(side ?? '')) return null
  const of = letter => texts.find(text => text[0] === letter)?.slice(1)
  return { isServer: side[0] === 's', verifies: side[1] === 'v', name: of('n'), authorities: of('a'), certificate: of('c'), key: of('k') }
}

/** Where "tcp:127.0.0.1:80", "udp:[::1]:80" or "unix:/a/path" leads; null for another text. */
function parseAddress(text) {
  if (text.startsWith('unix:')) return text.length > 5 ? { path: text.slice(5) } : null
  return /^(tcp|udp):/.test(text) ? parseHostAndPort(text.slice(4)) ?? null : null
}
