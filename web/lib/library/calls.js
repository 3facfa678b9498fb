// Calls of a library's functions: what is taken goes into the memory, a task begins, and its end settles a promise. Functions that cannot
// wait are plain calls.

import { camel, codecOf, damaged, layOut, Unfit } from './codec.js'
import { CallCancelled, CallFailed, CallTimedOut } from './errors.js'

/** In struct weft__call (runtime/port/library.h). */
export const CALL = Object.freeze({ next: 12, number: 16, code: 24, text: 28, file: 32, line: 36, task: 40, block: 56 })

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

  /** The address of a new call that holds its arguments. */
  function lower(fn, number, args) {
    const at = make(fn.index, number, fn.size) >>> 0
    if (at === 0) throw failure(fn, { number: -4, text: 'no memory for the call', task: 0, place: '' })
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
    return at
  }

  /** What came of it, and its memory back. Throws the error of the call. */
  function collect(fn, at, entry) {
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

  function start(fn, args, entry) {
    if (library.died) throw library.died
    const { signal } = entry
    if (signal?.aborted) throw failure(fn, { number: CANCELLED, text: 'it was aborted before it began', task: 0, place: '' }, entry)
    entry.number = numbers = (numbers + 1) >>> 0 || 1
    const at = lower(fn, entry.number, args)
    entry.at = at
    calls.set(entry.number, entry)
    let how
    try {
      how = library.enter(begin, at)
    } finally {
      if (how !== 0) calls.delete(entry.number)
    }
    if (how < 0) {
      free(at)
      throw failure(fn, { number: how, text: 'the task could not be made', task: 0, place: '' })
    }
    library.schedule()
    if (how === 1) return entry.resolve(collect(fn, at, entry))
    if (signal) listen(signal, entry)
  }

  function listen(signal, entry) {
    const abort = () => stop(entry)
    signal.addEventListener('abort', abort, { once: true })
    entry.forget = () => signal.removeEventListener('abort', abort)
  }

  function stop(entry) {
    if (library.died || !calls.has(entry.number)) return
    library.enter(cancel, entry.at)
    library.schedule()
  }

  function callAsync(fn, args) {
    return new Promise((resolve, reject) => {
      start(fn, args, { fn, number: 0, at: 0, signal: signalOf(args[fn.codecs.length], fn), resolve, reject,
        cause: undefined, forget: null, generator: null })
    })
  }

  function callGenerator(fn, args) {
    const signal = signalOf(args[fn.codecs.length], fn)
    return parts.generators.createGenerator({
      begin: (generator, resolve, reject) => {
        const entry = { fn, number: 0, at: 0, signal, resolve, reject, cause: undefined, forget: null, generator }
        start(fn, args, entry)
        return () => stop(entry)
      }
    })
  }

  // ---- functions that cannot ----

  function callNow(fn, args) {
    if (library.died) throw library.died
    const number = numbers = (numbers + 1) >>> 0 || 1
    const at = lower(fn, number, args)
    library.enter(now, at)
    library.schedule()
    return collect(fn, at, { number })
  }

  /** Numbers only: nothing is put anywhere. */
  function createPlain(fn) {
    const direct = exports[`weft:${fn.name}`]
    const { codecs, paths, ok } = fn
    const checks = codecs.map((codec, i) => value => Number(codec.check(value, paths[i])))
    for (const [i, [, type]] of fn.params.entries()) if (/64$/.test(type) && type !== 'f64') checks[i] = value => codecs[i].check(value, paths[i])
    const back = BACK[ok] ?? (value => value)
    const run = (...args) => {
      if (library.died) throw library.died
      library.inside++
      try {
        return back(direct(...args))
      } catch (error) {
        throw library.die(error)
      } finally {
        library.inside--
        library.woken()
      }
    }
    const [first, second] = checks
    if (checks.length === 0) return () => run()
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
        entry.resolve(collect(entry.fn, at, entry))
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
