// Where a native program trapped: what runtime/port/trap_native.c wrote down while it died, and the lines of its file, which was
// compiled with -g1. A program that is damaged may have written anything: what makes no sense says nothing.

import { readFileSync } from 'node:fs'
import { isAbsolute, relative } from 'node:path'
import { readLineTables } from '../dwarf/line_table.js'

const MEANINGS = {
  SIGSEGV: 'a pointer led outside the program\'s memory',
  SIGBUS: 'a pointer led outside the program\'s memory',
  SIGFPE: 'an integer was divided by zero, or the result does not fit',
  SIGILL: 'it did what C does not allow',
  SIGTRAP: 'it did what C does not allow',
  SIGABRT: 'abort() was called, or an assertion failed'
}
const LOAD = 1

/**
 * What happened, and where.
 * @param {string} signal
 * @param {string} program
 * @param {string} note the file that WEFT_TRAP named
 */
export function sentenceOf(signal, program, note) {
  const { task, spawned, calls } = readNote(note)
  const who = task ? ` in task ${task}${spawned ? `, spawned at ${spawned}` : ''}` : ''
  const why = MEANINGS[signal] ? ` (${MEANINGS[signal]})` : ''
  const places = [...new Set(placesOf(program, calls))]
  return `The program trapped${who}: ${signal}${why}.${places.length > 0 ? ` It was at ${places.join(', called at ')}.` : ''}`
}

function readNote(path) {
  try {
    const [task, file, line, ...calls] = readFileSync(path, 'latin1').split('\n')
    return { task, spawned: file && `${file}:${parseInt(line, 16)}`, calls: calls.map(word => parseInt(word, 16)).filter(Number.isSafeInteger) }
  } catch {
    return { task: '', spawned: '', calls: [] }
  }
}

/** The innermost first; those of functions without lines, as the runtime's are, are left out. */
function placesOf(program, calls) {
  try {
    const { start, lines } = readProgram(readFileSync(program))
    const rows = readLineTables(lines).flatMap(table => rowsOf(table))
    return calls.map(call => findPlace(rows, start + call)).filter(Boolean)
  } catch {
    return []
  }
}

/** Each with the address at which the next one begins. */
function rowsOf({ files, rows }) {
  return rows.slice(0, -1).map((row, i) => ({ ...row, name: files[row.file], next: rows[i + 1].address })).filter(({ ends }) => !ends)
}

function findPlace(rows, address) {
  const row = rows.find(one => one.address <= address && address < one.next)
  if (!row?.name || row.line === 0) return ''
  const near = isAbsolute(row.name) ? relative('', row.name) : row.name
  return `${near.startsWith('..') ? row.name : near}:${row.line}`
}

/** Of an ELF file of 64 bits, little-endian: where its first segment lies, and the section .debug_line. */
function readProgram(bytes) {
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const word = at => Number(data.getBigUint64(at, true))
  const segments = table(word(32), data.getUint16(54, true), data.getUint16(56, true))
  const sections = table(word(40), data.getUint16(58, true), data.getUint16(60, true))
  const names = word(sections[data.getUint16(62, true)] + 24)
  const nameOf = at => {
    const from = names + data.getUint32(at, true)
    return bytes.toString('latin1', from, bytes.indexOf(0, from))
  }
  const first = segments.find(at => data.getUint32(at, true) === LOAD)
  const found = sections.find(at => nameOf(at) === '.debug_line')
  const start = word(found + 24)
  return { start: word(first + 16), lines: bytes.subarray(start, start + word(found + 32)) }
}

const table = (start, size, count) => Array.from({ length: count }, (_, i) => start + i * size)
