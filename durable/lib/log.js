// What a program has printed, as pieces in the storage, each under the place where it begins: what is there already is never written
// again, however long it has become.

import { joinBytes } from '@weft/host/lib/bytes.js'

const keyOf = (prefix, place) => prefix + String(place).padStart(14, '0')

/** @param {string} prefix */
export function createLog(prefix) {
  let chunks = []
  let stored = 0   // bytes that the storage has

  return {
    /** A program goes on that has printed so much. */
    begin(bytes) {
      chunks = []
      stored = bytes
    },
    add: bytes => chunks.push(bytes.slice()),
    /** What is new since the last time, to be stored. */
    take() {
      const all = joinBytes(chunks)
      const place = stored
      chunks = []
      stored += all.length
      return { put: all.length > 0 ? pieces(prefix, place, all) : {}, end: stored }
    },
    /** From a place on. */
    async read(store, from) {
      const found = [...await store.list(prefix)].map(([key, bytes]) => [Number(key.slice(prefix.length)), bytes])
      return joinBytes(found.filter(([place, bytes]) => place + bytes.length > from)
        .map(([place, bytes]) => bytes.subarray(Math.max(0, from - place))))
    }
  }
}

const PIECE = 65536

function pieces(prefix, place, all) {
  const put = {}
  for (let at = 0; at < all.length; at += PIECE) put[keyOf(prefix, place + at)] = all.slice(at, at + PIECE)
  return put
}
