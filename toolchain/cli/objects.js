// The runtime as object files made by an installed compiler, kept in the cache's folder by the
// content of the sources. The user's options have no part in them.

import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EXIT } from '@weft/host'
import { cacheFolder, cacheKey } from '../cache.js'
import { runTool } from './child.js'
import { CommandError } from './error.js'
import { findRuntime, listRuntime, readTexts } from './runtime.js'

/**
 * @param {string} compiler
 * @param {string[]} flags
 * @param {string[]} seams the files of the two back-ends, below the runtime's folder
 * @param {{say(text: string): void}} progress
 * @returns {{key: string, objects: string[], include: string}} `key` names the compiler and the
 *   runtime, for what is made from them
 */
export function compileRuntime(compiler, flags, seams, progress) {
  const root = findRuntime()
  const version = runTool(compiler, ['--version']).stdout
  const key = cacheKey('objects', version, flags, seams, readTexts(root))
  const folder = join(cacheFolder(), 'objects', key)
  const include = join(root, 'runtime')
  if (!existsSync(folder)) {
    progress.say(`compiling the runtime with ${compiler}`)
    const sources = [...listRuntime(root), ...seams.map(file => join(root, file))]
    compileInto(folder, compiler, ['-O2', '-w', ...flags, '-c', `-I${include}`, ...sources])
  }
  const objects = readdirSync(folder).sort().map(file => join(folder, file))
  return { key, objects, include }
}

/** Compiles in a folder of its own and moves it when all is there: others may do the same. */
function compileInto(folder, compiler, words) {
  const made = `${folder}.${process.pid}.tmp`
  mkdirSync(made, { recursive: true })
  try {
    words.filter(isSource).forEach((source, number) => {
      const flags = words.filter(word => !isSource(word))
      const object = join(made, `${String(number).padStart(3, '0')}.o`)
      const { ok, stderr } = runTool(compiler, [...flags, source, '-o', object])
      if (!ok) throw new CommandError(`${compiler} cannot compile the runtime.`, {
        exit: EXIT.compile, text: stderr
      })
    })
    if (!existsSync(folder)) renameSync(made, folder)
  } catch (error) {
    if (!existsSync(folder)) throw error
  } finally {
    rmSync(made, { recursive: true, force: true })
  }
}

function isSource(word) {
  return /\.(c|s|S)$/.test(word)
}

/** A folder for what is made on the way; the caller takes it away. */
export function temporaryFolder() {
  return mkdtempSync(join(tmpdir(), 'weft-'))
}
