// The imports of a program: what it uses of WASI preview 1. Each function checks its pointers and
// lengths before it changes anything; what is not here answers ENOSYS. poll_oneoff, where a
// program waits, is handed in by run.js.

import { joinBytes } from './bytes.js'
import { Errno, Stop } from './errors.js'
import { outcome } from './exit.js'
import { failure, failureOf } from './world/failures.js'
import { parseHostAndPort } from './world/operation.js'

export const MODULE = 'wasi_snapshot_preview1'

export const ERRNO = Object.freeze({
  SUCCESS: 0, AGAIN: 6, BADF: 8, FAULT: 21, INTR: 27, INVAL: 28, IO: 29, NOSYS: 52, NOTSOCK: 57, SPIPE: 70
})

const MOST_VECTORS = 1024
const MOST_TRANSFER = 2 ** 24
const MOST_RANDOM = 2 ** 24
const TYPE = { unknown: 0, terminal: 2, socket: 6 }
const SHUT_WRITE = 2
const [OWN_FIRST, OWN_LAST] = [3, 5]   // trace, recording, replay
const NO_FOLDER = 255
const ORIGIN = 72   // bytes of what comes with a datagram: two numbers and where it is from
const RIGHTS = { read: 2, write: 64, poll: 2 ** 27 }

/** Every function of WASI preview 1: what a program may import. */
export const NAMES = Object.freeze([
  'args_get', 'args_sizes_get', 'clock_res_get', 'clock_time_get', 'environ_get',
  'environ_sizes_get', 'fd_advise', 'fd_allocate', 'fd_close', 'fd_datasync', 'fd_fdstat_get',
  'fd_fdstat_set_flags', 'fd_fdstat_set_rights', 'fd_filestat_get', 'fd_filestat_set_size',
  'fd_filestat_set_times', 'fd_pread', 'fd_prestat_dir_name', 'fd_prestat_get', 'fd_pwrite',
  'fd_read', 'fd_readdir', 'fd_renumber', 'fd_seek', 'fd_sync', 'fd_tell', 'fd_write',
  'path_create_directory', 'path_filestat_get', 'path_filestat_set_times', 'path_link',
  'path_open', 'path_readlink', 'path_remove_directory', 'path_rename', 'path_symlink',
  'path_unlink_file', 'poll_oneoff', 'proc_exit', 'proc_raise', 'random_get', 'sched_yield',
  'sock_accept', 'sock_recv', 'sock_send', 'sock_shutdown'
])

/**
 * The table of imports of one instance, with null prototypes at both levels.
 * @param {object} host what the functions work on: view (set once there is an instance), args,
 *   env, clock, input, outputs (descriptor -> stream), open (set of descriptors), resources, terminal (set of
 *   descriptors), disk (the files, if there are any), poll, check (throws when the run is over)
 */
export function createImports(host) {
  const functions = {
    ...strings('args', host, () => host.args),
    ...strings('environ', host, () => host.env),
    ...clocks(host),
    ...descriptors(host),
    ...others(host),
    poll_oneoff: host.poll
  }
  const table = Object.create(null)
  for (const name of NAMES) {
    const own = Object.hasOwn(functions, name) ? functions[name] : () => ERRNO.NOSYS
    table[name] = guard(host, name, host.disk ? withFiles(host, name, own) : own)
  }
  const imports = Object.create(null)
  imports[MODULE] = table
  return imports
}

