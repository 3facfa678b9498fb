// Weaving without an optimiser, in a fraction of the time: Binaryen is given a skeleton of the module, in
// which only the listed functions have their code, and what Asyncify made of them is put back.
// All other functions stay as wasm-ld wrote them, but for the numbers in their calls: the imports
// from `asyncify` are gone afterwards, and the functions that take their place come at the end.
// Which functions are listed, and how the pass is run, is decided in weave.js.

import { WeftError } from './error.js'
import { encodeMark, readMark } from './dwarf/marks.js'
import { OP, SECTION } from './wasm/format.js'
import { functionName, readLocals, readModule } from './wasm/read.js'
import { endOfNumber } from './wasm/reader.js'
import { walkBody } from './wasm/walk.js'
import {
  concatBytes, encodeNumber, encodePadded, encodePositive, withSize, writeEntries, writeModule,
  writeNames, writeSection
} from './wasm/write.js'

const IMPORTS_FROM = 'asyncify'
const TRAP = new Uint8Array([0, OP.unreachable, OP.end])

/**
 * The module with the code of the `kept` functions only.
 * @param {object} module from readModule, linked and with its stack checks.
 * @param {Set<number>} kept
 * @param {Map<number, string>} labels names by which the functions are found again.
 * @param {Map<number, {at: number, number: number}[]>} [marks] what is to be found again in a function, see dwarf/debug.js.
 */
export function makeSkeleton(module, kept, labels, marks = new Map()) {
  const empty = module.bodies.filter(({ index }) => !kept.has(index))
  const bodies = new Map(empty.map(({ index }) => [index, TRAP]))
  for (const body of module.bodies) if (marks.has(body.index)) bodies.set(body.index, withMarks(module, body, marks.get(body.index)))
  return writeModule(module, { bodies, strip: true, names: labels })
}

function withMarks({ bytes }, { start, end }, marks) {
  const parts = []
  let from = start
  for (const { at, number } of marks) {
    parts.push(bytes.subarray(from, at), encodeMark(number))
    from = at
  }
  return concatBytes([...parts, bytes.subarray(from, end)])
}

/**
 * Puts what Asyncify made of the kept functions back into the module.
 * @param {object} module the one that the skeleton is of.
 * @param {Uint8Array} woven the skeleton after the pass, with names.
 * @param {Set<number>} kept
 * @param {object} change
 * @param {Map<number, string>} change.labels as given to makeSkeleton.
 * @param {string[]} change.hidden exports to leave out.
 * @param {Map<number, string> | null} change.names the functions' own names, to be written.
 * @returns {{bytes: Uint8Array, places: Map<number, object>, codeStart: number}} where each function of the linked module is now, from the
 *   beginning of the code section's content, and where that begins: see dwarf/moves.js.
 */
export function putBack(module, woven, kept, { labels, hidden, names }) {
  const made = readModule(woven)
  const plan = makePlan(module, made, labels)
  const code = writeCode(module, made, plan, kept)   // first: it may need more types
  const own = { ...module, bytes: renumber(module, plan, kept) }
  const writers = {
    [SECTION.type]: () => writeTypes(own, made, plan),
    [SECTION.import]: () => writeImports(own),
    [SECTION.function]: () => writeFunctions(own, made, plan),
    [SECTION.global]: () => writeGlobals(own, made),
    [SECTION.export]: () => writeExports(own, made, plan, hidden),
    [SECTION.code]: () => code(own.bytes)
  }
  const parts = [own.bytes.subarray(0, 8)]
  let size = 8
  let codeStart = 0
  for (const { id, headStart, end } of module.sections) {
    if (id === SECTION.custom) continue
    const content = writers[id]?.()
    const part = content ? writeSection(id, content) : own.bytes.subarray(headStart, end)
    parts.push(part)
    size += part.length
    if (id === SECTION.code) codeStart = size - content.length
  }
  if (names) parts.push(writeNames(moveNames(names, plan)))
  return { bytes: concatBytes(parts), places: code.places, codeStart }
}

/** Where everything of the two modules stands in the third. */
function makePlan(module, made, labels) {
  checkGlobals(module, made)
  const gone = new Set(module.imports.filter(isGone).map(({ index }) => index))
  const goneBefore = index => [...gone].filter(other => other < index).length
  const byLabel = new Map([...labels].map(([index, label]) => [label, index]))
  const origin = index => byLabel.get(made.functionNames.get(index))
  const added = made.bodies.map(({ index }) => index).filter(index => origin(index) === undefined)
  const types = new Map(module.types.map(({ key }, index) => [key, index]).reverse())
  const plan = {
    origin, added, gone, newTypes: [],
    /** Where a function of the linked module stands in the end. */
    moved(index) {
      if (gone.has(index)) throw unexpected(`still uses ${functionName(module, index)}`)
      return index - goneBefore(index)
    },
    /** Where one of the woven module does. */
    function(index) {
      if (origin(index) !== undefined) return plan.moved(origin(index))
      if (added.includes(index)) return module.functions.length - gone.size + added.indexOf(index)
      throw unexpected(`imports ${functionName(made, index)}`)
    },
    type(index) {
      const { key } = made.types[index]
      if (!types.has(key)) {
        types.set(key, module.types.length + plan.newTypes.length)
        plan.newTypes.push(made.types[index])
      }
      return types.get(key)
    }
  }
  return plan
}

