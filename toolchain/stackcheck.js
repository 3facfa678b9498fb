// The stack check: each function that moves the C stack down compares with `weft_stack_limit`.
// Which address the limit is, and the words of the report, live in the runtime. Asyncify is not
// known here: the check runs before it, on the module as it was linked.
//
// clang begins a function that needs a frame with
//     global.get sp, i32.const size, i32.sub, local.tee x, global.set sp
// and we put before that global.set: if x < limit, call weft_stack_overflow(x). Functions of libc
// that need at most 128 bytes and call nobody do not move the stack (the "red zone"): the limit
// must leave that much below it. Our own compiles switch the red zone off, because clang also uses
// it for variable arrays of any size. Frames that may be larger than all memory below them also get a
// check of the subtraction, because x = base - size can wrap around below address 0: then x + size, which
// is base again, is less than size. (Not the global is the base: at the end of a variable array's scope
// clang puts the stack pointer back in a local only, and the next array may well end above the last.)

import { missingExport } from './reach.js'
import { OP } from './wasm/format.js'
import { findExport, findImport } from './wasm/read.js'
import { createReader } from './wasm/reader.js'
import { readCalls, walkBody } from './wasm/walk.js'
import { concatBytes, encodeNumber, encodeSigned } from './wasm/write.js'

/** A frame below this size cannot jump over the area that the runtime keeps below the limit. */
const WIDE_FRAME = 1024
const MEMORY = 12
const I32 = 0x7f
const EMPTY_BLOCK = 0x40

/**
 * Adds the check to each prologue.
 * @param {object} module from readModule.
 * @returns {{bodies: Map<number, Uint8Array>, edits: Map<number, {at: number, size: number}[]>, checked: number}} new bodies for
 *   writeModule, and where in the module's bytes how many were put in: before what stands behind `at`.
 */
export function addStackCheck(module) {
  const names = findStackNames(module)
  const exempt = findExempt(module, names)
  const bodies = new Map()
  const edits = new Map()
  let checked = 0
  for (const body of module.bodies) {
    if (exempt.has(body.index)) continue
    const sites = findSites(module, body, names.pointer)
    if (!sites.length) continue
    const changed = rewriteBody(module, body, sites, names)
    bodies.set(body.index, changed.bytes)
    edits.set(body.index, changed.edits)
    checked += sites.length
  }
  return { bodies, edits, checked }
}

function findStackNames(module) {
  const need = (name, kind) => {
    const index = findExport(module, name, kind)
    if (index < 0) throw missingExport(name)
    return index
  }
  return {
    pointer: need('__stack_pointer', 'global'),
    limit: need('weft_stack_limit', 'global'),
    overflow: need('weft_stack_overflow', 'function')
  }
}

/** Left alone: the overflow function itself, and the bottoms, which swap stacks. */
function findExempt(module, names) {
  const swaps = ['stop_unwind', 'start_rewind'].map(name => findImport(module, 'asyncify', name))
  const exempt = new Set([names.overflow])
  readCalls(module).forEach(({ direct }, index) => {
    if (swaps.some(callee => direct.has(callee))) exempt.add(index)
  })
  return exempt
}

/**
 * The places of one body that move the stack: `{at, local, wide}`; local -1 = not in a local, and `wide`
 * is where the size is subtracted, `{at, size}`, with size null when it is no constant.
 */
function findSites(module, body, pointer) {
  const sites = []
  const recent = []
  let reads = false
  const written = new Set()
  walkBody(module, body, (op, at, next, first) => {
    if (op === OP.globalGet && first === pointer) reads = true
    if (op === OP.localSet || op === OP.localTee) written.add(first)
    if (op === OP.globalSet && first === pointer) sites.push({ at, ...classify(recent) })
    recent.unshift({ op, first, at })
    if (recent.length > MEMORY) recent.pop()
  })
  const isSwap = ({ local }) => local >= 0 && local < body.params.length && !written.has(local)
  return reads ? sites.filter(site => site.moves !== 'up' && !isSwap(site)) : []
}

