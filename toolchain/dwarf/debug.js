// What a debugger knows of a program, through weaving: the line tables and entries of DWARF that the compiler wrote, for the code as it is
// in the end, and a source map of the same. It is loaded for -g only.

import { SECTION } from '../wasm/format.js'
import { readLocals } from '../wasm/read.js'
import { concatBytes, withSize, writeSection } from '../wasm/write.js'
import { moveEntries } from './entries.js'
import { readLineTables, sequencesOf, writeLineTables } from './line_table.js'
import { makeMoves, shiftOf, startOfCode } from './moves.js'
import { readDebugSections } from './sections.js'
import { makeSourceMap } from './source_map.js'

const KEPT = ['.debug_abbrev', '.debug_info', '.debug_str', '.debug_ranges', '.debug_loc']

/**
 * @param {object} module as wasm-ld wrote it
 * @returns {object | null} null when it has no lines
 */
export function openDebug(module) {
  const sections = readDebugSections(module)
  if (!sections['.debug_line']) return null
  const tables = readLineTables(sections['.debug_line'])
  const addresses = tables.flatMap(({ rows }) => rows.map(({ address }) => address))
  return {
    /**
     * The marks to be put into the functions that Binaryen rewrites.
     * @returns {Map<number, {at: number, number: number}[]>} by function: where in the module with its stack checks, in order. The
     *   number is the address in the linked module.
     */
    marks: (whole, edits, kept) => findMarks(module, whole, edits, kept, addresses),
    /**
     * The sections for the module in the end.
     * @param {{bytes: Uint8Array, places: Map<number, object>}} made by putBack
     */
    write: (made, edits, { textOf }) => write({ module, made, edits, sections, tables, textOf })
  }
}

/**
 * What a debugger knows of a module, for the same one with some functions changed before it is woven.
 * @param {object} module as it was linked
 * @param {object} changed the same functions, in the same order
 * @param {Map<number, {at: number, size: number}[]>} edits how much longer the instructions at these bytes of the module have become
 * @returns {Uint8Array} the changed module with its lines where its code is
 */
export function moveDebug(module, changed, edits) {
  const sections = readDebugSections(module)
  if (!sections['.debug_line']) return changed.bytes
  const start = startOfCode(changed)
  const places = new Map(changed.bodies.map(body => [body.index, { start: body.start - start, end: body.end - start }]))
  const { entries, lines } = moveSections(sections, readLineTables(sections['.debug_line']), makeMoves(module, edits, places))
  const kept = changed.sections.filter(({ name }) => !name?.startsWith('.debug_')).map(({ headStart, end }) => changed.bytes.subarray(headStart, end))
  return concatBytes([changed.bytes.subarray(0, 8), ...kept, ...entries, lines])
}

function findMarks(module, whole, edits, kept, addresses) {
  const start = startOfCode(module)
  const wanted = new Set(addresses)
  const marks = new Map()
  module.bodies.forEach((body, i) => {
    if (!kept.has(body.index)) return
    const shift = whole.bodies[i].start - body.start
    const own = [...wanted].filter(address => address + start >= body.codeStart && address + start < body.end).sort((a, b) => a - b)
      .map(address => ({ at: address + start + shift + shiftOf(edits.get(body.index), address + start), number: address }))
    if (own.length > 0) marks.set(body.index, own)
  })
  return marks
}

function write({ module, made, edits, sections, tables, textOf }) {
  const { places, codeStart } = made
  for (const [index, place] of places) if (place.locals) place.local = localMover(module, index, place.locals)
  const { entries, lines } = moveSections(sections, tables, makeMoves(module, edits, places))
  const out = entries.length > 0 ? [...entries, lines] : []
  const map = makeSourceMap(placesOf(tables, codeStart), textOf)
  const url = `data:application/json;base64,${toBase64(new TextEncoder().encode(JSON.stringify(map)))}`
  return concatBytes([...out, custom('sourceMappingURL', withSize(new TextEncoder().encode(url)))])
}

/** The sections of DWARF for code that lies elsewhere; no entries where they have what is not known. The tables get the rows of the end. */
function moveSections(sections, tables, moves) {
  for (const table of tables) table.rows = moveRows(table.rows, moves)
  const lines = writeLineTables(tables)
  moves.lines = lines.moved
  const isKnown = sections['.debug_info'] && moveEntries(sections, moves)
  return { entries: isKnown ? KEPT.filter(name => sections[name]).map(name => custom(name, sections[name])) : [], lines: custom('.debug_line', lines.bytes) }
}

const custom = (name, content) => writeSection(SECTION.custom, concatBytes([withSize(new TextEncoder().encode(name)), content]))

function toBase64(bytes) {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text)
}

/** Rows with the addresses of the end; those of code that was left out are gone. A mark that moved up takes its row along. */
function moveRows(rows, moves) {
  return sequencesOf(rows).filter(([first]) => moves.find(first.address)).flatMap(sequence => {
    let last = 0
    return sequence.map(row => {
      last = Math.max(last, moves.address(row.address))
      return { ...row, address: last }
    })
  })
}

/** For the source map: bytes of the file, one place for each. */
function placesOf(tables, codeStart) {
  const found = new Map()
  for (const { rows, files } of tables) {
    for (const { address, file, line, column, ends } of rows) {
      const at = address + codeStart
      if (ends || line === 0) found.has(at) || found.set(at, { at })
      else found.set(at, { at, file: files[file], line, column })
    }
  }
  return [...found.values()].sort((a, b) => a.at - b.at)
}

/** Binaryen keeps the order of locals, but those of one type stand together. */
function localMover(module, index, groups) {
  const body = module.bodies.find(one => one.index === index)
  const types = readLocals(module.bytes, body.start).flatMap(([count, type]) => Array(count).fill(type))
  const count = body.params.length
  return local => {
    if (local < count || local - count >= types.length) return local
    const type = types[local - count]
    let at = count
    for (const [many, other] of groups) {
      if (other === type) return at + types.slice(0, local - count).filter(one => one === type).length
      at += many
    }
    return local
  }
}
