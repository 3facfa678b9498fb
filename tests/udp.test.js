// Datagrams on the hosts that have them, natively, in Node and in a component, and inside of the program: the same program (tests/net/datagrams.c) everywhere, each
// host with each. What goes wrong has the same code and words; queues are bounded and what they drop is counted; what was recorded plays again.

import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { promisify } from 'node:util'
import { load } from '../web/index.js'
import { buildNative, needs, root, tools, weft } from './programs.js'

const source = 'tests/net/datagrams.c'
const hosts = ['node', ...tools().gcc ? ['native'] : []]
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('WEFT_')))

let folder
let program
let native

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'weft-udp-'))
  await command(['build', '--record', source, '-o', join(folder, 'datagrams.wasm')])
  program = await load(readFileSync(join(folder, 'datagrams.wasm')))
  if (tools().gcc) native = (await buildNative('plain', [source])).datagrams
})
after(() => rmSync(folder, { recursive: true, force: true }))

function command(words) {
  return promisify(execFile)(process.execPath, [weft, ...words], { cwd: root, env: environment })
}

/** What a run on a host prints, once it has ended well. */
async function play(host, args, { env = {}, net = true } = {}) {
  if (host === 'native') {
    return (await promisify(execFile)(native, args, { env: { ...environment, ...env } })).stdout
  }
  const run = program.start({ args, env, net })
  const [text, { code }] = await Promise.all([run.stdout.text(), run.exit])
  assert.equal(code, 0, `${text}${await run.stderr.text()}`)
  return text
}

/** An echo on a host, while `work` runs with its port. */
async function withEcho(host, address, work) {
  let said = ''
  let hear
  const port = new Promise(resolve => {
    hear = chunk => {
      said += Buffer.from(chunk)
      const found = /port (\d+)\n/.exec(said)
      if (found) resolve(found[1])
    }
  })
  const run = host === 'native' ? spawn(native, ['serve', address], { env: environment })
    : program.start({ args: ['serve', address], net: true, onStdout: chunk => hear(chunk) })
  if (host === 'native') run.stdout.on('data', hear)
  const end = host === 'native' ? once(run, 'close').then(([code]) => code) : run.exit.then(({ code }) => code)
  try {
    await work(await port)
  } finally {
    if (host === 'native') run.kill('SIGINT')
    else run.signal('INT')
    assert.equal(await end, 109)
  }
}

const answers = ['5 bytes, from it', '0 bytes, from it', '9000 bytes, from it', '100 bytes, from it', 'peer is there',
  '1200 bytes, from the peer', ''].join('\n')

for (const server of hosts) {
  for (const client of hosts) {
    it(`an echo on ${server} and a client on ${client}: of every size, by address, by name and as a peer`, () =>
      withEcho(server, '127.0.0.1', async port => assert.equal(await play(client, ['say', port]), answers)))
  }

  it(`an echo on ${server}, over IPv6, and a socket of Node's own`, () => withEcho(server, '::1', async port => {
    const socket = createSocket('udp6')
    socket.send('hello', Number(port), '::1')
    const [bytes, from] = await once(socket, 'message')
    assert.deepEqual([bytes.toString(), from.port], ['hello', Number(port)])
    socket.close()
  }))
}

const wrong = `not a port: invalid argument: no port, which is a number from 0 to 65535: 70000: invalid argument
not an address of this machine: invalid argument: no datagrams at 192.0.2.1:0: invalid argument
open already: wrong use
taken: address in use
no port in it: invalid argument: no address, which is as in 127.0.0.1:80 or [::1]:80: 127.0.0.1: invalid argument
no number: invalid argument: no address, which is as in 127.0.0.1:80 or [::1]:80: 127.0.0.1:http: invalid argument
no peer: invalid argument: no address, which is as in 127.0.0.1:80 or [::1]:80: NULL, and the socket has no peer: invalid argument
too long: too long: more than the 65507 bytes of a datagram, to 127.0.0.1:9: too long
another peer: invalid argument: the socket has another peer: no datagram to 127.0.0.1:9: invalid argument
no room: too long, 4 bytes: long, from the peer
closed: closed
nobody: connection refused
`

