// Connections and servers on the hosts that have them, natively and in Node: the same program (tests/net/peer.c) on both sides, each host with
// each, and clients of others. What goes wrong has the same code and words everywhere; memory and descriptors are bounded; a program that was moved
// hears so; what was recorded plays again on every host.

import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { promisify } from 'node:util'
import { load } from '../web/index.js'
import { createNetwork } from '../web/lib/world/net.js'
import { openPage } from './conformance/hosts.js'
import { playRecording, recordUnderLoad } from './peers/recording.js'
import { buildNative, needs, root, tools, weft } from './programs.js'

const source = 'tests/net/peer.c'
const hosts = ['node', ...tools().gcc ? ['native'] : []]
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('WEFT_')))
const MILLION = 1_000_000

let folder
let program
let native

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'weft-net-'))
  await weftCommand(['build', '--record', source, '-o', join(folder, 'peer.wasm')])
  program = await load(readFileSync(join(folder, 'peer.wasm')))
  if (tools().gcc) native = (await buildNative('plain', [source])).peer
})
after(() => rmSync(folder, { recursive: true, force: true }))

function weftCommand(words) {
  return promisify(execFile)(process.execPath, [weft, ...words], { cwd: root, env: environment })
}

/** A run on a host: what it has written, when it has written something, its end. */
function start(host, args, options = {}) {
  const run = host === 'native' ? startNative(args) : startInNode(args, options)
  const said = { text: '', errors: '' }
  let look = () => {}
  const hear = name => chunk => {
    said[name] += Buffer.from(chunk)
    look()
  }
  run.listen(hear('text'), hear('errors'))
  return {
    ...run,
    said,
    /** Resolves with the match once the program has written something like that. */
    wrote: pattern => new Promise((resolve, reject) => {
      look = () => {
        const found = pattern.exec(said.text)
        if (found) resolve(found)
      }
      look()
      run.exit.then(() => reject(new Error(`it ended: ${said.text}${said.errors}`)))
    }),
    /** Its end, as [code, what it wrote]. */
    end: async () => [await run.exit, said.text]
  }
}

function startNative(args) {
  const child = spawn(native, args, { env: environment })
  return {
    exit: new Promise(resolve => child.on('close', code => resolve(code))),
    interrupt: () => child.kill('SIGINT'),
    input: text => child.stdin.write(text),
    listen(out, errors) {
      child.stdout.on('data', out)
      child.stderr.on('data', errors)
    }
  }
}

function startInNode(args, options) {
  let [out, errors] = [() => {}, () => {}]
  const run = program.start({
    args, net: true, stdin: true, onStdout: chunk => out(chunk), onStderr: chunk => errors(chunk), ...options
  })
  return {
    run,
    exit: run.exit.then(({ code }) => code),
    interrupt: () => run.signal('INT'),
    input: text => run.input(text),
    listen(...both) {
      [out, errors] = both
    }
  }
}

async function withServer(host, mode, work) {
  const server = start(host, [mode])
  const [, port] = await server.wrote(/port (\d+)\n/)
  try {
    await work(port, server)
  } finally {
    server.interrupt()
    assert.equal(await server.exit, 109, server.said.errors)
  }
}

/** A server of Node's own, in this process. */
async function withPeer(talk, work) {
  const sockets = new Set()
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, socket => {
    sockets.add(socket)
    socket.on('error', () => {})
    talk(socket)
  })
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
  try {
    await work(String(server.address().port), sockets)
  } finally {
    for (const socket of sockets) socket.destroy()
    server.close()
  }
}

const said = 'peer 127.0.0.1:PORT\nline 0\nline 1\nline 2\nend\n'

for (const server of hosts) {
  describe(`a server on ${server}`, () => {
    for (const client of hosts) {
      it(`and a client on ${client}: lines, and an end by half`, () => withServer(server, 'echo', async port => {
        const [code, text] = await start(client, ['say', port]).end()
        assert.equal(text, said.replace('PORT', port))
        assert.equal(code, 0)
      }))

      it(`and 200 connections at once from ${client}`, () => withServer(server, 'echo', async port => {
        assert.deepEqual(await start(client, ['many', port, '200']).end(), [0, '200 answered\n'])
      }))
    }

    it('and curl', needs('curl'), () => withServer(server, 'http', async port => {
      for (let i = 0; i < 3; i++) {
        const { stdout } = await promisify(execFile)(tools().curl, ['-sS', `http://127.0.0.1:${port}/`])
        assert.equal(stdout, 'x'.repeat(100_000))
      }
    }))

    it('and nc', needs('nc'), () => withServer(server, 'echo', async port => {
      const child = spawn(tools().nc, ['-N', '127.0.0.1', port])
      child.stdin.end('one\ntwo\n')
      let text = ''
      for await (const chunk of child.stdout) text += chunk
      assert.equal(text, 'one\ntwo\n')
    }))
  })
}

