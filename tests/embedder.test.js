// The JavaScript host (web/) in the hands of an embedder who makes mistakes, and under programs and streams
// that mean ill: callbacks that throw whatever they like, streams that never end or break the rules,
// options that are none, promises that nobody looks at, snapshots that somebody has changed, worlds in which
// somebody has tampered with JavaScript itself.

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { getEventListeners } from 'node:events'
import { before, describe, it } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { EXIT, WeftError, load } from '../web/index.js'
import { keepRaw } from './host/build.js'

const execute = promisify(execFile)

let program

before(async () => {
  program = await load(await keepRaw())
})

const start = (args, options) => program.start({ args: args.split(' '), ...options })

async function until(condition) {
  while (!condition()) await turn()
}

/** Nothing that the host does may end the process by a promise that nobody looks at. */
async function withoutRejections(work) {
  const seen = []
  const note = reason => seen.push(reason)
  process.on('unhandledRejection', note)
  try {
    await work()
    await turn()
    await turn()
  } finally {
    process.off('unhandledRejection', note)
  }
  assert.deepEqual(seen, [])
}

describe('a callback that throws', () => {
  const hostile = new Proxy(new Error('x'), { get() { throw new Error('do not look') },
    getPrototypeOf() { throw new Error('do not ask') } })
  const nameless = Object.create(null)
  const things = [undefined, null, 0, 'a word', Symbol('s'), nameless, hostile, new Error('full'),
    new WeftError('trap', 'of another run'), new RangeError('out of range')]

  for (const name of ['onStdout', 'onWatched', 'read']) {
    it(`${name}: whatever it throws ends the run, and is the cause`, () => withoutRejections(async () => {
      for (const thing of things) {
        const fail = () => { throw thing }
        const run = name === 'read'
          ? start('echo', { stdin: { read: fail } })
          : start(name === 'onStdout' ? 'count 3' : 'signal', { [name]: fail })
        const { code, reason, message } = await run.exit
        assert.deepEqual([code, reason], [EXIT.host, 'host'])
        assert.match(message, /^The host failed outside any task: .+\.$/)
        for (const call of [() => run.signal('INT'), () => run.snapshot()]) {
          assert.throws(call, error => error.code === 'host' && Object.is(error.cause, thing))
        }
      }
    }))
  }

  it('an async one ends the run, too, and is the cause', () => withoutRejections(async () => {
    const thing = new Error('full')
    const run = start('echo', { onStdout: async () => { throw thing }, stdin: true })
    run.input('x')
    const { code, reason } = await run.exit
    assert.deepEqual([code, reason], [EXIT.host, 'host'])
    assert.throws(() => run.signal('INT'), error => Object.is(error.cause, thing))
  }))

  it('a callback that asks something of its own run at the wrong time is told "busy"', async () => {
    const codes = []
    const run = start('count 1', {
      onStdout() {
        for (const call of [() => run.step(), () => run.snapshot()]) {
          try { call() } catch (error) { codes.push(error.code) }
        }
      }
    })
    assert.equal((await run.exit).code, 0)
    assert.deepEqual(codes, ['busy', 'busy'])
  })
})

describe('pausing', () => {
  it('settles for everybody who asked, also from a callback and during a step', async () => {
    const asked = []
    const run = start('spin 3', { onStdout() { if (asked.length < 2) asked.push(run.pause(), run.pause()) } })
    await until(() => asked.length === 2)
    assert.deepEqual(await Promise.all(asked), [true, true])
    const step = run.step()
    assert.deepEqual(await Promise.all([step, run.pause()]), [true, true])
    assert.equal(run.paused, true)
    const last = run.step()
    run.kill()
    assert.equal(await last, false)
  })

  it('that nobody looks at does not end the process when the program traps', () => withoutRejections(async () => {
    const run = start('trap', { paused: true })
    run.step()
    assert.equal((await run.exit).reason, 'trap')
  }))
})

