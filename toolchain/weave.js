// Weaving: a linked module becomes a Weft program that can switch tasks. The order is fixed: strip,
// stack check, reach, Asyncify with exactly that list, and only then optimise. An optimiser that
// runs before Asyncify inlines the runtime's switch into its callers, and the program goes silently
// wrong; such a module is refused. Files, caches and exit codes are not known here. Works in Node
// and in a browser's worker.

import { withIdentity } from '@weft/host/lib/snapshots/identity.js'
import { WeftError } from './error.js'
import { BASE_EXPORT, ENVIRONMENT, WASI, describeReach, findReach, isInvoke, missingExport } from './reach.js'
import { makeSkeleton, putBack } from './splice.js'
import { addStackCheck } from './stackcheck.js'
import { findExport, findImport, readModule } from './wasm/read.js'
import { readCalls } from './wasm/walk.js'
import { concatBytes, writeModule } from './wasm/write.js'

/** The version that weave is tested with; part of every cache key. */
export const BINARYEN_VERSION = '132.0.0'

/** The runtime's two ends of a switch, exported by the C side so that inlining can be seen. */
const SUSPEND_EXPORT = 'weft__stack_suspend'
const RESUME_EXPORT = 'weft__stack_resume'

/** The same for the base of a program of Emscripten's (base_emscripten.c). */
const BASE_ENDS = { suspend: 'weft__base_suspend', resume: ['weft_main', 'weft_go_on'] }

/** What is exported for weaving only, and what no host asks for: one knows itself whether it unwinds. */
const HIDDEN = [SUSPEND_EXPORT, RESUME_EXPORT, BASE_EXPORT, BASE_ENDS.suspend, 'asyncify_get_state']

/** What Node 20 and wasmtime 49 both accept. Never "all": Binaryen then writes imports anew. */
const FEATURES = ['MutableGlobals', 'SignExt', 'NontrappingFPToInt', 'BulkMemory', 'BulkMemoryOpt',
  'Multivalue', 'ReferenceTypes', 'CallIndirectOverlong', 'SIMD128']

const LEVELS = { 0: [0, 0], 1: [1, 0], 2: [2, 0], 3: [3, 0], s: [2, 1], z: [2, 2] }

/**
 * Makes a linked program switchable.
 * @param {Uint8Array} linked what wasm-ld wrote.
 * @param {object} [options]
 * @param {0|1|2|3|'s'|'z'} [options.optimize] how hard to optimise after Asyncify; 0 is quickest.
 * @param {boolean} [options.stackCheck] compare with weft_stack_limit in each prologue.
 * @param {boolean} [options.full] let Asyncify choose what to instrument, for tests.
 * @param {boolean} [options.names] keep the function names that the linked module has.
 * @param {{textOf: (file: string) => string | undefined}} [options.debug] keep lines and DWARF, which is possible without optimising only: the
 *   texts of sources go into the source map.
 * @param {boolean} [options.verbose] say for each instrumented function why it is.
 * @param {string[]} [options.suspending] for a module of Emscripten's: the imports of `env` that may leave the stack that calls them.
 * @param {boolean} [options.blocking] it waits by itself, and not by poll_oneoff: its base is never unwound.
 * @param {object} [options.binaryen] the binaryen module, where `import('binaryen')` does not work.
 * @returns {Promise<{bytes: Uint8Array, report: object}>} the bytes carry the identity of the build as a custom section
 * @throws {WeftError} `no-run` for C without tasks, `not-weft` and others for what cannot be woven.
 */
