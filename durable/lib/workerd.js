// Where the program workerd is: in the npm package of that name, which has one for each system.

import { createRequire } from 'node:module'
import { arch, platform } from 'node:process'
import { DurableError } from './error.js'

const PACKAGES = { 'linux x64': 'linux-64', 'linux arm64': 'linux-arm64', 'darwin x64': 'darwin-64', 'darwin arm64': 'darwin-arm64', 'win32 x64': 'windows-64' }

/**
 * @param {string | URL} from a file whose packages are looked at
 * @returns {string} a path
 */
export function findWorkerd(from) {
  const name = PACKAGES[`${platform} ${arch}`]
  try {
    const own = createRequire(createRequire(from).resolve('workerd/package.json'))
    return own.resolve(`@cloudflare/workerd-${name}/bin/workerd${platform === 'win32' ? '.exe' : ''}`)
  } catch {
    throw new DurableError('options', 'The package workerd is not here: npm install workerd.')
  }
}
