// Calls of a library's functions: what is taken goes into the memory, a task begins, and its end settles a promise. Functions that cannot
// wait are plain calls.

import { camel, codecOf, damaged, layOut, Unfit } from './codec.js'
import { CallCancelled, CallFailed, CallTimedOut } from './errors.js'

/** In struct weft__call (runtime/port/library.h). */
export const CALL = Object.freeze({ next: 12, number: 16, code: 24, text: 28, file: 32, line: 36, task: 40, block: 56 })

/** What weft_call_begin says: it has ended, and a poll would find nothing. */
const ENDED = 1
const RESTS = 2
const CANCELLED = -1
const TIMEOUT = -2

/** A function of the description, with where everything of it lies. */
function prepare(one, index) {
  const codecs = one.params.map(([, type]) => codecOf(type))
  const outs = [one.ok, one.error].filter(Boolean).map(codecOf)
  const { offsets, end } = layOut([...codecs, ...outs])
  const places = offsets.slice(codecs.length)
  return {
    ...one, index, codecs, size: end, own: camel(one.name),
    paths: one.params.map(([name]) => `the argument ${camel(name)} of ${camel(one.name)}`),
    offsets: offsets.map(offset => offset + CALL.block),
    okCodec: one.ok ? codecOf(one.ok) : null,
    okAt: one.ok ? places[0] + CALL.block : 0,
    errorCodec: one.error ? codecOf(one.error) : null,
    errorAt: one.error ? places.at(-1) + CALL.block : 0
  }
}

/**
 * @param {object} library exports, memory, calls, asks, enter(work, address), schedule(), died
 * @param {object} description
 * @param {import('./parts.js').Parts} parts
 * @returns {Record<string, Function>} the functions by their names in JavaScript
 */
