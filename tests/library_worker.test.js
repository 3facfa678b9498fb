// A library in a worker (docs/embed-js.md): the same functions, errors, asks and streams, by messages; and an end that it cannot refuse.

import assert from 'node:assert/strict'
import { afterEach, before, describe, it } from 'node:test'
import { buildLibrary } from './library/build.js'

let made
const open = new Set()

async function start({ imports, ...options } = {}) {
  const defaults = { lookup: async id => ({ name: id, age: 1, tags: ['x'], boss: undefined }), judge: () => 1, note: () => {}, waitFor: () => {} }
  const lib = await made.load({ worker: true, imports: { ...defaults, ...imports }, ...options })
  open.add(lib)
  return lib
}

before(async () => {
  made = await buildLibrary('lib')
})

afterEach(async () => {
  for (const lib of open) await lib.dispose()
  open.clear()
})

describe('a library in a worker', () => {
  it('has the same functions, all of which are promises', async () => {
    const lib = await start()
    assert.equal(await lib.add(1, 2), 3)
    assert.equal(await lib.greet('Ada'), 'Hello, Ada!')
    assert.deepEqual(await lib.reverse(new Uint8Array([1, 2])), new Uint8Array([2, 1]))
    assert.deepEqual(await lib.find('ada'), { name: 'ada', age: 1, tags: ['x'], boss: undefined })
    assert.ok(lib.usage.memory > 0)
  })

  it('has the same errors', async () => {
    const lib = await start({ imports: { lookup: async () => Promise.reject(new Error('gone')) } })
    await assert.rejects(lib.twice([]), error => error instanceof made.CallFailed && error.number === 7 && error.payload === 'dark-blue' &&
      /^lib\.c:/.test(error.place))
    await assert.rejects(lib.find('x'), { code: 'host', text: 'gone' })
    await assert.rejects(lib.hurry(0.01), error => error instanceof made.CallTimedOut)
    await assert.rejects(lib.add('x', 1), TypeError)
    await assert.rejects(lib.add(() => {}, 1), { name: 'DataCloneError' })
    assert.equal(await lib.next(1), 2)
  })

  it('is cancelled by signals, in both directions', async () => {
    let given
    const lib = await start({ imports: { waitFor: (name, { signal }) => {
      given = signal
      return new Promise(() => {})
    } } })
    const control = new AbortController()
    const call = lib.hold('x', { signal: control.signal })
    while (!given) await lib.add(1, 1)
    const reason = new Error('enough')
    control.abort(reason)
    await assert.rejects(call, error => error instanceof made.CallCancelled && error.cause === reason)
    while (!given.aborted) await lib.add(1, 1)
    await assert.rejects(lib.sleepFor(1000, { signal: AbortSignal.abort() }), { name: 'AbortError' })
  })

  it('has streams in both directions', async () => {
    const lib = await start()
    const got = []
    for await (const word of lib.words('all my own words')) got.push(word)
    assert.deepEqual(got, ['all', 'my', 'own', 'words'])
    for await (const number of lib.count(1e9)) if (number === 2) break
    assert.equal(await lib.sum([1, 2, 3]), 6n)
    assert.equal(await lib.sum(lib.count(5)), 10n)
  })

  it('prints through its callbacks', async () => {
    const said = []
    const lib = await start({ onStdout: bytes => said.push(new TextDecoder().decode(bytes)) })
    await lib.say('hello')
    assert.equal(said.join(''), 'hello\n')
  })

  it('kill ends one that never lets go', async () => {
    const lib = await start()
    const [spins, waits] = [lib.spin(), lib.sleepFor(1000)].map(call => call.catch(error => error))
    lib.kill()
    for (const error of [await spins, await waits]) {
      assert.ok(error instanceof made.LibraryDied)
      assert.equal(error.code, 'killed')
    }
    await assert.rejects(lib.add(1, 1), { code: 'killed' })
    assert.equal(lib.usage.calls, 0)
  })

  it('a trap is the end of all calls', async () => {
    const lib = await start()
    const waits = lib.sleepFor(1000).catch(error => error)
    const error = await lib.fail(1).catch(error => error)
    assert.ok(error instanceof made.LibraryDied)
    assert.equal(error.code, 'trap')
    assert.equal(await waits, error)
  })

  it('a missing import and a wrong option are reported before', async () => {
    await assert.rejects(made.load({ worker: true }), { code: 'options' })
    await assert.rejects(start({ clock: 'never' }), { code: 'options' })
  })
})