for (const host of hosts) {
  describe(`on ${host}`, () => {
    it('what goes wrong is a code and a sentence', async () => assert.equal(await play(host, ['wrong']), wrong))

    it('a queue that nobody empties is bounded, and what it drops is counted', async () => {
      const counted = host === 'node' ? '(all|some)' : 'all'   // what the system drops before Node sees it is not said
      assert.match(await play(host, ['flood']), new RegExp(`^some came, ${counted} of 3000 were counted\n$`))
      assert.equal(await play(host, ['flood'], { env: { WEFT_NET: 'inside' } }), 'some came, all of 3000 were counted\n')
    })

    it('broadcasts when it may', async () => {
      const said = 'without leave: not allowed, with advice\nwith leave: ok\nto all\nagain\n'
      const later = said.replace(', with advice', '')   // Node says it at the next receive
      assert.equal(await play(host, ['broadcast', '127.255.255.255']), host === 'node' ? later : said)
      assert.equal(await play(host, ['broadcast', '255.255.255.255'], { env: { WEFT_CLOCK: 'virtual' } }), said)
    })

    it('a cancel loses none, and a close wakes those that wait', async () => {
      for (const env of [{}, { WEFT_CLOCK: 'virtual' }]) {
        const lines = (await play(host, ['cancels'], { env })).trim().split('\n')
        assert.deepEqual(lines.slice(-3), ['a task that waits: closed', 'a task that waits: closed', 'closed closed'])
      }
    })

    it('a recording plays again on the other hosts', needs('gcc', 'wasmtime'), async () => {
      const tape = join(folder, `${host}.tape`)
      for (const mode of ['cancels', 'wrong']) {
        const { stdout } = await command(['run', '--host', host, '--record', tape, source, '--', mode])
        for (const there of ['native', 'node', 'wasmtime'].filter(there => there !== host)) {
          const again = await command(['replay', tape, '--host', there, source, '--', mode])
          assert.equal(again.stdout, stdout, `${mode} on ${there}`)
        }
      }
    })
  })
}

for (const version of ['0.2', '0.3']) describe(`in a component of WASI ${version} under wasmtime`, needs('wasmtime', 'wasmTools'), () => {
  const words = args => [tools().wasmtime, ['run', '-S', 'inherit-network,allow-ip-name-lookup', join(folder, `component-${version}.wasm`), ...args]]
  const playThere = async args => (await promisify(execFile)(...words(args), { env: environment })).stdout

  before(() => command(['build', '--component', '--wasi', version, source, '-o', join(folder, `component-${version}.wasm`)]))

  it('a client of an echo in Node', () => withEcho('node', '127.0.0.1', async port => assert.equal(await playThere(['say', port]), answers)))

  for (const [type, address] of [['udp4', '127.0.0.1'], ['udp6', '::1']]) {
    it(`an echo for a socket of Node's, at ${address}`, async () => {
      const server = spawn(...words(['serve', address]), { env: environment })
      const socket = createSocket(type)
      try {
        let said = ''
        while (!/port \d+\n/.test(said)) said += (await once(server.stdout, 'data'))[0]   // a line may come in pieces
        const port = Number(/port (\d+)\n/.exec(said)[1])
        socket.send('hello', port, address)
        const [bytes, from] = await once(socket, 'message')
        assert.deepEqual([bytes.toString(), from.port], ['hello', port])
      } finally {
        socket.close()
        server.kill()
      }
    })
  }

  it('what goes wrong is a code and a sentence', async () => assert.equal(await playThere(['wrong']), wrong))

  it('it has no broadcast', async () => assert.match(await playThere(['broadcast', '127.255.255.255']),
    /with leave: this host has no broadcast: 0\.0\.0\.0:0: not supported on this host\n$/))

  it('a queue that nobody empties is bounded', async () => assert.match(await playThere(['flood']), /^some came, some of 3000 were counted\n$/))

  it('a cancel loses none, and a close wakes those that wait', async () => {
    assert.deepEqual((await playThere(['cancels'])).trim().split('\n').slice(-3), ['a task that waits: closed', 'a task that waits: closed', 'closed closed'])
  })
})

it('a network of somebody\'s own without datagrams is a sentence', async () => {
  const none = () => Promise.reject(new Error('not asked'))
  const run = program.start({ args: ['say', '9'], net: { resolve: async host => [host], connect: none, listen: none } })
  assert.notEqual((await run.exit).code, 0)
  assert.match(await run.stderr.text(), /this host has no datagrams: 127\.0\.0\.1:0: not supported on this host/)
})