for (const host of hosts) {
  describe(`on ${host}`, () => {
    it('what goes wrong has its code and its words', async () => {
      assert.deepEqual(await start(host, ['errors']).end(), [0, 'taken: address in use\nnobody: connection refused\nconnection refused\n' +
        'no name: not found\nno path: not found\nno port: invalid argument\nno folder: not found\n'])
    })

    it('a connection that is broken off', () => withPeer(socket => {
      socket.once('data', () => socket.resetAndDestroy())
      socket.resume()
    }, async port => {
      assert.deepEqual(await start(host, ['reset', port]).end(),
        [0, 'read: connection broken off\nwrite: connection broken off\n'])
    }))

    it('a reader that does not read stops the writer, which keeps little', () => withPeer(() => {}, async (port, sockets) => {
      const run = start(host, ['flood', port, '2000'])
      const [, count, unsent] = await run.wrote(/waits behind (\d+), unsent (\d+)\n/)
      assert.ok(Number(unsent) <= 131072, `${unsent} bytes are unsent`)
      assert.ok(Number(count) * 65536 < 24 * MILLION, `${count} times 64 KiB were taken by a peer that does not read`)
      const [socket] = sockets
      let all = 0
      socket.on('data', chunk => {
        all += chunk.length
      })
      socket.on('end', () => socket.end())
      socket.resume()
      const end = new Promise(resolve => socket.on('end', resolve))
      assert.equal(await run.exit, 0, run.said.errors)
      await end
      assert.equal(all, 2000 * 65536)
    }))

    it('a program that does not read stops the writer, and keeps little', () => withPeer(socket => {
      const chunk = Buffer.alloc(65536)
      let left = 1500
      const go = () => {
        while (left-- > 0) if (!socket.write(chunk)) return socket.once('drain', go)
        socket.end()
      }
      go()
    }, async (port, sockets) => {
      const run = start(host, ['sip', port])
      let before = -1
      let taken = 0
      while (taken === 0 || taken > before) {   // until nothing more is taken for a while
        before = taken
        await new Promise(resolve => setTimeout(resolve, 300))
        const [socket] = sockets
        taken = socket ? socket.bytesWritten - socket.writableLength : 0
      }
      assert.ok(taken < 24 * MILLION, `${taken} bytes were taken by a program that does not read`)
      run.input('go\n')
      assert.deepEqual(await run.end(), [0, `${1500 * 65536} bytes\n`])
    }))

    it('10 000 connections, opened and closed: no descriptor and no path is left', async () => {
      const path = join(folder, `${host}.sock`)
      const open = () => readdirSync('/proc/self/fd').length
      const count = existsSync('/proc/self/fd') ? open() : 0
      assert.deepEqual(await start(host, ['churn', path, '10000']).end(), [0, '10000 taken, 0 left\n'])
      assert.equal(existsSync(path), false)
      if (count > 0) assert.ok(open() <= count, `${open() - count} descriptors are left`)
    })
  })
}

describe('a program that is moved', () => {
  it('hears so of its connections and its servers; its timer and its input go on', () => withPeer(socket => {
    socket.on('data', bytes => socket.write(bytes))
    socket.resume()
  }, async port => {
    const here = start('node', ['moved', port])
    await here.wrote(/ready\n/)
    await here.run.pause()
    const snapshot = structuredClone(here.run.snapshot())
    here.run.kill()
    await here.exit
    let text = ''
    const there = program.restore(snapshot, { net: true, stdin: 'typed\n', onStdout: chunk => text += Buffer.from(chunk) })
    assert.equal((await there.exit).code, 0)
    assert.deepEqual(text.split('\n').sort(), ['', 'input: typed', 'read: connection broken off, the program was moved',
      'server: connection broken off, the program was moved', 'the timer went on', 'write: connection broken off'])
  }))

  it('to a host without a network', () => withPeer(socket => {
    socket.on('data', bytes => socket.write(bytes))
    socket.resume()
  }, async port => {
    const here = start('node', ['moved', port])
    await here.wrote(/ready\n/)
    await here.run.pause()
    const snapshot = here.run.snapshot()
    here.run.kill()
    await here.exit
    const there = program.restore(snapshot, { stdin: 'typed\n' })
    assert.match(await there.stdout.text(), /read: connection broken off, the program was moved/)
    assert.equal((await there.exit).code, 0)
  }))
})

