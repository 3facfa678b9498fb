// What a library asks of its embedding program: functions that it imports, the next value of a stream that it reads, and that a
// generator goes on. Each is an operation of the verb `ask`: C waits until it is settled. Nothing of the embedding program's runs
// while code of the library does.

import { WeftError } from '../errors.js'
import { CODE, FIELD } from '../world/operation.js'
import { camel, codecOf, layOut, Unfit } from './codec.js'

const HEAD = { why: 0, owner: 4, call: 8, size: 12 }

/**
 * @param {object} description what the library's file says
 * @param {object} given the functions of the embedding program
 */
export function checkImports(description, given) {
  for (const { kind, of } of description.asks) {
    if (kind !== 'import' || typeof given?.[camel(of.name)] === 'function') continue
    throw new WeftError('options', `The library "${description.name}" needs the function ${signature(of)}: give it as ` +
      `load({ imports: { ${camel(of.name)} } }).`)
  }
}

const signature = ({ name, params }) => `${camel(name)}(${params.map(([param, type]) => `${camel(param)}: ${wordsOf(type)}`).join(', ')})`
const wordsOf = type => typeof type === 'string' ? type : type[0]

/** How each ask is read, carried out and answered. */
function prepare({ kind, of, type }, imports) {
  if (kind === 'import') return prepareImport(of, imports[camel(of.name)])
  const codec = codecOf(type)
  const { offsets: [at] } = layOut([codec], kind === 'next' ? HEAD.size + 4 : HEAD.size)
  return { kind, codec, at, name: kind }
}

function prepareImport(of, fn) {
  const codecs = of.params.map(([, type]) => codecOf(type))
  const outs = [of.ok, of.error].filter(Boolean).map(codecOf)
  const { offsets } = layOut([...codecs, ...outs], HEAD.size)
  const places = offsets.slice(codecs.length)
  return {
    kind: 'import', name: camel(of.name), fn, codecs, offsets,
    ok: of.ok ? { codec: codecOf(of.ok), at: places.shift() } : null,
    error: of.error ? { codec: codecOf(of.error), at: places.shift() } : null
  }
}

/**
 * @param {object} library memory, calls (by number), onReady
 * @param {object} description
 * @param {object} imports
 */
