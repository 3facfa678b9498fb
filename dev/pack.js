// What the package of the command line holds beside the files of toolchain/: the sources of the runtime, the
// licence, and the runtime compiled already. npm calls this before it packs, and with --remove
// afterwards; .gitignore names what lies there meanwhile.

import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { openCache } from '../toolchain/cache.js'
import { BROUGHT, LIBRARIES, buildLibrary } from '../toolchain/library.js'
import { root } from './setup/tools.js'

const copied = ['runtime', 'wasi', 'CMakeLists.txt', 'LICENSE']
const folder = join(root, 'toolchain')

function remove() {
  for (const path of [...copied.map(name => join(folder, name)), BROUGHT]) {
    rmSync(path, { recursive: true, force: true })
  }
}

async function bring() {
  remove()
  for (const name of copied) cpSync(join(root, name), join(folder, name), { recursive: true })
  const brought = openCache({ folder: BROUGHT })
  for (const options of Object.values(LIBRARIES)) {
    const { key, archive } = await buildLibrary({ cache: openCache(), options })
    if (!await brought.put(key, archive)) throw new Error(`${BROUGHT} cannot be written.`)
  }
}

if (process.argv.includes('--remove')) remove()
else await bring()
