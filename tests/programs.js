// Programs for the tests of whole runs: built once for each host, run in numbers, each run with a
// time limit and nothing left behind.

import { execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { openBuilders } from '../toolchain/cli/builders.js'
import { listHeaders, listSources, objectName } from '../toolchain/runtime.js'
import { root, tools as findTools, useOf } from '../dev/setup/tools.js'
import { patienceMs } from './patience.js'

export { root }

const execute = promisify(execFile)
const atOnce = 2
const mostLate = 3
const lateResult = { code: null, signal: null, stdout: '', stderr: '', late: true, left: [] }
const keptHours = 1
const markName = 'TEST_RUN_MARK'
const strict = ['true', '1'].includes(process.env.CI ?? '')
export const weft = join(root, 'toolchain', 'weft.js')
const batch = join(root, 'tests', 'batch.js')
let started = 0

// --- tools ---------------------------------------------------------------------------------------

let found

/** The tools of this machine, looked for once. */
export function tools() {
  found ??= findTools()
  return found
}

/**
 * Options of a test that needs tools: it is skipped by name where one is missing. With CI=true it
 * is not skipped, and fails.
 * @param {...string} names as in dev/setup/tools.js
 */
export function needs(...names) {
  const there = tools()
  const missing = names.filter(name => !there[name])
  const words = missing.map(name => `no ${name} (${useOf(name)})`).join(', ')
  return { skip: missing.length > 0 && !strict ? words : false }
}

// --- building ------------------------------------------------------------------------------------

/** How a program can be built natively: `checked` ends at the first thing that C does not allow. */
const flavours = {
  plain: {
    compiler: 'gcc',
    flags: ['-O1', '-g'],
    target: 'native'
  },
  tls: {
    compiler: 'gcc',
    flags: ['-O1', '-g'],
    target: 'tls'
  },
  checked: {
    compiler: 'clang',
    flags: ['-O1', '-g', '-fno-omit-frame-pointer', '-fsanitize=address,undefined',
      '-fno-sanitize-recover=all'],
    target: 'ucontext'
  }
}

/**
 * Builds programs natively, each from one file, in its own folder so that __FILE__ is the
 * same as in wasm. What was built from the same sources is taken as it is.
 * @param {'plain' | 'tls' | 'checked'} flavour
 * @param {string[]} sources relative to the repository
 * @param {string[]} [more] words for the compiler: other libraries
 * @returns {Promise<Record<string, string>>} the programs by the names of their sources
 */
export async function buildNative(flavour, sources, more = []) {
  const { compiler, flags, target } = flavours[flavour]
  const program = tools()[compiler]
  if (!program) throw new Error(`no ${compiler} (${useOf(compiler)})`)
  const common = ['-std=c11', ...flags, `-I${join(root, 'runtime')}`]
  const parts = listSources(target, root)
  const library = keyOf([program, ...common], [...parts, ...listHeaders(root)])
  const folder = keepFolder('native', flavour, library)
  const objects = await inParallel(parts, async part => {
    const object = join(folder, objectName(part))
    await make(object, root, to => [program, ...common, '-c', part, '-o', to])
    return object
  })
  const programs = await inParallel(sources, async source => {
    const from = [source, ...headersIn(dirname(source))]
    const built = join(folder, `${nameOf(source)}-${keyOf(more, from).slice(0, 12)}`)
    const words = [...common, basename(source), ...objects, ...more, '-lm']
    await make(built, dirname(join(root, source)), to => [program, ...words, '-o', to])
    return [nameOf(source), built]
  })
  return Object.fromEntries(programs)
}

const built = new Map()   // what this process has built to wasm, by level and source

/**
 * Builds programs to wasm, each once.
 * @param {string[]} sources relative to the repository
 * @param {'build' | 'run'} [as] the command of `weft` whose levels it takes: run's take less time
 * @returns {Promise<Record<string, string>>} the files by the names of their sources
 */
export async function buildWasm(sources, as = 'build') {
  const builders = openBuilders({ count: atOnce, quiet: true })
  try {
    const files = await Promise.all(sources.map(source => {
      const key = `${as} ${source}`
      if (!built.has(key)) built.set(key, buildOne(builders, source, as))
      return built.get(key)
    }))
    return Object.fromEntries(files)
  } finally {
    builders.close()
  }
}

async function buildOne(builders, source, as) {
  const folder = join(root, 'build', 'programs', as, dirname(source))
  const bytes = await builders.build(join(root, source), as)
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${nameOf(source)}.${process.pid}.wasm`)
  const kept = join(folder, `${nameOf(source)}.wasm`)
  writeFileSync(file, bytes)
  renameSync(file, kept)
  return [nameOf(source), kept]
}

/** Compiles wasm files ahead of time for wasmtime, so that a run costs milliseconds. */
export async function prepareForWasmtime(files) {
  const wasmtime = tools().wasmtime
  const prepared = await inParallel(Object.entries(files), async ([name, file]) => {
    const own = `${file}.${process.pid}.cwasm`
    await execute(wasmtime, ['compile', file, '-o', own])
    renameSync(own, file.replace(/wasm$/, 'cwasm'))
    return [name, file.replace(/wasm$/, 'cwasm')]
  })
  return Object.fromEntries(prepared)
}

function headersIn(folder) {
  return readdirSync(join(root, folder)).filter(file => file.endsWith('.h')).sort()
    .map(file => `${folder}/${file}`)
}

function nameOf(source) {
  return basename(source, '.c')
}

function keyOf(words, files) {
  const hash = createHash('sha256').update(words.join('\0'))
  for (const file of files) hash.update(`\0${file}\0`).update(readFileSync(join(root, file)))
  return hash.digest('hex').slice(0, 24)
}

/** The folder of a key. What was made for other keys is removed once nobody can be using it. */
function keepFolder(...names) {
  const key = names.pop()
  const above = join(root, 'build', 'programs', ...names)
  mkdirSync(join(above, key), { recursive: true })
  const old = Date.now() - keptHours * 3_600_000
  for (const other of readdirSync(above)) {
    const path = join(above, other)
    const { mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? {}
    if (other !== key && mtimeMs < old) rmSync(path, { recursive: true, force: true })
  }
  return join(above, key)
}

async function make(file, cwd, command) {
  if (existsSync(file)) return
  const own = `${file}.${process.pid}`
  const [program, ...words] = command(own)
  await execute(program, words, { cwd })
  renameSync(own, file)
}

/** Does the same with many things, two at a time, and keeps their order. */
export async function inParallel(things, work) {
  const results = new Array(things.length)
  let next = 0
  async function worker() {
    while (next < things.length) {
      const place = next++
      results[place] = await work(things[place], place)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return results
}

// --- running -------------------------------------------------------------------------------------

/**
 * Runs a command to its end. What outlives it is found by a mark in its environment, reported and
 * ended.
 * @param {string[]} words
 * @param {{ env?: object, cwd?: string, open?: boolean, signals?: object[],
 *   limitMs?: number, mark?: string }} [how]
 *   open: standard input stays open, and nothing comes; signals: each `{ after, name, everyMs }` is
 *   sent once what was written matches `after`, and again every so often if `everyMs` says so;
 *   mark: the caller's, who looks for what outlives it
 * @returns {Promise<{ code: number | null, signal: string | null, stdout: string,
 *   stderr: string, late: boolean, left: string[] }>} late: it had to be ended; left: the
 *   processes that outlived it
 */
export async function run(words, how = {}) {
  const { env = {}, cwd = root, open = false, signals = [], limitMs = patienceMs } = how
  const mark = how.mark ?? `${process.pid}-${++started}`
  const child = spawn(words[0], words.slice(1), {
    cwd,
    stdio: [open ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    env: { ...cleanEnvironment(), ...env, [markName]: mark }
  })
  const result = { code: null, signal: null, stdout: '', stderr: '', late: false }
  const sender = createSender(child, signals)
  for (const name of ['stdout', 'stderr']) {
    child[name].setEncoding('utf8').on('data', text => {
      result[name] += text
      sender.look(result.stdout + result.stderr)
    })
  }
  const limit = setTimeout(() => {
    result.late = true
    child.kill('SIGKILL')
    if (!how.mark) endAll(mark)
  }, limitMs)
  const [code, signal] = await new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (...end) => resolve(end))
  }).finally(() => {
    clearTimeout(limit)
    sender.stop()
    child.stdin?.destroy()
  })
  return { ...result, code, signal, left: how.mark ? [] : endAll(mark) }
}

function createSender(child, signals) {
  const waiting = [...signals]
  let timer
  return {
    look(text) {
      while (waiting.length > 0 && waiting[0].after.test(text)) {
        const { name, everyMs } = waiting.shift()
        child.kill(name)
        if (everyMs) timer = setInterval(() => child.kill(name), everyMs)
      }
    },
    stop: () => clearInterval(timer)
  }
}

/** Ends what bears a mark; says what it was. Without /proc it can say nothing. */
function endAll(mark) {
  if (!existsSync('/proc/self/environ')) return []
  const own = `${markName}=${mark}`
  const left = readdirSync('/proc').filter(name => /^\d+$/.test(name) &&
    readQuietly(`/proc/${name}/environ`).split('\0').includes(own))
  return left.map(pid => {
    const words = readQuietly(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')
    try {
      process.kill(Number(pid), 'SIGKILL')
    } catch {
      // It has just ended by itself.
    }
    return words
  })
}

function readQuietly(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

/** The environment without options of a run that somebody may have set. */
function cleanEnvironment() {
  const tooling = ['WEFT_CACHE', 'WEFT_WASMTIME']
  const entries = Object.entries(process.env)
  return Object.fromEntries(entries.filter(([name]) =>
    tooling.includes(name) || !/^(WEFT_|NODE_TEST)/.test(name)))
}

/**
 * Runs many commands, two at a time. When some have not ended, the rest counts as late, too.
 * @param {{ words: string[], env?: object }[]} jobs
 * @returns {Promise<object[]>} as from `run`, in the order of the jobs
 * @throws {Error} when processes outlived them
 */
export async function runMany(jobs) {
  const mark = `${process.pid}-${++started}`   // one for all: looking for it takes its time
  let late = 0
  const results = await inParallel(jobs, async ({ words, env }) => {
    if (late >= mostLate) return lateResult
    const result = await inScratch(cwd => run(words, { env, mark, cwd }))
    if (result.late) late++
    return result
  })
  const left = endAll(mark)
  if (left.length > 0) throw new Error(`These outlived what began them: ${left.join('; ')}`)
  return results
}

/** A folder of its own for what a program writes, while `work(folder)` goes on. */
export async function inScratch(work) {
  const folder = mkdtempSync(join(tmpdir(), 'weft-scratch-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The words that run a prepared file under wasmtime, with its variables; `folder` is for its trace, `files` for what it opens. */
export function underWasmtime(file, env, { folder, files, args = [] } = {}) {
  const variables = Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`])
  const folders = [...folder ? ['--dir', `${folder}::${files ? 'weft-files' : '.'}`] : [], ...files ? ['--dir', `${files}::.`] : []]
  return [tools().wasmtime, 'run', '--allow-precompiled', '--argv0', 'program', ...folders,
    ...variables, file, ...args]
}

