// What is played against a server of ours: curl, nc, Node's fetch, nginx before it, and the load of wrk. Each throws when something is not as it should be.

import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const execute = promisify(execFile)
const BODY = JSON.stringify({ text: 'grüß dich', numbers: Array.from({ length: 500 }, (_, i) => i) })
const PIECES = 10_000   // bytes of /pieces
const AT_ONCE = 200
const PATIENCE = 20_000

async function out(program, words, options) {
  return (await execute(program, words, { encoding: 'utf8', timeout: 300_000, ...options })).stdout
}

export async function playCurl(curl, url) {
  assert.equal(await out(curl, ['-sS', url]), 'hello\n')
  assert.equal(await out(curl, ['-sS', '-H', 'content-type: application/json', '--data-binary', BODY, `${url}echo`]), BODY)
  assert.equal((await out(curl, ['-sSN', `${url}pieces`])).length, PIECES)
  const connects = await out(curl, ['-sS', '-o', '/dev/null', '-o', '/dev/null', '-w', '%{http_code} %{num_connects} ', url, `${url}no`])
  assert.equal(connects, '200 1 404 0 ', 'the second request takes the same connection')
  return 'GET, POST, a body in pieces, a connection used twice'
}

/** Two requests in one go; the second asks for the end. */
export async function playNc(nc, port) {
  const text = 'GET / HTTP/1.1\r\nHost: x\r\n\r\nGET /no HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'
  const answer = await new Promise((resolve, reject) => {
    const child = spawn(nc, ['127.0.0.1', String(port)], { stdio: ['pipe', 'pipe', 'inherit'], timeout: PATIENCE })
    let came = ''
    child.on('error', reject)
    child.stdout.setEncoding('utf8').on('data', more => { came += more })
    child.on('close', () => resolve(came))
    child.stdin.end(text)   // nc stays until the server ends the connection
  })
  assert.match(answer, /^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\nhello\nHTTP\/1\.1 404 Not Found\r\n[^]*there is nothing here\n$/)
  return 'two requests in one piece, and the server closes'
}

export async function playFetch(url) {
  const answers = await Promise.all(Array.from({ length: AT_ONCE }, async (_, i) => {
    const body = JSON.stringify({ i, BODY })
    const response = await fetch(`${url}echo`, { method: 'POST', body })
    return response.ok && await response.text() === body
  }))
  assert.ok(answers.every(Boolean))
  let count = 0
  for await (const piece of (await fetch(`${url}pieces`)).body) count += piece.length
  assert.equal(count, PIECES)
  return `${AT_ONCE} POSTs at once, a body in pieces`
}

// ---- wrk ----

/** Requests, requests a second; an error of any kind throws. `script` is a file of Lua beside this one. */
export async function load(wrk, url, { connections, seconds, script }) {
  const more = script ? ['-s', fileURLToPath(new URL(script, import.meta.url))] : []
  const text = await out(wrk, ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '60s', ...more, url])   // a busy machine is slow, and no error
  const bad = /Socket errors:.*|Non-2xx.*/.exec(text)
  if (bad) throw new Error(bad[0].trim())
  const [, requests, took] = /(\d+) requests in ([\d.]+)s/.exec(text) ?? []
  if (!(requests > 0)) throw new Error(`wrk has counted nothing: ${text}`)
  return { requests: Number(requests), perSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(text)[1]), took: Number(took) }
}

/** 64 bytes there and back, by load.c; `what`: echo, udp or tls. */
export async function loadEcho(client, port, { what, connections, seconds }) {
  const text = await out(what === 'tls' ? client.tls : client.plain, [String(port), String(connections), String(seconds), what])
  const [requests, took] = /(\d+) answers in ([\d.]+) s/.exec(text).slice(1).map(Number)
  return { requests, perSecond: requests / took, took }
}

// ---- nginx ----

/** Starts an nginx on 127.0.0.1 that passes on to `port` over connections that it keeps; `work` gets its URL. */
export async function withNginx(nginx, port, work) {
  const folder = mkdtempSync(join(tmpdir(), 'weft-nginx-'))
  const own = await freePort()
  writeFileSync(join(folder, 'nginx.conf'), nginxConfig(folder, own, port))
  const child = spawn(nginx, ['-p', folder, '-e', join(folder, 'error.log'), '-c', join(folder, 'nginx.conf')], { stdio: 'inherit' })
  const exit = new Promise(resolve => child.on('close', resolve))
  try {
    await Promise.race([untilOpen(own), exit.then(code => { throw new Error(`nginx ended with ${code}`) })])
    return await work(`http://127.0.0.1:${own}/`)
  } finally {
    child.kill('SIGTERM')
    await exit
    rmSync(folder, { recursive: true, force: true })
  }
}

function nginxConfig(folder, own, port) {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(name => `  ${name}_temp_path ${folder}/${name};`)
  return `daemon off;
worker_processes 1;
${process.getuid() === 0 ? 'user root;' : ''}
pid ${folder}/pid;
events { worker_connections 2048; }
http {
  access_log off;
${temporary.join('\n')}
  upstream weft { server 127.0.0.1:${port}; keepalive 32; keepalive_requests 1000000; }
  server {
    listen 127.0.0.1:${own};
    keepalive_requests 1000000;
    location / {
      proxy_pass http://weft;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_buffering off;
    }
  }
}
`
}

async function freePort() {
  const server = createServer()
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address()
  await new Promise(resolve => server.close(resolve))
  return port
}

async function untilOpen(port) {
  for (;;) {
    const open = await new Promise(resolve => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false))
      socket.on('connect', () => socket.destroy())
    })
    if (open) return
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

// ---- connections that do nothing ----

/** Opens so many connections, has one answer on each, and leaves them open for `work`. */
export async function withIdle(port, count, work) {
  const sockets = []
  try {
    while (sockets.length < count) {
      const group = Array.from({ length: Math.min(AT_ONCE, count - sockets.length) }, () => oneAnswer(port, sockets))
      await Promise.all(group)
    }
    return await work()
  } finally {
    for (const socket of sockets) socket.destroy()
  }
}

function oneAnswer(port, sockets) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    sockets.push(socket)
    let text = ''
    socket.setEncoding('latin1').on('error', reject).on('close', () => reject(new Error('a connection was closed'))).on('data', more => {
      text += more
      if (text.endsWith('hello\n')) resolve()
    })
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
  })
}
