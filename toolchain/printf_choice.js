// Which printf and scanf a program gets: WASI's C library has three, and the larger ones are worth their
// bytes only where a format with a float stands in a constant, or where long doubles are.

import { WeftError } from './error.js'
import { SECTION } from './wasm/format.js'
import { isBitcode } from './wasm/read.js'
import { readSection } from './wasm/section.js'

const PIECE = 2 ** 24
const OVERLAP = 2 ** 10
const latin1 = new TextDecoder('latin1')

/** The linker's words for each. */
export const PRINTSCAN = {
  full: [],
  'no-float': ['-lc-printscan-no-floating-point'],
  'long-double': ['-lc-printscan-long-double']
}

/**
 * Which of the three a program gets; see link.js.
 * @param {'full'|'no-float'|'long-double'|'auto'} wanted
 * @param {Record<string, Uint8Array>} objects
 * @param {Record<string, Uint8Array>} archives
 * @returns {'full'|'no-float'|'long-double'}
 */
export function choosePrintscan(wanted, objects, archives) {
  const modules = [...Object.values(objects), ...Object.values(archives).flatMap(readArchive)]
  if (wanted === 'auto' && !modules.some(bytes => hasFormat(FLOAT_FORMAT, bytes))) return 'no-float'
  if (['auto', 'full'].includes(wanted)) return modules.some(hasLongDouble) ? 'long-double' : 'full'
  if (Object.hasOwn(PRINTSCAN, wanted)) return wanted
  throw new WeftError('bad-option', `There is no printscan ${wanted}: use full, no-float or auto.`)
}

/** A constant that may be, or may build ("%%.%df"), a format with a float; rather one too many. */
const BEGINNING = "%(?:%[-+ #0-9.*'$]*%[diu])?[-+ #0-9.*'$]*"
const FLOAT_FORMAT = new RegExp(`${BEGINNING}(?:hh|h|ll|l|L|j|z|t)?[aAeEfFgG]`)
export const LONG_DOUBLE_FORMAT = new RegExp(`${BEGINNING}L[aAeEfFgG]`)

/**
 * Whoever calls these reads, makes or has a long double, and may print it by a format from anywhere:
 * strtold alone ends the program where the small library is linked.
 */
const LONG_DOUBLE_CALL = /\b(?:strtold|wcstold|__\w+tf\w*)\0/

function hasLongDouble(bytes) {
  if (isBitcode(bytes)) return true   // it cannot be seen: rather too much
  return LONG_DOUBLE_CALL.test(latin1.decode(readSection(bytes, SECTION.import)))
    || hasFormat(LONG_DOUBLE_FORMAT, bytes)
}

function hasFormat(format, bytes) {
  if (isBitcode(bytes)) return true
  return piecesOf(readSection(bytes, SECTION.data)).some(piece => {
    const text = latin1.decode(piece)
    return format.test(text) || (text.includes('%\0\0\0') && format.test(text.replaceAll('\0\0\0', '')))
  })
}

/** In pieces that overlap by more than a format's length: no text holds a gigabyte. */
function piecesOf(bytes) {
  const count = Math.ceil(bytes.length / PIECE)
  return Array.from({ length: count }, (_, i) => bytes.subarray(i * PIECE, (i + 1) * PIECE + OVERLAP))
}

/** What is in an archive, its own tables too: each has a head of 60 bytes and begins at an even place. */
function readArchive(bytes) {
  const members = []
  for (let at = 8; at + 60 <= bytes.length;) {
    const size = Number.parseInt(latin1.decode(bytes.subarray(at + 48, at + 58)), 10)
    if (!(size >= 0)) break
    members.push(bytes.subarray(at + 60, at + 60 + size))
    at += 60 + size + size % 2
  }
  return members
}
