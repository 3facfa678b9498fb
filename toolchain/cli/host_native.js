// `--host native`: the program and the runtime compiled for this machine by an installed compiler.
// The finished program is kept in the cache's folder, by what the compiler makes of its sources
// before it compiles them: so it is the compiler that says which headers there are.

import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { EXIT } from '@weft/host/lib/exit.js'
import { cacheFolder, cacheKey } from '../cache.js'
import { advice } from './advice.js'
import { exitCodeOf, runChild, runTool } from './child.js'
import { CommandError } from './error.js'
import { findProgram, isProgram } from './find.js'
import { sentenceOf } from './native_trap.js'
import { compileRuntime, digestOf, preprocess, temporaryFolder } from './objects.js'
import { createProgress } from './progress.js'
import { gather } from './sources.js'
import { tell } from './write.js'

/** No frame, however large, leaps over the guard below a task's stack. Not every compiler has it. */
const PROBES = process.platform === 'linux' && process.arch === 'x64'
  ? ['-fstack-clash-protection']
  : []
/** What a program cannot begin without on some machines, and what its sanitizers read. */
const FOR_LOADING = /^(?:LD_|DYLD_|[A-Z]+SAN_OPTIONS$|SystemRoot$)/
const TRAPS = ['SIGSEGV', 'SIGFPE', 'SIGILL', 'SIGABRT', 'SIGBUS', 'SIGTRAP', 'SIGSYS']

/** For the line of a trap: the lines of the program's own code, and what writes down where it was. Sanitizers have their own. */
const LINES = ['-g1', '-gdwarf-4']
const WATCHED = ['-Wl,--undefined=weft__trap_watch']
const canWatch = ({ raw = [] }) => process.platform === 'linux' && !raw.some(word => word.startsWith('-fsanitize'))

/** For a program that can be recorded and replayed: the archive gives what does it, and the program's own reads are seen. */
const RECORDED = ['-Wl,--undefined=weft__tape_start', '-Wl,--wrap=read']

/** For one with TLS: it asks for OpenSSL's library by its name. */
const SECURE = ['-Wl,--undefined=weft__secure_begin']
const isSecure = ({ libraries = [] }) => libraries.includes('ssl')

/** For one whose network inside can be a bad one. */
const FAULTY = ['-Wl,--undefined=weft_bad_network']

/**
 * Checks before what C forbids, as in compile.js: by clang's name and by gcc's. Their sentences are in runtime/watch/fault.c, so the
 * program is linked without them.
 */
const CHECKS = ['array-bounds', 'bounds'].map(bounds => `-fsanitize=null,integer-divide-by-zero,${bounds}`)

/**
 * Compiles and runs a program on this machine.
 * @param {string[]} files
 * @param {object} options as read from the command line
 * @param {{args: string[], env: object, trace?: string, record?: string, replay?: string}} request
 * @returns {Promise<number>} the exit code
 */
