// Datagrams of the machine, over Node's. It is loaded when a program first asks for some. An object with the same functions can
// stand for it (`Network` in index.d.ts).

import { failure } from './failures.js'

const MOST_WAITING = 2 ** 18   // bytes that came and were not received: what comes then is dropped, and counted
const OVERHEAD = 256           // of each, so that empty ones are not free
const MOST_UNSENT = 2 ** 18

/** The module of Node's, without an import of it: a page can load this file, and has none. */
function dgram() {
  const builtin = globalThis.process?.getBuiltinModule
  if (!builtin) throw failure('ENOTSUP')
  return builtin('node:dgram')
}

export function createDatagrams() {
  const { createSocket } = dgram()
  const begin = (address, signal, call) => {
    signal.throwIfAborted()
    const socket = createSocket(address.host.includes(':') ? 'udp6' : 'udp4')
    return new Promise((resolve, reject) => {
      const stop = () => socket.close()
      signal.addEventListener('abort', stop, { once: true })
      socket.once('error', error => {
        socket.close()
        reject(error)
      })
      call(socket, peer => {
        signal.removeEventListener('abort', stop)
        socket.removeAllListeners('error')
        resolve(createSocketObject(socket, peer))
      })
    })
  }
  return {
    open: (address, signal) => begin(address, signal, (socket, done) => bind(socket, address, () => done(''))),
    connect: (address, signal) => begin(address, signal, (socket, done) => {
      const connect = () =>
        socket.connect(address.port, address.host, error => error ? socket.emit('error', error) : done(nameOf(address)))
      if (address.broadcast) bind(socket, { ...address, host: undefined, port: 0 }, connect)   // it is allowed before
      else connect()
    })
  }
}

function bind(socket, { host, port, broadcast }, done) {
  socket.bind({ address: host, port, exclusive: true }, () => {
    if (broadcast) socket.setBroadcast(true)
    done()
  })
}

const nameOf = ({ host, address = host, port }) => address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`

function createSocketObject(socket, peer) {
  const came = []
  let [held, dropped, unsent, broken, closed] = [0, 0, 0, null, false]
  let sentAll = () => {}

  const object = {
    own: nameOf(socket.address()),
    peer,
    onChange: null,
    readable: () => came.length > 0 || broken !== null,
    writable: () => unsent < MOST_UNSENT || broken !== null,
    /** The oldest; undefined when there is none. */
    receive() {
      throwBroken()
      const first = came.shift()
      if (first) held -= first.bytes.length + OVERHEAD
      return first
    },
    /** `address`: null for the peer. False when there is no room. */
    send(address, bytes) {
      throwBroken()
      if (!address && !peer) throw failure('EINVAL')
      if (address && peer) throw failure('EINVAL')
      if (unsent >= MOST_UNSENT) return false
      const size = bytes.length + OVERHEAD
      const sent = error => {
        unsent -= size
        if (error && !closed) broken ??= error
        if (unsent === 0) sentAll()
        object.onChange?.()
      }
      unsent += size
      const copy = Buffer.from(bytes)
      if (address) socket.send(copy, address.port, address.host, sent)
      else socket.send(copy, sent)
      return true
    },
    end() {
      throw failure('ENOTSUP')
    },
    close() {
      closed = true
      if (unsent === 0) return void socket.close()
      return new Promise(resolve => {
        sentAll = resolve
      }).then(() => socket.close())
    }
  }

  /** What went wrong is said once: the socket is as good as before. */
  function throwBroken() {
    const error = broken
    broken = null
    if (error) throw error
  }

  socket.on('message', (bytes, from) => {
    if (closed) return
    if (held + bytes.length > MOST_WAITING) {
      dropped++
      return
    }
    held += bytes.length + OVERHEAD
    came.push({ bytes, from: nameOf(from), dropped })
    object.onChange?.()
  })
  socket.on('error', error => {
    broken ??= error
    object.onChange?.()
  })
  return object
}
