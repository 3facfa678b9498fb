// Random programs (generate.js) against Asyncify: what gcc's native build prints is right, and the wasm
// file must print the same at every level, woven by the computed list and in full, in Node and under
// wasmtime. The bounded run is tests/asyncify_fuzz.test.js; for a longer one:
//
//     node tests/asyncify/fuzz.js --programs 100 --seed 1
//
// A program that fails is kept in build/asyncify, and the line about it names its seed.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { openCache } from '../../toolchain/cache.js'
import { buildLibrary } from '../../toolchain/library.js'
import { linkProgram } from '../../toolchain/program.js'
import { weave } from '../../toolchain/weave.js'
import { buildNative, prepareForWasmtime, root, run, runInNode, tools, underWasmtime } from '../programs.js'
import { generate } from './generate.js'

const LEVELS = [0, 2, 'z']
const ENV = { WEFT_CLOCK: 'virtual' }
const FOLDER = join('build', 'asyncify')

let library

/** Compiles a program for wasm and links it; not woven. */
export async function linkText(text, optimize) {
  library ??= await buildLibrary({ cache: await openCache({}) })
  const options = { optimize, raw: ['-w'] }
  const linked = await linkProgram({ sources: { 'random.c': text }, options, library })
  if (!linked.ok) throw new Error(linked.text)
  return linked.bytes
}

/** What a program prints natively. */
export async function runNatively(text, name) {
  mkdirSync(join(root, FOLDER), { recursive: true })
  const source = join(FOLDER, `${name}.c`)
  writeFileSync(join(root, source), text)
  const built = Object.values(await buildNative('plain', [source]))[0]
  const { code, stdout, stderr } = await run([built], { env: ENV })
  rmSync(built)
  if (code !== 0) throw new Error(`${source} ended with ${code}, natively: ${stderr}`)
  return stdout
}

/** Writes a wasm file for the hosts to run. */
export function keep(name, bytes) {
  mkdirSync(join(root, FOLDER), { recursive: true })
  const file = join(root, FOLDER, `${name}.wasm`)
  writeFileSync(file, bytes)
  return file
}

/** What a wasm file prints in Node, or how it ended. */
export async function runFiles(files) {
  const results = await runInNode(process.execPath, files.map(file => ({ file, env: ENV })))
  return results.map(said)
}

function said({ code, stdout, stderr = '', message = '', late }) {
  if (late) return 'it did not end'
  return code === 0 ? stdout : `it ended with ${code}: ${message || stderr}`
}

/**
 * Builds the program of a seed in every way and runs it on every host.
 * @param {number} seed
 * @param {{functions?: number}} [options]
 * @returns {Promise<{lines: number, pauses: number, differences: string[]}>} a sentence for each
 *   build that printed something else
 */
export async function checkProgram(seed, options) {
  const name = `random-${seed}`
  const text = generate(seed, options)
  const wanted = await runNatively(text, name)
  const builds = []
  for (const level of LEVELS) {
    const linked = await linkText(text, level)
    for (const { optimize, full } of waysToWeave(level, seed)) {
      const { bytes } = await weave(linked, { optimize, full })
      const way = `-O${level}-woven-${optimize}${full ? '-full' : ''}`
      builds.push({ way, full, file: keep(`${name}${way}`, bytes) })
    }
  }
  const found = await runFiles(builds.map(({ file }) => file))
  const differences = found.flatMap((text, i) => compare(`${builds[i].way} in Node`, text, wanted))
  if (tools().wasmtime) {
    const listed = builds.filter(({ full }) => !full)
    const prepared = await prepareForWasmtime(Object.fromEntries(listed.map(({ way, file }) => [way, file])))
    for (const [way, file] of Object.entries(prepared)) {
      const result = said(await run(underWasmtime(file, ENV)))
      differences.push(...compare(`${way} under wasmtime`, result, wanted))
      rmSync(file)
    }
  }
  if (differences.length === 0) {
    for (const { file } of builds) rmSync(file)
    rmSync(join(root, FOLDER, `${name}.c`))
  }
  return { lines: text.split('\n').length, pauses: parseInt(/(\d+) pauses/.exec(wanted)[1], 10), differences }
}

/** Optimising after Asyncify takes most of the time: not everything is built in every way. */
function waysToWeave(level, seed) {
  const optimize = level === 2 || seed % LEVELS.length === 0 ? level : 0
  return [{ optimize, full: false }, { optimize: 0, full: true }]
}

/** The first line that is another one. */
function compare(way, text, wanted) {
  if (text === wanted) return []
  const [lines, right] = [text.split('\n'), wanted.split('\n')]
  const at = lines.findIndex((line, i) => line !== right[i])
  return [`${way}: line ${at + 1} is "${lines[at]}" and not "${right[at]}"`]
}

/** Several programs; one after the other, because each uses two processes. */
export async function checkPrograms(seed, count, options, tell = () => {}) {
  const total = { programs: 0, lines: 0, pauses: 0, failures: [] }
  for (let number = seed; number < seed + count; number++) {
    const { lines, pauses, differences } = await checkProgram(number, options)
    total.programs++
    total.lines += lines
    total.pauses += pauses
    if (differences.length > 0) {
      const where = join(FOLDER, `random-${number}.c`)
      total.failures.push(`the program of seed ${number} (${where}):\n  ${differences.join('\n  ')}`)
    }
    tell(total, number)
  }
  return total
}

async function main() {
  const { values } = parseArgs({ options: {
    programs: { type: 'string', default: '10' }, seed: { type: 'string', default: '1' },
    functions: { type: 'string', default: '48' }
  } })
  const [programs, seed, functions] = ['programs', 'seed', 'functions'].map(name => Number(values[name]))
  let told = 0
  const total = await checkPrograms(seed, programs, { functions }, (so, number) => {
    for (; told < so.failures.length; told++) console.log(so.failures[told])
    console.log(`seed ${number}: ${so.programs} programs, ${so.lines} lines, ${so.pauses} pauses, ` +
      `${so.failures.length} failed`)
  })
  process.exitCode = total.failures.length > 0 ? 1 : 0
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main()
