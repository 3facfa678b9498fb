// `--dir` with `--host node`: the files of a few folders, as WASI's functions for them. @weft/host knows no disk
// and hands every descriptor that is not its own to these. A path that leads out of its folder, through a link,
// too, is refused, as wasmtime does it.

import {
  closeSync, constants, fstatSync, fsyncSync, ftruncateSync, futimesSync, linkSync, lstatSync, mkdirSync, openSync,
  readSync, readdirSync, readlinkSync, realpathSync, renameSync, rmdirSync, statSync, symlinkSync, unlinkSync,
  utimesSync, writeSync
} from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'

const FIRST = 6            // @weft/host keeps 0 to 5 for itself
const FIRST_OPENED = 2 ** 17   // its sockets come before these
const MOST_OPEN = 1024
const ALL_RIGHTS = 2n ** 30n - 1n
const TYPE = { unknown: 0, block: 1, character: 2, directory: 3, file: 4, socket: 6, link: 7 }
const OFLAG = { create: 1, directory: 2, exclusive: 4, truncate: 8 }
const FDFLAG = { append: 1 }
const RIGHT = { read: 2n, write: 64n }
const [FOLLOW, NOW] = [1, [2, 8]]

const ERRNO = {
  EACCES: 2, EBADF: 8, EBUSY: 10, EEXIST: 20, EFBIG: 22, EINVAL: 28, EIO: 29, EISDIR: 31, ELOOP: 32, EMFILE: 33, EMLINK: 34,
  ENAMETOOLONG: 37, ENFILE: 41, ENOENT: 44, ENOMEM: 48, ENOSPC: 51, ENOSYS: 52, ENOTDIR: 54, ENOTEMPTY: 55, ENOTSUP: 58,
  ENXIO: 60, EPERM: 63, EPIPE: 64, EROFS: 69, ESPIPE: 70, ETXTBSY: 74, EXDEV: 75, ENOTCAPABLE: 76
}

/** What a function here throws where the system would: its code becomes WASI's number. */
function refuse(code) {
  throw Object.assign(new Error(code), { code })
}

/**
 * @param {string[]} folders as given; the program sees them under these names
 * @returns {{ functions: Record<string, (view: object, ...args: any[]) => number>, has: (descriptor: number) => boolean,
 *   after: number }} for StartOptions.files
 */
