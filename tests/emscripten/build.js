// Programs by weft-emcc, for the suite, the matrix and the figures.

import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))
export const weftEmcc = join(root, 'toolchain', 'emscripten', 'emcc.js')
/** Debian's emcc is for Debian's Python; another that comes first on the PATH may take longer to start, and emcc starts often. */
const python = existsSync('/usr/bin/emcc') && existsSync('/usr/bin/python3') ? { EMSDK_PYTHON: '/usr/bin/python3' } : {}
const patienceMs = 1_200_000   // a first call may build libc, and the machine may be busy

/** A folder where .js is not taken for a module, as it is elsewhere in this repository. */
export function makeFolder(...names) {
  const folder = join(root, 'build', 'emscripten-tests', ...names)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }\n')
  return folder
}

/** Runs a command to its end, and does not throw. */
export function run(command, words, { cwd, env = {}, ms = patienceMs } = {}) {
  return new Promise(resolve => {
    const options = { cwd, env: { ...python, ...process.env, ...env }, timeout: ms, maxBuffer: 1 << 26 }
    execFile(command, words, options, (error, stdout, stderr) => {
      const code = error ? typeof error.code === 'number' ? error.code : error.signal ?? 1 : 0
      resolve({ code, stdout, stderr: error?.killed ? `${stderr}${command} took longer than ${ms / 1000} s\n` : stderr })
    })
  })
}

/** Links a program of Weft's. */
export function link(words, options) {
  return run(process.execPath, [weftEmcc, ...words], options)
}

/** Runs what emcc wrote; `node` is an engine with its flags. */
export function runProgram(script, { node = [process.execPath], words = [], ...options } = {}) {
  return run(node[0], [...node.slice(1), script, ...words], { ms: 60_000, ...options })
}

/** A function that makes something at its first call, and then gives that. */
export function once(make) {
  let made
  return () => made ??= make()
}
