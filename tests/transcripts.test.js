/**
 * The wasm file of each example prints its transcript on one host: the one that WEFT_TEST_HOST
 * names (node, node24, node26 or wasmtime). The native hosts are compared by CTest.
 */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { root, tools } from '../toolchain/setup/tools.js'
import { difference, readExamples, transcriptOptions } from './transcript.js'

const weft = join(root, 'toolchain', 'weft.js')
const folder = join(root, 'build', 'transcripts')
const host = process.env.WEFT_TEST_HOST ?? 'node'
const node = { ...tools(), wasmtime: null }[host] ?? process.execPath
const run = [node, weft, 'run', '--host', host === 'wasmtime' ? 'wasmtime' : 'node']

mkdirSync(folder, { recursive: true })

function build({ name }) {
  const program = join(folder, `${name}.wasm`)
  const source = join('playground', 'examples', `${name}.c`)
  execFileSync(process.execPath, [weft, 'build', source, '-o', program], { cwd: root })
  return program
}

for (const example of readExamples()) {
  test(`${example.name} on ${host}`, () => {
    const command = [...run, ...transcriptOptions(example), build(example)]
    assert.equal(difference(example, command), null)
  })
}
