// `weft doctor`: what is here, what is missing, and how to get it.

import { spawnSync } from 'node:child_process'
import { accessSync, constants, mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { cacheFolder } from '../cache.js'
import { findRoot } from '../runtime.js'
import { findWasmTools } from './component.js'
import { CommandError } from './error.js'
import { findProgram } from './find.js'
import { findWasmtime } from './host_wasmtime.js'
import { HOW_TO_GET } from './how_to_get.js'
import { readOptions } from './options.js'
import { print } from './write.js'

const require = createRequire(import.meta.url)

/** What is looked for, in the order of the list. Each gives what it found, or null; `needed` ones make the exit code. */
const THINGS = [
  { name: 'Node', for: 'weft run, build and test', needed: true, find: () => isOld() ? null : process.version },
  { name: 'the runtime', for: 'everything', needed: true, find: () => attempt(() => findRoot() && versionOf('../package.json')) },
  { name: 'clang', for: 'compiling to WebAssembly', needed: true, find: () => packageVersion('@yowasp/clang') },
  { name: 'Binaryen', for: 'tasks in WebAssembly', needed: true, find: () => packageVersion('binaryen') },
  { name: 'the cache', for: 'starting at once', find: cache },
  { name: 'wasmtime', for: '--host wasmtime', find: () => attempt(() => versionLine(findWasmtime())) },
  { name: 'wasm-tools', for: 'components', find: () => attempt(() => versionLine(findWasmTools())) },
  { name: 'a C compiler', for: '--host native', find: () => firstVersion(['cc', 'clang', 'gcc']) },
  { name: 'CMake', for: 'projects of CMake\'s', find: () => firstVersion(['cmake']) },
  { name: 'Emscripten', for: 'weft-emcc', find: () => attempt(() => versionLine(process.env.EMCC || findProgram('emcc'))) },
  { name: 'clangd', for: 'your editor', find: () => firstVersion(['clangd']) },
  { name: 'gdb', for: 'debugging natively', find: () => firstVersion(['gdb', 'lldb']) }
]

/** @param {string[]} words @returns {Promise<number>} 0 when all that is needed is here */
export async function runDoctor(words) {
  const { files } = readOptions(words, 'doctor')
  if (files.length > 0) throw new CommandError('weft doctor takes no files.')
  const found = THINGS.map(thing => ({ ...thing, version: thing.find() }))
  for (const { name, version, for: use } of found) {
    print(version === null ? `no   ${name}: ${HOW_TO_GET[name]} It is for ${use}.\n` : `yes  ${name}: ${version}\n`)
  }
  const missing = found.filter(({ needed, version }) => needed && version === null)
  print(missing.length > 0 ? `\nWhat is needed is not all here: ${missing.map(({ name }) => name).join(', ')}.\n`
    : '\nAll that is needed is here.\n')
  return missing.length > 0 ? 1 : 0
}

function attempt(find) {
  try {
    return find() || null
  } catch {
    return null
  }
}

const versionOf = path => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')).version

/** The versions in `engines` of this package. */
function isOld() {
  const { engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  const [major, minor] = /(\d+)\.(\d+)/.exec(engines.node).slice(1).map(Number)
  const [ourMajor, ourMinor] = process.versions.node.split('.').map(Number)
  return ourMajor < major || (ourMajor === major && ourMinor < minor)
}

function packageVersion(name) {
  return attempt(() => {
    const folders = require.resolve.paths(name).map(folder => `${folder}/${name}/package.json`)
    const found = folders.find(path => attempt(() => accessSync(path) === undefined))
    return JSON.parse(readFileSync(found, 'utf8')).version
  })
}

/** The first line of `--version`, which is all that these programs have in common. */
function versionLine(program) {
  const { status, stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' })
  return status === 0 ? stdout.split('\n')[0].trim() : null
}

function firstVersion(names) {
  const program = names.map(findProgram).find(Boolean)
  return program ? versionLine(program) : null
}

function cache() {
  const folder = cacheFolder()
  return attempt(() => {
    mkdirSync(folder, { recursive: true })
    accessSync(folder, constants.W_OK)
    return folder
  })
}
