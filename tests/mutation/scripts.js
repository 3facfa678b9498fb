// What sees a change of web/lib or toolchain/: tests of npm test. All mutants of an area stand in one copy of its modules (script_schema.js), and a number says
// which one counts, so that a process that has loaded a suite judges one mutant after the other (script_player.js). Each suite is played
// once without one, which says how long each test takes and which mutants it comes to; that is kept until the suite or a file in question changes. Of a mutant, those tests are asked that
// come to it, the quickest first, up to the first failure. What is come to only while a suite is loaded or got ready is asked in a process of its own.

import { createHash } from 'node:crypto'
import { spawn } from 'node:child_process'
import { closeSync, existsSync, linkSync, mkdirSync, mkdtempSync, openSync, readFileSync, readSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { root } from '../programs.js'
import { cacheFolder } from '../../toolchain/cache.js'
import { readSource } from './native.js'
import { mutantsOf, nameOf } from './rules.js'
import { parses, scriptSchemaOf } from './script_schema.js'

const here = name => new URL(name, import.meta.url)
const player = fileURLToPath(here('script_player.js'))
const [readyMs, leastPatienceMs, morePatience] = [300_000, 15_000, 6]
const mostOpen = 12
const startMs = 3000   // what a suite that is not loaded yet costs beside its first test: what it gets ready
const unplaced = 1_000_000   // added to the numbers of a module that is kept: which ones it has here depends on those before it
const ownMs = 120_000   // how long one suite is asked in a process for one mutant

/** The suites, by the area that they look at. What drives a browser, other engines or other machines is not among them: it takes minutes. */
const suites = {
  'web/lib': ['protocol', 'timeline', 'trace', 'findings', 'watched', 'host_limits', 'host', 'output', 'library', 'library_worker', 'library_server', 'embedder', 'explore',
    'files', 'processes', 'job', 'net', 'udp', 'tls', 'pulled', 'snapshot', 'cli'],
  toolchain: ['sources', 'lines', 'toolchain', 'edit', 'refusals', 'asyncify', 'library_types', 'builds', 'new', 'test_command', 'cli', 'watch', 'explore', 'trace', 'debug', 'library', 'output']
}

/**
 * @param {string[]} [only] of the suites: fewer see less, and sooner
 * @param {string[]} paths the files whose mutants will be asked for: what is known of others may be old
 */
export async function openScripts(parent, area, only, paths) {
  const list = only ? suites[area].filter(name => only.includes(name)) : suites[area]
  mkdirSync(parent, { recursive: true })
  const schemas = writeSchemas(join(parent, 'schemas'), area)
  const warm = cacheFolder({ from: root })
  const shared = openCache(warm, area)   // what the suites build with the toolchain as it is stays there
  const cacheOf = () => area === 'toolchain' ? openCache(warm, area) : shared
  const dropCache = cache => cache === shared || rmSync(cache, { recursive: true, force: true })
  const players = new Map()   // those that were used last are the last ones
  const noted = {}
  for (const name of list) noted[name] = await notesOf(name)
  const said = Object.values(noted)
  console.log(`${area}: ${said.length} suites, ${said.flatMap(({ tests }) => tests).length} tests, ${said.flatMap(({ tests }) => tests).filter(({ failure }) => failure).length} of them left out, as they fail`)

  /** The notes of a suite, made anew where it or a file in question has changed. */
  async function notesOf(name) {
    const file = join(parent, `${name}.json`)
    const old = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null
    if (old?.suite === suiteKey(name) && paths.every(path => old.sources[path] === schemas.keys[path])) return old
    const begun = performance.now()
    const cache = cacheOf()
    const one = openPlayer(name, schemas.folder, { WEFT_CACHE: cache })
    const { failure } = await one.ready
    const load = performance.now() - begun
    const { around = [], tests = [], failure: late } = failure ? {} : await one.ask({ note: true }, readyMs)
    await one.close()
    dropCache(cache)
    const notes = { suite: suiteKey(name), sources: schemas.keys, load, around: schemas.byPath(around), tests: tests.map(test => ({ ...test, reached: schemas.byPath(test.reached) })) }
    if (failure ?? late) console.log(`${name}: left out: ${failure ?? late}`)
    else writeFileSync(file, JSON.stringify(notes))
    const failed = tests.filter(test => test.failure)
    console.log(`${name}: ${((performance.now() - begun) / 1000).toFixed(1)} s, ${tests.length} tests${failed.length > 0 ? `; left out, as they fail: ${failed.map(test => `${test.name} (${test.failure})`).join('; ')}` : ''}`)
    return notes
  }

  async function playerOf(name) {
    let one = players.get(name)
    players.delete(name)
    if (!one || one.isGone()) one = openPlayer(name, schemas.folder, { WEFT_CACHE: shared })
    players.set(name, one)
    if (players.size > mostOpen) {
      const [[oldest, last]] = players
      players.delete(oldest)
      await last.close()
    }
    await one.ready
    return one
  }

  const costOf = ({ name, took }) => took + (players.has(name) ? 0 : noted[name].load + startMs)
  const patienceOf = ({ took }) => leastPatienceMs + morePatience * took

  /** Is a failure the mutant's? It must come again, and go with the mutant; else a process of its own must show it. */
  async function isNoticed(name, index, number, cache) {
    const test = noted[name].tests[index]
    const ask = async (one, mutant) => (await one.ask({ play: index, mutant, cache }, patienceOf(test))).failure
    const one = await playerOf(name)
    if (!one.isGone() && await ask(one, number) && !one.isGone() && !await ask(one, 0)) return true
    await one.close()
    const other = await playerOf(name)
    if (await ask(other, 0)) return false
    const failure = await ask(other, number)
    if (failure) await other.close()
    return Boolean(failure)
  }

  function candidates({ path, line }, number) {
    const local = number - schemas.first(path)
    const comes = reached => Boolean(reached[path]) && (!number || reached[path].includes(local))
    return list.flatMap(name => noted[name].tests.map((test, index) => ({ name, index, took: test.took, isAround: comes(noted[name].around), isOwn: comes(test.reached), failure: test.failure })))
      .filter(({ isAround, isOwn, failure }) => !failure && (isAround || isOwn))
      .sort((a, b) => costOf(a) - costOf(b))
  }

  /** In the process that has the suite: what comes to the mutant must not stand behind something that is done once. */
  async function askTogether(own, number, cache) {
    const missed = []
    for (const { name, index } of own) {
      const test = noted[name].tests[index]
      const one = await playerOf(name)
      const { failure, came } = await one.ask({ play: index, mutant: number, cache }, patienceOf(test))
      if (failure && await isNoticed(name, index, number, cache)) return { by: `${name}: ${test.name}`, failure }
      if (!failure && !came) missed.push(name)
    }
    return { missed: new Set(missed) }
  }

  /** In a process of its own for each suite, from its start on. */
  async function askAlone(own, env, number, cache) {
    for (const name of new Set(own.map(one => one.name))) {
      const fail = async mutated => {
        const one = openPlayer(name, schemas.folder, { ...mutated ? env : {}, WEFT_CACHE: cache })
        try {
          const { failure } = await one.ready
          if (failure) return `it is loaded (${failure})`
          const begun = performance.now()
          for (const { index } of own.filter(one => one.name === name)) {
            if (performance.now() - begun > ownMs) return null
            const { failure } = await one.ask({ play: index, mutant: mutated ? number : 0, cache, fromStart: mutated }, patienceOf(noted[name].tests[index]) + noted[name].load)
            if (failure) return noted[name].tests[index].name
          }
          return null
        } finally {
          await one.close()
        }
      }
      const test = await fail(true)
      if (test && await fail(true) && !await fail(false)) return `${name}: ${test}`
    }
    return null
  }

  return {
    sees: path => path.startsWith(`${area}/`),
    async judge(mutant, text) {
      const number = schemas.numberOf(mutant)
      if (!number && !parses(text)) return { verdict: 'no mutant' }
      const own = candidates(mutant, number)
      if (only && own.length === 0) return { verdict: 'not asked' }   // another suite may come to it
      const file = join(parent, `mutant-${process.pid}.js`)
      const cache = cacheOf()
      writeFileSync(file, text)
      try {
        const { by, missed } = number ? await askTogether(own.filter(({ isOwn }) => isOwn), number, cache) : {}
        if (by) return { verdict: 'killed', by, reached: own.length }
        const alone = number ? { MUTANT: `${number}` } : { MUTANT_OWN: `${pathToFileURL(join(root, mutant.path)).href} ${file}` }
        const late = await askAlone(own.filter(({ name, isAround }) => !number || isAround || missed.has(name)), alone, number, cache)
        return late ? { verdict: 'killed', by: late, reached: own.length } : { verdict: 'survived', reached: own.length }
      } finally {
        rmSync(file, { force: true })
        dropCache(cache)
      }
    },
    async close() {
      for (const one of players.values()) await one.close()
      rmSync(shared, { recursive: true, force: true })
    }
  }
}

/** The modules of an area with their mutants in them, numbered from 1 on. */
function writeSchemas(folder, area) {
  mkdirSync(folder, { recursive: true })
  const index = {}
  const [keys, firsts, numbers] = [{}, new Map(), new Map()]
  let next = 1
  for (const path of filesIn(area)) {
    const text = readSource(path)
    const mutants = mutantsOf(path, text)
    keys[path] = hashOf(path, text, mutants.map(nameOf).join('\n'), readFileSync(here('script_schema.js'), 'utf8'))
    const file = join(folder, `${keys[path]}.json`)
    if (!existsSync(file)) {
      const { text: made, kept } = scriptSchemaOf(text, mutants, mutant => unplaced + mutants.indexOf(mutant))
      writeFileSync(file, JSON.stringify({ text: made, kept: parses(made) ? kept.map(mutant => mutants.indexOf(mutant)) : [] }))
    }
    const { text: made, kept } = JSON.parse(readFileSync(file, 'utf8'))
    firsts.set(path, next)
    for (const at of kept) numbers.set(`${nameOf(mutants[at])} ${mutants[at].from}`, next + at)
    if (kept.length > 0) {
      const module = join(folder, `${keys[path]}.js`)
      const first = next
      writeFileSync(module, made.replace(/(?<=globalThis\.weftMutant\()(\d+)(?=\))/g, number => `${first + Number(number) - unplaced}`))
      index[pathToFileURL(join(root, path)).href] = module
    }
    next += mutants.length
  }
  writeFileSync(join(folder, 'index.json'), JSON.stringify(index))
  const paths = [...firsts]
  return {
    folder, keys,
    first: path => firsts.get(path),
    numberOf: mutant => numbers.get(`${nameOf(mutant)} ${mutant.from}`) ?? 0,
    /** Numbers by their files, as places in these, which stay when another file changes. */
    byPath(all) {
      const found = {}
      for (const number of all) {
        const [path, first] = paths.findLast(([, from]) => from <= number)
        ;(found[path] ??= []).push(number - first)
      }
      return found
    }
  }
}

const filesIn = area => readdirSync(join(root, area), { recursive: true }).map(name => `${area}/${name}`)
  .filter(path => path.endsWith('.js') && !/node_modules|compiled|^toolchain\/(runtime|wasi|templates|emscripten)\//.test(path)).sort()

function hashOf(...texts) {
  const hash = createHash('sha256')
  for (const text of texts) hash.update(`${text.length} `).update(text)
  return hash.digest('hex').slice(0, 24)
}

/** What says that a suite is as it was: its file, and those in the folder of its name. */
function suiteKey(name) {
  const own = join(root, 'tests', name)
  const more = existsSync(own) ? readdirSync(own, { recursive: true }).map(file => join(own, file)).filter(file => statSync(file).isFile()).sort() : []
  return hashOf(...[join(root, 'tests', `${name}.test.js`), ...more].map(file => readFileSync(file, 'latin1')))
}

/**
 * A cache with what was built before, by the toolchain as it is: entries are never written in place. What a changed toolchain puts there must not be found
 * again, and programs that are there already would hide it: it gets the library alone.
 */
function openCache(from, area) {
  const cache = mkdtempSync(join(tmpdir(), 'weft-mutant-cache-'))
  for (const name of existsSync(from) ? readdirSync(from) : []) {
    try {
      if (name === 'objects') symlinkSync(join(from, name), join(cache, name))
      else if (name.endsWith('.weft') && (area !== 'toolchain' || isOfLibrary(join(from, name)))) linkSync(join(from, name), join(cache, name))
    } catch {
      // it has just been dropped there, or lies on another disk: then it is built anew
    }
  }
  return cache
}

const known = new Map()   // programs have a record in their entries, objects and archives have none

function isOfLibrary(file) {
  if (!known.has(file)) {
    const head = Buffer.alloc(38)
    const open = openSync(file, 'r')
    readSync(open, head, 0, 38, 0)
    closeSync(open)
    known.set(file, head.readUInt32LE(32) === 2)
  }
  return known.get(file)
}

/** A process that has a suite. What it is asked has `failure` when it does not answer. */
function openPlayer(name, folder, env) {
  const own = mkdtempSync(join(tmpdir(), 'weft-mutant-'))
  const child = spawn(process.execPath, ['--no-concurrent-recompilation', player, name], {
    cwd: root, detached: true, stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: { ...process.env, NODE_OPTIONS: `--import=${here('preload.js').href}`, MUTANTS: folder, MUTANT_SUITE: name, MUTANT_REACHED: join(own, 'reached'), TMPDIR: own, ...env }
  })
  let isGone = false
  let answer = null
  const gone = new Promise(resolve => child.on('exit', () => {
    isGone = true
    answer?.({ failure: 'its process ends' })
    resolve()
  }))
  const end = () => {
    try {
      process.kill(-child.pid, 'SIGKILL')
    } catch {
      // all of it has ended by itself
    }
  }

  function wait(patience) {
    if (isGone) return Promise.resolve({ failure: 'its process has ended' })
    return new Promise(resolve => {
      let limit
      const expect = () => {
        clearTimeout(limit)
        limit = setTimeout(() => {
          answer({ failure: 'it does not end' })
          end()
        }, patience)
      }
      const look = message => message.noted ? expect() : answer(message)
      answer = message => {
        clearTimeout(limit)
        child.off('message', look)
        answer = null
        resolve(message)
      }
      child.on('message', look)
      expect()
    })
  }

  const ready = wait(readyMs)
  return {
    ready,
    isGone: () => isGone,
    ask(message, patience) {
      if (isGone) return Promise.resolve({ failure: 'its process has ended' })
      child.send(message)
      return wait(patience)
    },
    async close() {
      end()
      await gone
      rmSync(own, { recursive: true, force: true })
    }
  }
}
