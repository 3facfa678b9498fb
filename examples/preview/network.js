// A network for a program in a page that has one client: the page itself. A Request becomes a connection on which it is written as HTTP, and what
// the program writes there becomes a Response, piece by piece, as fast as it is read.

const HIGH_WATER = 65536   // bytes that wait for a reader: then the program's write waits
const NO_BODY = [101, 204, 205, 304]
const OWN = ['connection', 'content-length', 'transfer-encoding', 'keep-alive']   // headers that are about a connection
const refused = () => Object.assign(new Error('this page has no other network'), { code: 'ECONNREFUSED' })

/**
 * @returns {{network: import('@weft/host').Network, ask(request: {method: string, path: string, headers: [string, string][],
 *   body?: Uint8Array}): Promise<Response>}} `network` is an option of a run; a request before the program serves waits for it
 */
export function createNetwork() {
  const waiting = []
  let listener = null

  const network = {
    resolve: async () => ['127.0.0.1'],
    connect: async () => { throw refused() },
    async listen({ host, port }) {
      listener = { own: `${host}:${port}`, onChange: null, accept: () => waiting.shift(), close() { listener = null } }
      return listener
    }
  }
  function ask(request) {
    return new Promise((resolve, reject) => {
      waiting.push(createConnection(bytesOf(request), request.method, resolve, reject))
      listener?.onChange?.()
    })
  }
  return { network, ask }
}

function bytesOf({ method, path, headers, body = new Uint8Array(0) }) {
  const lines = headers.filter(([name]) => !OWN.includes(name)).map(([name, value]) => `${name}: ${value}\r\n`)
  // HTTP/1.0: the body of the response ends with the connection
  const head = new TextEncoder().encode(`${method} ${path} HTTP/1.0\r\n${lines.join('')}content-length: ${body.length}\r\n\r\n`)
  const bytes = new Uint8Array(head.length + body.length)
  bytes.set(head)
  bytes.set(body, head.length)
  return bytes
}

function createConnection(request, method, resolve, reject) {
  let [at, gone, ended, head, control] = [0, false, false, '', null]
  const change = () => connection.onChange?.()
  const fail = message => control ? control.error(new Error(message)) : reject(new Error(message))

  /** What the program has written, and the end of it. */
  function take(bytes) {
    if (control) return control.enqueue(bytes)
    const before = head.length
    head += String.fromCharCode(...bytes)
    const end = head.indexOf('\r\n\r\n')
    if (end < 0) return
    const [first, ...lines] = head.slice(0, end).split('\r\n')
    const status = Number(first.split(' ')[1])
    const headers = lines.map(line => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()])
    const body = new ReadableStream({
      start(given) { control = given },
      pull: change,
      cancel() {
        gone = true
        change()
      }
    }, new ByteLengthQueuingStrategy({ highWaterMark: HIGH_WATER }))
    const rest = bytes.slice(end + 4 - before)
    if (rest.length > 0) control.enqueue(rest)
    const hasNone = NO_BODY.includes(status) || method === 'HEAD'
    resolve(new Response(hasNone ? null : body, { status, headers: headers.filter(([name]) => !OWN.includes(name.toLowerCase())) }))
  }

  const connection = {
    own: '127.0.0.1:80',
    peer: '127.0.0.1:1',
    onChange: null,
    readable: () => at < request.length || gone,
    writable: () => gone || !control || control.desiredSize > 0,
    read(target) {
      if (at === request.length) return gone || target.length === 0 ? 0 : undefined
      const part = request.subarray(at, at + target.length)
      target.set(part)
      at += part.length
      return part.length
    },
    write(source) {
      if (gone) throw Object.assign(new Error('the client went'), { code: 'EPIPE' })
      if (!connection.writable()) return source.length === 0 ? 0 : undefined
      take(source.slice())
      return source.length
    },
    end() {
      if (ended || gone) return
      ended = true
      if (control) control.close()
      else fail('the program answered with no HTTP')
    },
    close() {
      connection.end()
    }
  }
  return connection
}
