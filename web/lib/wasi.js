// The imports of a program: what it uses of WASI preview 1. Each function checks its pointers and
// lengths before it changes anything; what is not here answers ENOSYS. poll_oneoff, where a
// program waits, is handed in by run.js.

import { joinBytes } from './bytes.js'
import { Errno, Stop } from './errors.js'

export const MODULE = 'wasi_snapshot_preview1'

export const ERRNO = Object.freeze({
  SUCCESS: 0, AGAIN: 6, BADF: 8, FAULT: 21, INTR: 27, INVAL: 28, IO: 29, NOSYS: 52, NOTSOCK: 57, SPIPE: 70
})

const MOST_VECTORS = 1024
export const MOST_TRANSFER = 2 ** 24
const MOST_RANDOM = 2 ** 24
const TYPE = { unknown: 0, terminal: 2, socket: 6 }
const SHUT_WRITE = 2
const RIGHTS = { read: 2, write: 64, poll: 2 ** 27 }

/** Every function of WASI preview 1: what a program may import. */
export const NAMES = Object.freeze((
  'args_get args_sizes_get clock_res_get clock_time_get environ_get environ_sizes_get fd_advise fd_allocate ' +
  'fd_close fd_datasync fd_fdstat_get fd_fdstat_set_flags fd_fdstat_set_rights fd_filestat_get ' +
  'fd_filestat_set_size fd_filestat_set_times fd_pread fd_prestat_dir_name fd_prestat_get fd_pwrite fd_read ' +
  'fd_readdir fd_renumber fd_seek fd_sync fd_tell fd_write path_create_directory path_filestat_get ' +
  'path_filestat_set_times path_link path_open path_readlink path_remove_directory path_rename path_symlink ' +
  'path_unlink_file poll_oneoff proc_exit proc_raise random_get sched_yield sock_accept sock_recv sock_send ' +
  'sock_shutdown').split(' '))

/**
 * The table of imports of one instance, with null prototypes at both levels.
 * @param {object} host what the functions work on: view (set once there is an instance), args,
 *   env, clock, input, outputs (descriptor -> stream), open (set of descriptors), resources, terminal (set of
 *   descriptors), disk (the files, if there are any, and then withFiles), poll, check (throws when the run is over)
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
    table[name] = guard(host, name, host.disk ? host.withFiles(host, name, own) : own)
  }
  const imports = Object.create(null)
  imports[MODULE] = table
  return imports
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
      if (resource) return host.transfer(host.view, resource.object, true, vectors, count, result)
      if (!isOpen(fd) || !host.outputs[fd]) return ERRNO.BADF
      host.view.at(result, 4, 4)
      const chunk = gather(host.view, readVectors(host.view, vectors, count))
      host.view.setU32(result, chunk.length > 0 ? host.outputs[fd].push(chunk) : 0)
    },
    fd_read(fd, vectors, count, result) {
      const resource = host.resources.get(fd)
      if (resource) return host.transfer(host.view, resource.object, false, vectors, count, result)
      if (!isOpen(fd) || (fd !== 0 && !host.files?.[fd])) return ERRNO.BADF
      host.view.at(result, 4, 4)
      const targets = readVectors(host.view, vectors, count)
      if (fd !== 0) return host.view.setU32(result, host.readFile(host.view, host.files[fd], targets))
      if (targets.length > 0 && !host.input.block()) return host.input.canBlock ? ERRNO.INTR : ERRNO.AGAIN
      host.view.setU32(result, host.input.fill(host.view, targets))
    },
    fd_close(fd) {
      return host.resources.close(fd) || host.open.delete(fd) ? ERRNO.SUCCESS : ERRNO.BADF
    },
    sock_shutdown(fd, how) {
      const resource = host.resources.get(fd)
      if (!resource) return isOpen(fd) ? ERRNO.NOTSOCK : ERRNO.BADF
      if (how !== SHUT_WRITE) return ERRNO.INVAL
      return host.shut(resource.object)
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

/** The vectors of a read or write that are not empty, checked, up to the cap of one call. */
export function readVectors(view, vectors, count) {
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

export const gather = (view, list) => joinBytes(list.map(({ pointer, length }) => view.bytes(pointer, length)))

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
      throw new Stop(host.outcome(code >>> 0))
    }
  }
}
