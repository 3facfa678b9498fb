// From the bytes of a trace to records: the whole of them at once, or chunk by chunk as they come.
// What a record means is in changes.js; the layout is in docs/trace.md.

import { WeftError } from '../errors.js'
import { KINDS, namer } from './kinds.js'

const BLOCK = 56
const VERSION = 2
const MAGIC = new TextEncoder().encode('WEFTRACE')
const LONGEST_TEXT = 65536
const MOST_RECORDS = 2_000_000
const HIGH = 2 ** 32

const nameOf = namer(KINDS)
const text = new TextDecoder()

/**
 * A record. Numbers beyond 2^53 are rounded in `time` and are BigInts in `value`.
 * @typedef {object} TraceRecord
 * @property {number} sequence 1, 2, 3 and so on; dumps do not count
 * @property {number} time nanoseconds since the run began
 * @property {number} cause the sequence of the record that caused this one, 0 for none
 * @property {string} kind its name in KINDS, or 'unknown'
 * @property {number} code the number of its kind
 * @property {number} detail
 * @property {number} task the task's slot, 0 for none
 * @property {number} generation the generation of that slot
 * @property {number} place
 * @property {number} resource
 * @property {number} subject
 * @property {number | bigint} value
 * @property {string} text the text of a string record, '' for all others
 */

/**
 * What became of the bytes of a trace.
 * @typedef {object} TraceSummary
 * @property {number} bytes how many there were
 * @property {number} count how many records were read
 * @property {number} unknown how many of them are of a kind that this reader does not know
 * @property {number} dropped bytes that were not read because there were too many records
 * @property {null | {offset: number, expected: string}} truncated where the trace breaks off, and
 *   what should have followed; null when it ends between two records
 */

/**
 * Reads a whole trace. A trace that breaks off gives the records before that.
 * @param {Uint8Array | ArrayBuffer} bytes
 * @param {{most?: number}} [options] most records to read, two million if not given
 * @returns {{records: TraceRecord[]} & TraceSummary}
 * @throws {WeftError} code 'bad-trace', with `offset`, `expected` and the `records` before that
 *   place, for what is no trace
 */
export function decode(bytes, options) {
  const reader = decoder(options)
  const records = reader.push(bytes)
  return { records, ...reader.summary() }
}

/**
 * Reads a trace while it is written.
 * @param {{most?: number}} [options]
 * @returns {{push: (chunk: Uint8Array | ArrayBuffer) => TraceRecord[],
 *   summary: () => TraceSummary}} `push` gives the records that are complete now, and throws as
 *   `decode` does; after that it throws the same error for ever
 */
export function decoder({ most = MOST_RECORDS } = {}) {
  const state = {
    offset: 0, sequence: 0, dumped: 0, headed: false, count: 0, unknown: 0, dropped: 0
  }
  let rest = new Uint8Array(0)
  let failure = null

  function push(chunk) {
    if (failure) throw failure
    const bytes = join(rest, chunk instanceof ArrayBuffer ? new Uint8Array(chunk) : chunk)
    const records = []
    try {
      rest = bytes.slice(readAll(bytes, state, most, records))
      return records
    } catch (error) {
      failure = Object.assign(error, { records })
      throw failure
    }
  }

  function summary() {
    const { offset, count, unknown, dropped } = state
    const truncated = breakOf(rest, state)
    return { bytes: offset + rest.length + dropped, count, unknown, dropped, truncated }
  }

  return { push, summary }
}

function join(a, b) {
  if (a.length === 0) return b
  const both = new Uint8Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}

/** Appends the records that are whole, and says how many bytes they took. */
function readAll(bytes, state, most, records) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  for (;;) {
    if (state.count >= most) return drop(bytes, at, state)
    const size = sizeAt(bytes, view, at, state)
    if (size === 0 || at + size > bytes.length) return at
    if (isHeader(bytes, at)) readHeader(view, at, state)
    else records.push(readRecord(bytes, view, at, state))
    at += size
    state.offset += size
  }
}

function drop(bytes, at, state) {
  state.dropped += bytes.length - at
  return bytes.length
}

