// The lines that the page makes of a program's output: whole, with the times that the trace says,
// whichever of the two comes first.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLines } from '../playground/page/run/lines.js'

const bytes = text => new TextEncoder().encode(text)

/** The last that was passed on of each line, as a pane keeps it. */
function collect(lines, shown = new Map()) {
  const news = lines.take()
  for (const line of [...news?.lines ?? [], ...news?.tail ?? []]) shown.set(line.number, line)
  return shown
}

const timesOf = shown => [...shown.values()].map(({ time }) => time)

test('a time comes after its line, before it, or never', () => {
  const lines = createLines()
  lines.add(1, bytes('one\ntw'))
  const shown = collect(lines)
  assert.deepEqual(timesOf(shown), [null, null])
  lines.setOrigin(1, 0, { time: 0.5, own: false })
  lines.setOrigin(1, 4, { time: 1, own: false })
  lines.setOrigin(1, 6, { time: 1.25, own: false })          // the rest of "two", which has its time
  lines.setOrigin(1, 8, { time: 1.5, own: false })
  lines.add(1, bytes('o\nthree\nfour\n'))
  lines.end()
  collect(lines, shown)
  assert.deepEqual(timesOf(shown), [0.5, 1, 1.5, null])
  assert.deepEqual([...shown.values()].map(({ text, from, to }) => [text, from, to]),
    [['one', 0, 4], ['two', 4, 8], ['three', 8, 14], ['four', 14, 19]])
})

test('what a program prints is its own, also when it looks like a time', () => {
  const lines = createLines()
  lines.add(1, bytes('[2.500] here\n[\n\n'))
  lines.add(2, bytes('[1.000]\n'))
  lines.end()
  assert.deepEqual([...collect(lines).values()].map(({ text }) => text), ['[2.500] here', '[', '', '[1.000]'])
})

test('the last lines of a long output have their times', () => {
  const lines = createLines()
  const many = 10_000
  for (let i = 0; i < many; i++) lines.add(1, bytes('line\n'))
  collect(lines)
  for (let i = 0; i < many; i++) lines.setOrigin(1, i * 5, { time: i, own: false })
  lines.end()
  const shown = [...collect(lines).values()]
  assert.equal(shown.at(-1).time, many - 1)
  assert.ok(shown.every(({ number, time }) => number === time))
  assert.equal(shown.length, 2200)
})
