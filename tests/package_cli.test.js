// @weft/cli as npm packs it: what is in the archive, and that the command works in a folder where nothing
// else is, with the runtime compiled already, but never with one that was compiled from other sources.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import {
  appendFileSync, cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { LIBRARIES } from '../toolchain/library.js'
import { listHeaders, readList } from '../toolchain/runtime.js'
import { needs, root } from './programs.js'

const folder = mkdtempSync(join(tmpdir(), 'weft-cli-'))
const cache = join(folder, 'cache')
const copy = join(folder, 'copy')
const installed = join(folder, 'node_modules', '@weft', 'cli')
let packed

const call = (words, { cwd = folder, env = {} } = {}) => execFileSync(words[0], words.slice(1),
  { cwd, env: { ...process.env, ...env }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

const weft = words => call(['npx', '--no-install', 'weft', ...words], { env: { WEFT_CACHE: cache } })

/** In a copy: npm brings the runtime into the folder that it packs, and other suites read there meanwhile. */
function pack(name) {
  const words = ['npm', 'pack', '--json', '--pack-destination', folder]
  return JSON.parse(call(words, { cwd: join(copy, name) }))[0]
}

function copyRepository() {
  for (const name of ['web', 'toolchain', 'dev', 'runtime', 'wasi', 'CMakeLists.txt', 'LICENSE', 'package.json']) {
    cpSync(join(root, name), join(copy, name), { recursive: true })
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
}

before(() => {
  copyRepository()
  const host = pack('web')
  packed = pack('toolchain')
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }')
  const archives = [host, packed].map(({ filename }) => join(folder, filename))
  call(['npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', ...archives])
  cpSync(join(root, 'playground', 'examples', 'tasks', 'hello.c'), join(folder, 'hello.c'))
  writeFileSync(join(folder, 'time_test.c'), `#include <weft/test.h>

WEFT_TEST(time_passes)
{
    WEFT_TRY(weft_sleep(1));
    WEFT_EXPECT_EQUAL(weft_time(), 1.0);
    return WEFT_OK;
}

WEFT_TESTS({"time passes", time_passes})
`)
})

after(() => rmSync(folder, { recursive: true, force: true }))

test('the archive holds the runtime and the command, and nothing of the repository', () => {
  const paths = packed.files.map(({ path }) => path)
  const wanted = [...readList(root).map(({ path }) => path), ...listHeaders(root), 'runtime/sources.txt',
    'weft.js', 'program.js', 'CMakeLists.txt', 'LICENSE', 'README.md']
  for (const path of wanted) assert.ok(paths.includes(path), path)
  assert.equal(paths.filter(path => path.startsWith('compiled/')).length, Object.keys(LIBRARIES).length)
  assert.deepEqual(paths.filter(path => /^(setup|test|dev|tests)\b|\.test\.js$/.test(path)), [])
  for (const path of paths) {
    const bytes = readFileSync(join(installed, path))
    for (const place of [root.replace(/\/$/, ''), copy]) assert.ok(!bytes.includes(place), `${path} names a folder of this machine`)
  }
})

test('nothing is left where it was packed', () => {
  for (const name of ['runtime', 'wasi', 'compiled', 'LICENSE']) {
    assert.ok(!existsSync(join(copy, 'toolchain', name)), name)
  }
})

test('it runs, builds and tests a program, and compiles no runtime for that', () => {
  const lines = readFileSync(join(root, 'playground', 'examples', 'tasks', 'hello.txt'), 'utf8')
  const virtual = ['--clock', 'virtual', '--stamp']
  assert.equal(weft(['run', 'hello.c', ...virtual]), lines)
  weft(['build', 'hello.c'])
  assert.equal(weft(['run', 'hello.wasm', ...virtual]), lines)
  weft(['build', '-Os', 'hello.c', '-o', 'small.wasm'])
  assert.match(weft(['test', 'time_test.c']), /^ok 1 - time passes$/m)
  assert.equal(readdirSync(cache).length, 4, 'the four programs are kept, and no part of the runtime')
})

test('a runtime that was compiled from other sources is not taken', async () => {
  const { buildLibrary } = await import(pathToFileURL(join(installed, 'library.js')).href)
  const build = () => buildLibrary({
    cache: { get: () => null, put() {} },
    tools: { llvm: () => { throw new Error('compiles') } }
  })
  assert.ok((await build()).cached)
  appendFileSync(join(installed, 'runtime', 'weft.h'), '/* changed */\n')
  await assert.rejects(build, /compiles/)
})

test('CMake builds the project of weft new --cmake with the package alone', needs('cmake', 'ninja', 'gcc'), () => {
  weft(['new', 'mine', '--cmake'])
  const mine = join(folder, 'mine')
  symlinkSync(join(folder, 'node_modules'), join(mine, 'node_modules'))
  const [, block] = /```sh\n([^]*?)```/.exec(readFileSync(join(mine, 'README.md'), 'utf8'))
  const commands = block.trim().split('\n').map(line => line.split('#')[0].trim()).filter(line => /^c(make|test) /.test(line))
  assert.equal(commands.length, 3)
  const said = commands.map(line => call(line.split(/\s+/), { cwd: mine, env: { CMAKE_GENERATOR: 'Ninja' } }))
  assert.match(said[2], /100% tests passed/)
  assert.equal(call([join(mine, 'build', 'mine')], { env: { WEFT_CLOCK: 'virtual' } }), 'Hello, Ann.\nHello, Ben.\nBoth took 1 second.\n')
})
