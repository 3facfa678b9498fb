/**
 * Plain English in what users read (the documents, the help, the types, the examples' head comments) and in
 * the comments and sentences of the runtime, of which runtime/weft.h is the manual. It finds habits of a
 * translation ("for who waits", "is told of"), not every clumsy sentence. Made pages and the contract have
 * the words of their sources.
 */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { root } from './programs.js'

const PUBLIC = ['*.md', 'web/*.d.ts', 'durable/*.d.ts', 'durable/*.js', 'playground/page/*.js', 'toolchain/cli/*.js', 'playground/index.html', 'playground/examples/*.c',
  'tests/reference/*.c', 'tests/mutants/old_bugs.json']
const RUNTIME = ['runtime/*.[chSs]', 'wasi/*.[ch]']
const MADE = /^docs\/(reference\/|conformance\.md)/
const VERBS = 'is|was|has|waits|comes|wants|puts|asks|forgets|joins|cancels|builds|knows|changes|writes|holds|looks|runs|ran|needs|still|else'
const HABITS = [
  /\bhow-manieth\b/i, /\bforet(?:old|ells?)\b/i, /\bwhoever\b/i, /\btold of\b/i, /\btells? of\b/i,
  new RegExp(`(?:^|[.;:(,] |\\bfor |\\bto |\\bfrom |\\band |\\bso )who (?:${VERBS})\\b`, 'im')
]

// A task is a thing: it is "which", or it has a noun. A cancel is delivered, a sentence is printed.
const IN_THE_RUNTIME = [...HABITS, /\bwhom?\b/i, /\b(?:un)?told\b/i, /\btell(?:s|ing)?\b/i, /\bhear(?:s|d|ing)?\b/i]

function habitsIn(text, habits = HABITS) {
  const sentences = text.replace(/\n *(?:\* |\/\/ )?/g, ' ')
  return habits.map(habit => habit.exec(sentences)?.[0].trim()).filter(Boolean)
}

/** The comments and the texts of a C or assembler file, without the marks of the mutants. */
function wordsOf(source) {
  return (source.match(/\/\*[\s\S]*?\*\/|\/\/.*|"(?:\\.|[^"\\\n])*"/g) ?? [])
    .filter(words => !/^\/\* mutant: [\w-]+ \*\/$/.test(words)).join('\n\n')
}

function filesOf(patterns) {
  return execFileSync('git', ['ls-files', ...patterns], { cwd: root, encoding: 'utf8' })
    .split('\n').filter(path => path && !MADE.test(path))
}

const read = path => readFileSync(join(root, path), 'utf8')

test('no habits of a translation', () => {
  const files = filesOf(PUBLIC)
  assert.ok(files.length > 150, `only ${files.length} files were found`)
  assert.deepEqual(files.flatMap(path => habitsIn(read(path)).map(words => `${path}: ${words}`)), [])
})

test('nor in the runtime', () => {
  const files = filesOf(RUNTIME)
  assert.ok(files.length > 80, `only ${files.length} files were found`)
  const found = files.flatMap(path => habitsIn(wordsOf(read(path)), IN_THE_RUNTIME).map(words => `${path}: ${words}`))
  assert.deepEqual(found, [])
})

test('they are found', () => {
  assert.deepEqual(habitsIn('Who waits gets BROKEN. A slow step is told of, for\n * who wants it.'), ['told of', 'Who waits'])
  assert.deepEqual(habitsIn('A task that waits gets BROKEN. It says which task waits, and who it is.'), [])
  const code = 'static void tell(void); /* mutant: task-end-told */\n    /* the first waiter, who\n     * wakes */ say("you hear");'
  assert.deepEqual(habitsIn(wordsOf(code), IN_THE_RUNTIME), ['who', 'hear'])
})
