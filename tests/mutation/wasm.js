// What sees a change of wasi/, and of the runtime's files that are for wasm only: programs in Node and under wasmtime. Each is built
// once, with all mutants in it, and the number of the one that counts is written into its data. A process of its own
// (wasm_player.js) plays them, so that a mutant may hang it. It is known which mutants a play in Node comes to; of a mutant, those plays are
// asked, and the ones under wasmtime, whose memory nobody can look into: the quickest first, up to one that differs.

import { createHash } from 'node:crypto'
import { spawn } from 'node:child_process'
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findExample } from '../../playground/make/shelves.js'
import { openCache } from '../../toolchain/cache.js'
import { buildLibrary } from '../../toolchain/library.js'
import { RECORDED } from '../../toolchain/link.js'
import { linkProgram } from '../../toolchain/program.js'
import { readList } from '../../toolchain/runtime.js'
import { weave } from '../../toolchain/weave.js'
import { root } from '../programs.js'
import { nameWithPlace as placeOf, readSource } from './native.js'
import { header, schemaOf } from './schema.js'

/** Where the number goes, in the data of a program. */
export const mark = 0x5eedc0de
const mostMutants = 2 ** 16
/** The number, and behind it where it is noted what the program comes to: the player finds both by the mark. */
const inOne = header.replace(/extern [^;]*chosen;\nextern [^;]*reached;/, `extern struct { volatile int chosen; unsigned char *reached; } weft_mutant;
#define weft_mutant_chosen weft_mutant.chosen
#define weft_mutant_reached weft_mutant.reached`)
const player = fileURLToPath(new URL('wasm_player.js', import.meta.url))
const leastPatienceMs = 60_000

const examples = ['queue', 'gather', 'graceful_shutdown', 'condition_deadlock', 'timeouts', 'line_reader', 'read_file', 'follow_file', 'echo', 'datagrams',
  'echo_server', 'subprocesses', 'subprocess_lines', 'subprocess_timeout', 'executor', 'from_thread', 'to_thread', 'primes', 'work_kinds', 'http_hello', 'rate_limiter', 'error', 'blocking']
const tests = ['test_operations', 'test_streams', 'test_process', 'test_files', 'test_kept', 'test_told', 'test_job', 'test_datagrams', 'test_leftovers', 'test_ends', 'test_blocking', 'test_serve']
const ends = ['return', 'exit', 'abort', 'pointer', 'overflow', 'deadlock', 'errors', 'many', 'wait', 'input']

/** The programs, by name: where each is and how it is linked. */
const programs = [
  ...examples.map(name => ({ name, file: findExample(name).file })),
  ...tests.map(name => ({ name, file: `tests/c/${name}.c` })),
  ...['ends', 'fails', 'last_words', 'no_memory', 'overflows', 'waits', 'blocks'].map(name => ({ name: `bad_${name}`, file: `tests/bad/${name}.c` })),
  { name: 'ends', file: 'tests/output/ends.c' },
  { name: 'descriptors', file: 'tests/mutation/descriptors.c' },
  ...['refused', 'datagrams', 'peer'].map(name => ({ name: `net_${name}`, file: `tests/net/${name}.c` })),
  { name: 'talk', file: 'tests/processes/talk.c' },
  { name: 'recorded', file: findExample('line_reader').file, raw: RECORDED }
]

/** What is played of them, in this order: name, options of `start`, under wasmtime or not. */
export const plays = [
  ...ends.map(how => ({ name: 'ends', is: how, args: [how], clock: 'real', stdin: 'ann\nbert\n' })),
  ...ends.slice(0, 8).map(how => ({ name: 'ends', is: `${how}, wasmtime`, args: [how], wasmtime: true, stdin: 'ann\n' })),
  ...examples.map(name => ({ name, stamp: true, options: findExample(name).options })),
  ...['descriptors'].flatMap(name => [{ name, stdin: 'one\ntwo\n', clock: 'real' }, { name, is: 'wasmtime', wasmtime: true, stdin: 'one\ntwo\n' }]),
  ...['queue', 'graceful_shutdown', 'rate_limiter'].map(name => ({ name, is: 'wasmtime', wasmtime: true, stamp: true, options: findExample(name).options })),
  { name: 'gather', is: 'real, wasmtime', wasmtime: true, clock: 'real' },
  { name: 'gather', is: 'quick', clock: 'real', speed: 20 },
  { name: 'gather', is: 'snapshot', snapshot: true },
  { name: 'echo', is: 'traced', trace: true },
  { name: 'recorded', is: 'recorded', record: true, stdin: 'one\ntwo\n' },
  { name: 'bad_fails' }, { name: 'bad_last_words' }, { name: 'bad_no_memory', args: ['huge'] }, { name: 'bad_no_memory', is: 'many', args: ['tasks'] },
  { name: 'bad_overflows', args: ['frames', '16', '16384'] }, { name: 'bad_blocks' }, { name: 'bad_waits', args: ['wait'], signal: 'INT' },
  // the machine's network and processes, and jobs in workers
  { name: 'net_refused', net: true, clock: 'real' }, { name: 'net_peer', net: true, clock: 'real', args: ['churn', 'x.sock', '20'] },
  ...['flood', 'wrong', 'cancels'].map(what => ({ name: 'net_datagrams', is: what, net: true, clock: 'real', args: [what] })),
  { name: 'talk', processes: true, clock: 'real' }, { name: 'primes', is: 'in workers', clock: 'real' },
  ...tests.map(name => ({ name, codeOnly: true })),
  ...['test_operations', 'test_streams', 'test_blocking'].map(name => ({ name, is: 'wasmtime', wasmtime: true, codeOnly: true }))
]

