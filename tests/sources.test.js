// The list runtime/sources.txt: every file of the runtime that is compiled stands in it, and nothing else does.

import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { basename, join, sep } from 'node:path'
import { test } from 'node:test'
import { listSources, objectName, readList } from '../toolchain/runtime.js'
import { root } from './programs.js'

const text = readFileSync(join(root, 'runtime', 'sources.txt'), 'utf8')
const lines = text.split('\n').filter(line => line && !line.startsWith('#'))
const form = /^(all|wasm|component(?:0[23])?(?:_command|_http)?|emscripten|native|openssl|x86_64|aarch64|ucontext|run) [\w/]+\.[csS]( hot)?$/

function compiledFiles(folder) {
  return readdirSync(join(root, folder), { recursive: true })
    .map(name => `${folder}/${name.split(sep).join('/')}`)
    .filter(path => /\.(c|s|S)$/.test(path))
}

test('it names every file that is compiled, and no other', () => {
  const named = new Set(readList(root).map(({ path }) => path))
  assert.deepEqual([...named].sort(), ['runtime', 'wasi'].flatMap(compiledFiles).sort())
})

test('each line has the word of a target, a path, and at most "hot"; none stands twice', () => {
  for (const line of lines) assert.match(line, form)
  const seen = lines.map(line => line.replace(' hot', ''))
  assert.deepEqual(seen.filter((line, at) => seen.indexOf(line) !== at), [])
})

test('a library has each file once, and no two objects or sources of one name', () => {
  for (const target of ['wasm', 'command', 'http', 'command03', 'http03', 'emscripten', 'native', 'run', 'tls', 'run_tls', 'ucontext']) {
    const paths = listSources(target, root)
    for (const name of [path => path, objectName, path => basename(path)]) {
      assert.equal(new Set(paths.map(name)).size, paths.length, target)
    }
  }
})

test('the name of an object tells folders and kinds of source apart', () => {
  assert.notEqual(objectName('runtime/core/loop.c'), objectName('runtime/core_loop.c'))
  assert.notEqual(objectName('runtime/port/stack.c'), objectName('runtime/port/stack.s'))
})

/** What a file defines for others: a name at the start of a line, with its block on the next. */
function definitions(path) {
  const source = readFileSync(join(root, path), 'utf8')
  return [...source.matchAll(/^(?!static\b|typedef\b|#)[A-Za-z][\w *()]*?\b(weft_\w+)\([^;{]*\)\n\{/gm)].map(([, name]) => name)
}

test('no two files of a library define one name: the linker would take either', () => {
  for (const target of ['wasm', 'emscripten', 'run_tls']) {
    const seen = new Map()
    for (const path of listSources(target, root).filter(path => path.endsWith('.c'))) {
      for (const name of definitions(path)) {
        assert.equal(seen.get(name), undefined, `${name} is defined in ${path}, too`)
        seen.set(name, path)
      }
    }
    assert.ok(seen.size > 300, `${seen.size} definitions`)
  }
})
