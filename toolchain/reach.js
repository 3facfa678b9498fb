// Which functions of a linked module can reach a switch: the list that Asyncify instruments.
// How the bytes are read lives in wasm/; how the list is used lives in weave.js.
//
// A switch begins in the functions that call asyncify.start_unwind or stop_rewind (the roots of the
// tasks) and in the runtime's own call of poll_oneoff, exported as `weft__host_wait` (the root of
// the base). From a root we go up: to those who call it directly, and, when its address is taken,
// to those who call through a pointer of its type. The world is closed: the table is neither
// imported nor exported. Callers of stop_unwind or start_rewind are bottoms: the switch ends there,
// so they are never marked and never passed through. libc has its own callers of poll_oneoff
// (usleep, poll): they are no roots, so they can never be unwound.

import { WeftError } from './error.js'
import { findExport, findImport, functionName } from './wasm/read.js'
import { readCalls } from './wasm/walk.js'

/** The runtime's function that calls poll_oneoff; nothing else of it may suspend the base. */
export const BASE_EXPORT = 'weft__host_wait'
export const WASI = 'wasi_snapshot_preview1'

/** Where a module of Emscripten's imports from. */
export const ENVIRONMENT = 'env'

/**
 * Finds the functions that can reach a switch.
 * @param {object} module from readModule, linked and not yet woven.
 * @param {string[]} [suspending] for a module of Emscripten's: the imports of `env` that may leave the stack that calls them. Its base
 *   waits by functions that call asyncify themselves, and its table is open: what JavaScript calls through it has frames of its own.
 * @param {boolean} [blocking] it waits by itself: the base is no root.
 * @returns {{functions: number[], total: number, bottoms: number[], reasons: Map<number, object>}}
 *   `reasons` says for each function `{calls}` or `{calls, through}` (the type of the pointer).
 */
export function findReach(module, suspending, blocking = false) {
  if (!suspending) refuseOpenTable(module)
  const calls = readCalls(module)
  const imports = findSwitchImports(module)
  const bottoms = findBottoms(module, calls, imports)
  const reach = { reasons: new Map(), work: [], bottoms: new Set(bottoms) }
  const roots = findRoots(module, calls, imports, suspending?.map(name => findImport(module, ENVIRONMENT, name)), blocking)
  for (const root of roots) mark(reach, root.index, root.calls)
  climb(module, calls, reach)
  const functions = [...reach.reasons.keys()].sort((a, b) => a - b)
  return { functions, total: module.bodies.length, bottoms, reasons: reach.reasons }
}

function refuseOpenTable(module) {
  const open = module.tables.some(table => table.imported)
    || module.exports.some(entry => entry.kind === 'table')
  if (!open) return
  throw new WeftError('unsupported', 'The module imports or exports its function table, so '
    + 'functions that we cannot see could be called. Link it without --export-table and '
    + '--import-table.')
}

function findSwitchImports(module) {
  const asyncify = name => findImport(module, 'asyncify', name)
  return {
    startUnwind: asyncify('start_unwind'), stopUnwind: asyncify('stop_unwind'),
    startRewind: asyncify('start_rewind'), stopRewind: asyncify('stop_rewind'),
    poll: findImport(module, WASI, 'poll_oneoff')
  }
}

function findBottoms(module, calls, imports) {
  const isBottom = ({ direct }) => direct.has(imports.stopUnwind) || direct.has(imports.startRewind)
  return module.bodies.map(body => body.index).filter(index => isBottom(calls[index]))
}

function findRoots(module, calls, imports, suspending, blocking) {
  const roots = []
  for (const { index } of module.bodies) {
    const { direct } = calls[index]
    const callee = [imports.startUnwind, imports.stopRewind, ...suspending ?? []].find(entry => direct.has(entry))
    if (callee !== undefined && callee >= 0) roots.push({ index, calls: callee })
  }
  if (suspending) return roots
  const base = findExport(module, BASE_EXPORT, 'function')
  if (blocking && isUsed(module, calls, base)) return roots
  if (base >= 0 && hasNoLoop(module, calls, base, imports.poll)) {
    throw new WeftError('no-run', 'It is no Weft program: nothing in it calls weft_run.')
  }
  checkBase(module, calls, base, imports.poll)
  roots.push({ index: base, calls: imports.poll })
  return roots
}

