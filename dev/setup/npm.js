// The npm packages: `npm ci` in each folder that has a lock file, when what is installed differs.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { step } from './step.js'
import { root } from './tools.js'

/** Installs the packages that the toolchain, the host and the tests need. */
export function installPackages() {
  return install(root, 'npm packages: clang and Binaryen in WebAssembly, CPython for the tests')
}

/** Installs the other Node versions that the tests run on. */
export function installEngines() {
  return install(join(root, 'tests', 'engines'), 'Node 24 and the newest Node, for the tests')
}

async function install(folder, title) {
  if (isCurrent(folder)) return
  await step(`${title} (npm ci)`, [...npm(), 'ci', '--no-audit', '--no-fund'], { cwd: folder })
}

// Inside `npm start` npm says where it is; outside it is on the PATH.
function npm() {
  const script = process.env.npm_execpath
  return script?.endsWith('.js') ? [process.execPath, script] : ['npm']
}

/**
 * Whether node_modules holds what the lock file asks for. npm keeps a lock file of what it has
 * installed in there, so two files tell; a package that is optional (for another processor) or
 * linked (our own workspaces) may be absent from it.
 */
export function isCurrent(folder) {
  const wanted = packagesOf(join(folder, 'package-lock.json'))
  const present = packagesOf(join(folder, 'node_modules', '.package-lock.json'))
  return Object.entries(wanted ?? {}).every(([path, entry]) =>
    !path.startsWith('node_modules/') || isInstalled(folder, path, entry, present))
}

function isInstalled(folder, path, wanted, present) {
  if (wanted.link) return existsSync(join(folder, path))
  const found = present?.[path]
  if (!found) return Boolean(wanted.optional) && !isForThisMachine(wanted)
  return found.version === wanted.version && found.integrity === wanted.integrity
}

function isForThisMachine({ os = process.platform, cpu = process.arch }) {
  return [os].flat().includes(process.platform) && [cpu].flat().includes(process.arch)
}

function packagesOf(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : null
}
