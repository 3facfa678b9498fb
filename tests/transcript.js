/**
 * Compares one example with its transcript: what it prints, when, and how it ends.
 *
 *     node tests/transcript.js NAME COMMAND [ARGUMENT…]
 *
 * The command runs the example called NAME. The virtual clock, stamped output and the example's own
 * options are set in the environment, where a program reads them on every host.
 */
import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findExample } from '../playground/make/shelves.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const patienceMs = 50_000
const variables = { signal: 'WEFT_SIGNALS', until: 'WEFT_UNTIL', seed: 'WEFT_SEED' }

/** The environment in which an example prints its transcript. */
export function transcriptEnvironment({ options }) {
  const chosen = Object.entries(options).map(([name, value]) => [variables[name], String(value)])
  return { WEFT_CLOCK: 'virtual', WEFT_STAMP: '1', ...Object.fromEntries(chosen) }
}

/** The same for `weft run`: the options with which an example prints its transcript. */
export function transcriptOptions({ options, source }) {
  const chosen = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)])
  return ['--clock', 'virtual', '--stamp', ...hasFiles(source) ? ['--dir', '.'] : [], ...chosen]
}

const hasFiles = source => source.includes('weft/file.h')

/**
 * Runs an example by `command`, in a folder of its own, and tells what differs from its transcript.
 *
 * @returns {string | null} What is wrong, in words, or null.
 */
export function difference(example, command, env = {}) {
  const options = optionsOf(env)
  const result = spawnSync(command[0], command.slice(1), options)
  rmSync(options.cwd, { recursive: true, force: true })
  return whatIsWrong(example, result)
}

/** The same, while this process does something else. */
export async function differenceMeanwhile(example, command, env = {}) {
  const options = optionsOf(env)
  const result = await new Promise(resolve => {
    execFile(command[0], command.slice(1), options, (error, stdout, stderr) => {
      const status = error ? error.code ?? null : 0
      const failed = typeof status === 'string' ? error : null   // no program, or too much output
      resolve({ status, signal: error?.signal, error: failed, stdout, stderr })
    })
  })
  rmSync(options.cwd, { recursive: true, force: true })
  return whatIsWrong(example, result)
}

function optionsOf(env) {
  const cwd = mkdtempSync(join(tmpdir(), 'weft-example-'))
  return { cwd, env: { ...process.env, ...env }, encoding: 'utf8', timeout: patienceMs }
}

function whatIsWrong(example, { status, signal, error, stdout, stderr }) {
  const expected = readFileSync(join(root, example.transcript), 'utf8')
  const wrong = []
  if (error) wrong.push(error.message)
  if (stdout !== expected) wrong.push(firstDifference(expected, stdout ?? ''))
  if (status !== example.exit) wrong.push(`ended with ${signal ?? status}, not ${example.exit}`)
  return wrong.length > 0 ? [...wrong, stderr].join('\n') : null
}

function firstDifference(expected, actual) {
  const wanted = expected.split('\n')
  const found = actual.split('\n')
  const at = wanted.findIndex((line, index) => line !== found[index])
  const index = at < 0 ? wanted.length : at
  const shown = lines => JSON.stringify(lines[index] ?? '(the end)')
  return `line ${index + 1}: expected ${shown(wanted)}, got ${shown(found)}`
}

function main([name, ...command]) {
  const example = findExample(name)
  return difference(example, command, transcriptEnvironment(example))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  let wrong
  try {
    wrong = main(process.argv.slice(2))
  } catch (error) {
    wrong = error.message
  }
  if (wrong) console.error(wrong)
  process.exitCode = wrong ? 1 : 0
}
