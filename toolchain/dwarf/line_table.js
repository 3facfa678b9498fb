// The line tables of DWARF 4, the section .debug_line: reading the rows that a compiler wrote, and writing them again for code that lies
// elsewhere. The head of a table, with the names of its files, stays as it is.

import { createReader } from '../wasm/reader.js'
import { concatBytes, encodeNumber, encodeSigned } from '../wasm/write.js'

export const VERSION = 4

const OP = { copy: 1, advancePc: 2, advanceLine: 3, setFile: 4, setColumn: 5, negate: 6, basicBlock: 7, addConstant: 8, fixedAdvance: 9,
  prologueEnd: 10, epilogueBegin: 11, setIsa: 12 }
const EXTENDED = { endSequence: 1, setAddress: 2 }

/**
 * The tables of a section. One of another version has no rows.
 * @param {Uint8Array} bytes
 * @returns {{at: number, head: Uint8Array, files: string[], isStatement: boolean, rows: Row[]}[]} `at` is where it stands, by which others
 *   name it. A row is `{address, file, line, column, isStatement, ends}`; `ends`: no code of the table is here or behind it.
 */
export function readLineTables(bytes) {
  const tables = []
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  for (let at = 0; at + 4 <= bytes.length;) {
    const end = at + 4 + data.getUint32(at, true)
    tables.push(readTable(bytes.subarray(0, end), data, at))
    at = end
  }
  return tables
}

function readTable(bytes, data, at) {
  if (data.getUint16(at + 4, true) !== VERSION) return { at, head: null, files: [], isStatement: true, rows: [] }
  const start = at + 10 + data.getUint32(at + 6, true)
  const [shortest, , isStatement] = bytes.subarray(at + 10)
  const form = {
    shortest, isStatement: isStatement === 1, lineBase: data.getInt8(at + 13), lineRange: data.getUint8(at + 14), opcodeBase: data.getUint8(at + 15)
  }
  form.lengths = bytes.subarray(at + 16, at + 15 + form.opcodeBase)
  return {
    at, head: bytes.subarray(at, start), isStatement: form.isStatement,
    files: readFiles(bytes, at + 15 + form.opcodeBase, start),
    rows: runProgram(bytes, data, start, form)
  }
}

/** By their numbers, which begin with 1. */
function readFiles(bytes, start, end) {
  const reader = createReader(bytes, start, end)
  const folders = ['']
  for (let name; (name = readText(bytes, reader)) !== '';) folders.push(name)
  const files = ['']
  for (let name; (name = readText(bytes, reader)) !== '';) {
    const folder = folders[reader.u32()] ?? ''
    reader.u32()
    reader.u32()
    files.push(folder === '' || folder === '/' || name.startsWith('/') ? name : `${folder}/${name}`)
  }
  return files
}

const decoder = new TextDecoder()

function readText(bytes, reader) {
  const end = bytes.indexOf(0, reader.at)
  const text = decoder.decode(bytes.subarray(reader.at, end))
  reader.skip(end + 1 - reader.at)
  return text
}

function runProgram(bytes, data, start, { shortest, isStatement, lineBase, lineRange, opcodeBase, lengths }) {
  const reader = createReader(bytes, start, bytes.length)
  const first = { address: 0, file: 1, line: 1, column: 0, isStatement, ends: false }
  const rows = []
  let row = { ...first }
  const special = (opcode, moves) => {
    const rest = opcode - opcodeBase
    row.address += Math.floor(rest / lineRange) * shortest
    if (moves) row.line += lineBase + rest % lineRange
  }
  while (reader.at < reader.end) {
    const opcode = reader.byte()
    if (opcode >= opcodeBase) {
      special(opcode, true)
      rows.push({ ...row })
      continue
    }
    switch (opcode) {
      case 0: {
        const size = reader.u32()
        const next = reader.at + size
        const kind = reader.byte()
        if (kind === EXTENDED.setAddress) row.address = data.getUint32(reader.at, true)
        if (kind === EXTENDED.endSequence) {
          rows.push({ ...row, ends: true })
          row = { ...first }
        }
        reader.at = next
        break
      }
      case OP.copy: rows.push({ ...row }); break
      case OP.advancePc: row.address += reader.u32() * shortest; break
      case OP.advanceLine: row.line += reader.s32(); break
      case OP.setFile: row.file = reader.u32(); break
      case OP.setColumn: row.column = reader.u32(); break
      case OP.negate: row.isStatement = !row.isStatement; break
      case OP.addConstant: special(255, false); break
      case OP.fixedAdvance:
        row.address += data.getUint16(reader.at, true)
        reader.skip(2)
        break
      default:
        for (let left = lengths[opcode - 1]; left > 0; left--) reader.skipNumber()
    }
  }
  return rows
}

/**
 * The section again, with other rows in each table.
 * @returns {{bytes: Uint8Array, moved: Map<number, number>}} `moved`: where each table stands now
 */
export function writeLineTables(tables) {
  const parts = []
  const moved = new Map()
  let size = 0
  for (const table of tables) {
    if (!table.head) continue
    const program = concatBytes(sequencesOf(table.rows).map(rows => writeSequence(rows, table.isStatement)))
    const bytes = concatBytes([table.head, program])
    new DataView(bytes.buffer).setUint32(0, bytes.length - 4, true)
    moved.set(table.at, size)
    parts.push(bytes)
    size += bytes.length
  }
  return { bytes: concatBytes(parts), moved }
}

/** Rows in the order of the table, cut behind each that ends one. */
export function sequencesOf(rows) {
  const all = []
  let one = []
  for (const row of rows) {
    one.push(row)
    if (!row.ends) continue
    all.push(one)
    one = []
  }
  return all
}

function writeSequence(rows, isStatement) {
  const address = rows[0].address
  const out = [0, 5, EXTENDED.setAddress, ...[0, 8, 16, 24].map(shift => address >>> shift & 0xff)]
  let before = { address, file: 1, line: 1, column: 0, isStatement }
  for (const row of rows) {
    if (row.address > before.address) out.push(OP.advancePc, ...encodeNumber(row.address - before.address))
    if (row.ends) break
    if (row.file !== before.file) out.push(OP.setFile, ...encodeNumber(row.file))
    if (row.line !== before.line) out.push(OP.advanceLine, ...encodeSigned(row.line - before.line))
    if (row.column !== before.column) out.push(OP.setColumn, ...encodeNumber(row.column))
    if (row.isStatement !== before.isStatement) out.push(OP.negate)
    out.push(OP.copy)
    before = row
  }
  return [...out, 0, 1, EXTENDED.endSequence]
}
