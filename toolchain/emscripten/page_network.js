// What a page has of a network, with the functions of our host's (web/lib/world/net.js): a connection to elsewhere is JavaScript's fetch when
// the program writes a request of HTTP into it, and else a WebSocket to the same host and port, as sockets of Emscripten's own are. Which of
// the two it is shows with the first bytes, or when the program waits for some before it has written any. There are no servers here: the
// network inside of the program has them (runtime/io/inside.c), and only what nobody inside listens to comes to this file.

import { createDuplex, secureDuplex } from '@weft/host/lib/browser/duplex.js'
import { createFetches, isRequest } from '@weft/host/lib/browser/fetches.js'
import { failure } from '@weft/host/lib/world/failures.js'

const HIGH_WATER = 65536   // bytes that wait to be sent
const LOOK_MS = 20
const MAY_BECOME_REQUEST = /^[A-Z]{1,16}( [^\n]*)?$/
const encode = text => new TextEncoder().encode(text)

export function createPageNetwork() {
  const names = new Map()   // by the address that stands for it: a page asks no name server
  return {
    resolve(host) {
      if (/^[0-9.]+$|:/.test(host)) return Promise.resolve([host])
      const known = [...names].find(([, name]) => name === host)
      if (known) return Promise.resolve([known[0]])
      const number = names.size + 1
      const address = `240.0.${number >> 8}.${number & 255}`   // nobody has these
      names.set(address, host)
      return Promise.resolve([address])
    },
    connect({ host, port }) {
      if (host === undefined) return Promise.reject(failure('ENOTSUP'))
      const name = names.get(host) ?? host
      return Promise.resolve(createDuplex({ own: 'page', peer: `${name.includes(':') ? `[${name}]` : name}:${port}` }, choose))
    },
    secure: secureDuplex
  }
}

function choose(side, { text, waits, isSecure }) {
  if (isRequest(text)) return createFetches(side, isSecure)
  return waits || !MAY_BECOME_REQUEST.test(text) ? createSocket(side, isSecure) : null
}

function createSocket(side, isSecure) {
  const isPageSecure = globalThis.location?.protocol === 'https:'
  const waiting = []
  let isOpen = false
  let socket
  try {
    socket = new WebSocket(`${isSecure || isPageSecure ? 'wss' : 'ws'}://${side.peer}/`, ['binary'])   // as Emscripten's sockets ask for it
  } catch {
    side.fail(failure('ECONNREFUSED'))
    return { writable: () => true, write() {}, taken() {}, close() {} }
  }
  socket.binaryType = 'arraybuffer'
  socket.onopen = () => {
    isOpen = true
    for (const bytes of waiting.splice(0)) socket.send(bytes)
  }
  socket.onmessage = ({ data }) => side.put(typeof data === 'string' ? encode(data) : new Uint8Array(data))
  socket.onclose = ({ wasClean }) => {
    if (wasClean) side.end()
    else side.fail(failure(isOpen ? 'ECONNRESET' : 'ECONNREFUSED'))
  }
  return {
    writable() {
      const held = isOpen ? socket.bufferedAmount : waiting.reduce((sum, { length }) => sum + length, 0)
      if (held < HIGH_WATER) return true
      setTimeout(side.change, LOOK_MS)   // a WebSocket does not say when it has sent something
      return false
    },
    write(bytes) {
      if (isOpen) socket.send(bytes)
      else waiting.push(bytes)
    },
    taken() {},
    close() {
      if (isOpen || waiting.length === 0) socket.close()
      else socket.addEventListener('open', () => socket.close())   // what was written goes first
    }
  }
}
