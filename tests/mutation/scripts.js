// What sees a change of web/lib or toolchain/: tests of npm test, in processes that load the changed text in place of the file
// (preload.js). Each suite is played once with V8's coverage first, test by test (notes.js): of a change, those are asked that come to its place, and no
// others of their suites, the quickest suite first, up to the first failure.

import { createHash } from 'node:crypto'
import { spawn } from 'node:child_process'
import { existsSync, linkSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { root } from '../programs.js'
import { cacheFolder } from '../../toolchain/cache.js'
import { readSource } from './native.js'

const here = name => new URL(name, import.meta.url).href
const leastPatienceMs = 60_000

/** The suites, by the area that they look at. What drives a browser, other engines or other machines is not among them: it takes minutes. */
const suites = {
  'web/lib': ['protocol', 'timeline', 'trace', 'findings', 'snapshot', 'watched', 'host_limits', 'host', 'output', 'library', 'library_worker', 'library_server', 'embedder', 'embed_js', 'explore',
    'files', 'processes', 'job', 'net', 'udp', 'tls', 'pulled', 'debug'],
  toolchain: ['sources', 'lines', 'toolchain', 'edit', 'refusals', 'asyncify', 'library_types', 'builds', 'new', 'test_command', 'cli', 'watch', 'start', 'instrumentation', 'library', 'output']
}

/** @param {string[]} [only] of the suites: fewer see less, and sooner */
export async function openScripts(parent, area, only) {
  const all = suites[area]
  const list = only ? all.filter(name => only.includes(name)) : all
  const folder = join(parent, stampOf(area, all))
  mkdirSync(folder, { recursive: true })
  const warm = join(folder, 'warm')
  if (!existsSync(warm)) warmUp(warm, cacheFolder({ from: root }))
  const noted = {}
  for (const name of list) {
    const file = join(folder, `${name}.json`)
    if (!existsSync(file)) {
      writeFileSync(file, JSON.stringify(await noteSuite(join(folder, `coverage-${name}`), name, area, warm)))
      const { took, failed, tests } = JSON.parse(readFileSync(file, 'utf8'))
      console.log(`${name}: ${(took / 1000).toFixed(1)} s, ${Object.keys(tests).length} tests${failed.length > 0 ? `; left out, as they fail: ${failed.join('; ')}` : ''}`)
    }
    noted[name] = JSON.parse(readFileSync(file, 'utf8'))
  }
  const cache = join(folder, `cache-${process.pid}`)

  /** The tests of a suite that come to a place; all of them, as [], when what stands around them does. */
  function testsAt(name, { path, from }) {
    const comes = reached => (reached[path] ?? []).some(([first, end]) => first <= from && from < end)
    const { around, tests, failed } = noted[name]
    if (comes(around) && failed.length === 0) return []
    const own = Object.keys(tests).filter(test => !failed.includes(test) && (comes(around) || comes(tests[test])))
    return own.length > 0 ? own : null
  }
  const share = name => noted[name].took / Math.max(1, Object.keys(noted[name].tests).length)
  const costOf = (name, own) => own.length === 0 ? noted[name].took : share(name) * own.length

  return {
    sees: path => path.startsWith(`${area}/`),
    reaching: mutant => list.map(name => ({ name, own: testsAt(name, mutant) })).filter(({ own }) => own)
      .sort((a, b) => costOf(a.name, a.own) - costOf(b.name, b.own)),
    async judge(mutant, text) {
      const file = join(folder, `mutant-${process.pid}.js`)
      const own = this.reaching(mutant)
      if (only && own.length === 0) return { verdict: 'not asked' }   // another suite may come to it
      writeFileSync(file, text)
      try {
        for (const { name, own: tests } of own) {
          warmUp(cache, warm)   // what a changed toolchain puts into the cache must not be found again
          const env = { MUTANT_FILE: pathToFileURL(join(root, mutant.path)).href, MUTANT_TEXT: file, WEFT_CACHE: cache, NODE_OPTIONS: `--import=${here('preload.js')}` }
          const patience = Math.max(leastPatienceMs, noted[name].took * 2)
          const [test] = await failures(name, { env, patience, tests, most: 1 })
          // what a busy machine makes fail once is no mutant noticed
          if (test && (await failures(name, { env, patience, tests: isTest(noted[name], test) ? [test] : tests, most: 1 })).length > 0) {
            return { verdict: 'killed', by: `${name}: ${test}`, reached: own.length }
          }
        }
        return { verdict: 'survived', reached: own.length }
      } finally {
        for (const path of [file, cache]) rmSync(path, { recursive: true, force: true })
      }
    }
  }
}

const isTest = ({ tests }, name) => name in tests

/** A cache with what was built before, with the toolchain as it is: entries are never written in place. */
function warmUp(cache, from) {
  rmSync(cache, { recursive: true, force: true })
  mkdirSync(cache, { recursive: true })
  for (const name of existsSync(from) ? readdirSync(from) : []) {
    try {
      if (name.endsWith('.weft')) linkSync(join(from, name), join(cache, name))
    } catch {
      // it has just been dropped there, or lies on another disk: then it is built anew
    }
  }
}

function stampOf(area, list) {
  const hash = createHash('sha256')
  const own = readdirSync(join(root, area), { recursive: true }).filter(name => name.endsWith('.js') && !/node_modules|compiled/.test(name)).sort()
  for (const path of [...own.map(name => `${area}/${name}`), ...list.map(name => `tests/${name}.test.js`)]) hash.update(path).update(readSource(path))
  return hash.digest('hex').slice(0, 16)
}

/** Plays a suite as it is: how long that takes, which tests fail, and where each comes. */
async function noteSuite(coverage, name, area, warm) {
  const clean = () => [coverage, `${coverage}.jsonl`].forEach(path => rmSync(path, { recursive: true, force: true }))
  clean()
  mkdirSync(coverage, { recursive: true })
  const begun = performance.now()
  const failed = await failures(name, { env: { NODE_V8_COVERAGE: coverage, WEFT_CACHE: warm }, patience: 900_000, words: [`--import=${here('notes.js')}`], most: Infinity })
  const took = performance.now() - begun
  const lines = existsSync(`${coverage}.jsonl`) ? readFileSync(`${coverage}.jsonl`, 'utf8').trim().split('\n').map(line => JSON.parse(line)) : []
  const seen = new Set(lines.flatMap(({ files }) => files))
  const [around, tests] = [{}, {}]
  const late = readdirSync(coverage).filter(file => !seen.has(file))
  for (const { names, files } of [...lines, { names: [], files: late }]) {
    const places = reachedIn(coverage, files, area)
    for (const all of names.length > 0 ? names.map(test => tests[test] ??= {}) : [around]) {
      for (const [path, bytes] of Object.entries(places)) all[path] = all[path] ? all[path].map((is, at) => is | bytes[at]) : bytes
    }
  }
  clean()
  const short = places => Object.fromEntries(Object.entries(places).map(([path, bytes]) => [path, rangesOf(bytes)]))
  return { took, failed, around: short(around), tests: Object.fromEntries(Object.entries(tests).map(([test, places]) => [test, short(places)])) }
}

/** The places in each file of the area that were come to: the innermost range that holds a place counts. */
function reachedIn(folder, files, area) {
  const prefix = pathToFileURL(join(root, area)).href
  const places = {}
  for (const name of files) {
    for (const { url, functions } of readCoverage(join(folder, name))) {
      if (!url.startsWith(`${prefix}/`)) continue
      const path = fileURLToPath(url).slice(root.length).replace(/^\//, '')
      const length = readSource(path).length + 1
      const own = new Uint8Array(length)
      const ranges = functions.flatMap(({ ranges }) => ranges).sort((a, b) => a.startOffset - b.startOffset || b.endOffset - a.endOffset)
      for (const { startOffset, endOffset, count } of ranges) own.fill(count > 0 ? 1 : 0, startOffset, endOffset)
      const all = places[path] ??= new Uint8Array(length)
      own.forEach((is, at) => { all[at] |= is })
    }
  }
  return places
}

/** One that was being written when its process was killed says nothing. */
function readCoverage(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).result
  } catch {
    return []
  }
}

