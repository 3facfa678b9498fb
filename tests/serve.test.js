// `weft serve`: one handler (tests/net/handler.c) natively, in Node and under `wasmtime serve`, with clients of others; what becomes of requests
// after Ctrl-C; sentences for what cannot be served.

import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, request as requestOf } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { promisify } from 'node:util'
import { needs, root, tools, weft } from './programs.js'

const source = 'tests/net/handler.c'
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('WEFT_')))
const hosts = { node: {}, native: needs('gcc'), wasmtime: needs('wasmtime', 'wasmTools'), 'WASI 0.3 under wasmtime': needs('wasmtime', 'wasmTools') }
const underWasmtime = host => host.endsWith('wasmtime')

let folder
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'weft-serve-'))
})
after(() => rmSync(folder, { recursive: true, force: true }))

/** A server on a host, once it serves. */
async function serve(host, words = []) {
  const port = underWasmtime(host) ? await freePort() : '0'
  const on = host.startsWith('WASI') ? ['wasmtime', '--wasi', '0.3'] : [host]
  const child = spawn(process.execPath, [weft, 'serve', '--host', ...on, '--port', port, source, ...words], { cwd: root, env: environment })
  const said = { text: '', errors: '' }
  child.stdout.on('data', chunk => { said.text += chunk })
  const exit = new Promise(resolve => child.on('close', code => resolve(code)))
  const url = await new Promise((resolve, reject) => {
    child.stderr.on('data', chunk => {
      said.errors += chunk
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(said.errors)
      if (found) resolve(found[0])
    })
    exit.then(() => reject(new Error(`it ended: ${said.errors}`)))
  })
  return { url, said, exit, interrupt: () => child.kill('SIGINT') }
}

async function freePort() {
  const server = createServer()
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address()
  await new Promise(resolve => server.close(resolve))
  return String(port)
}

/** One request over a connection of an agent's: status, headers, text. */
function ask(url, { method = 'GET', agent, body } = {}) {
  return new Promise((resolve, reject) => {
    const request = requestOf(url, { method, agent }, response => {
      let text = ''
      response.on('data', chunk => { text += chunk })
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }))
      response.on('error', reject)
    })
    request.on('error', reject)
    request.end(body)
  })
}

for (const [host, there] of Object.entries(hosts)) {
  describe(`on ${host}`, there, () => {
    let server
    before(async () => {
      server = await serve(host)
    })
    after(async () => {
      server.interrupt()
      const code = await server.exit
      assert.ok(code === 0 || underWasmtime(host), `${code}: ${server.said.errors}`)
    })

    it('a path, a query, a body, a status', async () => {
      assert.equal((await ask(`${server.url}/a%20b?c=d`)).text, 'GET /a b ?c=d, 0 waiting\n')
      const missing = await ask(`${server.url}/no`, { method: 'DELETE' })
      assert.deepEqual([missing.status, missing.text], [404, 'DELETE /no ?, 0 waiting\n'])
      const body = 'x'.repeat(60_000)
      const echo = await fetch(`${server.url}/echo`, { method: 'POST', body, headers: { 'content-type': 'text/x-own' } })
      assert.deepEqual([echo.status, echo.headers.get('content-type'), await echo.text() === body], [201, 'text/x-own', true])
    })

    it('a body piece by piece, none at all, one that is too long, a handler that fails', async () => {
      const pieces = await ask(`${server.url}/pieces`)
      assert.equal(pieces.text, Array.from({ length: 2000 }, (_, i) => `piece ${i}\n`).join(''))
      assert.equal(pieces.headers['x-kind'], 'pieces')
      assert.equal((await ask(`${server.url}/nothing`)).status, 204)
      assert.deepEqual((({ status, text }) => [status, text])(await ask(server.url, { method: 'HEAD' })), [200, ''])
      assert.equal((await ask(`${server.url}/echo`, { method: 'POST', body: 'x'.repeat(65537) })).status, 413)
      assert.equal((await ask(`${server.url}/fails`)).status, 500)
      assert.equal((await ask(server.url)).status, 200)
    })

    it('fifty at once', async () => {
      const all = await Promise.all(Array.from({ length: 50 }, (_, i) => ask(`${server.url}/${i}`)))
      assert.deepEqual(all.map(({ text }) => text), all.map((_, i) => `GET /${i} ?, 0 waiting\n`))
    })

    it('and curl', needs('curl'), async () => {
      const { stdout } = await promisify(execFile)(tools().curl, ['-sS', '-d', 'a=b', `${server.url}/echo`])
      assert.equal(stdout, 'a=b')
    })
  })
}

