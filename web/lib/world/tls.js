// TLS over connections of the machine, by Node's. It is loaded when a program first asks for it. It stands between the socket and the connection that
// the program reads and writes: a duplex of ours holds the socket's end back, so that an end that TLS has said and one that it has not are told apart.

import { createConnection } from './net.js'

/** Why it did not work, as runtime/port/tls.h numbers it. */
const REASON = Object.freeze({
  unknownIssuer: 900, wrongName: 901, expired: 902, notYet: 903, untrusted: 904, plain: 905, notAgreed: 906, ended: 907, cutOff: 908,
  wantsOurs: 909, deniesOurs: 910, showsNone: 911, badOwn: 912, badIssuers: 913, damaged: 914, noProtocol: 915
})

/** By the code of Node's error, where it is one of OpenSSL's without ERR_SSL_. */
const REASONS = {
  unknownIssuer: ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_GET_ISSUER_CERT', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'SELF_SIGNED_CERT_IN_CHAIN', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  wrongName: ['ERR_TLS_CERT_ALTNAME_INVALID'],
  expired: ['CERT_HAS_EXPIRED'],
  notYet: ['CERT_NOT_YET_VALID'],
  untrusted: ['CERT_REVOKED', 'CERT_UNTRUSTED', 'CERT_REJECTED', 'INVALID_CA', 'INVALID_PURPOSE', 'PATH_LENGTH_EXCEEDED', 'CERT_SIGNATURE_FAILURE',
    'CERT_CHAIN_TOO_LONG'],
  plain: ['WRONG_VERSION_NUMBER', 'HTTP_REQUEST', 'HTTPS_PROXY_REQUEST', 'PACKET_LENGTH_TOO_LONG', 'RECORD_LENGTH_MISMATCH', 'BAD_RECORD_TYPE'],
  noProtocol: ['NO_APPLICATION_PROTOCOL', 'TLSV1_ALERT_NO_APPLICATION_PROTOCOL', 'SSL/TLS_ALERT_NO_APPLICATION_PROTOCOL'],
  wantsOurs: ['TLSV13_ALERT_CERTIFICATE_REQUIRED'],
  deniesOurs: ['TLSV1_ALERT_UNKNOWN_CA', 'TLSV1_ALERT_CERTIFICATE_UNKNOWN', ...['BAD', 'EXPIRED', 'REVOKED', 'UNKNOWN', 'UNSUPPORTED'].flatMap(word =>
    [`SSLV3_ALERT_${word}_CERTIFICATE`, `SSLV3_ALERT_CERTIFICATE_${word}`, `SSL/TLS_ALERT_${word}_CERTIFICATE`, `SSL/TLS_ALERT_CERTIFICATE_${word}`])],
  showsNone: ['PEER_DID_NOT_RETURN_A_CERTIFICATE']
}

const MOST_CONTEXTS = 8
const MOST_SESSIONS = 32
const TICKET_KEYS = 48   // bytes of them

const failed = (reason, name = 'WEFT_TLS') => Object.assign(new Error(`TLS: ${reason}`), { code: name, reason: REASON[reason] })

const isOurs = error => String(error.code).startsWith('WEFT_TLS')

function reasonOf(code, otherwise) {
  const name = String(code ?? '').replace(/^ERR_SSL_/, '')
  return Object.keys(REASONS).find(reason => REASONS[reason].includes(name)) ?? otherwise
}

