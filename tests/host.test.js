// The JavaScript host (web/): loading, running, waiting, signals, input, snapshots, death, and what
// it answers to a program that passes nonsense. Most of it with tests/host/raw.c, which has no
// runtime. Real programs on this host are in tests/cli.test.js and in the examples' suite.

import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { PassThrough, Readable } from 'node:stream'
import { before, describe, it } from 'node:test'
import * as host from '../web/index.js'
import { createView } from '../web/lib/memory.js'
import { buildRaw } from './host/build.js'

const { EXIT, WeftError, environment, load, outcome } = host

let raw
let program

before(async () => {
  raw = await buildRaw()
  program = await load(raw.woven)
})

/** Runs the raw program to its end. */
async function run(args, options = {}) {
  const it = program.start({ args: args.split(' '), ...options })
  const [stdout, stderr, exit] = await Promise.all([it.stdout.text(), it.stderr.text(), it.exit])
  return { stdout, stderr, ...exit, run: it }
}

/** A connection that gives four bytes. */
function connectionOf(open) {
  const connection = {
    own: 'here',
    peer: 'there',
    readable: () => true,
    writable: () => true,
    left: 4,
    read(target) {
      const count = Math.min(target.length, connection.left)
      connection.left -= count
      return count || undefined
    },
    write: source => source.length,
    end() {},
    close: () => void open.delete(connection)
  }
  open.add(connection)
  return connection
}

/** Runs the event loop until something is so. */
async function until(condition) {
  while (!condition()) await new Promise(resolve => setImmediate(resolve))
}

/** A module of a few bytes, from its sections. */
function bytesOf(...sections) {
  return new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, ...sections.flat()])
}

function name(text) {
  return [text.length, ...Buffer.from(text)]
}

/** A module that imports one function. */
function importing(module, field) {
  const entry = [1, ...name(module), ...name(field), 0, 0]
  return bytesOf([1, 4, 1, 0x60, 0, 0], [2, entry.length, ...entry])
}

async function refusal(source) {
  try {
    await load(source)
  } catch (error) {
    assert.ok(error instanceof WeftError, String(error))
    return error
  }
  assert.fail('it was loaded')
}

describe('load', () => {
  it('takes bytes, an ArrayBuffer, a view, a Response, a module and a promise of those', async () => {
    const copy = raw.woven.slice()
    const module = await WebAssembly.compile(copy)
    const shifted = new Uint8Array(copy.length + 3)
    shifted.set(copy, 3)
    const sources = [copy, copy.buffer, shifted.subarray(3), new Response(copy), module,
      Promise.resolve(copy)]
    for (const source of sources) {
      const { exit } = (await load(source)).start({ args: ['exit', '3'] })
      assert.equal((await exit).code, 3)
    }
  })

  it('takes a file: address, and says which one cannot be read', async () => {
    const error = await refusal(new URL('host/nothing-here.wasm', import.meta.url))
    assert.equal(error.code, 'load')
    assert.match(error.message, /nothing-here\.wasm cannot be read/)
    assert.equal((await refusal(new URL('host/raw.c', import.meta.url))).code, 'load')
    assert.equal((await refusal(new Response('', { status: 404 }))).code, 'load')
    assert.equal((await refusal(42)).code, 'load')
  })

  it('refuses what is no WebAssembly, a damaged file and a component', async () => {
    assert.equal((await refusal(new Uint8Array(0))).code, 'load')
    assert.equal((await refusal(new TextEncoder().encode('#include <stdio.h>'))).code, 'load')
    assert.match((await refusal(raw.woven.slice(0, 5000))).message, /damaged/)
    const component = new Uint8Array([0, 97, 115, 109, 13, 0, 1, 0])
    assert.match((await refusal(component)).message, /component/)
  })

  it('refuses imports that are not on the list, and names them', async () => {
    for (const [module, field] of [['toString', 'constructor'], ['__proto__', 'x'], ['env', 'puts'],
      ['wasi_snapshot_preview1', 'constructor'], ['wasi_snapshot_preview1', '__proto__']]) {
      const error = await refusal(importing(module, field))
      assert.equal(error.code, 'not-weft')
      assert.ok(error.message.includes(`"${module}"."${field}"`), error.message)
    }
  })

  it('refuses a program that was not woven and a module that is something else', async () => {
    assert.match((await refusal(importing('asyncify', 'start_unwind'))).message, /not woven/)
    assert.match((await refusal(raw.linked)).message, /asyncify/)
    assert.match((await refusal(bytesOf())).message, /does not export memory and \d+ more/)
  })
})

