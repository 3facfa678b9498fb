// What Asyncify instruments is computed; here every example is also built with the pass's own, full
// instrumentation, and both print the transcript.

import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { createFolder, load } from '@weft/host'
import { readExamples } from '../playground/make/shelves.js'
import { openCache } from '../toolchain/cache.js'
import { buildLibrary } from '../toolchain/library.js'
import { linkProgram } from '../toolchain/program.js'
import { weave } from '../toolchain/weave.js'
import { root } from './programs.js'
import { sample } from './sample.js'

const library = await buildLibrary({ cache: await openCache({}) })

async function linked({ name, source }) {
  const sources = { [`${name}.c`]: source }
  const { ok, text, bytes } = await linkProgram({ sources, options: { optimize: 1 }, library })
  assert.ok(ok, text)
  return bytes
}

async function play(bytes, { options }) {
  const chunks = []
  const program = await load(bytes)
  const run = program.start({
    clock: 'virtual', stamp: true, files: createFolder(), signals: options.signal ? [options.signal] : [],
    onStdout: chunk => chunks.push(Buffer.from(chunk))
  })
  const { code } = await run.exit
  return { output: Buffer.concat(chunks).toString(), code }
}

for (const example of sample(readExamples(), 4)) {
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
