// In the process of a suite that is played with V8's coverage, by --import: which files of coverage came while a test went on, its own and those of what
// it began. A line of JSON each: the names of the tests, and the files; without a name it was between two tests.

import { appendFileSync, readdirSync } from 'node:fs'
import { afterEach, beforeEach } from 'node:test'
import { takeCoverage } from 'node:v8'

const folder = process.env.NODE_V8_COVERAGE
const known = new Set()
const active = []

function note() {
  takeCoverage()
  const files = readdirSync(folder).filter(name => !known.has(name))
  for (const file of files) known.add(file)
  appendFileSync(`${folder}.jsonl`, `${JSON.stringify({ names: active, files })}\n`)
}

beforeEach(test => {
  note()
  active.push(test.name)
})
afterEach(test => {
  note()
  active.splice(active.lastIndexOf(test.name), 1)
})
