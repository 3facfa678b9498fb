// A part of `npm run matrix`: the host as npm packs it, and a library, bundled by esbuild, in a page and in the page's worker, and as they are in this Node.

import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { askRow, makeApp } from './matrix/matrix.js'
import { needs } from './programs.js'

before(makeApp)

test('a library runs in this Node', async () => {
  assert.deepEqual(await askRow('this Node'), ['this Node', 'yes', ''])
})

test('and bundled by esbuild, in a page and in its worker', needs('chromium'), async () => {
  assert.deepEqual(await askRow('esbuild'), ['esbuild', 'yes', 'yes'])
})
