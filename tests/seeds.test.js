// A seed: the same seed gives the same trace, byte for byte, and the same lines on every host; two
// seeds give different ones. All examples, without a seed and with three.

import assert from 'node:assert/strict'
import { mkdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import test, { before, describe } from 'node:test'
import { findExample, readExamples } from '../playground/make/shelves.js'
import { decode } from '../web/lib/trace.js'
import {
  buildNative, buildWasm, inParallel, inScratch, needs, prepareForWasmtime, root, run, runInNode, tools,
  underWasmtime, weft
} from './programs.js'
import { isWhole } from './sample.js'
import { transcriptEnvironment } from './transcript.js'

const seeds = ['', '1', '4', '18446744073709551615']
const fewestThatDiffer = 10
const block = 56
const mostShown = 5
const compilingMs = 300_000   // the first native run compiles the library
const folder = join(root, 'build', 'programs', 'traces')
const examples = readExamples()
const sources = examples.map(({ file }) => file)
const cases = examples.flatMap(example => seeds.map(seed => ({ example, seed })))

/** Each host: the tools it needs, and how it runs all cases. */
const hosts = {
  'this Node': { tools: [], runAll: () => runOnNode(process.execPath, 'node') },
  ...isWhole && { 'Node 24': { tools: ['node24'], runAll: () => runOnNode(tools().node24, 'node24') } },
  'the newest Node': { tools: ['node26'], runAll: () => runOnNode(tools().node26, 'node26') },
  wasmtime: { tools: ['wasmtime'], runAll: runOnWasmtime },
  'gcc, natively': { tools: ['gcc'], runAll: () => runNatively('plain') },
  'clang with sanitizers': { tools: ['clang'], runAll: () => runNatively('checked') }
}

let files       // the wasm files by the names of the examples
let reference   // what this Node made of each case, by its key

function keyOf({ example, seed }) {
  return `${example.name}-${seed || 'none'}`
}

function environmentOf({ example, seed }) {
  return { ...transcriptEnvironment(example), ...(seed && { WEFT_SEED: seed }) }
}

/** The file that gets the trace of a case on a host, in the host's folder. */
function traceOf(host, one) {
  mkdirSync(join(folder, host), { recursive: true })
  return join(folder, host, keyOf(one))
}

async function runOnNode(node, name) {
  const jobs = cases.map(one => ({
    file: files[one.example.name], env: environmentOf(one), trace: traceOf(name, one)
  }))
  return collect(await runInNode(node, jobs), name)
}

async function runOnWasmtime() {
  const prepared = await prepareForWasmtime(files)
  const results = await inParallel(cases, one => {
    traceOf('wasmtime', one)
    const env = { ...environmentOf(one), WEFT_TRACE: keyOf(one) }
    const words = underWasmtime(prepared[one.example.name], env, { folder: join(folder, 'wasmtime'), files: '.' })
    return inScratch(cwd => run(words, { cwd }))
  })
  return collect(results, 'wasmtime')
}

async function runNatively(flavour) {
  const programs = await buildNative(flavour, sources)
  const results = await inParallel(cases, one => {
    const env = { ...environmentOf(one), WEFT_TRACE: traceOf(flavour, one) }
    return inScratch(cwd => run([programs[one.example.name]], { env, cwd }))
  })
  return collect(results, flavour)
}

function collect(results, host) {
  return new Map(cases.map((one, index) => {
    const { code, stdout, late } = results[index]
    return [keyOf(one), { code, stdout, late, trace: readFileSync(traceOf(host, one)) }]
  }))
}

/** The first record in which two traces differ, in words. */
function firstDifference(wanted, found) {
  const [left, right] = [wanted, found].map(bytes => {
    const { records } = decode(bytes)
    return records.map(record => JSON.stringify(record, (_, value) =>
      typeof value === 'bigint' ? String(value) : value))
  })
  const at = left.findIndex((record, index) => record !== right[index])
  return at < 0 ? 'one goes on' : `record ${at + 1}: ${left[at]}\n  but here: ${right[at]}`
}

/** What follows the header and the first record, which holds the seed itself. */
function withoutSeed(trace) {
  return trace.subarray(2 * block)
}

describe('a seed', () => {
  before(async () => {
    files = await buildWasm(sources, 'page')
    reference = await hosts['this Node'].runAll()
  })

  test('every case ends as it should and leaves a whole trace', () => {
    for (const one of cases) {
      const { code, late, trace } = reference.get(keyOf(one))
      assert.equal(late, false, `${keyOf(one)} did not end`)
      assert.equal(code, one.example.exit, keyOf(one))
      assert.equal(trace.length % block, 0)
      const { records } = decode(trace)
      assert.deepEqual([records[0].kind, records.at(-1).kind], ['begin', 'end'], keyOf(one))
    }
  })

  for (const [name, host] of Object.entries(hosts).slice(1)) {
    test(`gives the same traces and lines on ${name}`, needs(...host.tools), async () => {
      const found = await host.runAll()
      const wrong = []
      for (const [key, wanted] of reference) {
        const { code, stdout, trace } = found.get(key)
        if (code !== wanted.code) wrong.push(`${key} ended with ${code}, not ${wanted.code}`)
        if (stdout !== wanted.stdout) wrong.push(`${key} printed something else`)
        if (trace.equals(wanted.trace)) continue
        wrong.push(`${key}: ${firstDifference(wanted.trace, trace)}`)
      }
      assert.deepEqual(wrong.slice(0, mostShown), [], `${wrong.length} are wrong`)
    })
  }

  test('gives the same again in the same place', async () => {
    const again = await hosts['this Node'].runAll()
    for (const [key, { trace }] of reference) assert.ok(trace.equals(again.get(key).trace), key)
  })

  test('gives another trace than another seed, in ten examples at least', t => {
    const differ = examples.filter(example => {
      const [one, two] = ['1', '4'].map(seed => reference.get(keyOf({ example, seed })).trace)
      return !withoutSeed(one).equals(withoutSeed(two))
    }).map(({ name }) => name)
    t.diagnostic(`seeds 1 and 4 differ in ${differ.length}: ${differ.join(', ')}`)
    assert.ok(differ.length >= fewestThatDiffer, `only in ${differ.join(', ')}`)
  })

  test('is given to the command line, which writes the same trace', async () => {
    const one = { example: findExample('queue'), seed: '4' }
    const there = tools()
    const present = [
      ['node', files.queue],
      ...(there.wasmtime ? [['wasmtime', files.queue]] : []),
      ...(there.gcc ? [['native', basename(one.example.file)]] : [])
    ]
    for (const [host, program] of present) {
      const trace = traceOf('command-line', { ...one, seed: host })
      const words = ['--host', host, '--clock', 'virtual', '--stamp', '--seed', one.seed]
      const command = [process.execPath, weft, 'run', ...words, '--trace', trace, program]
      const cwd = join(root, dirname(one.example.file))
      const { code, stdout } = await run(command, { cwd, limitMs: compilingMs })
      assert.equal(code, 0)
      assert.equal(stdout, reference.get(keyOf(one)).stdout)
      assert.ok(readFileSync(trace).equals(reference.get(keyOf(one)).trace), host)
    }
  })

  test('shows files by the names that the compiler was given', () => {
    for (const one of cases) {
      const { records } = decode(reference.get(keyOf(one)).trace)
      const texts = records.filter(({ kind }) => kind === 'string').map(({ text }) => text)
      const named = [...new Set(texts.filter(text => text.endsWith('.c')))]
      assert.deepEqual(named, [`${one.example.name}.c`], keyOf(one))
    }
  })
})
