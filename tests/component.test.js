// Components of WASI 0.2 and 0.3: the same program (tests/net/peer.c) with real connections under wasmtime, with Node's net and nc on the other side;
// what goes wrong has the code and the words of other hosts; libc's files are those of the module; what a component lacks is a sentence.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { needs, root, tools, weft } from './programs.js'
import { openWarm } from './warm.js'

const source = 'tests/net/peer.c'
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('WEFT_')))

const versions = ['0.2', '0.3']
const warm = openWarm()

/** What tests/files/stdio.c prints, as on every host. */
const FILES = `at 6: 83
one: first
one: SECOND
one: third
stat: done
19 bytes, a file
truncate: done
one: first
mkdir: done
mkdir: File exists
rename: done
link: done
symlink: done
5 three
made has 5 names, 2 of folders
made/four: first
made has 305 names, 2 of folders
open: No such file or directory
open a file in a file: Not a directory
open outside: Operation not permitted
open for writing alone, and read: Bad file descriptor
rmdir: Directory not empty
unlink: done
rmdir: done
`

let folder
let component   // of the version that is under test

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'weft-component-'))
})
after(() => {
  warm.close()
  rmSync(folder, { recursive: true, force: true })
})

async function build(version) {
  component = join(folder, `peer-${version}.wasm`)
  const { code, stderr } = await command(['build', '--component', '--wasi', version, source, '-o', component])
  assert.equal(code, 0, stderr)
}

const command = words => warm.run(words, { cwd: root, env: environment })

/** A run under wasmtime itself, without `weft`: what it says, when it has said something, its end. */
function start(args, allowed = ['-S', 'inherit-network,allow-ip-name-lookup']) {
  const child = spawn(tools().wasmtime, ['run', ...allowed, component, ...args], { env: environment })
  const said = { text: '', errors: '' }
  let look = () => {}
  child.stdout.on('data', chunk => {
    said.text += chunk
    look()
  })
  child.stderr.on('data', chunk => { said.errors += chunk })
  const exit = new Promise(resolve => child.on('close', code => resolve(code)))
  return {
    child, said, exit,
    wrote: pattern => new Promise((resolve, reject) => {
      look = () => pattern.test(said.text) && resolve(pattern.exec(said.text))
      look()
      exit.then(() => reject(new Error(`it ended: ${said.text}${said.errors}`)))
    }),
    end: async () => [await exit, said.text]
  }
}

async function withServer(mode, work) {
  const server = start([mode])
  const [, port] = await server.wrote(/port (\d+)\n/)
  try {
    await work(port)
  } finally {
    server.child.kill()
    await server.exit
  }
}

/** A server in this process that reads nothing by itself. */
async function withPeer(work) {
  const sockets = []
  const server = createServer(socket => sockets.push(socket)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    await work(String(server.address().port), sockets)
  } finally {
    server.close()
  }
}

