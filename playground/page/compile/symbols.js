// What clang writes down about a program that is compiled for watching (DWARF 4): its variables, their types, the functions with their
// locals, and which code belongs to which line. Read from the linked module before it is woven; only what is of the program's own file.

import { readLineTables } from '../../../toolchain/dwarf/line_table.js'
import { readDebugSections } from '../../../toolchain/dwarf/sections.js'

const TAG = { 0x01: 'array', 0x04: 'enum', 0x05: 'parameter', 0x0b: 'block', 0x0d: 'member', 0x0f: 'pointer', 0x11: 'unit', 0x13: 'struct', 0x15: 'function',
  0x16: 'typedef', 0x17: 'union', 0x21: 'range', 0x24: 'base', 0x26: 'const', 0x28: 'enumerator', 0x2e: 'subprogram', 0x34: 'variable', 0x35: 'volatile',
  0x37: 'restrict', 0x47: 'atomic' }
const AT = { 0x02: 'location', 0x03: 'name', 0x0b: 'size', 0x0d: 'bits', 0x10: 'lines', 0x11: 'low', 0x12: 'high', 0x1c: 'value', 0x2f: 'last', 0x37: 'count',
  0x38: 'offset', 0x3b: 'line', 0x3e: 'encoding', 0x49: 'type', 0x6b: 'bitOffset' }
const ENCODING = { 2: 'bool', 4: 'float', 5: 'int', 6: 'char', 7: 'uint', 8: 'uchar' }
const OP = { address: 0x03, frame: 0x91 }
const SEEN_THROUGH = new Set(['typedef', 'const', 'volatile', 'restrict', 'atomic'])
const NOWHERE = 0xffff0000   // what the linker left out lies there
const NOTHING = new Uint8Array(0)
const text = new TextDecoder()

/**
 * @param {object} module from readModule
 * @param {string} file the program's own, as clang was given it
 * @returns {{types: object[], globals: object[], functions: object[], lines: {address: number, line: number}[]}}
 *   addresses of code from the beginning of its section
 */
export function readSymbols(module, file) {
  const sections = readDebugSections(module)
  const [info, abbreviations, strings, rows] = ['info', 'abbrev', 'str', 'line'].map(name => sections[`.debug_${name}`] ?? NOTHING)
  const unit = readUnit({ info, abbreviations, strings }, file)
  if (!unit) return { types: [], globals: [], functions: [], lines: [] }
  const lines = readLines(rows, unit.root.lines ?? 0, file)
  return { ...collect(unit, ({ low, high }) => spanOf(lines, low, high)), lines }
}

/** The first and the last line of some code. */
function spanOf(lines, low, high) {
  const own = lines.filter(({ address }) => address >= low && address < high).map(({ line }) => line)
  return [Math.min(...own), Math.max(...own)]
}

// --- entries -----------------------------------------------------------------------------------------

function cursor(bytes, at = 0) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const read = {
    at,
    u8: () => view.getUint8(read.at++),
    u16: () => view.getUint16((read.at += 2) - 2, true),
    u32: () => view.getUint32((read.at += 4) - 4, true),
    u64: () => Number(view.getBigUint64((read.at += 8) - 8, true)),
    number(isSigned = false) {
      let [value, scale, byte] = [0, 1, 0]
      do {
        byte = view.getUint8(read.at++)
        value += (byte & 0x7f) * scale
        scale *= 128
      } while (byte & 0x80)
      return isSigned && byte & 0x40 ? value - scale : value
    },
    word() {
      const from = read.at
      while (bytes[read.at]) read.at++
      return text.decode(bytes.subarray(from, read.at++))
    },
    take(size) {
      read.at += size
      return bytes.subarray(read.at - size, read.at)
    }
  }
  return read
}

/** The unit of a file, with its entries as a tree; null where there is none. */
function readUnit({ info, abbreviations, strings }, file) {
  for (let at = 0; at + 11 < info.length;) {
    const read = cursor(info, at)
    const end = at + 4 + read.u32()
    const version = read.u16()
    const table = readTable(abbreviations, read.u32())
    read.u8()
    if (version === 4) {
      const unit = { at, entries: new Map() }
      const forms = formsOf(read, strings, at)
      unit.root = readEntry(read, table, forms, unit)
      if (unit.root?.name === file) {
        readChildren(unit.root, read, table, forms, unit, end)
        return unit
      }
    }
    at = end
  }
  return null
}

function readTable(bytes, at) {
  const table = new Map()
  const read = cursor(bytes, at)
  for (let code; (code = read.number());) {
    const entry = { tag: TAG[read.number()], has: read.u8() === 1, fields: [] }
    for (;;) {
      const [field, form] = [read.number(), read.number()]
      if (!field && !form) break
      entry.fields.push([AT[field], form])
    }
    table.set(code, entry)
  }
  return table
}

