/** docs/from-asyncio.md: our names exist, every public name of asyncio's stands there. */
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { readReference } from '../docs/make/reference.js'
import { readRows } from '../docs/make/sources.js'
import { transcript } from './oracle/oracle.js'
import { root } from './programs.js'

const page = readFileSync(join(root, 'docs/from-asyncio.md'), 'utf8')
const rows = readRows()

test('every name of ours is public', () => {
  const entries = readReference().pages.flatMap(({ entries }) => entries)
  const known = new Set(entries.flatMap(({ names, constants }) => [...names, ...constants]))
  const options = ['WEFT_DEBUG']   // variables of the environment
  const used = new Set(page.match(/\b(weft|WEFT)_\w+/g))
  assert.deepEqual([...used].filter(name => !known.has(name) && !options.includes(name)), [])
})

test('every public name of asyncio has a row, with ours or the reason for none', async () => {
  const theirs = new Set(rows.flatMap(row => row.theirs))
  const missing = (await publicNames()).filter(name => !theirs.has(`asyncio.${name}`))
  assert.deepEqual(missing, [])
  const silent = rows.filter(({ ours, difference }) =>
    ours.length === 0 && !/^(later|not in C): /.test(difference))
  assert.deepEqual(silent, [])
})

test('every difference stands there, and leads to its area of the contract', () => {
  const read = file => readFileSync(join(root, file), 'utf8')
  const differences = Object.keys(JSON.parse(read('tests/conformance/differences.json')))
  const areas = JSON.parse(read('tests/conformance/statements.json'))
  const headings = read('docs/conformance.md').match(/^## .*/gm)
    .map(line => line.slice(3).toLowerCase().replace(/[^\w\- ]/g, '').replaceAll(' ', '-'))
  const definitions = page.matchAll(/^\[(\d+)\]: conformance\.md#(.*)/gm)
  const leads = new Map([...definitions].map(found => found.slice(1)))
  const named = new Set([...page.matchAll(/\[(\d+)\](?!:)/g)].map(([, number]) => number))

  const wanted = 'a number belongs behind its area, and its link to the end of the page'
  assert.deepEqual([...leads.keys()].sort(), differences.sort(), wanted)
  assert.deepEqual([...named].sort(), differences, wanted)
  for (const [number, anchor] of leads) {
    const { area } = areas.find(({ statements }) => number in statements)
    assert.ok(anchor.startsWith(area.toLowerCase()), number)
  }
  for (const [, anchor] of page.matchAll(/conformance\.md#([^)\s]*)/g)) {
    assert.ok(headings.includes(anchor), anchor)
  }
})

/** What `from asyncio import *` gives in the Python that the examples are compared with. */
async function publicNames() {
  const folder = join(root, 'build', 'from-asyncio')
  const file = join(folder, 'names.py')
  mkdirSync(folder, { recursive: true })
  writeFileSync(file, 'import asyncio\nprint(*asyncio.__all__)\n')
  const { stdout, stderr, code } = await transcript(file)
  assert.equal(code, 0, stderr)
  return stdout.replace(/^\[.*?\] /, '').trim().split(' ')
}
