// The folder toolchain/ as a package: what it may import, so that it works where the repository is not.

import assert from 'node:assert/strict'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join, resolve, sep } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { EXPORTS, STACK_SIZE } from '../toolchain/link.js'

const folder = fileURLToPath(new URL('../toolchain', import.meta.url))
const { dependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))

const files = readdirSync(folder, { recursive: true })
  .filter(file => file.endsWith('.js') && !file.includes('node_modules'))

/** What a file imports, in each of the three ways to write it. */
function importsOf(file) {
  const text = readFileSync(join(folder, file), 'utf8').replace(/^\s*(\/\/|\*).*$/gm, '')
  const early = /^(?:import '|(?:import|export) [^'"();=]*?\bfrom ')([^'\n]+)'/gm
  const late = /\bimport\('([^'\n]+)'\)/g
  return [...text.matchAll(early), ...text.matchAll(late)].map(([, source]) => source)
}

function packageOf(source) {
  return source.split('/').slice(0, source.startsWith('@') ? 2 : 1).join('/')
}

test('it imports its own files, Node, and the packages that it names, and nothing of the repository', () => {
  const used = new Set()
  for (const file of files) {
    for (const source of importsOf(file)) {
      if (source.startsWith('node:')) continue
      if (source.startsWith('.')) {
        const path = resolve(folder, dirname(file), source)
        assert.ok(path.startsWith(folder + sep) && existsSync(path), `${file} imports ${source}`)
      } else used.add(packageOf(source))
    }
  }
  assert.deepEqual([...used].sort(), Object.keys(dependencies).sort())
})

test('CMake exports the names that link.js does, and gives main as large a stack', () => {
  const cmake = readFileSync(join(folder, 'cmake', 'asyncify.cmake'), 'utf8')
  const [, names] = /foreach\(name IN ITEMS ([^)]*)\)/.exec(cmake)
  assert.deepEqual(names.split(/\s+/), EXPORTS)
  assert.match(cmake, new RegExp(`LINKER:-z,stack-size=${STACK_SIZE}\\s`))
})