export function openFolders(folders) {
  /** @type {Map<number, { folder?: string, given?: string, file?: number, path: string, at: number, append: boolean }>} */
  const open = new Map()
  folders.forEach((given, i) => open.set(FIRST + i, { folder: realpathSync(given), given, path: realpathSync(given), at: 0, append: false }))

  function of(fd) {
    return open.get(fd) ?? refuse('EBADF')
  }
  const fileOf = fd => of(fd).file ?? refuse('EISDIR')

  function take(entry) {
    for (let fd = FIRST_OPENED; fd < FIRST_OPENED + MOST_OPEN; fd++) {
      if (open.has(fd)) continue
      open.set(fd, entry)
      return fd
    }
    return refuse('EMFILE')
  }

  /** Where a path of a folder leads, which need not be there; its last link is followed or not. */
  function place(fd, view, pointer, length, follow = true) {
    const { folder, path } = of(fd)
    if (folder === undefined) refuse('ENOTDIR')
    const text = Buffer.from(view.bytes(pointer, length >>> 0)).toString()
    if (text.startsWith('/') || text.includes('\0')) refuse(text.startsWith('/') ? 'ENOTCAPABLE' : 'EINVAL')
    const wanted = resolve(path, text)
    return { target: inside(folder, wanted, follow), isFolder: /(^|\/)\.{0,2}\/*$/.test(text) }
  }

  const functions = {
    fd_prestat_get(view, fd, result) {
      const { given } = of(fd)
      if (given === undefined) refuse('EBADF')
      view.setU32(result, 0)
      view.setU32(result + 4, Buffer.byteLength(given))
    },
    fd_prestat_dir_name(view, fd, pointer, length) {
      const bytes = Buffer.from(of(fd).given ?? refuse('EBADF'))
      if (bytes.length > length >>> 0) refuse('ENAMETOOLONG')
      view.put(pointer, bytes)
    },
    fd_fdstat_get(view, fd, result) {
      const entry = of(fd)
      const start = view.at(result, 24, 8)
      view.bytes(start, 24).fill(0)
      view.setU8(start, entry.folder === undefined ? typeOf(fstatSync(entry.file)) : TYPE.directory)
      view.setU16(start + 2, entry.append ? FDFLAG.append : 0)
      view.setU64(start + 8, Number(ALL_RIGHTS))
      view.setU64(start + 16, Number(ALL_RIGHTS))
    },
    fd_fdstat_set_flags(view, fd, flags) {
      of(fd).append = (flags & FDFLAG.append) !== 0
    },
    fd_filestat_get(view, fd, result) {
      const { file, path } = of(fd)
      writeStat(view, result, file === undefined ? statSync(path, { bigint: true }) : fstatSync(file, { bigint: true }))
    },
    fd_filestat_set_size: (view, fd, size) => ftruncateSync(fileOf(fd), Number(size)),
    fd_filestat_set_times(view, fd, accessed, modified, flags) {
      const file = fileOf(fd)
      const now = fstatSync(file)
      futimesSync(file, ...times(now, accessed, modified, flags))
    },
    fd_sync: (view, fd) => fsyncSync(fileOf(fd)),
    fd_datasync: (view, fd) => fsyncSync(fileOf(fd)),
    fd_advise: (view, fd) => { of(fd) },
    fd_read(view, fd, vectors, count, result) {
      const entry = of(fd)
      entry.at += transfer(view, fileOf(fd), vectors, count, result, entry.at, readSync)
    },
    fd_pread(view, fd, vectors, count, offset, result) {
      transfer(view, fileOf(fd), vectors, count, result, Number(offset), readSync)
    },
    fd_write(view, fd, vectors, count, result) {
      const entry = of(fd)
      const at = entry.append ? fstatSync(fileOf(fd)).size : entry.at
      entry.at = at + transfer(view, fileOf(fd), vectors, count, result, at, writeSync)
    },
    fd_pwrite(view, fd, vectors, count, offset, result) {
      transfer(view, fileOf(fd), vectors, count, result, Number(offset), writeSync)
    },
    fd_seek(view, fd, offset, whence, result) {
      const entry = of(fd)
      const from = [0, entry.at, whence === 2 ? fstatSync(fileOf(fd)).size : 0][whence] ?? refuse('EINVAL')
      const to = from + Number(offset)
      if (to < 0) refuse('EINVAL')
      fileOf(fd)
      entry.at = to
      view.setU64(result, to)
    },
    fd_tell(view, fd, result) {
      fileOf(fd)
      view.setU64(result, of(fd).at)
    },
    fd_close(view, fd) {
      const { file } = of(fd)
      open.delete(fd)
      if (file !== undefined) closeSync(file)
    },
    fd_renumber(view, from, to) {
      const entry = of(from)
      of(to)
      if (from === to) return
      functions.fd_close(view, to)
      open.delete(from)
      open.set(to, entry)
    },
    fd_readdir(view, fd, pointer, length, cookie, result) {
      const { folder, path } = of(fd)
      if (folder === undefined) refuse('ENOTDIR')
      const names = ['.', '..', ...readdirSync(path).sort()]
      let used = 0
      for (let i = Number(cookie); i < names.length && used < length; i++) {
        const record = directoryRecord(names[i], i + 1, lookAt(join(path, names[i])))
        const part = record.subarray(0, length - used)
        view.put(pointer + used, part)
        used += part.length
      }
      view.setU32(result, used)
    },
    path_open(view, fd, lookup, pointer, length, oflags, rights, inherited, fdflags, result) {
      const follow = (lookup & FOLLOW) !== 0
      const { target, isFolder } = place(fd, view, pointer, length, follow)
      const stat = statSync(target, { throwIfNoEntry: false })
      if (isFolder && !stat) refuse('ENOENT')
      if (stat && oflags & OFLAG.create && oflags & OFLAG.exclusive) refuse('EEXIST')
      if (!follow && lstatSync(target, { throwIfNoEntry: false })?.isSymbolicLink()) refuse('ELOOP')
      let entry
      if (stat?.isDirectory()) {
        if (oflags & OFLAG.create || rights & RIGHT.write && !(oflags & OFLAG.directory)) refuse('EISDIR')
        entry = { folder: of(fd).folder, path: target, at: 0, append: false }
      } else {
        if (isFolder || oflags & OFLAG.directory) refuse(stat ? 'ENOTDIR' : 'ENOENT')
        const file = openSync(target, openFlags(oflags, BigInt(rights)), 0o666)
        entry = { file, path: target, at: 0, append: (fdflags & FDFLAG.append) !== 0 }
      }
      view.setU32(result, take(entry))
    },
    path_filestat_get(view, fd, lookup, pointer, length, result) {
      const follow = (lookup & FOLLOW) !== 0
      const { target } = place(fd, view, pointer, length, follow)
      writeStat(view, result, (follow ? statSync : lstatSync)(target, { bigint: true }))
    },
    path_filestat_set_times(view, fd, lookup, pointer, length, accessed, modified, flags) {
      const { target } = place(fd, view, pointer, length, (lookup & FOLLOW) !== 0)
      utimesSync(target, ...times(statSync(target), accessed, modified, flags))
    },
    path_create_directory: (view, fd, pointer, length) => mkdirSync(place(fd, view, pointer, length, false).target),
    path_remove_directory: (view, fd, pointer, length) => rmdirSync(place(fd, view, pointer, length, false).target),
    path_unlink_file(view, fd, pointer, length) {
      const { target } = place(fd, view, pointer, length, false)
      if (lstatSync(target).isDirectory()) refuse('EISDIR')
      unlinkSync(target)
    },
    path_rename(view, fd, pointer, length, other, toPointer, toLength) {
      renameSync(place(fd, view, pointer, length, false).target, place(other, view, toPointer, toLength, false).target)
    },
    path_link(view, fd, lookup, pointer, length, other, toPointer, toLength) {
      linkSync(place(fd, view, pointer, length, (lookup & FOLLOW) !== 0).target, place(other, view, toPointer, toLength, false).target)
    },
    path_symlink(view, pointer, length, fd, toPointer, toLength) {
      const text = Buffer.from(view.bytes(pointer, length >>> 0)).toString()
      if (text.startsWith('/')) refuse('EPERM')
      symlinkSync(text, place(fd, view, toPointer, toLength, false).target)
    },
    path_readlink(view, fd, pointer, length, buffer, most, result) {
      const bytes = Buffer.from(readlinkSync(place(fd, view, pointer, length, false).target)).subarray(0, most >>> 0)
      view.put(buffer, bytes)
      view.setU32(result, bytes.length)
    }
  }
  return {
    functions: Object.fromEntries(Object.entries(functions).map(([name, body]) => [name, numbered(body)])),
    has: fd => open.has(fd),
    after: FIRST + folders.length
  }
}

/** A system's refusal becomes a number; what is wrong with the program's pointers is the host's to say. */
function numbered(body) {
  return (...args) => {
    try {
      body(...args)
      return 0
    } catch (error) {
      if (typeof error?.code !== 'string') throw error
      return ERRNO[error.code] ?? ERRNO.EIO
    }
  }
}

/** The path, if neither it nor a link on its way leads out of the folder. */
function inside(folder, wanted, follow) {
  if (!isIn(folder, wanted)) refuse('ENOTCAPABLE')
  const there = lstatSync(wanted, { throwIfNoEntry: false })
  if (there && (follow || !there.isSymbolicLink())) {
    const real = realOf(wanted)
    return isIn(folder, real) ? real : refuse('ENOTCAPABLE')
  }
  if (wanted === folder) return wanted
  const above = realOf(dirname(wanted))
  if (!isIn(folder, above)) refuse('ENOTCAPABLE')
  return join(above, basename(wanted))
}

/** A link that leads nowhere would be followed when its end is created. */
function realOf(path) {
  return realpathSync(path)
}

function isIn(folder, path) {
  const way = relative(folder, path)
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !way.startsWith(sep))
}

function openFlags(oflags, rights) {
  const writes = (rights & RIGHT.write) !== 0n
  const reads = (rights & RIGHT.read) !== 0n
  return (writes ? reads ? constants.O_RDWR : constants.O_WRONLY : constants.O_RDONLY) |
    (oflags & OFLAG.create ? constants.O_CREAT : 0) | (oflags & OFLAG.exclusive ? constants.O_EXCL : 0) |
    (oflags & OFLAG.truncate ? constants.O_TRUNC : 0)
}

/** Reads or writes the vectors of a call, from a place in the file on where it has places. */
function transfer(view, file, vectors, count, result, at, move) {
  const seekable = fstatSync(file).isFile()
  let total = 0
  view.at(result, 4, 4)
  for (let i = 0; i < count >>> 0; i++) {
    const length = view.u32(vectors + i * 8 + 4)
    const bytes = view.bytes(view.u32(vectors + i * 8), length)
    const done = length > 0 ? move(file, bytes, 0, length, seekable ? at + total : null) : 0
    total += done
    if (done < length) break
  }
  view.setU32(result, total)
  return total
}

function typeOf(stat) {
  if (stat.isFile()) return TYPE.file
  if (stat.isDirectory()) return TYPE.directory
  if (stat.isSymbolicLink()) return TYPE.link
  if (stat.isCharacterDevice()) return TYPE.character
  if (stat.isBlockDevice()) return TYPE.block
  return stat.isSocket() ? TYPE.socket : TYPE.unknown
}

function lookAt(path) {
  const stat = lstatSync(path, { bigint: true, throwIfNoEntry: false })
  return { number: stat?.ino ?? 0n, type: stat ? typeOf(stat) : TYPE.unknown }
}

function writeStat(view, result, stat) {
  const start = view.at(result, 64, 8)
  view.bytes(start, 64).fill(0)
  view.setU64(start, Number(stat.dev))
  view.setU64(start + 8, Number(stat.ino))
  view.setU8(start + 16, typeOf(stat))
  view.setU64(start + 24, Number(stat.nlink))
  view.setU64(start + 32, Number(stat.size))
  const at = [stat.atimeNs, stat.mtimeNs, stat.ctimeNs]
  at.forEach((time, i) => view.setU64(start + 40 + i * 8, Number(time)))
}

function directoryRecord(name, next, { number, type }) {
  const text = Buffer.from(name)
  const record = Buffer.alloc(24 + text.length)
  record.writeBigUInt64LE(BigInt(next), 0)
  record.writeBigUInt64LE(number, 8)
  record.writeUInt32LE(text.length, 16)
  record.writeUInt8(type, 20)
  text.copy(record, 24)
  return record
}

/** Bits 0 and 2: the times that were given; bits 1 and 3: now. The others stay. */
function times(stat, accessed, modified, flags) {
  const given = [[accessed, stat.atimeMs], [modified, stat.mtimeMs]]
  return given.map(([time, old], i) => flags & NOW[i] ? Date.now() / 1000 : flags & (1 << i * 2) ? Number(time) / 1e9 : old / 1000)
}
