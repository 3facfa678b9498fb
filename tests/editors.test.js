/**
 * Editors: the flags of compile_flags.txt, which clangd takes for this folder, are enough for every C file
 * that is not for WebAssembly, and .clangd names those that are.
 */
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { needs, root } from './programs.js'

const flags = readFileSync(join(root, 'compile_flags.txt'), 'utf8').trim().split('\n')
const [, forWasm] = /PathMatch: (.*)/.exec(readFileSync(join(root, '.clangd'), 'utf8'))
const folders = ['runtime', 'wasi', 'tests/c', 'tests/reference', 'tests/lowlevel', 'playground/examples']
const files = execFileSync('git', ['ls-files', ...folders], { cwd: root, encoding: 'utf8' })
  .split('\n').filter(path => path.endsWith('.c'))
const isForWasm = path => new RegExp(`^${forWasm}$`).test(path)

/** The files that are for WebAssembly by the list of the library. */
function wasmSources() {
  const list = readFileSync(join(root, 'runtime', 'sources.txt'), 'utf8')
  return [...list.matchAll(/^wasm (\S+\.c)/gm)].map(([, path]) => path)
}

test('clang finds every header with the flags that editors take', needs('clang'), () => {
  const native = files.filter(path => !isForWasm(path))
  assert.ok(native.length > 200, `only ${native.length} files were found`)
  const { stderr } = spawnSync('clang', ['-fsyntax-only', '-Werror', ...flags, ...native], { cwd: root, encoding: 'utf8' })
  assert.equal(stderr, '')
})

test('the files that editors read for WebAssembly are those of the list', () =>
  assert.deepEqual(files.filter(isForWasm).sort(), wasmSources().sort()))
