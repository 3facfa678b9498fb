// Which printf and scanf a program gets: WASI's C library has three, and the larger ones are worth their
// bytes only where a format with a float, or a long double, stands in a constant.

import { WeftError } from './error.js'
import { SECTION } from './wasm/format.js'
import { isModule } from './wasm/read.js'
import { createReader } from './wasm/reader.js'

const MAGIC_SIZE = 8
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
  const has = format => hasFormat(format, objects, archives)
  if (wanted === 'auto' && !has(FLOAT_FORMAT)) return 'no-float'
  if (['auto', 'full'].includes(wanted)) return has(LONG_DOUBLE_FORMAT) ? 'long-double' : 'full'
  if (Object.hasOwn(PRINTSCAN, wanted)) return wanted
  throw new WeftError('bad-option', `There is no printscan ${wanted}: use full, no-float or auto.`)
}

/** A constant that may be, or may build ("%%.%df"), a format with a float; rather one too many. */
const BEGINNING = "%(?:%[-+ #0-9.*'$]*%[diu])?[-+ #0-9.*'$]*"
const FLOAT_FORMAT = new RegExp(`${BEGINNING}(?:hh|h|ll|l|L|j|z|t)?[aAeEfFgG]`)
export const LONG_DOUBLE_FORMAT = new RegExp(`${BEGINNING}L[aAeEfFgG]`)

function hasFormat(format, objects, archives) {
  const members = Object.values(archives).flatMap(readArchive)
  return [...Object.values(objects), ...members].some(bytes => format.test(readData(bytes)))
}

/** The data section of an object file, as text of one character per byte. */
function readData(bytes) {
  if (!isModule(bytes)) return ''   // bitcode, say
  const reader = createReader(bytes, MAGIC_SIZE, bytes.length)
  while (reader.at < bytes.length) {
    const id = reader.byte()
    const size = reader.count()
    if (id === SECTION.data) return latin1.decode(bytes.subarray(reader.at, reader.at + size))
    reader.skip(size)
  }
  return ''
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
