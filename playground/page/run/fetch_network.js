// What a program in the page reaches beyond the network inside of it: whatever it connects to must be a server of HTTP, and the browser's
// fetch carries its requests there. So the client of `weft/http.h` works here as it does elsewhere. Only some sites are allowed; of what
// comes back a page may read what they allow (CORS). It is fetched when a program first asks for it.

const HIGH_WATER = 65536     // bytes of a response that wait for the program
const HEAD_MOST = 65536
const BODY_MOST = 2 ** 24
const ADDRESS = /^[0-9.]+$|:/
const NO_BODY = [204, 205, 304]
const OF_A_CONNECTION = ['connection', 'content-length', 'expect', 'host', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade']
const DECODED = ['connection', 'content-encoding', 'content-length', 'keep-alive', 'transfer-encoding']

const failure = code => Object.assign(new Error(code), { code })
const latin = bytes => Array.from(bytes, byte => String.fromCharCode(byte)).join('')

/**
 * @param {string[]} sites origins that a program may fetch from; the first is the page's own
 * @returns {import('@weft/host').Network}
 */
export function createFetchNetwork(sites) {
  const places = sites.map(site => new URL(site))
  const hosts = new Set(places.map(({ hostname }) => hostname.replace(/^\[|\]$/g, '')))
  const origins = new Set(places.map(({ origin }) => origin))
  const names = []   // a host's address is its number here: what it is called stands in the request

  return {
    async resolve(host) {
      if (!hosts.has(host.toLowerCase())) throw failure('EACCES')
      if (ADDRESS.test(host)) return [host]
      if (!names.includes(host)) names.push(host)
      return [`240.0.0.${names.indexOf(host) + 1}`]
    },
    connect: async ({ host, port }) => createConnection({ scheme: 'http', peer: `${nameOf(host)}:${port}`, origins }),
    async secure({ peer }, { isServer, verifies, authorities, certificate }) {
      if (isServer || !verifies || authorities || certificate) throw failure('ENOTSUP')   // the browser decides whom it trusts
      return createConnection({ scheme: 'https', peer, origins })
    }
  }

  function nameOf(address) {
    const [, number] = /^240\.0\.0\.(\d+)$/.exec(address) ?? []
    return names[number - 1] ?? (address.includes(':') ? `[${address}]` : address)
  }
}

/** A connection: what is written are requests, one after the other, and what can be read are their responses. */
function createConnection({ scheme, peer, origins }) {
  const control = new AbortController()
  const came = []              // bytes of responses
  let [size, sent, isBusy, broken, makeRoom] = [0, new Uint8Array(0), false, null, null]

  const connection = {
    own: '',
    peer,
    onChange: null,
    readable: () => size > 0 || broken !== null,
    writable: () => true,
    read(target) {
      if (size === 0 && broken) throw broken
      if (size === 0) return target.length === 0 ? 0 : undefined
      const first = came[0]
      const count = Math.min(first.length, target.length)
      target.set(first.subarray(0, count))
      if (count < first.length) came[0] = first.subarray(count)
      else came.shift()
      size -= count
      if (size < HIGH_WATER) makeRoom?.()
      return count
    },
    write(source) {
      if (broken) throw broken
      sent = joined(sent, source)
      begin()
      return source.length
    },
    end() {},
    release() {},
    close: () => control.abort()
  }

  function begin() {
    if (isBusy) return
    try {
      const request = takeRequest()
      if (!request) return
      isBusy = true
      carryOut(request).then(() => {
        isBusy = false
        begin()
      }).catch(fail)
    } catch (error) {
      fail(error)
    }
  }

  function fail(error) {
    broken ??= error.code ? error : failure('ECONNREFUSED')   // the browser does not say why
    connection.onChange?.()
  }

  function put(bytes) {
    came.push(bytes)
    size += bytes.length
    connection.onChange?.()
  }

  const putText = text => put(new TextEncoder().encode(text))

  /** The first request that is whole; null when there is none yet. */
  function takeRequest() {
    const end = endOfHead(sent)
    if (end < 0) {
      if (sent.length > HEAD_MOST) throw failure('ENOTSUP')
      return null
    }
    const [first, ...lines] = latin(sent.subarray(0, end)).trimEnd().split('\r\n')
    const [, method, path] = /^([A-Z]+) (\/\S*) HTTP\/1\.[01]$/.exec(first) ?? []
    if (!method) throw failure('ENOTSUP')   // no HTTP
    const fields = lines.map(line => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()])
    const all = Object.fromEntries(fields)
    const length = Number(all['content-length'] ?? 0)
    if (all['transfer-encoding'] || !(length <= BODY_MOST)) throw failure('ENOTSUP')
    if (sent.length < end + length) return null
    const body = sent.slice(end, end + length)
    sent = sent.slice(end + length)
    return { method, url: new URL(path, `${scheme}://${all.host}`), body,
      headers: fields.filter(([name]) => !OF_A_CONNECTION.includes(name)) }
  }

  async function carryOut({ method, url, headers, body }) {
    if (!origins.has(url.origin)) throw failure('EACCES')
    const isOwn = url.origin === origins.values().next().value
    const response = await fetch(url, { method, headers, body: body.length > 0 ? body : undefined, signal: control.signal,
      mode: isOwn ? 'same-origin' : 'cors', credentials: 'omit', referrerPolicy: 'no-referrer', cache: 'no-store' })
    if (!origins.has(new URL(response.url).origin)) throw failure('EACCES')   // it was led elsewhere
    const isHead = method === 'HEAD'
    const hasBody = !isHead && response.body !== null && !NO_BODY.includes(response.status)
    const kept = [...response.headers].filter(([name]) => (isHead && name === 'content-length') || !DECODED.includes(name))
    if (hasBody) kept.push(['transfer-encoding', 'chunked'])
    else if (!isHead && !NO_BODY.includes(response.status)) kept.push(['content-length', '0'])
    putText(`HTTP/1.1 ${response.status} ${response.statusText}\r\n${kept.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`)
    if (hasBody) await putBody(response.body.getReader())
  }

  async function putBody(reader) {
    for (;;) {
      const { value, done } = await reader.read()
      if (done) break
      if (value.length === 0) continue
      putText(`${value.length.toString(16)}\r\n`)
      put(value)
      putText('\r\n')
      if (size >= HIGH_WATER) await new Promise(resolve => { makeRoom = resolve })
    }
    putText('0\r\n\r\n')
  }

  return connection
}

function joined(before, more) {
  const all = new Uint8Array(before.length + more.length)
  all.set(before)
  all.set(more, before.length)
  return all
}

/** Behind the empty line; -1: it has not come. */
function endOfHead(bytes) {
  for (let at = bytes.indexOf(13); at >= 0; at = bytes.indexOf(13, at + 1)) {
    if (bytes[at + 1] === 10 && bytes[at + 2] === 13 && bytes[at + 3] === 10) return at + 4
  }
  return -1
}
