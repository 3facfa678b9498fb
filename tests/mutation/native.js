// What sees a change of the runtime natively: the C tests, the conformance cases, the examples and their traces, recordings and
// replays, a loop of somebody else's, the programs that make mistakes, random programs, and the scenes of the endurance suite. They are linked with the runtime as a
// shared library, so that a mutant costs one compilation and one link. What they must do is what they do with
// the runtime as it is, which npm test compares with what they should.

import { execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { inTurns } from '../mutants/copies.js'
import { generate } from '../fuzz/generator.js'
import { numbered } from '../fuzz/program.js'
import { listSources } from '../../toolchain/runtime.js'
import { root } from '../programs.js'

const execute = promisify(execFile)
const randomPrograms = 150
const leastPatienceMs = 4000
const memoryKiB = 4_000_000
const flags = ['-std=gnu11', '-w', '-O1', '-fPIC', '-fno-semantic-interposition']

/** Programs of tests/bad with what they are asked to do there. */
const mistakes = [['ends', 'return', '42'], ['ends', 'exit', '7'], ['fails'], ['blocks'], ['nested'], ['stale'], ['no_memory', 'huge'], ['no_slots'],
  ['overflows', 'frames', '16', '16384'], ['runner'], ['waits'], ['names'], ['last_words'],
  ...['sleep', 'yield', 'event', 'another', 'end', 'written over', 'outer call', 'outer scope', 'end of a task'].map(then => ['left_open', then]),
  ...['handle', 'signal', 'future', 'group', 'generator', 'loan', 'written over', 'end of a task', 'well', 'callback'].map(what => ['left_behind', what])]
/** Examples whose traces and recordings are looked at, too: between them they have each kind of wait, input, signals, and chance. */
const written = ['queue', 'gather', 'graceful_shutdown', 'condition', 'condition_deadlock', 'semaphore', 'timeouts', 'shield', 'lock', 'future', 'line_reader',
  'task_group', 'read_file', 'echo', 'echo_pair', 'subprocesses', 'http_crawler', 'retry', 'rate_limiter', 'primes', 'context_variable', 'wait_first', 'chat']
const ends = ['return', 'exit', 'abort', 'pointer', 'division', 'overflow', 'deadlock', 'terminated', 'hung up', 'errors', 'many']
const scenes = ['requests', 'timeouts', 'groups', 'generators', 'queues', 'tasks', 'errors', 'handles', 'signals', 'trace']

/** What the checks were built from: when that changes, they are built anew. */
function stampOf() {
  const hash = createHash('sha256')
  for (const place of ['runtime', 'tests/c', 'tests/conformance', 'tests/bad', 'tests/output', 'tests/endurance', 'tests/fuzz', 'playground/examples']) {
    for (const name of readdirSync(join(root, place), { recursive: true }).sort()) {
      if (/\.(c|h|S|js)$/.test(name)) hash.update(name).update(readFileSync(join(root, place, name)))
    }
  }
  return hash.digest('hex').slice(0, 16)
}

/** Compiles all of it, and notes what the checks say of the runtime as it is. */
export async function openNative(parent) {
  const folder = join(parent, stampOf())
  mkdirSync(folder, { recursive: true })
  const objects = new Map()
  const sources = listSources('native')
  await inTurns(sources.map(path => async () => {
    const object = join(folder, `${path.replaceAll('/', '_')}.o`)
    objects.set(path, existsSync(object) ? object : await compile(path, join(root, path), object))
  }))
  const library = join(folder, 'libweft.so')
  const link = list => execute('gcc', ['-shared', '-Wl,-Bsymbolic', ...list, '-o', library, '-lm', '-lpthread'])
  await link([...objects.values()])
  const checks = await buildChecks(folder)
  const notes = join(folder, 'wanted.json')
  const noted = existsSync(notes) ? JSON.parse(readFileSync(notes, 'utf8')) : {}
  for (const check of checks) {
    if (!noted[check.name]) {
      const begun = performance.now()
      const wanted = await play(check, folder, 60_000)
      const again = await play(check, folder, 60_000)
      noted[check.name] = { wanted, took: (performance.now() - begun) / 2, steady: check.judge(wanted) === check.judge(again) }
    }
    Object.assign(check, noted[check.name])
  }
  const unsteady = checks.filter(({ steady }) => !steady)
  if (unsteady.length > 0) console.log(`not the same twice, and left out: ${unsteady.map(({ name }) => name).join(', ')}`)
  const broken = checks.filter(({ name, wanted }) => /^tests\/(c|conformance)\//.test(name) && wanted.code !== 0 && wanted.code !== 'SIGKILL')
  if (broken.length > 0) throw new Error(`these fail with the runtime as it is: ${broken.map(({ name }) => name).join(', ')}`)
  writeFileSync(notes, JSON.stringify(noted))
  for (const bad of checks.filter(({ wanted, steady }) => wanted.code === 'SIGKILL' || !steady)) checks.splice(checks.indexOf(bad), 1)
  for (const setUp of checks.filter(({ once }) => once)) checks.splice(checks.indexOf(setUp), 1)
  checks.sort((a, b) => a.took - b.took)

  return {
    sees: path => objects.has(path),
    checks,
    /** @returns {Promise<{ verdict: 'killed' | 'survived' | 'no mutant', by?: string }>} */
    async judge(path, text) {
      const object = join(folder, 'mutant.o')
      const source = join(folder, basename(path))
      writeFileSync(source, text)
      try {
        await compile(path, source, object)
        await link([...objects].map(([name, own]) => name === path ? object : own))
      } catch {
        return { verdict: 'no mutant' }
      }
      for (const check of checks) {
        if (await differs(check, folder) && await differs(check, folder)) return { verdict: 'killed', by: check.name }
      }
      return { verdict: 'survived' }
    },
    restore: () => link([...objects.values()])
  }
}

/** Asked twice: what a busy machine makes fail once is no mutant noticed. */
async function differs(check, folder) {
  const is = await play(check, folder, Math.max(leastPatienceMs, check.took * 8))
  return check.judge(is) !== check.judge(check.wanted)
}

async function compile(path, source, object) {
  await execute('gcc', [...flags, '-I', join(root, 'runtime'), '-I', join(root, path, '..'), '-c', source, '-o', object])
  return object
}

async function buildChecks(folder) {
  const found = place => readdirSync(join(root, place), { recursive: true }).filter(name => name.endsWith('.c')).map(name => join(place, name))
  const jobs = []
  const exitOnly = ({ code }) => `${code}`
  const all = ({ code, stdout, stderr }) => `${code}\n${stdout}\n${stderr}`
  const add = (source, runs, words = []) => jobs.push({ source, program: join(folder, source.replace(/\W/g, '_')), runs, words })
  // test_many has stacks for frames of an optimised build without -fPIC
  for (const source of found('tests/c')) if (/^test_(?!many)/.test(basename(source))) add(source, [{ judge: exitOnly }])
  for (const source of found('tests/conformance')) add(source, [{ judge: all, args: [] }])
  const virtual = { WEFT_CLOCK: 'virtual', WEFT_STAMP: '1', WEFT_UNTIL: '60', WEFT_SEED: '7' }
  let others = ''
  for (const source of found('playground/examples')) {
    const isWritten = written.includes(basename(source, '.c'))
    const tape = join(folder, `${basename(source, '.c')}.tape`)
    add(source, [{ judge: all, env: virtual }, ...isWritten ? writtenRuns(tape, virtual, all) : [],
      ...isWritten && others ? [{ is: 'and a recording of another', judge: all, env: { WEFT_REPLAY: others } }] : []])
    if (isWritten) others = tape
  }
  add('tests/embed/by_poll.c', [{ judge: all }], ['-pthread'])
  for (const name of new Set(mistakes.map(([name]) => name))) {
    add(`tests/bad/${name}.c`, mistakes.filter(([other]) => other === name).map(([, ...args]) =>
      ({ judge: all, args, env: { WEFT_CLOCK: 'virtual' } })))
  }
  add('tests/output/ends.c', ends.map(how => ({ judge: all, args: [how] })))
  const memory = ({ code, stdout }) => `${code} ${stdout.split('\n').map(line => line.split(' ').slice(0, 3).join(' ')).join('\n')}`
  add('tests/endurance/scenes.c', scenes.map(name => ({ judge: memory, args: [name, '2000'], env: name === 'trace' ? { WEFT_TRACE: '/dev/null' } : {} })))
  const programs = Array.from({ length: randomPrograms }, (_, seed) => JSON.stringify(numbered(generate(seed + 1)))).join('\n')
  add('tests/fuzz/interpreter.c', [{ judge: all, args: ['2'], input: `${programs}\n` }])
  await inTurns(jobs.filter(({ program }) => !existsSync(program)).map(({ source, program, words }) => () =>
    execute('gcc', ['-std=gnu11', '-w', '-O0', '-fPIC', ...words, '-I', join(root, 'runtime'), join(root, source), '-L', folder, '-lweft', '-lm', '-o', program]).catch(() => {})))
  const built = new Set(readdirSync(folder))
  return jobs.filter(({ program }) => built.has(basename(program))).flatMap(({ source, program, runs }) =>
    runs.map(({ args = [], is = '', ...more }) => ({ name: [source, ...args, is].join(' ').trim(), words: [program, ...args], ...more })))
}

/** A trace with dumps, a recording, and that recording played: the runtime as it is writes it first, in the order of the checks. */
function writtenRuns(tape, env, judge) {
  const withFile = result => `${judge(result)}\n${result.written}`
  const [trace, recording] = ['trace', 'recording'].map(kind => `${tape}.${kind}`)
  return [
    { is: 'traced', judge: withFile, file: trace, env: { ...env, WEFT_TRACE: trace, WEFT_DUMP: '1' } },
    { is: 'recorded', judge: withFile, file: recording, env: { ...env, WEFT_RECORD: recording } },
    { is: 'kept', judge: ({ code }) => `${code}`, env: { ...env, WEFT_RECORD: tape }, once: true },
    { is: 'replayed', judge, env: { WEFT_REPLAY: tape } }
  ]
}

/** What a check says: its code and all that it wrote, into its file, too. Late ones are ended. */
function play({ words, env = {}, input = '', file }, folder, patienceMs) {
  if (file) rmSync(file, { force: true })
  return new Promise(resolve => {
    const child = spawn('/bin/sh', ['-c', `ulimit -v ${memoryKiB}; ulimit -c 0; exec "$@"`, 'sh', ...words], {
      cwd: root, detached: true, env: { PATH: process.env.PATH, LD_LIBRARY_PATH: folder, ...env }
    })
    const said = { stdout: '', stderr: '' }
    const limit = setTimeout(() => { process.kill(-child.pid, 'SIGKILL') }, patienceMs)
    for (const name of ['stdout', 'stderr']) {
      child[name].on('data', chunk => { if (said[name].length < 2 ** 22) said[name] += chunk })
    }
    child.stdin.on('error', () => {})
    child.stdin.end(input)
    child.on('error', () => {})
    child.on('close', (code, signal) => {
      clearTimeout(limit)
      const written = file && existsSync(file) ? createHash('sha256').update(readFileSync(file)).digest('hex') : ''
      resolve({ code: code ?? signal, ...said, written })
    })
  })
}

export const readSource = path => readFileSync(join(root, path), 'utf8')