describe('which network', () => {
  it('an embedding program decides, and gives none by itself', async () => {
    await withServer('node', 'echo', async port => {
      for (const net of [undefined, false, 'inside']) {
        const { code } = await program.start({ args: ['say', port], net }).exit
        assert.equal(code, 105, `${net}`)
      }
    })
    assert.throws(() => program.start({ net: 'outside' }), /The option "net" is true, "inside" or a network, not "outside"/)
  })

  it('weft run has one, and --net inside takes it away on every host', async () => {
    const wasm = join(folder, 'peer.wasm')
    const runs = [['node', wasm], ...tools().wasmtime ? [['wasmtime', wasm]] : [], ...tools().gcc ? [['native', source]] : []]
    await withServer('node', 'echo', async port => {
      const { stdout } = await weftCommand(['run', wasm, '--', 'say', port])
      assert.equal(stdout, said.replace('PORT', port))
      for (const [host, file] of runs) {
        const failed = await weftCommand(['run', '--host', host, '--net', 'inside', file, '--', 'say', port]).catch(error => error)
        assert.equal(failed.code, 105, `${host}: ${failed.stdout}${failed.stderr}`)
        assert.match(failed.stderr, /connection refused/)
      }
    })
  })

  it('a network without a listener is asked for what nobody inside listens at, under either clock, and that plays again', async () => {
    const { listen: _, ...client } = createNetwork()
    await withServer('node', 'echo', async port => {
      for (const clock of ['real', 'virtual']) {
        const run = program.start({ args: ['say', port], net: client, clock, record: true })
        const [tape, text] = await Promise.all([bytesOf(run.recording), run.stdout.text()])
        assert.equal(text, said.replace('PORT', port), clock)
        assert.equal(await program.start({ args: ['say', port], replay: new Uint8Array(tape) }).stdout.text(), text)
        const { code } = await program.start({ args: ['say', port], net: client, clock, env: { WEFT_NET: 'inside' } }).exit
        assert.equal(code, 105, 'unless the run is to stay inside')
      }
    })
    const alone = { ...client, connect: () => assert.fail('a server inside is nearer') }
    assert.equal(await program.start({ args: ['churn', 'x.sock', '50'], net: alone }).stdout.text(), '50 taken, 0 left\n')
  })

  it('a host that has none says so', needs('wasmtime'), async () => {
    const words = ['run', '--host', 'wasmtime', '--net', 'host', join(folder, 'peer.wasm'), '--', 'say', '1']
    const { code, stderr } = await weftCommand(words).catch(error => error)
    assert.equal(code, 105)
    assert.match(stderr, /this host has no network; no connection to localhost: not supported on this host/)
  })
})

describe('standard input and output as streams', () => {
  const lines = Array.from({ length: 20_000 }, (_, i) => `line ${i} ${'x'.repeat(i % 100)}\n`).join('')

  const words = {
    node: () => [process.execPath, weft, 'run', join(folder, 'peer.wasm'), '--', 'copy'],
    wasmtime: () => [process.execPath, weft, 'run', '--host', 'wasmtime', join(folder, 'peer.wasm'), '--', 'copy'],
    native: () => [native, 'copy']
  }
  for (const [host, command] of Object.entries(words)) {
    const there = host === 'native' ? needs('gcc') : host === 'wasmtime' ? needs('wasmtime') : {}
    it(`${host}: a slow reader loses nothing`, there, async () => {
      const [file, ...rest] = command()
      const child = spawn(file, rest, { cwd: root, env: environment })
      let [text, errors] = ['', '']
      child.stderr.on('data', chunk => errors += chunk)
      const closed = new Promise(resolve => child.on('close', resolve))
      child.stdin.end(lines)
      for await (const chunk of child.stdout) {
        text += chunk
        if (text.length < MILLION / 5) await new Promise(resolve => setTimeout(resolve, 2))
      }
      assert.equal(await closed, 0)
      assert.equal(text, lines)
      assert.match(errors, new RegExp(`^${lines.length} bytes$`, 'm'))
    })
  }

  it('an embedding program that reads slowly stops the program', async () => {
    const run = program.start({ args: ['copy'], stdin: lines.repeat(20), limits: { unread: 100_000 } })
    let size = 0
    for await (const chunk of run.stdout) size += chunk.length
    assert.equal(run.stdout.dropped, 0)
    assert.equal(size, lines.length * 20)
    assert.equal((await run.exit).code, 0)
  })
})

