// What stands behind descriptors that a program has opened.

import { failure, failureOf } from './world/failures.js'
import { parseHostAndPort } from './world/operation.js'
import { ERRNO, gather, MOST_TRANSFER, readVectors } from './wasi.js'

const [OWN_FIRST, OWN_LAST] = [3, 5]   // trace, recording, replay
const NO_FOLDER = 255
const ORIGIN = 72   // bytes of what comes with a datagram: two numbers and where it is from

/** Bytes from or to a resource. */
export function transfer(view, object, writes, vectors, count, result) {
  view.at(result, 4, 4)
  const list = object.receive ? readVectors(view, vectors, count) : null
  const bytes = list ? null : streamBytes(view, vectors, count)
  let moved
  try {
    if (list) moved = writes ? sendDatagram(object, gather(view, list)) : receiveDatagram(view, object, list)
    else moved = writes ? object.write(bytes) : object.read(bytes)
  } catch (error) {
    return numberOf(error)
  }
  if (moved === undefined) return ERRNO.AGAIN
  view.setU32(result, moved)
  return ERRNO.SUCCESS
}

/** A datagram stands behind the text of its address and a NUL. */
function sendDatagram(object, bytes) {
  const end = bytes.indexOf(0)
  const to = new TextDecoder().decode(bytes.subarray(0, Math.max(end, 0)))
  const address = to === '' ? null : parseHostAndPort(to)
  if (end < 0 || address === undefined) throw failure('EINVAL')
  return object.send(address, bytes.subarray(end + 1)) ? bytes.length : undefined
}

/** One comes behind how many were dropped, its length and where it is from; what finds no room is lost. */
function receiveDatagram(view, object, list) {
  const datagram = object.receive()
  if (!datagram) return undefined
  const { dropped, from, bytes: own } = datagram
  const bytes = new Uint8Array(ORIGIN + own.length)
  const head = new DataView(bytes.buffer)
  head.setUint32(0, dropped, true)
  head.setUint32(4, own.length, true)
  bytes.set(new TextEncoder().encode(from).subarray(0, ORIGIN - 9), 8)
  bytes.set(own, ORIGIN)
  return readFile(view, { bytes, at: 0 }, list)
}

/** Streams have one vector; of more, the first that is not empty counts. */
const streamBytes = (view, vectors, count) => count === 1 ? oneVector(view, vectors) : firstVector(view, vectors, count)

function oneVector(view, vectors) {
  const length = view.u32(vectors + 4)
  return view.bytes(view.at(view.u32(vectors), length), Math.min(length, MOST_TRANSFER))
}

function firstVector(view, vectors, count) {
  const [first] = readVectors(view, vectors, count)
  return first ? view.bytes(first.pointer, first.length) : new Uint8Array(0)
}

/** What stands behind a descriptor may be of the embedding program's own, and throw what it likes. */
const numberOf = error => failureOf(error).errno || ERRNO.IO

export function shut(object) {
  try {
    object.end()
  } catch (error) {
    return numberOf(error)
  }
}

/** Paths, and the descriptors that it has opened, belong to the file system that the run was given. */
export function withFiles(host, name, own) {
  const other = host.disk.functions[name]
  if (name === 'fd_prestat_get') {
    return (fd, result) => {
      if (host.disk.has(fd)) return other(host.view, fd, result)
      if (fd < OWN_FIRST || fd > OWN_LAST) return own(fd, result)
      host.view.setU32(result, NO_FOLDER)   // libc looks for folders up to the first number that is not open
    }
  }
  if (!other) return own
  if (name.startsWith('path_')) return (...args) => other(host.view, ...args)
  return (fd, ...args) => host.disk.has(fd) ? other(host.view, fd, ...args) : own(fd, ...args)
}

/** From bytes that were given to the run. */
export function readFile(view, file, list) {
  const before = file.at
  for (const { pointer, length } of list) {
    const part = file.bytes.subarray(file.at, file.at + length)
    view.put(pointer, part)
    file.at += part.length
  }
  return file.at - before
}
