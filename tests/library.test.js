// A library of C in JavaScript (docs/embed-js.md): every kind of value, calls that wait, fail and are cancelled, functions and streams of
// JavaScript's in C, generators, what a trap leaves, and that nothing is left at the end.

import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, before, describe, it } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { load as loadProgram } from '../web/index.js'
import { buildLibrary, folder } from './library/build.js'

let made
const open = new Set()

const people = {
  ada: { name: 'Ada', age: 36, tags: ['maths', 'engines'], boss: 'Charles' },
  eve: { name: 'Eve', age: 20, tags: [], boss: undefined }
}

/** A library on the virtual clock, with what it imports; disposed of after the test, when it must hold nothing. */
async function start({ imports, ...options } = {}) {
  const defaults = {
    lookup: async id => people[id] ?? Promise.reject(new Error(`there is no ${id}`)),
    judge: () => 1, note: () => {}, waitFor: () => {}
  }
  const lib = await made.load({ clock: 'virtual', imports: { ...defaults, ...imports }, ...options })
  open.add(lib)
  return lib
}

/** A promise that somebody else settles. */
function later() {
  const one = {}
  one.promise = new Promise((resolve, reject) => Object.assign(one, { resolve, reject }))
  return one
}

async function until(condition) {
  while (!condition()) await turn()
}

before(async () => {
  made = await buildLibrary('lib')
})

afterEach(async () => {
  for (const lib of open) {
    await lib.dispose()
    assert.equal(lib.usage.bytes, 0, 'the runtime holds nothing at the end')
    assert.equal(lib.usage.calls, 0)
  }
  open.clear()
})

describe('values', () => {
  it('of every kind go in and come back', async () => {
    const lib = await start()
    const numbers = { a: 255, b: -128, c: 65535, d: -32768, e: 4294967295, f: -2147483648, g: 2n ** 64n - 1n, h: -(2n ** 63n), i: 0.5, j: Math.PI,
      k: true, l: '🙂' }
    assert.deepEqual(await lib.echoNumbers(numbers), numbers)
    const deep = {
      lists: [new Uint16Array([1, 2]), new Uint16Array([])], maybe: { tag: 'some', val: 7 }, outcome: { tag: 'err', val: 'Grüße' },
      people: [people.ada, people.eve], words: new Float64Array([1.5, -0, Infinity])
    }
    assert.deepEqual(await lib.echoDeep(deep), deep)
    assert.deepEqual(await lib.echoDeep({ ...deep, lists: [[1, 2]], maybe: { tag: 'none' }, words: [1] }),
      { ...deep, lists: [new Uint16Array([1, 2])], maybe: { tag: 'none' }, words: new Float64Array([1]) })
    assert.deepEqual(lib.swap({ read: true }, 'red'), [{ read: false, write: true }, 'dark-blue'])
    assert.equal(lib.area({ tag: 'box', val: [2, 3] }), 6)
    assert.equal(lib.area({ tag: 'nothing' }), 0)
  })

  it('are texts of any length and script', async () => {
    const lib = await start()
    for (const text of ['', 'a', 'x'.repeat(48), 'x'.repeat(49), 'ä'.repeat(30), '日本語 🙂', 'a\0b', 'y'.repeat(300_000)]) {
      assert.equal(await lib.echo(text), text)
    }
    assert.equal(await lib.echo('\ud800'), '\ufffd', 'half a character is none')
  })

  it('are bytes in any view, also more than the memory has', async () => {
    const lib = await start()
    const bytes = new Uint8Array([9, 1, 2, 3, 9]).subarray(1, 4)
    assert.deepEqual(lib.reverse(bytes), new Uint8Array([3, 2, 1]))
    assert.deepEqual(lib.reverse([1, 2]), new Uint8Array([2, 1]))
    assert.deepEqual(lib.reverse(new ArrayBuffer(2)), new Uint8Array(2))
    const large = new Uint8Array(5_000_000).fill(7)
    assert.equal((await lib.twice(large)).length, 10_000_000)
  })

  it('that do not fit are refused with their place, and nothing is left of them', async () => {
    const lib = await start()
    const before = lib.usage.bytes
    assert.throws(() => lib.add('1', 2), /argument a of add is a whole number from 0 to 4294967295, not "1"/)
    assert.throws(() => lib.add(1), /argument b of add/)
    assert.throws(() => lib.add(1, -1), TypeError)
    assert.throws(() => lib.multiply(2 ** 53, 1n), /bigint/)
    assert.throws(() => lib.swap({}, 'green'), /one of "red", "dark-blue", not "green"/)
    await assert.rejects(lib.echo(7), /argument text of echo is a string, not 7/)
    await assert.rejects(lib.echoNumbers({ a: 256 }), /argument all of echoNumbers\.a is a whole number from 0 to 255, not 256/)
    await assert.rejects(lib.echoDeep({ lists: [[1, 'x']] }), /all of echoDeep\.lists\[0\]\[1\]/)
    await assert.rejects(lib.sum(5), /an iterable/)
    assert.equal(lib.usage.bytes, before)
  })
})

