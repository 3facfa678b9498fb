// From C files to a finished program, for the commands: gathers the sources, asks the cache, and
// follows the recipe of program.js, or has an installed clang compile and link.

import { EXIT } from '@weft/host/lib/exit.js'
import { cacheKey, openCache } from '../cache.js'
import { CLANG_VERSION } from '../compile.js'
import { KNOWN_CALLS, adviceOnCalls, noRun } from '../hints.js'
import { LIBRARIES, buildComponentObjects, buildLibrary } from '../library.js'
import { CHOOSING, DESCRIBED, FAULTY, RECORDED, RETOLD, SEARCHED } from '../link.js'
import { linkProgram } from '../program.js'
import { BINARYEN_VERSION, weave } from '../weave.js'
import { advice } from './advice.js'
import { DEFAULT_WASI } from './component.js'
import { CommandError } from './error.js'
import { buildWithInstalled } from './installed.js'
import { createProgress } from './progress.js'
import { gather, isFile, locate } from './sources.js'
import { tell } from './write.js'

/** How hard the commands that build optimise where nothing is said, whether names stay, whether a step can be
 * described, whether C without tasks is a program, too, and what is checked. */
export const LEVELS = {
  build: { optimize: '2', weave: '2', names: false },
  // What -O2 makes smaller than -O1 here is four in a hundred, for three times the time.
  page: { optimize: '2', weave: '1', names: false, retold: true },
  run: { optimize: '1', weave: '0', names: true, described: true, plain: true, checks: true },
  explore: { optimize: '2', weave: '2', names: true, searched: true, checks: true },
  // What clang has optimised is searched about as quickly, and is built in a third of the time.
  lesson: { optimize: '2', weave: '0', names: true, searched: true, checks: true }
}

const FORM = 8   // counted up when the same inputs shall give another file

/**
 * Builds a program, or takes it from the cache.
 * @param {string[]} files as given
 * @param {object} options as read from the command line
 * @param {{optimize: string, weave: string, names: boolean, described?: boolean, retold?: boolean, plain?: boolean, checks?: boolean}} defaults one of LEVELS
 * @param {{say(text: string): void, done(): void}} [progress] gets the steps to show
 * @returns {Promise<Uint8Array>}
 * @throws {CommandError} with the compiler's own words
 */
export async function buildProgram(files, options, defaults, progress = createProgress()) {
  const plan = planBuild(files, options, defaults)
  try {
    return options.cc
      ? await finish(plan, progress, () => buildWithInstalled(plan, progress), options.cc)
      : await finish(plan, progress, (library, component) => compileAndLink(plan, library, progress, component))
  } finally {
    progress.done()
  }
}

/** A component of 0.2 that `weft run` starts may say which exit code it has; wasmtime is asked for that. */
const EXACT_EXIT = { defines: ['COMPONENT_EXACT_EXIT'] }

/** What only some programs are linked with, by what they are for. */
const PARTS = { recorded: RECORDED, faulty: FAULTY, choosing: CHOOSING, searched: SEARCHED, described: DESCRIBED, retold: RETOLD }

/** What every program is linked with. */
const ALWAYS_LINKED = ['m', 'c']

