// Recordings: what was recorded natively or in Node is replayed on every host with the same lines and the same
// trace, byte for byte. A program that was changed is told where, and a damaged recording is one sentence.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { load } from '../web/index.js'
import { findExample } from '../playground/make/shelves.js'
import { openPage } from './conformance/hosts.js'
import { buildNative, needs, root, run as runProgram, tools, weft } from './programs.js'
import { openWarm } from './warm.js'

const LINES = `#include <stdio.h>
#include <unistd.h>
#include "weft.h"

static int ticks(void *arg)
{
    (void)arg;
    for (int i = 0; i < 3; i++) {
        WEFT_TRY(weft_sleep(0.01));
        printf("tick %d\\n", i);
    }
    return WEFT_OK;
}

static int amain(void *arg)
{
    char line[80];

    (void)arg;
    weft_spawn(ticks, NULL);
    for (;;) {
        WEFT_TRY(weft_wait_readable(0));
        ssize_t count = read(0, line, sizeof line);
        if (count <= 0)
            break;
        printf("%.6f s: %.*s\\n", weft_time(), (int)count, line);
    }
    return weft_sleep(0.05);
}

int main(void) { return weft_run(amain, NULL); }
`
const STDIO = `#include <stdio.h>
#include "weft.h"

static int amain(void *arg)
{
    char line[80];

    (void)arg;
    while (fgets(line, sizeof line, stdin))
        printf("%.6f s: %s", weft_time(), line);
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }
`

const STREAM = `#include <stdio.h>
#include "weft.h"
#include "weft/stream.h"

static int amain(void *arg)
{
    char line[80];
    size_t count;

    (void)arg;
    WEFT_STREAM(input);
    WEFT_STREAM(output);
    WEFT_STREAM(errors);
    WEFT_TRY(weft_stream_open(&input, 0));
    WEFT_TRY(weft_stream_open(&output, 1));
    WEFT_TRY(weft_stream_open(&errors, 2));
    WEFT_TRY(weft_stream_water(&output, 0, 0)); /* a write waits until all is sent */
    WEFT_TRY(weft_stream_water(&errors, 0, 0));
    do {
        WEFT_TRY(weft_read_line(&input, line, sizeof line, &count));
        printf("%.6f s: %s", weft_time(), count ? line : "end\\n");
        fflush(stdout);
        WEFT_TRY(weft_write_text(&output, count ? "by a stream\\n" : "the last one by a stream\\n"));
    } while (count > 0);
    return weft_write_text(&errors, "an error by a stream\\n");
}

int main(void) { return weft_run(amain, NULL); }
`

const SAID = /^[\d.]+ s: one\nby a stream\n[\d.]+ s: two\nby a stream\n[\d.]+ s: end\nthe last one by a stream\n$/

let folder
const warm = openWarm()
const hosts = ['node', ...tools().wasmtime ? ['wasmtime'] : [], ...tools().gcc ? ['native'] : []]

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'weft-replay-'))
  writeFileSync(join(folder, 'lines.c'), LINES)
  writeFileSync(join(folder, 'stdio.c'), STDIO)
  writeFileSync(join(folder, 'stream.c'), STREAM)
  writeFileSync(join(folder, 'refused.c'), readFileSync(join(root, 'tests/net/refused.c')))
  const example = join(root, findExample('graceful_shutdown').file)
  writeFileSync(join(folder, 'shutdown.c'), readFileSync(example))
})
after(() => {
  warm.close()
  rmSync(folder, { recursive: true, force: true })
})

const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('WEFT_')))

/** A command of weft's, to its end. */
const say = words => warm.run(words, { cwd: folder, env: environment })

