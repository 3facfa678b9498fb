// `weft run`: a program, built first if it is C, on one of three hosts.

import { closeSync, openSync } from 'node:fs'
import { basename } from 'node:path'
import { EXIT } from '@weft/host/lib/exit.js'
import { environment } from '@weft/host/lib/options.js'
import { readModule } from '../wasm/read.js'
import { withBaseline } from './baseline.js'
import { findWasmTools, isComponent, makeComponent } from './component.js'
import { CommandError, reason } from './error.js'
import { NO_FILES } from './no_files.js'
import { firstGiven, readOptions } from './options.js'
import { checkFiles, isFolder, readBytes } from './sources.js'
import { tell } from './write.js'

// What only some runs need is loaded by these: each file costs a start about half a millisecond.
const buildProgram = async (files, options) => {
  const { LEVELS, buildProgram } = await import('./build.js')
  return withBaseline(() => buildProgram(files, options, LEVELS.run))
}
const runNative = async (...request) => (await import('./host_native.js')).runNative(...request)
const runNode = async (...request) => (await import('./host_node.js')).runNode(...request)
const runWasmtime = async (...request) => (await import('./host_wasmtime.js')).runWasmtime(...request)

/** Variables that mean the same as an option: they are passed on from weft's own environment. */
const PASSED_ON = ['CLOCK', 'SEED', 'STAMP', 'SIGNALS', 'UNTIL', 'DUMP', 'CENSUS', 'REPORT',
  'DEBUG', 'NET', 'PROCESSES', 'FAIL_ALLOC', 'FAIL_HOST', 'CANCEL_AT']

/** @param {string[]} words @returns {Promise<number>} the exit code */
export async function runRun(words) {
  const { files, args, options } = readOptions(words, 'run')
  if (options.from !== undefined) return goOn({ files, args, options })
  if (!options.watch) return runProgram({ files, args, options })
  if (checkFiles(files, 'run') === 'wasm') throw new CommandError('--watch takes .c files.')
  const { watch } = await import('./watch.js')
  return watch('run', words, files, options)
}

/** The same from options that were read already. */
export async function runProgram({ files, args, options: given }) {
  const options = { ...given, choices: given.choices ?? (process.env.WEFT_CHOICES || undefined) }
  const kind = checkFiles(files, 'run')
  const host = options.host ?? 'node'
  if (options.speed !== undefined && host !== 'node') {
    throw new CommandError('The option --speed works with --host node only.')
  }
  const folders = options.folders ?? []
  checkFolders(folders)
  const { trace, record, replay } = options
  if (trace !== undefined) checkWritten('trace', trace)
  if (record !== undefined) checkWritten('record', record)
  if (options.choices !== undefined && (record ?? replay) !== undefined) {
    throw new CommandError('The option --choices says all of the order: there is nothing to record. Leave --record out.')
  }
  const request = { name: files[0], args, env: readEnvironment(options), trace, record, replay }
  if (host === 'native') return runNative(checkNative(files, kind), options, request)
  if (kind === 'c' && host === 'wasmtime' && options.net === 'host') return runComponent(files, options, request, folders)
  const bytes = kind === 'wasm'
    ? readBytes(files[0])
    : await buildProgram(files, options)
  if (isComponent(bytes)) {
    if (host !== 'wasmtime') throw new CommandError(`${files[0]} is a component, which runs with --host wasmtime.`)
    return runWasmtime(bytes, { ...request, component: true, network: options.net !== 'inside', folders })
  }
  if (options.choices !== undefined && kind === 'wasm' && !takesChoices(bytes)) {
    throw new CommandError(`${files[0]} does not take choices. Build it with "weft build --choices".`)
  }
  const plain = kind === 'c' && isPlain(bytes)
  if (plain && options.at !== undefined) {
    throw new CommandError(`${files.join(' ')} is plain C: nothing in it calls weft_run, so it cannot be put into a snapshot.`, { exit: EXIT.load })
  }
  if (plain) tell(`weft: ${files.join(' ')} is plain C: nothing in it calls weft_run, so it has no tasks, and no trace. ` +
    '"weft --help" shows a first program.\n')
  const code = await (host === 'wasmtime'
    ? runWasmtime(bytes, { ...request, plain, folders })
    : runNode(bytes, { ...request, plain, folders, clock: options.clock, speed: readSpeed(options.speed), ...pullOf(files, kind, options) }))
  const isSeen = host === 'node' && !plain   // there it is known what the program asked for
  if (code !== 0 && !options.folders && !isSeen && opensFiles(bytes)) tell(NO_FILES)
  return code
}

/** Under wasmtime a program has the machine's network as a component. */
async function runComponent(files, options, request, folders) {
  const own = { ...request, component: true, exactExit: true, network: true, folders }
  findWasmTools()   // before anything is compiled
  const built = await buildProgram(files, { ...options, component: true, exactExit: true })
  if (isPlain(built)) throw new CommandError(`${files.join(' ')} is plain C: it has no connections. Leave --net out.`)
  return runWasmtime(makeComponent(built, options), own)
}

/** Where the snapshot of a program goes if nobody says so. */
export const snapshotOf = file => `${basename(file).replace(/\.(c|wasm|snapshot)$/, '')}.snapshot`

