// Components: a program whose host is WASI 0.2 instead of preview 1, so that its connections are real under wasmtime. The core module is linked
// with wasi/component; wasm-tools, which comes from elsewhere, puts it into a component by the types of program.wit.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { EXIT } from '@weft/host'
import { findRoot } from '../runtime.js'
import { CommandError } from './error.js'
import { findProgram, isProgram } from './find.js'
import { HOW_TO_GET } from './how_to_get.js'

const LAYER = [0x0d, 0, 1, 0]   // where a module has its version

/** Is this a component, and no module? */
export function isComponent(bytes) {
  return LAYER.every((byte, at) => bytes[at + 4] === byte)
}

/**
 * @param {Uint8Array} core a module linked with wasi/component, and woven
 * @param {'command' | 'http'} [world] of program.wit
 * @returns {Uint8Array} the component
 */
export function makeComponent(core, world = 'command') {
  const tools = findWasmTools()
  const folder = mkdtempSync(join(tmpdir(), 'weft-component-'))
  const [from, typed, to] = ['core.wasm', 'typed.wasm', 'component.wasm'].map(name => join(folder, name))
  try {
    writeFileSync(from, core)
    const types = join(findRoot(), 'wasi', 'component', 'program.wit')
    run(tools, ['component', 'embed', types, '--world', world, from, '-o', typed])
    run(tools, ['component', 'new', typed, '-o', to])
    return readFileSync(to)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function run(tools, words) {
  const { status, error, stderr } = spawnSync(tools, words, { encoding: 'utf8' })
  if (status === 0) return
  throw new CommandError(`${tools} could not make a component: ${error?.message ?? stderr.trim()}`, { exit: EXIT.compile })
}

/** The one that WEFT_WASM_TOOLS names, the project's, the one on the PATH. */
export function findWasmTools() {
  const named = process.env.WEFT_WASM_TOOLS
  if (named) {
    if (isProgram(named)) return named
    throw new CommandError(`WEFT_WASM_TOOLS names ${named}, which is not a program.`)
  }
  const near = [join('.tools', 'wasm-tools'), fileURLToPath(new URL('../../.tools/wasm-tools', import.meta.url))]
  const found = near.find(isProgram) ?? findProgram('wasm-tools')
  if (found) return found
  throw new CommandError(`wasm-tools is ${HOW_TO_GET['wasm-tools']}`)
}