it('requests of one instance under wasmtime are tasks of one run', hosts['WASI 0.3 under wasmtime'], async () => {
  const server = await serve('WASI 0.3 under wasmtime')
  let answer = null
  const slow = ask(`${server.url}/wait`).then(came => { answer = came.text })
  while (!(await ask(server.url)).text.includes('1 waiting')) { /* until it is there */ }
  while (answer === null) await ask(`${server.url}/go`)   // a busy wasmtime begins a second instance: not each request comes to the one that waits
  await slow
  assert.equal(answer, 'went\n')
  server.interrupt()
  await server.exit
})

for (const host of ['node', 'native']) {
  describe(`Ctrl-C on ${host}`, hosts[host], () => {
    it('what is under way is answered, and nothing else is taken', async () => {
      const server = await serve(host)
      const [own, other] = [0, 1].map(() => new Agent({ keepAlive: true, maxSockets: 1 }))
      const slow = ask(`${server.url}/wait`, { agent: own })
      while (!(await ask(server.url, { agent: other })).text.includes('1 waiting')) { /* until it is there */ }
      server.interrupt()
      while (await ask(server.url).then(() => true, () => false)) { /* until no more are taken */ }
      const last = await ask(`${server.url}/go`, { agent: other })
      assert.equal(last.headers.connection, 'close')
      const { status, text, headers } = await slow
      assert.deepEqual([status, text, headers.connection], [200, 'went\n', 'close'])
      assert.equal(await server.exit, 0, server.said.errors)
      for (const agent of [own, other]) agent.destroy()
    })

    it('--grace 0 waits for nobody', async () => {
      const server = await serve(host, ['--grace', '0'])
      const agent = new Agent({ keepAlive: true, maxSockets: 1 })
      const slow = ask(`${server.url}/wait`).then(() => 'answered', error => error.code)
      while (!(await ask(server.url, { agent })).text.includes('1 waiting')) { /* until it is there */ }
      server.interrupt()
      assert.equal(await slow, 'ECONNRESET')
      assert.equal(await server.exit, 0, server.said.errors)
      agent.destroy()
    })
  })
}

describe('sentences', () => {
  const fails = async (words, code, pattern) => {
    const error = await promisify(execFile)(process.execPath, [weft, ...words], { cwd: root, env: environment }).then(() => ({ code: 0 }), error => error)
    assert.match(error.stderr, pattern)
    assert.equal(error.code, code)
  }

  it('a program without a handler, and wrong words', async () => {
    await fails(['serve', 'tests/net/peer.c'], 120, /has no WEFT_SERVE\(handler\)/)
    await fails(['serve', source, '--port', '70000'], 120, /--port is a number up to 65535.*, not "70000"/)
    await fails(['serve', source, '--address', 'a b'], 120, /--address is an address or a name, not "a b"/)
    await fails(['serve', source, '--grace', 'soon'], 120, /--grace is seconds, as 10 or 2\.5, not "soon"/)
    await fails(['serve', source, '--', 'x'], 120, /takes no arguments after "--"/)
    await fails(['serve', '--host', 'wasmtime', source, '--trace', 'x'], 120, /--trace is not there with --host wasmtime/)
  })

  it('a place that is taken, that is none, and one that another host has', async () => {
    const server = createServer()
    await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
    await fails(['serve', source, '--port', `${server.address().port}`], 105, /no server at 127\.0\.0\.1:\d+: address in use/)
    server.close()
    await fails(['run', source, '--', '127.0.0.1:x'], 120, /127\.0\.0\.1:x is no place to serve at; give a port/)
    await fails(['run', source, '--', '0', 'soon'], 120, /soon is no time for the requests at the end/)
  })

  it('a host without sockets', needs('wasmtime'), () =>
    fails(['run', '--host', 'wasmtime', source], 105, /this host has no sockets: no server at 8080/))

  it('an IPv6 address, and all of this machine', async () => {
    for (const [place, url] of [['[::1]:0', /http:\/\/\[::1\]:\d+\//], ['0.0.0.0:0', /http:\/\/0\.0\.0\.0:\d+\//]]) {
      const file = join(folder, 'handler.wasm')
      writeFileSync(file, '')
      await promisify(execFile)(process.execPath, [weft, 'build', source, '-o', file], { cwd: root, env: environment })
      const child = spawn(process.execPath, [weft, 'run', file, '--', place], { cwd: root, env: environment })
      let text = ''
      child.stderr.on('data', chunk => {
        text += chunk
        if (url.test(text)) child.kill('SIGINT')
      })
      assert.equal(await new Promise(resolve => child.on('close', resolve)), 0, text)
    }
  })
})