/** How many bytes stand together at this place; 0 when that cannot be said yet. */
function sizeAt(bytes, view, at, state) {
  if (!state.headed) checkMagic(bytes, at, state)
  if (at + BLOCK > bytes.length) return 0
  if (isHeader(bytes, at) || view.getUint16(at + 24, true) !== KINDS.string) return BLOCK
  const length = wide(view, at + 48)
  if (length < 0 || length > LONGEST_TEXT) {
    throw bad(state.offset + 48, `the length of a text, at most ${LONGEST_TEXT} bytes`, `${length}`)
  }
  return BLOCK + Math.ceil(length / BLOCK) * BLOCK
}

/** Complains about the first wrong byte, however few have come. */
function checkMagic(bytes, at, state) {
  const there = bytes.subarray(at, at + MAGIC.length)
  if (there.every((byte, index) => byte === MAGIC[index])) return
  throw bad(state.offset, 'the word WEFTRACE, with which a trace begins', 'something else')
}

function isHeader(bytes, at) {
  return MAGIC.every((byte, index) => bytes[at + index] === byte)
}

function readHeader(view, at, state) {
  const version = view.getUint32(at + 8, true)
  const size = view.getUint32(at + 12, true)
  if (version !== VERSION) throw otherVersion(state.offset + 8, version)
  if (size !== BLOCK) throw bad(state.offset + 12, `blocks of ${BLOCK} bytes`, `blocks of ${size}`)
  state.headed = true
  state.sequence = 0
}

/** Dumps have numbers of their own, which go on from the record that they describe. */
function count(code, sequence, state) {
  const isDump = code >= KINDS.dump_begin && code <= KINDS.dump_end
  if (code === KINDS.dump_begin) state.dumped = state.sequence
  const expected = (isDump ? state.dumped : state.sequence) + 1
  if (sequence !== expected) {
    throw bad(state.offset, `the record number ${expected}`, `the number ${sequence}`)
  }
  state[isDump ? 'dumped' : 'sequence'] = sequence
  state.count++
}

function readRecord(bytes, view, at, state) {
  const sequence = wide(view, at, false)
  const code = view.getUint16(at + 24, true)
  const kind = nameOf(code)
  count(code, sequence, state)
  if (kind === 'unknown') state.unknown++
  return {
    sequence,
    time: Number(wide(view, at + 8)),
    cause: Number(wide(view, at + 16, false)),
    kind,
    code,
    detail: view.getUint16(at + 26, true),
    task: view.getUint32(at + 28, true),
    generation: view.getUint32(at + 32, true),
    place: view.getUint32(at + 36, true),
    resource: view.getUint32(at + 40, true),
    subject: view.getUint32(at + 44, true),
    value: wide(view, at + 48, kind !== 'begin'),
    text: kind === 'string' ? textAt(bytes, at + BLOCK, wide(view, at + 48)) : ''
  }
}

function textAt(bytes, at, length) {
  return text.decode(bytes.subarray(at, at + length))
}

/** A 64-bit number: a Number where it is exact, and a BigInt beyond. */
function wide(view, at, signed = true) {
  const low = view.getUint32(at, true)
  const high = signed ? view.getInt32(at + 4, true) : view.getUint32(at + 4, true)
  const number = high * HIGH + low
  if (Number.isSafeInteger(number)) return number
  return signed ? view.getBigInt64(at, true) : view.getBigUint64(at, true)
}

/** Where a trace breaks off that ends with these bytes, and what is missing. */
function breakOf(rest, { offset, headed }) {
  if (rest.length === 0 && headed) return null
  const expected = headed ? 'the rest of a record' : 'a header of 56 bytes'
  return { offset: offset + rest.length, expected }
}

/** Kinds have no fixed numbers since version 2, so an older trace cannot be understood. */
function otherVersion(offset, version) {
  const message = `This trace has version ${version} of the format, and this reader reads version ${VERSION}. ` +
    'Record the run again with the Weft that this reader belongs to.'
  return Object.assign(new WeftError('bad-trace', message), { offset, expected: `version ${VERSION}` })
}

function bad(offset, expected, found) {
  const message = `This trace cannot be read: at byte ${offset} there should be ` +
    `${expected}, and there is ${found}.`
  return Object.assign(new WeftError('bad-trace', message), { offset, expected })
}

/**
 * The records of a trace while it is written: `for await (const record of records(run.trace))`.
 * @param {AsyncIterable<Uint8Array>} chunks
 * @param {{most?: number}} [options]
 * @returns {AsyncGenerator<TraceRecord, TraceSummary>}
 */
export async function * records(chunks, options) {
  const reader = decoder(options)
  for await (const chunk of chunks) yield * reader.push(chunk)
  return reader.summary()
}
