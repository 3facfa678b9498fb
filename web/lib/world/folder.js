// A folder in memory: files for a program where there is no disk, as in a page. It answers WASI's functions for paths
// and descriptors (`files` in index.d.ts), and the embedding program sees what is in it.

import { Errno } from '../errors.js'

const FOLDER = 6               // the program's one folder; the host keeps 0 to 5 for itself
const FIRST_OPENED = 2 ** 17   // the host's sockets come before these
const MOST_OPEN = 1024
const MOST_BYTES = 2 ** 26     // of all files
const FIRST_ROOM = 256
const MOST_VECTORS = 1024
const ALL_RIGHTS = 2 ** 30 - 1
const TYPE = { folder: 3, file: 4 }
const OFLAG = { create: 1, folder: 2, exclusive: 4, truncate: 8 }
const RIGHT = { read: 2, write: 64 }
const APPENDS = 1
const ERRNO = {
  badf: 8, exist: 20, fbig: 22, inval: 28, isdir: 31, mfile: 33, noent: 44, nospc: 51, notdir: 54, notempty: 55, notcapable: 76
}
const NAME = new TextEncoder().encode('.')
const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true })

function refuse(reason) {
  throw new Errno(ERRNO[reason])
}

/**
 * @param {Record<string, string | Uint8Array>} [contents] by their paths, as in `{ 'data/names.txt': 'Ada\n' }`
 * @returns {import('../../index.d.ts').Folder}
 */
