// Faults: in every example every allocation, every call of the host and every suspension fails or
// is cancelled in turn, until no more is left. Each run must end with a documented code and a
// sentence, leave nothing, and be clean for the sanitizers. The same natively, one place of three, and in wasm, one of six, others
// for each example (sample.js).

import assert from 'node:assert/strict'
import test, { before, describe } from 'node:test'
import { findExample, readExamples } from '../playground/make/shelves.js'
import { faults, judge, readReport, sentencesOf } from './faults.js'
import {
  buildNative, buildWasm, needs, prepareForWasmtime, runInNode, runMany, underWasmtime
} from './programs.js'
import { isWhole, sample } from './sample.js'
import { transcriptEnvironment } from './transcript.js'

const mostShown = 10
const examples = readExamples()
const sources = examples.map(({ file }) => file)

/** Each host: the tools it needs, what is built for it, and how it runs a list of environments. */
const hosts = {
  natively: {
    tools: ['clang'],
    build: () => buildNative('checked', sources),
    runAll: (program, environments) => runMany(environments.map(env => ({ words: [program], env })))
  },
  'on wasmtime': {
    tools: ['wasmtime'],
    thin: 6,
    build: async () => prepareForWasmtime(await buildWasm(sources, 'page')),
    runAll: (file, environments) =>
      runMany(environments.map(env => ({ words: underWasmtime(file, env, { files: '.' }) })))
  },
  'on Node': {
    tools: [],
    thin: 6,
    build: () => buildWasm(sources, 'page'),
    runAll: (file, environments) =>
      runInNode(process.execPath, environments.map(env => ({ file, env })))
  }
}

function environmentOf(example) {
  const { WEFT_STAMP, ...env } = transcriptEnvironment(example)
  return { ...env, WEFT_REPORT: '1' }
}

/** All places of all faults, each once and where it makes a difference for ever, and one beyond. */
function placesOf(counts) {
  return faults.flatMap(fault => {
    const places = Array.from({ length: counts[fault.counter] }, (_, index) => `${index + 1}`)
    const forEver = fault.forEver ? places.map(place => `${place}+`) : []
    const beyond = `${counts[fault.counter] + 1}`
    return [...places, ...forEver, beyond]
      .map(place => ({ fault, place, beyond: place === beyond }))
  })
}

/** A part of the places, and those beyond the last. */
function thinned(places, thin, shift) {
  const chosen = new Set(sample(places, thin, shift))
  return places.filter(place => place.beyond || chosen.has(place))
}

async function runExample(host, program, example) {
  const env = environmentOf(example)
  const [clean] = await host.runAll(program, [env])
  const counts = readReport(clean.stderr)
  assert.equal(clean.code, example.exit, `without a fault: ${clean.stderr}`)
  const places = thinned(placesOf(counts), host.thin ?? 3, examples.indexOf(example))
  const results = await host.runAll(program, places.map(({ fault, place }) =>
    ({ ...env, [fault.variable]: place })))
  const runs = places.map((place, index) => ({ ...place, result: results[index] }))
  return { clean, counts, runs }
}

/** What is wrong with the runs of an example; counts the endings. */
function judgeRuns(example, { clean, runs }, endings) {
  const wrong = []
  for (const { fault, place, beyond, result } of runs) {
    const about = `${fault.variable}=${place}: `
    if (beyond) {
      const same = ['code', 'stdout', 'stderr'].every(key => withoutNumbers(result[key]) ===
        withoutNumbers(clean[key]))
      if (!same) wrong.push(`${about}beyond the last one, and not a clean run`)
      continue
    }
    const verdict = judge(example, fault, clean, result)
    endings[verdict.ending] = (endings[verdict.ending] ?? 0) + 1
    wrong.push(...verdict.wrong.map(words => about + words))
  }
  return wrong
}

/** Without the process's own number, which the sanitizer tells. */
function withoutNumbers(value) {
  return typeof value === 'string' ? value.replace(/^==\d+==/gm, '') : value
}

