// From the words of the command line to an exit code: chooses the command, and turns every error
// into one sentence on standard error and its exit code.

import { readFileSync } from 'node:fs'
import { WeftError } from '@weft/host/lib/errors.js'
import { EXIT } from '@weft/host/lib/exit.js'
import { CommandError, reason } from './error.js'
import { helpFor } from './help.js'
import { nearest } from './options.js'
import { print, tell } from './write.js'

/** Each command's module is loaded when it is called: a run does not wait for the search over orders. */
const COMMANDS = {
  run: async words => (await import('./command_run.js')).runRun(words),
  serve: async words => (await import('./command_serve.js')).runServe(words),
  replay: async words => (await import('./command_replay.js')).runReplay(words),
  build: async words => (await import('./command_build.js')).runBuild(words),
  test: async words => (await import('./command_test.js')).runTest(words),
  explore: async words => (await import('./command_explore.js')).runExplore(words),
  trace: async words => (await import('./command_trace.js')).runTrace(words),
  snapshot: async words => (await import('./command_snapshot.js')).runSnapshot(words),
  new: async words => (await import('./command_new.js')).runNew(words),
  doctor: async words => (await import('./command_doctor.js')).runDoctor(words),
  completion: async words => (await import('./command_completion.js')).runCompletion(words)
}

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