/** The same in a process of its own: `talk(text, child)` hears what it prints and may answer, or it reads `input`. */
function run(words, talk = () => {}, input) {
  const child = spawn(process.execPath, [weft, ...words], { cwd: folder, env: environment, timeout: 600_000 })
  if (input !== undefined) child.stdin.end(input)
  const said = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr']) {
    child[name].on('data', chunk => {
      said[name] += chunk
      if (name === 'stdout') talk(said.stdout, child)
    })
  }
  return new Promise(resolve => child.on('close', (code, signal) => resolve({ code, signal, ...said })))
}

/** Replays, with nothing to read and no signal. */
async function replay(tape, program, host) {
  const trace = `${tape}.${host}.trace`
  return { ...await say(['replay', tape, program, '--host', host, '--trace', trace]), trace: readFileSync(join(folder, trace)) }
}

/** Everywhere the same as when it was recorded. */
async function assertSame(recorded, tape, program, errors = /(?:)/) {
  const trace = readFileSync(join(folder, `${tape}.trace`))
  for (const host of hosts) {
    const again = await replay(tape, program, host)
    assert.deepEqual([again.code, again.stdout], [recorded.code, recorded.stdout], `${host}: ${again.stderr}`)
    assert.match(again.stderr, errors, host)
    assert.ok(again.trace.equals(trace), `the trace is another one on ${host}`)
  }
}

for (const host of ['native', 'node']) {
  const there = host === 'native' ? needs('gcc') : {}
  const recording = (program, tape) => ['run', program, '--host', host, '--record', tape, '--trace', `${tape}.trace`]

  describe(`recorded on ${host}`, there, () => {
    it('a real Ctrl-C', async () => {
      let sent = false
      const recorded = await run(recording('shutdown.c', `c-${host}`), (text, child) => {
        if (sent || !/working[^]*working[^]*working/.test(text)) return
        sent = true
        child.kill('SIGINT')
      })
      assert.equal(recorded.code, 0, recorded.stderr)
      assert.match(recorded.stdout, /Shutdown requested[^]*All tasks cancelled\n$/)
      await assertSame(recorded, `c-${host}`, 'shutdown.c')
    })

    it('lines that come in time', async () => {
      let lines = 2
      const recorded = await run(recording('lines.c', `l-${host}`), (text, child) => {
        const heard = text.match(/ s: /g)?.length ?? 0
        if (text.includes('tick 0') && lines === 2) child.stdin.write(`line ${lines--}`)
        else if (heard === 1 && lines === 1) child.stdin.end(`line ${lines--}`)
      })
      assert.match(recorded.stdout, /line 2[^]*line 1/)
      await assertSame(recorded, `l-${host}`, 'lines.c')
    })

    it('streams over standard input, output and error: what is written is shown again', async () => {
      const recorded = await run(recording('stream.c', `t-${host}`), undefined, 'one\ntwo\n')
      assert.match(recorded.stdout, SAID, recorded.stderr)
      assert.match(recorded.stderr, /an error by a stream\n$/)
      await assertSame(recorded, `t-${host}`, 'stream.c', /an error by a stream\n$/)
    })

    it('what a host says of its errors', async () => {
      const recorded = await run(recording('refused.c', `e-${host}`))
      assert.match(recorded.stdout, /^(connection refused: no connection to 127\.0\.0\.1:1: [^\n]+\n){2}not found: no connection to no such path: /, recorded.stderr)
      await assertSame(recorded, `e-${host}`, 'refused.c')
    })

    it('standard input by stdio', async () => {
      const recorded = await run(recording('stdio.c', `s-${host}`), undefined, 'one\ntwo\n')
      assert.equal(recorded.code, 0, recorded.stderr)
      assert.match(recorded.stdout, /^[\d.]+ s: one\n[\d.]+ s: two\n$/)
      await assertSame(recorded, `s-${host}`, 'stdio.c')
    })
  })
}

