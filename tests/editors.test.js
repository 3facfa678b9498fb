/**
 * Editors: the flags of compile_flags.txt, which clangd takes for this folder, are enough for every C file
 * that is not for WebAssembly, and .clangd names those that are, and those for Emscripten.
 */
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { needs, root } from './programs.js'

const flags = readFileSync(join(root, 'compile_flags.txt'), 'utf8').trim().split('\n')
const [forWasm, forEmscripten] = [...readFileSync(join(root, '.clangd'), 'utf8').matchAll(/PathMatch: (.*)/g)].map(([, pattern]) => new RegExp(`^${pattern}$`))
const folders = ['runtime', 'wasi', 'tests/c', 'tests/reference', 'tests/lowlevel', 'playground/examples']
const files = execFileSync('git', ['ls-files', ...folders], { cwd: root, encoding: 'utf8' })
  .split('\n').filter(path => path.endsWith('.c'))
const isForWasm = path => forWasm.test(path)
const isForEmscripten = path => forEmscripten.test(path)

/** The files that are for a target alone, by the list of the library. */
function sourcesFor(target) {
  const list = readFileSync(join(root, 'runtime', 'sources.txt'), 'utf8')
  return [...list.matchAll(new RegExp(`^${target} (\\S+\\.c)`, 'gm'))].map(([, path]) => path).sort()
}

test('clang finds every header with the flags that editors take', needs('clang'), () => {
  const native = files.filter(path => !isForWasm(path) && !isForEmscripten(path))
  assert.ok(native.length > 200, `only ${native.length} files were found`)
  const { stderr } = spawnSync('clang', ['-fsyntax-only', '-Werror', ...flags, ...native], { cwd: root, encoding: 'utf8' })
  assert.equal(stderr, '')
})

test('the files that editors read for WebAssembly, and not at all, are those of the list', () => {
  assert.deepEqual(files.filter(isForWasm).sort(), [...sourcesFor('wasm'), ...sourcesFor('component\\w*')].filter(path => !isForEmscripten(path)).sort())
  const shared = sourcesFor('wasm')
  assert.deepEqual(files.filter(isForEmscripten).sort(), sourcesFor('emscripten').filter(path => !shared.includes(path)))
})
