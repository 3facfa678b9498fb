// C source becomes object files, by clang compiled to WebAssembly. Linking lives in link.js; files
// on disk and caches are not known here, so that the same module works in Node and in a worker.
//
// clang's driver starts LLVM twice per file. We call `clang -cc1` with the arguments that the
// driver of the pinned version gives (a test compares them); only options that we do not know
// (`raw`) go through the driver, which is asked with -### what it would run.

import { WeftError } from './error.js'
import { parentFolders, parseDiagnostics, runMaker, runTool } from './llvm.js'
import { isBitcode, isModule } from './wasm/read.js'

/** The version that the arguments below belong to; part of every cache key. */
export const CLANG_VERSION = '22.0.0-git20542-10'
export const TRIPLE = 'wasm32-unknown-wasip1'
const LEVELS = ['0', '1', '2', '3', 's', 'z']
const SYSTEM_HEADERS = ['/usr/include', '/usr/include/wasm32-wasip1', '/usr/include']

/**
 * Without it a function that calls nobody uses memory below the stack pointer and never moves it:
 * 128 bytes, and any amount with alloca or a variable array. The stack check would not see that.
 */
const NO_RED_ZONE = '-disable-red-zone'

/** NULL pointers, divisions by zero, elements outside of arrays: runtime/watch/fault.c says which, where. */
const CHECKS = '-fsanitize=null,integer-divide-by-zero,array-bounds'

/**
 * Compiles each .c file of `sources`.
 * @param {object} request
 * @param {Record<string, string | Uint8Array>} request.sources by path; those that end in .c are compiled, in
 *   this order, the others are only there to be included.
 * @param {Record<string, string>} [request.headers] more files to include, found from everywhere:
 *   `{'weft.h': text}` serves both `"weft.h"` and `<weft.h>`.
 * @param {object} [request.options]
 * @param {0|1|2|3|'s'|'z'} [request.options.optimize] clang's -O.
 * @param {(string[] | Record<string, string>)} [request.options.defines] `{NAME: 'value'}`.
 * @param {string[]} [request.options.includes] folders to search, as -I.
 * @param {string[]} [request.options.after] folders to search after the system's, as -idirafter: a
 *   file there is never taken for a header of the C library.
 * @param {string[]} [request.options.warnings] such as `['-Wall', '-Werror']`.
 * @param {string} [request.options.standard] such as 'c11'; clang's own default when absent.
 * @param {boolean} [request.options.debug] -g.
 * @param {boolean} [request.options.checks] checks before what C forbids (CHECKS below), each a sentence with its line;
 *   it wants the Weft library.
 * @param {string[]} [request.options.raw] any other option of clang; slower.
 * @param {object} [request.tools] see runTool.
 * @param {object} [request.preambles] see preamble.js: makes compiling an edit quicker.
 * @returns {Promise<{ok: boolean, objects: Record<string, Uint8Array>, text: string,
 *   diagnostics: object[], times: Record<string, number>}>} `text` is what clang wrote. It does not
 *   throw for mistakes in the program: `ok` is false then, and all files have been tried.
 */
export async function compile({ sources, headers = {}, options = {}, tools = {}, preambles }) {
  const paths = Object.keys(sources).filter(path => path.endsWith('.c'))
  if (!paths.length) throw new WeftError('no-sources', 'There is no .c file to compile.')
  const preamble = preambles?.find({ sources, headers, options })
  const files = { ...headers, ...sources, ...preamble?.files }
  const result = { ok: true, objects: {}, text: '', diagnostics: [], times: {} }
  for (const path of paths) {
    const start = performance.now()
    const { ok, object, text } = await compileOne(path, files, { ...options, preamble }, tools)
    if (ok) result.objects[objectPath(path)] = object
    result.ok &&= ok
    result.text += preamble ? preamble.reword(text) : text
    result.times[path] = performance.now() - start
  }
  result.diagnostics = parseDiagnostics(result.text)
  return result
}

function objectPath(path) {
  return path.replace(/\.(c|s|S)$/, '.o')
}

async function compileOne(path, files, options, tools) {
  const { args, said } = options.raw?.length
    ? await askDriver(path, files, options, tools)
    : { args: compilerArguments(path, options), said: '' }
  if (!args) return { ok: false, text: said }
  const parents = parentFolders(files)
  const { ok, text, output } =
    await runMaker([...args, ...parents.args], { ...files, ...parents.files }, tools)
  if (!ok) return { ok, text: said + text }
  if (isModule(output) || isBitcode(output)) return { ok, text: said + text, object: output }
  // -fsyntax-only, say
  return { ok: false, text: `${said}${text}error: with these options clang makes no object of ${path}\n` }
}

/**
 * What the driver of the pinned clang passes to `clang -cc1`, for the options that we know.
 * @param {string} path
 * @param {object} [options] see compile
 * @param {{precompile?: string}} [output] where to put a preamble instead of an object
 */
