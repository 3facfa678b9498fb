/**
 * The reference: docs/reference is what is made from the headers, every public name has words and
 * an example, and every example prints what its page says, natively, and one of three in Node.
 */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { uses } from '../docs/make/examples.js'
import { readReference, stalePages } from '../docs/make/reference.js'
import { buildNative, buildWasm, inScratch, run, runInNode } from './programs.js'
import { sample } from './sample.js'

const { pages, examples } = readReference()
const entries = pages.flatMap(page => page.entries)
const files = examples.map(({ file }) => file)

test('docs/reference is what is made', () =>
  assert.deepEqual(stalePages(), [], 'write it anew: node docs/make/reference.js --write'))

test('every public name has words', () => {
  const bare = entries.filter(({ comment }) => comment.length === 0)
  assert.deepEqual(bare.map(({ names }) => names), [])
})

test('a header can be read without scrolling sideways', () => {
  const wide = ['runtime/weft.h', ...readdirSync(new URL('../runtime/weft', import.meta.url)).map(name => `runtime/weft/${name}`)].flatMap(file => {
    const lines = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8').split('\n')
    return lines.flatMap((line, at) => line.length > 120 ? [`${file}:${at + 1}`] : [])
  })
  assert.deepEqual(wide, [])
})

test('every public name is used by an example, and every example is named like a name', () => {
  const missing = pages.flatMap(page => page.entries.flatMap(entry => callable(entry)
    .filter(name => !examples.some(example => uses(example, name) || example.name === name))))
  assert.deepEqual(missing, [], 'add tests/reference/NAME.c')
  const bare = pages.filter(page => !examples.some(({ name }) => namesOf(page.entries).has(name)))
  assert.deepEqual(bare.map(({ title }) => title), [], 'a page without an example')
  const known = namesOf(entries)
  assert.deepEqual(examples.map(({ name }) => name).filter(name => !known.has(name)), [])
})

function namesOf(list) {
  return new Set(list.flatMap(({ names, constants }) => [...names, ...constants]))
}

/** The names of functions and macros: a type may stand behind a macro, unseen. */
function callable({ declarations }) {
  return declarations.filter(({ kind }) => kind !== 'type').flatMap(({ names }) => names)
}

test('the examples natively', async t => {
  const programs = await buildNative('plain', files)
  for (const example of examples) {
    await t.test(example.name, async () =>
      check(example, await inScratch(cwd => run([programs[example.name]], { env: example.env, cwd }))))
  }
})

test('the examples in Node', async t => {
  const chosen = sample(examples, 3)   // all were seen natively; building them takes its time
  const programs = await buildWasm(chosen.map(({ file }) => file), 'run')
  const jobs = chosen.map(({ name, env }) => ({ file: programs[name], env }))
  const results = await runInNode(process.execPath, jobs)
  for (const [at, example] of chosen.entries()) {
    await t.test(example.name, () => check(example, results[at]))
  }
})

function check({ output, exit }, { code, stdout, stderr }) {
  assert.equal(stdout, output, stderr)
  assert.equal(code, exit, stderr)
}
