/**
 * docs/guide.md: its programs print what stands below them, natively and in Node, and its pictures
 * are of their runs.
 */
import assert from 'node:assert/strict'
import { basename } from 'node:path'
import { test } from 'node:test'
import { makeGuide, readGuide, staleFiles } from '../docs/make/guide.js'
import { buildNative, run } from './programs.js'

const runs = readGuide()

test('the page and its pictures are what the programs show', async () =>
  assert.deepEqual(staleFiles(await makeGuide()), [],
    'look at what has changed, then: node docs/make/guide.js --write'))

test('the programs natively', async t => {
  const programs = await buildNative('plain', [...new Set(runs.map(({ file }) => file))])
  for (const { file, options, output } of runs) {
    await t.test(`${basename(file)} ${options}`, async () => {
      const [, signals] = /--signal (\S+)/.exec(options) ?? []
      const env = { WEFT_CLOCK: 'virtual', WEFT_STAMP: '1' }
      if (signals) env.WEFT_SIGNALS = signals
      const { stdout, stderr, code } = await run([programs[basename(file, '.c')]], { env })
      assert.equal(stdout, output, stderr)
      assert.equal(code, 0, stderr)
    })
  }
})
