// From C files to a finished program, for the commands: gathers the sources, asks the cache, and
// follows the recipe of program.js, or has an installed clang compile and link.

import { EXIT } from '@weft/host'
import { cacheKey, openCache } from '../cache.js'
import { CLANG_VERSION } from '../compile.js'
import { LIBRARIES, buildLibrary } from '../library.js'
import { RECORDED } from '../link.js'
import { linkProgram } from '../program.js'
import { BINARYEN_VERSION, weave } from '../weave.js'
import { advice } from './advice.js'
import { CommandError } from './error.js'
import { buildWithInstalled } from './installed.js'
import { createProgress } from './progress.js'
import { gather } from './sources.js'
import { tell } from './write.js'

/** How hard the two commands that build optimise where nothing is said, and whether names stay. */
export const LEVELS = {
  build: { optimize: '2', weave: '2', names: false },
  run: { optimize: '1', weave: '0', names: true }
}

const FORM = 4   // counted up when the same inputs shall give another file

/**
 * Builds a program, or takes it from the cache.
 * @param {string[]} files as given
 * @param {object} options as read from the command line
 * @param {{optimize: string, weave: string, names: boolean}} defaults one of LEVELS
 * @param {{say(text: string): void, done(): void}} [progress] gets the steps to show
 * @returns {Promise<Uint8Array>}
 * @throws {CommandError} with the compiler's own words
 */
export async function buildProgram(files, options, defaults, progress = createProgress()) {
  const plan = planBuild(files, options, defaults)
  try {
    return options.cc
      ? await finish(plan, progress, () => buildWithInstalled(plan, progress), options.cc)
      : await finish(plan, progress, library => compileAndLink(plan, library, progress))
  } finally {
    progress.done()
  }
}

function planBuild(files, options, defaults) {
  const gathered = gather(files, options.includes)
  const level = options.optimize?.at(-1).slice(2) || (options.optimize ? '1' : undefined)
  if (level && !['0', '1', '2', '3', 's', 'z'].includes(level)) {
    throw new CommandError(`There is no -O${level}: take -O0, -O1, -O2, -O3, -Os or -Oz.`)
  }
  const linker = options.warnings?.find(word => /^-W[lap],/.test(word))
  if (linker) {
    throw new CommandError(`${linker.slice(0, 4)}… is not passed on: weft links by itself.`)
  }
  return {
    files,
    ...gathered,
    verbose: Boolean(options.verbose),
    cc: options.cc,
    recorded: Boolean(options.record ?? options.replay),
    compile: {
      optimize: level ?? defaults.optimize,
      defines: options.defines ?? [],
      includes: gathered.includes,
      folders: options.includes ?? [],
      warnings: [...(options.warnings ?? []), ...(options.pedantic ? ['-pedantic'] : [])],
      standard: options.standard?.at(-1).slice(5),
      debug: Boolean(options.symbols),
      raw: options.raw ?? []
    },
    weave: {
      optimize: level ?? defaults.weave,
      names: defaults.names || Boolean(options.symbols),
      verbose: Boolean(options.verbose)
    }
  }
}

/** The program from the cache, or made and put there. Warnings are kept with it. */
async function finish(plan, progress, make, cc) {
  const cache = openCache()
  const started = performance.now()
  progress.say('getting the library ready')
  const library = cc ? null : await buildLibrary({ cache, options: libraryOptions(plan) })
  const key = library && cacheKey('program', FORM, CLANG_VERSION, BINARYEN_VERSION, library.key,
    plan.sources, plan.headers, plan.maps, plan.compile, plan.weave, plan.recorded)
  const kept = key && await cache.get(key)
  const made = kept
    ? { bytes: kept.bytes, ...kept.record }
    : await weaveProgram(plan, progress, await make(library))
  if (key && !kept) await cache.put(key, made.bytes, { text: made.text, report: made.report })
  progress.done()
  tell(made.text)
  if (plan.verbose) explain(made, Boolean(kept), performance.now() - started)
  return made.bytes
}

/** Who asks for a small program gets a small library. */
function libraryOptions({ compile }) {
  return ['s', 'z'].includes(String(compile.optimize)) ? LIBRARIES.small : LIBRARIES.fast
}

async function weaveProgram(plan, progress, { bytes, text, times }) {
  checkCalls(plan, text)
  progress.say('weaving', true)
  const woven = await weave(bytes, plan.weave)
  return { bytes: woven.bytes, text, report: { ...woven.report, steps: times } }
}

/** C that compiles and has no tasks: what the weaving would say of it helps nobody. */
function checkCalls({ files, sources, headers }, text) {
  const texts = [...Object.values(sources), ...Object.values(headers)]
  const isText = content => typeof content === 'string'
  if (texts.some(content => isText(content) && /weft_run|WEFT_TESTS/.test(content))) return
  throw new CommandError(`${files.join(' ')} is not a Weft program: nothing in it calls weft_run. ` +
    '"weft --help" shows a first program.', { exit: EXIT.load, text })
}

async function compileAndLink(plan, library, progress) {
  const linked = await linkProgram({
    sources: plan.sources,
    headers: plan.headers,
    options: { ...plan.compile, warnings: [...plan.compile.warnings, ...plan.maps] },
    library,
    linker: plan.recorded ? { raw: RECORDED } : {},
    onStep: step => step === 'link'
      ? progress.say('linking', true)
      : progress.say(`compiling ${plan.files.join(' ')}`)
  })
  const text = plan.shown(linked.text)
  if (linked.ok) return { bytes: linked.bytes, text, times: { ...linked.files, link: linked.times.link } }
  const hint = linked.failed === 'compile' ? advice(text) : ''
  throw new CommandError('', { exit: EXIT.compile, text: text + hint })
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
