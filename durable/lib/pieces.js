// A snapshot in the storage: in pieces, for an engine bounds what lies under one name.

import { joinBytes } from '@weft/host/lib/bytes.js'

const PIECE = 65536
const keyOf = number => `snapshot/${String(number).padStart(6, '0')}`

/** What is written and what is removed where `before` pieces are now. */
export function piecesOf(bytes, before) {
  const put = {}
  let pieces = 0
  for (let at = 0; at < bytes.length; at += PIECE) put[keyOf(pieces++)] = bytes.slice(at, at + PIECE)
  const remove = []
  for (let number = pieces; number < before; number++) remove.push(keyOf(number))
  return { put, remove, pieces }
}

/** @returns {Promise<Uint8Array>} */
export async function readPieces(store, count) {
  const keys = Array.from({ length: count }, (_, number) => keyOf(number))
  const found = await store.get(keys)
  return joinBytes(keys.map(key => found.get(key)))
}
