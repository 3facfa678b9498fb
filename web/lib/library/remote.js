// A library in a worker, with the same functions: what goes there and back is copied. It takes no time of the thread that it is called
// from, and `kill` ends it whatever it does. Nothing is shared.

import { makerOfWorkers } from '../world/job.js'
import { WeftError } from '../errors.js'
import { camel } from './codec.js'
import { CallCancelled, CallError, CallFailed, CallTimedOut, LibraryDied } from './errors.js'
import { createGenerator } from './generator.js'

const ownWorker = () => new URL('./worker.js', import.meta.url)
const CLASSES = { CallCancelled, CallError, CallFailed, CallTimedOut, LibraryDied, WeftError, TypeError }
/** The options that go there: those that are data. */
const DATA = ['env', 'clock', 'seed', 'stamp', 'until', 'debug', 'trace', 'net', 'report']

/**
 * @param {WebAssembly.Module} module
 * @param {object} description
 * @param {object} options
 */
export async function openRemote(module, description, options) {
  const make = makerOfWorkers()
  if (!make) throw new WeftError('unsupported', 'This host has no workers: load the library without the option "worker".')
  const worker = make(typeof options.worker === 'object' || typeof options.worker === 'string' ? options.worker : ownWorker())
  const waiting = new Map()    // by number: { resolve, reject }
  const streams = new Map()    // by number: iterators that were handed in
  const asked = new Map()      // by number: what aborts a function of ours
  const usage = { bytes: 0, memory: 0 }
  let numbers = 0
  let died = null

  const post = message => worker.post(message)
  const prints = { 1: options.onStdout, 2: options.onStderr, 3: options.onTrace }

  function request(message, resolve, reject) {
    const number = ++numbers
    waiting.set(number, { resolve, reject })
    if (waiting.size === 1) worker.hold(true)
    try {
      post({ ...message, number })
    } catch (error) {
      settled(number)
      throw error
    }
    return number
  }

  function settled(number) {
    const one = waiting.get(number)
    waiting.delete(number)
    if (waiting.size === 0) worker.hold(false)
    return one
  }

  function end(why) {
    if (died) return
    died = why
    worker.end()
    options.signal?.removeEventListener('abort', dispose)
    for (const number of [...waiting.keys()]) settled(number).reject(why)
    for (const control of asked.values()) control.abort(why)
    for (const { iterator } of streams.values()) Promise.resolve(iterator.return?.()).catch(() => {})
  }

  const receive = {
    done({ number, value }) {
      settled(number)?.resolve(value)
    },
    failed({ number, error }) {
      settled(number)?.reject(rebuild(error))
    },
    died: ({ error }) => end(rebuild(error)),
    print: ({ descriptor, bytes }) => prints[descriptor]?.(bytes),
    value: ({ number, value }) => waiting.get(number)?.generator.give(value, () => died || post({ kind: 'more', number })),
    async ask({ number, name, args }) {
      const control = new AbortController()
      asked.set(number, control)
      await answer(number, () => options.imports[name](...args, { signal: control.signal }))
      asked.delete(number)
    },
    unasked: ({ number, reason }) => asked.get(number)?.abort(reason),
    pull: ({ number, stream }) => answer(number, async () => {
      const { done, value } = await streams.get(stream).iterator.next()
      return { done, value }
    }),
    close({ stream }) {
      const one = streams.get(stream)
      streams.delete(stream)
      Promise.resolve(one?.iterator.return?.()).catch(() => {})
    }
  }

  async function answer(number, work) {
    try {
      const value = await work()
      if (!died) post({ kind: 'answer', number, value })
    } catch (error) {
      if (!died) post({ kind: 'answer', number, error: plain(error) })
    }
  }

  worker.listen(message => {
    if (died) return
    if (message.usage) Object.assign(usage, message.usage)
    receive[message.kind](message)
  }, why => end(new LibraryDied('lost', `The worker of the library "${description.name}" was lost: ${why}.`)))

  // ---- calls ----

  /** An iterable cannot be copied: its number goes there, and what is wanted of it comes back. */
  function wrap(fn, args) {
    return fn.params.map(([, type], i) => {
      if (type[0] !== 'stream' || !(args[i]?.[Symbol.asyncIterator] ?? args[i]?.[Symbol.iterator])) return args[i]
      const stream = ++numbers
      streams.set(stream, { iterator: (args[i][Symbol.asyncIterator] ?? args[i][Symbol.iterator]).call(args[i]) })
      return { stream }
    })
  }

  function start(fn, args, resolve, reject, generator) {
    if (died) throw died
    const signal = args[fn.params.length]?.signal
    if (signal?.aborted) {
      throw new (signal.reason?.name === 'TimeoutError' ? CallTimedOut : CallCancelled)({ number: -1, text: 'it was aborted before it began',
        call: fn.name, task: 0, place: '' }, { cause: signal.reason })
    }
    const stop = () => died || post({ kind: 'abort', number, reason: { name: signal?.reason?.name, message: signal?.reason?.message } })
    const over = settle => value => {
      signal?.removeEventListener('abort', stop)
      if (value instanceof CallError && signal?.aborted) value.cause = signal.reason
      settle(value)
    }
    const number = request({ kind: 'call', name: camel(fn.name), args: wrap(fn, args) }, over(resolve), over(reject))
    if (generator) waiting.get(number).generator = generator
    signal?.addEventListener('abort', stop, { once: true })
    return () => died || post({ kind: 'abort', number })
  }

  const functions = {}
  for (const fn of description.exports) {
    functions[camel(fn.name)] = fn.stream
      ? (...args) => createGenerator({ begin: (generator, resolve, reject) => start(fn, args, resolve, reject, generator) })
      : (...args) => new Promise((resolve, reject) => start(fn, args, resolve, reject))
  }

  async function dispose() {
    if (died) return
    await new Promise((resolve, reject) => request({ kind: 'dispose' }, resolve, reject)).catch(() => {})
    end(new LibraryDied('disposed', `The library "${description.name}" was disposed of.`))
  }

  const ready = new Promise((resolve, reject) => request({
    kind: 'open', module, description,
    options: Object.fromEntries(DATA.filter(name => name in options).map(name => [name, options[name]])),
    prints: Object.keys(prints).filter(descriptor => prints[descriptor]).map(Number)
  }, resolve, reject))
  try {
    await ready
  } catch (error) {
    worker.end()
    throw error
  }
  options.signal?.addEventListener('abort', dispose, { once: true })
  const face = {
    ...functions,
    dispose,
    kill: (why = `The library "${description.name}" was ended by its embedding program.`) => end(new LibraryDied('killed', why)),
    usage: {
      get calls() {
        return waiting.size
      },
      get bytes() {
        return usage.bytes
      },
      get memory() {
        return died ? 0 : usage.memory
      }
    }
  }
  if (Symbol.asyncDispose) face[Symbol.asyncDispose] = dispose
  return face
}

/** An error as data, and back. */
export function plain(error) {
  const { name, message, code, number, text, call, task, place, payload } = Object(error)
  const type = Object.keys(CLASSES).find(one => error?.constructor === CLASSES[one]) ?? (error instanceof TypeError ? 'TypeError' : 'Error')
  const cause = error?.cause === undefined ? undefined : { name: error.cause?.name, message: String(error.cause?.message ?? error.cause) }
  return { type, name, message: message === undefined ? String(error) : message, code, number, text, call, task, place, payload, cause }
}

function rebuild({ type, message, cause, ...fields }) {
  const Class = CLASSES[type] ?? Error
  const options = cause && { cause: Object.assign(new Error(cause.message), { name: cause.name }) }
  if (Class.prototype instanceof CallError || Class === CallError) return new Class(fields, options)
  if (Class.prototype instanceof WeftError || Class === WeftError) return new Class(fields.code, message, options)
  const error = new Class(message, options)
  return fields.payload === undefined ? error : Object.assign(error, { payload: fields.payload })
}

export { rebuild }
