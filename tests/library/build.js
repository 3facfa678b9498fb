// Libraries for tests, built by the command line as a user builds them, in build/library.

import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from '../programs.js'

const from = join(root, 'tests/library')
export const folder = join(root, 'build/library')

/** Runs the command line in a folder, and gives what it said. */
export function weft(words, { cwd = folder } = {}) {
  return execFileSync(process.execPath, [join(root, 'toolchain/weft.js'), ...words], { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}

/** The generated module of tests/library/NAME.c. */
export async function buildLibrary(name, options = []) {
  mkdirSync(folder, { recursive: true })
  for (const kind of ['wit', 'c']) copyFileSync(join(from, `${name}.${kind}`), join(folder, `${name}.${kind}`))
  weft(['build', '--lib', `${name}.c`, '-o', `${name}.wasm`, '-Wall', '-Wextra', '-Werror', ...options])
  return import(pathToFileURL(join(folder, `${name}.js`)))
}