function formsOf(read, strings, unitAt) {
  const reference = size => unitAt + size
  const forms = { 0x01: read.u32, 0x03: () => read.take(read.u16()), 0x04: () => read.take(read.u32()), 0x05: read.u16, 0x06: read.u32, 0x07: read.u64, 0x08: read.word,
    0x09: () => read.take(read.number()), 0x0a: () => read.take(read.u8()), 0x0b: read.u8, 0x0c: read.u8, 0x0d: () => read.number(true),
    0x0e: () => cursor(strings, read.u32()).word(), 0x0f: () => read.number(), 0x10: read.u32, 0x11: () => reference(read.u8()),
    0x12: () => reference(read.u16()), 0x13: () => reference(read.u32()), 0x14: () => reference(read.u64()), 0x15: () => reference(read.number()),
    0x17: read.u32, 0x18: () => read.take(read.number()), 0x19: () => 1 }
  return form => {
    if (!forms[form]) throw new Error(`clang wrote a form of DWARF, ${form}, that the page does not know`)
    return forms[form]()
  }
}

function readEntry(read, table, forms, unit) {
  const at = read.at
  const code = read.number()
  if (code === 0) return null
  const { tag, has, fields } = table.get(code)
  const entry = { tag, has, children: [] }
  for (const [name, form] of fields) {
    const value = forms(form)
    if (name) entry[name] = value
    if (name === 'high') entry.highIsSize = form !== 0x01
  }
  unit.entries.set(at, entry)
  return entry
}

function readChildren(parent, read, table, forms, unit, end) {
  while (read.at < end) {
    const entry = readEntry(read, table, forms, unit)
    if (!entry) return
    parent.children.push(entry)
    if (entry.has) readChildren(entry, read, table, forms, unit, end)
  }
}

// --- what they mean ----------------------------------------------------------------------------------

function collect({ root, entries }, spanOf) {
  const types = []
  const known = new Map()
  const found = { types, globals: [], functions: [] }

  /** The number of a type; -1 for void. */
  function typeOf(at) {
    let entry = entries.get(at)
    while (entry && SEEN_THROUGH.has(entry.tag)) entry = entries.get(entry.type)
    if (!entry) return -1
    if (known.has(entry)) return known.get(entry)
    const type = {}
    const number = types.push(type) - 1
    known.set(entry, number)
    Object.assign(type, makers[entry.tag]?.(entry) ?? { kind: 'other' })
    return number
  }

  const makers = {
    base: ({ encoding, size }) => ({ kind: ENCODING[encoding] ?? 'other', size }),
    pointer: ({ type }) => ({ kind: 'pointer', size: 4, to: typeOf(type) }),
    function: () => ({ kind: 'function', size: 0 }),
    enum: ({ size, children }) => ({ kind: 'enum', size, names: children.map(({ name, value }) => [value, name]) }),
    struct: membersOf,
    union: membersOf,
    array({ type, children }) {
      const counts = children.filter(({ tag }) => tag === 'range').map(({ last, count }) => count ?? (last === undefined ? 0 : last + 1))
      return counts.reduceRight((of, count, at) => {
        const type = { kind: 'array', of, count, size: count * (types[of]?.size ?? 0) }
        return at === 0 ? type : types.push(type) - 1
      }, typeOf(type))
    }
  }

  function membersOf({ name = '', size = 0, children }) {
    const members = children.filter(({ tag }) => tag === 'member')
    return { kind: 'struct', name, size, members: members.map(({ name: own = '', offset, bitOffset, bits = 0, type }) =>
      ({ name: own, at: offset ?? Math.floor((bitOffset ?? 0) / 8), shift: (bitOffset ?? 0) % 8, bits, type: typeOf(type) })) }
  }

  /** Variables of a block and of the blocks in it; those with an address of their own live as long as the program. */
  function variablesIn(entry, owner, block) {
    for (const child of entry.children) {
      if (child.tag === 'block') variablesIn(child, owner, spanOf(rangeOf(child)))
      if (!['variable', 'parameter'].includes(child.tag) || !child.name) continue
      const place = placeOf(child.location)
      const variable = { name: child.name, line: child.line ?? 0, type: typeOf(child.type) }
      if (place?.address > 0 && place.address < NOWHERE) found.globals.push({ ...variable, scope: owner?.name ?? '', address: place.address })
      else if (owner && place?.frame !== undefined) owner.locals.push({ ...variable, at: place.frame, span: block })
    }
  }

  variablesIn({ children: root.children.filter(({ tag }) => tag === 'variable') }, null, null)
  for (const entry of root.children.filter(({ tag, low }) => tag === 'subprogram' && low)) {
    const range = rangeOf(entry)
    const owner = { name: entry.name, ...range, span: spanOf(range), locals: [] }
    found.functions.push(owner)
    variablesIn(entry, owner, null)
  }
  return found
}

const rangeOf = ({ low, high = 0, highIsSize }) => ({ low, high: highIsSize ? low + high : high })

function placeOf(location) {
  if (!location?.length || typeof location === 'number') return null
  const read = cursor(location, 1)
  if (location[0] === OP.address) return { address: read.u32() }
  return location[0] === OP.frame ? { frame: read.number(true) } : null
}

/** Where the statements of the file begin, by the table that the unit names. */
function readLines(bytes, at, file) {
  const table = readLineTables(bytes).find(table => table.at === at)
  if (!table) return []
  const own = table.files.findIndex(name => name.split('/').at(-1) === file.split('/').at(-1))
  return table.rows.filter(row => row.file === own && row.isStatement && row.line > 0 && !row.ends).map(({ address, line }) => ({ address, line }))
}