describe('a call', () => {
  it('is a promise, and begins at once', async () => {
    const lib = await start()
    assert.equal(await lib.greet('Ada'), 'Hello, Ada!')
    assert.equal(await lib.next(1), 2)
  })

  it('that cannot wait is a plain call', async () => {
    const lib = await start()
    assert.equal(lib.add(4294967295, 2), 1)
    assert.equal(lib.multiply(-3n, 5), -15n)
    assert.equal(lib.negate(true), false)
    assert.equal(lib.divide(7, -2), -3)
    assert.throws(() => lib.divide(1, 0), error => error instanceof made.CallFailed && error.number === 1 && error.call === 'divide')
  })

  it('that fails rejects with code, task, text, place and its own error', async () => {
    const lib = await start()
    await assert.rejects(lib.twice([]), error => {
      assert.ok(error instanceof made.CallFailed && error instanceof made.CallError && error instanceof made.WeftError)
      assert.deepEqual([error.name, error.code, error.number, error.text, error.call], ['CallFailed', 'failed', 7, 'there is nothing', 'twice'])
      assert.equal(error.payload, 'dark-blue')
      assert.match(error.place, /^lib\.c:\d+$/)
      assert.ok(error.task > 0)
      return true
    })
    await assert.rejects(lib.fail(5), { code: 'failed', number: 4, text: 'failed', place: '' })
    await assert.rejects(lib.fail(6), { code: 'broken', number: -13 })
  })

  it('that takes too long in C is a TimeoutError', async () => {
    const lib = await start()
    await assert.rejects(lib.hurry(5), error => error instanceof made.CallTimedOut && error.name === 'TimeoutError' && error.code === 'timeout')
  })

  it('is cancelled by its signal, and settles when its task has ended', async () => {
    const lib = await start({ clock: 'real' })
    const control = new AbortController()
    const reason = new Error('the user left')
    const call = lib.sleepFor(1000, { signal: control.signal })
    control.abort(reason)
    await assert.rejects(call, error => {
      assert.ok(error instanceof made.CallCancelled)
      assert.deepEqual([error.name, error.code, error.cause], ['AbortError', 'cancelled', reason])
      assert.match(error.place, /^lib\.c:/)
      return true
    })
    assert.equal(getEventListeners(control.signal, 'abort').length, 0)
    const stubborn = new AbortController()
    const stays = lib.stubborn(1000, { signal: stubborn.signal })
    stubborn.abort()
    assert.equal(await stays, 1, 'a task may take no notice')
    await assert.rejects(lib.sleepFor(1, { signal: AbortSignal.abort() }), { name: 'AbortError' })
    await assert.rejects(lib.sleepFor(1000, { signal: AbortSignal.timeout(1) }), error => error instanceof made.CallTimedOut)
    await assert.rejects(lib.sleepFor(1, { signal: 5 }), /AbortSignal/)
  })

  it('leaves no listener on its signal when it has ended before', async () => {
    const lib = await start()
    const { signal } = new AbortController()
    await Promise.all([lib.sleepFor(1, { signal }), lib.next(1, { signal }), assert.rejects(lib.hurry(1, { signal }))])
    assert.equal(getEventListeners(signal, 'abort').length, 0)
  })

  it('is a task of the trace', async () => {
    const chunks = []
    const lib = await start({ trace: true, onTrace: chunk => chunks.push(chunk) })
    await Promise.all([lib.greet('a'), lib.sleepFor(1)])
    await lib.dispose()
    const text = Buffer.concat(chunks).toString('latin1')
    assert.ok(text.includes('greet') && text.includes('sleep_for'))
  })

  it('whose result leads out of the memory is a named error', async () => {
    const lib = await start()
    for (const how of [0, 1, 2]) await assert.rejects(lib.wild(how), { name: 'WeftError', code: 'disposed', message: /leads out of its memory/ })
    assert.deepEqual(await lib.wild(3), [])
  })

  it('is woken by a plain call', async () => {
    const lib = await start({ clock: 'real' })
    const call = lib.sleepUntilWoken()
    await turn()
    lib.wake()
    await call
  })
})