export async function runNative(files, options, { name, args, env, trace, record, replay }) {
  const program = await compileProgram(files, options)
  const named = { WEFT_TRACE: trace, WEFT_RECORD: record, WEFT_REPLAY: replay }
  const given = Object.entries(named).filter(([, file]) => file !== undefined)
  const traced = Object.fromEntries(given.map(([variable, file]) => [variable, resolve(file)]))
  const loading = Object.entries(process.env).filter(([name]) => FOR_LOADING.test(name))
  const variables = { ...Object.fromEntries(loading), ...env, ...traced }
  const folder = temporaryFolder()
  try {
    const note = join(folder, 'trap')
    const result = await runChild(program, args, { ...variables, WEFT_TRAP: note }, { argv0: name })
    return translate(result, program, note)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function translate({ code, signal }, program, note) {
  if (signal === null) return exitCodeOf(code)
  if (!TRAPS.includes(signal)) return EXIT.interrupted
  tell(`weft: ${sentenceOf(signal, program, note)}\n`)
  return EXIT.trap
}

/** The path of the finished program. @returns {Promise<string>} */
async function compileProgram(files, options) {
  const compiler = findCompiler(options.cc)
  gather(files, { folders: options.includes, defines: options.defines })   // refuses what a compiler would read for ever
  const progress = createProgress()
  try {
    const library = await compileRuntime(compiler, ['-std=c11', ...(options.symbols ? ['-g'] : [])], isSecure(options) ? 'run_tls' : 'run', progress)
    const flags = compilerFlags(options)
    const checks = checksOf(compiler, options)
    const texts = preprocess(compiler, [...flags, `-I${library.include}`], files, options.includes ?? [])
    const libraries = linkerWords(options)
    const key = cacheKey('native', library.key, [...flags, ...checks, ...libraries], files, texts)
    const place = join(cacheFolder(), 'native', key)
    const kept = findKept(place)
    if (kept && !options.verbose) return kept
    progress.say(`compiling ${files.join(' ')} with ${compiler}`)
    const built = build(compiler, { flags, checks, files, library, libraries })
    progress.done()
    tell(built.text)
    return keep(built, place)
  } finally {
    progress.done()
  }
}

function linkerWords({ libraries = [], libraryFolders = [] }) {
  return [...libraryFolders.map(folder => `-L${folder}`), ...libraries.map(name => `-l${name}`)]
}

function build(compiler, { flags, checks, files, library: { objects, include }, libraries }) {
  const folder = temporaryFolder()
  const program = join(folder, 'program')
  const own = files.map((file, index) => join(folder, `${index}.o`))
  const steps = [
    ...files.map((file, index) => [...flags.filter(word => !word.startsWith('-Wl,')), ...checks, `-I${include}`, '-c', file, '-o', own[index]]),
    [...flags, ...own, ...objects, ...libraries, '-lm', '-o', program]
  ]
  let text = ''
  let isGood = true
  for (const words of steps) {
    const { ok, stderr } = isGood || words.includes('-c') ? runTool(compiler, words) : { ok: false, stderr: '' }
    isGood &&= ok
    text += stderr
  }
  for (const object of own) rmSync(object, { force: true })
  if (isGood) return { program, folder, text }
  rmSync(folder, { recursive: true, force: true })
  const sourceOf = path => path.startsWith(include) || !existsSync(path) ? undefined : readFileSync(path, 'utf8')   // a place in weft.h helps nobody
  throw new CommandError('', { exit: EXIT.compile, text: text + advice(text, 'native', sourceOf) })
}

/** None where a level was asked for, or sanitizers, or where the compiler has none. */
function checksOf(compiler, { optimize, raw = [] }) {
  if (optimize || raw.some(word => word.startsWith('-fsanitize'))) return []
  const known = CHECKS.find(word => runTool(compiler, [word, '-x', 'c', '-E', '/dev/null']).ok)
  return known ? [known, '-fno-sanitize-recover=all'] : []
}

/**
 * The program in a folder of the cache. Its name is the digest of its content: a full disk, or an end in the
 * middle, may have left less than the whole.
 */
function findKept(place) {
  try {
    const [name] = readdirSync(place).filter(name => !name.endsWith('.tmp'))
    const program = join(place, name)
    return isProgram(program) && digestOf([program]) === name ? program : null
  } catch {
    return null
  }
}

/** Without a cache the program stays where it was made until we end. */
function keep({ program, folder }, place) {
  try {
    const kept = join(place, digestOf([program]))
    const own = `${kept}.${process.pid}.tmp`
    mkdirSync(place, { recursive: true })
    copyFileSync(program, own)
    chmodSync(own, 0o755)
    for (const name of readdirSync(place)) if (!name.endsWith('.tmp')) rmSync(join(place, name))
    renameSync(own, kept)
    rmSync(folder, { recursive: true, force: true })
    return kept
  } catch {
    process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
    return program
  }
}

function compilerFlags(options) {
  const { optimize, symbols, pedantic, defines = [], includes = [], warnings = [] } = options
  const { raw = [], standard = [] } = options
  return [optimize?.at(-1) ?? '-O1', ...PROBES, ...(symbols ? ['-g'] : LINES), ...(pedantic ? ['-pedantic'] : []),
    ...(options.record ?? options.replay ? RECORDED : []), ...(options.netFaults !== undefined ? FAULTY : []),
    ...(isSecure(options) ? SECURE : []), ...(canWatch(options) ? WATCHED : []),
    ...standard, ...warnings, ...raw, ...defines.map(define => `-D${define}`),
    ...includes.map(folder => `-I${folder}`)]
}

export function findCompiler(named) {
  const names = named ? [named] : [process.env.CC, 'cc', 'clang', 'gcc'].filter(Boolean)
  const found = names.map(name => isProgram(name) ? name : findProgram(name)).find(Boolean)
  if (found) return found
  throw new CommandError(named
    ? `There is no compiler ${named}.`
    : 'No C compiler is installed here (cc, clang or gcc). Install one, or use --host node.')
}
