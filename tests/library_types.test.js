// The types of @weft/host and of a made library, by TypeScript's own strict check of an example of everything.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { buildLibrary, folder } from './library/build.js'
import { sizeAtOnce } from './library/size.js'
import { root } from './programs.js'

const options = {
  strict: true, noEmit: true, module: 'nodenext', moduleResolution: 'nodenext', target: 'es2022', lib: ['esnext', 'dom', 'dom.asynciterable'],
  types: [], exactOptionalPropertyTypes: false, skipLibCheck: false
}

test('tsc --strict takes an example of everything, and finds what is wrong in it', async () => {
  await buildLibrary('lib')
  copyFileSync(join(root, 'tests/library/example.ts'), join(folder, 'example.ts'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: ['example.ts'] }))
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' })
  assert.equal(stdout, '')
  assert.equal(status, 0)
})

test('its JavaScript is at most 15 KB, compressed, and what it does not use is not in it', async () => {
  await buildLibrary('small')
  const size = await sizeAtOnce('export * from "./small.js"')
  assert.ok(size <= 15_000, `${size} bytes`)
})
