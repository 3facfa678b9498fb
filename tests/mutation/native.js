// What sees a change of the runtime natively: the C tests, the conformance cases, the examples and their traces, recordings and
// replays, a loop of somebody else's, the programs that make mistakes, random programs, and the scenes of the endurance suite. They are linked with the runtime as a
// shared library, so that a mutant costs one compilation and one link. What they must do is what they do with
// the runtime as it is, which npm test compares with what they should.

import { execFile, execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { inTurns } from '../mutants/copies.js'
import { generate } from '../fuzz/generator.js'
import { numbered } from '../fuzz/program.js'
import { listSources } from '../../toolchain/runtime.js'
import { inScratch, root, tools } from '../programs.js'
import { readReference } from '../../docs/make/reference.js'
import { header, schemaOf } from './schema.js'

const execute = promisify(execFile)
const randomPrograms = 150
const [leastPatienceMs, morePatience] = [4000, 8]
const mostTries = 3
const mostMutants = 2 ** 16
const memoryKiB = 4_000_000
const flags = ['-std=gnu11', '-w', '-O1', '-fPIC', '-fno-semantic-interposition']

/** Programs of tests/bad with what they are asked to do there. */
const mistakes = [['ends', 'return', '42'], ['ends', 'exit', '7'], ['fails'], ['blocks'], ['nested'], ['stale'], ['no_memory', 'huge'], ['no_slots'],
  ['overflows', 'frames', '16', '16384'], ['runner'], ['waits'], ['names'], ['last_words'],
  ...['sleep', 'yield', 'event', 'another', 'end', 'written over', 'outer call', 'outer scope', 'end of a task'].map(then => ['left_open', then]),
  ...['handle', 'signal', 'future', 'group', 'generator', 'loan', 'written over', 'end of a task', 'well', 'callback', 'body'].map(what => ['left_behind', what]),
  ['fails', 'later'], ['names', 'locks'], ['names', 'queue'], ['names', 'random'], ['misuse'], ['no_memory', 'exhausted'],
  ...['unlock_by_a_stranger', 'release_too_often', 'lock_of_the_dead', 'notify_without_the_lock', 'lock_twice', 'a_permit_of_none', 'a_token_of_none',
    'most_parties', 'from_an_open_sender'].map(call => ['misuse', call]),
  ...['calls', 'frames'].flatMap(how => [['overflows', how, '100', '16384'], ['overflows', how, '3000', '16384']])]
/** Examples whose traces and recordings are looked at, too: between them they have each kind of wait, input, signals, and chance. */
const written = ['queue', 'gather', 'graceful_shutdown', 'condition', 'condition_deadlock', 'semaphore', 'timeouts', 'shield', 'lock', 'future', 'line_reader',
  'task_group', 'read_file', 'echo', 'echo_pair', 'subprocesses', 'http_crawler', 'retry', 'rate_limiter', 'primes', 'context_variable', 'wait_first', 'chat']
const ends = ['return', 'exit', 'abort', 'pointer', 'division', 'overflow', 'deadlock', 'terminated', 'hung up', 'errors', 'many']
const much = `${'a line of a thousand characters '.repeat(31)}\n`.repeat(400)
const scenes = ['requests', 'timeouts', 'groups', 'generators', 'queues', 'tasks', 'errors', 'handles', 'signals', 'trace']

/** Recorded, and then played, with nothing to read. */
const playedTwice = 'WEFT_RECORD=tape "$@"; echo "ended with $?"; unset WEFT_CLOCK; true | WEFT_REPLAY=tape "$@"'
/** The program until it says something, then so many times Ctrl-C, which a shell lets nothing in the background hear. */
const interrupted = (until, times) => `env --default-signal=INT "$@" > out 2>&1 & p=$!; for i in $(seq 300); do ${until} && break; sleep 0.05; done; ${'kill -INT $p; sleep 0.3; '.repeat(times)}wait $p`

/** What the library is made of: with TLS, where this machine has OpenSSL. Its files come last, so that the other mutants keep their numbers. */
export function nativeFiles() {
  const plain = listSources('native')
  return tools().openssl ? [...plain, ...listSources('tls').filter(path => !plain.includes(path))] : plain
}

/** What the library was built from: when that changes, all is built and noted anew. */
function stampOf() {
  const hash = createHash('sha256')
  for (const name of readdirSync(join(root, 'runtime'), { recursive: true }).sort()) {
    if (/\.(c|h|S)$/.test(name)) hash.update(name).update(readFileSync(join(root, 'runtime', name)))
  }
  for (const name of ['rules.js', 'schema.js', 'mutant.c']) hash.update(readSource(`tests/mutation/${name}`))
  return hash.update(nativeFiles().join()).digest('hex').slice(0, 16)
}

/** The same for a program of the checks, and for what is asked of it. */
function keyOf(source, ...more) {
  const hash = createHash('sha256').update(JSON.stringify(more)).update(readSource(source))
  const folder = join(source, '..')
  for (const name of readdirSync(join(root, folder))) if (name.endsWith('.h')) hash.update(readSource(join(folder, name)))
  return hash.digest('hex').slice(0, 12)
}

/**
 * Compiles all of it, once: each source with all of its mutants that can be switched, and notes what the checks say of the runtime as
 * it is, and which mutants each comes to.
 * @param {string} parent
 * @param {object[]} mutants all of the runtime's
 */
export async function openNative(parent, mutants) {
  const folder = join(parent, stampOf())
  mkdirSync(folder, { recursive: true })
  const numbers = new Map(mutants.map((mutant, index) => [nameWithPlace(mutant), index + 1]))
  if (numbers.size >= mostMutants) throw new Error('there are too many mutants for the array of mutant.c')
  const { objects, switched } = await compileAll(folder, mutants, numbers)
  const library = join(folder, 'libweft.so')
  if (!existsSync(library)) await link([...objects.values()], library)
  const checks = await buildChecks(folder)
  await note(checks, folder)
  const unsteady = checks.filter(({ steady }) => !steady)
  if (unsteady.length > 0) console.log(`not the same twice, and left out: ${unsteady.map(({ name }) => name).join(', ')}`)
  const broken = checks.filter(({ name, wanted }) => /^tests\/(c|conformance)\//.test(name) && wanted.code !== 0)
  if (broken.length > 0) console.log(`these fail with the runtime as it is, and are left out: ${broken.map(({ name }) => name).join(', ')}`)
  if (broken.length > checks.length / 50) throw new Error('too many checks fail with the runtime as it is')
  const usable = checks.filter(check => check.wanted.code !== 'SIGKILL' && check.steady && !check.once && !broken.includes(check)).sort((a, b) => a.took - b.took)
  let singles = 0

  /** The library with one change that no number switches, in a folder of its own. */
  async function compileSingle(path, text) {
    const own = join(folder, `single-${++singles}`)
    const [source, object] = [join(own, basename(path)), join(own, 'mutant.o')]
    mkdirSync(own, { recursive: true })
    writeFileSync(source, text)
    try {
      await compile(path, source, object)
      await link([...objects].map(([name, whole]) => name === path ? object : whole), join(own, 'libweft.so'))
      return own
    } catch {
      rmSync(own, { recursive: true, force: true })
      return null
    }
  }

  return {
    sees: path => objects.has(path),
    checks: usable,
    /** How many checks come to it: of one that cannot be switched, to its file. */
    reaching(mutant) {
      const own = numbers.get(nameWithPlace(mutant))
      const near = switched.has(own) ? [own] : mutants.flatMap((other, index) => other.path === mutant.path && switched.has(index + 1) ? [index + 1] : [])
      return usable.filter(({ reached }) => near.some(number => reached[number]))
    },
    /** @returns {Promise<{ verdict: 'killed' | 'survived' | 'no mutant', by?: string, reached: number }>} */
    async judge(mutant, text) {
      const number = numbers.get(nameWithPlace(mutant))
      const library = switched.has(number) ? folder : await compileSingle(mutant.path, text)
      if (!library) return { verdict: 'no mutant' }
      const own = this.reaching(mutant)
      try {
        for (const check of own) {
          const how = { library, env: { MUTANT: `${number}` }, patienceMs: Math.max(leastPatienceMs, check.took * 8) }
          // a second time with more time: what is late on a busy machine is no mutant noticed
          if (await differs(check, how) && await differs(check, { ...how, patienceMs: how.patienceMs * morePatience })) return { verdict: 'killed', by: check.name, reached: own.length }
        }
        return { verdict: 'survived', reached: own.length }
      } finally {
        if (library !== folder) rmSync(library, { recursive: true, force: true })
      }
    }
  }
}

export const nameWithPlace = ({ path, line, rule, from, to }) => `${path}:${line}:${rule}:${from}:${to}`
const link = (objects, library) =>
  execute('gcc', ['-shared', '-Wl,-Bsymbolic', ...objects, '-o', library, '-lm', '-lpthread', ...tools().openssl ? ['-lssl', '-lcrypto'] : []])

/** What a check says of the runtime as it is, twice, how long that took, and what it came to. */
async function note(checks, folder) {
  const kept = join(folder, 'wanted.json')
  const noted = existsSync(kept) ? JSON.parse(readFileSync(kept, 'utf8')) : {}
  const isWell = ({ name }, { wanted, steady }) => steady && (wanted.code === 0 || !/^tests\/(c|conformance)\//.test(name))
  const noteOne = async check => {
    for (let tries = 0; !noted[check.key] || (!isWell(check, noted[check.key]) && tries < mostTries); tries++) {   // a busy machine is no reason to leave it out
      const file = join(folder, `${check.key}.reached`)
      writeFileSync(file, Buffer.alloc(mostMutants))
      const begun = performance.now()
      const wanted = await play(check, { library: folder, patienceMs: 60_000 })
      const took = performance.now() - begun
      const again = await play(check, { library: folder, patienceMs: 60_000, env: { MUTANT_REACHED: file } })
      noted[check.key] = { wanted, took, steady: check.judge(wanted) === check.judge(again), file }
    }
    Object.assign(check, noted[check.key], { reached: readFileSync(noted[check.key].file) })
  }
  for (const check of checks.filter(({ once }) => once)) await noteOne(check)   // others play what they write
  await inTurns(checks.filter(({ once }) => !once).map(check => () => noteOne(check)))
  writeFileSync(kept, JSON.stringify(noted))
}

/** The objects with their mutants inside; one that the compiler refuses in that form is left out of it. */
async function compileAll(folder, mutants, numbers) {
  const objects = new Map()
  const kept = join(folder, 'switched.json')
  const switched = new Set(existsSync(kept) ? JSON.parse(readFileSync(kept, 'utf8')) : [])
  writeFileSync(join(folder, 'mutant.h'), header)
  const jobs = nativeFiles().map(path => async () => {
    const object = join(folder, `${path.replaceAll('/', '_')}.o`)
    objects.set(path, object)
    if (existsSync(object)) return
    const source = join(folder, basename(path))
    let own = path.endsWith('.c') ? mutants.filter(mutant => mutant.path === path) : []
    for (let left = 8; ; left--) {
      const schema = own.length > 0 && left > 0 ? schemaOf(readSource(path), own, mutant => numbers.get(nameWithPlace(mutant))) : { text: readSource(path), kept: [] }
      writeFileSync(source, schema.text)
      try {
        await compile(path, source, object, folder)
        for (const mutant of schema.kept) switched.add(numbers.get(nameWithPlace(mutant)))
        return
      } catch (error) {
        if (schema.kept.length === 0) throw error
        const lines = new Set([...`${error.stderr}`.matchAll(/:(\d+):\d+: error/g)].map(([, line]) => Number(line)))
        own = own.filter(({ line, rule }) => !lines.has(line) && !(rule === 'swap' && lines.has(line + 1)))
        if (lines.size === 0) own = []
      }
    }
  })
  await inTurns(jobs)
  const own = join(folder, 'mutant_c.o')
  await execute('gcc', [...flags, '-c', fileURLToPath(new URL('mutant.c', import.meta.url)), '-o', own])
  objects.set('mutant.c', own)
  writeFileSync(kept, JSON.stringify([...switched]))
  return { objects, switched }
}

/** Asked twice: what a busy machine makes fail once is no mutant noticed. */
async function differs(check, how) {
  const is = await play(check, how)
  return check.judge(is) !== check.judge(check.wanted)
}

async function compile(path, source, object, ...folders) {
  await execute('gcc', [...flags, ...folders.flatMap(folder => ['-I', folder]), '-I', join(root, 'runtime'), '-I', join(root, path, '..'), '-c', source, '-o', object])
  return object
}

async function buildChecks(folder) {
  const found = place => readdirSync(join(root, place), { recursive: true }).filter(name => name.endsWith('.c')).map(name => join(place, name))
  const jobs = []
  const exitOnly = ({ code }) => `${code}`
  const all = ({ code, stdout, stderr }) => `${code}\n${stdout}\n${stderr}`
  const add = (source, runs, words = []) => jobs.push({ source, program: join(folder, `${source.replace(/\W/g, '_')}-${keyOf(source, words)}`), runs, words })
  // test_many has stacks for frames of an optimised build without -fPIC
  for (const source of found('tests/c')) if (/^test_(?!many)/.test(basename(source))) add(source, [{ judge: exitOnly }], ['-DSCHEDULES=300'])
  for (const source of found('tests/conformance')) add(source, [{ judge: all, args: [] }])
  const virtual = { WEFT_CLOCK: 'virtual', WEFT_STAMP: '1', WEFT_UNTIL: '60', WEFT_SEED: '7' }
  let others = ''
  for (const source of found('playground/examples')) {
    const isWritten = written.includes(basename(source, '.c'))
    const tape = join(folder, `${basename(source, '.c')}.tape`)
    add(source, [{ judge: all, env: virtual }, ...isWritten ? writtenRuns(tape, virtual, all) : [],
      ...basename(source, '.c') === 'timeouts' ? ['WEFT_FAIL_ALLOC', 'WEFT_FAIL_HOST', 'WEFT_CANCEL_AT'].flatMap(fault => withFault(fault, `${tape}.${fault}`, virtual, all)) : [],
      ...basename(source, '.c') === 'gather' ? [{ is: 'traced to a full disk', judge: all, env: { ...virtual, WEFT_TRACE: '/dev/full' } }] : [],
      ...isWritten && others ? [{ is: 'and a recording of another', judge: all, env: { WEFT_REPLAY: others } }] : []])
    if (isWritten) others = tape
  }
  for (const { file, env } of readReference().examples) add(file, [{ judge: all, env }])
  for (const [source, args, input] of [['tests/files/all.c', []], ['tests/processes/talk.c', []], ['tests/net/refused.c', []], ['tests/net/peer.c', ['copy'], much]]) {
    const tape = join(folder, `${source.replace(/\W/g, '_')}.tape`)
    add(source, [{ judge: all, args, input }, ...writtenRuns(tape, {}, all, { args, input })])
  }
  add('tests/net/refused.c', [{ is: 'played with a step more', judge: all, script: 'WEFT_RECORD=tape "$@" > out; true | WEFT_REPLAY=tape "$@" more 2>&1' }])
  add('tests/net/datagrams.c', ['flood', 'wrong', 'cancels'].map(what => ({ judge: all, args: [what] })))
  add('tests/bad/waits.c', [{ is: 'interrupted twice', judge: exitOnly, args: ['compute'], script: interrupted('grep -q ready out', 2) }])
  add('tests/net/handler.c', [{ is: 'interrupted', judge: exitOnly, args: ['0'], script: interrupted('grep -q http: out', 1) }])
  if (tools().openssl) add('tests/net/secure.c', [{ judge: all, args: ['pair', ...makeCertificate(folder)] }])
  add('tests/embed/by_poll.c', [{ judge: all }], ['-pthread'])
  for (const name of new Set(mistakes.map(([name]) => name))) {
    add(`tests/bad/${name}.c`, mistakes.filter(([other]) => other === name).map(([, ...args]) =>
      ({ judge: all, args, env: { WEFT_CLOCK: 'virtual' } })))
  }
  add('tests/mistakes/dead_frame.c', [{ is: 'in debug mode', judge: ({ stderr }) => stderr, env: { WEFT_CLOCK: 'virtual', WEFT_DEBUG: '1' } }])
  add('tests/output/ends.c', [...ends.map(how => ({ judge: all, args: [how] })),
    ...[...ends, 'ours'].map(how => ({ is: 'with both outputs in one', judge: all, args: [how], script: 'exec "$@" 2>&1' }))])
  const memory = ({ code, stdout }) => `${code} ${stdout.split('\n').map(line => line.split(' ').slice(0, 3).join(' ')).join('\n')}`
  add('tests/endurance/scenes.c', scenes.map(name => ({ judge: memory, args: [name, '2000'], env: name === 'trace' ? { WEFT_TRACE: '/dev/null' } : {} })))
  const programs = Array.from({ length: randomPrograms }, (_, seed) => JSON.stringify(numbered(generate(seed + 1)))).join('\n')
  add('tests/fuzz/interpreter.c', [{ judge: all, args: ['2'], input: `${programs}\n` }])
  await inTurns(jobs.filter(({ program }) => !existsSync(program)).map(({ source, program, words }) => () =>
    execute('gcc', ['-std=gnu11', '-w', '-O0', '-fPIC', ...words, '-I', join(root, 'runtime'), join(root, source), '-L', folder, '-lweft', '-lm', '-o', program]).catch(() => {})))
  const built = new Set(readdirSync(folder))
  return jobs.filter(({ program }) => built.has(basename(program))).flatMap(({ source, program, runs }) =>
    runs.map(({ args = [], is = '', ...more }) =>
      ({ name: [source, ...args, is].join(' ').trim(), key: keyOf(source, args, is, more.env, more.input, ...more.script ? [more.script] : []), words: [program, ...args], ...more })))
}

/** One that is its own authority, for this machine; what a program is given for it. */
function makeCertificate(folder) {
  const [certificate, key] = ['own.pem', 'own.key'].map(name => join(folder, name))
  if (!existsSync(certificate)) {
    execFileSync(tools().openssl, ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', key, '-out', certificate,
      '-days', '3650', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'], { stdio: 'pipe' })
  }
  return [`ca=${certificate}`, `cert=${certificate}`, `key=${key}`]
}

/** A trace with dumps, a recording, and that recording played: the runtime as it is writes it first, in the order of the checks. */
function writtenRuns(tape, env, judge, how = {}) {
  const withFile = result => `${judge(result)}\n${result.written}`
  return [
    { ...how, is: 'traced', judge: withFile, file: 'trace', env: { ...env, WEFT_TRACE: 'trace', WEFT_DUMP: '1' } },
    { ...how, is: 'recorded', judge: withFile, file: 'recording', env: { ...env, WEFT_RECORD: 'recording' } },
    { ...how, is: 'recorded and played', judge, env, script: playedTwice },
    { ...how, is: 'kept', judge: ({ code }) => `${code}`, env: { ...env, WEFT_RECORD: tape }, once: true },
    { ...how, is: 'replayed', judge, input: '', env: { WEFT_REPLAY: tape } }
  ]
}

function withFault(fault, tape, env, judge) {
  return [
    { is: `kept with ${fault}`, judge: ({ code }) => `${code}`, env: { ...env, [fault]: '2', WEFT_RECORD: tape }, once: true },
    { is: `replayed with ${fault}`, judge, env: { WEFT_REPLAY: tape } }
  ]
}

/** What a check says: its code and all that it wrote, into its file, too. Each has a folder of its own. Late ones are ended. */
function play({ words, env = {}, input = '', file, script = 'exec "$@"' }, { library, patienceMs, env: more = {} }) {
  return inScratch(cwd => new Promise(resolve => {
    const child = spawn('/bin/sh', ['-c', `ulimit -v ${memoryKiB}; ulimit -c 0; ${script}`, 'sh', ...words], {
      cwd, detached: true, env: { PATH: process.env.PATH, LD_LIBRARY_PATH: library, ...env, ...more }
    })
    const said = { stdout: '', stderr: '' }
    const limit = setTimeout(() => {
      try {
        process.kill(-child.pid, 'SIGKILL')
      } catch {
        // it has just ended by itself
      }
    }, patienceMs)
    for (const name of ['stdout', 'stderr']) {
      child[name].on('data', chunk => { if (said[name].length < 2 ** 22) said[name] += chunk })
    }
    child.stdin.on('error', () => {})
    child.stdin.end(input)
    child.on('error', () => {})
    child.on('close', (code, signal) => {
      clearTimeout(limit)
      const path = join(cwd, file ?? 'none')
      const written = file && existsSync(path) ? createHash('sha256').update(readFileSync(path)).digest('hex') : ''
      resolve({ code: code ?? signal, ...said, written })
    })
  }))
}

export const readSource = path => readFileSync(join(root, path), 'utf8')