describe('a stream as standard input', () => {
  const iterable = next => ({ [Symbol.asyncIterator]: () => ({ next, ...iterable.ending }) })

  it('that breaks the rules ends the input and nothing else', () => withoutRejections(async () => {
    const ways = [() => Promise.reject(undefined), () => { throw new Error('now') }, () => undefined,
      () => ({ then(good, bad) { bad('hostile') } }), () => ({ get done() { throw new Error('getter') } })]
    for (const next of ways) {
      const run = start('echo', { stdin: iterable(next) })
      assert.equal(await run.stdout.text(), '')
      assert.equal((await run.exit).code, 0)
    }
  }))

  it('whose return throws, rejects or never settles lets the run end', () => withoutRejections(async () => {
    const ends = [() => { throw new Error('now') }, () => Promise.reject(new Error('later')), () => new Promise(() => {})]
    for (const end of ends) {
      let asked = 0
      const source = { [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => {}), return: () => { asked++; return end() }
      }) }
      const run = start('exit 5', { stdin: source })
      assert.equal((await run.exit).code, 5)
      assert.equal(asked, 1)
    }
  }))

  it('that gives what is no input ends the run with a sentence', async () => {
    const wrong = [[7], [{}], [null]]
    for (const chunks of wrong) {
      const run = start('echo', { stdin: (async function * () { yield * chunks })() })
      const { code, reason, message } = await run.exit
      assert.deepEqual([code, reason], [EXIT.host, 'options'])
      assert.match(message, /strings and Uint8Arrays only/)
    }
    assert.equal((await start('echo', { stdin: { read: () => 7 } }).exit).reason, 'options')
  })

  it('that never ends is read as far as the program reads, and the event loop lives', async () => {
    let given = 0
    async function * endless() {
      for (;;) {
        given += 1000
        yield new Uint8Array(1000).fill(120)
      }
    }
    const deaf = start('signal', { stdin: endless() })
    await until(() => deaf.watched.length > 0)
    assert.ok(given < 2 ** 21, `${given} bytes were taken`)
    deaf.kill()
    await deaf.exit
    given = 0
    const reader = start('echo', { stdin: endless(), limits: { output: 5e6 } })
    await until(() => given > 1.5e6)
    reader.kill()
    await reader.exit
    const end = given
    await turn()
    assert.ok(given <= end + 1000)
  })

  it('that gives something after the end is not listened to', async () => {
    let give
    const stdin = { [Symbol.asyncIterator]: () => ({ next: () => new Promise(resolve => { give = resolve }) }) }
    const run = start('echo', { stdin })
    await until(() => give)
    run.kill()
    await run.exit
    give({ value: 'late', done: false })
    give({ value: 'twice', done: false })
    await turn()
    assert.equal(run.input('later'), false)
  })

  it('asked for in the middle of a task, from where nothing can come, is told so at once', async () => {
    assert.equal(await start('stare', { stdin: true }).stdout.text(), '6\n')
    assert.equal(await start('stare', { stdin: 'x' }).stdout.text(), '0\n')
  })
})

describe('output that nobody reads', () => {
  it('byte by byte takes no more memory than in pieces, and is whole', async () => {
    const count = 400_000
    const gc = collector()
    gc()
    const before = memory()
    const run = start(`drip ${count}`)
    assert.equal((await run.exit).code, 0)
    gc()
    const each = (memory() - before) / count
    assert.ok(each < 20, `${each.toFixed(0)} bytes for a byte`)
    const text = await run.stdout.text()
    assert.equal(text.length, count)
    assert.ok(text === 'abcdefghijklmnopqrstuvwxyz'.repeat(count / 26 + 1).slice(0, count))
    assert.equal(run.stdout.dropped, 0)
  })

  it('can be left in the middle and read on', async () => {
    const run = start('count 3')
    await run.exit
    for await (const chunk of run.stdout) {
      assert.equal(`${Buffer.from(chunk)}`, 'line 1\n')
      break
    }
    assert.equal(await run.stdout.text(), 'line 2\nline 3\n')
    assert.equal(await run.stdout.text(), '')
  })

  it('is made readable where it is no text', async () => {
    assert.equal(await start('bytes').stdout.text(), '\ufffd\ufffd(\ufffd\ufffd\ufffd\ufffd')
    assert.equal(await start('show \ud800x').stdout.text(), 'show\n\ufffdx\n')
  })

  it('may overlap, as what is read may', async () => {
    assert.equal(await start('overlap', { stdin: '01234567' }).stdout.text(), 'abcdcdef|014567')
  })
})

