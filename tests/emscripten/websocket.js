// A server's side of WebSockets, as much as the suite needs: it greets, and sends back what comes in short frames.

import { createHash } from 'node:crypto'

const MAGIC = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
const BINARY = 0x82
const CLOSE = 0x88

/** A listener for the event `upgrade` of a server of HTTP. */
export function echoes(request, socket) {
  const accept = createHash('sha1').update(request.headers['sec-websocket-key'] + MAGIC).digest('base64')
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n`
    + `Sec-WebSocket-Protocol: ${request.headers['sec-websocket-protocol']}\r\n\r\n`)
  const send = (kind, bytes) => socket.write(Buffer.concat([Buffer.from([kind, bytes.length]), bytes]))
  send(BINARY, Buffer.from('hello from the socket\n'))
  let came = Buffer.alloc(0)
  socket.on('data', chunk => {
    came = Buffer.concat([came, chunk])
    for (;;) {
      const length = came[1] & 0x7f
      if (came.length < 6 || came.length < 6 + length) return
      const mask = came.subarray(2, 6)
      const bytes = Buffer.from(came.subarray(6, 6 + length).map((byte, at) => byte ^ mask[at % 4]))
      const kind = came[0]
      came = came.subarray(6 + length)
      if (kind === CLOSE) return socket.end()
      send(kind, bytes)
    }
  })
  socket.on('error', () => {})
}
