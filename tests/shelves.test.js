/**
 * The examples' folder: what a new example needs and what it does not, and that every file in it is
 * read.
 */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { findExample, FIRST, readExamples } from '../playground/make/shelves.js'
import { root } from './programs.js'

const examples = readExamples()

/** Reads the examples of a folder that holds these files. */
function read(t, files) {
  const folder = mkdtempSync(join(tmpdir(), 'shelves-'))
  t.after(() => rmSync(folder, { recursive: true }))
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
  return readExamples(folder)
}

const words = title => `/* ${title}\n *\n * Does what it does. */\nint main(void) { return 0; }\n`

test('an example is a C file and its transcript; no list has to name it', t => {
  const list = read(t, {
    'order.json': '["b_first", "a_second"]',
    'a_shelf/a_second.c': words('Come second'),
    'a_shelf/c_new.c': words('Come last on the shelf'),
    'b_shelf/b_first.c': words('Come first'),
    'c_new_shelf/b_new.c': words('Come on a new shelf'),
    'c_new_shelf/a_new.c': words('Come on a new shelf, too'),
    'tests/some_test.c': 'int main(void) { return 0; }\n'
  })
  assert.deepEqual(list.map(({ topic, name }) => `${topic}: ${name}`),
    ['B shelf: b_first', 'A shelf: a_second', 'A shelf: c_new', 'C new shelf: a_new',
      'C new shelf: b_new'])
  const { title, about, hint, options, exit, twin } = list[0]
  assert.deepEqual({ title, about, hint, options, exit, twin }, {
    title: 'Come first', about: 'Does what it does.', hint: '', options: {}, exit: 0, twin: null
  })
})

test('the comment at its head says what it is and how its transcript was made', t => {
  const [{ title, about, hint, options, exit }] = read(t, {
    'order.json': '[]',
    'shelf/one.c': '/* Wait `here`\n *\n * Waits.\n *\n * And goes\n * on.\n * Run with: --signal INT@2.5'
      + ' --until 10\n * Exit code: 109\n * Try: wait\n * more. */\n'
  })
  assert.deepEqual({ title, about, hint, options, exit }, {
    title: 'Wait here', about: 'Waits. And goes on.', hint: 'Try: wait more.',
    options: { signal: 'INT@2.5', until: '10' }, exit: 109
  })
})

test('what is wrong with an example is said in a sentence', t => {
  const refused = (files, sentence) =>
    assert.throws(() => read(t, { 'order.json': '[]', ...files }), { message: sentence })
  refused({ 'shelf/one.c': 'int main(void) { return 0; }\n' },
    /shelf\/one\.c wants a comment at its head: a title, an empty line, what it does\.$/)
  refused({ 'shelf/one.c': '/* Only a title */\n' }, /wants a comment at its head/)
  refused({ 'shelf/one.c': '/* A\n *\n * B.\n * Run with: --speed 3 */\n' },
    /shelf\/one\.c: "Run with: --speed 3" is not understood\. It takes --signal, --until, --seed/)
  refused({ 'shelf/one.c': '/* A\n *\n * B.\n * Run with: a signal */\n' }, /is not understood/)
  refused({ 'a/one.c': words('A'), 'b/one.c': words('B') },
    /b\/one\.c has the name of .*a\/one\.c\. Give one of them another name\.$/)
  assert.throws(() => findExample('nothing'),
    { message: 'There is no nothing.c on a shelf of playground/examples.' })
})

test('every file on a shelf belongs to an example', () => {
  const known = new Set(examples.flatMap(({ file, transcript, twin }) => [file, transcript, twin]))
  const folders = new Set(examples.map(({ file }) => dirname(file)))
  const there = [...folders].flatMap(folder =>
    readdirSync(join(root, folder)).map(file => `${folder}/${file}`))
  assert.deepEqual(there.filter(file => !known.has(file)), [])
  const missing = examples.filter(({ transcript }) => !there.includes(transcript))
  assert.deepEqual(missing.map(({ transcript }) => transcript), [],
    'missing: node tests/oracle/oracle.js --write makes them from the twins')
})

test('the order names examples only, each once, and there is a first', () => {
  const order = JSON.parse(readFileSync(join(root, 'playground/examples/order.json'), 'utf8'))
  const names = new Set(examples.map(({ name }) => name))
  assert.deepEqual(order.filter((name, at) => !names.has(name) || order.indexOf(name) !== at), [])
  assert.ok(names.has(FIRST))
})
