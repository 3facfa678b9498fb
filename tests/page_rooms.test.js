/**
 * The rooms of the playground's page (docs/playground.md): which may import from which. The imports
 * are read from the files; an arrow in a wrong direction, or a circle, is a failure that names it.
 */
import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { join, posix } from 'node:path'
import { test } from 'node:test'
import { root } from './programs.js'

/**
 * What each room may import besides itself: other rooms, and what lies outside the page. The six
 * rooms in the middle do not know each other; the shell, the files outside of all rooms, joins them.
 */
const MAY = {
  kit: [],
  source: ['kit', '@codemirror', '@lezer'],
  program: ['kit', 'fflate'],
  compile: ['kit', 'toolchain', '@yowasp'],
  run: ['kit', '@weft', 'toolchain'],
  tasks: ['kit', '@weft'],
  lessons: ['kit', '@weft'],
  shell: ['kit', '@weft', 'source', 'program', 'compile', 'run', 'tasks', 'lessons']
}

const playground = join(root, 'playground')

/** The files of the page with their texts, by their paths below playground/. */
function readPage() {
  const files = readdirSync(join(playground, 'page'), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && entry.name.endsWith('.js'))
    .map(entry => join(entry.parentPath ?? entry.path, entry.name).slice(playground.length + 1))
  return new Map(['page.js', ...files].map(path => [path.replaceAll('\\', '/'),
    readFileSync(join(playground, path), 'utf8')]))
}

/** Every file or package that a text imports, at its start or later. */
function importsOf(text) {
  const early = /^(?:import\s*|(?:import|export)\s[^'"();=]*?\sfrom\s*)'([^']+)'/gm
  const late = /\bimport\('([^']+)'\)/g
  return [...text.matchAll(early), ...text.matchAll(late)].map(([, name]) => name)
}

/** Where an import leads: a path below playground/, or above it with dots, or a package's name. */
function target(from, name) {
  return name.startsWith('.') ? posix.join(posix.dirname(from), name) : name
}

function roomOf(path) {
  const inside = /^page\/(\w+)\//.exec(path)?.[1]
  if (inside) return inside
  if (path === 'page.js' || /^page\/\w+\.js$/.test(path)) return 'shell'
  return path.replace(/^(\.\.\/)+/, '').split('/')[0]
}

/** What is wrong with the arrows between some files: a sentence for each. */
function wrongArrows(files) {
  const wrong = []
  for (const [from, text] of files) {
    const room = roomOf(from)
    if (!MAY[room]) wrong.push(`${from} is in a room of which the test knows nothing`)
    for (const to of importsOf(text).map(name => target(from, name))) {
      const other = roomOf(to)
      if (other !== room && !MAY[room]?.includes(other)) wrong.push(`${from} may not import ${to}`)
      if (to.startsWith('page/') && !files.has(to)) wrong.push(`${from} imports ${to}, which is not there`)
    }
  }
  return wrong
}

/** The first circle of imports, as a list of paths; null when there is none. */
function circle(files) {
  const done = new Set()
  const follow = (path, before) => {
    if (before.includes(path)) return [...before.slice(before.indexOf(path)), path]
    if (done.has(path) || !files.has(path)) return null
    for (const name of importsOf(files.get(path))) {
      const found = follow(target(path, name), [...before, path])
      if (found) return found
    }
    done.add(path)
    return null
  }
  for (const path of files.keys()) {
    const found = follow(path, [])
    if (found) return found
  }
  return null
}

test('no room of the page imports what it may not', () => {
  const files = readPage()
  assert.ok(files.size > 40, `${files.size} files were read`)
  assert.deepEqual(wrongArrows(files), [])
})

test('every room has files, and every file is used', () => {
  const files = readPage()
  assert.deepEqual([...new Set([...files.keys()].map(roomOf))].sort(), Object.keys(MAY).sort())
  const used = new Set([...files].flatMap(([from, text]) =>
    importsOf(text).map(name => target(from, name))))
  const entries = ['page.js', 'page/manual.js', 'page/canvas.js', 'page/run/run_worker.js', 'page/run/job_worker.js',
    'page/compile/compile_worker.js', 'page/lessons/check_worker.js', 'page/run/fork_worker.js', 'page/run/watch_worker.js', 'page/single.js']
  assert.deepEqual([...files.keys()].filter(path => !used.has(path)).sort(), entries.sort())
})

test('no file of the page imports itself over others', () => {
  assert.equal(circle(readPage()), null)
})

test('a wrong arrow, put in by hand, is found', () => {
  const files = readPage()
  const put = (path, line) => new Map(files).set(path, `${line}\n${files.get(path)}`)
  assert.deepEqual(wrongArrows(put('page/kit/dom.js', 'import { x } from \'../tasks/lanes.js\'')),
    ['page/kit/dom.js may not import page/tasks/lanes.js'])
  assert.deepEqual(wrongArrows(put('page/run/output.js', 'const x = await import(\'../source/pins.js\')')),
    ['page/run/output.js may not import page/source/pins.js'])
  assert.deepEqual(wrongArrows(put('page/tasks/axis.js', 'import {\n  x } from \'../settings.js\'')),
    ['page/tasks/axis.js may not import page/settings.js'])
  assert.deepEqual(wrongArrows(put('page/tasks/axis.js', 'export * from \'fflate\'')),
    ['page/tasks/axis.js may not import fflate'])
  assert.deepEqual(circle(put('page/tasks/measure.js', 'import { x } from \'./axis.js\'')),
    ['page/tasks/axis.js', 'page/tasks/measure.js', 'page/tasks/axis.js'])
})