export async function weave(linked, options = {}) {
  const { optimize = 0, stackCheck = true, full = false, names = false, debug, verbose = false, suspending, blocking = false } = options
  const level = LEVELS[optimize]
  if (!level) throw new WeftError('bad-option', `There is no optimisation level ${optimize}.`)
  const clock = startClock()
  const module = readModule(linked)
  refuse(module, suspending)
  clock.lap('read')
  const reach = findReach(module, suspending, blocking)
  clock.lap('reach')
  const check = stackCheck ? addStackCheck(module) : { bodies: new Map(), edits: new Map(), checked: 0 }
  const checked = writeModule(module, { bodies: check.bodies, strip: true, names: labels(module) })
  clock.lap('stackCheck')
  const binaryen = await loadBinaryen(options.binaryen)
  clock.lap('load')
  const imports = suspending ? [...suspending, ...module.imports.filter(isInvoke).map(({ name }) => name)]
    .map(name => `${ENVIRONMENT}.${name}`) : blocking ? [] : [`${WASI}.poll_oneoff`]
  const run = { binaryen, list: full ? null : reach.functions.map(label), imports, level, clock }
  const keepNames = names && module.functionNames.size > 0
  const isWhole = full || level[0] > 0
  const known = debug && !isWhole ? (await import('./dwarf/debug.js')).openDebug(module) : null
  const bytes = withIdentity(isWhole
    ? weaveWhole(module, checked, { ...run, keepNames })
    : weaveListed(module, checked, reach, { ...run, keepNames, known, edits: check.edits, debug }))
  const report = makeReport(module, reach, { full, verbose, checked: check.checked })
  return { bytes, report: { ...report, bytes: bytes.length, times: clock.times } }
}

/**
 * Only optimises: for a module that somebody else has put through Asyncify.
 * @param {Uint8Array} bytes
 * @param {0|1|2|3|'s'|'z'} optimize
 */
export async function optimizeWoven(bytes, optimize) {
  const level = LEVELS[optimize]
  if (!level) throw new WeftError('bad-option', `There is no optimisation level ${optimize}.`)
  const run = { binaryen: await loadBinaryen(), list: null, imports: [], level, keepNames: false, clock: startClock() }
  return level[0] > 0 ? runBinaryen(bytes, { ...run, isWoven: true }) : bytes
}

/** Binaryen sees these instead of names, which need not be unique. */
function label(index) {
  return `w${index}`
}

function labels(module) {
  return new Map(module.functions.map((_, index) => [index, label(index)]))
}

/** Binaryen reads, changes and writes everything: it must for its optimiser. */
function weaveWhole(module, checked, run) {
  const bytes = runBinaryen(checked, run)
  return run.keepNames ? restoreNames(bytes, module.functionNames) : bytes
}

/** Binaryen sees only what it is to change; see splice.js. */
function weaveListed(module, checked, { functions, bottoms }, { keepNames, known, edits, debug, ...run }) {
  const whole = readModule(checked)
  const kept = new Set([...functions, ...bottoms])
  const skeleton = makeSkeleton(whole, kept, labels(module), known?.marks(whole, edits, kept))
  const woven = runBinaryen(skeleton, { ...run, keepNames: true })
  const names = keepNames ? module.functionNames : null
  const made = putBack(whole, woven, kept, { labels: labels(module), hidden: HIDDEN, names })
  const bytes = known ? concatBytes([made.bytes, known.write(made, edits, debug)]) : made.bytes
  run.clock.lap('splice')
  return bytes
}

function startClock() {
  let last = performance.now()
  const times = {}
  return {
    times,
    lap(name) {
      const now = performance.now()
      times[name] = now - last
      last = now
    }
  }
}

/** Refuses what cannot become a Weft program, each with what to do about it. */
function refuse(module, suspending) {
  if (module.exports.some(({ name }) => name.startsWith('asyncify_'))) {
    throw new WeftError('not-weft', 'The module has been through Asyncify already. Give weave the '
      + 'module as wasm-ld wrote it.')
  }
  const base = module.globals[findExport(module, 'weft_base', 'global')]
  if (!suspending) refuseForeign(base)
  if (!WebAssembly.validate(module.bytes)) {
    throw new WeftError('not-wasm', 'The WebAssembly engine does not accept the module.')
  }
  refuseInlined(module, baseEnds(module, suspending))
}

function refuseForeign(base) {
  if (!base || base.mutable || base.type !== 'i32') {
    throw new WeftError('not-weft', 'The module has no weft_base, so it is not a Weft program. '
      + 'Does it call weft_run, and is it linked with the Weft library?')
  }
}

