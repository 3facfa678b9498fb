// In the process of a suite of outside.js, by --import: which mutants its programs came to while a test went on. A line of JSON each: the names of the
// tests, and the numbers; without a name it was between two tests.

import { appendFileSync, closeSync, openSync, readFileSync, writeSync } from 'node:fs'
import { afterEach, beforeEach } from 'node:test'

const file = process.env.MUTANT_REACHED
const active = []

/** It stays in place: programs that go on have it mapped. */
function note() {
  const bytes = readFileSync(file)
  const reached = [...bytes.keys()].filter(number => bytes[number])
  const opened = openSync(file, 'r+')
  writeSync(opened, Buffer.alloc(bytes.length))
  closeSync(opened)
  appendFileSync(`${file}.jsonl`, `${JSON.stringify({ names: active, reached })}\n`)
}

beforeEach(test => {
  note()
  active.push(test.name)
})
afterEach(test => {
  note()
  active.splice(active.lastIndexOf(test.name), 1)
})
process.on('exit', note)
