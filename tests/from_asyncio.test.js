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
  const options = ['WEFT_DEBUG', 'WEFT_REPORT']   // variables of the environment
  const used = new Set(page.replace(/\]\([^)]*\)/g, ']').match(/\b(weft|WEFT)_\w+/g))   // not the addresses of links
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

test('every method has a row, but for those of what is not there yet', async () => {
  const theirs = new Set(rows.flatMap(row => row.theirs.map(name => name.replace(/\(.*/, ''))))
  const absent = new Set(rows.filter(row => row.ours.length === 0).flatMap(row => row.theirs))
  const missing = (await publicMethods()).filter(name =>
    !absent.has(`asyncio.${name.split('.')[0]}`) && !theirs.has(name))
  assert.deepEqual(missing, [])
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
function publicNames() {
  return fromPython('names', 'import asyncio\nprint(*asyncio.__all__)\n')
}

/**
 * The methods of the classes among them and of context variables, each where it is first defined:
 * `Queue.put`, not `PriorityQueue.put`. Those of the loop begin with `loop.`.
 */
function publicMethods() {
  return fromPython('methods', `
import asyncio
import contextvars

classes = {name: getattr(asyncio, name) for name in asyncio.__all__
           if isinstance(getattr(asyncio, name), type) and not name.endswith('EventLoop')}
classes |= {name: getattr(contextvars, name) for name in contextvars.__all__ if name[0] != 'c'}
classes['loop'] = asyncio.AbstractEventLoop
for name, one in classes.items():
    if issubclass(one, BaseException):
        continue
    others = [base for base in one.__mro__[1:] if base in classes.values()]
    if one is asyncio.Task:
        others = []   # a task is a future, but ours has functions of its own
    inherited = {method for base in others for method in dir(base)}
    for method in dir(one):
        if not method.startswith('_') and method not in inherited:
            print(name + '.' + method)
`)
}

/** The words that a Python program prints. */
async function fromPython(name, program) {
  const folder = join(root, 'build', 'from-asyncio')
  const file = join(folder, `${name}.py`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(file, program)
  const { stdout, stderr, code } = await transcript(file)
  assert.equal(code, 0, stderr)
  return stdout.replace(/^\[.*?\] /gm, '').trim().split(/\s+/)
}