/** Where a base is left that leaves by itself: under Emscripten, whose functions must all be there, and in a component of WASI 0.3. */
function baseEnds(module, suspending) {
  const isThere = name => findExport(module, name, 'function') >= 0
  if (!suspending && !isThere(BASE_ENDS.suspend)) return { suspend: [], resume: [] }
  return { suspend: [BASE_ENDS.suspend], resume: suspending ? BASE_ENDS.resume : BASE_ENDS.resume.filter(isThere) }
}

/** An optimiser that ran first has copied the ends of the switch into their callers. */
function refuseInlined(module, base) {
  const calls = readCalls(module)
  const only = (names, imports) => {
    const ends = names.map(name => {
      const index = findExport(module, name, 'function')
      if (index < 0) throw missingExport(name)
      return index
    })
    const callees = imports.map(name => findImport(module, 'asyncify', name))
    const isCaller = ({ direct }) => callees.some(callee => direct.has(callee))
    return calls.every((call, caller) => isCaller(call) === ends.includes(caller))
  }
  if (only([SUSPEND_EXPORT, ...base.suspend], ['start_unwind', 'stop_rewind'])
    && only([RESUME_EXPORT, ...base.resume], ['stop_unwind', 'start_rewind'])) return
  throw new WeftError('not-weft', `Only ${SUSPEND_EXPORT} and ${RESUME_EXPORT} may call asyncify, `
    + 'and here other functions do. Was the module optimised before it was woven? '
    + 'Optimise in weave.')
}

let loading = null

function loadBinaryen(given) {
  if (given) return given
  loading ??= import('binaryen').then(module => module.default, error => {
    loading = null
    throw new WeftError('no-binaryen', `Binaryen could not be loaded (${error.message}). `
      + 'Install the npm package binaryen.')
  })
  return loading
}

/** Runs Asyncify, then the optimiser. Binaryen keeps its options globally: set all, each time. */
function runBinaryen(bytes, { binaryen, list, imports, level, keepNames, clock, isWoven = false }) {
  let module = null
  try {
    setOptions(binaryen, level, list, imports)
    module = binaryen.readBinary(bytes, featureSet(binaryen))
    if (!isWoven) module.runPasses(['asyncify'])
    clock.lap('asyncify')
    for (const name of HIDDEN) module.removeExport(name)
    if (level[0] > 0) module.optimize()
    clock.lap('optimize')
    binaryen.setDebugInfo(keepNames)
    const out = module.emitBinary()
    clock.lap('emit')
    return out
  } catch (error) {
    const why = error?.message ?? error
    throw new WeftError('weave-failed', `Binaryen could not weave the module: ${why}.`)
  } finally {
    module?.dispose()
    binaryen.clearPassArguments()
    binaryen.setDebugInfo(false)
  }
}

function setOptions(binaryen, [optimizeLevel, shrinkLevel], list, imports) {
  binaryen.setOptimizeLevel(optimizeLevel)
  binaryen.setShrinkLevel(shrinkLevel)
  binaryen.setDebugInfo(false)
  binaryen.clearPassArguments()
  binaryen.setPassArgument('asyncify-imports', imports.join(',') || 'none')
  if (list) binaryen.setPassArgument('asyncify-onlylist', list.join(',') || 'none')
}

function featureSet(binaryen) {
  return FEATURES.reduce((set, name) => {
    if (binaryen.Features[name] === undefined) {
      throw new Error(`this version does not know the feature ${name}`)
    }
    return set | binaryen.Features[name]
  }, 0)
}

/** Gives the functions their own names back: in Binaryen they are called w0, w1, and so on. */
function restoreNames(bytes, functionNames) {
  const woven = readModule(bytes)
  const names = new Map()
  for (const [index, name] of woven.functionNames) {
    const number = /^w(\d+)$/.exec(name)?.[1]
    names.set(index, number === undefined ? name : functionNames.get(Number(number)) ?? name)
  }
  return writeModule(woven, { names })
}

function makeReport(module, reach, { full, verbose, checked }) {
  const { count, total, functions, text } = describeReach(module, reach)
  const report = { instrumented: full ? null : count, total, stackChecks: checked }
  return verbose ? { ...report, functions, text } : { ...report, text: text.split('\n', 1)[0] }
}