export const titleOf = ({ name, is = '' }) => `${name} ${is}`.trim()

function stampOf(paths) {
  const hash = createHash('sha256')
  const inside = readdirSync(join(root, 'runtime'), { recursive: true }).filter(name => /\.[ch]$/.test(name)).sort().map(name => `runtime/${name}`)
  const own = ['schema.js', 'rules.js', 'descriptors.c'].map(name => `tests/mutation/${name}`)
  for (const path of [...inside, ...paths, ...own]) hash.update(path).update(readSource(path))
  return hash.digest('hex').slice(0, 16)
}

/** What a program is made of, beside the library. */
const keyOf = program => createHash('sha256').update(JSON.stringify(program)).update(readSource(program.file)).digest('hex').slice(0, 12)

export const wasmFiles = () => readList(root).filter(({ target, path }) => target === 'wasm' && path.endsWith('.c') && !/library|asyncify/.test(path)).map(({ path }) => path)

/** @param {object[]} mutants all of these files */
export async function openWasm(parent, mutants) {
  const paths = wasmFiles()
  const folder = join(parent, stampOf(paths))
  mkdirSync(folder, { recursive: true })
  const places = mutants.map(placeOf)
  const numberOf = mutant => places.indexOf(placeOf(mutant)) + 1
  const switched = await buildAll(folder, paths, mutants, numberOf)
  const wantedFile = join(folder, `wanted-${createHash('sha256').update(JSON.stringify([plays, programs.map(keyOf)])).digest('hex').slice(0, 12)}.json`)
  if (!existsSync(wantedFile)) {
    const begun = performance.now()
    const first = await playAll(folder, mark, 20 * leastPatienceMs)
    const took = performance.now() - begun
    const second = await playAll(folder, mark, 20 * leastPatienceMs)
    if (!first.said || !second.said) throw new Error(`the programs cannot be played: ${first.words}${second.words}`)
    const steady = first.said.map((text, index) => text === second.said[index] ? text : null)
    plays.forEach(({ name, is }, index) => { if (steady[index] === null) console.log(`not the same twice, and left out: ${name} ${is ?? ''}`) })
    writeFileSync(wantedFile, JSON.stringify({ steady, took, times: first.times, reached: first.reached }))
  }
  const noted = JSON.parse(readFileSync(wantedFile, 'utf8'))
  const patienceMs = Math.max(leastPatienceMs, noted.took * 4)
  const reached = noted.reached.map(numbers => numbers && new Set(numbers))
  const comesTo = (index, number) => noted.steady[index] !== null && (!reached[index] || reached[index].has(number))
  const inOrder = plays.map((_, index) => index).sort((a, b) => noted.times[a] - noted.times[b])
  return {
    sees: path => paths.includes(path),
    switches: mutant => switched.has(numberOf(mutant)),
    async judge(mutant) {
      if (!this.switches(mutant)) return { verdict: 'no mutant' }
      let own = inOrder.filter(index => comesTo(index, numberOf(mutant)))
      let tries = 3
      const count = own.filter(index => reached[index]).length
      while (own.length > 0) {
        const first = await playAll(folder, numberOf(mutant), patienceMs, wantedFile, own)
        if (!first.differs) break
        // what a busy machine makes fail once is no mutant noticed, nor what fails without one now
        const { differs } = await playAll(folder, numberOf(mutant), patienceMs, wantedFile, [first.index])
        if (differs && !(await playAll(folder, mark, patienceMs, wantedFile, [first.index])).differs) return { verdict: 'killed', by: differs, reached: count }
        own = own.slice(own.indexOf(first.index) + (differs && tries-- > 0 ? 0 : 1))
      }
      return { verdict: 'survived', reached: count }
    }
  }
}

