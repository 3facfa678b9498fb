// What an installed compiler is asked for: the runtime as object files, kept in the cache's folder by
// the content of the sources (the user's options have no part in them), and what a program is made of.

import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { EXIT } from '@weft/host/lib/exit.js'
import { cacheFolder, cacheKey } from '../cache.js'
import { findRoot, objectName, readRuntime } from '../runtime.js'
import { runTool, startTool } from './child.js'
import { readAssembled } from './directives.js'
import { CommandError, reason } from './error.js'
import { findProgram, isProgram } from './find.js'
import { locate, readBytes } from './sources.js'

/** In a folder of objects: how many there are, and the digest of them all. */
const SEAL = 'seal'

/**
 * @param {string} compiler
 * @param {string[]} flags
 * @param {'wasm' | 'native' | 'tls' | 'ucontext'} target see runtime.js
 * @param {{say(text: string): void}} progress
 * @param {(text: string) => string} [advice] what to add to the compiler's words
 * @returns {Promise<{key: string, objects: string[], include: string}>} `key` names the compiler and the
 *   runtime, for what is made from them; `objects` is one archive where there is a tool for it
 */
export async function compileRuntime(compiler, flags, target, progress, advice = () => '') {
  const root = findRoot()
  const { sources, headers } = readRuntime(target, root)
  const version = runTool(compiler, ['--version']).stdout
  const key = cacheKey('archive', version, flags, sources, headers)
  const folder = join(cacheFolder(), 'objects', key)
  const include = join(root, 'runtime')
  const made = isWhole(folder) ? folder : await make()
  const objects = listObjects(made)
  return { key, objects, include }

  function make() {
    progress.say(`compiling the runtime with ${compiler}`)
    const words = ['-O2', '-w', ...flags, '-c', `-I${include}`]
    const jobs = Object.keys(sources).map(path => [join(root, path), objectName(path)])
    return compileInto(folder, compiler, words, jobs, advice)
  }
}

/** Compiles in a folder of its own and moves it when all is there: others may do the same. */
async function compileInto(folder, compiler, words, jobs, advice) {
  const made = folderBeside(folder)
  const remove = () => rmSync(made, { recursive: true, force: true })
  try {
    await compileEach(made, compiler, words, jobs, advice)
    pack(made, compiler)
    writeFileSync(join(made, SEAL), digestOf(listObjects(made)))
  } catch (error) {
    remove()
    throw error
  }
  if (!isWhole(folder) && move(made, folder)) return folder
  process.on('exit', remove)
  return isWhole(folder) ? folder : made
}

function listObjects(folder) {
  return readdirSync(folder).filter(file => file !== SEAL).sort().map(file => join(folder, file))
}

/** In an archive a function of ours makes room for one of the program's own: a sleep, say. */
function pack(folder, compiler) {
  const objects = listObjects(folder)
  for (const tool of ['llvm-ar', 'ar']) {
    const path = runTool(compiler, [`-print-prog-name=${tool}`]).stdout.trim()
    const program = isProgram(path) ? path : findProgram(path)
    if (!program || !runTool(program, ['crs', join(folder, 'libweft.a'), ...objects]).ok) continue
    for (const object of objects) rmSync(object)
    return
  }
}

/** A full disk, or an end in the middle, may have left a file shorter than it was. */
function isWhole(folder) {
  try {
    return readFileSync(join(folder, SEAL), 'utf8') === digestOf(listObjects(folder))
  } catch {
    return false
  }
}

/** The digest of some files' contents. */
export function digestOf(files) {
  const hash = createHash('sha256').update(`${files.length}`)
  for (const file of files) hash.update(readFileSync(file))
  return hash.digest('hex')
}

/**
 * What a compiler makes of sources before it compiles them, for keys: whatever it includes, and
 * asked for, is in it.
 * @param {string} compiler
 * @param {string[]} words its options
 * @param {string[]} files
 * @param {string[]} folders as given with -I
 * @returns {string[]} where it finds a mistake, it will say so again
 */
export function preprocess(compiler, words, files, folders) {
  const { stdout } = runTool(compiler, [...words, '-w', '-E', ...files], { encoding: 'latin1' })
  const assembled = readAssembled(stdout).flatMap(named => locate(named, '', folders))
  return [stdout, ...assembled.map(file => readBytes(file).toString('base64'))]
}

/** In place of what is damaged; false when the cache cannot be written. */
function move(from, to) {
  try {
    rmSync(to, { recursive: true, force: true })
    renameSync(from, to)
    return true
  } catch {
    return false
  }
}

function folderBeside(folder) {
  const beside = `${folder}.${process.pid}.tmp`
  try {
    mkdirSync(beside, { recursive: true })
    return beside
  } catch {
    return temporaryFolder()
  }
}

/** As many at a time as there are processors. */
async function compileEach(folder, compiler, words, jobs, advice) {
  const left = [...jobs]
  let failure = null
  async function work() {
    while (left.length > 0 && !failure) {
      const [source, object] = left.pop()
      const { ok, stderr } = await startTool(compiler, [...words, source, '-o', join(folder, object)])
      if (!ok) failure ??= stderr + advice(stderr)
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() }, work))
  if (failure !== null) throw new CommandError(`${compiler} cannot compile the runtime.`, { exit: EXIT.compile, text: failure })
}

/** A folder for what is made on the way; the caller takes it away. */
export function temporaryFolder() {
  try {
    return mkdtempSync(join(tmpdir(), 'weft-'))
  } catch (error) {
    throw new CommandError(`No folder can be made in ${tmpdir()}: ${reason(error)}. Set TMPDIR to ` +
      'one that can be written.', { exit: EXIT.host })
  }
}
