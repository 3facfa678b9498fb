// The runtime's files: where they lie, and which of them make the library. The list of them is
// runtime/sources.txt, which CMake reads, too.

import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BuildError } from './error.js'

/** Beside this package in the repository, inside it when it is packed. */
const ROOTS = ['../', './'].map(path => fileURLToPath(new URL(path, import.meta.url)))

/** How tasks switch on this machine. */
const SWITCH = { x64: 'x86_64', arm64: 'aarch64' }[process.arch] ?? 'ucontext'

/** For each target the first words of its lines. */
const TARGETS = {
  wasm: ['all', 'wasm'],
  command: ['component', 'component_command', 'component02', 'component02_command'],
  http: ['component', 'component_http', 'component02', 'component02_http'],
  command03: ['component', 'component_command', 'component03', 'component03_command'],
  http03: ['component', 'component_http', 'component03', 'component03_http'],
  emscripten: ['all', 'emscripten'],
  native: ['all', 'native', SWITCH],
  run: ['all', 'native', SWITCH, 'run'],
  tls: ['all', 'native', SWITCH, 'openssl'],
  run_tls: ['all', 'native', SWITCH, 'run', 'openssl'],
  ucontext: ['all', 'native', 'ucontext']
}

/** The folder that holds runtime/ and wasi/. */
export function findRoot() {
  const root = ROOTS.find(folder => existsSync(join(folder, 'runtime', 'sources.txt')))
  if (root) return root
  throw new BuildError('no-runtime', `The sources of the runtime are missing in ${ROOTS[1]}. `
    + 'Install the package again.')
}

/**
 * The lines of runtime/sources.txt.
 * @returns {{target: string, path: string, hot: boolean}[]}
 */
export function readList(root = findRoot()) {
  const lines = readFileSync(join(root, 'runtime', 'sources.txt'), 'utf8').split(/\r?\n/)
  return lines.filter(line => /^[^#]/.test(line)).map(line => {
    const [target, path, mark] = line.trim().split(/\s+/)
    return { target, path, hot: mark === 'hot' }
  })
}

/**
 * Which sources make the library for a target: paths below the root, in the order of the list.
 * @param {'wasm' | 'command' | 'http' | 'command03' | 'http03' | 'emscripten' | 'native' | 'run' | 'tls' | 'run_tls' | 'ucontext'} target `native` is this machine, with the quickest switch
 *   there is for it; `run` is the same with what `weft run` adds, `tls` with
 *   TLS by OpenSSL, `run_tls` with both; `ucontext` is this machine with the portable one.
 */
export function listSources(target, root = findRoot()) {
  return entriesFor(target, root).map(({ path }) => path)
}

function entriesFor(target, root) {
  return readList(root).filter(entry => TARGETS[target].includes(entry.target))
}

/** Every header, those of programs and those of the inside, by their paths below the root. */
export function listHeaders(root = findRoot()) {
  return ['runtime', 'wasi'].flatMap(folder => filesBelow(root, folder))
    .filter(path => path.endsWith('.h')).sort()
}

/** Every file below a folder, with `/` between the names on every system. */
function filesBelow(root, folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap(entry => {
    const path = `${folder}/${entry.name}`
    return entry.isDirectory() ? filesBelow(root, path) : [path]
  })
}

/**
 * Reads what the library of a target is made of.
 * @param {'wasm' | 'command' | 'http' | 'command03' | 'http03' | 'native' | 'run' | 'tls' | 'run_tls' | 'ucontext'} target
 * @param {string} [root] the folder that holds runtime/ and wasi/.
 * @returns {{sources: Record<string, string>, headers: Record<string, string>, hot: string[]}}
 *   texts by path below the root; `hot` are the paths of the sources that are compiled for speed.
 */
export function readRuntime(target, root = findRoot()) {
  const entries = entriesFor(target, root)
  const isForComponents = TARGETS[target].includes('component')
  const read = paths =>
    Object.fromEntries(paths.map(path => [path, readFileSync(join(root, path), 'utf8')]))
  return {
    sources: read(entries.map(({ path }) => path)),
    headers: read(listHeaders(root).filter(path => isForComponents || !path.startsWith('wasi/component'))),
    hot: entries.filter(({ hot }) => hot).map(({ path }) => path)
  }
}

/** The name of a source's object: no other source has it, in whatever folder it lies. */
export function objectName(path) {
  return `${path.replaceAll('/', '-')}.o`
}
