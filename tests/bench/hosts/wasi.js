// Runs a WASI program in Node's own WASI, which blocks: node wasi.js FILE.wasm [ARGUMENTS…]
// A Weft program that was not woven imports asyncify's functions; it must not call them.

import { readFileSync } from 'node:fs'
import { WASI } from 'node:wasi'

const [file, ...args] = process.argv.slice(2)
const wasi = new WASI({ version: 'preview1', args: ['program', ...args], returnOnExit: true })
const module = await WebAssembly.compile(readFileSync(file))
const asyncify = Object.fromEntries(['start_unwind', 'stop_unwind', 'start_rewind', 'stop_rewind']
  .map(name => [name, () => { throw new Error(`asyncify.${name} was called`) }]))
const instance = await WebAssembly.instantiate(module, { ...wasi.getImportObject(), asyncify })
process.exitCode = wasi.start(instance)