/** What Ctrl-\ and `weft snapshot` need: when it is taken, where it goes, and what is in it beside the program. */
function pullOf(files, kind, { at, snapshot, clock }) {
  const sources = () => kind === 'wasm' ? {} : Object.fromEntries(files.map(file => [basename(file), readBytes(file).toString()]))
  return { at, isVirtual: clock === 'virtual', pull: { file: snapshot ?? snapshotOf(files[0]), name: basename(snapshotOf(files[0]), '.snapshot'), sources } }
}

/** What a run that goes on from a snapshot cannot be given: it has that already. */
const SETTLED = ['clock', 'seed', 'choices', 'stamp', 'signals', 'until', 'netFaults', 'record', 'census', 'report', 'debug', 'env', 'watch', 'processes', 'net']

/** Goes on from a snapshot, with the program that is in the file or is named. */
async function goOn({ files, args, options }) {
  const { host = 'node', from, speed, trace } = options
  const other = firstGiven('run', options, SETTLED)
  if (other) throw new CommandError(`--from goes on with a program as it was, and ${other} was settled then. Leave it out.`)
  if (host !== 'node') throw new CommandError('--from works with --host node only.')
  if (args.length > 0) throw new CommandError('--from goes on with a program that has its arguments. Leave them out.')
  if (/\.(c|wasm)$/.test(from)) throw new CommandError(`--from takes a snapshot, and ${from} is a program. Name it behind the snapshot, or leave --from out.`)
  const { unpackPulled } = await import('../pulled.js')
  const { snapshot, name, program, sources } = await unpackPulled(new Uint8Array(readBytes(from)))
  if (!program && files.length === 0) throw new CommandError(`${from} has no program in it. Name it, too: weft run --from ${from} FILE.wasm.`)
  if (trace !== undefined) checkWritten('trace', trace)
  const bytes = files.length === 0 ? program
    : checkFiles(files, 'run') === 'wasm' ? readBytes(files[0]) : await buildProgram(files, options)
  return runNode(bytes, { name, args: [], env: {}, trace, folders: [], speed: speed === undefined ? undefined : readSpeed(speed), from: snapshot,
    pull: { file: snapshotOf(from), name, sources: () => sources } })
}

/** C without tasks becomes a WASI command that nothing of Weft is linked to. */
function isPlain(bytes) {
  return !readModule(bytes).exports.some(({ name }) => name === 'weft_base')
}

function takesChoices(bytes) {
  return readModule(bytes).exports.some(({ name }) => name === 'weft_choices')
}

function checkFolders(folders) {
  for (const folder of folders) {
    if (!isFolder(folder)) throw new CommandError(`--dir ${folder || '""'} is no folder.`)
  }
}

/**
 * Whether a program opens files by libc, as far as its bytes say. One with `weft/file.h` says itself which file it was not given, and every program
 * with HTTP has that.
 */
function opensFiles(bytes) {
  return readModule(bytes).imports.some(({ name }) => name === 'fd_prestat_get') && !Buffer.from(bytes).includes('(weft run --dir FOLDER)')
}

/** Before anything is compiled or run, on every host alike. */
function checkWritten(what, file) {
  const thing = what === 'record' ? 'recording' : what
  if (/\.(c|h|wasm)$/.test(file)) {
    throw new CommandError(`--${what} ${file} would write over a program. Name a file for the ${thing}.`)
  }
  try {
    closeSync(openSync(file, 'w'))
  } catch (error) {
    throw new CommandError(`The ${thing} ${file || '""'} cannot be written: ${reason(error)}.`)
  }
}

function checkNative(files, kind) {
  if (kind === 'c') return files
  throw new CommandError(`--host native compiles C: ${files[0]} runs with --host node or wasmtime.`)
}

/** The program's environment: what was asked for, and the options that travel as variables. */
export function readEnvironment(options) {
  const env = {}
  for (const name of PASSED_ON) {
    if (process.env[`WEFT_${name}`]) env[`WEFT_${name}`] = process.env[`WEFT_${name}`]
  }
  for (const pair of options.env ?? []) {
    const at = pair.indexOf('=')
    if (at < 1) throw new CommandError(`--env takes NAME=VALUE, not "${pair}".`)
    env[pair.slice(0, at)] = pair.slice(at + 1)
  }
  return { ...env, ...readTravelling(options) }
}

/** The host names its own options; on the command line some are called otherwise. */
function readTravelling({ clock, seed, choices, stamp, signals, until, net, netFaults, processes, census, report, debug }) {
  try {
    return {
      ...environment({ clock, seed, choices, stamp, signals, until, netFaults, census, report, debug }),
      ...(net ? { WEFT_NET: net } : {}),
      ...(processes ? { WEFT_PROCESSES: processes } : {})
    }
  } catch (error) {
    if (!error.option) throw error
    const name = { signals: 'signal', netFaults: 'net-faults' }[error.option] ?? error.option
    throw new CommandError(`The option --${name} ${error.complaint}.`)
  }
}

function readSpeed(text) {
  if (text === undefined) return 1
  const speed = Number(text)
  if (speed > 0 && speed <= 1e6) return speed
  throw new CommandError(`The option --speed is a number above 0, and at most a million, not "${text}".`)
}
