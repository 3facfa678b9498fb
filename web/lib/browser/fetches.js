// HTTP by fetch: what a program writes into a connection are requests, one after the other, and what it reads are the responses, written as
// HTTP again. So the client of `weft/http.h` works in a page as it does elsewhere.

import { joinBytes } from '../bytes.js'
import { failure } from '../world/failures.js'

const HIGH_WATER = 65536   // bytes of requests that wait for the one before them
const HEAD_MOST = 65536
const BODY_MOST = 2 ** 24
const REQUEST_LINE = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+) (\/\S*|\*) HTTP\/1\.[01]\r\n/
const NO_BODY = [204, 205, 304]
/** fetch writes these itself. */
const NOT_OURS = ['connection', 'content-length', 'expect', 'host', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade']
/** What comes is none of that any more. */
const UNPACKED = ['connection', 'content-encoding', 'content-length', 'keep-alive', 'transfer-encoding']
const encode = text => new TextEncoder().encode(text)
const decode = bytes => new TextDecoder('latin1').decode(bytes)

/** Does it begin with the whole first line of a request? */
export const isRequest = text => REQUEST_LINE.test(text)

/**
 * @param {object} side of the connection, see duplex.js
 * @param {boolean} isSecure
 * @param {(url: string, options: RequestInit) => Promise<Response>} [carry] carries a request out; an error with a code is the program's, of
 *   others a browser says no more than that nothing came
 */
export function createFetches(side, isSecure, carry = fetch) {
  const control = new AbortController()
  let unread = new Uint8Array(0)
  let isBusy = false
  let onTaken = null

  function next() {
    if (isBusy) return
    try {
      const request = takeRequest()
      if (!request) return
      isBusy = true
      answer(request).then(() => {
        isBusy = false
        next()
      }).catch(fail)
    } catch (error) {
      fail(error)
    }
  }

  const fail = error => side.fail(error.code && typeof error.code === 'string' ? error : failure('ECONNREFUSED'))

  /** The first request that has come as a whole; null when there is none yet. */
  function takeRequest() {
    const text = decode(unread.subarray(0, HEAD_MOST))
    const end = text.indexOf('\r\n\r\n')
    if (text.includes('\n') && !isRequest(text)) throw failure('ENOTSUP')   // no HTTP
    if (end < 0 && unread.length > HEAD_MOST) throw failure('EMSGSIZE')
    if (end < 0) return null
    const [line, method, path] = REQUEST_LINE.exec(text)
    const headers = text.slice(line.length, end).split('\r\n').filter(Boolean)
      .map(entry => [entry.slice(0, entry.indexOf(':')).trim().toLowerCase(), entry.slice(entry.indexOf(':') + 1).trim()])
    const all = Object.fromEntries(headers)
    const start = end + 4
    const length = Number(all['content-length'] ?? 0)
    if (all['transfer-encoding'] || !(length <= BODY_MOST)) throw failure('ENOTSUP')
    if (unread.length < start + length) return null
    const body = unread.slice(start, start + length)
    unread = unread.slice(start + length)
    return { method, url: `${isSecure ? 'https' : 'http'}://${all.host ?? side.peer}${path}`, body,
      headers: headers.filter(([name]) => !NOT_OURS.includes(name)) }
  }

  async function answer({ method, url, headers, body }) {
    const response = await carry(url, { method, headers, body: body.length > 0 ? body : undefined, signal: control.signal })
    const isHead = method === 'HEAD'
    const mayHaveBody = !isHead && !NO_BODY.includes(response.status)
    const hasBody = mayHaveBody && response.body !== null
    const kept = [...response.headers].filter(([name]) => (isHead && name === 'content-length') || !UNPACKED.includes(name))
    if (hasBody) kept.push(['transfer-encoding', 'chunked'])
    else if (mayHaveBody) kept.push(['content-length', '0'])
    side.put(encode(`HTTP/1.1 ${response.status} ${response.statusText}\r\n${kept.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`))
    if (hasBody) await putBody(response.body.getReader())
  }

  async function putBody(reader) {
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
    end() {},   // there are no more requests
    close() {
      control.abort()
      onTaken?.()
    }
  }
}