function isGone(entry) {
  return entry.kind === 'function' && entry.module === IMPORTS_FROM
}

/** Asyncify adds two: its state, and the address of what is saved to. */
function checkGlobals(module, made) {
  const same = (a, b) => a.type === b.type && a.mutable === b.mutable && a.imported === b.imported
  const added = made.globals.slice(module.globals.length)
  if (added.length === 2 && added.every(({ type, mutable }) => type === 'i32' && mutable)
    && module.globals.every((global, index) => same(global, made.globals[index]))) return
  throw unexpected('has other globals')
}

function unexpected(what) {
  return new WeftError('weave-failed', `What Binaryen made of the module ${what}, which the pinned `
    + 'version does not do. Install the packages again.')
}

/** A copy of the module's bytes in which every function number is the one of the end. */
function renumber(module, plan, kept) {
  const bytes = module.bytes.slice()
  const patch = (at, next, index) => bytes.set(encodePadded(plan.moved(index), next - at), at)
  for (const { at, next, index } of module.functionSites) patch(at, next, index)
  for (const body of module.bodies) {
    if (kept.has(body.index)) continue
    walkBody(module, body, (op, at, next, first) => {
      if (op === OP.call || op === OP.refFunc) patch(at + 1, next, first)
    })
  }
  return bytes
}

function writeTypes(own, made, plan) {
  const types = [...own.types.map(({ start, end }) => own.bytes.subarray(start, end)),
    ...plan.newTypes.map(({ start, end }) => made.bytes.subarray(start, end))]
  return writeEntries(types)
}

function writeImports(own) {
  const left = own.imports.filter(entry => !isGone(entry))
  return writeEntries(left.map(({ start, end }) => own.bytes.subarray(start, end)))
}

function writeFunctions(own, made, plan) {
  const types = [...own.functions.slice(own.importedFunctions),
    ...plan.added.map(index => plan.type(made.functions[index]))]
  return writeEntries(types.map(encodeNumber))
}

function writeGlobals(own, made) {
  const ranges = [[own, own.globals], [made, made.globals.slice(own.globals.length)]]
  return writeEntries(ranges.flatMap(([{ bytes }, globals]) => globals
    .filter(({ imported }) => !imported).map(({ start, end }) => bytes.subarray(start, end))))
}

function writeExports(own, made, plan, hidden) {
  const had = new Set(own.exports.map(({ name }) => name))
  const left = own.exports.filter(({ name }) => !hidden.includes(name))
  const added = made.exports.filter(({ name }) => !had.has(name))
  return writeEntries([
    ...left.map(({ start, end }) => own.bytes.subarray(start, end)),
    ...added.map(({ start, indexAt, index }) =>
      concatBytes([made.bytes.subarray(start, indexAt), encodeNumber(plan.function(index))]))
  ])
}

/** Answers what writes the section, given the renumbered bytes of the other bodies. */
function writeCode(module, made, plan, kept) {
  const woven = new Map()
  const added = []
  for (const body of made.bodies) {
    const origin = plan.origin(body.index)
    if (origin === undefined) added.push(translate(made, body, plan).bytes)
    else if (kept.has(origin)) woven.set(origin, translate(made, body, plan))
  }
  plan.added.forEach(index => plan.type(made.functions[index]))
  const write = bytes => {
    const bodies = [...module.bodies.map(({ index, start, end }) => woven.get(index)?.bytes ?? bytes.subarray(start, end)), ...added].map(withSize)
    let end = encodeNumber(bodies.length).length
    bodies.slice(0, module.bodies.length).forEach((body, i) => {
      const { index } = module.bodies[i]
      end += body.length
      const start = endOfNumber(body, 0) - body.length + end
      const { marks = [], locals } = woven.get(index) ?? {}
      write.places.set(index, { start, end, locals, marks: locals && new Map(marks.map(({ number, at }) => [number, start + at])) })
    })
    return writeEntries(bodies)
  }
  write.places = new Map()
  return write
}

/** A woven body with the numbers of the end, and where its marks were. Globals keep theirs. */
function translate(made, body, plan) {
  const parts = []
  const marks = []
  let from = body.start
  let gone = 0      // bytes that were taken out, and were not put in again
  const cut = (at, end, more) => {
    parts.push(made.bytes.subarray(from, at), more)
    gone += end - at - more.length
    from = end
  }
  const replace = (at, number) => {
    cut(at, endOfNumber(made.bytes, at), number)
  }
  walkBody(made, body, (op, at, next, first) => {
    if (op === OP.call || op === OP.refFunc) replace(at + 1, encodeNumber(plan.function(first)))
    else if (op === OP.callIndirect) replace(at + 1, encodeNumber(plan.type(first)))
    else if (opensBlock(op) && first >= 0) replace(at + 1, encodePositive(plan.type(first)))
    else if (op === OP.i64Const) {
      const mark = readMark(made.bytes, at, next)
      if (!mark) return
      marks.push({ number: mark.number, at: at - body.start - gone })
      cut(at, mark.end, [])
    }
  })
  parts.push(made.bytes.subarray(from, body.end))
  return { bytes: concatBytes(parts), marks, locals: readLocals(made.bytes, body.start) }
}

function opensBlock(op) {
  return op === OP.block || op === OP.loop || op === OP.if
}

function moveNames(names, plan) {
  const left = [...names].filter(([index]) => !plan.gone.has(index))
  return new Map(left.map(([index, name]) => [plan.moved(index), name]))
}