describe('a replay', () => {
  it('of a run with faults fails in the same places', needs('gcc'), async () => {
    const { timeouts } = await buildNative('plain', [findExample('timeouts').file])
    const codes = new Set()
    for (const fault of ['WEFT_FAIL_ALLOC', 'WEFT_FAIL_HOST', 'WEFT_CANCEL_AT']) {
      for (const at of ['2', '4']) {
        const tape = join(folder, `${fault}-${at}.tape`)
        const [recorded, again] = [
          await runProgram([timeouts], { env: { WEFT_CLOCK: 'virtual', WEFT_RECORD: tape, [fault]: at } }),
          await runProgram([timeouts], { env: { WEFT_REPLAY: tape } })
        ]
        assert.deepEqual([again.code, again.stdout, again.stderr], [recorded.code, recorded.stdout, recorded.stderr], `${fault}=${at}`)
        codes.add(recorded.code)
      }
    }
    assert.ok(codes.size > 1, 'some of them end the run')
  })

  it('of a program that was changed says where it differs', async () => {
    for (const [from, to, sentence] of [
      ['weft_sleep(0.05)', 'weft_sleep(0.07)', /at step \d+, where main waits at .*: the program waits for [\d.]+ s, and in the recording for [\d.]+ s$/m],
      ['weft_sleep(0.01)', 'weft_yield()', /differs from the recording at step \d+/],
      ['weft_wait_readable(0)', 'weft_wait_writable(0)', /until descriptor 0 is writable, and in the recording until descriptor 0 is readable$/m],
      ['return weft_sleep(0.05)', 'return 7', /differs from the recording at step \d+/],
      ['static int ticks', '\n\nstatic int ticks', /begins another main task, or on another line/]
    ]) {
      writeFileSync(join(folder, 'changed.c'), LINES.replace(from, to))
      const { code, stderr } = await replay('l-node', 'changed.c', 'node')
      assert.equal(code, 110, `${to}: ${stderr}`)
      assert.match(stderr, sentence)
      assert.match(stderr, /\n {2}is it the same program, with the same arguments\?\n$/)
      assert.equal(stderr.match(/weft: the replay differs/g).length, 1)
    }
  })

  it('of a recording that breaks off, or is damaged anywhere, ends with one sentence', async () => {
    const whole = readFileSync(join(folder, 'l-node'))
    let seed = 7
    const random = below => (seed = (seed * 48271) % 2147483647) % below
    for (let i = 0; i < 12; i++) {
      const bytes = Buffer.from(i < 4 ? whole.subarray(0, 9 + random(whole.length - 9)) : whole)
      if (i >= 4) bytes[9 + random(bytes.length - 9)] ^= 1 << random(8)
      writeFileSync(join(folder, 'damaged'), bytes)
      const host = hosts[i % hosts.length]
      const { code, stderr } = await replay('damaged', 'lines.c', host)
      if (code !== 0) assert.match(stderr, /^weft: /m)
      assert.ok((stderr.match(/^weft: the re(play|cording)/gm) ?? []).length <= 1, stderr)
    }
    writeFileSync(join(folder, 'damaged'), 'no recording at all')
    const { code, stderr } = await replay('damaged', 'lines.c', 'node')
    assert.equal(code, 120)
    assert.match(stderr, /^weft: this is no recording that can be replayed; .*\n$/m)
  })

  it('of a program that was not built for it is refused', async () => {
    assert.equal((await say(['build', 'lines.c', '-o', 'plain.wasm'])).code, 0)
    const { code, stderr } = await replay('l-node', 'plain.wasm', 'node')
    assert.equal(code, 120)
    assert.match(stderr, /^weft: this program was not built with --record$/m)
  })

  it('needs a recording and a program', async () => {
    assert.match((await say(['replay', 'lines.c'])).stderr, /^weft: Name a recording first/)
    assert.match((await say(['replay', 'l-node'])).stderr, /^weft: Name the program, too/)
    assert.equal((await say(['run', 'lines.c', '--record', 'lines.c'])).code, 120)
  })
})