/**
 * Runs many wasm programs in one process of a Node version, through the web host.
 * @param {string} node its program
 * @param {{ file: string, env: object, trace?: string }[]} jobs trace: where to write the trace
 * @returns {Promise<object[]>} `{ code, stdout, stderr, late }` each, in the order of the jobs;
 *   when some have not ended, the rest counts as late, too
 */
export async function runInNode(node, jobs) {
  const results = []
  while (results.length < jobs.length) {
    if (results.filter(({ late }) => late).length >= mostLate) results.push(lateResult)
    else await runBatch(node, jobs.slice(results.length), results)
  }
  return results
}

/** Up to the end of the jobs, or to one that does not end: that process is given up. */
function runBatch(node, jobs, results) {
  const stdio = ['pipe', 'pipe', 'inherit']
  const child = spawn(node, [batch], { cwd: root, stdio, env: cleanEnvironment() })
  const wanted = results.length + jobs.length
  let limit
  const expect = () => {
    clearTimeout(limit)
    limit = setTimeout(() => child.kill('SIGKILL'), patienceMs)
  }
  expect()
  createInterface(child.stdout).on('line', line => {
    results.push(JSON.parse(line))
    expect()
  })
  child.stdin.on('error', () => {}).end(jobs.map(job => `${JSON.stringify(job)}\n`).join(''))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', () => {
      clearTimeout(limit)
      if (results.length < wanted) results.push(lateResult)
      resolve()
    })
  })
}
