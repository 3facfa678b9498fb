// Gathering what a compiler that sees no disk needs: the named files and everything that they
// include by a path on this disk. System headers are the compiler's own. What the directives of a file
// name is found in directives.js.
//
// Inside the working directory a file is called by its relative path. As soon as one file lies
// elsewhere, all are called by their full paths below MARK, because the compiler has one root;
// `shown` turns such names back into what a person knows.

import { isUtf8 } from 'node:buffer'
import { readFileSync, statSync } from 'node:fs'
import { devNull } from 'node:os'
import { dirname, extname, isAbsolute, join, normalize, relative, resolve, sep } from 'node:path'
import { readDirectives } from './directives.js'
import { CommandError, reason } from './error.js'

const MARK = 'weft-root'
const MOST_FILES = 5000
const MOST_BYTES = 2 ** 28   // the compiler has four gigabytes, and needs several times the bytes

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
  const found = look(file)
  if (found.isDirectory()) throw new CommandError(`${file} is a folder. Name the .c files in it.`)
  if (!found.isFile()) {
    throw new CommandError(`${file} is a pipe or a device. Write what it gives into a file first.`)
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
 * @param {object} [given]
 * @param {string[]} [given.folders] as given with -I
 * @param {string[]} [given.defines] as given with -D: a macro may name a file
 * @param {string[]} [given.more] full paths of files that are needed besides
 * @returns {{sources: Record<string, string | Uint8Array>,
 *   headers: Record<string, string | Uint8Array>, includes: string[], after: string[],
 *   maps: string[], shown: (text: string) => string, pathOf: (name: string) => string}} `maps` are
 *   options that make the compiler show names as given; `pathOf` finds the file that the compiler
 *   calls so. What is not UTF-8 is bytes.
 */
export function gather(files, { folders = [], defines = [], more = [] } = {}) {
  const found = follow([...files.map(file => resolve(file)), ...more], folders, defines)
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
    includes: folders.map(folder => name(resolve(folder))),
    after: inside ? [] : [name(resolve('.'))],
    maps: names.map(([from, to]) => `-fmacro-prefix-map=${from}=${to}`),
    shown: text => names.reduceRight((all, [from, to]) => all.replaceAll(from, to), text),
    pathOf: name => resolve(name.startsWith(`${MARK}/`) ? name.slice(MARK.length) : name)
  }
}

/** Every file that can be reached, by its full path. */
function follow(paths, folders, defines) {
  const found = new Map()
  const given = readDirectives(defines.map(define => `#define ${define.replace('=', ' ')}\n`).join(''))
  const queue = paths.map(path => ({ path }))
  let size = 0
  while (queue.length > 0 && found.size < MOST_FILES) {
    const { path, isData } = queue.shift()
    if (found.has(path)) continue
    size += statSync(path).size
    if (size > MOST_BYTES) throw tooLarge(path)
    const bytes = readBytes(path)
    found.set(path, isUtf8(bytes) ? bytes.toString('utf8') : new Uint8Array(bytes))
    if (isData) continue
    for (const directive of [...readDirectives(bytes.toString('latin1')), ...given]) {
      for (const hit of locate(directive, path, folders)) queue.push({ path: hit, isData: directive.isData })
    }
  }
  return found
}

function tooLarge(path) {
  return new CommandError(`The sources hold more than ${MOST_BYTES / 2 ** 20} MiB, the last of them is ` +
    `${path}. Read such data when the program runs.`)
}

/**
 * The files on this disk that a name in a file may mean.
 * @param {{name: string, isQuoted: boolean, isNext?: boolean}} named from readDirectives
 * @param {string} path the file that says so
 * @param {string[]} folders as given with -I
 * @returns {string[]} the first that is there; all of them for include_next
 */
export function locate({ name, isQuoted, isNext = false }, path, folders) {
  const native = Buffer.from(name, 'latin1').toString('utf8')
  const places = isAbsolute(native) ? ['/'] : [...(isQuoted ? [dirname(path)] : []), ...folders, '.']
  const paths = places.map(folder => resolve(folder, native))
  const endless = paths.find(isEndless)
  if (endless) throw new CommandError(`${path} names ${endless}, a pipe or a device. It has no end.`)
  const hits = paths.filter(isFile)
  return isNext ? hits : hits.slice(0, 1)
}

/** Is there a folder? */
export function isFolder(path) {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}

/** A compiler would read it for ever. */
function isEndless(path) {
  try {
    const found = statSync(path)
    return !found.isFile() && !found.isDirectory() && path !== devNull
  } catch {
    return false
  }
}

/** Is there a file, and no folder, pipe or device? */
export function isFile(path) {
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
