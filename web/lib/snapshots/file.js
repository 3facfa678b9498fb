// A snapshot as bytes, for a file, a database, the network: small, and the same from every host. What is zero in the memory is left
// out, and the rest is compressed. Everything is checked when it is read: it may come from anywhere.
//
//   "WEFTSNAP", a byte with the version (1), and compressed (raw deflate): the length of the text that follows; a text in JSON; the number of
//   runs; for each run its address and its length; the bytes of all runs. Numbers have 32 bits, little endian.

import { joinBytes } from '../bytes.js'
import { WeftError } from '../errors.js'
import { isSnapshot } from './snapshot.js'

const MAGIC = [...new TextEncoder().encode('WEFTSNAP'), 1]
const BLOCK = 64
const PAGE = 65536
const MOST_BYTES = 2 ** 28   // of memory; what a program may have is another matter

/**
 * @param {import('../../index.d.ts').Snapshot} snapshot
 * @returns {Promise<Uint8Array>}
 */
export async function packSnapshot(snapshot) {
  if (!isSnapshot(snapshot)) throw new WeftError('snapshot', 'This is not a snapshot that this host can read.')
  const { memory, ...rest } = snapshot
  const text = new TextEncoder().encode(JSON.stringify(rest, toPlain))
  const runs = runsOf(memory)
  const table = new DataView(new ArrayBuffer(8 + runs.length * 8))
  table.setUint32(0, text.length, true)
  const head = new Uint8Array(table.buffer)
  const list = new DataView(table.buffer, 4)
  list.setUint32(0, runs.length, true)
  runs.forEach(([start, length], i) => {
    list.setUint32(4 + i * 8, start, true)
    list.setUint32(8 + i * 8, length, true)
  })
  const parts = [head.subarray(0, 4), text, head.subarray(4), ...runs.map(([start, length]) => memory.subarray(start, start + length))]
  return joinBytes([Uint8Array.from(MAGIC), await through(new CompressionStream('deflate-raw'), joinBytes(parts), MOST_BYTES * 2)])
}

/**
 * @param {Uint8Array} bytes
 * @returns {Promise<import('../../index.d.ts').Snapshot>}
 */
export async function unpackSnapshot(bytes) {
  if (!(bytes instanceof Uint8Array) || !MAGIC.every((byte, i) => bytes[i] === byte)) {
    throw new WeftError('snapshot', 'This is not a snapshot that this host can read: it does not begin as one.')
  }
  try {
    const all = await through(new DecompressionStream('deflate-raw'), bytes.subarray(MAGIC.length), MOST_BYTES)
    const snapshot = read(all)
    if (isSnapshot(snapshot)) return snapshot
  } catch (error) {
    throw new WeftError('snapshot', `The snapshot is damaged: ${error.message}.`, { cause: error })
  }
  throw new WeftError('snapshot', 'The snapshot is damaged: a part of it has no meaning.')
}

function read(all) {
  const numbers = new DataView(all.buffer, all.byteOffset, all.byteLength)
  const length = numbers.getUint32(0, true)
  const { size, ...rest } = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(all.subarray(4, 4 + length)), fromPlain)
  if (!Number.isInteger(size) || size <= 0 || size > MOST_BYTES || size % PAGE !== 0) throw new Error('the size of its memory has no meaning')
  const many = numbers.getUint32(4 + length, true)
  const memory = new Uint8Array(size)
  let from = 8 + length + many * 8
  for (let i = 0; i < many; i++) {
    const start = numbers.getUint32(8 + length + i * 8, true)
    const count = numbers.getUint32(12 + length + i * 8, true)
    if (start + count > size || from + count > all.length) throw new Error('a part lies outside of its memory')
    memory.set(all.subarray(from, from + count), start)
    from += count
  }
  return { ...rest, memory, size }
}

/** Where the memory is not zero: [start, length], in whole blocks. */
function runsOf(memory) {
  const runs = []
  const words = new Uint32Array(memory.buffer, memory.byteOffset, memory.length >> 2)
  let open = null
  for (let at = 0; at < memory.length; at += BLOCK) {
    if (isZero(words, at >> 2)) open = null
    else if (open) open[1] += BLOCK
    else runs.push(open = [at, BLOCK])
  }
  return runs
}

function isZero(words, from) {
  for (let i = from; i < from + BLOCK / 4; i++) if (words[i] !== 0) return false
  return true
}

const toPlain = (key, value) => value instanceof Uint8Array ? { bytes: btoa(Array.from(value, byte => String.fromCharCode(byte)).join('')) }
  : value === Infinity ? { never: true } : value

function fromPlain(key, value) {
  if (typeof value?.bytes === 'string') return Uint8Array.from(atob(value.bytes), char => char.charCodeAt(0))
  return value?.never === true ? Infinity : value
}

/** Bytes through a stream, and no more than `most` of them come out. */
async function through(stream, bytes, most) {
  const writer = stream.writable.getWriter()
  writer.write(bytes).catch(() => {})   // the reader hears of it
  writer.close().catch(() => {})
  const parts = []
  let count = 0
  for (const reader = stream.readable.getReader(); ;) {
    const { done, value } = await reader.read()
    if (done) return joinBytes(parts)
    count += value.length
    if (count > most) {
      await reader.cancel()
      throw new Error(`it has more than ${most} bytes`)
    }
    parts.push(value)
  }
}
