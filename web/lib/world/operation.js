// One operation in a program's memory: where its fields are, reading it, and hanging it on the list of those that
// are complete. The C side is struct weft__operation (runtime/weft.h); docs/host-protocol.md explains both lists.

import { Errno, WeftError } from '../errors.js'

/** Offsets in struct weft__operation. */
export const FIELD = Object.freeze({
  next: 0,
  previous: 4,
  inbox: 8,
  verb: 12,
  state: 13,
  queued: 14,
  background: 15,
  descriptor: 16,
  result: 20,
  hostError: 24,
  bytes: 28,
  count: 32,
  text: 36
})

export const VERB = Object.freeze({ readable: 1, writable: 2, read: 3, signal: 4, posted: 5,
  resolve: 6, connect: 7, listen: 8, accept: 9, spawn: 10, exit: 11, job: 12, ask: 13, secure: 14 })
export const STATE = Object.freeze({ idle: 0, submitted: 1, complete: 2 })

/** Codes of the program's (enum weft_code and enum weft_stream_code) that a host answers with. */
export const CODE = Object.freeze({ closed: -3, noMemory: -4, unsupported: -5, invalid: -6, full: -10, host: -12,
  refused: -14, reset: -15, notFound: -16, limit: -18, inUse: -19, denied: -20, insecure: -22 })

const SIZE = 40
const MOST = 2 ** 20
const LONGEST_TEXT = 4096
const LONGEST_TEXTS = 2 ** 21
const EINVAL = 28
const decoder = new TextDecoder('utf-8', { fatal: true })

/** Where "127.0.0.1:80" or "[::1]:80" leads; undefined for another text. */
export function parseHostAndPort(text) {
  const [, six, four, port] = /^(?:\[([0-9a-fA-F:.]+)\]|([0-9.]+)):(\d{1,5})$/.exec(text) ?? []
  return port === undefined || Number(port) > 65535 ? undefined : { host: six ?? four, port: Number(port) }
}

/** The addresses on a list, checked: each is inside, and the list comes to an end. */
export function walk(view, first, link) {
  const found = []
  for (let at = first; at !== 0; at = view.u32(at + link)) found.push(checked(view, at, found.length))
  return found
}

/** An address on a list of which `before` were found already. */
export function checked(view, at, before) {
  if (before >= MOST) throw damaged(`holds more than ${MOST} operations or goes in a circle`)
  if (at % 4 === 0 && at + SIZE <= view.size) return at
  throw damaged('leads out of its memory')
}

function damaged(what) {
  return new WeftError('disposed', `The program's list of operations ${what}: its memory is ` +
    'damaged, or it was not built by "weft build".')
}

/** What is asked for at an address. */
export function readOperation(view, at) {
  const verb = view.u8(at + FIELD.verb)
  if (verb === 0 || verb > VERB.secure) throw damaged(`asks for ${verb}, which is no operation`)
  return {
    at,
    verb,
    descriptor: view.u32(at + FIELD.descriptor) | 0,
    background: view.u8(at + FIELD.background) !== 0,
    ticket: 0,
    isDue: false,
    result: 0,
    hostError: 0,
    texts: null,      // what it brings, for its bytes
    made: null,       // a resource that it brings
    asked: null,      // the question of a library
    deliver: null,    // puts into the memory what it brings, and gives its result
    callOff: null     // ends what the host does for it
  }
}

export const isQueued = (view, at) => view.u8(at + FIELD.queued) !== 0

/** Its text, which ends with a NUL; undefined when it does not, or is no text. */
export function textOf(view, { at }) {
  const start = view.u32(at + FIELD.text)
  if (start === 0 || start >= view.size) return undefined
  const bytes = view.bytes(start, Math.min(LONGEST_TEXT, view.size - start))
  const end = bytes.indexOf(0)
  try {
    return end < 0 ? undefined : decoder.decode(bytes.slice(0, end))
  } catch {
    return undefined
  }
}

/** Its texts, one behind the other, each with a NUL, up to an empty one; undefined when they are not that. */
export function textsOf(view, { at }) {
  const start = view.u32(at + FIELD.text)
  if (start === 0 || start >= view.size) return undefined
  const bytes = view.bytes(start, Math.min(LONGEST_TEXTS, view.size - start))
  const texts = []
  for (let from = 0; ;) {
    const end = bytes.indexOf(0, from)
    if (end < 0) return undefined
    if (end === from) return texts
    try {
      texts.push(decoder.decode(bytes.slice(from, end)))
    } catch {
      return undefined
    }
    from = end + 1
  }
}

/** Words into its bytes, when there is room for all. */
export function putWords(view, { at }, words) {
  if (view.u32(at + FIELD.count) < words.length * 4) throw new Errno(EINVAL)
  const start = view.at(view.u32(at + FIELD.bytes), words.length * 4, 4)
  words.forEach((word, i) => view.setU32(start + i * 4, word >>> 0))
}

/** Texts into its bytes, each with a NUL, as many whole ones as there is room for. Returns how many. */
export function putTexts(view, { at }, texts) {
  const room = view.u32(at + FIELD.count)
  const start = view.at(view.u32(at + FIELD.bytes), room)
  let used = 0
  let count = 0
  for (const text of texts) {
    const bytes = new TextEncoder().encode(`${text.replaceAll('\0', '')}\0`)
    if (used + bytes.length > room) break
    view.put(start + used, bytes)
    used += bytes.length
    count++
  }
  return count
}

/** Hangs it on the second list, behind `before`: the end of what the program has not taken yet. */
export function complete(view, base, { at, verb }, result, hostError, before) {
  view.setU32(at + FIELD.result, result >>> 0)
  view.setU32(at + FIELD.hostError, hostError >>> 0)
  if (verb !== VERB.signal) view.setU8(at + FIELD.state, STATE.complete)
  view.setU8(at + FIELD.queued, 1)
  view.setU32(at + FIELD.inbox, 0)
  if (before === undefined) base.set('completed', at)
  else view.setU32(before + FIELD.inbox, at)
  return at
}