// ---- recordings ----

const bytesOf = async stream => Buffer.concat(await Array.fromAsync?.(stream) ?? await collect(stream))

async function collect(stream) {
  const chunks = []
  for await (const chunk of stream) chunks.push(chunk)
  return chunks
}

describe('a recorded server', () => {
  /** Records an echo server with its clients, and then a client whose peer breaks off. */
  async function record(host, mode) {
    const tape = join(folder, `${host}-${mode}.tape`)
    const words = [weft, 'run', '--host', host, '--record', tape, '--trace', `${tape}.trace`, source, '--', mode]
    const child = spawn(process.execPath, words, { cwd: root, env: environment })
    let text = ''
    child.stderr.resume()
    const port = await new Promise((resolve, reject) => {
      child.on('close', () => reject(new Error('it ended')))
      child.stdout.on('data', chunk => {
        text += chunk
        const found = /port (\d+)\n/.exec(text)
        if (found) resolve(found[1])
      })
    })
    for (const args of [['say', port], ['many', port, '30']]) assert.equal(await start('node', args).exit, 0)
    child.kill('SIGINT')
    const code = await new Promise(resolve => child.on('close', resolve))
    assert.equal(code, 109)
    return { tape, trace: readFileSync(`${tape}.trace`), text }
  }

  for (const host of hosts) {
    it(`on ${host} plays again natively, in Node and under wasmtime, with the same trace`, needs('gcc', 'wasmtime'), async () => {
      const { tape, trace, text } = await record(host, 'echo')
      for (const there of ['native', 'node', 'wasmtime']) {
        const words = ['replay', tape, '--host', there, '--trace', `${tape}.again`, source, '--', 'echo']
        const { code, stdout, stderr } = await weftCommand(words).catch(error => error)
        assert.equal(code, 109, `${there}: ${stderr}`)
        assert.equal(stdout, text)
        assert.ok(readFileSync(`${tape}.again`).equals(trace), `the trace is another one on ${there}`)
      }
    })

    it(`on ${host} plays again in a page`, needs('gcc', 'chromium'), async () => {
      const tape = readFileSync(join(folder, `${host}-echo.tape`))
      const { page, close } = await openPage()
      try {
        await weftCommand(['build', '--record', '-O0', source, '-o', join(folder, 'page.wasm')])
        const wasm = readFileSync(join(folder, 'page.wasm'))
        const trace = await page.evaluate(replayInPage, [wasm.toString('base64'), tape.toString('base64')])
        assert.ok(Buffer.from(trace, 'base64').equals(readFileSync(join(folder, `${host}-echo.tape.trace`))))
      } finally {
        await close()
      }
    })
  }

  it('in Node under the load of wrk plays again natively, in Node, under wasmtime and in a page', needs('wrk', 'gcc', 'wasmtime', 'chromium'), async () => {
    const { code, requests, text, trace } = await recordUnderLoad(tools().wrk, { seconds: 1, connections: 20 })
    assert.equal(code, 109)
    assert.ok(requests > 0)
    for (const host of ['native', 'node', 'wasmtime', 'page']) assert.deepEqual(await playRecording(host), { code, text, trace }, host)
  })

  it('what went wrong has the same words when it plays', () => withPeer(socket => {
    socket.once('data', () => socket.resetAndDestroy())
    socket.resume()
  }, async port => {
    const run = program.start({ args: ['reset', port], net: true, record: true })
    const [tape, text] = await Promise.all([bytesOf(run.recording), run.stdout.text()])
    const again = program.start({ args: ['reset', port], replay: new Uint8Array(tape) })
    assert.equal(await again.stdout.text(), text)
    assert.equal((await again.exit).code, 0)
  }))
})

/** Runs inside the page. */
async function replayInPage(both) {
  const { load } = await import('/web/index.js')
  const [program, tape] = both.map(text => Uint8Array.from(atob(text), letter => letter.charCodeAt(0)))
  const run = (await load(program)).start({ args: ['echo'], name: 'tests/net/peer.c', replay: tape, trace: true, env: {} })
  let trace = ''
  for await (const chunk of run.trace) for (const byte of chunk) trace += String.fromCharCode(byte)
  return btoa(trace)
}
