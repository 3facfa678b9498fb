// How much the page loads, compressed, against what it may. The numbers are of gzip; most hosts
// send less with Brotli.

import { brotliCompressSync, gzipSync } from 'node:zlib'

const LIMITS = { 'first paint': 60, 'first run of an example': 300, 'first run of a lesson': 300, 'editor, more': 220, 'one file, more': 110 }

/** @returns {{name: string, ok: boolean, line: string, kilobytes: number}[]} */
export function checkBudgets({ folder, html, page, workers, single, examples, lessons }) {
  const script = page.result.closure(page.script)
  const paint = [html, page.styles, examples.file, examples.first.text, ...script]
  const size = ({ program, text }) => folder.read(program).length + folder.read(text).length
  const biggest = examples.list.reduce((a, b) => size(a) > size(b) ? a : b)
  const picture = page.result.holding('page/picture_parts.js')
    .flatMap(file => [...page.result.closure(file)])
  const run = [...paint, ...picture, ...workers.result.closure(workers.runWorker), biggest.text, biggest.program]
  const lessonSize = ({ file, shown }) => folder.read(file).length + folder.read(shown).length
  const longest = lessons.list.reduce((a, b) => lessonSize(a) > lessonSize(b) ? a : b)
  const parts = page.result.holding('page/lesson_parts.js').flatMap(file => [...page.result.closure(file)])
  const lesson = [...paint, ...picture, ...parts, ...workers.result.closure(workers.runWorker), lessons.file, longest.file, longest.shown]
  const editor = page.result.holding('page/source/editor.js')
    .flatMap(file => [...page.result.closure(file)])
  const more = [...new Set(editor)].filter(file => !script.has(file))
  return [
    line('first paint', sizeOf(folder, paint)),
    line('first run of an example', sizeOf(folder, run)),
    line('first run of a lesson', sizeOf(folder, lesson)),
    line('editor, more', sizeOf(folder, more)),
    line('one file, more', sizeOf(folder, Object.values(single)))
  ]
}

/** Measured once: Brotli takes its time. */
const sizes = new Map()

function sizeOf(folder, names) {
  const sum = { gzip: 0, brotli: 0 }
  for (const name of new Set(names)) {
    if (!sizes.has(name)) {
      const bytes = folder.read(name)
      const gzip = gzipSync(bytes, { level: 9 }).length
      sizes.set(name, { gzip, brotli: brotliCompressSync(bytes).length })
    }
    sum.gzip += sizes.get(name).gzip
    sum.brotli += sizes.get(name).brotli
  }
  return sum
}

function line(name, { gzip, brotli }) {
  const kilobytes = gzip / 1000
  const limit = LIMITS[name]
  const ok = kilobytes <= limit
  const text = `${name.padEnd(24)} ${kilobytes.toFixed(1).padStart(6)} KB gzip, ` +
    `${(brotli / 1000).toFixed(1)} KB Brotli, of ${limit} KB${ok ? '' : ': TOO MUCH'}`
  return { name, ok, line: text, kilobytes }
}