export function createFolder(contents = {}) {
  let [numbers, total] = [0, 0]
  const root = newFolder(null)
  const open = new Map([[FOLDER, { node: root, at: 0, appends: false, rights: ALL_RIGHTS }]])

  function newFolder(above) {
    return { number: ++numbers, type: TYPE.folder, names: new Map(), above }
  }
  const newFile = () => ({ number: ++numbers, type: TYPE.file, bytes: new Uint8Array(0), size: 0, isNamed: true })
  const isFolder = node => node?.type === TYPE.folder
  const entryOf = fd => open.get(fd) ?? refuse('badf')
  const fileOf = fd => {
    const entry = entryOf(fd)
    return isFolder(entry.node) ? refuse('isdir') : entry
  }

  /** Where a path leads: the folder, the last name in it, and what is there, if anything is. */
  function walk(start, path) {
    if (!isFolder(start)) refuse('notdir')
    if (path.startsWith('/')) refuse('notcapable')
    if (path.includes('\0')) refuse('inval')
    const names = path.split('/').filter(name => name !== '' && name !== '.')
    const wantsFolder = /(^|\/)\.{0,2}$/.test(path)
    let [folder, name, node] = [start, '', start]
    for (const next of names) {
      if (!isFolder(node)) refuse(node ? 'notdir' : 'noent')
      if (next === '..') {
        if (!node.above) refuse('notcapable')
        ;[folder, name, node] = [node.above, '', node.above]
      } else {
        ;[folder, name, node] = [node, next, node.names.get(next)]
      }
    }
    if (wantsFolder && node && !isFolder(node)) refuse('notdir')
    return { folder, name, node, wantsFolder }
  }

  function pathOf(view, pointer, length) {
    try {
      return decoder.decode(view.bytes(pointer, length >>> 0).slice())
    } catch (error) {
      if (error instanceof Errno) throw error
      return refuse('inval')
    }
  }
  const place = (fd, view, pointer, length) => walk(entryOf(fd).node, pathOf(view, pointer, length))

  function resize(file, size) {
    if (size > MOST_BYTES) refuse('fbig')
    if (total + size - file.size > MOST_BYTES) refuse('nospc')
    if (size > file.bytes.length) {
      const grown = new Uint8Array(Math.max(FIRST_ROOM, file.bytes.length * 2, size))
      grown.set(file.bytes.subarray(0, file.size))
      file.bytes = grown
    } else if (size < file.size) {
      file.bytes.fill(0, size, file.size)
    }
    total += size - file.size
    file.size = size
  }

  function write(file, at, bytes) {
    if (bytes.length === 0) return
    if (at + bytes.length > file.size) resize(file, at + bytes.length)
    file.bytes.set(bytes, at)
  }

  /** A file without a name that nothing has open is gone, with its bytes. */
  function drop(node) {
    if (node.isNamed || isFolder(node) || [...open.values()].some(entry => entry.node === node)) return
    total -= node.size
    node.size = 0
  }

  function put(path, value) {
    const bytes = typeof value === 'string' ? encoder.encode(value) : value
    const parts = path.split('/')
    parts.slice(0, -1).forEach((_, i) => {
      const { folder, name, node } = walk(root, parts.slice(0, i + 1).join('/'))
      if (!node) folder.names.set(name, newFolder(folder))
    })
    const { folder, name, node } = walk(root, path)
    const file = node ?? newFile()
    if (isFolder(file) || name === '') refuse('isdir')
    folder.names.set(name, file)
    resize(file, 0)
    write(file, 0, bytes)
  }

  function find(path) {
    try {
      return walk(root, path).node
    } catch (error) {
      if (error instanceof Errno) return undefined
      throw error
    }
  }

  function list(folder, before = '') {
    return [...folder.names].flatMap(([name, node]) =>
      isFolder(node) ? list(node, `${before}${name}/`) : [`${before}${name}`]).sort()
  }

  function vectorsOf(view, vectors, count) {
    if (count >>> 0 > MOST_VECTORS) refuse('inval')
    return Array.from({ length: count >>> 0 }, (_, i) => {
      const length = view.u32(vectors + i * 8 + 4)
      return { pointer: view.at(view.u32(vectors + i * 8), length), length }
    })
  }

  function readAt(view, entry, vectors, count, at, result) {
    const { node, rights } = entry
    if (!(rights & RIGHT.read)) refuse('badf')
    view.at(result, 4, 4)
    let done = 0
    for (const { pointer, length } of vectorsOf(view, vectors, count)) {
      const part = node.bytes.subarray(Math.min(at + done, node.size), Math.min(at + done + length, node.size))
      view.put(pointer, part)
      done += part.length
    }
    view.setU32(result, done)
    return done
  }

  function writeAt(view, entry, vectors, count, at, result) {
    if (!(entry.rights & RIGHT.write)) refuse('badf')
    view.at(result, 4, 4)
    let done = 0
    for (const { pointer, length } of vectorsOf(view, vectors, count)) {
      write(entry.node, at + done, view.bytes(pointer, length))
      done += length
    }
    view.setU32(result, done)
    return done
  }

  function writeStat(view, result, { number, type, size = 0 }) {
    const start = view.at(result, 64, 8)
    view.bytes(start, 64).fill(0)
    view.setU64(start + 8, number)
    view.setU8(start + 16, type)
    view.setU64(start + 24, 1)
    view.setU64(start + 32, size)
  }

  function take(entry) {
    for (let fd = FIRST_OPENED; fd < FIRST_OPENED + MOST_OPEN; fd++) {
      if (open.has(fd)) continue
      open.set(fd, entry)
      return fd
    }
    return refuse('mfile')
  }

  /** Takes a name away; what was there lives as long as it is open. */
  function unlink({ folder, name, node }) {
    folder.names.delete(name)
    node.isNamed = false
    drop(node)
  }

  const functions = {
    fd_prestat_get(view, fd, result) {
      if (fd !== FOLDER) refuse('badf')
      view.setU32(result, 0)
      view.setU32(result + 4, NAME.length)
    },
    fd_prestat_dir_name(view, fd, pointer) {
      if (fd !== FOLDER) refuse('badf')
      view.put(pointer, NAME)
    },
    fd_fdstat_get(view, fd, result) {
      const { node, appends, rights } = entryOf(fd)
      const start = view.at(result, 24, 8)
      view.bytes(start, 24).fill(0)
      view.setU8(start, node.type)
      view.setU16(start + 2, appends ? APPENDS : 0)
      view.setU64(start + 8, rights)
      view.setU64(start + 16, ALL_RIGHTS)
    },
    fd_fdstat_set_flags(view, fd, flags) {
      entryOf(fd).appends = (flags & APPENDS) !== 0
    },
    fd_filestat_get: (view, fd, result) => writeStat(view, result, entryOf(fd).node),
    fd_filestat_set_size: (view, fd, size) => resize(fileOf(fd).node, Number(size)),
    fd_sync: (view, fd) => void entryOf(fd),
    fd_datasync: (view, fd) => void entryOf(fd),
    fd_advise: (view, fd) => void entryOf(fd),
    fd_read(view, fd, vectors, count, result) {
      const entry = fileOf(fd)
      entry.at += readAt(view, entry, vectors, count, entry.at, result)
    },
    fd_pread: (view, fd, vectors, count, offset, result) => void readAt(view, fileOf(fd), vectors, count, Number(offset), result),
    fd_write(view, fd, vectors, count, result) {
      const entry = fileOf(fd)
      const at = entry.appends ? entry.node.size : entry.at
      entry.at = at + writeAt(view, entry, vectors, count, at, result)
    },
    fd_pwrite: (view, fd, vectors, count, offset, result) => void writeAt(view, fileOf(fd), vectors, count, Number(offset), result),
    fd_seek(view, fd, offset, whence, result) {
      const entry = fileOf(fd)
      const to = ([0, entry.at, entry.node.size][whence] ?? refuse('inval')) + Number(offset)
      if (to < 0) refuse('inval')
      entry.at = to
      view.setU64(result, to)
    },
    fd_tell: (view, fd, result) => view.setU64(result, fileOf(fd).at),
    fd_close(view, fd) {
      const { node } = entryOf(fd)
      open.delete(fd)
      drop(node)
    },
    fd_readdir(view, fd, pointer, length, cookie, result) {
      const { node } = entryOf(fd)
      if (!isFolder(node)) refuse('notdir')
      const found = [['.', node], ['..', node.above ?? node], ...[...node.names].sort(([one], [other]) => one < other ? -1 : 1)]
      let used = 0
      for (let i = Number(cookie); i < found.length && used < length; i++) {
        const record = directoryRecord(found[i], i + 1).subarray(0, length - used)
        view.put(pointer + used, record)
        used += record.length
      }
      view.setU32(result, used)
    },
    path_open(view, fd, lookup, pointer, length, oflags, rights, inherited, fdflags, result) {
      const { folder, name, node: there, wantsFolder } = place(fd, view, pointer, length)
      const asked = Number(BigInt(rights) & BigInt(ALL_RIGHTS))
      view.at(result, 4, 4)
      if (there && oflags & OFLAG.create && oflags & OFLAG.exclusive) refuse('exist')
      if (isFolder(there) && (oflags & OFLAG.create || asked & RIGHT.write && !(oflags & OFLAG.folder))) refuse('isdir')
      if (there && !isFolder(there) && oflags & OFLAG.folder) refuse('notdir')
      if (!there && (!(oflags & OFLAG.create) || wantsFolder || !isFolder(folder))) refuse('noent')
      const node = there ?? newFile()
      const opened = take({ node, at: 0, appends: (fdflags & APPENDS) !== 0, rights: asked })
      if (!there) folder.names.set(name, node)
      else if (!isFolder(node) && oflags & OFLAG.truncate) resize(node, 0)
      view.setU32(result, opened)
    },
    path_filestat_get(view, fd, lookup, pointer, length, result) {
      writeStat(view, result, place(fd, view, pointer, length).node ?? refuse('noent'))
    },
    path_create_directory(view, fd, pointer, length) {
      const { folder, name, node } = place(fd, view, pointer, length)
      if (node) refuse('exist')
      folder.names.set(name, newFolder(folder))
    },
    path_remove_directory(view, fd, pointer, length) {
      const found = place(fd, view, pointer, length)
      if (!found.node) refuse('noent')
      if (!isFolder(found.node)) refuse('notdir')
      if (found.name === '') refuse('inval')
      if (found.node.names.size > 0) refuse('notempty')
      unlink(found)
    },
    path_unlink_file(view, fd, pointer, length) {
      const found = place(fd, view, pointer, length)
      if (!found.node) refuse('noent')
      if (isFolder(found.node)) refuse('isdir')
      unlink(found)
    },
    path_rename(view, fd, pointer, length, other, toPointer, toLength) {
      const from = place(fd, view, pointer, length)
      const to = place(other, view, toPointer, toLength)
      if (!from.node) refuse('noent')
      if (from.name === '' || to.name === '' || contains(from.node, to.folder)) refuse('inval')
      if (to.node === from.node) return
      if (to.node && isFolder(to.node) !== isFolder(from.node)) refuse(isFolder(to.node) ? 'isdir' : 'notdir')
      if (to.node && isFolder(to.node) && to.node.names.size > 0) refuse('notempty')
      if (to.node) unlink(to)
      from.folder.names.delete(from.name)
      to.folder.names.set(to.name, from.node)
      if (isFolder(from.node)) from.node.above = to.folder
    }
  }

  function contains(node, folder) {
    for (let at = folder; at; at = at.above) if (at === node) return true
    return false
  }

  for (const [path, value] of Object.entries(contents)) put(path, value)
  return {
    functions,
    has: fd => open.has(fd),
    after: FOLDER + 1,
    paths: () => list(root),
    write: put,
    read(path) {
      const node = find(path)
      return node && !isFolder(node) ? node.bytes.slice(0, node.size) : undefined
    }
  }
}

function directoryRecord([name, { number, type }], next) {
  const text = encoder.encode(name)
  const record = new Uint8Array(24 + text.length)
  const view = new DataView(record.buffer)
  view.setUint32(0, next, true)
  view.setUint32(8, number, true)
  view.setUint32(16, text.length, true)
  view.setUint8(20, type)
  record.set(text, 24)
  return record
}
