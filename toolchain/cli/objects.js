// The runtime as object files made by an installed compiler, kept in the cache's folder by the
// content of the sources. The user's options have no part in them.

import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EXIT } from '@weft/host'
import { cacheFolder, cacheKey } from '../cache.js'
import { findRoot, objectName, readRuntime } from '../runtime.js'
import { runTool } from './child.js'
import { CommandError, reason } from './error.js'

/**
 * @param {string} compiler
 * @param {string[]} flags
 * @param {'wasm' | 'native' | 'ucontext'} target see runtime.js
 * @param {{say(text: string): void}} progress
 * @param {(text: string) => string} [advice] what to add to the compiler's words
 * @returns {{key: string, objects: string[], include: string}} `key` names the compiler and the
 *   runtime, for what is made from them
 */
export function compileRuntime(compiler, flags, target, progress, advice = () => '') {
  const root = findRoot()
  const { sources, headers } = readRuntime(target, root)
  const version = runTool(compiler, ['--version']).stdout
  const key = cacheKey('objects', version, flags, sources, headers)
  const folder = join(cacheFolder(), 'objects', key)
  const include = join(root, 'runtime')
  const made = existsSync(folder) ? folder : make()
  const objects = readdirSync(made).sort().map(file => join(made, file))
  return { key, objects, include }

  function make() {
    progress.say(`compiling the runtime with ${compiler}`)
    const words = ['-O2', '-w', ...flags, '-c', `-I${include}`]
    const jobs = Object.keys(sources).map(path => [join(root, path), objectName(path)])
    return compileInto(folder, compiler, words, jobs, advice)
  }
}

/** Compiles in a folder of its own and moves it when all is there: others may do the same. */
function compileInto(folder, compiler, words, jobs, advice) {
  const made = folderBeside(folder)
  const remove = () => rmSync(made, { recursive: true, force: true })
  try {
    compileEach(made, compiler, words, jobs, advice)
  } catch (error) {
    remove()
    throw error
  }
  if (move(made, folder)) return folder
  process.on('exit', remove)
  return existsSync(folder) ? folder : made
}

/** False when somebody was quicker, or when the cache cannot be written. */
function move(from, to) {
  try {
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

function compileEach(folder, compiler, words, jobs, advice) {
  for (const [source, object] of jobs) {
    const { ok, stderr } = runTool(compiler, [...words, source, '-o', join(folder, object)])
    if (!ok) throw new CommandError(`${compiler} cannot compile the runtime.`, {
      exit: EXIT.compile, text: stderr + advice(stderr)
    })
  }
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