export function createAsks(library, description, imports) {
  const asks = description.asks.map(ask => prepare(ask, imports))
  const { memory } = library
  const streams = new Map()   // by number: iterators that were handed in
  let numbers = 0
  let queue = []              // what is carried out once the library is left

  memory.stream = value => {
    const number = ++numbers
    streams.set(number, { iterator: (value[Symbol.asyncIterator] ?? value[Symbol.iterator]).call(value), call: library.lowering })
    return number
  }

  /** An operation is met: what it asks is read now, for its memory may be gone soon. */
  function begin(operation, settle) {
    const ask = asks[operation.descriptor]
    memory.refresh()
    const at = memory.data.getUint32(operation.at + FIELD.bytes, true)
    if (!ask) return settle(operation, CODE.invalid)
    const call = library.calls.get(memory.data.getUint32(at + HEAD.call, true))
    const question = new Question(ask, at, call, operation, settle)
    operation.asked = question
    operation.deliver = deliver
    READ[ask.kind](question)
  }

  const READ = {
    import: question => {
      const { ask: { codecs, offsets }, at } = question
      const given = question.given = []
      for (let i = 0; i < codecs.length; i++) given.push(codecs[i].lift(memory, at + offsets[i]))
      given.push(new Context(question))
      queue.push(question)
    },
    next(question) {
      question.given = streams.get(memory.data.getUint32(question.at + HEAD.size, true))
      if (!question.given) return question.fail(new Error('there is no such stream'))
      queue.push(question)
    },
    yield(question) {
      const { ask, at, call } = question
      if (!call?.generator) return question.fail(new Error('only the function itself gives values, none of its other tasks'))
      question.given = ask.codec.lift(memory, at + ask.at)
      queue.push(question)
    }
  }

  /** Into the memory with it, while the operation is completed; its result. */
  function deliver({ asked: { ask, at, call, failed, value } }) {
    memory.refresh()
    memory.owner = memory.data.getUint32(at + HEAD.owner, true)
    if (failed) return refuse({ ask, at, call }, value)
    try {
      const out = ask.kind === 'import' ? ask.ok : ask.kind === 'next' ? ask : null
      out?.codec.lower(memory, at + out.at, value, `what ${ask.name} gave`)
      return 0
    } catch (error) {
      return refuse({ ask, at, call }, error)
    }
  }

  function refuse({ ask, at, call }, error) {
    if (call) call.cause = error
    if (ask.error && error !== null && typeof error === 'object' && 'payload' in error) {
      try {
        ask.error.codec.lower(memory, at + ask.error.at, error.payload, `the payload of what ${ask.name} threw`)
        return 1
      } catch (unfit) {
        return say(at, unfit)
      }
    }
    return say(at, error)
  }

  function say(at, error) {
    try {
      const place = memory.room(8, 4)
      codecOf('string').lower(memory, place, words(error), 'the text')
      memory.data.setUint32(at + HEAD.why, memory.data.getUint32(place, true), true)
    } catch {
      // there is no memory for words: the code says enough
    }
    return error instanceof Unfit ? CODE.invalid : CODE.host
  }

  return {
    begin,
    /** Carries out what was asked. What is asked meanwhile comes later. */
    run() {
      if (queue.length === 0) return false
      const now = queue
      queue = []
      for (const question of now) if (!question.operation.isDue) CARRY_OUT[question.ask.kind](question)
      return true
    },
    /** A call is over: nobody reads its streams any more. */
    forget(number) {
      for (const [stream, { iterator, call }] of streams) {
        if (call !== number) continue
        streams.delete(stream)
        quietly(() => iterator.return?.())
      }
    }
  }
}

/** One ask on its way: where it is from, what it was given, what came of it. */
class Question {
  constructor(ask, at, call, operation, settle) {
    this.ask = ask
    this.at = at
    this.call = call
    this.operation = operation
    this.settle = settle
    this.given = null
    this.failed = false
    this.value = undefined
  }

  done(value) {
    this.value = value
    this.settle(this.operation, 0)
  }

  fail(error) {
    this.failed = true
    this.done(error)
  }

  /** As it says, now or later. */
  wait(value) {
    if (typeof value?.then !== 'function') return this.done(value)
    const promise = value instanceof Promise ? value : Promise.resolve(value)
    promise.then(result => this.done(result), error => this.fail(error))
  }
}

/** What a function of the embedding program gets behind its arguments. Few look at the signal, so it is made when one does. */
class Context {
  #operation
  #control = null

  constructor({ operation }) {
    this.#operation = operation
  }

  get signal() {
    if (!this.#control) {
      this.#control = new AbortController()
      this.#operation.callOff = () =>
        this.#control.abort(new DOMException('The task that waits for this was cancelled.', 'AbortError'))
      if (this.#operation.isDue) this.#control.abort()
    }
    return this.#control.signal
  }
}

/** What is done for each kind, once the library is left. */
const CARRY_OUT = {
  import: question => {
    try {
      question.wait(question.ask.fn(...question.given))
    } catch (error) {
      question.fail(error)
    }
  },
  next(question) {
    try {
      Promise.resolve(question.given.iterator.next()).then(({ done: isOver, value }) =>
        question.done(isOver ? { tag: 'none' } : { tag: 'some', val: value })).catch(error => question.fail(error))
    } catch (error) {
      question.fail(error)
    }
  },
  yield(question) {
    question.call.generator.give(question.given, value => question.done(value))
  }
}

function quietly(call) {
  try {
    Promise.resolve(call()).catch(() => {})
  } catch {
    // an iterator of somebody else's
  }
}

function words(error) {
  try {
    return String(error?.message ?? error)
  } catch {
    return 'an error without words'
  }
}
