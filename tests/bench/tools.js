// What the benchmark can use on this machine, each with its version. Nothing is installed here: a
// tool that is missing is null, and the rows that need it say so.

import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { root, tools as projectTools } from '../../dev/setup.js'
import { command } from '../../dev/setup/tools.js'

export { root }

const bench = fileURLToPath(new URL('.', import.meta.url))

/**
 * @typedef {{ path: string, version: string, place: string }} Tool `place` is how tables call it
 * @returns {{ gcc: Tool?, wasmtime: Tool?, nodes: Tool[], go: Tool?, cargo: Tool?, python: Tool? }}
 */
export function findTools() {
  const { gcc, wasmtime, ...others } = projectTools()
  return {
    gcc: describe(gcc, ['-dumpfullversion'], 'gcc'),
    wasmtime: describe(wasmtime, ['--version'], 'wasmtime'),
    nodes: findNodes(others),
    go: describe(command('go'), ['env', 'GOVERSION'], 'Go'),
    cargo: describe(command('cargo'), ['--version'], 'cargo'),
    python: describe(command('python3'), ['--version'], 'Python')
  }
}

/** This Node and those of the tests, each version once, the oldest first. */
function findNodes(others) {
  const installed = Object.keys(others).filter(name => /^node/.test(name)).map(name => others[name])
  const found = new Map()
  for (const path of [process.execPath, ...installed]) {
    const tool = describe(path, ['--version'], 'Node')
    if (tool && !found.has(tool.version)) found.set(tool.version, tool)
  }
  return [...found.values()].sort((a, b) => parseInt(a.version) - parseInt(b.version))
}

function describe(path, words, name) {
  if (!path) return null
  const { status, stdout } = spawnSync(path, words, { encoding: 'utf8', cwd: bench })
  const version = /\d+(\.\d+)+/.exec(stdout ?? '')?.[0]
  return status === 0 && version ? { path, version, place: `${name} ${version}` } : null
}

/** The version of tokio that its peer asks for. */
export function tokioVersion() {
  const manifest = readFileSync(join(bench, 'peers', 'tokio', 'Cargo.toml'), 'utf8')
  return /^tokio = .*"=([\d.]+)"/m.exec(manifest)[1]
}

/** Go's own program that runs its js port in Node, or null. */
export function findGoExec(go) {
  const { stdout } = spawnSync(go.path, ['env', 'GOROOT'], { encoding: 'utf8' })
  return ['lib', 'misc'].map(folder => join(stdout.trim(), folder, 'wasm', 'wasm_exec_node.js'))
    .find(existsSync) ?? null
}

/** One line about the machine; nothing that names its owner. */
export function describeMachine() {
  const all = cpus()
  const memory = Math.round(totalmem() / 2 ** 30)
  const model = all[0]?.model.trim().replace(/\s+/g, ' ') || 'unknown processor'
  return `${all.length} x ${model}, ${memory} GiB, ${process.platform} ${process.arch}`
}
