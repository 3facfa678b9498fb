// The worker of remote.js: it has the library, and does what it is asked by messages.

import { camel } from './codec.js'
import { openLibrary } from './library.js'
import { loadParts } from './parts.js'
import { plain, rebuild } from './remote.js'

const port = globalThis.process?.getBuiltinModule?.('node:worker_threads').parentPort ?? globalThis
const waiting = new Map()    // by number: what the other side answers
const calls = new Map()      // by number: AbortControllers
const more = new Map()       // by number: lets a generator go on
let lib
let numbers = 0

const post = message => port.postMessage({ ...message, usage: lib && { bytes: lib.usage.bytes, memory: lib.usage.memory } })

port.addEventListener
  ? port.addEventListener('message', ({ data }) => receive[data.kind](data))
  : port.on('message', data => receive[data.kind](data))
port.start?.()

function ask(message) {
  const number = ++numbers
  return { number, answer: new Promise((resolve, reject) => {
    waiting.set(number, { resolve, reject })
    post({ ...message, number })
  }) }
}

async function carryOut(number, work) {
  try {
    post({ kind: 'done', number, value: await work() })
  } catch (error) {
    post({ kind: error?.constructor?.name === 'LibraryDied' && error.code !== 'disposed' ? 'died' : 'failed', number, error: plain(error) })
  }
}

function createImports(description) {
  return Object.fromEntries(description.asks.filter(({ kind }) => kind === 'import').map(({ of }) => {
    const name = camel(of.name)
    return [name, (...args) => {
      const { signal } = args.pop()
      const { number, answer } = ask({ kind: 'ask', name, args })
      signal.addEventListener('abort', () => post({ kind: 'unasked', number, reason: { name: 'AbortError', message: signal.reason?.message } }))
      return answer
    }]
  }))
}

/** An iterable of the other side's. */
function readStream({ stream }) {
  return {
    [Symbol.asyncIterator]: () => ({
      next: () => ask({ kind: 'pull', stream }).answer,
      return: async () => post({ kind: 'close', stream })
    })
  }
}

const receive = {
  open: ({ number, module, description, options, prints }) => carryOut(number, async () => {
    const names = { 1: 'onStdout', 2: 'onStderr', 3: 'onTrace' }
    const outputs = Object.fromEntries(prints.map(descriptor => [names[descriptor], bytes => post({ kind: 'print', descriptor, bytes })]))
    lib = openLibrary(module, description, { ...options, ...outputs, imports: createImports(description) },
      await loadParts(description, options))
  }),
  call: ({ number, name, args }) => carryOut(number, async () => {
    const control = new AbortController()
    calls.set(number, control)
    try {
      const given = args.map(value => typeof value?.stream === 'number' ? readStream(value) : value)
      const result = lib[name](...given, { signal: control.signal })
      if (!result?.[Symbol.asyncIterator]) return await result
      for await (const value of result) {
        post({ kind: 'value', number, value })
        await new Promise(resolve => {
          more.set(number, resolve)
          control.signal.addEventListener('abort', resolve, { once: true })
        })
      }
    } finally {
      calls.delete(number)
      more.delete(number)
    }
  }),
  more: ({ number }) => more.get(number)?.(),
  abort({ number, reason }) {
    const control = calls.get(number)
    control?.abort(reason?.message === undefined ? undefined : Object.assign(new Error(reason.message), { name: reason.name }))
  },
  answer({ number, value, error }) {
    const one = waiting.get(number)
    waiting.delete(number)
    if (error) one?.reject(rebuild(error))
    else one?.resolve(value)
  },
  dispose: ({ number }) => carryOut(number, () => lib.dispose())
}