/** Builds the library with the mutants in it, and the programs that are not there. */
async function buildAll(folder, paths, mutants, numberOf) {
  const kept = join(folder, 'switched.json')
  const fileOf = program => join(folder, `${program.name}-${keyOf(program)}.wasm`)
  const missing = programs.filter(program => !existsSync(fileOf(program)))
  const show = () => programs.forEach(program => copyFileSync(fileOf(program), join(folder, `${program.name}.wasm`)))
  if (existsSync(kept) && missing.length === 0) {
    show()
    return new Set(JSON.parse(readFileSync(kept, 'utf8')))
  }
  const tree = join(folder, 'tree')
  rmSync(tree, { recursive: true, force: true })
  for (const part of ['runtime', 'wasi']) cpSync(join(root, part), join(tree, part), { recursive: true })
  const list = join(tree, 'runtime', 'sources.txt')
  writeFileSync(list, `${readFileSync(list, 'utf8')}\nwasm runtime/mutant.c\n`)
  writeFileSync(join(tree, 'runtime', 'mutant.c'), `static unsigned char nowhere[${mostMutants}];
struct { volatile int chosen; unsigned char *reached; } weft_mutant = {${mark}, nowhere};
`)
  const own = new Map(paths.map(path => [path, mutants.filter(mutant => mutant.path === path)]))
  let library
  const switched = new Set()
  for (let left = 12; !library; left--) {
    switched.clear()
    for (const [path, list] of own) {
      const { text, kept: some } = schemaOf(readSource(path), list, numberOf)
      writeFileSync(join(tree, path), `#pragma clang diagnostic ignored "-Weverything"\n${text.replace('#include "mutant.h"', inOne)}`)
      for (const mutant of some) switched.add(numberOf(mutant))
    }
    try {
      library = await buildLibrary({ cache: openCache(), root: `${tree}/` })
    } catch (error) {
      const wrong = [...`${error.message}`.matchAll(/(\w+\.c):(\d+):\d+: (?:fatal )?error/g)]
      if (wrong.length === 0 || left === 0) throw error
      for (const [, name, line] of wrong) {
        const path = paths.find(path => basename(path) === name)
        own.set(path, own.get(path).filter(mutant => mutant.line !== Number(line) && !(mutant.rule === 'swap' && mutant.line + 1 === Number(line))))
      }
    }
  }
  for (const program of missing) {
    const { file, raw = [] } = program
    const headers = Object.fromEntries(readdirSync(join(root, file, '..')).filter(other => other.endsWith('.h')).map(other => [other, readSource(join(file, '..', other))]))
    const inside = Object.fromEntries(Object.entries(readHeaders()).map(([path, text]) => [path.replace(/^runtime\//, ''), text]))
    const linked = await linkProgram({
      sources: { [basename(file)]: readSource(file) }, headers: { ...inside, ...headers }, library,
      options: { optimize: 1, warnings: ['-w'], defines: { _POSIX_C_SOURCE: '200809L' } }, linker: { raw }
    })
    if (!linked.ok) throw new Error(`${file}: ${linked.text}`)
    writeFileSync(fileOf(program), (await weave(linked.bytes, { optimize: 0, names: true })).bytes)
  }
  show()
  writeFileSync(kept, JSON.stringify([...switched]))
  return switched
}

function readHeaders() {
  const names = ['runtime', 'wasi'].flatMap(part => readdirSync(join(root, part), { recursive: true }).filter(name => name.endsWith('.h')).map(name => `${part}/${name}`))
  return Object.fromEntries(names.map(name => [name, readSource(name)]))
}

/** Plays all, or of these up to the first that says something else than `wanted` does. */
function playAll(folder, number, patienceMs, wanted = '', list = []) {
  return new Promise(resolve => {
    const child = spawn(process.execPath, [player, folder, `${number}`, wanted, list.join(',')], { stdio: ['ignore', 'pipe', 'pipe'], detached: true, cwd: folder })
    let [text, words] = ['', '']
    let late = false
    const limit = setTimeout(() => {
      late = true
      process.kill(-child.pid, 'SIGKILL')
    }, patienceMs)
    child.stdout.on('data', chunk => { text += chunk })
    child.stderr.on('data', chunk => { words += chunk })
    child.on('close', () => {
      clearTimeout(limit)
      const lines = text.split('\n')
      const last = lines.findLast(line => line.startsWith('{'))
      const answer = last ? JSON.parse(last) : null
      const index = Number(lines.findLast(line => line.startsWith('plays '))?.slice(6) ?? list[0] ?? 0)
      resolve(answer ?? { index, differs: `${titleOf(plays[index])}${late ? ', which hangs' : ', which ends the host'}`, words })
    })
  })
}