/** Paths, and the descriptors that it has opened, belong to the file system that the run was given. */
function withFiles(host, name, own) {
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

/** A refused pointer is an error number; nothing runs after the end. */
function guard(host, name, body) {
  return (a, b, c, d, e, f, g, h, i) => {   // path_open has nine; no list is made for a call
    host.check(name)
    try {
      return body(a, b, c, d, e, f, g, h, i) ?? ERRNO.SUCCESS
    } catch (error) {
      if (error instanceof Errno) return error.number
      throw error
    }
  }
}

function strings(name, host, list) {
  return {
    [`${name}_sizes_get`](count, size) {
      const total = list().reduce((sum, bytes) => sum + bytes.length, 0)
      host.view.at(size, 4, 4)
      host.view.setU32(count, list().length)
      host.view.setU32(size, total)
    },
    [`${name}_get`](pointers, buffer) {
      const total = list().reduce((sum, bytes) => sum + bytes.length, 0)
      let slot = host.view.at(pointers, list().length * 4, 4)
      let place = host.view.at(buffer, total)
      for (const bytes of list()) {
        host.view.setU32(slot, place)
        host.view.put(place, bytes)
        slot += 4
        place += bytes.length
      }
    }
  }
}

function clocks(host) {
  const hasOwnRead = Object.hasOwn(host.clock, 'read')
  const read = [() => host.clock.wall(), () => hasOwnRead ? host.clock.read() : host.clock.now()]
  const resolution = [1e6, 1e3]
  return {
    clock_res_get(id, result) {
      if (id !== 0 && id !== 1) return ERRNO.INVAL
      host.view.setU64(result, resolution[id])
    },
    clock_time_get(id, precision, result) {
      if (id !== 0 && id !== 1) return ERRNO.INVAL
      host.view.setU64(result, Math.floor(read[id]()))
    }
  }
}

function descriptors(host) {
  const isOpen = fd => host.open.has(fd)
  return {
    fd_write(fd, vectors, count, result) {
      const resource = host.resources.get(fd)
      if (resource) return transfer(host.view, resource.object, true, vectors, count, result)
      if (!isOpen(fd) || !host.outputs[fd]) return ERRNO.BADF
      host.view.at(result, 4, 4)
      const chunk = gather(host.view, readVectors(host.view, vectors, count))
      host.view.setU32(result, chunk.length > 0 ? host.outputs[fd].push(chunk) : 0)
    },
    fd_read(fd, vectors, count, result) {
      const resource = host.resources.get(fd)
      if (resource) return transfer(host.view, resource.object, false, vectors, count, result)
      if (!isOpen(fd) || (fd !== 0 && !host.files?.[fd])) return ERRNO.BADF
      host.view.at(result, 4, 4)
      const targets = readVectors(host.view, vectors, count)
      if (fd !== 0) return host.view.setU32(result, readFile(host.view, host.files[fd], targets))
      if (targets.length > 0 && !host.input.block()) return host.input.canBlock ? ERRNO.INTR : ERRNO.AGAIN
      host.view.setU32(result, scatter(host, targets))
    },
    fd_close(fd) {
      return host.resources.close(fd) || host.open.delete(fd) ? ERRNO.SUCCESS : ERRNO.BADF
    },
    sock_shutdown(fd, how) {
      const resource = host.resources.get(fd)
      if (!resource) return isOpen(fd) ? ERRNO.NOTSOCK : ERRNO.BADF
      if (how !== SHUT_WRITE) return ERRNO.INVAL
      try {
        resource.object.end()
      } catch (error) {
        return numberOf(error)
      }
    },
    fd_seek: fd => isOpen(fd) ? ERRNO.SPIPE : ERRNO.BADF,
    fd_tell: fd => isOpen(fd) ? ERRNO.SPIPE : ERRNO.BADF,
    fd_fdstat_get(fd, result) {
      const isSocket = host.resources.get(fd) !== undefined
      if (!isSocket && !isOpen(fd)) return ERRNO.BADF
      const start = host.view.at(result, 24, 8)
      host.view.bytes(start, 24).fill(0)
      host.view.setU8(start, isSocket ? TYPE.socket : host.terminal.has(fd) ? TYPE.terminal : TYPE.unknown)
      const rights = isSocket ? RIGHTS.read + RIGHTS.write : fd === 0 ? RIGHTS.read : RIGHTS.write
      host.view.setU64(start + 8, rights + RIGHTS.poll)
    },
    fd_prestat_get: () => ERRNO.BADF,
    fd_prestat_dir_name: () => ERRNO.BADF
  }
}

/** Bytes from or to a resource. */
function transfer(view, object, writes, vectors, count, result) {
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

/** The vectors of a read or write that are not empty, checked, up to the cap of one call. */
function readVectors(view, vectors, count) {
  const most = count >>> 0
  if (most > MOST_VECTORS) throw new Errno(ERRNO.INVAL)
  const start = view.at(vectors, most * 8, 4)
  const list = []
  let total = 0
  for (let i = 0; i < most; i++) {
    const length = view.u32(start + i * 8 + 4)
    const pointer = view.at(view.u32(start + i * 8), length)
    const part = Math.min(length, MOST_TRANSFER - total)
    if (part > 0) list.push({ pointer, length: part })
    total += part
  }
  return list
}

const gather = (view, list) => joinBytes(list.map(({ pointer, length }) => view.bytes(pointer, length)))

/** From bytes that were given to the run. */
function readFile(view, file, list) {
  const before = file.at
  for (const { pointer, length } of list) {
    const part = file.bytes.subarray(file.at, file.at + length)
    view.put(pointer, part)
    file.at += part.length
  }
  return file.at - before
}

function scatter(host, list) {
  let total = 0
  for (const { pointer, length } of list) {
    let filled = 0
    while (filled < length) {
      const part = host.input.take(length - filled)
      if (!part || part.length === 0) return total
      host.view.put(pointer + filled, part)
      filled += part.length
      total += part.length
    }
  }
  return total
}

function others(host) {
  return {
    random_get(buffer, length) {
      const size = length >>> 0
      const start = host.view.at(buffer, size)
      if (size > MOST_RANDOM) return ERRNO.INVAL
      for (let done = 0; done < size; done += 65536) {
        const part = new Uint8Array(Math.min(65536, size - done))
        host.view.put(start + done, crypto.getRandomValues(part))
      }
    },
    sched_yield: () => ERRNO.SUCCESS,
    proc_exit(code) {
      throw new Stop(host.outcome?.(code >>> 0) ?? outcome(code >>> 0))
    }
  }
}