describe('what C asks of JavaScript', () => {
  it('is a call that waits: values, and errors with their words and cause', async () => {
    const noted = []
    const lib = await start({ imports: { note: text => void noted.push(text) } })
    assert.deepEqual(await lib.find('ada'), people.ada)
    assert.deepEqual(noted, ['looking'])
    await assert.rejects(lib.find('bob'), error => {
      assert.deepEqual([error.code, error.text, error.cause.message], ['host', 'there is no bob', 'there is no bob'])
      assert.match(error.place, /^lib\.c:/)
      return true
    })
  })

  it('may answer at once, throw at once, and with an error of its type', async () => {
    const lib = await start({ imports: {
      judge(shape) {
        if (shape.tag === 'circle') throw Object.assign(new Error('round'), { payload: 'dark-blue' })
        if (shape.tag === 'nothing') throw Object.assign(new Error('void'), { payload: 'no colour' })
        return shape.val[0]
      }
    } })
    assert.equal(await lib.askJudge({ tag: 'box', val: [5, 1] }), 5)
    await assert.rejects(lib.askJudge({ tag: 'circle', val: 1 }), { number: 1, payload: 'dark-blue' })
    await assert.rejects(lib.askJudge({ tag: 'nothing' }), /payload of what judge threw is one of/)
  })

  it('that gives what does not fit is an error of the C task', async () => {
    const lib = await start({ imports: { lookup: () => ({ name: 5 }) } })
    await assert.rejects(lib.find('x'), { code: 'invalid', text: /what lookup gave\.name is a string, not 5/ })
    const other = await start({ imports: { lookup: () => null } })
    await assert.rejects(other.find('x'), /an object, not null/)
  })

  it('learns by its signal that nobody waits any more', async () => {
    let given
    const lib = await start({ clock: 'real', imports: { waitFor: (name, { signal }) => {
      given = signal
      return new Promise(() => {})
    } } })
    const control = new AbortController()
    const call = lib.hold('x', { signal: control.signal })
    await until(() => given)
    assert.equal(given.aborted, false)
    control.abort()
    await assert.rejects(call, { name: 'AbortError' })
    await until(() => given.aborted)
    assert.equal(given.reason.name, 'AbortError')
  })

  it('may come too late, or throw what has no words', async () => {
    const answer = later()
    const lib = await start({ clock: 'real', imports: { waitFor: () => answer.promise, lookup: () => Promise.reject(Object.create(null)) } })
    const control = new AbortController()
    const call = lib.hold('x', { signal: control.signal })
    await turn()
    control.abort()
    await assert.rejects(call, { name: 'AbortError' })
    answer.resolve()
    await turn()
    await assert.rejects(lib.find('x'), { code: 'host', text: 'an error without words' })
  })

  it('may be what only looks like a promise: its first answer counts', async () => {
    const odd = {
      twice: { then(resolve, reject) { resolve(); reject(new Error('the second')); resolve() } },
      getter: { get then() { throw new Error('a getter') } },
      throws: { then() { throw new Error('at once') } },
      get nothing() { return Promise.reject(undefined) }
    }
    const lib = await start({ imports: { waitFor: name => odd[name] } })
    await lib.hold('twice')
    for (const [name, text] of [['getter', 'a getter'], ['throws', 'at once'], ['nothing', 'undefined']]) {
      await assert.rejects(lib.hold(name), { code: 'host', text })
    }
    assert.equal(lib.usage.calls, 0)
  })

  it('may be asked by any task, whose the answer is', async () => {
    const said = []
    const lib = await start({ onStdout: chunk => said.push(String.fromCharCode(...chunk)) })
    assert.equal(await lib.findInChild('ada'), 'ada')
    assert.equal(said.join(''), 'found Ada\n')
  })

  it('is not needed for a call that ends at once: what it prints is there, and a task that it leaves behind goes on', async () => {
    let said = ''
    let heard
    const back = new Promise(resolve => { heard = resolve })
    const lib = await start({ clock: 'real', onStdout(chunk) {
      said += new TextDecoder().decode(chunk)
      if (said.endsWith('and back\n')) heard()
    } })
    await lib.leave('alone')
    assert.equal(said, 'alone\n')
    await lib.leave('first', 0.05)
    assert.equal(said, 'alone\nfirst\n')
    await back
    await lib.leave('second')
    assert.equal(said, 'alone\nfirst\nand back\nsecond\n')
  })

  it('may call the library meanwhile', async () => {
    const lib = await start({ imports: { waitFor: async () => void assert.equal(await lib.next(lib.add(1, 1)), 3) } })
    await lib.hold('x')
  })

  it('must be there when the library is loaded', async () => {
    await assert.rejects(made.load(), { code: 'options', message: /needs the function lookup\(id: string\)/ })
    await assert.rejects(made.load({ imports: { lookup() {}, judge: 5 } }), /judge\(shape: variant\)/)
  })
})

