// Every old bug of others that applies to us, and the opposite of each starred statement of the contract,
// put into a copy of the runtime: the case that stands for it must then fail. mutants/mutants.json says
// what stands at which mark instead (mutants/marks.js says how) and which file of cases (below tests/)
// notices. Not anything that goes wrong is a proof: of the cases that fail, one must carry the number of
// each statement, or the words `notices` be in the name of one, or in what the runtime says when an
// invariant of its own is broken.

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { after, before, describe, test } from 'node:test'
import { inTurns, openCopies, runtime } from './mutants/copies.js'
import { breakSources, findFaults, readSources } from './mutants/marks.js'
import { makePage, page, readOldBugs } from './mutants/old_bugs.js'

const run = promisify(execFile)
const root = fileURLToPath(new URL('..', import.meta.url))
const mutants = JSON.parse(await readFile(new URL('mutants/mutants.json', import.meta.url), 'utf8'))
const compiler = await run('gcc', ['--version']).then(() => 'gcc', () => null)
const missing = compiler ? false : 'gcc is not here: install it to prove the tests on broken copies'

let copies

if (missing && process.env.CI === 'true') {
  test('broken copies', () => assert.fail(missing))
}

before(async () => {
  if (!missing) copies = await openCopies(compiler, ['-O0'])
})

after(() => copies?.close())

const cases = new Map()   // the compiled files of cases, by their names

function compileCases(name) {
  if (!cases.has(name)) cases.set(name, copies.compile(join(root, 'tests', `${name}.c`)))
  return cases.get(name)
}

/** Links a C test with these objects and runs it; resolves to its output and exit code. */
async function check(name, linked) {
  const program = join(await mkdtemp(join(copies.folder, 'program-')), basename(name))
  await run(compiler, [await compileCases(name), ...linked, '-o', program, '-lm'])
  return run(program, [], { timeout: 60_000, maxBuffer: 1 << 26 }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ code: code ?? 'killed', stdout, stderr }))
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

test('each mark stands once in the runtime, and a broken copy changes it', () => {
  const sources = readSources(runtime)
  assert.deepEqual(findFaults(sources, mutants), [])
  for (const mutant of mutants) breakSources(sources, mutant)
})

describe('a mark', () => {
  const change = (text, marks) => breakSources({ 'deep/a.c': text, 'b.h': '' }, { bug: '1', marks })['deep/a.c']

  test('marks the statement that begins on its line, however it is set', () => {
    for (const [text, becomes] of [
      ['a();\nb(";)"); /* mutant: m */\nc();', 'a();\n! /* mutant: m */\nc();'],
      ['a();\n/* mutant: m */\n    b(1, /* ; */\n      2);\nc();', 'a();\n/* mutant: m */\n    !\nc();'],
      ['if (a) /* mutant: m */\n    b();\nelse {\n    c(); }\nd();', '!\nd();'],
      ['if (a)\n    b();\nelse if (c) /* mutant: m */\n    for (;;)\n        d();\ne();', 'if (a)\n    b();\nelse !\ne();'],
      ['if (a)\n    if (b) /* mutant: m */\n        c();\nd();', 'if (a)\n    !\nd();'],
      ['do { /* mutant: m */\n    a();\n} while (b);\nc();', '!\nc();'],
      ['x = (struct s){.a = 1, /* mutant: m */\n    .b = f(2)};\nc();', '!\nc();']
    ]) assert.equal(change(text, { m: '!' }), becomes)
  })

  test('becomes what the copy says: @ is the statement as it was, a pair changes a part of it', () => {
    assert.equal(change('f(a); /* mutant: m */', { m: 'g(); @ @' }), 'g(); f(a); f(a); /* mutant: m */')
    assert.equal(change('f(a, /* mutant: m */\n  b);', { m: ['( a, b )', '($&)'] }), 'f($&);')
    assert.equal(change('if (a) { /* mutant: m */\n  b(); /* mutant: n */\n}', { m: ['a', '0'], n: 'c();' }),
      'if (0) { /* mutant: m */\n  c(); /* mutant: n */\n}')
  })

  test('that is missing, that stands twice or that marks no statement is an error', () => {
    assert.throws(() => change('a();', { m: ';' }), /no statement has the mark m, which bug 1 changes/)
    assert.throws(() => change('a(); /* mutant: m */\nb(); /* mutant: m */', { m: ';' }), /m stands in deep\/a\.c and in deep\/a\.c/)
    assert.throws(() => change('{ a();\n} /* mutant: m */', { m: ';' }), /no statement begins at the mark m/)
    assert.throws(() => change('f(a,\n  b); /* mutant: m */', { m: ';' }), /no statement begins at the mark m/)
  })

  test('that a copy leaves as it was, or without the part that it changes, is an error', () => {
    assert.throws(() => change('f(a, b); /* mutant: m */', { m: 'f(a,b) ;' }), /leaves the mark m as it was/)
    assert.throws(() => change('f(a, b); /* mutant: m */', { m: ['a', ' a'] }), /leaves the mark m as it was/)
    assert.throws(() => change('f(a, ab, a); /* mutant: m */', { m: ['a', 'b'] }), /a must stand once .* 2 times/)
    assert.throws(() => change('f(ab); /* mutant: m */', { m: ['a', 'b'] }), /a must stand once .* 0 times/)
  })

  test('that no copy changes, or that stands twice, is a fault', () => {
    const sources = { 'a.c': 'a(); /* mutant: m */', 'b/c.h': 'b(); /* mutant: n */' }
    assert.deepEqual(findFaults(sources, [{ marks: { m: ';', n: ';' } }]), [])
    assert.match(findFaults(sources, [{ marks: { m: ';' } }]).join(), /^no broken copy changes the mark n in b\/c\.h: /)
    const twice = { ...sources, 'd.c': sources['a.c'] }
    assert.match(findFaults(twice, [{ marks: { m: ';', n: ';' } }]).join(), /^the mark m stands in a\.c and in d\.c: /)
  })
})

test('the runtime as it is passes', { skip: missing }, async () => {
  const names = new Set(mutants.map(mutant => mutant.test))
  await inTurns([...names].map(name => async () => {
    const { code, stdout } = await check(name, copies.objects)
    assert.equal(code, 0, `${name}:\n${stdout}`)
  }))
})

describe('a broken copy is noticed', { concurrency: 2 }, () => {
  for (const mutant of mutants) proveMutant(mutant)
})

function proveMutant(mutant) {
  test(`${Object.keys(mutant.marks).join(', ')}: bug ${mutant.bug}`, { skip: missing }, async () => {
    const result = await check(mutant.test, await copies.broken(mutant))
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
