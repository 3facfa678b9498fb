// What a program prints: in few writes, as libc would do it, and without losing a line, however the
// program ends and whoever reads.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { before, describe, it } from 'node:test'
import { readFile } from 'node:fs/promises'
import { load } from '../web/index.js'
import { buildNative, buildWasm, needs, root, run, tools, weft } from './programs.js'
import { patienceMs } from './patience.js'

const source = 'tests/output/ends.c'
const hosts = { node: [], wasmtime: ['wasmtime'], native: ['gcc'] }
let wasm, native

before(async () => {
  wasm = (await buildWasm([source], 'run')).ends
  if (tools().gcc) native = (await buildNative('plain', [source])).ends
})

/** The command and its words for a program that ends in this way. */
function command(host, how) {
  if (host === 'native') return [native, how]
  return [process.execPath, weft, 'run', '--host', host, wasm, '--', how]
}

describe('a line that was printed comes out', () => {
  const ends = ['return', 'exit', 'abort', 'pointer', 'division', 'overflow', 'deadlock']
  for (const [host, used] of Object.entries(hosts)) {
    for (const how of [...ends, ...host === 'native' ? ['terminated', 'hung up'] : []]) {
      it(`before its end by ${how}, ${host}`, needs(...used), async () => {
        const { stdout, stderr, late } = await run(command(host, how))
        assert.deepEqual([late, stdout], [false, 'the last line\n'], stderr)
      })
    }
    it(`before a wait, ${host}`, needs(...used), () => answers(host, 'wait', /the last line\n$/, 'x\n', 'the last line\ngo on\n'))
    it(`in its place among errors, ${host}`, needs(...used), async () => {
      const [program, ...words] = command(host, 'errors')
      const all = await run(['/bin/sh', '-c', '"$@" 2>&1', 'sh', program, ...words])
      assert.equal(all.stdout, 'the last line\nan error\nanother line\nanother error\n')
      const [own, ...ours] = command(host, 'ours')
      const said = await run(['/bin/sh', '-c', '"$@" 2>&1', 'sh', own, ...ours])
      assert.match(said.stdout, /^the last line\nweft: a callback failed[^]*\nanother line\n$/)
    })
  }
  for (const [host, used] of Object.entries(hosts)) {
    it(`at once where the program wants no buffer, ${host}`, needs(...used), async () => {
      const { stdout, late } = await run(command(host, 'unbuffered'))
      assert.deepEqual([late, stdout], [false, 'the last line\n, and what has no end yet'])
    })
  }
  it('before the question is answered', () => answers('node', 'input', /Your name\? $/, 'ann\n', 'the last line\nYour name? hello, ann\n'))

  it('when the host ends the program', async () => {
    const program = await load(await readFile(wasm))
    let text = ''
    const going = program.start({ args: ['loop'], interval: 1e9, onStdout: chunk => { text += Buffer.from(chunk) } })
    await going.pause()
    for (let step = 0; step < 3; step++) await going.step()
    going.kill()
    assert.equal((await going.exit).reason, 'killed')
    assert.equal(text, 'the last line\n')
  })
})

describe('many lines', () => {
  it('cost few writes, natively', needs('gcc'), async () => {
    const { stdout, stderr } = await run([native, 'many'], { env: { COUNT_WRITES: '1' } })
    assert.equal(stdout.split('\n').length, 20002)
    assert.ok(Number(/(\d+) writes/.exec(stderr)[1]) < 100, stderr)
  })
  it('cost few calls of the host, in Node', async () => {
    const program = await load(await readFile(wasm))
    let [calls, bytes] = [0, 0]
    await program.start({ args: ['many'], onStdout: chunk => { calls++; bytes += chunk.length } }).exit
    assert.ok(bytes > 200_000 && calls < bytes / 500, `${calls} calls for ${bytes} bytes`)
  })
  it('go to a terminal one by one, in Node', async () => {
    const program = await load(await readFile(wasm))
    let calls = 0
    await program.start({ args: ['many'], terminal: [1], onStdout: () => { calls++ } }).exit
    assert.ok(calls >= 20001, `${calls} calls`)
  })
})

/** Waits until a program has printed something, gives it a line, and looks at all that it printed. */
async function answers(host, how, until, line, all) {
  const [program, ...words] = command(host, how)
  const child = spawn(program, words, { cwd: root, stdio: ['pipe', 'pipe', 'inherit'] })
  const patience = setTimeout(() => child.kill('SIGKILL'), patienceMs)
  let text = ''
  let given = false
  for await (const chunk of child.stdout) {
    text += chunk
    if (!given && until.test(text)) child.stdin.end(line)
    given ||= until.test(text)
  }
  clearTimeout(patience)
  assert.equal(text, all)
}
