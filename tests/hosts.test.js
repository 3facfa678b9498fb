// docs/hosts.md says what the hosts say: each is asked again by a program that tries what it may need.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { ask, columnsOf, hostsHere, makePage } from './hosts/hosts.js'
import { needs, root } from './programs.js'

test('docs/hosts.md is what the hosts that are here say', needs('gcc', 'openssl'), async () => {
  const page = readFileSync(join(root, 'docs/hosts.md'), 'utf8')
  const found = new Map()
  for (const name of hostsHere()) found.set(name, await ask(name))
  assert.deepEqual(columnsOf(makePage(found), hostsHere()), columnsOf(page, hostsHere()), 'node tests/hosts/hosts.js --write')
})
