// The world is data: a program is stopped between every two steps, each stop is copied into a fresh
// instance, and each copy prints what the original printed from there on.

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { after, test } from 'node:test'
import { load } from '@weft/host'
import { findExample } from '../playground/make/shelves.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = await mkdtemp(join(tmpdir(), 'weft-snapshot-'))
after(() => rm(folder, { recursive: true, force: true }))

const text = chunks => Buffer.concat(chunks).toString()

async function build({ name, file }) {
  const output = join(folder, `${name}.wasm`)
  await promisify(execFile)(process.execPath,
    ['toolchain/weft.js', 'build', file, '-o', output], { cwd: root })
  return load(await readFile(output))
}

/** Runs it step by step; after each step, how much was printed, and a copy of the world. */
async function stepThrough(program, options) {
  const chunks = []
  const run = program.start({ ...options, onStdout: bytes => chunks.push(Buffer.from(bytes)) })
  const stops = []
  await run.pause()
  while (await run.step()) {
    stops.push({ printed: text(chunks).length, snapshot: run.snapshot() })
  }
  const { code } = await run.exit
  return { output: text(chunks), code, stops }
}

/** What a copy prints from its stop on. */
async function goOn(program, snapshot) {
  const chunks = []
  const run = program.restore(snapshot, { onStdout: bytes => chunks.push(Buffer.from(bytes)) })
  const { code } = await run.exit
  return { output: text(chunks), code }
}

for (const [name, signals, leastStops] of [['queue', [], 60], ['graceful_shutdown', ['INT@2.5'], 20]]) {
  test(`${name}: every stop goes on alike in a fresh instance`, async t => {
    const example = findExample(name)
    const program = await build(example)
    const options = { clock: 'virtual', stamp: true, signals }
    const { output, code, stops } = await stepThrough(program, options)
    assert.equal(output, await readFile(join(root, example.transcript), 'utf8'))
    assert.equal(code, 0)
    for (const { printed, snapshot } of stops) {
      const rest = await goOn(program, snapshot)
      assert.equal(rest.output, output.slice(printed))
      assert.equal(rest.code, 0)
    }
    assert.ok(stops.length >= leastStops, `only ${stops.length} stops`)
    t.diagnostic(`${stops.length} stops, each restored`)
  })
}