function planBuild(files, options, defaults) {
  const level = options.optimize?.at(-1).slice(2) || (options.optimize ? '1' : undefined)
  if (level && !['0', '1', '2', '3', 's', 'z'].includes(level)) {
    throw new CommandError(`There is no -O${level}: take -O0, -O1, -O2, -O3, -Os or -Oz.`)
  }
  const linker = options.warnings?.find(word => /^-W[lap],/.test(word))
  if (linker) {
    throw new CommandError(`${linker.slice(0, 4)}… is not passed on: weft links by itself.`)
  }
  const [library] = (options.libraries ?? []).filter(name => !ALWAYS_LINKED.includes(name))
  if (library) {
    throw new CommandError(`-l${library} is for --host native: a WebAssembly file has no libraries of this ` +
      'machine. Give the library\'s C files instead.')
  }
  return withFiles({
    files,
    more: [],
    folders: options.includes ?? [],
    verbose: Boolean(options.verbose),
    cc: options.cc,
    parts: Object.keys(PARTS).filter(part => ({
      recorded: options.record ?? options.replay,
      faulty: options.netFaults !== undefined,
      choosing: options.choices !== undefined,
      searched: defaults.searched,
      described: defaults.described,
      retold: defaults.described || defaults.retold || options.retold
    })[part]),
    plain: Boolean(defaults.plain),
    library: options.interface ?? null,
    component: options.component ? { world: options.world ?? 'command', wasi: options.wasi ?? DEFAULT_WASI, exact: Boolean(options.exactExit) } : null,
    compile: {
      optimize: level ?? defaults.optimize,
      defines: options.defines ?? [],
      warnings: [...(options.warnings ?? []), ...(options.pedantic ? ['-pedantic'] : [])],
      standard: options.standard?.at(-1).slice(5),
      debug: Boolean(options.symbols),
      checks: Boolean(defaults.checks) && !level,
      raw: options.raw ?? []
    },
    weave: {
      optimize: options.symbols ? '0' : level ?? defaults.weave,   // Binaryen's optimiser loses the lines
      ...options.symbols && { debug: true },
      names: defaults.names || Boolean(options.symbols),
      blocking: Boolean(options.component),
      verbose: Boolean(options.verbose)
    }
  })
}

/** A plan with what its files and `more` hold on this disk now. */
function withFiles(plan) {
  const { files, folders, more, compile } = plan
  const { includes, after, ...found } = gather(files, { folders, defines: compile.defines, more })
  const sources = plan.library ? { ...found.sources, [plan.library.path]: plan.library.text } : found.sources
  return { ...plan, ...found, sources, compile: { ...compile, includes, after } }
}

/** The program from the cache, or made and put there. Warnings are kept with it. */
async function finish(plan, progress, make, cc) {
  const cache = openCache()
  const started = performance.now()
  progress.say('getting the library ready')
  const library = cc ? null : await buildLibrary({ cache, options: libraryOptions(plan) })
  const component = plan.component && await buildComponentObjects(plan.component, { cache, options: plan.component.exact && plan.component.wasi === '0.2' ? EXACT_EXIT : {} })
  const keyOf = plan => cacheKey('program', FORM, CLANG_VERSION, BINARYEN_VERSION, library.key, component,
    plan.sources, plan.headers, plan.maps, plan.compile, plan.weave, plan.parts, plan.plain, Boolean(plan.library))
  const kept = library && await findKept(cache, plan, keyOf)
  const made = kept
    ? { bytes: kept.bytes, ...kept.record }
    : await weaveProgram(plan, progress, await make(library, component))
  if (library && !kept) await keep(cache, plan, made, keyOf)
  progress.done()
  tell(made.text)
  if (plan.verbose) explain(made, Boolean(kept), performance.now() - started)
  return made.bytes
}

/**
 * A plan whose compiler asked for more files than were found in the texts has an entry that names
 * them, and the program is kept under the key of a plan that has them, too.
 */
async function findKept(cache, plan, keyOf) {
  const kept = await cache.get(keyOf(plan))
  if (!kept?.record.more) return kept
  const more = kept.record.more.filter(isFile)
  return more.length > 0 ? cache.get(keyOf(withFiles({ ...plan, more }))) : null   // those of another folder are gone
}

async function keep(cache, plan, { bytes, text, report, more = [] }, keyOf) {
  const whole = more.length > 0 ? withFiles({ ...plan, more }) : plan
  if (whole !== plan) await cache.put(keyOf(plan), new Uint8Array(0), { more })
  await cache.put(keyOf(whole), bytes, { text, report })
}

