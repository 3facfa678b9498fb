// What Asyncify instruments is computed; here every example is also built with the pass's own, full
// instrumentation, and both print the transcript.

import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { load } from '@weft/host'
import { readExamples } from '../playground/make/shelves.js'
import { openCache } from '../toolchain/cache.js'
import { compile } from '../toolchain/compile.js'
import { buildLibrary } from '../toolchain/library.js'
import { link } from '../toolchain/link.js'
import { weave } from '../toolchain/weave.js'
import { root } from './programs.js'

const library = await buildLibrary({ cache: await openCache({}) })

async function linked({ name, source }) {
  const { ok, text, objects } = await compile({
    sources: { [`${name}.c`]: source }, headers: library.headers, options: { optimize: 1 }
  })
  assert.ok(ok, text)
  const result = await link({ objects, archives: { 'libweft.a': library.archive } })
  assert.ok(result.ok, result.text)
  return result.bytes
}

async function play(bytes, { options }) {
  const chunks = []
  const program = await load(bytes)
  const run = program.start({
    clock: 'virtual', stamp: true, signals: options.signal ? [options.signal] : [],
    onStdout: chunk => chunks.push(Buffer.from(chunk))
  })
  const { code } = await run.exit
  return { output: Buffer.concat(chunks).toString(), code }
}

for (const example of readExamples()) {
  test(`${example.name}: the computed list does what full instrumentation does`, async t => {
    const bytes = await linked(example)
    const listed = await weave(bytes, { optimize: 0, verbose: true })
    assert.equal(listed.report.functions.find(({ name }) => name === 'batch')?.reason, undefined,
      'the loop runs its steps in a function that no switch passes through')
    const full = await weave(bytes, { optimize: 0, full: true })
    const wanted = {
      output: await readFile(join(root, example.transcript), 'utf8'), code: example.exit
    }
    assert.deepEqual(await play(listed.bytes, example), wanted)
    assert.deepEqual(await play(full.bytes, example), wanted)
    t.diagnostic(`${listed.report.instrumented} of ${listed.report.total} functions instrumented; ` +
      `${listed.bytes.length} bytes, in full ${full.bytes.length}`)
  })
}
