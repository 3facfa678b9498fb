// Gathering what a compiler that sees no disk needs: the named files and everything that they
// include by a path on this disk. System headers are the compiler's own.
//
// Inside the working directory a file is called by its relative path. As soon as one file lies
// elsewhere, all are called by their full paths below MARK, because the compiler has one root;
// `shown` turns such names back into what a person knows.

import { readFileSync, statSync } from 'node:fs'
import { dirname, extname, isAbsolute, join, normalize, relative, resolve, sep } from 'node:path'
import { CommandError, reason } from './error.js'

const MARK = 'weft-root'
const INCLUDE = /^[ \t]*#[ \t]*(?:include|import|embed|define[ \t]+\w+)[ \t]*(["<])([^">\n]+)[">]/gm
const MOST_FILES = 5000

/**
 * Checks the files of a command line.
 * @param {string[]} files as given
 * @param {string} command for the sentence
 * @returns {'c' | 'wasm'} what they are
 */
export function checkFiles(files, command) {
  if (files.length === 0) {
    throw new CommandError(`Name a file: weft ${command} FILE.c. ` +
      `"weft ${command} --help" says more.`)
  }
  const kinds = new Set(files.map(checkFile))
  if (kinds.size === 1 && (kinds.has('c') || files.length === 1)) return [...kinds][0]
  throw new CommandError('Name either .c files or one .wasm file.')
}

function checkFile(file) {
  if (look(file).isDirectory()) {
    throw new CommandError(`${file} is a folder. Name the .c files in it.`)
  }
  const kind = extname(file)
  if (kind === '.c' || kind === '.wasm') return kind.slice(1)
  throw new CommandError(`${file} is neither a .c file nor a .wasm file.`)
}

function look(file) {
  try {
    return statSync(file)
  } catch (error) {
    const missing = ['ENOENT', 'ENOTDIR'].includes(error.code)
    throw new CommandError(missing ? `There is no file ${file || '""'}.` : unreadable(file, error))
  }
}

/** The bytes of a file, or a sentence. */
export function readBytes(file) {
  try {
    return readFileSync(file)
  } catch (error) {
    throw new CommandError(unreadable(file, error))
  }
}

function unreadable(file, error) {
  return `${file} cannot be read: ${reason(error)}.`
}

/**
 * Gathers C files and what they include.
 * @param {string[]} files as given
 * @param {string[]} folders as given with -I
 * @returns {{sources: Record<string, string>, headers: Record<string, string | Uint8Array>,
 *   includes: string[], maps: string[], shown: (text: string) => string}} `maps` are options that
 *   make the compiler show names as given
 */
export function gather(files, folders = []) {
  const found = follow(files, folders)
  const inside = [...found.keys(), ...folders.map(folder => resolve(folder))].every(isPlain)
  const name = path => inside ? slashes(relative('', path)) || '.' : MARK + slashes(path)
  const sources = {}
  const headers = {}
  const given = new Set(files.map(file => resolve(file)))
  for (const [path, content] of found) {
    const place = given.has(path) ? sources : headers
    place[name(path)] = content
  }
  const names = inside ? [] : shownFolders([...files, ...folders.map(f => join(f, 'x'))])
  return {
    sources,
    headers,
    includes: [...folders, ...(inside ? [] : ['.'])].map(folder => name(resolve(folder))),
    maps: names.map(([from, to]) => `-fmacro-prefix-map=${from}=${to}`),
    shown: text => names.reduceRight((all, [from, to]) => all.replaceAll(from, to), text)
  }
}

/** Every file that can be reached, by its full path. */
function follow(files, folders) {
  const found = new Map()
  const queue = files.map(file => resolve(file))
  while (queue.length > 0 && found.size < MOST_FILES) {
    const path = queue.shift()
    if (found.has(path)) continue
    const bytes = readBytes(path)
    const text = bytes.includes(0) ? null : bytes.toString('utf8')
    found.set(path, text ?? new Uint8Array(bytes))
    if (text !== null) queue.push(...included(text, path, folders))
  }
  return found
}

function included(text, path, folders) {
  const list = []
  for (const [, quote, name] of text.matchAll(INCLUDE)) {
    const places = [...(quote === '"' ? [dirname(path)] : []), ...folders, '.']
    const hit = isAbsolute(name)
      ? [resolve(name)]
      : places.map(folder => resolve(folder, name)).filter(isFile).slice(0, 1)
    list.push(...hit.filter(isFile))
  }
  return list
}

function isFile(path) {
  try {
    return statSync(path).isFile()
  } catch {
    return false   // also where we may not look: the compiler says what it misses
  }
}

/**
 * Can the compiler call this by its relative path? It keeps usr and tmp for itself, and takes what
 * begins with a dash for an option.
 */
function isPlain(path) {
  const [first] = relative('', path).split(sep)
  return !isAbsolute(first) && !['..', 'usr', 'tmp'].includes(first) && !first.startsWith('-')
}

function slashes(path) {
  return path.split(sep).join('/').replace(/^([A-Za-z]):/, '/$1')
}

/** Pairs of a folder's name in the compiler and as given, the more general ones first. */
function shownFolders(files) {
  const pairs = new Map([[`${MARK}/`, '/'], [`${MARK}${slashes(resolve('.'))}/`, '']])
  for (const file of files) {
    const folder = normalize(dirname(file))
    const shown = folder === '.' ? '' : `${slashes(folder)}/`.replace('//', '/')
    pairs.set(`${MARK}${slashes(resolve(folder))}/`.replace('//', '/'), shown)
  }
  return [...pairs].sort(([a], [b]) => a.length - b.length)
}
