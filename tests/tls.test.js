// TLS natively (OpenSSL) and in Node: the same program (tests/net/secure.c) on both sides, each host with each, and peers of others: openssl s_server
// and s_client, curl. Certificates are made here. Each way in which it can fail is a sentence, the same on both hosts.

import assert from 'node:assert/strict'
import { execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, connect as connectTo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { connect, createServer as createTlsServer } from 'node:tls'
import { promisify } from 'node:util'
import { createFolder, load } from '../web/index.js'
import { buildNative, needs, root, tools, weft } from './programs.js'

const source = 'tests/net/secure.c'
const there = tools()
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('WEFT_')))
const skip = needs('gcc', 'openssl')
const hosts = ['native', 'node']
const PATIENCE = 20_000   // ms, for what comes at once

let folder
let program
let native
const pem = name => readFileSync(join(folder, name), 'utf8')

before(async () => {
  if (skip.skip) return
  folder = mkdtempSync(join(tmpdir(), 'weft-tls-'))
  makeCertificates()
  const building = promisify(execFile)(process.execPath, [weft, 'build', '--record', source, '-o', join(folder, 'secure.wasm')],
    { cwd: root, env: environment })
  native = (await buildNative('tls', [source], ['-lpthread', '-lssl', '-lcrypto'])).secure
  await building
  program = await load(readFileSync(join(folder, 'secure.wasm')))
})
after(() => folder && rmSync(folder, { recursive: true, force: true }))