function rangesOf(bytes) {
  const ranges = []
  for (let at = 0; at < bytes.length; at++) {
    if (!bytes[at]) continue
    const from = at
    while (bytes[at]) at++
    ranges.push([from, at])
  }
  return ranges
}

const quoted = text => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')

/** The tests of a suite that fail; after `most` of them the suite is over. One that does not end fails. */
function failures(name, { env, patience, tests = [], words = [], most }) {
  return new Promise(resolve => {
    const pattern = tests.length > 0 ? [`--test-name-pattern=/^(?:${tests.map(quoted).join('|')})$/`] : []
    const child = spawn(process.execPath, [...words, '--test-reporter=tap', ...pattern, `tests/${name}.test.js`],
      { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'ignore'], detached: true })
    const failed = []
    let rest = ''
    const end = why => {
      if (why) failed.push(why)
      try {
        process.kill(-child.pid, 'SIGKILL')
      } catch {
        // it has just ended by itself
      }
    }
    const limit = setTimeout(end, patience, 'it does not end')
    child.stdout.on('data', chunk => {
      const lines = (rest + chunk).split('\n')
      rest = lines.pop()
      for (const line of lines) {
        if (!/^\s*not ok /.test(line) || /# (?:SKIP|TODO)/.test(line)) continue
        failed.push(line.replace(/^\s*not ok \d+ - /, ''))
        if (failed.length >= most) end()
      }
    })
    child.on('close', code => {
      clearTimeout(limit)
      resolve(failed.length > 0 || !code ? failed : [`it ended with ${code}`])
    })
  })
}
