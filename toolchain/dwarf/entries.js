// The entries of DWARF 4 (.debug_info) with the lists that they name (.debug_ranges, .debug_loc), for code that lies elsewhere: every
// address of code, every size, every number of a local and every place in the line tables is written anew, each where it stood.

import { createReader } from '../wasm/reader.js'
import { encodePadded } from '../wasm/write.js'
import { VERSION } from './line_table.js'

const FORM = { address: 0x01, data4: 0x06, offset: 0x17, expression: 0x18, indirect: 0x16 }
const AT = { location: 0x02, lines: 0x10, low: 0x11, high: 0x12, frameBase: 0x40, entry: 0x52, ranges: 0x55 }
const NOP = 0x96
const WASM_LOCATION = 0xed
const DEAD = 0xfffffffe   // what wasm-ld writes for code that it has left out, and -1
const BASE = 0xffffffff

/** How each form is left behind. */
const SKIP = {
  0x01: r => r.skip(4), 0x03: (r, data) => r.skip(2 + data.getUint16(r.at, true)), 0x04: (r, data) => r.skip(4 + data.getUint32(r.at, true)),
  0x05: r => r.skip(2), 0x06: r => r.skip(4), 0x07: r => r.skip(8),
  0x08: (r, data, bytes) => r.skip(bytes.indexOf(0, r.at) + 1 - r.at),
  0x09: r => r.skip(r.u32()), 0x0a: r => r.skip(r.byte()), 0x0b: r => r.skip(1), 0x0c: r => r.skip(1), 0x0d: r => r.skipNumber(),
  0x0e: r => r.skip(4), 0x0f: r => r.skipNumber(), 0x10: r => r.skip(4), 0x11: r => r.skip(1), 0x12: r => r.skip(2), 0x13: r => r.skip(4),
  0x14: r => r.skip(8), 0x15: r => r.skipNumber(), 0x17: r => r.skip(4), 0x18: r => r.skip(r.u32()), 0x19: () => {}, 0x20: r => r.skip(8)
}

/**
 * @param {Record<string, Uint8Array>} sections by their names; the three are written to
 * @param {{address: (address: number) => number, end: (address: number) => number, local: (address: number, local: number) => number,
 *   lines: Map<number, number>}} moves where everything is now: an address, one behind the last byte of something, a local of the
 *   function at an address, a line table
 * @returns {boolean} false when it is of another version, or has what is not known here: then nothing of it is true
 */
export function moveEntries(sections, moves) {
  const bytes = sections['.debug_info']
  const data = viewOf(bytes)
  const lists = { ranges: new Set(), locations: new Set() }
  for (let at = 0; at < bytes.length;) {
    const end = at + 4 + data.getUint32(at, true)
    if (data.getUint16(at + 4, true) !== VERSION) return false
    const shapes = readShapes(sections['.debug_abbrev'], data.getUint32(at + 6, true))
    const unit = { sections, moves, lists, shapes, bytes, data, base: 0, newBase: 0, from: null }
    if (!moveUnit(unit, createReader(bytes, at + 11, end))) return false
    at = end
  }
  return true
}

const viewOf = bytes => new DataView(bytes.buffer, bytes.byteOffset, bytes.length)

/** What the entries of a unit consist of, by number. */
function readShapes(bytes, at) {
  const reader = createReader(bytes, at, bytes.length)
  const shapes = new Map()
  for (let code; (code = reader.u32()) !== 0;) {
    reader.u32()
    reader.skip(1)
    const attributes = []
    for (;;) {
      const [name, form] = [reader.u32(), reader.u32()]
      if (name === 0 && form === 0) break
      attributes.push({ name, form })
    }
    shapes.set(code, attributes)
  }
  return shapes
}