/** Who asks for a small program gets a small library. */
function libraryOptions({ compile }) {
  return ['s', 'z'].includes(String(compile.optimize)) ? LIBRARIES.small : LIBRARIES.fast
}

async function weaveProgram(plan, progress, { bytes, text, times, more, plain }) {
  if (plain && plan.plain) return { bytes, text, more, report: { steps: times, text: 'plain C: nothing to weave' } }
  if (plain) throw noTasks(plan, text)
  progress.say('weaving', true)
  try {
    const woven = await weave(bytes, { ...plan.weave, debug: plan.weave.debug && textsOf(plan) })
    return { bytes: woven.bytes, text, more, report: { ...woven.report, steps: times } }
  } catch (error) {
    throw error.code === 'no-run' ? noTasks(plan, text) : error
  }
}

function noTasks(plan, text) {
  return new CommandError(`${plan.files.join(' ')} is not a Weft program: nothing in it calls weft_run` +
    `${plan.shown(noRun(plan.sources))} "weft --help" shows a first program.`, { exit: EXIT.load, text })
}

async function compileAndLink(plan, library, progress, component) {
  const linked = await linkProgram({
    sources: plan.sources,
    headers: plan.headers,
    options: { ...plan.compile, warnings: [...plan.compile.warnings, ...namesOf(plan)] },
    library,
    linker: { isLibrary: Boolean(plan.library), component: component || undefined, raw: plan.parts.flatMap(part => PARTS[part]) },
    ask: KNOWN_CALLS,
    onStep: step => step === 'link'
      ? progress.say('linking', true)
      : progress.say(`compiling ${plan.files.join(' ')}`)
  })
  const text = plan.shown(linked.text)
  const hints = plan.shown(advice(linked.text, 'own', path => textOf(plan.sources[path])))
  if (linked.ok) {
    return { bytes: linked.bytes, text: text + hints + adviceOnCalls(linked.calls), more: plan.more, plain: linked.plain, times: { ...linked.files, link: linked.times.link } }
  }
  const more = missedFiles(linked.diagnostics, plan)
  if (more.length > 0) {
    return compileAndLink(withFiles({ ...plan, more: [...plan.more, ...more] }), library, progress, component)
  }
  throw new CommandError('', { exit: EXIT.compile, text: text + hints })
}

/** The sources by the names that the debug information has for them. */
function textsOf({ sources, headers, shown }) {
  const texts = new Map(Object.entries({ ...headers, ...sources }).map(([name, source]) => [shown(name), source]))
  return { textOf: file => textOf(texts.get(file)) }
}

function textOf(source) {
  return source instanceof Uint8Array ? new TextDecoder().decode(source) : source
}

/** How files are called in messages, and in what a debugger reads. */
const namesOf = ({ maps, compile }) => compile.debug ? [...maps, ...maps.map(map => map.replace('macro', 'debug'))] : maps

/** Files that the compiler misses and that are there: their names were put together by macros. */
function missedFiles(diagnostics, plan) {
  const found = diagnostics.flatMap(({ file, message }) => {
    const name = /^'([^']+)' file not found/.exec(message)?.[1]
    return name && file ? locate({ name, isQuoted: true }, plan.pathOf(file), plan.folders) : []
  })
  return [...new Set(found)].filter(path => !plan.more.includes(path))
}

/** What --verbose says. */
function explain({ report, bytes }, cached, milliseconds) {
  const lines = [cached ? `weft: from the cache in ${milliseconds.toFixed(0)} ms` : 'weft: built']
  if (!cached) {
    for (const [step, ms] of Object.entries({ ...report.steps, ...report.times })) {
      lines.push(`  ${step.padEnd(12)} ${ms.toFixed(0).padStart(6)} ms`)
    }
  }
  lines.push(`  ${bytes.length} bytes`, report.text ?? '')
  tell(`${lines.join('\n').trimEnd()}\n`)
}
