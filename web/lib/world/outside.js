// What programs ask of the world outside: connections and listeners, names, processes, jobs, and bytes of what they have opened. A host that
// has none of these (a library without a network) does without this file.

import { Errno } from '../errors.js'
import { failureOf } from './failures.js'
import { CODE, FIELD, parseHostAndPort, putTexts, putWords, textOf, textsOf, VERB } from './operation.js'

const DIED = -21
const JOB_WORDS = 160   // room for words behind the bytes of a job
const encoder = new TextEncoder()

/**
 * @param {object} host view, env, outputs, resources, net, processes and jobs (undefined: this host has none)
 * @param {(operation: object, result: number, texts?: string[] | null, made?: object | null, errno?: number) => true} settle
 * @returns {(operation: object) => void} begins one
 */
export function createOutside(host, settle) {
  function begin(operation) {
    const { verb } = operation
    if (verb <= VERB.read) return beginBytes(operation)
    if (verb === VERB.job) return beginJob(operation)
    if (verb === VERB.accept) return beginAccept(operation)
    if (verb === VERB.exit) return beginExit(operation)
    if (verb === VERB.spawn) return beginSpawn(operation)
    if (verb === VERB.secure) return beginSecure(operation)
    if (!host.net) return settle(operation, CODE.unsupported)
    const text = textOf(host.view, operation)
    if (text === undefined) return settle(operation, CODE.invalid)
    if (verb === VERB.resolve) return ask(operation, signal => host.net.resolve(text, signal))
    const address = parseAddress(text)
    if (!address) return settle(operation, CODE.invalid)
    if (host.resources.isFull()) return settle(operation, CODE.full)
    const name = text.startsWith('udp') ? verb === VERB.connect ? 'udpConnect' : 'udpOpen' : verb === VERB.connect ? 'connect' : 'listen'
    if (!host.net[name]) return settle(operation, CODE.unsupported)   // a network of somebody's own may have no datagrams
    ask(operation, signal => host.net[name](address, signal))
  }

  function beginBytes(operation) {
    const resource = host.resources.get(operation.descriptor)
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
      return bring(operation, [connection.peer ?? ''], connection)
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
      return object
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
    if (verb === VERB.secure) {
      operation.deliver = deliverSecure
      return settle(operation, answer.resumed ? 1 : 0, [answer.protocol ?? ''])
    }
    if (operation.isDue) return verb === VERB.resolve ? undefined : answer.close()   // nobody wants it any more
    if (verb === VERB.resolve) return bring(operation, answer, null)
    bring(operation, verb === VERB.connect ? [answer.own ?? '', answer.peer ?? ''] : [answer.own ?? ''], answer)
  }

  /** It can be completed, and this is what it brings. */
  function bring(operation, texts, made) {
    operation.deliver = deliver
    return settle(operation, 0, texts, made)
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
      operation.deliver = deliverJob
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

  /** A program that was built before ALPN was there has no room for it. */
  function deliverSecure(operation) {
    if (operation.texts && host.view.u32(operation.at + FIELD.count) > 0) putTexts(host.view, operation, operation.texts)
    return operation.result
  }

  /** Its result, once what it brings is in the memory. */
  function deliver(operation) {
    const { verb, texts, made } = operation
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

  return begin
}

/** A program's variables, as it has them in its memory. */
function readVariables(env) {
  const pairs = env.map(bytes => new TextDecoder().decode(bytes).replace(/\0$/, ''))
  return Object.fromEntries(pairs.map(pair => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]))
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
  return { isServer: side[0] === 's', verifies: side[1] === 'v', name: of('n'), authorities: of('a'), certificate: of('c'), key: of('k'),
    protocols: of('p')?.split(' ') }
}

/** Where "tcp:127.0.0.1:80", "udp:[::1]:80", "udp+broadcast:0.0.0.0:80" or "unix:/a/path" leads; null for another text. */
function parseAddress(text) {
  if (text.startsWith('unix:')) return text.length > 5 ? { path: text.slice(5) } : null
  const [, scheme, place] = /^(tcp|udp|udp\+broadcast):(.*)$/.exec(text) ?? []
  const address = place === undefined ? undefined : parseHostAndPort(place)
  return address ? { ...address, ...scheme === 'udp+broadcast' && { broadcast: true } } : null
}