function moveUnit(unit, reader) {
  let isFirst = true
  while (reader.at < reader.end) {
    const code = reader.u32()
    if (code === 0) continue
    const attributes = unit.shapes.get(code)
    const found = attributes && readEntry(unit, reader, attributes)
    if (!found) return false
    moveEntry(unit, found, isFirst)
    isFirst = false
  }
  return true
}

/** Where each attribute of an entry stands. */
function readEntry({ data, bytes }, reader, attributes) {
  const found = []
  for (const { name, form } of attributes) {
    if (!SKIP[form]) return null
    const at = reader.at
    SKIP[form](reader, data, bytes)
    found.push({ name, form, at, end: reader.at })
  }
  return found
}

function moveEntry(unit, attributes, isUnit) {
  const { data, moves } = unit
  const low = attributes.find(({ name, form }) => name === AT.low && form === FORM.address)
  const before = low ? data.getUint32(low.at, true) : null
  if (before !== null && before < DEAD) unit.from = before
  if (isUnit) unit.base = before ?? 0
  for (const { name, form, at, end } of attributes) {
    if (form === FORM.address) {
      const address = data.getUint32(at, true)
      if (address < DEAD && !(isUnit && address === 0)) data.setUint32(at, moves.address(address), true)
    } else if (name === AT.high && form === FORM.data4 && before !== null && before < DEAD) {
      data.setUint32(at, moves.end(before + data.getUint32(at, true)) - moves.address(before), true)
    } else if (form === FORM.expression) moveExpression(unit, unit.bytes, at, end)
    else if (form === FORM.offset) moveOffset(unit, name, at)
  }
  if (isUnit) unit.newBase = unit.base === 0 ? 0 : moves.address(unit.base)
}

function moveOffset(unit, name, at) {
  const { data, moves, sections, lists } = unit
  const to = data.getUint32(at, true)
  if (name === AT.lines) data.setUint32(at, moves.lines.get(to) ?? 0, true)
  if (name === AT.ranges && sections['.debug_ranges']) moveList(unit, sections['.debug_ranges'], to, lists.ranges, false)
  if ((name === AT.location || name === AT.frameBase) && sections['.debug_loc']) moveList(unit, sections['.debug_loc'], to, lists.locations, true)
}

/** Pairs of addresses, seen from the unit's own, up to two of 0; each of a location has an expression behind it. */
function moveList({ base, newBase, moves, ...unit }, bytes, start, seen, hasExpressions) {
  if (seen.has(start)) return
  seen.add(start)
  const data = viewOf(bytes)
  let [from, to] = [base, newBase]
  for (let at = start; at + 8 <= bytes.length;) {
    const [low, high] = [data.getUint32(at, true), data.getUint32(at + 4, true)]
    if (low === 0 && high === 0) return
    if (low === BASE) {
      from = high
      to = moves.address(high)
      data.setUint32(at + 4, to, true)
      at += 8
      continue
    }
    if (low < DEAD) {
      data.setUint32(at, moves.address(from + low) - to, true)
      data.setUint32(at + 4, moves.end(from + high) - to, true)
    }
    at += 8
    if (!hasExpressions) continue
    const end = at + 2 + data.getUint16(at, true)
    moveExpression({ ...unit, moves, from: low < DEAD ? from + low : null }, bytes, at + 2, end, true)
    at = end
  }
}

/** A place of a variable: what may name a local stands first. */
function moveExpression({ moves, from }, bytes, start, end, isBare = false) {
  const reader = createReader(bytes, start, end)
  if (!isBare) reader.u32()
  if (reader.at + 2 >= end + 1 || bytes[reader.at] !== WASM_LOCATION || bytes[reader.at + 1] !== 0 || from === null) return
  const first = reader.at
  reader.skip(2)
  const at = reader.at
  const local = moves.local(from, reader.u32())
  const size = reader.at - at
  if (local < 2 ** (7 * size)) bytes.set(encodePadded(local, size), at)
  else bytes.fill(NOP, first, end)   // no room for a larger number: rather no place than a wrong one
}
