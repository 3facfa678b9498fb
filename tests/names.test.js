/**
 * What the repository names is in the repository: every document that a source, a test or a page names
 * (`docs/trace.md`, `CONTRIBUTING.md`) is there.
 */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { test } from 'node:test'
import { root } from './programs.js'

const TEXT = /\.(c|h|s|S|js|ts|json|md|html|css|txt|cmake|in|py)$|(^|\/)(run|CMakeLists\.txt)$/
const DOCUMENT = /(?<![\w*/.-])((?:\.{1,2}\/)*(?:[\w-]+\/)*[\w-]+\.md)\b/g

/** The files of the repository, those that are not committed yet among them. */
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
  .split('\n').filter(path => path && existsSync(join(root, path)))
const known = new Set(files.filter(path => path.endsWith('.md')).map(path => basename(path)))

/** The documents that a text names and that are not there. */
function missingIn(path, text) {
  return [...text.matchAll(DOCUMENT)].map(([, name]) => name)
    .filter(name => !existsSync(join(root, name)) && !existsSync(join(root, dirname(path), name)) && !known.has(basename(name)))
}

test('every document that is named is there', () => {
  const missing = files.filter(path => TEXT.test(path) && path !== 'tests/names.test.js').flatMap(path =>
    missingIn(path, readFileSync(join(root, path), 'utf8')).map(name => `${path} names ${name}`))
  assert.deepEqual(missing, [])
})

test('one that is not there is found', () => {
  assert.deepEqual(missingIn('tests/c/test_lock.c', '/* A lock (NOWHERE.md, docs/trace.md, ../docs/guide.md). */'), ['NOWHERE.md'])
})