/** Where the new stack pointer comes from: `recent` are the instructions before, last first. */
function classify(recent) {
  const [last] = recent
  const local = last && (last.op === OP.localTee || last.op === OP.localGet) ? last.first : -1
  return { local, ...classifyValue(recent, 0) }
}

function classifyValue(recent, at) {
  const entry = recent[at]
  if (!entry) return { moves: 'unknown', wide: null }
  const { op, first } = entry
  if (op === OP.localTee) return classifyValue(recent, at + 1)
  if (op === OP.localGet) return classifyLocal(recent, at, first)
  const before = recent[at + 1]
  const constant = before?.op === OP.i32Const ? before.first : null
  if (op === OP.i32Add && constant !== null && constant >= 0) return { moves: 'up', wide: null }
  if (op === OP.i32Sub) {
    const wide = constant === null || constant >= WIDE_FRAME || constant < 0
    return { moves: 'down', wide: wide ? { at: entry.at, size: constant } : null }
  }
  if (op === OP.i32And && constant !== null) {
    const inner = classifyValue(recent, at + 2)
    return { moves: inner.moves === 'up' ? 'unknown' : inner.moves, wide: inner.wide }
  }
  return { moves: 'unknown', wide: null }
}

/** A local's value is known when it was set a moment ago, with no jump in between. */
function classifyLocal(recent, at, local) {
  for (let index = at + 1; index < recent.length; index++) {
    const { op, first } = recent[index]
    if (isJump(op)) break
    const sets = op === OP.localSet || op === OP.localTee
    if (sets && first === local) return classifyValue(recent, index + 1)
  }
  return { moves: 'unknown', wide: null }
}

function isJump(op) {
  return (op >= 0x02 && op <= 0x0f) || op === OP.unreachable
}

function rewriteBody(module, body, sites, names) {
  const spares = []
  const spare = () => spares[spares.push(body.locals + spares.length) - 1]
  const edits = sites.flatMap(site => {
    const value = site.local < 0 ? spare() : site.local
    const { at, size } = site.wide ?? {}
    const kept = size === null ? spare() : -1
    const check = { at: site.at, code: writeCheck(site, value, kept, names) }
    return kept < 0 ? [check] : [{ at, code: [OP.localTee, ...encodeNumber(kept)] }, check]
  }).sort((a, b) => a.at - b.at)
  const locals = writeLocals(module, body, spares.length)
  const parts = [locals]
  let from = body.codeStart
  for (const { at, code } of edits) {
    parts.push(module.bytes.subarray(from, at), code)
    from = at
  }
  parts.push(module.bytes.subarray(from, body.end))
  const grown = { at: body.start, size: locals.length - (body.codeStart - body.start) }
  return { bytes: concatBytes(parts), edits: [grown, ...edits.map(({ at, code }) => ({ at, size: code.length }))] }
}

/** The declarations of the locals, with some more of type i32. */
function writeLocals(module, body, more) {
  const declared = module.bytes.subarray(body.start, body.codeStart)
  if (more === 0) return declared
  const reader = createReader(declared, 0, declared.length)
  const count = encodeNumber(reader.u32() + 1)
  return concatBytes([count, declared.subarray(reader.at), encodeNumber(more), [I32]])
}

/**
 * The value is on the operand stack before and after. `value` is the local that has it too, `kept` the one
 * that has the size of a wide frame, -1 when the size is a constant.
 */
function writeCheck({ local, wide }, value, kept, names) {
  const index = encodeNumber(value)
  const size = () => kept < 0 ? [OP.i32Const, ...encodeSigned(wide.size)] : [OP.localGet, ...encodeNumber(kept)]
  const wrapped = () => [OP.localGet, ...index, ...size(), OP.i32Add, ...size(), OP.i32LtU, OP.i32Or]
  return [
    ...(local < 0 ? [OP.localTee, ...index] : []),
    OP.globalGet, ...encodeNumber(names.limit), OP.i32LtU, ...(wide ? wrapped() : []),
    OP.if, EMPTY_BLOCK, OP.localGet, ...index, OP.call, ...encodeNumber(names.overflow),
    OP.unreachable, OP.end, OP.localGet, ...index
  ]
}