export function compilerArguments(path, options = {}, { precompile } = {}) {
  const { includes = [], after = [], warnings = [], standard, debug = false, checks = false, preamble } = options
  const level = levelOf(options)
  const loops = ['2', '3', 's'].includes(level)
  const vectorizes = [...(loops ? ['-vectorize-loops'] : []),
    ...(loops || level === 'z' ? ['-vectorize-slp'] : [])]
  const main = path.slice(path.lastIndexOf('/') + 1)
  return [
    'clang', '-cc1', '-triple', TRIPLE, `-O${level}`, precompile ? '-emit-pch' : '-emit-obj',
    '-disable-free',
    '-clear-ast-before-backend', '-main-file-name', main, '-mrelocation-model', 'static',
    '-mframe-pointer=none', '-ffp-contract=on', '-fno-rounding-math', '-mconstructor-aliases',
    '-target-cpu', 'generic', '-fvisibility=hidden',
    ...(debug && level !== '0' ? ['-gkey-instructions'] : []),
    ...(debug ? ['-debug-info-kind=constructor', '-dwarf-version=4'] : []), '-debugger-tuning=gdb',
    '-fdebug-compilation-dir=/', '-fcoverage-compilation-dir=/', '-resource-dir', '/usr',
    ...definesOf(options).flatMap(define => ['-D', define]),
    ...includes.flatMap(folder => ['-I', folder]),
    ...[...after, '.'].flatMap(folder => ['-idirafter', folder]),
    '-isysroot', '/usr', ...SYSTEM_HEADERS.flatMap(folder => ['-internal-isystem', folder]),
    ...warnings, ...(standard ? [`-std=${standard}`] : []),
    '-ferror-limit', '19', '-fgnuc-version=4.2.1', '-fskip-odr-check-in-gmf',
    ...vectorizes, NO_RED_ZONE, ...(checks ? [CHECKS] : []), ...(preamble?.args ?? []), '-o', precompile ?? objectPath(path),
    '-x', precompile ? 'c-header' : 'c', path
  ]
}

function levelOf({ optimize = 0 }) {
  const level = String(optimize)
  if (LEVELS.includes(level)) return level
  throw new WeftError('bad-option', `There is no optimisation level ${level}.`)
}

function definesOf({ defines = {} }) {
  if (Array.isArray(defines)) return defines
  return Object.entries(defines).map(([name, value]) => `${name}=${value}`)
}

/** The same options in the driver's words. */
export function driverArguments(path, options = {}) {
  const { includes = [], after = [], warnings = [], standard, debug = false, checks = false, raw = [] } = options
  return [
    'clang', '--target=wasm32-wasip1', `-O${levelOf(options)}`, ...(debug ? ['-g'] : []),
    ...definesOf(options).map(define => `-D${define}`),
    ...includes.map(folder => `-I${folder}`),
    ...[...after, '.'].flatMap(folder => ['-idirafter', folder]),
    ...warnings, ...(standard ? [`-std=${standard}`] : []), ...raw, '-Xclang', NO_RED_ZONE,
    ...(checks ? ['-Xclang', CHECKS] : []),
    '-c', path, '-o', objectPath(path)
  ]
}

/**
 * Asks the driver which -cc1 command it would run: `args`, none when it does not like the options,
 * and what it `said` of them.
 */
export async function askDriver(path, files, options, tools = {}) {
  const { ok, text } = await runTool([...driverArguments(path, options), '-###'], files, tools)
  const lines = text.split('\n')
  const line = lines.find(entry => entry.startsWith(' "') && entry.includes('"-cc1"'))
  const said = lines.filter(entry => !line?.startsWith(entry) && !ABOUT_ITSELF.test(entry))
    .map(entry => `${entry}\n`).join('')
  if (!ok || !line) return { said }
  const quoted = [...line.matchAll(/"((?:[^"\\]|\\.)*)"/g)]
  const words = quoted.map(match => match[1].replace(/\\(.)/g, '$1'))
  return { args: words.filter((word, index) => index > 0 || word !== ''), said }
}

/** What -### adds: the version, the commands, nothing of what the driver thinks of the options. */
const ABOUT_ITSELF = /^(?:clang version |Target: |Thread model: |InstalledDir:|Build config: | ?\(in-process\)| "|$)/

/** Assembles a WebAssembly assembly file (.s), as clang's own assembler does. */
export async function assemble({ path, text, tools = {} }) {
  const args = ['clang', '-cc1as', '-triple', TRIPLE, '-filetype', 'obj', '-target-cpu', 'generic',
    '-mrelocation-model', 'static', '-o', objectPath(path), path]
  const { ok, text: messages, output } = await runMaker(args, { [path]: text }, tools)
  return { ok, text: messages, object: ok ? output : undefined }
}