/** An authority, and what it has signed: for this machine, for another name, for a client, and two whose time is not now. */
function makeCertificates() {
  const openssl = (...words) => execFileSync(there.openssl, words, { cwd: folder, stdio: 'pipe' })
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '30', '-subj', '/CN=An authority')
  for (const [name, alternative, begins, ends] of [
    ['own', 'DNS:localhost,IP:127.0.0.1', -1, 30], ['other', 'DNS:other.example', -1, 30], ['client', 'DNS:client.example', -1, 30],
    ['old', 'DNS:localhost', -30, -1], ['early', 'DNS:localhost', 10, 30]
  ]) {
    openssl('req', ...key, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`)
    writeFileSync(join(folder, `${name}.ext`), `subjectAltName=${alternative}`)
    writeFileSync(join(folder, 'index.txt'), '')
    writeFileSync(join(folder, 'authority.conf'), `[ca]\ndefault_ca=own\n[own]\ndatabase=index.txt\nnew_certs_dir=.\ndefault_md=sha256\n` +
      'rand_serial=yes\npolicy=any\nunique_subject=no\n[any]\ncommonName=supplied\n')
    openssl('ca', '-batch', '-notext', '-config', 'authority.conf', '-cert', 'ca.pem', '-keyfile', 'ca.key', '-in', `${name}.csr`,
      '-out', `${name}.pem`, '-extfile', `${name}.ext`, '-startdate', date(begins), '-enddate', date(ends))
  }
}

/** So many days from now, as OpenSSL wants it. */
function date(days) {
  return new Date(Date.now() + days * 86_400_000).toISOString().replace(/[-:T]|\.\d+/g, '')
}

const certificates = name => ['ca=ca.pem', ...name ? [`cert=${name}.pem`, `key=${name}.key`] : []]

function folderOfCertificates() {
  const files = createFolder()
  for (const name of readdirSync(folder).filter(name => /\.(pem|key)$/.test(name))) files.write(name, pem(name))
  return files
}

/** A run on a host: what it has written, its end. */
function start(host, args) {
  const said = { text: '', errors: '', look() {} }
  const hear = name => chunk => {
    said[name] += Buffer.from(chunk)
    said.look()
  }
  if (host === 'native') {
    const child = spawn(native, args, { env: environment, cwd: folder })
    child.stdout.on('data', hear('text'))
    child.stderr.on('data', hear('errors'))
    return { said, stop: () => child.kill('SIGINT'), exit: once(child, 'close').then(([code]) => code) }
  }
  const run = program.start({ args, net: true, files: folderOfCertificates(), onStdout: hear('text'), onStderr: hear('errors') })
  return { said, stop: () => run.signal('INT'), exit: run.exit.then(({ code }) => code) }
}

async function play(host, args) {
  const { said, exit } = start(host, args)
  await exit
  return said.text + said.errors
}

function wrote({ said }, pattern) {
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error(`it has not written ${pattern}: ${said.text}${said.errors}`)), PATIENCE).unref()
    said.look = () => {
      const found = pattern.exec(said.text)
      if (found) resolve(found)
    }
    said.look()
  })
}

async function withServer(host, mode, words, work) {
  const server = start(host, [mode, ...words])
  const [, port] = await wrote(server, /port (\d+)\n/)
  try {
    await work(port, server)
  } finally {
    server.stop()
    assert.equal(await server.exit, 109, server.said.text + server.said.errors)
  }
}

/** Another one's server, on a free port. */
async function withPeer(server, work) {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    await work(String(server.address().port))
  } finally {
    server.close()
    server.closeAllConnections?.()
  }
}

const secured = (name, options, talk) => createTlsServer({ cert: pem(`${name}.pem`), key: pem(`${name}.key`), ...options }, talk)
const quiet = socket => socket.on('error', () => {})

describe('TLS', skip, () => {
  for (const server of hosts) {
    for (const client of hosts) {
      it(`a server on ${server} and a client on ${client}: a million bytes, and an end by half`, () =>
        withServer(server, 'echo', certificates('own').slice(1), async (port, { said }) => {
          assert.equal(await play(client, ['talk', `port=${port}`, ...certificates()]), "1000000 bytes came back, 'and behind the end'\n")
          assert.match(said.text, /^1000000 bytes, then ok: its end$/m)
        }))

      it(`a server on ${server} and a client on ${client}: cancelled in each turn, forty at once`, () =>
        withServer(server, 'echo', certificates('own').slice(1), async port =>
          assert.equal(await play(client, ['many', `port=${port}`, ...certificates()]), '40 cancelled, 40 answered\n')))

      it(`a server on ${server} and a client on ${client}: a protocol by ALPN, and sessions that are resumed`, () =>
        withServer(server, 'echo', [...certificates('own').slice(1), 'alpn=weft/2 weft/1'], async (port, { said }) => {
          const play3 = words => play(client, ['again', `port=${port}`, ...certificates(), ...words])
          assert.equal(await play3(['alpn=other weft/1']), "new 'weft/1'\nresumed 'weft/1'\nresumed 'weft/1'\n")
          assert.match(said.text, /then ok: its end, by weft\/1\n/)
          assert.equal(await play3([]), "new ''\nresumed ''\nresumed ''\n")
          assert.equal((await play3(['alpn=other'])).replace(port, 'PORT'),
            'TLS: not secure: no TLS with 127.0.0.1:PORT: there is no protocol that both sides speak\n')
          assert.match(said.text, /not secure: no TLS with [\d.:]+: there is no protocol that both sides speak\n/)
          assert.equal((await play3(['alpn=a  b'])).replace(port, 'PORT'),
            'TLS: invalid argument: no protocols, which are as in h2 http/1.1: a  b: invalid argument\n')
        }))

      it(`a server on ${server} and a client on ${client}: both show a certificate`, () =>
        withServer(server, 'echo', certificates('own'), async (port, { said }) => {
          assert.match(await play(client, ['talk', `port=${port}`, ...certificates('client')]), /^1000000 bytes came back/)
          assert.match(await play(client, ['again', `port=${port}`, ...certificates('client')]), /^\w+ ''\nresumed ''\nresumed ''\n$/)
          assert.match(said.text, /1000000 bytes/)
        }))
    }

    it(`a server on ${server}: plain text first`, () => withServer(server, 'upgrade', certificates('own').slice(1), async port =>
      assert.equal(await play(server === 'node' ? 'native' : 'node', ['upgraded', `port=${port}`, ...certificates()]),
        'plain: go ahead\nsecure: secret\n')))

    it(`a server on ${server} for HTTP, and curl`, needs('curl'), () => withServer(server, 'http', certificates('own').slice(1), async port => {
      const words = ['-sS', '--cacert', join(folder, 'ca.pem'), `https://localhost:${port}/`, `https://localhost:${port}/`]
      assert.equal((await promisify(execFile)(there.curl, words)).stdout, 'hello over TLS\n'.repeat(2))
      assert.equal(await play('node', ['get', `port=${port}`, ...certificates()]), '200: hello over TLS\n'.repeat(2))
    }))

    it(`a server on ${server}, and openssl s_client`, () => withServer(server, 'echo', certificates('own').slice(1), async port => {
      const words = ['s_client', '-connect', `127.0.0.1:${port}`, '-CAfile', join(folder, 'ca.pem'), '-verify_return_error', '-servername', 'localhost', '-quiet']
      const child = spawn(there.openssl, words)
      child.stdin.write('to the server\n')
      const [bytes] = await once(child.stdout, 'data')
      assert.equal(bytes.toString(), 'to the server\n')
      child.kill()
    }))

    it(`a server on ${server} says what is wrong with its clients`, () => withServer(server, 'echo', certificates('own'), async (port, run) => {
      const plain = quiet(connectTo(port, '127.0.0.1'))
      plain.write('hello, is this plain?\n')
      await wrote(run, /not secure: no TLS with [\d.:]+: it does not speak TLS\n/)
      const silent = quiet(connectTo(port, '127.0.0.1'))
      silent.end()
      await wrote(run, /it ended before TLS was agreed on\n/)
      const unknown = quiet(connect({ port, host: '127.0.0.1', servername: 'localhost', ca: pem('ca.pem') }))
      await wrote(run, /it shows no certificate\n/)
      const good = quiet(connect({ port, host: '127.0.0.1', servername: 'localhost', ca: pem('ca.pem'), cert: pem('client.pem'), key: pem('client.key') }))
      good.write('and then')
      await once(good, 'data')
      good._parent?.destroy?.()
      good.destroy()
      await wrote(run, /8 bytes, then/)
      for (const socket of [plain, silent, unknown]) socket.destroy()
    }))
  }

  for (const host of hosts) {
    const tried = async (port, words = certificates(), name = 'localhost') => (await play(host, ['try', `port=${port}`, `host=${name}`, ...words]))
      .replaceAll(port, 'PORT')
    const refused = why => `TLS: not secure: no TLS with 127.0.0.1:PORT: ${why}\n`

    it(`a client on ${host} verifies openssl s_server`, async () => {
      const child = spawn(there.openssl, ['s_server', '-accept', '127.0.0.1:0', '-cert', join(folder, 'own.pem'), '-key', join(folder, 'own.key'), '-www'])
      child.stderr.resume()
      let text = ''
      const port = await new Promise(resolve => child.stdout.on('data', chunk => {
        text += chunk
        const found = /ACCEPT 127\.0\.0\.1:(\d+)/.exec(text)
        if (found) resolve(found[1])
      }))
      try {
        assert.equal(await tried(port), 'TLS: ok\n')
        assert.equal(await tried(port, certificates(), '127.0.0.1'), 'TLS: ok\n')
        assert.equal(await tried(port, [`ca=${pem('ca.pem')}`]), 'TLS: ok\n')   // the text itself
        assert.equal(await tried(port, ['unverified']), 'TLS: ok\n')
        assert.equal(await tried(port, []), refused('its certificate comes from an unknown issuer'))
      } finally {
        child.kill()
      }
    })

    it(`a client on ${host}: each failure is a sentence`, async () => {
      for (const [name, why] of [['other', 'is for another name'], ['old', 'has expired'], ['early', 'is not valid yet']]) {
        await withPeer(secured(name, {}, quiet), async port => assert.equal(await tried(port), refused(`its certificate ${why}`)))
      }
      await withPeer(createServer(socket => quiet(socket).end('220 hello, this is plain\r\n')), async port =>
        assert.equal(await tried(port), refused('it does not speak TLS')))
      await withPeer(createServer(socket => quiet(socket).end()), async port =>
        assert.equal(await tried(port), refused('it ended before TLS was agreed on')))
      await withPeer(secured('own', { maxVersion: 'TLSv1.1', minVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }, quiet), async port =>
        assert.equal(await tried(port), refused('TLS could not be agreed on')))
      await withPeer(secured('own', {}, quiet), async port => {
        assert.equal(await tried(port, ['ca=nowhere.pem']), 'TLS: not found: the file nowhere.pem: not found\n')
        assert.equal(await tried(port, ['ca=own.key']), 'TLS: invalid argument: no TLS with 127.0.0.1:PORT: the authorities are no certificates in PEM\n')
        assert.equal(await tried(port, ['ca=ca.pem', 'cert=own.pem', 'key=other.key']),
          'TLS: invalid argument: no TLS with 127.0.0.1:PORT: no certificate and key in PEM that are a pair\n')
        assert.equal(await tried(port, ['ca=ca.pem', 'cert=own.pem']), 'TLS: invalid argument: TLS needs a certificate and its key: 127.0.0.1:PORT: invalid argument\n')
      })
    })

    it(`a server and its clients on ${host}: HTTP, a beginning behind much that is unsent, files that are none`, async () =>
      assert.equal(await play(host, ['pair', ...certificates('own')]), '200: hello over TLS\n'.repeat(2) + 'without its authority: not secure\n' +
        'secure, with the marks 32000000 and 1000000\nbehind the plain text: and now?\n' +
        'TLS: invalid argument: no PEM: empty.pem: invalid argument\nTLS: not found: the file no authorities.pem: not found\n'))

    it(`a client on ${host} tells an end from one that was cut off`, async () => {
      const read = port => play(host, ['read', `port=${port}`, ...certificates()])
      await withPeer(secured('own', {}, socket => quiet(socket).once('data', () => socket.end('all of it'))), async port =>
        assert.equal(await read(port), 'all of it\nthe end: ok\n'))
      // between them a wire that is cut once the answer is through
      const server = secured('own', {}, socket => quiet(socket).once('data', () => socket.write('a part')))
      await withPeer(server, port => withPeer(createServer(wire => {
        const far = quiet(connectTo(port, '127.0.0.1'))
        quiet(wire).on('data', bytes => far.write(bytes))
        far.on('data', bytes => wire.write(bytes))
        server.once('secureConnection', socket => socket.once('data', () => setImmediate(() => setTimeout(() => {
          wire.end()
          far.destroy()
        }, 50))))
      }), async outer => assert.equal((await read(outer)).replace(outer, 'PORT'),
        'a part\nthe end: connection broken off: the stream 127.0.0.1:PORT: the end came without TLS\'s own: it was cut off\n')))
    })

  }

  it('what a client has received natively plays again in Node, and the other way round', () =>
    withServer('node', 'echo', certificates('own').slice(1), async port => {
      const args = ['many', `port=${port}`, ...certificates()]
      const tape = join(folder, 'native.tape')
      const natively = env => promisify(execFile)(native, args, { cwd: folder, env: { ...environment, ...env } })
      const { stdout } = await natively({ WEFT_RECORD: tape })
      const again = program.start({ args, replay: new Uint8Array(readFileSync(tape)) })
      assert.equal(await again.stdout.text(), stdout, await again.stderr.text())
      const run = program.start({ args, net: true, record: true, files: folderOfCertificates() })
      const chunks = []
      for await (const chunk of run.recording) chunks.push(chunk)
      writeFileSync(tape, Buffer.concat(chunks))
      assert.equal((await natively({ WEFT_REPLAY: tape })).stdout, await run.stdout.text())
    }))

  it('natively without OpenSSL, and over the network inside, it is a sentence', async () => {
    const plain = (await buildNative('plain', [source], ['-lpthread'])).secure
    await withPeer(secured('own', {}, quiet), async port => {
      const { stdout } = await promisify(execFile)(plain, ['try', `port=${port}`, ...certificates()], { cwd: folder, env: environment })
      assert.equal(stdout.replaceAll(port, 'PORT'), 'TLS: not supported on this host: no TLS: linked without OpenSSL ' +
        '(weft::tls, -lssl -lcrypto): 127.0.0.1:PORT: not supported on this host\n')
    })
  })
})