describe('a run', () => {
  it('has its arguments and its environment, and nothing of the host\'s', async () => {
    const env = { A: '1', EMPTY: '' }
    const { stdout } = await run('show a ü --x', { env, clock: 'virtual', seed: 4n, stamp: true })
    const lines = 'show\na\nü\n--x\nA=1\nEMPTY=\nWEFT_CLOCK=virtual\nWEFT_SEED=4\nWEFT_STAMP=1\n'
    assert.equal(stdout, lines)
  })

  it('refuses options that a program could not be given', () => {
    const wrong = [{ args: ['a\0b'] }, { args: [7] }, { env: { A: '\0' } }, { seed: -1 },
      { seed: 2n ** 64n }, { seed: 1.5 }, { clock: 'slow' }, { until: 'soon' }, { until: -1 },
      { signals: 'INT' }, { signals: 'NOPE@1' }, { speed: 0 }, { speed: NaN }, { stdin: 7 },
      { cancelAt: 0 }, { args: ['x'.repeat(2 ** 21)] }]
    for (const options of wrong) {
      assert.throws(() => program.start(options), { name: 'WeftError', code: 'options' })
    }
  })

  it('puts the options of a run into variables', () => {
    const all = environment({ clock: 'virtual', seed: 7, stamp: true, signals: ['sigint@2.5', 'TERM@4'],
      until: 10, trace: 'file', failAlloc: '3+', debug: false })
    assert.deepEqual(all, { WEFT_CLOCK: 'virtual', WEFT_SEED: '7', WEFT_SIGNALS: 'INT@2.5,TERM@4',
      WEFT_UNTIL: '10', WEFT_TRACE: 'file', WEFT_STAMP: '1', WEFT_FAIL_ALLOC: '3+' })
  })

  it('ends with the program\'s code, and knows the runtime\'s', async () => {
    assert.deepEqual(await (await run('exit 0')).run.exit, { code: 0, reason: 'exit', message: '' })
    assert.equal((await run('exit 99')).code, 99)
    const { code, reason, message } = await run('exit 100')
    assert.deepEqual([code, reason], [100, 'deadlock'])
    assert.match(message, /^Every task waits/)
    for (const [word, number] of Object.entries(EXIT)) {
      if (number < 120) assert.equal(outcome(number).reason, word)
    }
  })

  it('runs nothing before the caller has gone on', async () => {
    const seen = []
    const it = program.start({ args: ['show'], onStdout: () => seen.push('out') })
    seen.push('started')
    await it.exit
    assert.deepEqual(seen, ['started', 'out'])
  })

  it('waits for the clock', async () => {
    const { stdout } = await run('count 3')
    assert.equal(stdout, 'line 1\nline 2\nline 3\n')
  })

  /** Five minutes of the program, more than the test may take. */
  it('waits for a clock that runs faster', { timeout: 240_000 }, async () => {
    const { stdout } = await run('count 150000', { speed: 10_000 })
    assert.match(stdout, /line 150000\n$/)
  })

  it('blocks in a blocking call, and no shorter than asked', async () => {
    assert.equal((await run('nap')).stdout, 'slept enough\n')
  })

  it('lets the event loop run while the program is always ready', async () => {
    let turns = 0
    const it = program.start({ args: ['busy'] })
    const count = () => {
      if (++turns < 3) setImmediate(count)
      else it.signal('INT')
    }
    setImmediate(count)
    assert.equal((await it.exit).code, 9)
    assert.equal(turns, 3)
  })

  it('shares nothing with another run of the same program', async () => {
    const runs = Array.from({ length: 20 }, (_, i) => run(`count ${i % 4}`))
    const outputs = await Promise.all(runs)
    outputs.forEach(({ stdout }, i) => assert.equal(stdout.split('\n').length - 1, i % 4))
  })
})