/**
 * Where wasm and the machine differ in an outcome; their calls of the host are not the same. Natively all of the library is linked
 * here, also what only some programs ask for: an allocation that wasm has not may not change anything when it fails.
 */
function differences(natively, there) {
  const outcomeOf = result => JSON.stringify([result.code, result.stdout, sentencesOf(result.stderr)])
  const outcomes = runs => new Map(runs.filter(({ fault }) => fault.kind !== 'host call')
    .map(({ fault, place, result }) => [`${fault.variable}=${place}`, outcomeOf(result)]))
  const wanted = outcomes(natively.runs)
  const found = outcomes(there.runs)
  const changesNothing = key => !found.has(key) && key.startsWith('WEFT_FAIL_ALLOC=') && wanted.get(key) === outcomeOf(natively.clean)
  const keys = isWhole ? new Set([...wanted.keys(), ...found.keys()]) : [...found.keys()].filter(key => wanted.has(key))
  return [...keys]
    .filter(key => wanted.get(key) !== found.get(key) && !changesNothing(key))
    .map(key => `${key}: natively ${wanted.get(key)}, here ${found.get(key)}`)
}

function tableOf(rows) {
  const cells = [['', 'allocations', 'host calls', 'suspensions', 'runs', 'failed', 'absorbed',
    'broken off', 'deadlock', 'interrupted'], ...rows]
  const widths = cells[0].map((_, column) => Math.max(...cells.map(row => `${row[column]}`.length)))
  return cells.map(row => row.map((cell, column) =>
    column === 0 ? `${cell}`.padEnd(widths[0]) : `${cell}`.padStart(widths[column])).join('  '))
}

const outcomesNatively = new Map()

for (const [title, host] of Object.entries(hosts)) {
  describe(`a fault at every place, ${title}`, needs(...host.tools), () => {
    const rows = []
    let programs

    before(async () => {
      programs = await host.build()
    })

    for (const example of examples) {
      test(example.name, async () => {
        const outcome = await runExample(host, programs[example.name], example)
        const endings = { failed: 0, absorbed: 0, 'broken off': 0, deadlock: 0, interrupted: 0 }
        const wrong = judgeRuns(example, outcome, endings)
        const { allocations, 'host calls': calls, suspensions } = outcome.counts
        rows.push([example.name, allocations, calls, suspensions, outcome.runs.length + 1,
          endings.failed, endings.absorbed, endings['broken off'], endings.deadlock, endings.interrupted])
        if (title === 'natively') outcomesNatively.set(example.name, outcome)
        else if (outcomesNatively.has(example.name)) {
          wrong.push(...differences(outcomesNatively.get(example.name), outcome))
        }
        assert.equal(wrong.slice(0, mostShown).join('\n'), '', `${wrong.length} are wrong`)
      })
    }

    test('how many there were', t => {
      const sums = rows.length > 0 ? rows[0].slice(1).map((_, column) =>
        rows.reduce((sum, row) => sum + row[column + 1], 0)) : []
      for (const line of tableOf([...rows, ['together', ...sums]])) t.diagnostic(line)
      assert.equal(rows.length, examples.length)
    })
  })
}

describe('a wait that fails under the real clock', () => {
  const example = findExample('gather')
  const env = { WEFT_CLOCK: 'real', WEFT_REPORT: '1', WEFT_FAIL_HOST: '1+' }

  for (const [title, host] of Object.entries(hosts)) {
    test(`ends the run at once, ${title}`, needs(...host.tools), async () => {
      const programs = await host.build()
      const [{ code, stderr, late }] = await host.runAll(programs[example.name], [env])
      assert.equal(late, false)
      assert.equal(code, 106)
      assert.match(stderr, /^weft: the host could not wait; the run ends here$/m)
      assert.equal(readReport(stderr).bytes, 0)
    })
  }
})
