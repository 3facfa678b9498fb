// The service worker of the build: its version is the content of the page, its shell are the files that
// the page and the first example need, and behind it come the others: all examples as one bundle.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { hashOf } from './folder.js'

export function makeOffline({ source, folder, html, page, workers, examples, lessons }) {
  const lazy = ['picture_parts.js', 'step_through.js', 'findings.js', 'fork.js', 'every_order.js', 'watch.js', 'take.js', 'world_form.js', 'lesson_parts.js', 'compile/problem_list.js', 'program/browse.js', 'program/pack.js', 'program/version_list.js',
    'tasks/find.js', 'tasks/table.js']
  const chunks = lazy.flatMap(name => page.result.holding(`page/${name}`)).flatMap(file =>
    [...page.result.closure(file)])
  const plain = workers.result.holding('toolchain/plain_run.js').flatMap(file => [...workers.result.closure(file)])
  const files = new Set([page.styles, examples.file, examples.index, examples.first.text,
    examples.first.program, ...page.result.closure(page.script), ...chunks,
    ...workers.result.closure(workers.runWorker), ...plain])
  const shell = ['./', ...files]
  const editor = page.result.holding('page/source/editor.js').flatMap(file => [...page.result.closure(file)])
  const behind = [...new Set([...editor, ...workers.result.closure(workers.compileWorker), ...workers.result.closure(workers.checkWorker), ...workers.result.closure(workers.forkWorker), ...workers.result.closure(workers.watchWorker),
    ...workers.result.holding('page/compile/watched.js').flatMap(file => [...workers.result.closure(file)])])].filter(file => !files.has(file))
  const bundle = makeBundle(folder, 'bundle', examples.list.flatMap(({ text, program }) => [text, program]))
  const taught = makeBundle(folder, 'lessons', [lessons.file, ...lessons.list.flatMap(({ file, programs }) => [file, ...Object.values(programs).map(({ program }) => program)])])
  const version = hashOf(folder.read(html) + [...shell, ...behind, bundle, taught].join())
  const text = readFileSync(join(source, 'offline.js'), 'utf8')
    .replace('__OFFLINE__', () => JSON.stringify({ version, shell, behind, bundle, lessons: taught }))
  return folder.put('offline.js', text)
}

/** Files in one: how long the list of them is, the list, and their bytes one after the other. */
function makeBundle(folder, title, names) {
  const contents = names.map(name => folder.read(name))
  const head = Buffer.from(JSON.stringify(names.map((name, at) => ({ name, size: contents[at].length }))))
  const size = Buffer.alloc(4)
  size.writeUInt32LE(head.length)
  return folder.putHashed(`${title}.gz`, gzipSync(Buffer.concat([size, head, ...contents]), { level: 9 }))
}