export function createTls() {
  const builtin = globalThis.process.getBuiltinModule
  const [tls, stream, net, crypto] = ['tls', 'stream', 'net', 'crypto'].map(name => builtin(`node:${name}`))
  const contexts = new Map()   // by what was asked for: to read certificates takes long
  const sessions = new Map()   // by that and by the other side: what a client may resume

  const keyOf = ({ isServer, verifies, name, authorities, certificate, key, protocols }) =>
    JSON.stringify([isServer, verifies, name, authorities, certificate, key, protocols])

  /** The oldest gives way. */
  function keep(map, most, key, value) {
    map.delete(key)
    if (map.size >= most) map.delete(map.keys().next().value)
    map.set(key, value)
  }

  function contextFor(wanted) {
    const key = keyOf(wanted)
    const known = contexts.get(key)
    if (known) return known
    if (wanted.authorities !== undefined) attempt('badIssuers', () => new crypto.X509Certificate(wanted.authorities))
    const { authorities: ca, certificate: cert, key: own } = wanted
    const context = attempt('badOwn', () => {
      if (cert !== undefined && !new crypto.X509Certificate(cert).checkPrivateKey(crypto.createPrivateKey(own))) throw new Error('no pair')
      return tls.createSecureContext({ ca, cert, key: own, minVersion: 'TLSv1.2' })
    })
    const made = { context, ticketKeys: crypto.randomBytes(TICKET_KEYS) }
    keep(contexts, MOST_CONTEXTS, key, made)
    return made
  }

  /** A connection over the one that is there, once both sides have agreed. */
  return async function secure(connection, wanted, signal) {
    const { context, ticketKeys } = contextFor(wanted)
    const below = createBelow(stream, connection.release())
    const above = wanted.isServer ? accept(below) : begin(below)
    const stop = () => below.duplex.destroy()
    signal.addEventListener('abort', stop, { once: true })
    try {
      const secured = await above
      const result = createConnection(secured, connection.own, connection.peer, {
        translate: error => isOurs(error) ? error : below.broken() ?? failed(reasonOf(error.code, 'damaged'), 'WEFT_TLS_LATER'),
        endsBadly: () => below.isCutOff() ? failed('cutOff', 'WEFT_TLS_LATER') : null,
        looked: () => below.finish(),
        endsFirst: true
      })
      result.protocol = secured.alpnProtocol || ''
      result.resumed = secured.isSessionReused()
      below.watch(secured)
      return result
    } catch (error) {
      below.duplex.destroy()
      if (below.broken()) throw below.broken()
      throw isOurs(error) ? error : failed(error.code === 'ECONNRESET' ? 'ended' : reasonOf(error.code, 'notAgreed'))
    } finally {
      signal.removeEventListener('abort', stop)
    }

    function begin({ duplex }) {
      const isAddress = net.isIP(wanted.name ?? '') > 0
      const key = `${keyOf(wanted)} ${connection.peer}`
      const session = sessions.get(key)
      return new Promise((resolve, reject) => {
        const secured = tls.connect({
          socket: duplex, secureContext: context, rejectUnauthorized: wanted.verifies, host: wanted.name ?? 'localhost',
          servername: isAddress ? '' : wanted.name, session, ALPNProtocols: wanted.protocols
        })
        secured.on('session', came => keep(sessions, MOST_SESSIONS, key, came))
        secured.once('secureConnect', () => {
          secured.removeAllListeners('error')
          resolve(secured)
        })
        secured.on('error', reject)
        secured.once('close', () => reject(failed('ended')))
      })
    }

    function accept({ duplex }) {
      return new Promise((resolve, reject) => {
        const server = tls.createServer({   // it takes no context that is there, and checks the client's certificate
          ca: wanted.authorities, cert: wanted.certificate, key: wanted.key, minVersion: 'TLSv1.2',
          requestCert: wanted.verifies, rejectUnauthorized: wanted.verifies, handshakeTimeout: 2 ** 31 - 1,
          ALPNProtocols: wanted.protocols, ticketKeys
        })
        server.once('secureConnection', resolve)
        server.once('tlsClientError', reject)
        duplex.once('close', () => reject(failed('ended')))
        server.emit('connection', duplex)
      })
    }
  }
}

function attempt(reason, call) {
  try {
    return call()
  } catch {
    throw failed(reason, 'WEFT_TLS_OWN')
  }
}

/** The socket as TLS sees it. */
function createBelow(stream, { socket, bytes, ended }) {
  let [hasEnded, isCutOff, isOver, broken] = [false, false, false, null]
  const duplex = new stream.Duplex({
    allowHalfOpen: true,
    autoDestroy: false,   // what TLS has and nobody has read yet would go with it
    read: () => socket.resume(),
    write: (chunk, _, done) => void socket.write(chunk, done),
    final: done => void socket.end(done),
    destroy(error, done) {
      socket.destroySoon()
      done(error)
    }
  })
  duplex.on('error', () => {})
  if (bytes.length > 0) duplex.push(bytes)
  let secured = null
  const give = () => {
    if (isOver) return
    isOver = true
    duplex.push(null)
  }
  /** Before anything was agreed on: what came may still do it, or say what is wrong. */
  const endEarly = () => {
    give()
    setImmediate(() => setImmediate(() => {
      if (!secured) duplex.destroy()
    }))
  }
  const finish = () => {
    if (!hasEnded || isOver) return
    if (!secured) return endEarly()
    const isQuiet = () => duplex.readableLength === 0 && secured.readableLength === 0 && !secured.isPaused()
    if (!isQuiet()) return
    setImmediate(() => setImmediate(() => {
      if (isOver || !isQuiet()) return
      isCutOff = !secured.readableEnded   // TLS has seen everything, and no end in it
      give()
    }))
  }
  socket.on('data', chunk => {
    if (!duplex.push(chunk)) socket.pause()
  })
  const end = () => {
    hasEnded = true
    finish()
  }
  socket.on('end', end)
  if (ended) setImmediate(end)
  socket.on('error', error => {
    broken ??= error
    duplex.destroy(error)
  })
  socket.on('close', () => {
    if (!hasEnded) duplex.destroy()
  })
  return {
    duplex,
    finish,
    broken: () => broken,
    isCutOff: () => isCutOff,
    watch(above) {
      secured = above
      secured.once('close', () => duplex.destroy())
      finish()
    }
  }
}
