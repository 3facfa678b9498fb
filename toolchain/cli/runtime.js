// Where the runtime's sources are, for compilers that read the disk: beside this package in the
// repository, inside it when it is packed.

import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CommandError } from './error.js'

const ROOTS = ['../../', '../'].map(path => fileURLToPath(new URL(path, import.meta.url)))

/** The folder that holds runtime/ and wasi/. */
export function findRuntime() {
  const root = ROOTS.find(folder => existsSync(join(folder, 'runtime', 'weft.h')))
  if (root) return root
  throw new CommandError('The sources of the runtime are missing. Install the package again.')
}

/** The portable sources: everything but the back-ends of the two seams. */
export function listRuntime(root) {
  return readdirSync(join(root, 'runtime')).sort()
    .filter(file => file.endsWith('.c') && !/^(stack|host|console|tape)_/.test(file))
    .map(file => join(root, 'runtime', file))
}

/** The back-ends of the two seams for WebAssembly, below the folder. */
export function listWasmSeams(root) {
  const assembly = readdirSync(join(root, 'runtime')).sort().filter(file => file.endsWith('.s'))
  const wasi = readdirSync(join(root, 'wasi')).sort().filter(file => file.endsWith('.c'))
  return [...['stack_asyncify.c', ...assembly].map(file => `runtime/${file}`), ...wasi.map(file => `wasi/${file}`)]
}

/** Every file of the runtime with its text, for the name of what is made from them. */
export function readTexts(root) {
  return ['runtime', 'runtime/weft', 'wasi'].flatMap(folder => readdirSync(join(root, folder)).sort()
    .filter(file => /\.(c|h|s|S)$/.test(file))
    .map(file => [`${folder}/${file}`, readFileSync(join(root, folder, file), 'utf8')]))
}
