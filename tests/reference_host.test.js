/**
 * The reference of @weft/host: index.d.ts and index.js name the same things, and every example
 * prints what its page says.
 */
import assert from 'node:assert/strict'
import { copyFileSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { readHostExample, readTypes } from '../docs/make/host.js'
import * as host from '../web/index.js'
import { buildWasm, root, run } from './programs.js'

const from = join(root, 'tests/reference/host')
const to = join(root, 'build/reference-host')
const types = readTypes()
const find = name => types.find(type => type.name === name)
const examples = readdirSync(from).filter(file => file.endsWith('.js'))
  .map(file => file.slice(0, -3))

/** The names of the members of an interface, optional ones included. */
function members(name) {
  const own = find(name).code.replace(/\/\*\*[^]*?\*\//g, '')
  return [...own.matchAll(/^ {2}(?:readonly )?(\w+)\??[:(]/gm)].map(([, word]) => word)
}

const names = ['hello', 'echo', 'interrupt', 'note', 'mail']
const programs = await buildWasm(names.map(name => `tests/reference/host/${name}.c`), 'run')

test('index.d.ts and index.js export the same names', () =>
  assert.deepEqual(readTypes(['index']).filter(({ isValue }) => isValue).map(({ name }) => name).sort(),
    Object.keys(host).sort()))

test('EXIT and SIGNALS are as declared', () => {
  const declared = Object.fromEntries([...find('EXIT').code.matchAll(/(\w+): (\d+)/g)]
    .map(([, name, code]) => [name, Number(code)]))
  assert.deepEqual(declared, { ...host.EXIT })
  const signals = [...find('SignalName').code.matchAll(/'(\w+)'/g)].map(([, name]) => name)
  assert.deepEqual(signals, Object.keys(host.SIGNALS))
})

test('a program and a run have the declared members', async () => {
  const program = await host.load(new URL(`file://${programs.hello}`))
  assert.deepEqual(members('Program').sort(), Object.keys(program).sort())
  const it = program.start({ clock: 'virtual' })
  assert.deepEqual(members('Run').sort(), Object.keys(it).sort())
  const declared = members('Output').filter(name => !(name in it.stdout))
  assert.deepEqual(declared, [])
  assert.deepEqual(members('Exit').sort(), Object.keys(await it.exit).sort())
})

test('every declared option of a program reaches it', () => {
  const values = { clock: 'virtual', signals: 'INT@1', net: 'inside', processes: 'inside' }
  for (const name of members('ProgramOptions')) {
    const env = host.environment({ [name]: values[name] ?? 1 })
    assert.equal(Object.keys(env).length, 1, name)
  }
})

test('every exported name has an example', () =>
  assert.deepEqual(Object.keys(host).filter(name => !readHostExample(name)), []))

test('the examples', async t => {
  mkdirSync(to, { recursive: true })
  for (const [name, file] of Object.entries(programs)) copyFileSync(file, join(to, `${name}.wasm`))
  for (const name of examples) {
    await t.test(name, async () => {
      assert.ok(find(name), `nothing is called ${name}`)
      copyFileSync(join(from, `${name}.js`), join(to, `${name}.mjs`))
      const { code, stdout, stderr } = await run([process.execPath, join(to, `${name}.mjs`)])
      assert.equal(stdout.trimEnd(), readHostExample(name).output.trimEnd(), stderr)
      assert.equal(code, 0, stderr)
    })
  }
})
