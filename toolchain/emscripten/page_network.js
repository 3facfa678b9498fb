// What a page has of a network, with the functions of our host's (web/lib/world/net.js): a connection to elsewhere is JavaScript's fetch when
// the program writes a request of HTTP into it, and else a WebSocket to the same host and port, as sockets of Emscripten's own are. Which of
// the two it is shows with the first bytes, or when the program waits for some before it has written any. There are no servers here: the
// network inside of the program has them (runtime/io/inside.c), and only what nobody inside listens to comes to this file.

import { joinBytes } from '@weft/host/lib/bytes.js'
import { failure } from '@weft/host/lib/world/failures.js'

const HIGH_WATER = 65536   // bytes that wait in one direction
const HEAD_MOST = 65536    // of a request
const LOOK_MS = 20
const REQUEST_LINE = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+) (\S+) HTTP\/1\.[01]\r\n/
const MAY_BECOME_REQUEST = /^[A-Z]{1,16}( [^\n]*)?$/
const NOT_OURS = ['host', 'connection', 'content-length', 'keep-alive']   // fetch writes these itself
const UNPACKED = ['content-encoding', 'content-length', 'transfer-encoding', 'connection', 'keep-alive']   // what comes is none of that any more
const encode = text => new TextEncoder().encode(text)
const decode = bytes => new TextDecoder('latin1').decode(bytes)

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
      return Promise.resolve(createConnection(`${name.includes(':') ? `[${name}]` : name}:${port}`))
    },
    /** The browser checks certificates, with its own authorities, once something goes over the connection. */
    secure(connection, { isServer, verifies, authorities, certificate }) {
      if (isServer || !verifies || authorities !== undefined || certificate !== undefined || !connection.makeSecure()) {
        return Promise.reject(failure('ENOTSUP'))
      }
      return Promise.resolve(connection)
    }
  }
}

/** A connection of which nobody knows yet what goes over it. `way` is that, once it is known. */
function createConnection(peer) {
  const came = []   // chunks
  const written = []
  let [size, isSecure, way, ended, broken] = [0, false, null, false, null]
  const change = () => connection.onChange?.()
  const side = {
    peer,
    change,
    put(chunk) {
      came.push(chunk)
      size += chunk.length
      change()
    },
    isFull: () => size >= HIGH_WATER,
    end() {
      ended = true
      change()
    },
    fail(error) {
      broken ??= error
      change()
    }
  }

  /** The program has written something, or waits for an answer: then what has come must do. */
  function begin(waits) {
    if (way || broken) return
    const text = decode(joinBytes(written))
    if (REQUEST_LINE.test(text)) way = createFetches(side, isSecure)
    else if (waits || !MAY_BECOME_REQUEST.test(text)) way = createSocket(side, isSecure)
    else return
    for (const chunk of written.splice(0)) way.write(chunk)
  }

  const connection = {
    own: 'page',
    peer,
    onChange: null,
    readable() {
      begin(true)
      return size > 0 || ended || broken !== null
    },
    writable: () => broken !== null || !way || way.writable(),
    read(target) {
      begin(true)
      let done = 0
      while (done < target.length && came.length > 0) {
        const chunk = came[0]
        const part = Math.min(chunk.length, target.length - done)
        target.set(chunk.subarray(0, part), done)
        done += part
        if (part < chunk.length) came[0] = chunk.subarray(part)
        else came.shift()
      }
      size -= done
      if (done > 0) way?.taken()
      if (done === 0 && broken) throw broken
      return done === 0 && !ended && target.length > 0 ? undefined : done
    },
    write(source) {
      if (broken) throw broken
      if (!connection.writable()) return source.length === 0 ? 0 : undefined
      const bytes = source.slice()   // the program's memory is something else by then
      if (way) {
        way.write(bytes)
      } else {
        written.push(bytes)
        begin(false)
      }
      return bytes.length
    },
    end() {
      throw failure('ENOTSUP')   // neither fetch nor a WebSocket can end one direction
    },
    makeSecure() {
      if (way || written.length > 0) return false
      isSecure = true
      return true
    },
    release() {},   // beginSecure asks for it
    close: () => way?.close()
  }
  return connection
}

// --- a request of HTTP -------------------------------------------------------------------------

/** Reads requests and answers each with what fetch gets, one after the other. */
function createFetches(side, isSecure) {
  const control = new AbortController()
  let unread = new Uint8Array(0)
  let isBusy = false
  let onTaken = null

  function next() {
    if (isBusy) return
    const request = readRequest(unread)
    if (!request) return unread.length > HEAD_MOST ? side.fail(failure('EMSGSIZE')) : undefined
    if (unread.length < request.length) return
    const body = unread.slice(request.headLength, request.length)
    unread = unread.slice(request.length)
    isBusy = true
    answer(request, body).then(() => {
      isBusy = false
      next()
    }, () => side.fail(failure('ECONNREFUSED')))   // a browser says no more, and writes why into its console
  }

  async function answer({ method, path, headers, host }, body) {
    const given = headers.filter(([name]) => !NOT_OURS.includes(name))
    const response = await fetch(`${isSecure ? 'https' : 'http'}://${host ?? side.peer}${path}`,
      { method, headers: given, body: body.length > 0 ? body : undefined, signal: control.signal })
    const hasBody = method !== 'HEAD' && response.body !== null && response.status !== 204 && response.status !== 304
    const lines = [...response.headers].filter(([name]) => !UNPACKED.includes(name)).map(([name, value]) => `${name}: ${value}\r\n`)
    side.put(encode(`HTTP/1.1 ${response.status} ${response.statusText}\r\n${lines.join('')}${hasBody ? 'transfer-encoding: chunked'
      : 'content-length: 0'}\r\n\r\n`))
    if (!hasBody) return
    const reader = response.body.getReader()
    for (;;) {
      const { value, done } = await reader.read()
      if (done) break
      if (value.length === 0) continue
      side.put(joinBytes([encode(`${value.length.toString(16)}\r\n`), value, encode('\r\n')]))
      if (side.isFull()) await new Promise(go => { onTaken = go })
    }
    side.put(encode('0\r\n\r\n'))
  }

  return {
    writable: () => unread.length < HIGH_WATER || !isBusy,
    write(bytes) {
      unread = joinBytes([unread, bytes])
      next()
    },
    taken() {
      if (side.isFull()) return
      onTaken?.()
      onTaken = null
    },
    close() {
      control.abort()
      onTaken?.()
    }
  }
}

/** The head of a request, once it has come as a whole; null before. */
function readRequest(bytes) {
  const text = decode(bytes.subarray(0, HEAD_MOST))
  const end = text.indexOf('\r\n\r\n')
  const [line, method, path] = end < 0 ? [] : REQUEST_LINE.exec(text) ?? []
  if (line === undefined) return null
  const headers = text.slice(line.length, end).split('\r\n').filter(Boolean)
    .map(entry => [entry.slice(0, entry.indexOf(':')).trim().toLowerCase(), entry.slice(entry.indexOf(':') + 1).trim()])
  const valueOf = name => headers.find(entry => entry[0] === name)?.[1]
  const headLength = end + 4
  return { method, path, headers, host: valueOf('host'), headLength, length: headLength + Number(valueOf('content-length') ?? 0) }
}

// --- a WebSocket -------------------------------------------------------------------------------

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
