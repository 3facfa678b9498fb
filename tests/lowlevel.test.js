/**
 * weft/lowlevel.h: a primitive that the runtime does not know, in one C file outside of it
 * (lowlevel/latch.c), waits, wakes and is cancelled like ours, and reports, `weft trace` and the lanes
 * say what it says of itself.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { extendTimeline, decode, history, lanesOf, timeline } from '../web/lib/trace.js'
import { buildNative, buildWasm, needs, run, runInNode, underWasmtime } from './programs.js'
import { trace } from './trace/run.js'

const source = 'tests/lowlevel/latch.c'
const env = { WEFT_CLOCK: 'virtual', WEFT_STAMP: '1' }
const lines = [
  '[1.000] a dish is ready',
  '[1.500] Bob: cancelled',
  '[2.000] a dish is ready',
  '[2.000] Ada: went in',
  '[2.000] Cy: went in',
  '[2.500] a wait that took too long: timed out'
]
const native = needs('gcc')

async function build() {
  return (await buildNative('plain', [source])).latch
}

test('it works natively', native, async () => {
  const { code, stdout, stderr } = await run([await build()], { env })
  assert.deepEqual({ code, stderr, lines: stdout.trimEnd().split('\n') }, { code: 0, stderr: '', lines })
})

test('and in Node', async () => {
  const { latch } = await buildWasm([source], 'run')
  const [{ code, stdout }] = await runInNode(process.execPath, [{ file: latch, env }])
  assert.deepEqual({ code, lines: stdout.trimEnd().split('\n') }, { code: 0, lines })
})

test('and under wasmtime', needs('wasmtime'), async () => {
  const { latch } = await buildWasm([source], 'run')
  const { code, stdout } = await run(underWasmtime(latch, env).filter(word => word !== '--allow-precompiled'))
  assert.deepEqual({ code, lines: stdout.trimEnd().split('\n') }, { code: 0, lines })
})

test('a deadlock names it by its noun and its place', native, async () => {
  const { code, stderr } = await run([await build(), 'deadlock'], { env })
  assert.equal(code, 100)
  assert.match(stderr, /main waits for the latch &ready\n\s+since 0\.000 s at \S*latch\.c:\d+ in nobody_cooks/)
})

test('the trace has its words, and the lanes its level', native, async () => {
  const { records } = decode(readFileSync(trace(await build(), {})))
  const past = history(records)
  const said = records.map((_, index) => past.explain(index))
  const expect = words => assert.ok(said.some(sentence => sentence.startsWith(words)), words)
  expect('Task-2 waits for the latch &ready, at latch.c')
  expect('Task-6 sets the latch &ready to 0')
  expect('Task-4 is ready, because Task-6 let it go on at the latch &ready')
  const line = timeline()
  extendTimeline(line, records)
  const lanes = lanesOf(line).filter(({ kind }) => kind === 'resource').map(({ lane }) => lane)
  const latch = lanes.find(({ name }) => name === '&ready')
  assert.equal(latch.kind, 'latch')
  assert.deepEqual(latch.changes.map(({ value }) => value), [1, 0])
  const waits = line.bars.filter(({ state, wait }) => state === 'waiting' && wait === 'latch')
  assert.ok(waits.length >= 4, `${waits.length} waits for a latch`)
})
