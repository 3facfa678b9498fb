// The network of the machine, over Node's: names, connections, listeners. It is loaded when a program first asks for
// one of them. An object with the same functions can stand for it (`Network` in index.d.ts).

import { failure } from './failures.js'

const HIGH_WATER = 65536   // bytes that wait in one direction: then a program waits, or the other side does
const LOW_WATER = 16384
const BACKLOG = 1024
const FORGET = 1024   // so many chunks that are gone

/** The modules of Node's, without an import of them: a page can load this file, and has none. */
function modules() {
  const builtin = globalThis.process?.getBuiltinModule
  if (!builtin) throw failure('ENOTSUP')
  return { net: builtin('node:net'), dns: builtin('node:dns'), fs: builtin('node:fs') }
}

/** @returns {import('../../index.d.ts').Network} */
export function createNetwork() {
  const { net, dns, fs } = modules()
  return {
    async resolve(host) {
      if (net.isIP(host)) return [host]
      const found = await dns.promises.lookup(host, { all: true, verbatim: true })
      return [...new Set(found.map(({ address }) => address))]
    },
    connect: (address, signal) => connect(net, address, signal),
    async listen(address, signal) {
      if (address.path) clearPath(fs, address.path)
      return listen(net, address, signal)
    }
  }
}

function connect(net, address, signal) {
  signal.throwIfAborted()
  const socket = new net.Socket({ allowHalfOpen: true, highWaterMark: HIGH_WATER })
  return new Promise((resolve, reject) => {
    const stop = () => socket.destroy()
    signal.addEventListener('abort', stop, { once: true })
    socket.once('error', reject)
    socket.once('close', () => reject(failure('ECONNABORTED')))
    socket.once('connect', () => {
      signal.removeEventListener('abort', stop)
      const own = address.path ? '' : nameOf(socket.localAddress, socket.localPort)
      const peer = address.path ?? nameOf(address.host, address.port)
      resolve(createConnection(socket, own, peer))
    })
    socket.connect(address.path ? { path: address.path } : { ...address, noDelay: true })
  })
}

/** A path that nobody listens at any more is taken over, as asyncio does. Of a folder that is not there libuv says EACCES. */
function clearPath(fs, path) {
  const folder = path.replace(/[^/]*$/, '')
  if (folder !== '' && !fs.existsSync(folder)) throw failure('ENOENT')
  if (fs.statSync(path, { throwIfNoEntry: false })?.isSocket()) fs.unlinkSync(path)
}

function listen(net, address, signal) {
  signal.throwIfAborted()
  const server = net.createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true, highWaterMark: HIGH_WATER })
  return new Promise((resolve, reject) => {
    const stop = () => server.close()
    signal.addEventListener('abort', stop, { once: true })
    server.once('error', reject)
    server.listen({ ...address, backlog: BACKLOG }, () => {
      signal.removeEventListener('abort', stop)
      server.off('error', reject)
      const { address: host, port } = server.address()
      resolve(createListener(server, address.path ?? nameOf(host, port)))
    })
  })
}

/** As in "127.0.0.1:80" and "[::1]:80". */
function nameOf(host, port) {
  return host?.includes(':') ? `[${host}]:${port}` : `${host ?? ''}:${port ?? 0}`
}

/** Connections that came wait here until the program takes them; what comes when too many wait is broken off. */
function createListener(server, own) {
  const waiting = []
  let broken = null
  const listener = {
    own,
    onChange: null,
    accept() {
      const socket = waiting.shift()
      if (socket) return createConnection(socket, '', nameOf(socket.remoteAddress, socket.remotePort))
      if (broken) throw broken
      return undefined
    },
    close() {
      server.close()
      for (const socket of waiting.splice(0)) socket.destroy()
    }
  }
  server.on('connection', socket => {
    socket.on('error', () => {})
    if (waiting.length >= BACKLOG) return socket.resetAndDestroy()
    waiting.push(socket)
    listener.onChange?.()
  })
  server.on('error', error => {
    broken = error
    listener.onChange?.()
  })
  return listener
}

/**
 * A connection: what came and was not read is kept here up to a mark, what was written in the socket. Over TLS (tls.js) `looked` runs after
 * each look at what came, `endsBadly` says what is wrong with an end, `translate` makes an error of ours, and a close says the end first.
 */
export function createConnection(socket, own, peer,
  { translate = error => error, endsBadly = () => null, looked = () => {}, endsFirst = false } = {}) {
  const came = createQueue()
  let [ended, broken, paused, closed] = [false, null, false, false]

  const connection = {
    own,
    peer,
    onChange: null,
    readable: () => came.size > 0 || ended || broken !== null,
    writable: () => broken !== null || socket.writableLength < HIGH_WATER,
    read(target) {
      const count = came.take(target)
      if (count === 0 && broken) throw broken
      if (count === 0) return ended || target.length === 0 ? 0 : undefined
      if (paused && came.size < LOW_WATER) {
        paused = false
        socket.resume()
        looked()
      }
      return count
    },
    write(source) {
      if (broken) throw broken
      const room = HIGH_WATER - socket.writableLength
      if (room <= 0) return source.length === 0 ? 0 : undefined
      const count = Math.min(source.length, room)
      const bytes = Buffer.allocUnsafe(count)   // a copy: the program's memory is something else by then
      bytes.set(count === source.length ? source : source.subarray(0, count))
      socket.write(bytes)
      return count
    },
    end() {
      if (!socket.destroyed) socket.end()
    },
    /** The socket and what came over it: somebody else goes on from here. */
    release() {
      for (const [name, listener] of Object.entries(listeners)) socket.off(name, listener)
      socket.pause()
      const bytes = new Uint8Array(came.size)
      came.take(bytes)
      if (broken) throw broken
      return { socket, bytes, ended }
    },
    close() {
      closed = true
      if ((socket.writableLength === 0 && !endsFirst) || socket.destroyed) return void socket.destroy()
      socket.resume()
      socket.destroySoon()
      return new Promise(resolve => socket.once('close', resolve))
    }
  }
  const change = () => connection.onChange?.()
  const fail = error => {
    broken ??= translate(error)
    change()
  }
  const listeners = {
    data(chunk) {
      if (closed) return
      came.put(chunk)
      if (came.size >= HIGH_WATER) {
        paused = true
        socket.pause()
      }
      looked()
      change()
    },
    end() {
      const wrong = endsBadly()
      if (wrong) return fail(wrong)
      ended = true
      change()
    },
    drain: change,
    error: fail,
    close() {
      if (!ended && !closed) fail(failure('ECONNRESET'))
    }
  }

  socket.removeAllListeners('close')
  for (const [name, listener] of Object.entries(listeners)) socket.on(name, listener)
  socket.resume()
  return connection
}

/** Bytes in the order in which they came. */
function createQueue() {
  let chunks = []
  let first = 0   // of `chunks`: those before it are gone
  let at = 0      // in that one
  const queue = {
    size: 0,
    put(chunk) {
      chunks.push(chunk)
      queue.size += chunk.length
    },
    /** As many as there are and fit; returns how many. */
    take(target) {
      let done = 0
      while (done < target.length && first < chunks.length) {
        const chunk = chunks[first]
        const part = Math.min(chunk.length - at, target.length - done)
        target.set(at === 0 && part === chunk.length ? chunk : chunk.subarray(at, at + part), done)
        done += part
        at += part
        if (at < chunk.length) break
        chunks[first++] = null
        at = 0
      }
      if (first === chunks.length || first === FORGET) {
        chunks = chunks.slice(first)
        first = 0
      }
      queue.size -= done
      return done
    }
  }
  return queue
}
