// From the words of the command line to an exit code: chooses the command, and turns every error
// into one sentence on standard error and its exit code.

import { readFileSync } from 'node:fs'
import { EXIT, WeftError } from '@weft/host'
import { runBuild } from './command_build.js'
import { runCompletion } from './command_completion.js'
import { runDoctor } from './command_doctor.js'
import { runExplore } from './command_explore.js'
import { runNew } from './command_new.js'
import { runReplay } from './command_replay.js'
import { runRun } from './command_run.js'
import { runServe } from './command_serve.js'
import { runSnapshot } from './command_snapshot.js'
import { runTest } from './command_test.js'
import { runTrace } from './command_trace.js'
import { CommandError, reason } from './error.js'
import { helpFor } from './help.js'
import { nearest } from './options.js'
import { print, tell } from './write.js'

const COMMANDS = { run: runRun, serve: runServe, replay: runReplay, build: runBuild, test: runTest, explore: runExplore, trace: runTrace,
  snapshot: runSnapshot, new: runNew, doctor: runDoctor, completion: runCompletion }

/**
 * Runs one command.
 * @param {string[]} words what follows `weft`
 * @returns {Promise<number>} the exit code
 */
export async function main(words) {
  try {
    return await dispatch(words)
  } catch (error) {
    return report(error)
  }
}

async function dispatch([word, ...rest]) {
  if (word === undefined) {
    tell(helpFor())
    return EXIT.usage
  }
  if (word === '--help' || word === '-h') return show(helpFor())
  if (word === 'help') return show(helpFor(rest[0]))
  if (word === '--version' || word === '-V') return show(`weft ${version()}\n`)
  const command = Object.hasOwn(COMMANDS, word) ? COMMANDS[word] : null
  if (!command) throw unknownCommand(word)
  const before = rest.includes('--') ? rest.slice(0, rest.indexOf('--')) : rest
  if (before.includes('--help') || before.includes('-h')) return show(helpFor(word))
  return command(rest)
}

function show(text) {
  print(text)
  return 0
}

function version() {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version
}

function unknownCommand(word) {
  if (/\.(c|wasm)$/.test(word)) {
    return new CommandError(`"${word}" is not a command. Did you mean: weft run ${word}?`)
  }
  const close = nearest(word, [...Object.keys(COMMANDS), '--version', '--help'])
  const hint = close ? `Did you mean "${close}"?` : '"weft --help" lists the commands.'
  return new CommandError(`There is no command "${word}". ${hint}`)
}

/** What each kind of error costs, and its sentence. */
function report(error) {
  const code = exitCode(error)
  if (code === null) {
    tell(`weft: ${error?.syscall ? refused(error) : `failed inside: ${error?.stack ?? error}`}\n`)
    return EXIT.host
  }
  if (error.text) tell(error.text)
  if (error.message) tell(`weft: ${error.message}\n`)
  return code
}

/** What the system does not let us do, where nobody had a better sentence: a full disk, say. */
function refused(error) {
  const about = error.path ? ` (${error.path})` : ''
  return `This machine refused a call of ${error.syscall}: ${reason(error)}${about}.`
}

const NO_PROGRAM = ['not-weft', 'no-run', 'no-main', 'not-wasm', 'load', 'snapshot']
const WRONG_WORDS = ['options', 'bad-option', 'no-sources']

function exitCode(error) {
  if (error instanceof CommandError) return error.exit
  if (!(error instanceof WeftError)) return null
  if (NO_PROGRAM.includes(error.code)) return EXIT.load
  return WRONG_WORDS.includes(error.code) ? EXIT.usage : EXIT.compile
}