describe('aborting and disposing', () => {
  it('leaves no listener and no timer behind, however often it is done', async () => {
    const controller = new AbortController()
    const runs = ['exit 0', 'count 1', 'trap', 'signal'].map(args => start(args, { signal: controller.signal }))
    assert.equal(getEventListeners(controller.signal, 'abort').length, 4)
    await until(() => runs[3].watched.length > 0)
    controller.abort('first')
    controller.abort('second')
    await Promise.all(runs.map(({ exit }) => exit))
    assert.equal(getEventListeners(controller.signal, 'abort').length, 0)
    assert.equal(process.getActiveResourcesInfo().filter(kind => kind === 'Timeout').length, 0)
    assert.throws(() => start('show', { signal: controller.signal }), reason => reason === 'first')
  })

  it('waits as long as it was told: a timer takes what is too long for no time at all', async () => {
    for (const grace of [Infinity, 2 ** 31, 1e300]) {
      const controller = new AbortController()
      const run = start('count 3', { signal: controller.signal, grace })
      controller.abort()
      assert.deepEqual(await run.exit, { code: 0, reason: 'exit', message: '' })
    }
  })

  it('can be done twice, and after any end', async () => {
    for (const args of ['signal', 'exit 3', 'trap']) {
      const run = start(args)
      if (args !== 'signal') await run.exit
      const result = [run[Symbol.asyncDispose](), run[Symbol.asyncDispose]()]
      assert.deepEqual(await Promise.all(result), [undefined, undefined])
      assert.equal((await run.exit).reason, { signal: 'killed', 'exit 3': 'exit', trap: 'trap' }[args])
    }
  })
})

describe('options', () => {
  it('are refused with their name when they cannot be what they are', () => {
    const wrong = {
      args: ['show', 7, {}], env: [{ A: 1 }, { A: undefined }, { 'A=B': '' }, { '': 'x' }, 7],
      interval: [0, -1, 1.5, 'often', NaN, 2 ** 32], grace: [-1, NaN, '5'], signal: ['INT', {}],
      signalWord: [new Uint8Array(4), new Int32Array(0), 7], terminal: [1, {}], onStdout: ['x', {}],
      onWatched: [1], limits: [7], speed: ['2', -1, 1e7, Infinity, Object.create(null)], seed: [Object.create(null)]
    }
    for (const [name, values] of Object.entries(wrong)) {
      for (const value of values) {
        assert.throws(() => program.start({ [name]: value }), error => {
          assert.equal(error.code, 'options', `${name}: ${error}`)
          return error.message.startsWith(`The option "${name}" `)
        })
      }
    }
    for (const name of ['output', 'unread', 'memory']) {
      const words = new RegExp(`"limits\\.${name}"`)
      assert.throws(() => program.start({ limits: { [name]: NaN } }), words)
    }
    const run = start('signal')
    assert.throws(() => run.signal(2n), { code: 'options' })
    run.kill()
  })

  it('that are null are not given', async () => {
    const names = ['args', 'env', 'interval', 'grace', 'signal', 'signalWord', 'terminal', 'onStdout', 'onWatched',
      'limits', 'stdin']
    const run = program.start(Object.fromEntries(names.map(name => [name, null])))
    assert.equal((await run.exit).code, 0)
  })

  it('the fastest clock never goes back', async () => {
    const run = start('count 2', { speed: 1e6 })
    assert.equal((await run.exit).code, 0)
    const paused = start('spin 9', { speed: 1e6, paused: true })
    const seen = []
    for (let i = 0; i < 5; i++) {
      await paused.step()
      seen.push(paused.snapshot().host.clock)
      await turn()
    }
    paused.kill()
    assert.deepEqual(seen, [...seen].sort((a, b) => a - b))
  })
})