for (const version of versions) describe(`WASI ${version} under wasmtime`, needs('wasmtime', 'wasmTools'), () => {
  before(() => build(version))

  it('a server and a client: lines, and an end by half', () => withServer('echo', async port => {
    assert.deepEqual(await start(['say', port]).end(), [0, `peer 127.0.0.1:${port}\nline 0\nline 1\nline 2\nend\n`])
  }))

  it('200 connections at once', () => withServer('echo', async port => {
    assert.deepEqual(await start(['many', port, '200']).end(), [0, '200 answered\n'])
  }))

  it('a client of Node\'s, with a megabyte', () => withServer('echo', async port => {
    const sent = Buffer.alloc(1_000_000, 'abcdefg')
    const got = []
    const socket = connect(Number(port), '127.0.0.1')
    socket.end(sent)
    for await (const chunk of socket) got.push(chunk)
    assert.ok(Buffer.concat(got).equals(sent))
  }))

  it('nc', needs('nc'), () => withServer('echo', async port => {
    const child = spawn(tools().nc, ['-N', '127.0.0.1', port])
    child.stdin.end('one\ntwo\n')
    let text = ''
    for await (const chunk of child.stdout) text += chunk
    assert.equal(text, 'one\ntwo\n')
  }))

  it('a reader that does not read stops the writer, which keeps little', () => withPeer(async (port, sockets) => {
    const run = start(['flood', port, '1000'])
    const [, , unsent] = await run.wrote(/waits behind (\d+), unsent (\d+)\n/)
    assert.ok(Number(unsent) <= 131072, `${unsent} bytes are unsent`)
    let all = 0
    const [socket] = sockets
    for await (const chunk of socket) all += chunk.length
    assert.equal(all, 1000 * 65536)
    assert.equal(await run.exit, 0, run.said.errors)
  }))

  it('what goes wrong has its code and its words', async () => {
    const [, text] = await start(['errors']).end()
    assert.match(text, /^taken: address in use\nnobody: connection refused\nconnection refused\nno name: not found\n/)
    assert.match(text, /no path: not supported on this host\nno port: invalid argument\nno folder: not supported on this host\n$/)
  })

  it('a host that allows no network', async () => {
    const run = start(['reset', '1'], [])
    assert.equal(await run.exit, version === '0.2' ? 1 : 105)   // 0.2 knows no other code
    assert.match(run.said.errors, /not allowed/)
  })

  it('standard input', async () => {
    const run = start(['copy'])
    const lines = Array.from({ length: 5000 }, (_, i) => `line ${i}\n`).join('')
    run.child.stdin.end(lines)
    assert.deepEqual(await run.end(), [0, lines])
  })

  it('weft run --net host: words, variables, the exit code', async () => {
    const file = join(folder, 'seven.c')
    writeFileSync(file, '#include <stdio.h>\n#include <stdlib.h>\n#include <weft.h>\nstatic int amain(void *arg) { (void)arg; printf("%s\\n", getenv("A")); ' +
      'return 7; }\nint main(int count, char **words) { printf("%d %s\\n", count, words[1]); return weft_run(amain, NULL); }\n')
    assert.deepEqual(await play(version, ['--env', 'A=b=c', file, '--', 'x']), [7, '2 x\nb=c\n'])
  })

  it('files in the folder that it is given, and what was recorded plays again without them', async () => {
    const place = mkdtempSync(join(folder, 'place-'))
    const tape = join(folder, `${version}.tape`)
    const program = join(root, 'tests/files/stdio.c')
    assert.deepEqual(await play(version, ['--dir', '.', program], place), [0, FILES])
    assert.deepEqual(readdirSync(place), [])
    const all = join(root, 'tests/files/all.c')
    writeFileSync(join(place, 'given.txt'), 'words\n')
    const [code, said] = await play(version, ['--dir', '.', '--record', tape, all], place)
    assert.equal(code, 0)
    assert.match(said, /^given: words\n(tick\n)+log: begins\nlog: half and half\n21 bytes\n/)
    assert.equal((await command(['replay', tape, all])).stdout, said)
  })
})

/** What `weft run` does with a component of that version: its code and its output. It has the test's own output, so it is no command of the warm one. */
async function play(version, words, cwd = root) {
  const child = spawn(process.execPath, [weft, 'run', '--host', 'wasmtime', '--net', 'host', '--wasi', version, ...words], { cwd, env: environment })
  let text = ''
  let errors = ''
  child.stdout.on('data', chunk => { text += chunk })
  child.stderr.on('data', chunk => { errors += chunk })
  const [code] = await once(child, 'close')
  assert.doesNotMatch(errors, /panicked|wasm trap/)
  return [code, text]
}

describe('sentences', needs('wasmTools'), () => {
  const fails = async (words, code, pattern) => {
    const error = await command(words)
    assert.match(error.stderr, pattern)
    assert.equal(error.code, code)
  }

  before(() => build('0.2'))

  it('what does not go together', async () => {
    await fails(['run', component], 120, /is a component, which runs with --host wasmtime/)
    await fails(['build', '--component', '--lib', source], 120, /not built with --lib/)
    await fails(['build', '--component', '--record', source], 120, /not built with --record/)
    await fails(['build', '--world', 'http', source], 120, /--world is for a component/)
    await fails(['build', '--wasi', '0.3', source], 120, /--wasi is for a component/)
    const plain = join(folder, 'plain.c')
    writeFileSync(plain, 'int main(void) { return 0; }\n')
    await fails(['build', '--component', plain], 122, /not a Weft program/)
    await fails(['run', '--host', 'wasmtime', '--net', 'host', plain], 120, /plain C: it has no connections/)
  })
})