/** Nobody calls the loop's wait. Where an optimiser has copied it into its callers, these wait in its place. */
function hasNoLoop(module, calls, base, poll) {
  const isElsewhere = calls.some(({ direct }, index) => index !== base && direct.has(poll))
  return !isUsed(module, calls, base) && !isElsewhere
}

/** Does anybody call it, or hold a pointer to it? */
function isUsed(module, calls, index) {
  return calls.some(({ direct }) => direct.has(index)) || module.elements.has(index)
}

function checkBase(module, calls, base, poll) {
  if (base < 0) throw missingExport(BASE_EXPORT)
  if (poll >= 0 && calls[base].direct.has(poll) && isUsed(module, calls, base)) return
  throw new WeftError('not-weft', `The function ${BASE_EXPORT} must be the one that calls `
    + 'poll_oneoff for the loop, and must not be inlined. Was the module optimised before '
    + 'it was woven?')
}

/** What to do when a function of the runtime that weaving must find is not exported. */
export function missingExport(name) {
  return new WeftError('not-weft', `The module does not export ${name}, which weaving must find. `
    + `Link the Weft library and pass --export-if-defined=${name}.`)
}

function mark(reach, index, calls, through) {
  if (reach.reasons.has(index) || reach.bottoms.has(index)) return
  reach.reasons.set(index, through === undefined ? { calls } : { calls, through })
  reach.work.push(index)
}

/** Marks the callers of all that is marked, until nothing changes. */
function climb(module, calls, reach) {
  const { direct, indirect } = findCallers(module, calls)
  const typesDone = new Set()
  const throughJavaScript = module.imports.filter(isInvoke).flatMap(({ index }) => direct[index].map(caller => [caller, index]))
  while (reach.work.length) {
    const index = reach.work.pop()
    for (const caller of direct[index]) mark(reach, caller, index)
    if (!module.elements.has(index)) continue
    for (const [caller, callee] of throughJavaScript) mark(reach, caller, callee)
    const { key } = module.types[module.functions[index]]
    if (typesDone.has(key)) continue
    typesDone.add(key)
    for (const caller of indirect.get(key) ?? []) mark(reach, caller, index, key)
  }
}

/** Calls of Emscripten's that pass a try of JavaScript's, which calls a function of any type through the table. */
export function isInvoke({ module, name, kind }) {
  return kind === 'function' && module === ENVIRONMENT && name.startsWith('invoke_')
}

/** Turns the calls around: callers by function, and callers through a pointer by type. */
function findCallers(module, calls) {
  const direct = module.functions.map(() => [])
  const indirect = new Map()
  calls.forEach((call, caller) => {
    for (const callee of call.direct) direct[callee].push(caller)
    for (const type of call.indirect) {
      const { key } = module.types[type]
      if (!indirect.has(key)) indirect.set(key, [])
      indirect.get(key).push(caller)
    }
  })
  return { direct, indirect }
}

/**
 * The report of `--verbose`: how many functions are instrumented, and why each one is.
 * @param {object} module @param {ReturnType<typeof findReach>} reach
 * @returns {{count: number, total: number, functions: {index, name, reason}[], text: string}}
 */
export function describeReach(module, reach) {
  const functions = reach.functions.map(index => {
    const { calls, through } = reach.reasons.get(index)
    const callee = functionName(module, calls)
    const reason = through
      ? `calls ${through} through a pointer, which may be ${callee}`
      : `calls ${callee}`
    return { index, name: functionName(module, index), reason }
  })
  const head = `${functions.length} of ${reach.total} functions can reach a switch `
    + 'and are instrumented'
  const text = [head, ...functions.map(({ name, reason }) => `  ${name}: ${reason}`)].join('\n')
  return { count: functions.length, total: reach.total, functions, text }
}
