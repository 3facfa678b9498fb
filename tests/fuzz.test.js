// Random programs on Weft and on CPython's asyncio: the same lines in the same turns, but for the
// differences that are named; in shuffled orders nothing is lost, doubled or left. Broken copies of
// the runtime are noticed. `node tests/fuzz/fuzz.js --help` plays more.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test, { before, describe } from 'node:test'
import { campaign, summary } from './fuzz/campaign.js'
import { difference } from './fuzz/compare.js'
import { brokenBuilds } from './fuzz/build.js'
import { generate } from './fuzz/generator.js'
import { asyncioPlayer, remembering, weftPlayer } from './fuzz/players.js'
import { numbered, ways, wordsIn } from './fuzz/program.js'
import { buildNative, needs } from './programs.js'

const cases = 1500
const checkedCases = 200
const brokenCases = 800
const known = JSON.parse(readFileSync(new URL('fuzz/differences.json', import.meta.url), 'utf8'))
const mutants = JSON.parse(readFileSync(new URL('mutants/mutants.json', import.meta.url), 'utf8'))
/** Statements of the contract whose broken copies random programs find. */
const noticed = ['001', '021', '042', '046', '048', '052', '111', '163', '178', '214', '225']

let asyncio

before(async () => {
  asyncio = remembering(await asyncioPlayer())
})

function holds(t, played) {
  t.diagnostic(`FUZZ: ${summary(played)}`)
  assert.deepEqual(played.failures.map(({ words }) => words), [])
}

describe('random programs', needs('gcc'), () => {
  test('Weft does what asyncio does, turn for turn', async t => {
    const { interpreter } = await buildNative('plain', ['tests/fuzz/interpreter.c'])
    const played = campaign({ asyncio, weft: weftPlayer(interpreter, 2), first: 1, cases })
    holds(t, played)
    assert.deepEqual(Object.keys(played.cuts).filter(name => !known[name]), [], 'a difference without a reason')
    const { again, ...early } = played.cuts   // that one is compared to the end of its first run
    assert.ok(again > 0)
    const cut = Object.values(early).reduce((sum, count) => sum + count, 0)
    assert.ok(cut < cases / 4, 'most programs are compared to their end')
  })

  test('the same with sanitizers', needs('clang'), async t => {
    const { interpreter } = await buildNative('checked', ['tests/fuzz/interpreter.c'])
    holds(t, campaign({ asyncio, weft: weftPlayer(interpreter, 1), first: 100_001, cases: checkedCases }))
  })

  test('every operation is made, and every way to run a program', () => {
    const text = readFileSync(new URL('fuzz/interpreter.c', import.meta.url), 'utf8')
    const words = [...text.matchAll(/^ {4}\{"(\w+)", \w+\},$/gm)].map(([, word]) => word)
    const programs = Array.from({ length: cases }, (_, index) => numbered(generate(index + 1)))
    const made = programs.flatMap(wordsIn)
    assert.ok(words.length > 70, `${words.length} operations`)
    assert.deepEqual(words.filter(word => !made.includes(word)), [])
    assert.deepEqual(ways.map((way, number) => programs.filter(([, , , , [own]]) => own === number).length > 30), ways.map(() => true))
  })

  test('a line that differs, is missing or comes after the end is found', () => {
    const said = '0+1 1 #0 0 begins\n0+1 1 #0 0 ends ""\nend 0 0'
    assert.equal(difference(said, said), null)
    assert.match(difference(said, said.replace('ends', 'starts')), /^line 2:/)
    assert.match(difference(said, said.split('\n').slice(0, 2).join('\n')), /Weft says nothing/)
    assert.match(difference(said, `${said}\nmore`), /asyncio says nothing/)
    assert.equal(difference('0+1 1 #0 0 begins\ncut 156', said), null)
    assert.match(difference('0+1 1 #0 0 begins\ncut 156', `${said}\nbroken: a lock is lost`), /^broken/)
  })

  test('broken copies are noticed', async () => {
    const builds = await brokenBuilds()
    try {
      for (const number of noticed) {
        const mutant = mutants.find(({ statements }) => statements?.includes(number))
        const program = await builds.broken(mutant)
        const { failures } = campaign({
          asyncio, weft: weftPlayer(program, 1, 10_000), first: 1, cases: brokenCases, most: 1, shrinks: false
        })
        assert.equal(failures.length, 1, `bug ${mutant.bug}`)
      }
    } finally {
      builds.remove()
    }
  })
})
