/**
 * The timeline of a run (web/lib/trace/timeline.js): what the lanes of the page and the pictures of the
 * guide are drawn from.
 */
import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import test, { before } from 'node:test'
import { findExample } from '../playground/make/shelves.js'
import {
  READY, endTimeline, extendTimeline, lanesOf, lookOf, timeline
} from '../web/lib/trace.js'
import { buildNative, needs } from './programs.js'
import { recordsOf } from './trace/dumps.js'
import { trace } from './trace/run.js'

const native = needs('gcc')
const names = ['queue', 'lock', 'timeouts', 'wait_first', 'graceful_shutdown', 'group_failures',
  'condition_deadlock', 'semaphore', 'event']
const runs = new Map()   // the records of each example

before(async () => {
  if (native.skip) return
  const examples = names.map(findExample)
  const programs = await buildNative('plain', examples.map(({ file }) => file))
  for (const { name, options: { signal } } of examples) {
    const file = trace(programs[name], signal ? { WEFT_SIGNALS: signal } : {}, 'timeline')
    runs.set(name, [...recordsOf(file)])
    rmSync(file)
  }
})

function wholeOf(records, reason = 'exit') {
  const line = timeline()
  extendTimeline(line, records)
  endTimeline(line, reason)
  return line
}

test('bars of a task follow each other without a gap', native, () => {
  for (const [name, records] of runs) {
    const { tasks, past } = wholeOf(records)
    for (const { bars, end } of tasks.values()) {
      for (const [at, { to }] of bars.slice(0, -1).entries()) {
        assert.ok(to === bars[at + 1].from || bars[at].task === 0, `${name}: bar ${bars[at].id}`)
      }
      if (end) assert.equal(bars.at(-1).to, end.at, name)
      for (const bar of bars) assert.ok(bar.to < past.length && lookOf(bar), name)
    }
  }
})

test('a request to stop cuts, a time limit of one\'s own does not', native, () => {
  const cut = wholeOf(runs.get('graceful_shutdown')).bars.filter(({ cancelled }) => cancelled)
  assert.ok(cut.length > 0 && cut.every(({ task }) => task > 0))
  const { bars } = wholeOf(runs.get('timeouts'))
  assert.deepEqual(bars.filter(({ task, cancelled }) => task === 1 && cancelled), [])
})

test('a program that broke off in a step has a bar that failed', native, () => {
  const records = runs.get('lock')
  const at = records.findLastIndex(({ kind, detail }) => kind === 'ran' && detail === READY.step) + 1
  const line = wholeOf(records.slice(0, at), 'trap')
  assert.equal(line.broken, line.bars.at(-1))
  assert.equal(line.tasks.get(line.broken.task).end.kind, 'failed')
  assert.ok(line.order.at(-1) < line.edge)
})