/** All that comes on a stream of a run's. */
async function bytesOf(stream) {
  const chunks = []
  for await (const chunk of stream) chunks.push(chunk)
  return new Uint8Array(Buffer.concat(chunks))
}

describe('in JavaScript', () => {
  let wasm

  before(async () => {
    assert.equal((await say(['build', '--record', 'lines.c', '-o', 'lines.wasm'])).code, 0)
    wasm = readFileSync(join(folder, 'lines.wasm'))
  })

  it('a run is recorded and replayed', async () => {
    const program = await load(wasm)
    const recorded = program.start({ record: true, trace: true, stdin: 'given' })
    const [bytes, trace, stdout] =
      await Promise.all([bytesOf(recorded.recording), bytesOf(recorded.trace), recorded.stdout.text()])
    const again = program.start({ replay: bytes, trace: true })
    const [sameTrace, sameText] = await Promise.all([bytesOf(again.trace), again.stdout.text()])
    assert.equal(sameText, stdout)
    assert.deepEqual(sameTrace, trace)
    assert.throws(() => program.start({ replay: 'text' }), /a recording, as bytes/)
  })

  describe('in a page', needs('chromium'), () => {
    let opened

    before(async () => {
      opened = await openPage()
    })
    after(() => opened?.close())

    /** Replays in the page: nothing is there but the program's bytes and the recording's. */
    async function replayThere(tape, program) {
      const built = await say(['build', '--record', program, '-o', `${program}.wasm`])
      assert.equal(built.code, 0, built.stderr)
      const [wasm, bytes] = [`${program}.wasm`, tape].map(name => [...readFileSync(join(folder, name))])
      return opened.page.evaluate(replayInPage, [wasm, bytes])
    }

    for (const host of ['native', 'node']) {
      for (const [tape, program, words] of [
        [`c-${host}`, 'shutdown.c', /Shutdown requested[^]*All tasks cancelled\n$/],
        [`l-${host}`, 'lines.c', /line 2[^]*line 1/],
        [`t-${host}`, 'stream.c', SAID]
      ]) {
        it(`${program}, recorded on ${host}`, host === 'native' ? needs('gcc') : {}, async () => {
          const { code, stdout, stderr, trace } = await replayThere(tape, program)
          assert.equal(code, 0, stderr)
          assert.match(stdout, words)
          assert.ok(Buffer.from(trace).equals(readFileSync(join(folder, `${tape}.trace`))), 'the trace is another one')
        })
      }
    }

    it('a program that was changed is told where it differs', async () => {
      const shutdown = readFileSync(join(folder, 'shutdown.c'), 'utf8')
      for (const [text, from, to, tape, sentence] of [
        [shutdown, 'WEFT_SIGINT', 'WEFT_SIGTERM', 'c-node', /at step \d+/],
        [LINES, 'weft_sleep(0.05)', 'weft_sleep(0.07)', 'l-node',
          /at step \d+, where main waits at .*: the program waits for [\d.]+ s, and in the recording for [\d.]+ s$/m]
      ]) {
        assert.ok(text.includes(from))
        writeFileSync(join(folder, 'changed.c'), text.replaceAll(from, to))
        const { code, stderr } = await replayThere(tape, 'changed.c')
        assert.equal(code, 110, stderr)
        assert.match(stderr, sentence)
        assert.equal(stderr.match(/weft: the replay differs/g).length, 1)
      }
    })
  })
})

/** Runs inside the page. */
async function replayInPage([program, tape]) {
  const { load } = await import('/web/index.js')
  const run = (await load(new Uint8Array(program))).start({ replay: new Uint8Array(tape), trace: true, env: {} })
  const trace = []
  const [stdout, stderr] = [run.stdout.text(), run.stderr.text()]
  for await (const chunk of run.trace) trace.push(...chunk)
  return { code: (await run.exit).code, stdout: await stdout, stderr: await stderr, trace }
}