describe('a snapshot that somebody has changed', () => {
  it('is refused, or ends as any program may: nothing hangs and nothing else is thrown', async () => {
    const run = start('echo', { stdin: 'some bytes', paused: true })
    await run.step()
    const good = run.snapshot()
    run.kill()
    const junk = [undefined, null, -1, 1.5, NaN, 2 ** 40, 'x', {}, [], [null], new Uint8Array(3), () => {}]
    const counts = { refused: 0, ran: 0 }
    const change = async (path, value) => {
      const copy = structuredClone(good)
      const holder = path.slice(0, -1).reduce((at, name) => at[name], copy)
      holder[path.at(-1)] = value
      try {
        const rest = program.restore(copy)
        rest.kill()
        await rest.exit
        counts.ran++
      } catch (error) {
        assert.ok(['snapshot', 'options'].includes(error.code), `${path.join('.')} = ${String(value)}: ${error.stack}`)
        counts.refused++
      }
    }
    for (const path of pathsOf(good)) for (const value of junk) await change(path, value)
    assert.ok(counts.refused > 200 && counts.ran > 10, JSON.stringify(counts))
    await change(['memory'], new Uint8Array(65536))
    for (const value of [null, {}, { subscriptions: [{}] }]) {
      const copy = structuredClone(good)
      copy.host.plan = value
      assert.throws(() => program.restore(copy), { code: 'snapshot' })
    }
  })

  it('with any bytes in its memory still has an end', async () => {
    const run = start('count 2', { paused: true })
    await run.step()
    const good = run.snapshot()
    run.kill()
    for (let i = 0; i < 60; i++) {
      const copy = structuredClone(good)
      for (let at = i; at < copy.memory.length; at += 61) copy.memory[at] ^= 0xff
      const rest = program.restore(copy)
      setTimeout(() => rest.kill(), 50)
      assert.equal(typeof (await rest.exit).code, 'number')
    }
  })

  function pathsOf(value, path = []) {
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return [path]
    const inside = Object.entries(value).flatMap(([name, part]) => pathsOf(part, [...path, name]))
    return path.length > 0 ? [path, ...inside] : inside
  }
})

describe('a world that was tampered with', () => {
  const tricks = {
    'a polluted Object.prototype': `
      for (const name of ['view', 'env', 'read', 'result', 'halt', 'usage', 'load', 7, 'wall', 'errno', 'error', 'tail',
        'callback', 'plan', 'host', 'code', 'clock', 'seed', 'limits', 'memory', 'signal', 'stdin', 'onStdout']) {
        Object.prototype[name] = 'polluted'
      }`,
    'frozen intrinsics': `
      for (const maker of [Object, Function, Array, Error, TypeError, RangeError, Promise, Map, Set, Uint8Array,
        DataView, Symbol, String, Number]) { Object.freeze(maker); Object.freeze(maker.prototype) }`,
    'no high-resolution clock and one that is set back': `
      delete globalThis.performance
      const real = Date.now
      let calls = 0
      Date.now = () => real() - (++calls % 5 === 0 ? 3600_000 : 0)`,
    'no shared memory': 'delete globalThis.SharedArrayBuffer',
    'no setImmediate': 'delete globalThis.setImmediate'
  }
  for (const [name, trick] of Object.entries(tricks)) {
    it(`${name}: it works`, async () => {
      const late = name.startsWith('a polluted')   // Node's own loader does not stand that
      const text = `
        ${late ? '' : trick}
        const { load } = await import(${JSON.stringify(new URL('../web/index.js', import.meta.url))})
        const { readFileSync } = await import('node:fs')
        const bytes = new Uint8Array(readFileSync(process.argv[1]))
        ${late ? trick : ''}
        const program = await load(bytes)
        const run = program.start({ args: ['count', '3'] })
        const text = await run.stdout.text()
        const { code } = await run.exit
        const trapped = await program.start({ args: ['trap'] }).exit
        const bad = await load(new Uint8Array(8)).catch(error => error)
        for (const name of Object.keys(Object.prototype)) delete Object.prototype[name]
        process.stdout.write(JSON.stringify([text, code, trapped.reason, bad.code, bad.name]))`
      const { stdout } = await execute(process.execPath, ['--input-type=module', '-e', text, await keepRaw('file')])
      assert.deepEqual(JSON.parse(stdout), ['line 1\nline 2\nline 3\n', 0, 'trap', 'load', 'WeftError'])
    })
  }
})

describe('ten thousand runs', () => {
  it('leave no memory, no listeners and no timers', async () => {
    const script = fileURLToPath(new URL('host/cycles.js', import.meta.url))
    const { stdout } = await execute(process.execPath, ['--expose-gc', script, await keepRaw('file')])
    const { bytes, ...left } = JSON.parse(stdout)
    assert.deepEqual(left, { listeners: 0, timers: 0 })
    assert.ok(bytes < 2 ** 20, `${bytes} bytes more`)
  })
})

/** Collects what nobody holds any more; a test may ask for that, a program may not. */
function collector() {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc')
}

function memory() {
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
