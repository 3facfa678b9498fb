/**
 * The wasm file of each example prints its transcript on one host: the one that WEFT_TEST_HOST
 * names (node, node24, node26 or wasmtime). The native hosts are compared by CTest.
 */
import assert from 'node:assert/strict'
import test from 'node:test'
import { readExamples } from '../playground/make/shelves.js'
import { buildWasm, tools, weft } from './programs.js'
import { difference, transcriptOptions } from './transcript.js'

const host = process.env.WEFT_TEST_HOST ?? 'node'
const node = { ...tools(), wasmtime: null }[host] ?? process.execPath
const run = [node, weft, 'run', '--host', host === 'wasmtime' ? 'wasmtime' : 'node']

const examples = readExamples()
const programs = await buildWasm(examples.map(({ file }) => file), 'page')   // once for all suites that play examples

for (const example of examples) {
  test(`${example.name} on ${host}`, () => {
    const command = [...run, ...transcriptOptions(example), programs[example.name]]
    assert.equal(difference(example, command), null)
  })
}
