// Plays the programs of wasm.js with one mutant chosen: node wasm_player.js FOLDER NUMBER [WANTED PLAYS]. Says which it plays, and at the end
// a line of JSON: what all said, how long that took and which mutants they came to, or with WANTED the first of PLAYS that says something else.

import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFolder, load } from '@weft/host'
import { tools } from '../programs.js'
import { mark, plays, titleOf } from './wasm.js'

const [folder, number, wantedFile, list] = process.argv.slice(2)
const wanted = wantedFile ? JSON.parse(readFileSync(wantedFile, 'utf8')).steady : null
const patienceMs = 60_000
const programs = new Map()
const memories = []

// what a program comes to stands in its memory, which only the host has
WebAssembly.Instance = class extends WebAssembly.Instance {
  constructor(...words) {
    super(...words)
    memories.push(this.exports.memory)
  }
}

/** Of all instances since the last look: the numbers of the mutants, found by the mark; only a run without a mutant has it. */
function reachedSince() {
  const numbers = new Set()
  for (const memory of memories.splice(0)) {
    const words = new Int32Array(memory.buffer)
    const at = words.indexOf(mark)
    if (at < 0) continue
    new Uint8Array(memory.buffer, words[at + 1], 2 ** 16).forEach((is, index) => { if (is) numbers.add(index) })
  }
  return [...numbers]
}

/** The bytes of a program with the number in place of the mark. */
function bytesOf(name) {
  const bytes = readFileSync(join(folder, `${name}.wasm`))
  const pattern = Buffer.alloc(4)
  pattern.writeUInt32LE(mark)
  const at = bytes.indexOf(pattern)
  if (at < 0 || bytes.indexOf(pattern, at + 1) >= 0) throw new Error(`${name}: the mark is not there once`)
  bytes.writeInt32LE(Number(number), at)
  return bytes
}

function programOf(name) {
  if (!programs.has(name)) programs.set(name, load(bytesOf(name)))
  return programs.get(name)
}

async function play(it) {
  if (it.wasmtime) return playUnderWasmtime(it)
  const { name, args, clock = 'virtual', stdin, speed, stamp, options = {}, record, trace, codeOnly, net = false } = it
  const program = await programOf(name)
  const signals = options.signal ? [options.signal] : undefined
  const run = program.start({ args, clock, stdin, speed, stamp, signals, seed: options.seed, until: options.until, record, trace, files: createFolder(), net, ...it.processes ? { processes: { env: { PATH: process.env.PATH } } } : {} })
  if (it.snapshot) return playSnapshots(program, run)
  if (it.signal) setTimeout(() => run.signal(it.signal), 200)
  const limit = setTimeout(() => run.kill(), patienceMs)
  const [stdout, stderr, exit, recording, records] = await Promise.all([run.stdout.text(), run.stderr.text(), run.exit,
    record ? bytesIn(run.recording) : null, trace ? bytesIn(run.trace) : null])
  clearTimeout(limit)
  const again = recording ? `${await replayed(program, recording)}\n${replayedUnderWasmtime(it.name, recording)}` : ''
  return codeOnly ? `${exit.code}` : [exit.code, exit.reason, stdout, stderr, records?.toString('base64') ?? '', again].join('\n')
}

async function replayed(program, recording) {
  const run = program.start({ replay: new Uint8Array(recording) })
  const [stdout, exit] = await Promise.all([run.stdout.text(), run.exit])
  return `${recording.length} ${exit.code} ${stdout}`
}

/** There a recording is a file of the folder that the program may see. */
function replayedUnderWasmtime(name, recording) {
  const own = mkdtempSync(join(tmpdir(), 'weft-mutant-'))
  const file = join(own, 'program.wasm')
  writeFileSync(file, bytesOf(name))
  writeFileSync(join(own, 'tape'), recording)
  const { status, signal, stdout } = spawnSync(tools().wasmtime, ['run', '-C', 'compiler=winch,cache=n', '-W', 'max-wasm-stack=8388608', '--argv0', 'program', '--dir', '.', '--env', 'WEFT_REPLAY=/tape', file],
    { cwd: own, input: '', encoding: 'utf8', timeout: patienceMs, killSignal: 'SIGKILL' })
  rmSync(own, { recursive: true, force: true })
  return `${status ?? signal} ${stdout}`
}

/** Taken apart and put together again after each step. */
async function playSnapshots(program, run) {
  run.kill()
  let going = program.start({ clock: 'virtual', paused: true })
  let said = ''
  for (let steps = 0; await going.step(); steps++) {
    const copy = going.snapshot()
    going.kill()
    said += await going.stdout.text()
    going = program.restore(structuredClone(copy), { paused: true })
  }
  return `${said}${await going.stdout.text()}${(await going.exit).code}`
}

async function bytesIn(stream) {
  const chunks = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}

function playUnderWasmtime({ name, args = [], clock = 'virtual', stdin = '', stamp, options = {}, codeOnly }) {
  const own = mkdtempSync(join(tmpdir(), 'weft-mutant-'))
  const file = join(own, 'program.wasm')
  writeFileSync(file, bytesOf(name))
  const env = { WEFT_CLOCK: clock, ...stamp ? { WEFT_STAMP: '1' } : {}, ...options.signal ? { WEFT_SIGNALS: options.signal } : {} }
  const words = Object.entries(env).flatMap(([key, value]) => ['--env', `${key}=${value}`])
  const { status, signal, stdout, stderr } = spawnSync(tools().wasmtime, ['run', '-C', 'compiler=winch,cache=n', '-W', 'max-wasm-stack=8388608', '--argv0', 'program', ...words, file, ...args],
    { cwd: own, input: stdin, encoding: 'utf8', timeout: patienceMs, killSignal: 'SIGKILL' })
  rmSync(own, { recursive: true, force: true })
  const words2 = stderr.split('\n').filter(line => line.startsWith('weft:')).join('\n')
  return codeOnly ? `${status ?? signal}` : [status ?? signal, stdout, words2].join('\n')
}

/** What is long is noted by its digest. */
const short = text => text.length < 2000 ? text : createHash('sha256').update(text).digest('hex')

const [said, times, reached] = [[], [], []]
let answer = { differs: null }
for (const index of wanted ? list.split(',').map(Number) : plays.keys()) {
  const begun = performance.now()
  process.stdout.write(`plays ${index}\n`)
  const text = short(await play(plays[index]).catch(error => `throws ${error.message}`))
  if (wanted && text !== wanted[index]) {
    answer = { differs: titleOf(plays[index]), index }
    break
  }
  said.push(text)
  times.push(Math.round(performance.now() - begun))
  reached.push(plays[index].wasmtime ? null : reachedSince())
}
process.stdout.write(`${JSON.stringify(wanted ? answer : { said, times, reached })}\n`, () => process.exit(0))
