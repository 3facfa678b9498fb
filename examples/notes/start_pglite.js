// The notes without a database server: the same queries in C, carried out by PGlite in this process: node start_pglite.js [FOLDER [PORT]]
// FOLDER keeps the database; memory:// does not. PGlite (27 MB) comes from npm when it is not there.

import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { load } from '@weft/host'
import { createEffects } from './queries.js'

const PGLITE = '@electric-sql/pglite@0.5.17'
const here = dirname(fileURLToPath(import.meta.url))
const build = join(here, '../../build/notes')
const [folder = 'memory://', port = '8080'] = process.argv.slice(2)

function must(words, options) {
  const { status } = spawnSync(words[0], words.slice(1), { stdio: ['ignore', 2, 2], ...options })   // standard output is the program's
  if (status !== 0) process.exit(status ?? 1)
}

/** A folder of its own: the repository's packages stay as they are. */
function openPglite() {
  const there = join(build, 'node_modules/@electric-sql/pglite/dist/index.js')
  mkdirSync(build, { recursive: true })
  if (!existsSync(there)) {
    writeFileSync(join(build, 'package.json'), '{ "private": true }')
    must(['npm', 'install', '--no-audit', '--no-fund', '--no-package-lock', PGLITE], { cwd: build })
  }
  return import(pathToFileURL(there).href)
}

must([process.execPath, join(here, '../../toolchain/weft.js'), 'build', 'notes.c', 'pglite.c', '-o', join(build, 'notes.wasm')], { cwd: here })
const { PGlite } = await openPglite()
const database = await PGlite.create(folder)
const program = await load(readFileSync(join(build, 'notes.wasm')))
const run = program.start({
  name: 'notes', args: ['', port], net: true, effects: createEffects(database),
  onStdout: bytes => process.stdout.write(bytes), onStderr: bytes => process.stderr.write(bytes)
})
for (const name of ['INT', 'TERM']) process.on(`SIG${name}`, () => run.signal(name))
const { code } = await run.exit
await database.close()
process.exit(code)