describe('output', () => {
  it('comes in chunks as it is written, or to callbacks at once', async () => {
    const chunks = []
    const it = program.start({ args: ['count', '2'] })
    for await (const chunk of it.stdout) chunks.push(Buffer.from(chunk).toString())
    assert.deepEqual(chunks, ['line 1\n', 'line 2\n'])
    const called = []
    const other = program.start({ args: ['count', '2'], onStdout: c => called.push(`${Buffer.from(c)}`) })
    await other.exit
    assert.deepEqual(called, chunks)
    assert.equal(await other.stdout.text(), '')
  })

  it('is bounded, and what is dropped is counted', async () => {
    const it = program.start({ args: ['print', '100'], limits: { unread: 10000 } })
    await it.exit
    assert.deepEqual([it.stdout.written, it.stdout.dropped], [10000, 92400])
    assert.equal((await it.stdout.text()).length, 10000)
    const capped = await run('print 100', { limits: { output: 5 } })
    assert.deepEqual([capped.stdout, capped.run.stdout.dropped], ['xxxxx', 102395])
  })

  it('has a third stream for the trace, where asked', async () => {
    const it = program.start({ args: ['trace'], trace: true })
    assert.equal(await it.trace.text(), 'record')
    assert.equal((await it.exit).code, 0)
    assert.equal((await run('trace')).code, 1)
  })

  it('ends the run when a callback fails, and tells the cause', async () => {
    const wrong = new Error('full')
    const it = program.start({ args: ['count', '9'], onStdout() { throw wrong } })
    const { code, reason, message } = await it.exit
    assert.deepEqual([code, reason], [EXIT.host, 'host'])
    assert.match(message, /full/)
    assert.throws(() => it.signal('INT'), { code: 'host', cause: wrong })
  })
})

describe('standard input', () => {
  it('is empty, text, bytes, or a stream', async () => {
    const heard = []
    async function* words() {
      yield 'one '
      await until(() => heard.length > 0)   // else both may have come before the program looks
      yield Buffer.from('two')
    }
    const text = 'more than sixteen bytes in one chunk'
    assert.equal((await run('echo')).stdout, '')
    assert.equal((await run('echo', { stdin: text })).stdout.replace(/\]\[/g, ''), `[${text}]`)
    assert.equal((await run('echo', { stdin: Buffer.from('b') })).stdout, '[b]')
    const echo = program.start({ args: ['echo'], stdin: words(), onStdout: chunk => heard.push(`${Buffer.from(chunk)}`) })
    assert.equal((await echo.exit).code, 0)
    assert.equal(heard.join(''), '[one ][two]')
    assert.equal((await run('echo', { stdin: new Blob(['web']).stream() })).stdout, '[web]')
  })

  it('is a stream of Node\'s, which has a read of another kind, and is given back', async () => {
    const pipe = new PassThrough()
    const echo = program.start({ args: ['echo'], stdin: pipe })
    pipe.end('piped')
    assert.equal(await echo.stdout.text(), '[piped]')
    assert.equal((await run('echo', { stdin: Readable.from(['ab', Buffer.from('c')]) })).stdout.replace(/\]\[/, ''), '[abc]')
    const open = new PassThrough()
    const killed = program.start({ args: ['echo'], stdin: open })
    killed.kill()
    await killed.exit
    assert.equal(open.destroyed, true)
  })

  it('is fed while the program waits', async () => {
    const seen = []
    const it = program.start({ args: ['echo'], stdin: true, onStdout: c => seen.push(`${Buffer.from(c)}`) })
    it.input('a')
    await until(() => seen.length === 1)
    it.input(Buffer.from('b'))
    await until(() => seen.length === 2)
    it.closeInput()
    assert.equal((await it.exit).code, 0)
    assert.deepEqual(seen, ['[a]', '[b]'])
    assert.equal(it.input('c'), false)
  })

  it('ends where a stream fails', async () => {
    async function* broken() {
      yield 'a'
      throw new Error('torn')
    }
    assert.equal((await run('echo', { stdin: broken() })).stdout, '[a]')
  })
})

