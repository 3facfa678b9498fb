// The library for one version of emcc, made once and kept in the cache's folder.

import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { cacheFolder } from '../cache.js'
import { BuildError } from '../error.js'
import { findRoot, listHeaders, listSources } from '../runtime.js'
import { LIBRARY_OPTIONS } from './options.js'

const PARTS = 2   // processes beside each other

/**
 * @param {(words: string[], options?: object) => Promise<{code: number, text: string}>} call runs emcc, or emar, by its name
 * @returns {Promise<string>} the path of libweft.a
 */
export async function archiveFor(call, { say = () => {} } = {}) {
  const root = findRoot()
  const sources = listSources('emscripten', root)
  const version = await call(['emcc', '--version'])
  if (version.code) throw new BuildError('no-emcc', `emcc --version failed: ${version.text}`)
  const [line] = /^emcc.*$/m.exec(version.text) ?? [version.text]   // it may also say what it looks at
  const hash = createHash('sha256').update(line).update(LIBRARY_OPTIONS.join(' '))
  for (const path of [...sources, ...listHeaders(root)]) hash.update(path).update(readFileSync(join(root, path)))
  const folder = join(cacheFolder(), `emscripten-${hash.digest('hex').slice(0, 16)}`)
  const archive = join(folder, 'libweft.a')
  if (existsSync(archive)) return archive
  say('weft: compiling the library for this emcc, once\n')
  mkdirSync(cacheFolder(), { recursive: true })
  const made = mkdtempSync(join(cacheFolder(), 'emscripten-'))
  await compile(call, sources.map(path => join(root, path)), ['-I', join(root, 'runtime')], made)
  const objects = sources.map(path => basename(path).replace(/\.[csS]$/, '.o'))
  await checked(call, ['emar', 'qcs', 'libweft.a', ...objects], made)
  for (const object of objects) rmSync(join(made, object))
  try {
    renameSync(made, folder)
  } catch {
    rmSync(made, { recursive: true })   // somebody else was quicker
  }
  return archive
}

async function compile(call, sources, includes, folder) {
  const parts = Array.from({ length: PARTS }, (_, part) => sources.filter((_, index) => index % PARTS === part))
  await Promise.all(parts.map(part => checked(call, ['emcc', ...LIBRARY_OPTIONS, ...includes, '-c', ...part], folder)))
}

async function checked(call, words, cwd) {
  const { code, text } = await call(words, { cwd })
  if (code) throw new BuildError('emcc-failed', `${words[0]} could not make the Weft library:\n${text}`)
}
