// The recipe: C texts and the library become a program, by compile, link and weave. Nothing here knows
// of disks, caches or exit codes, so that the command line, the page's worker and the tests all
// build in this way.

import { compile } from './compile.js'
import { BuildError } from './error.js'
import { noRun } from './hints.js'
import { PLAIN, link } from './link.js'
import { lint } from './lints.js'
import { SECTION } from './wasm/format.js'
import { isBitcode } from './wasm/read.js'
import { readSection } from './wasm/section.js'
import { weave } from './weave.js'

/**
 * Compiles and links; the module is not woven yet.
 * @param {object} request what compile() takes: `sources`, `headers`, `options`, `tools`, `preambles`;
 *   and
 * @param {{archive: Uint8Array, headers: Record<string, string>}} [request.library] from
 *   buildLibrary; its headers go before others of the same name. Without it a program of its own.
 * @param {object} [request.linker] the options of link().
 * @param {(step: 'compile' | 'link' | 'weave') => void} [request.onStep] called before each.
 * @param {string[]} [request.ask] functions of the C library: `calls` are those that the sources call.
 * @returns {Promise<{ok: boolean, failed: 'compile' | 'link' | null, bytes: Uint8Array | undefined,
 *   text: string, diagnostics: object[], times: {compile: number, link?: number}, plain?: boolean,
 *   files: Record<string, number>}>} `plain`: C that calls nothing of Weft, so nothing of it is linked. `text` is what clang and wasm-ld wrote, `files` are the times of
 *   the single sources. It does not throw for mistakes in the program, but for one:
 * @throws {BuildError} `no-main` when nothing of it would run.
 */
export async function linkProgram({ library, linker, ask = [], onStep = () => {}, ...request }) {
  const start = performance.now()
  onStep('compile')
  const headers = { ...request.headers, ...library?.headers }
  const compiled = await compileChecked({ ...request, headers })
  const found = lintsOf(request.sources)
  const text = compiled.text + found.map(worded).join('')
  const diagnostics = [...compiled.diagnostics, ...found]
  const times = { compile: performance.now() - start }
  const answer = { text, diagnostics, times, files: compiled.times }
  if (!compiled.ok) return { ...answer, ok: false, failed: 'compile', bytes: undefined }
  if (!linker?.isLibrary) checkMain({ ...compiled, text })
  onStep('link')
  const plain = !linker?.isLibrary && !Object.values(compiled.objects).some(callsWeft)
  const archives = library && !plain ? { 'libweft.a': library.archive } : {}
  const options = plain ? { ...linker, component: undefined, raw: [...linker?.raw ?? [], ...PLAIN] } : linker
  const linked = await link({ objects: compiled.objects, archives, options, tools: request.tools })
  return {
    ...answer,
    plain,
    ok: linked.ok,
    failed: linked.ok ? null : 'link',
    bytes: linked.bytes,
    text: text + linked.text,
    calls: ask.filter(name => Object.values(compiled.objects).some(bytes => holdsWord(bytes, name))),
    diagnostics: [...diagnostics, ...linked.diagnostics],
    times: { ...times, ...linked.times }
  }
}

/** The sentences of the checks are the library's: C that has nothing of it is compiled without them. */
async function compileChecked(request) {
  const compiled = await compile(request)
  const isPlain = compiled.ok && !Object.values(compiled.objects).some(callsWeft)
  if (!request.options?.checks || !isPlain) return compiled
  return compile({ ...request, options: { ...request.options, checks: false } })
}

/** What we find ourselves, in the form of clang's warnings. */
function lintsOf(sources) {
  return Object.entries(sources).filter(([path]) => path.endsWith('.c')).flatMap(([file, text]) =>
    lint(typeof text === 'string' ? text : new TextDecoder().decode(text))
      .map(problem => ({ file, severity: 'warning', ...problem })))
}

function worded({ file, line, column, severity, message }) {
  return `${file}:${line}:${column}: ${severity}: ${message}\n`
}

/**
 * clang gives main another name by its parameters. Without one of them the C library's start calls
 * nothing, and the linker leaves all of the program out without a word.
 */
function checkMain({ objects, text }) {
  const holds = name => Object.values(objects).some(bytes => holdsWord(bytes, name))
  if (holds('__main_void') || holds('__main_argc_argv') || Object.values(objects).some(isBitcode)) return
  const main = holds('main')
    ? 'This main has a form that WebAssembly does not know'
    : 'The program has no main that the system can call'
  throw new BuildError('no-main', `${main}. Write int main(void) or int main(int argc, char **argv).`, { text })
}

/** Does an object name anything of the library? Rather one too many. */
function callsWeft(bytes) {
  return isBitcode(bytes) || /\bweft_/.test(new TextDecoder('latin1').decode(readSection(bytes, SECTION.import)))
}

/** Is this one of the symbols of an object file? Rather one too many: a constant may be the same. */
function holdsWord(bytes, word) {
  const wanted = new TextEncoder().encode(word)
  for (let at = bytes.lastIndexOf(wanted[0]); at > 0; at = bytes.lastIndexOf(wanted[0], at - 1)) {
    if (bytes[at - 1] === wanted.length && wanted.every((byte, i) => bytes[at + i] === byte)) return true
  }
  return false
}

/**
 * The same, and weaves: a program for every host. Plain C stays what it is, a WASI command.
 * @param {object} request see linkProgram; and
 * @param {object} [request.weaving] the options of weave().
 * @returns {Promise<object>} what linkProgram answers, with the program's bytes, the time of `weave`,
 *   and weave's `report`.
 * @throws {WeftError} when nothing of it would run, or the module cannot be woven.
 */
export async function makeProgram({ weaving, ...request }) {
  const linked = await linkProgram(request)
  if (!linked.ok || linked.plain) return linked
  const start = performance.now()
  request.onStep?.('weave')
  const { bytes, report } = await weave(linked.bytes, weaving).catch(error => { throw explained(error, request.sources) })
  return { ...linked, bytes, report, times: { ...linked.times, weave: performance.now() - start } }
}

/** The module does not say where in the sources weft_run is missed. */
function explained(error, sources) {
  if (error.code !== 'no-run') return error
  return new BuildError('no-run', `nothing in it calls weft_run${noRun(sources)}`)
}
