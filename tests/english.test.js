/**
 * Plain English in what users read: the documents, the help, the types, the examples' head comments. It
 * finds habits of a translation ("for who waits", "is told of"), not every clumsy sentence. Made pages and
 * the contract have the words of their sources.
 */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { root } from './programs.js'

const PUBLIC = ['*.md', 'web/*.d.ts', 'toolchain/cli/*.js', 'playground/index.html', 'playground/examples/*.c',
  'tests/reference/*.c', 'tests/mutants/old_bugs.json']
const MADE = /^docs\/(reference\/|conformance\.md)/
const VERBS = 'is|was|has|waits|comes|wants|puts|asks|forgets|joins|cancels|builds|knows|changes|writes|holds|looks'
const HABITS = [
  /\bhow-manieth\b/i, /\bforet(?:old|ells?)\b/i, /\bwhoever\b/i, /\btold of\b/i, /\btells? of\b/i,
  new RegExp(`(?:^|[.;:(,] |\\bfor |\\bto |\\bfrom |\\band |\\bso )who (?:${VERBS})\\b`, 'im')
]

function habitsIn(text) {
  return HABITS.map(habit => habit.exec(text.replace(/\n(?: \* |\/\/ )?/g, ' '))?.[0].trim()).filter(Boolean)
}

test('no habits of a translation', () => {
  const files = execFileSync('git', ['ls-files', ...PUBLIC], { cwd: root, encoding: 'utf8' })
    .split('\n').filter(path => path && !MADE.test(path))
  assert.ok(files.length > 150, `only ${files.length} files were found`)
  const found = files.flatMap(path => habitsIn(readFileSync(join(root, path), 'utf8')).map(words => `${path}: ${words}`))
  assert.deepEqual(found, [])
})

test('they are found', () => {
  assert.deepEqual(habitsIn('Who waits gets BROKEN. A slow step is told of, for\n * who wants it.'), ['told of', 'Who waits'])
  assert.deepEqual(habitsIn('A task that waits gets BROKEN. It says which task waits, and who it is.'), [])
})
