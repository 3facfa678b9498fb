// What sees a change of web/lib or toolchain/: suites of npm test, in processes that load the changed text in place of the file
// (preload.js). Each suite is played once with V8's coverage first: of a change, those are asked that come to its place, the quickest first, and each is
// ended at its first failure.

import { createHash } from 'node:crypto'
import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { root } from '../programs.js'
import { cacheFolder } from '../../toolchain/cache.js'
import { readSource } from './native.js'

const preload = new URL('preload.js', import.meta.url).href
const leastPatienceMs = 120_000

/** The suites, by the area that they look at. What drives a browser, other engines or other machines is not among them: it takes minutes. */
const suites = {
  'web/lib': ['protocol', 'timeline', 'trace', 'findings', 'host', 'host_limits', 'snapshot', 'output', 'library', 'library_worker', 'embedder', 'embed_js', 'explore', 'net', 'udp', 'files', 'processes', 'job'],
  toolchain: ['toolchain', 'sources', 'lines', 'edit', 'refusals', 'asyncify', 'library_types', 'builds', 'cli', 'new', 'test_command', 'instrumentation', 'output']
}

/** @param {string[]} [only] of the suites: fewer see less, and sooner */
export async function openScripts(parent, area, only) {
  const all = suites[area]
  const list = only ? all.filter(name => only.includes(name)) : all
  const folder = join(parent, stampOf(area, all))
  mkdirSync(folder, { recursive: true })
  const notes = join(folder, 'suites.json')
  const noted = existsSync(notes) ? JSON.parse(readFileSync(notes, 'utf8')) : {}
  for (const name of list) {
    if (noted[name]) continue
    const coverage = join(folder, `coverage-${name}`)
    rmSync(coverage, { recursive: true, force: true })
    const begun = performance.now()
    const failed = await fails(name, { NODE_V8_COVERAGE: coverage }, 900_000)
    noted[name] = { took: performance.now() - begun, failed, reached: failed ? {} : reachedIn(coverage, area) }
    rmSync(coverage, { recursive: true, force: true })
    writeFileSync(notes, JSON.stringify(noted))
    console.log(`${name}: ${(noted[name].took / 1000).toFixed(1)} s${failed ? `, left out: it fails at "${failed}"` : ''}`)
  }
  const usable = list.filter(name => !noted[name].failed).sort((a, b) => noted[a].took - noted[b].took)
  const cache = join(folder, 'cache')

  return {
    sees: path => path.startsWith(`${area}/`),
    reaching: mutant => usable.filter(name => (noted[name].reached[mutant.path] ?? []).some(([from, to]) => from <= mutant.from && mutant.from < to)),
    async judge(mutant, text) {
      const file = join(folder, 'mutant.js')
      const own = this.reaching(mutant)
      writeFileSync(file, text)
      for (const name of own) {
        // what a changed toolchain puts into the cache must not be found again
        rmSync(cache, { recursive: true, force: true })
        if (existsSync(cacheFolder({ from: root }))) cpSync(cacheFolder({ from: root }), cache, { recursive: true, mode: 4 })
        const env = { MUTANT_FILE: pathToFileURL(join(root, mutant.path)).href, MUTANT_TEXT: file, WEFT_CACHE: cache, NODE_OPTIONS: `--import=${preload}` }
        const patience = Math.max(leastPatienceMs, noted[name].took * 4)
        const test = await fails(name, env, patience) && await fails(name, env, patience)
        if (test) return { verdict: 'killed', by: `${name}: ${test}`, reached: own.length }
      }
      return { verdict: 'survived', reached: own.length }
    }
  }
}

function stampOf(area, list) {
  const hash = createHash('sha256')
  const own = readdirSync(join(root, area), { recursive: true }).filter(name => name.endsWith('.js') && !/node_modules|compiled/.test(name)).sort()
  for (const path of [...own.map(name => `${area}/${name}`), ...list.map(name => `tests/${name}.test.js`)]) hash.update(path).update(readSource(path))
  return hash.digest('hex').slice(0, 16)
}

/** The places in each file of the area that were come to, as V8 tells it of every process: the innermost range that holds a place counts. */
function reachedIn(folder, area) {
  const prefix = pathToFileURL(join(root, area)).href
  const places = {}
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    for (const { url, functions } of JSON.parse(readFileSync(join(folder, name), 'utf8')).result) {
      if (!url.startsWith(prefix)) continue
      const path = fileURLToPath(url).slice(root.length).replace(/^\//, '')
      const length = readSource(path).length + 1
      const own = new Uint8Array(length)
      const ranges = functions.flatMap(({ ranges }) => ranges).sort((a, b) => a.startOffset - b.startOffset || b.endOffset - a.endOffset)
      for (const { startOffset, endOffset, count } of ranges) own.fill(count > 0 ? 1 : 0, startOffset, endOffset)
      const all = places[path] ??= new Uint8Array(length)
      own.forEach((is, at) => { all[at] |= is })
    }
  }
  return Object.fromEntries(Object.entries(places).map(([path, bytes]) => [path, rangesOf(bytes)]))
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

/** The first test of a suite that fails, and with it the suite is over; null when all hold. One that does not end fails. */
function fails(name, env, patienceMs) {
  return new Promise(resolve => {
    const words = ['--test', '--test-reporter=tap', `tests/${name}.test.js`]
    const child = spawn(process.execPath, words, { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'ignore'], detached: true })
    let failed = null
    let rest = ''
    const end = why => {
      failed ??= why
      try {
        process.kill(-child.pid, 'SIGKILL')
      } catch {
        // it has just ended by itself
      }
    }
    const limit = setTimeout(end, patienceMs, 'it does not end')
    child.stdout.on('data', chunk => {
      const lines = (rest + chunk).split('\n')
      rest = lines.pop()
      const bad = lines.find(line => /^\s*not ok /.test(line) && !/# (?:SKIP|TODO)/.test(line))
      if (bad) end(bad.replace(/^\s*not ok \d+ - /, ''))
    })
    child.on('close', code => {
      clearTimeout(limit)
      resolve(failed ?? (code ? `it ended with ${code}` : null))
    })
  })
}