describe('streams', () => {
  it('a C function that yields is an async iterator', async () => {
    const lib = await start()
    const got = []
    for await (const word of lib.words('all my own words')) got.push(word)
    assert.deepEqual(got, ['all', 'my', 'own', 'words'])
    const few = lib.count(2)
    assert.deepEqual(await Promise.all([few.next(), few.next(), few.next(), few.next()]),
      [{ done: false, value: 0 }, { done: false, value: 1 }, { done: true, value: undefined }, { done: true, value: undefined }])
  })

  it('leaving it early cancels its task', async () => {
    const lib = await start()
    for await (const number of lib.count(1e9)) if (number === 2) break
    assert.equal(lib.usage.calls, 0)
    const unused = lib.count(5)
    await unused.return()
    assert.deepEqual(await unused.next(), { done: true, value: undefined })
  })

  it('its failure is thrown behind its values; a signal cancels it', async () => {
    const lib = await start()
    const got = []
    await assert.rejects(async () => {
      for await (const number of lib.count(13)) got.push(number)
    }, { number: 13, text: 'bad luck' })
    assert.equal(got.length, 13)
    const control = new AbortController()
    await assert.rejects(async () => {
      for await (const number of lib.count(100, { signal: control.signal })) if (number === 3) control.abort()
    }, { name: 'AbortError' })
    assert.throws(() => lib.count('x').next().then(null, () => {}) && lib.count(1, { signal: 5 }), /AbortSignal/)
  })

  it('C reads any iterable', async () => {
    const lib = await start()
    assert.equal(await lib.sum([1, 2, 3]), 6n)
    assert.equal(await lib.sum(lib.count(10)), 45n)
    await assert.rejects(lib.sum((async function* () {
      yield 1
      throw new Error('dry')
    })()), { code: 'host', text: 'dry' })
    await assert.rejects(lib.sum(['x']), { code: 'invalid' })
  })

  it('what C does not read to its end is given back', async () => {
    let returned = 0
    const endless = () => ({ [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}), return: async () => void returned++ }) })
    const lib = await start({ clock: 'real' })
    const control = new AbortController()
    const call = lib.sum(endless(), { signal: control.signal })
    await turn()
    control.abort()
    await assert.rejects(call, { name: 'AbortError' })
    assert.equal(returned, 1)
  })
})

describe('a library that uses connections', () => {
  it('has those inside of the program, and a sentence where it wants others', async () => {
    const { load } = await buildLibrary('stream')
    const lib = await load()
    open.add(lib)
    assert.equal(await lib.echo('one two'), 8)
    await assert.rejects(lib.dial('7'), { code: 'refused', text: /^this host has no network, only the one inside of the program; / })
  })
})

