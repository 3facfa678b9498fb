// Every old bug of others that applies to us, and the opposite of each starred statement of the contract,
// put into a copy of the runtime: the case that stands for it must then fail. mutants/mutants.json says
// which text becomes which and which file of cases (below tests/) notices. Not anything that goes wrong is
// a proof: of the cases that fail, one must carry the number of each statement, or the words `notices`
// be in the name of one, or in what the runtime says when an invariant of its own is broken.

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { after, before, describe, test } from 'node:test'
import { listSources, objectName } from '../toolchain/runtime.js'
import { makePage, page, readOldBugs } from './mutants/old_bugs.js'
import { sourceOf } from './mutants/sources.js'

const run = promisify(execFile)
const root = fileURLToPath(new URL('..', import.meta.url))
const mutants = JSON.parse(await readFile(new URL('mutants/mutants.json', import.meta.url), 'utf8'))
const compiler = await run('gcc', ['--version']).then(() => 'gcc', () => null)
const missing = compiler ? false : 'gcc is not here: install it to prove the tests on broken copies'
const FLAGS = ['-std=gnu11', '-O0', '-w', '-I', join(root, 'runtime')]

let folder
let objects

if (missing && process.env.CI === 'true') {
  test('broken copies', () => assert.fail(missing))
}

before(async () => {
  if (missing) return
  folder = await mkdtemp(join(tmpdir(), 'weft-mutants-'))
  const paths = listSources('ucontext', root)
  objects = Object.fromEntries(paths.map(path => [path, join(folder, objectName(path))]))
  await inTurns(paths.map(path => () => compile(join(root, path), objects[path])))
})

after(async () => {
  if (folder) await rm(folder, { recursive: true, force: true })
})

function compile(source, object) {
  return run(compiler, [...FLAGS, '-c', source, '-o', object])
}

/** Two at a time. */
async function inTurns(jobs) {
  const next = jobs.values()
  await Promise.all([1, 2].map(async () => {
    for (const job of next) await job()
  }))
}

const cases = new Map()   // the compiled files of cases, by their names

function compileCases(name) {
  if (!cases.has(name)) {
    const object = join(folder, `${name.replace('/', '-')}.o`)
    cases.set(name, compile(join(root, 'tests', `${name}.c`), object).then(() => object))
  }
  return cases.get(name)
}

/** Links a C test with these objects and runs it; resolves to its output and exit code. */
async function check(name, linked, place) {
  const program = join(place, basename(name))
  await run(compiler, [await compileCases(name), ...linked, '-o', program, '-lm'])
  return run(program, [], { timeout: 20000, maxBuffer: 1 << 26 }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ code: code ?? 'killed', stdout, stderr }))
}

/** The file's text with the bug put in; each text to replace must stand in it once. */
async function broken({ file, find, replace, edits = [[find, replace]] }) {
  let text = await readFile(join(root, sourceOf(file)), 'utf8')
  for (const [from, to] of edits) {
    assert.equal(text.split(from).length, 2, `the text to replace must stand once in ${file}: ${from}`)
    text = text.replace(from, () => to)
  }
  return text
}

/** The names of the cases that failed, and the invariants that did not hold. */
function complaints({ stdout, stderr }) {
  return [...stdout.matchAll(/^not ok \d+ - (.*)$/gm), ...stderr.matchAll(/^weft: the runtime is broken: (.*)$/gm)]
    .map(([, words]) => words)
}

/** What must be among them: the statements' numbers, and the words. */
function proofs({ statements = [], notices }) {
  const carries = number => new RegExp(`^[\\d, ]*\\b${number}\\b[\\d, ]* (kept|different): `)
  return [...statements.map(number => [number, name => carries(number).test(name)]),
    ...notices ? [[notices, name => name.includes(notices)]] : []]
}

test('the runtime as it is passes', { skip: missing }, async () => {
  const names = new Set(mutants.map(mutant => mutant.test))
  await inTurns([...names].map(name => async () => {
    const { code, stdout } = await check(name, Object.values(objects), folder)
    assert.equal(code, 0, `${name}:\n${stdout}`)
  }))
})

describe('a broken copy is noticed', { concurrency: 2 }, () => {
  for (const [index, mutant] of mutants.entries()) proveMutant(mutant, index)
})

function proveMutant(mutant, index) {
  test(`${mutant.file}: bug ${mutant.bug}`, { skip: missing }, async () => {
    const place = join(folder, String(index))
    const text = await broken(mutant)
    await mkdir(place)
    const path = sourceOf(mutant.file)
    const source = join(place, basename(path))
    await writeFile(source, text)
    const object = join(place, 'mutant.o')
    await compile(source, object)
    const linked = Object.values({ ...objects, [path]: object })
    const result = await check(mutant.test, linked, place)
    assert.notEqual(result.code, 0, `${mutant.test} does not notice`)
    const said = complaints(result), wanted = proofs(mutant)
    assert.notEqual(wanted.length, 0, 'neither a statement nor words say who must notice')
    for (const [what, stands] of wanted) assert.ok(said.some(stands), `${what} is not among: ${said.join('; ') || 'nothing'}`)
  })
}

test('an old bug is put back by a copy, or cannot be and it is said why', async () => {
  const bugs = readOldBugs()
  assert.deepEqual(bugs.map(({ number }) => number), Array.from({ length: 40 }, (_, index) => index + 1))
  for (const { number, copies, not } of bugs) assert.ok(copies.length > 0 !== not?.length > 20, `bug ${number}`)
  assert.equal(await readFile(page, 'utf8'), makePage(bugs), 'write it anew: node tests/mutants/old_bugs.js --write')
})
