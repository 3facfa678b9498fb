/**
 * The 85 rows of the seed inventory: each is shown by an example, or rows.json says what Weft would
 * need for it.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { findExample, readExamples } from '../playground/make/shelves.js'
import { root, weft } from './programs.js'

const rows = JSON.parse(readFileSync(join(root, 'tests/rows.json'), 'utf8'))

/** How many rows each of the four tutorials has. */
const tutorials = { S0: 16, S1: 10, S2: 36, S3: 23 }

/** What is not there yet. */
const facilities = ['subprocesses', 'threads', 'sockets', 'HTTP', 'files']

test('no row is forgotten', () => {
  const names = Object.keys(rows)
  for (const [tutorial, count] of Object.entries(tutorials)) {
    const of = names.filter(name => name.startsWith(`${tutorial}-`))
    assert.equal(of.length, count, tutorial)
    const numbers = [...new Set(of.map(name => parseInt(name.slice(3), 10)))]
    const first = tutorial === 'S2' ? 0 : 1
    assert.deepEqual(numbers, numbers.map((_, index) => first + index), `${tutorial} has a gap`)
  }
  assert.equal(names.length, 85)
})

test('each row is shown, or says what it needs', () => {
  for (const [name, { shows, examples: shown = [], notes = {}, needs }] of Object.entries(rows)) {
    assert.ok(shows, name)
    assert.notEqual(shown.length > 0, Boolean(needs), name)
    for (const example of shown) {
      const { file } = example.startsWith('tests/') ? { file: `playground/examples/${example}.c` }
        : findExample(example)
      assert.ok(existsSync(join(root, file)), `${name}: ${file}`)
    }
    assert.deepEqual(Object.keys(notes).filter(example => !shown.includes(example)), [], name)
    const known = needs?.split(', ').every(need => facilities.includes(need))
    assert.ok(!needs || known || needs.startsWith('nothing: '), `${name} needs ${needs}`)
  }
})

test('a row has no place in the words that a learner reads', () => {
  for (const { file, twin, source } of readExamples()) {
    assert.doesNotMatch(source, /\bS[0-3]-\d/, file)
    if (twin) assert.doesNotMatch(readFileSync(join(root, twin), 'utf8'), /\bS[0-3]-\d/, twin)
  }
})

test('the tests among the examples pass', () => {
  const words = [weft, 'test', 'playground/examples/tests/fetch_test.c']
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { cwd: root })
  assert.equal(`${stdout}`, [
    'TAP version 13', '1..4', 'ok 1 - a result comes after two seconds',
    'ok 2 - a slow operation times out', 'ok 3 - a query has a row',
    'ok 4 - its connection was closed', ''
  ].join('\n'), `${stderr}`)
  assert.equal(status, 0)
})
