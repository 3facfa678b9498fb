// The same in JavaScript over node:net. Arguments and output as of ../network.c.

import { connect, createServer } from 'node:net'

const [what, connections, laps, count] = process.argv.slice(2).map((word, i) => i === 0 ? word : Number(word))
const MESSAGE = Buffer.alloc(64)
const CHUNK = Buffer.alloc(65536)
const streams = what === 'stream'
const size = streams ? CHUNK.length : MESSAGE.length
let left = 0
let lapsLeft = laps
let began
const clients = []

const server = createServer({ noDelay: true }, socket => {
  socket.on('error', () => {})
  if (!streams) return socket.on('data', bytes => socket.write(bytes))
  const send = () => {
    while (socket.write(CHUNK));
    socket.once('drain', send)
  }
  send()
})

function beginLap() {
  if (lapsLeft-- === 0) process.exit(0)
  began = performance.now()
  left = count
  for (const ask of clients) ask()
}

function oneIsDone() {
  if (--left > 0) return true
  if (left === 0) {
    console.log(((performance.now() - began) * 1e6 / count).toFixed(1))
    setImmediate(beginLap)
  }
  return false
}

server.listen(0, '127.0.0.1', () => {
  for (let i = 0; i < connections; i++) {
    let came = 0
    const socket = connect({ port: server.address().port, host: '127.0.0.1', noDelay: true }, () => {
      clients.push(() => streams || socket.write(MESSAGE))
      if (clients.length === connections) beginLap()
    })
    socket.on('data', bytes => {
      for (came += bytes.length; came >= size; came -= size) if (oneIsDone() && !streams) socket.write(MESSAGE)
    })
  }
})