describe('the end', () => {
  it('dispose cancels every call, and every later one is refused', async () => {
    const lib = await start({ clock: 'real' })
    const calls = [lib.sleepFor(1000), lib.stubborn(1000), lib.hold('x')]
    const settled = Promise.allSettled(calls)
    await lib.dispose()
    const [slept, stayed] = await settled
    assert.ok(slept.reason instanceof made.CallCancelled)
    assert.equal(stayed.value, 1, 'a task has its time to clean up')
    await assert.rejects(lib.next(1), error => error instanceof made.LibraryDied && error.code === 'disposed')
    assert.throws(() => lib.add(1, 2), { code: 'disposed' })
    await lib.dispose()
  })

  it('a signal disposes of it', async () => {
    const control = new AbortController()
    const lib = await start({ clock: 'real', signal: control.signal })
    const call = assert.rejects(lib.sleepFor(1000), { name: 'AbortError' })
    control.abort()
    await call
    await lib.dispose()
    await assert.rejects(made.load({ signal: AbortSignal.abort(), imports: { lookup() {}, judge() {}, note() {}, waitFor() {} } }), { name: 'AbortError' })
  })

  for (const [how, code, words] of [[1, 'trap', /in task \d+ "fail", spawned at lib\.wit:\d+/], [2, 'exit', /called exit, with code 3/],
    [4, 'overflow', /more stack than it had/]]) {
    it(`${code}: all calls reject with one error, and a new library can be made`, async () => {
      const lib = await start({ clock: 'real', onStderr: () => {} })
      const control = new AbortController()
      const others = [lib.sleepFor(1000), lib.hold('x'), lib.find('ada', { signal: control.signal })].map(call => call.catch(error => error))
      const error = await lib.fail(how).catch(error => error)
      assert.ok(error instanceof made.LibraryDied)
      assert.equal(error.code, code)
      assert.match(error.message, words)
      for (const other of await Promise.all(others)) assert.equal(other, error)
      assert.throws(() => lib.add(1, 1), error)
      assert.equal(getEventListeners(control.signal, 'abort').length, 0)
      assert.equal(await (await start()).next(1), 2)
    })
  }

  it('what it prints comes whole, and a callback that throws ends nothing', async () => {
    const said = []
    const lib = await start({ onStdout: chunk => said.push(new TextDecoder().decode(chunk)) })
    lib.say('Grüße')
    assert.equal(said.join(''), 'Grüße\n')
  })
})

describe('many', () => {
  it('1 000 rounds of everything leave the memory as it was', async () => {
    const lib = await start()
    const round = async () => {
      await Promise.all([lib.greet('Ada'), lib.find('ada'), lib.find('x').catch(() => {}), lib.echo('x'.repeat(2000)), lib.sum([1, 2]),
        lib.hurry(1).catch(() => {}), lib.findInChild('eve'), lib.sleepFor(1, { signal: AbortSignal.abort() }).catch(() => {})])
      for await (const number of lib.count(3)) if (number === 1) break
    }
    await round()
    await round()
    const { bytes, memory } = lib.usage
    for (let i = 0; i < 1000; i++) await round()
    assert.deepEqual([lib.usage.calls, lib.usage.bytes, lib.usage.memory], [0, bytes, memory])
  })

  it('100 000 calls are in flight in one library', async () => {
    const answers = []
    const lib = await start({ clock: 'real', imports: { waitFor: () => new Promise(resolve => answers.push(resolve)) } })
    await lib.sleepFor(0)
    const { bytes } = lib.usage
    const calls = Array.from({ length: 100_000 }, () => lib.hold('x'))
    assert.equal(lib.usage.calls, 100_000)
    await until(() => answers.length === 100_000)
    for (const answer of answers) answer()
    await Promise.all(calls)
    assert.equal(lib.usage.calls, 0)
    await lib.sleepFor(0)
    assert.ok(lib.usage.bytes <= bytes + 2 ** 22, `${lib.usage.bytes - bytes} bytes more than before: only tables that have grown`)
  })

  it('libraries come and go', async () => {
    for (let i = 0; i < 200; i++) {
      const lib = await start()
      assert.equal(await lib.next(i), i + 1)
      await lib.dispose()
      assert.equal(lib.usage.bytes, 0)
      open.delete(lib)
    }
  })
})

describe('what is no such library', () => {
  const bytes = () => readFileSync(join(folder, 'lib.wasm'))

  it('a library is no program, and a module of another kind no library', async () => {
    await assert.rejects(loadProgram(bytes()), { code: 'not-weft', message: /library without main/ })
    const empty = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])
    await assert.rejects(start({ source: empty }), { code: 'not-weft' })
    await assert.rejects(start({ source: new Uint8Array(4) }), { code: 'load' })
  })

  it('it can be given as bytes and as a module', async () => {
    for (const source of [bytes(), await WebAssembly.compile(bytes())]) {
      const lib = await start({ source })
      assert.equal(lib.add(1, 2), 3)
    }
  })

})