describe('signals and the end', () => {
  it('reach the program, which says what it waits for', async () => {
    const watched = []
    const it = program.start({ args: ['signal'], onWatched: names => watched.push(names) })
    assert.deepEqual(it.watched, [])
    await until(() => it.watched.length > 0)
    assert.deepEqual(watched, [['INT', 'TERM']])
    assert.equal(it.signal('SIGTERM'), true)
    assert.equal(await it.stdout.text(), 'signal 15, flags 1\n')
    assert.equal(it.signal('TERM'), false)
    assert.throws(() => it.signal('NOPE'), { code: 'options' })
  })

  it('a damaged list of operations ends the program with a sentence', async () => {
    for (const how of ['out', 'circle', 'verb']) {
      const { code, message, stdout } = await run(`damaged ${how}`)
      assert.notEqual(code, 0, how)
      assert.match(message, /^The program's list of operations .*: its memory is damaged/, how)
      assert.equal(stdout, '', how)
    }
    assert.equal((await run('damaged length', { stdin: 'text' })).stdout, 'poll failed: 21\n')
  })

  it('a program reaches nothing through connections but its own', async () => {
    const open = new Set()
    const network = {
      resolve: async () => ['10.0.0.1'],
      connect: async () => connectionOf(open),
      listen: async () => ({ accept: () => undefined, close() {} })
    }
    const { stdout, code } = await run('net', { net: network, stdin: 'x' })
    assert.equal(stdout, [
      'no text -6', 'text outside -6', 'text without an end -6', ...Array(8).fill('no address -6'), 'no datagrams -5', 'names outside -6',
      'names without a bound -6', 'no room for names: connected', ...Array(5).fill('accept -6'), 'accept at a connection -6',
      'readable nothing -6', 'read of a connection -5', 'connected: here, there', 'write 0', 'read 0', 'nothing there 6', 'vector outside 21',
      'vectors outside 21', 'no vectors 6', 'result outside 21', 'end of both 28', 'end 0', 'end of output 57', 'end of nothing 8', 'close 0',
      'close again 8', 'write to what is closed 8', 'close nothing 8', 'close input 0', 'close input again 8', ''
    ].join('\n'))
    assert.equal(code, 0)
    assert.equal(open.size, 0, 'connections that nobody got, or that were left, are closed')
  })

  it('come from shared memory too, while the thread is busy', async () => {
    const signalWord = new Int32Array(new SharedArrayBuffer(4))
    const it = program.start({ args: ['busy'], signalWord, onWatched: () => signalWord.fill(4) })
    assert.equal((await it.exit).code, 9)
    assert.equal(signalWord[0], 0)
  })

  it('an aborted signal ends it kindly, or hard after a while', async () => {
    const stopped = new AbortController()
    const it = program.start({ args: ['signal'], signal: stopped.signal })
    await until(() => it.watched.length > 0)
    stopped.abort()
    assert.equal(await it.stdout.text(), 'signal 2, flags 1\n')
    const deaf = program.start({ args: ['count', '9999'], signal: AbortSignal.timeout(1), grace: 1 })
    assert.equal((await deaf.exit).reason, 'killed')
    assert.throws(() => program.start({ signal: AbortSignal.abort('why') }), reason => reason === 'why')
  })

  it('kill ends it wherever it is', async () => {
    for (const args of ['signal', 'busy', 'count 9999']) {
      const it = program.start({ args: args.split(' ') })
      await until(() => true)
      it.kill()
      it.kill()
      const { code, reason } = await it.exit
      assert.deepEqual([code, reason], [EXIT.interrupted, 'killed'])
    }
    const it = program.start({ args: ['count', '9'], onStdout: () => ['enough', 'too late'].forEach(why => it.kill(why)) })
    assert.equal((await it.exit).message, 'enough')
  })

  it('a limit of memory ends it', async () => {
    const { code, reason } = await run('grow', { limits: { memory: 2 ** 22 } })
    assert.deepEqual([code, reason], [EXIT.memory, 'limit'])
    assert.equal((await run('grow')).code, 0)
  })
})

describe('a death', () => {
  it('names the task, where it was spawned, and what it means', async () => {
    const { code, reason, message, run: it } = await run('trap')
    assert.deepEqual([code, reason], [EXIT.trap, 'trap'])
    assert.match(message, /in task 3 "worker", spawned at shop\.c:12: divide by zero/)
    assert.match(message, /It was in divide, called by main\./)
    let first
    for (const call of [() => it.signal('INT'), () => it.input('x'), () => it.snapshot(), () => it.step()]) {
      assert.throws(call, error => error.code === 'trap' && (first ??= error) === error)
    }
    assert.match((await run('abort')).message, /outside any task: unreachable \(abort\(\) was called/)
  })

  it('is an overflow when the stack pointer has left the task\'s region', async () => {
    const { code, message } = await run('dive')
    assert.equal(code, EXIT.overflow)
    assert.match(message, /A stack overflowed in task 3 "worker".*: it had 3072 bytes/)
  })
})

describe('a program that passes nonsense', () => {
  it('gets error numbers, and the host goes on as before', async () => {
    const expected = {
      'vectors beyond the end': 21, 'negative vectors': 21, 'huge count': 28,
      'bytes beyond the end': 21, 'length of 4 GiB': 21, 'nothing at the end': 0,
      'vectors misaligned': 28, 'a sum over 2^32': 21, 'random of 1 GiB': 21,
      'result outside': 21, 'result misaligned': 28, 'descriptor 3': 8, 'descriptor -1': 8,
      'write to input': 8, 'read from output': 8, 'random of 4 GiB': 21, 'random at the end': 0,
      'clock 9': 28, 'clock to nowhere': 21, 'arguments to nowhere': 21, 'no subscriptions': 28,
      '2^28 subscriptions': 28, 'subscriptions outside': 21, 'events outside': 21,
      'unknown subscription': 28, 'bad clock': '0\nevent error 28 of 1',
      'bad descriptor among good': '0\nevent error 8 of 1', path_open: 52
    }
    const { stdout, code } = await run('wild')
    assert.equal(code, 0)
    for (const [what, answer] of Object.entries(expected)) {
      assert.ok(stdout.includes(`${what} ${answer}\n`), `${what}: ${stdout}`)
    }
    assert.ok(!stdout.includes('lost'))
  })
})

describe('the view of a memory', () => {
  it('is remade when the memory has grown, whichever access comes first', () => {
    const accesses = [v => v.setU8(9, 1), v => v.setU16(8, 1), v => v.setU32(8, 1), v => v.setU64(8, 1),
      v => v.u8(9), v => v.u16(8), v => v.u32(8), v => v.u64(8), v => v.bytes(8, 4), v => v.text(8),
      v => v.put(8, new Uint8Array(4)), v => v.at(65536, 4)]
    for (const access of accesses) {
      const memory = new WebAssembly.Memory({ initial: 1 })
      const view = createView(memory)
      memory.grow(1)
      access(view)
      assert.equal(view.size, 131072)
    }
  })
})

describe('the world as data', () => {
  for (const args of [['spin', '7'], ['count', '4'], ['echo']]) {
    it(`${args.join(' ')}: a snapshot at every step prints the same rest`, async () => {
      const stdin = args[0] === 'echo' ? 'twenty bytes and more of input' : undefined
      const whole = await program.start({ args, stdin }).stdout.text()
      let before = ''
      const it = program.start({ args, stdin, paused: true, onStdout: c => { before += Buffer.from(c) } })
      let steps = 0
      while (await it.step()) {
        steps++
        const copy = structuredClone(it.snapshot())
        const rest = await program.restore(copy).stdout.text()
        assert.equal(before + rest, whole, `after step ${steps}`)
      }
      assert.equal(before, whole)
      assert.ok(steps > 2, `${steps} steps`)
    })
  }

  it('pauses and goes on; time stands still in between', async () => {
    const seen = []
    const it = program.start({ args: ['count', '3'], onStdout: c => seen.push(`${Buffer.from(c)}`) })
    await until(() => seen.length === 1)
    assert.equal(await it.pause(), true)
    const { clock } = it.snapshot().host
    await new Promise(resolve => setTimeout(resolve, 5))
    const copy = it.snapshot()
    assert.equal(copy.host.clock, clock)
    const again = program.restore(copy, { paused: true })
    assert.equal(again.snapshot().host.clock, clock, 'to place it takes no time of the program')
    again.kill()
    assert.equal(seen.length, 1)
    it.resume()
    assert.equal((await it.exit).code, 0)
    assert.equal(await it.pause(), false)
    assert.equal(await it.step(), false)
  })

  it('a signal that waits is part of it', async () => {
    const it = program.start({ args: ['signal'], paused: true })
    await it.step()
    it.signal('INT')
    const copy = it.snapshot()
    it.kill()
    assert.equal(await program.restore(copy).stdout.text(), 'signal 2, flags 1\n')
  })

  it('is taken between two steps only, and put back into the same program only', async () => {
    const it = program.start({ args: ['spin', '3'], paused: true })
    assert.throws(() => it.snapshot(), { code: 'busy' })
    await it.step()
    const copy = it.snapshot()
    const nested = []
    const inside = program.start({
      args: ['count', '1'],
      onStdout() {
        for (const call of [() => inside.snapshot(), () => inside.step()]) {
          try {
            call()
          } catch (error) {
            nested.push(error.code)
          }
        }
      }
    })
    assert.equal((await inside.exit).code, 0)
    assert.deepEqual(nested, ['busy', 'busy'])
    const other = await load(raw.woven.slice())
    assert.equal(await other.restore(copy, { paused: true }).pause(), true)
    assert.throws(() => program.restore({ ...copy, program: 'x' }), { code: 'snapshot' })
    assert.throws(() => program.restore({}), { code: 'snapshot' })
    assert.throws(() => program.restore(null), { code: 'snapshot' })
    it.kill()
    await it.exit
    assert.throws(() => it.snapshot(), { code: 'disposed' })
  })
})

describe('the package', () => {
  const folder = new URL('../web/', import.meta.url)
  const files = readdirSync(folder, { recursive: true }).filter(file => file.endsWith('.js'))

  it('imports nothing but its own files, so that a page can take it as it is', () => {
    for (const file of files) {
      const text = readFileSync(new URL(file, folder), 'utf8')
      for (const [, source] of text.matchAll(/^(?:import|export)\b.*\bfrom '([^']+)'/gm)) {
        assert.match(source, /^\.\.?\//, file)
      }
      for (const [, source] of text.matchAll(/\bimport\(([^{].*?)\)/g)) {
        assert.match(source, /^'\.\.?\/|^new URL\(/, `${file}: what is loaded when it is used`)
      }
      assert.ok(!/^await /m.test(text), `${file}: an await at the top`)
    }
  })

  it('declares the types of what it exports', () => {
    const types = readFileSync(new URL('index.d.ts', folder), 'utf8')
    for (const name of Object.keys(host)) {
      assert.match(types, new RegExp(`^export (class|const|function) ${name}\\b`, 'm'))
    }
    const it = program.start({ args: ['show'] })
    for (const name of Object.keys(it)) assert.match(types, new RegExp(`\\b${name}[(:]`), name)
  })

  it('leaves nothing behind: runs that were dropped do not keep the process', async () => {
    for (let i = 0; i < 300; i++) {
      const it = program.start({ args: ['signal'] })
      if (i % 2) await until(() => true)
      it.kill()
      await it.exit
    }
    assert.equal(process.getActiveResourcesInfo().filter(kind => kind === 'Timeout').length, 0)
  })
})
