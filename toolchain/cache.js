// A cache of build results on disk, named by content. What is worth keeping is the callers' choice.
//
// Each entry is one file: the SHA-256 of the rest, the length of a JSON record, the record, bytes.
// It is written under another name and then renamed, so processes side by side never see half of
// one; a damaged entry is deleted and counts as missing. A cache that cannot be written is silent:
// it makes builds slower, never wrong.

import { createHash, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import * as fs from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'

const DIGEST = 32
const DEFAULT_LIMIT = 256 * 1024 * 1024
const STALE_MS = 60 * 60 * 1000
const KEY = /^[0-9a-f]{64}$/

/** The folder: WEFT_CACHE, else the project's node_modules/.cache/weft, else the user's own. */
export function cacheFolder({ env = process.env, from = process.cwd() } = {}) {
  if (env.WEFT_CACHE) return env.WEFT_CACHE
  for (let folder = from; ; folder = dirname(folder)) {
    const modules = join(folder, 'node_modules')
    if (existsSync(modules)) return join(modules, '.cache', 'weft')
    if (folder === dirname(folder)) break
  }
  const home = env.XDG_CACHE_HOME || env.LOCALAPPDATA || join(homedir(), '.cache')
  return join(home, 'weft')
}

/**
 * The name of a result: a digest of everything that it depends on, in this order.
 * @param {...(string | Uint8Array | object)} parts objects count as their JSON, bytes in them too.
 */
export function cacheKey(...parts) {
  const hash = createHash('sha256')
  for (const part of parts) {
    const plain = typeof part === 'string' || part instanceof Uint8Array
    const bytes = Buffer.from(plain ? part : JSON.stringify(part, shorten) ?? 'undefined')
    hash.update(`${bytes.length}:`).update(bytes)
  }
  return hash.digest('hex')
}

/** Bytes inside of an object by their digest: as JSON they would be many times as long. */
function shorten(key, value) {
  return value instanceof Uint8Array ? { sha256: digest(value).toString('hex') } : value
}

/**
 * Opens the cache; nothing is written until the first put.
 * @param {{folder?: string, limit?: number}} [options] `limit` in bytes: the oldest entries go.
 * @returns {{folder: string, get: Function, put: Function, prune: Function}}
 */
export function openCache({ folder = cacheFolder(), limit = DEFAULT_LIMIT } = {}) {
  return {
    folder,
    /** Answers `{bytes, record}` or null. @param {string} key */
    get: key => readEntry(folder, key),
    /** Answers whether it was kept. @param {string} key @param {Uint8Array} bytes */
    put: (key, bytes, record = {}) => writeEntry(folder, key, bytes, record, limit),
    prune: () => prune(folder, limit)
  }
}

function entryPath(folder, key) {
  if (!KEY.test(key)) throw new TypeError(`This is not a cache key: ${key}. Use cacheKey.`)
  return join(folder, `${key}.weft`)
}

async function readEntry(folder, key) {
  const path = entryPath(folder, key)
  let file
  try {
    file = await fs.readFile(path)
  } catch {
    return null
  }
  const entry = decodeEntry(file)
  const now = new Date()
  await (entry ? fs.utimes(path, now, now) : fs.rm(path, { force: true })).catch(() => {})
  return entry
}

function decodeEntry(file) {
  if (file.length < DIGEST + 4) return null
  const rest = file.subarray(DIGEST)
  if (!digest(rest).equals(file.subarray(0, DIGEST))) return null
  const size = rest.readUInt32LE(0)
  try {
    const record = JSON.parse(rest.toString('utf8', 4, 4 + size))
    return { record, bytes: new Uint8Array(rest.subarray(4 + size)) }
  } catch {
    return null   // whole, and no entry of ours
  }
}

function encodeEntry(bytes, record) {
  const text = Buffer.from(JSON.stringify(record))
  const size = Buffer.alloc(4)
  size.writeUInt32LE(text.length)
  const rest = Buffer.concat([size, text, bytes])
  return Buffer.concat([digest(rest), rest])
}

function digest(bytes) {
  return createHash('sha256').update(bytes).digest()
}

async function writeEntry(folder, key, bytes, record, limit) {
  const path = entryPath(folder, key)
  const file = encodeEntry(bytes, record)
  if (file.length > limit) return false
  const temporary = join(folder, `${key}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`)
  try {
    await fs.mkdir(folder, { recursive: true })
    await fs.writeFile(temporary, file)
    await fs.rename(temporary, path)
  } catch {
    await fs.rm(temporary, { force: true }).catch(() => {})
    return false
  }
  await prune(folder, limit)
  return true
}

/** Deletes the entries used longest ago until the rest fits, and what crashed writers left. */
async function prune(folder, limit) {
  const entries = await listEntries(folder)
  const old = Date.now() - STALE_MS
  const stale = entries.filter(({ name, used }) => name.endsWith('.tmp') && used < old)
  const kept = entries.filter(({ name }) => name.endsWith('.weft'))
    .sort((a, b) => b.used - a.used)
  let total = 0
  const over = kept.filter(({ size }) => (total += size) > limit)
  const remove = ({ path }) => fs.rm(path, { force: true }).catch(() => {})
  await Promise.all([...stale, ...over].map(remove))
}

async function listEntries(folder) {
  const names = await fs.readdir(folder).catch(() => [])
  const entries = await Promise.all(names.map(async name => {
    const path = join(folder, name)
    const stat = await fs.stat(path).catch(() => null)
    return stat?.isFile() ? { name, path, size: stat.size, used: stat.mtimeMs } : null
  }))
  return entries.filter(Boolean)
}
