// What sees a change of the runtime natively: the C tests, the conformance cases, the examples, the programs that
// make mistakes, random programs, and the scenes of the endurance suite. They are linked with the runtime as a
// shared library, so that a mutant costs one compilation and one link. What they must do is what they do with
// the runtime as it is, which npm test compares with what they should.

import { execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
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
      noted[check.name] = { wanted, took: performance.now() - begun }
    }
    Object.assign(check, noted[check.name])
  }
  const broken = checks.filter(({ name, wanted }) => /^tests\/(c|conformance)\//.test(name) && wanted.code !== 0 && wanted.code !== 'SIGKILL')
  if (broken.length > 0) throw new Error(`these fail with the runtime as it is: ${broken.map(({ name }) => name).join(', ')}`)
  writeFileSync(notes, JSON.stringify(noted))
  for (const late of checks.filter(({ wanted }) => wanted.code === 'SIGKILL')) checks.splice(checks.indexOf(late), 1)
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
  const add = (source, runs) => jobs.push({ source, program: join(folder, source.replace(/\W/g, '_')), runs })
  // test_many has stacks for frames of an optimised build without -fPIC
  for (const source of found('tests/c')) if (/^test_(?!many)/.test(basename(source))) add(source, [{ judge: exitOnly }])
  for (const source of found('tests/conformance')) add(source, [{ judge: all, args: [] }])
  for (const source of found('playground/examples')) add(source, [{ judge: all, env: { WEFT_CLOCK: 'virtual', WEFT_STAMP: '1', WEFT_UNTIL: '60' } }])
  for (const name of new Set(mistakes.map(([name]) => name))) {
    add(`tests/bad/${name}.c`, mistakes.filter(([other]) => other === name).map(([, ...args]) =>
      ({ judge: all, args, env: { WEFT_CLOCK: 'virtual' } })))
  }
  add('tests/output/ends.c', ends.map(how => ({ judge: all, args: [how] })))
  const memory = ({ code, stdout }) => `${code} ${stdout.split('\n').map(line => line.split(' ').slice(0, 3).join(' ')).join('\n')}`
  add('tests/endurance/scenes.c', scenes.map(name => ({ judge: memory, args: [name, '2000'], env: name === 'trace' ? { WEFT_TRACE: '/dev/null' } : {} })))
  const programs = Array.from({ length: randomPrograms }, (_, seed) => JSON.stringify(numbered(generate(seed + 1)))).join('\n')
  add('tests/fuzz/interpreter.c', [{ judge: all, args: ['2'], input: `${programs}\n` }])
  await inTurns(jobs.filter(({ program }) => !existsSync(program)).map(({ source, program }) => () =>
    execute('gcc', ['-std=gnu11', '-w', '-O0', '-fPIC', '-I', join(root, 'runtime'), join(root, source), '-L', folder, '-lweft', '-lm', '-o', program]).catch(() => {})))
  const built = new Set(readdirSync(folder))
  return jobs.filter(({ program }) => built.has(basename(program))).flatMap(({ source, program, runs }) =>
    runs.map(({ args = [], ...more }) => ({ name: [source, ...args].join(' '), words: [program, ...args], ...more })))
}

/** What a check says: its code and all that it wrote. Late ones are ended. */
function play({ words, env = {}, input = '' }, folder, patienceMs) {
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
      resolve({ code: code ?? signal, ...said })
    })
  })
}

export const readSource = path => readFileSync(join(root, path), 'utf8')
