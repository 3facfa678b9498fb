// A source as characters of a link and back: UTF-8, raw deflate with a dictionary, base64url. What
// comes back is bounded while it is unpacked, not afterwards.

import { Inflate, deflateSync, strFromU8, strToU8 } from 'fflate'
import { DICTIONARY } from './dictionary.js'

const STEP = 256
const MOST_BYTES = 3   // of UTF-8 for one of the characters that a text's length counts

const dictionary = strToU8(DICTIONARY)

/**
 * @param {string} source
 * @param {number} [most] characters that `unpack` will take
 * @returns {string | null} null for what `unpack` would refuse, or what would come back changed
 */
export function pack(source, most = Infinity) {
  if (source.length > most || source.includes('\0') || !isWellFormed(source)) return null
  const bytes = deflateSync(strToU8(source), { level: 9, dictionary })
  return btoa(strFromU8(bytes, true)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

/** Half of a character would come back as another one. */
const isWellFormed = text => !/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text)

/**
 * @param {string} packed
 * @param {number} most characters of the source
 * @returns {string | null} null for what is damaged, longer, or no text
 */
export function unpack(packed, most) {
  try {
    if (!/^[\w-]+$/.test(packed)) return null
    const bytes = strToU8(atob(packed.replaceAll('-', '+').replaceAll('_', '/')), true)
    const chunks = []
    let size = 0
    let isDone = false
    const inflate = new Inflate({ dictionary }, (chunk, isLast) => {
      size += chunk.length
      if (size > most * MOST_BYTES) throw new RangeError('too long')
      chunks.push(chunk.slice())
      isDone ||= isLast
    })
    for (let at = 0; at < bytes.length; at += STEP) {
      inflate.push(bytes.subarray(at, at + STEP), at + STEP >= bytes.length)
    }
    if (!isDone) return null
    const all = new Uint8Array(size)
    let at = 0
    for (const chunk of chunks) {
      all.set(chunk, at)
      at += chunk.length
    }
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(all)
    return text.includes('\0') || text.length > most ? null : text
  } catch {
    return null
  }
}
