// The same by Node's own modules: `http` (hello, and a POST's body goes back), `echo` by `net`, `udp` by `dgram`, `tls` by
// `tls`, `processes N` by `child_process`.

import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { createServer as createHttp } from 'node:http'
import { createServer } from 'node:net'
import { createServer as createTls } from 'node:tls'

const AT_ONCE = 10
const text = 'hello\n'
const head = { 'content-type': 'text/plain; charset=utf-8', 'content-length': text.length }
const [what, many] = process.argv.slice(2)

function answer(request, response) {
  if (request.method !== 'POST') return response.writeHead(200, head).end(text)
  const chunks = []
  request.on('data', chunk => chunks.push(chunk)).on('end', () => {
    const body = Buffer.concat(chunks)
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body)
  })
}

function listen(server) {
  server.listen(0, '127.0.0.1', 4096, () => console.log(`port ${server.address().port}`))
}

async function runProcesses(left) {
  const one = () => new Promise((resolve, reject) => spawn('true', { stdio: 'ignore' }).on('error', reject).on('exit', resolve))
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    while (left-- > 0) await one()
  }))
}

function listenForDatagrams() {
  const socket = createSocket('udp4').on('message', (bytes, { port, address }) => socket.send(bytes, port, address))
  socket.bind(0, '127.0.0.1', () => console.log(`port ${socket.address().port}`))
}

const sendBack = socket => socket.on('error', () => {}).on('data', chunk => socket.write(chunk))
const { PEER_CERTIFICATE: cert, PEER_KEY: key } = process.env

if (what === 'processes') await runProcesses(Number(many))
else if (what === 'echo') listen(createServer({ noDelay: true }, sendBack))
else if (what === 'tls') listen(createTls({ cert, key, noDelay: true }, sendBack))
else if (what === 'udp') listenForDatagrams()
else listen(createHttp({ keepAliveTimeout: 600_000 }, answer))