export function createCalls(library, description, parts) {
  const { exports, memory, calls } = library
  const { weft_call_new: make, weft_call_begin: begin, weft_call_now: now, weft_call_free: free, weft_call_cancel: cancel } = exports
  let numbers = 0

  /** A call, as we know it. */
  const createEntry = fn => ({ fn, number: 0, at: 0, signal: undefined, resolve: null, reject: null, cause: undefined, forget: null, generator: null })

  /** A new call in the memory, which holds its arguments. */
  function lower(entry, args) {
    if (library.died) throw library.died
    const { fn } = entry
    const number = entry.number = numbers = (numbers + 1) >>> 0 || 1
    const at = entry.at = make(fn.index, number, fn.size) >>> 0
    if (at === 0) throw failure(fn, { number: -4, text: 'no memory for the call' })
    memory.refresh()
    memory.owner = at
    library.lowering = number
    try {
      for (let i = 0; i < fn.codecs.length; i++) fn.codecs[i].lower(memory, at + fn.offsets[i], args[i], fn.paths[i])
    } catch (error) {
      free(at)
      library.asks.forget(number)
      throw error
    }
  }

  /** What came of it, and its memory back. Throws the error of the call. */
  function collect(entry) {
    const { fn, at } = entry
    memory.refresh()
    const { data } = memory
    try {
      if (data.getUint32(at + CALL.number, true) !== entry.number) throw damaged()
      const code = data.getInt32(at + CALL.code, true)
      if (code === 0) return fn.okCodec ? fn.okCodec.lift(memory, at + fn.okAt) : undefined
      throw failure(fn, describe(fn, at, code), entry)
    } catch (error) {
      throw error instanceof RangeError ? damaged() : error
    } finally {
      free(at)
      if (fn.params.length > 0) library.asks.forget(entry.number)
    }
  }

  function describe(fn, at, number) {
    const word = field => memory.data.getUint32(at + field, true)
    const file = library.text(word(CALL.file))
    return {
      number, task: word(CALL.task), text: library.text(word(CALL.text), 512) || 'it failed',
      place: file ? `${file}:${word(CALL.line)}` : '',
      payload: number > 0 && fn.errorCodec ? fn.errorCodec.lift(memory, at + fn.errorAt) : undefined
    }
  }

  function failure(fn, about, { cause, signal } = {}) {
    const details = { ...about, call: fn.name }
    const reason = signal?.aborted ? signal.reason : cause
    const options = reason === undefined ? undefined : { cause: reason }
    const isLate = about.number === TIMEOUT || (about.number === CANCELLED && reason?.name === 'TimeoutError')
    if (isLate) return new CallTimedOut({ ...details, code: 'timeout' }, options)
    return about.number === CANCELLED ? new CallCancelled(details, options) : new CallFailed(details, options)
  }

  // ---- functions that may wait ----

  /** Whether it has ended already. */
  function start(entry, args) {
    const { fn, signal } = entry
    if (library.died) throw library.died
    if (signal?.aborted) throw failure(fn, { number: CANCELLED, text: 'it was aborted before it began' }, entry)
    lower(entry, args)
    const how = library.enter(begin, entry.at)
    if (library.died) throw library.died
    if (how < 0) {
      free(entry.at)
      throw failure(fn, { number: how, text: 'the task could not be made' })
    }
    if (how !== ENDED + RESTS) library.schedule(how < RESTS)
    if (how & ENDED) return true
    calls.set(entry.number, entry)
    if (signal) listen(signal, entry)
    return false
  }

  function listen(signal, entry) {
    const abort = () => stop(entry)
    if (signal.aborted) return abort()   // by what the library printed
    signal.addEventListener('abort', abort, { once: true })
    entry.forget = () => signal.removeEventListener('abort', abort)
  }

  function stop(entry) {
    if (library.died || !calls.has(entry.number)) return
    library.enter(cancel, entry.at)
    library.schedule()
  }

  function callAsync(fn, args) {
    const entry = createEntry(fn)
    try {
      entry.signal = signalOf(args[fn.codecs.length], fn)
      if (start(entry, args)) return Promise.resolve(collect(entry))
    } catch (error) {
      return Promise.reject(error)
    }
    return new Promise((resolve, reject) => {
      entry.resolve = resolve
      entry.reject = reject
    })
  }

  function callGenerator(fn, args) {
    const signal = signalOf(args[fn.codecs.length], fn)
    return parts.generators.createGenerator({
      begin: (generator, resolve, reject) => {
        const entry = Object.assign(createEntry(fn), { signal, resolve, reject, generator })
        if (start(entry, args)) resolve(collect(entry))
        return () => stop(entry)
      }
    })
  }

  // ---- functions that cannot ----

  function callNow(fn, args) {
    const entry = createEntry(fn)
    lower(entry, args)
    library.enter(now, entry.at)
    library.schedule()
    return collect(entry)
  }

  /** Numbers only: nothing is put anywhere. */
  function createPlain(fn) {
    const direct = exports[`weft:${fn.name}`]
    const { codecs, paths, ok } = fn
    const checks = codecs.map((codec, i) => value => codec.check(value, paths[i]))
    const back = BACK[ok] ?? (value => value)
    const run = (...args) => {
      if (library.died) throw library.died
      try {
        return back(direct(...args))
      } catch (error) {
        throw library.die(error)
      } finally {
        library.woken()
      }
    }
    const [first, second] = checks
    if (checks.length === 1) return a => run(first(a))
    if (checks.length === 2) return (a, b) => run(first(a), second(b))
    return (...args) => run(...checks.map((check, i) => check(args[i])))
  }

  /** Settles those that have ended, the first to end first. */
  function settleEnded() {
    let next = exports.weft_calls_ended() >>> 0
    const bound = calls.size
    for (let count = 0; next !== 0; count++) {
      memory.refresh()
      if (count > bound || next + CALL.block > memory.bytes.length) throw damaged()
      const at = next
      next = memory.data.getUint32(at + CALL.next, true)
      const entry = calls.get(memory.data.getUint32(at + CALL.number, true))
      if (!entry || entry.at !== at) throw damaged()
      calls.delete(entry.number)
      entry.forget?.()
      try {
        entry.resolve(collect(entry))
      } catch (error) {
        entry.reject(error)
      }
    }
  }

  const functions = {}
  description.exports.forEach((one, index) => {
    const fn = prepare(one, index)
    functions[fn.own] = one.stream ? (...args) => callGenerator(fn, args)
      : one.isAsync ? (...args) => callAsync(fn, args)
        : one.isPlain ? createPlain(fn) : (...args) => callNow(fn, args)
    Object.defineProperty(functions[fn.own], 'name', { value: fn.own })
  })
  return { functions, settleEnded }
}

/** What wasm gives for a number, as what it is. */
const BACK = { bool: Boolean, u32: value => value >>> 0, u16: value => value & 0xffff, u8: value => value & 0xff,
  s8: value => value << 24 >> 24, s16: value => value << 16 >> 16, u64: value => BigInt.asUintN(64, value) }

function signalOf(options, fn) {
  const signal = options?.signal ?? undefined
  if (signal === undefined || typeof signal.addEventListener === 'function') return signal
  throw new Unfit(`the option signal of ${fn.own} is an AbortSignal`)
}
