// The service worker of the build: its version is the content of the page, and its shell are the files
// that the page and the first example need.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { hashOf } from './folder.js'

export function makeOffline({ source, folder, html, page, workers, examples }) {
  const lazy = ['picture_parts.js', 'compile/problem_list.js', 'program/browse.js', 'program/pack.js', 'program/version_list.js',
    'source/textarea.js', 'tasks/find.js', 'tasks/table.js']
  const chunks = lazy.flatMap(name => page.result.holding(`page/${name}`)).flatMap(file =>
    [...page.result.closure(file)])
  const plain = workers.result.holding('toolchain/plain_run.js').flatMap(file => [...workers.result.closure(file)])
  const files = new Set([page.styles, examples.file, examples.index, examples.first.text,
    examples.first.program, ...page.result.closure(page.script), ...chunks,
    ...workers.result.closure(workers.runWorker), ...plain])
  const shell = ['./', ...files]
  const version = hashOf(folder.read(html) + shell.join())
  const text = readFileSync(join(source, 'offline.js'), 'utf8')
    .replace('__OFFLINE__', () => JSON.stringify({ version, shell }))
  return folder.put('offline.js', text)
}
