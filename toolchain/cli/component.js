// Components: a program whose host is WASI 0.2 or 0.3 instead of preview 1, so that its connections are real under wasmtime. The core module is linked
// with wasi/component; wasm-tools, which comes from elsewhere, puts it into a component by the types of program.wit.

import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { EXIT } from '@weft/host/lib/exit.js'
import { findRoot } from '../runtime.js'
import { CommandError } from './error.js'
import { temporaryFolder } from './objects.js'
import { findTool } from './tool.js'

const LAYER = [0x0d, 0, 1, 0]   // where a module has its version

/** The WASI of a component if nobody says which. */
export const DEFAULT_WASI = '0.2'

/** Is this a component, and no module? */
export function isComponent(bytes) {
  return LAYER.every((byte, at) => bytes[at + 4] === byte)
}

/**
 * @param {Uint8Array} core a module linked with wasi/component, and woven
 * @param {{world?: 'command' | 'http', wasi?: '0.2' | '0.3'}} [options] which world of which program.wit
 * @returns {Uint8Array} the component
 */
export function makeComponent(core, { world = 'command', wasi = DEFAULT_WASI } = {}) {
  const tools = findWasmTools()
  const folder = temporaryFolder()
  const [from, typed, to] = ['core.wasm', 'typed.wasm', 'component.wasm'].map(name => join(folder, name))
  try {
    writeFileSync(from, core)
    const types = join(findRoot(), 'wasi', wasi === '0.3' ? 'component03' : 'component', 'program.wit')
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

/** The wasm-tools to use. */
export const findWasmTools = () => findTool('wasm-tools')
