/**
 * Findings (playground/page/tasks/findings.js): each illness is found, with its line and its moment, and a program that is well has none.
 * They are read from the trace alone, so no browser is needed; how the page shows them is in tests/page_fork.test.js.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { adviceFor } from '../playground/page/tasks/advice.js'
import { firstChoice } from '../playground/page/tasks/first.js'
import { findingsOf } from '../playground/page/tasks/findings.js'
import { LEVELS, buildProgram } from '../toolchain/cli/build.js'
import { lint } from '../toolchain/lints.js'
import { createMachine } from '../web/lib/orders/machine.js'
import { decode, endTimeline, extendTimeline, timeline } from '../web/lib/trace.js'
import { root } from './programs.js'

const file = join(root, 'tests/findings/ill.c')
const source = readFileSync(file, 'utf8')
const built = buildProgram([file], {}, LEVELS.explore, { say() {}, done() {} }).then(bytes => new WebAssembly.Module(bytes))

const known = said => ({ source, warnings: lint(source), said })

/** What a run left behind, first come, first served. */
async function play(way) {
  const { trace, said } = createMachine(await built, { args: way ? [way] : [] }).run([], { keeps: true })
  return { records: decode(trace).records, said: said.split('\n') }
}

function timelineOf(records) {
  const model = timeline()
  extendTimeline(model, records)
  endTimeline(model, 'exit')
  return model
}

const lineWith = text => source.split('\n').findIndex(line => line.includes(text)) + 1
const lineIn = (name, text) => source.slice(0, source.indexOf(text, source.indexOf(`static int ${name}(`))).split('\n').length

const ILL = {
  deadlock: { title: /^Two tasks wait for each other$/, text: /Task-2 waits for the lock blue, held by Task-3.*Task-3 waits for the lock red, held by Task-2.*same order in every task/, line: lineIn('blue_first', 'weft_lock_acquire(&red)') },
  held: { title: /^Task-2 waits 0\.5 s with the lock lock held$/, text: /Task-3 stands behind it/, line: lineIn('holds', 'weft_sleep(0.5)') },
  blocks: { title: /^Task-2 stops everybody for 2\.0 s$/, text: /while Task-3 could run\. weft_sleep lets the others run/, line: lineWith('{blocks, NULL}') },
  polls: { title: /^Task-2 asks again and again$/, text: /200 times/, line: 0 },
  leaked: { title: /^Task-2 is still at work when main ends$/, text: /Join it, or spawn it in a group/, line: lineWith('weft_spawn(fine') },
  unheard: { title: /^Nobody looked at the failure of Task-2$/, text: /code 7, “the disk is full”/, line: lineWith('weft_raise(7') },
  swallowed: { title: /^Task-2 swallows its cancel$/, text: /return WEFT_CANCELLED/, line: lineIn('swallows', 'weft_sleep(9)') },
  grows: { title: /^The queue items only grows$/, text: /It held 2\d items at 2\.9 s, and it has no bound/, line: lineIn('puts_fast', 'weft_sleep(0.1)') },
  'own-lock': { title: /^Each task has a lock of its own$/, text: /Task-2 and Task-3 each take another lock called mine/, line: lineWith('weft_lock_acquire(&mine)') },
  'same-argument': { title: /^3 tasks are given the one variable i$/, text: /&numbers\[i\]/, line: lineWith('weft_spawn(reads') }
}

for (const [kind, { title, text, line }] of Object.entries(ILL)) {
  test(`found: ${kind}`, async () => {
    const { records, said } = await play(kind)
    const found = findingsOf(timelineOf(records), known(said))
    assert.deepEqual(found.map(finding => finding.kind), [kind])
    assert.match(found[0].title, title)
    assert.match(found[0].text, text)
    if (line) assert.equal(found[0].line, line)
    assert.ok(found[0].record >= 0 && found[0].record < records.length)
    assert.ok(found[0].task > 0)
  })
}

test('a program that is well has no finding, and neither has one whose tasks obey a cancel', async () => {
  for (const way of ['', 'cancelled']) {
    const { records, said } = await play(way)
    assert.deepEqual(findingsOf(timelineOf(records), known(said)), [], way)
  }
})

test('in a deadlock a task of the ring is chosen, not one that waits behind it, and the advice is for that ring', async () => {
  const model = timelineOf((await play('deadlock')).records)
  assert.ok(model.ring.includes(firstChoice(model, 'exit').task))
  const bar = { state: 'waiting', wait: 'lock', to: -1 }
  assert.equal(firstChoice({ dead: true, ring: [2], bars: [{ ...bar, task: 2 }, { ...bar, task: 3 }] }, 'exit').task, 2)
  const ring = (...kinds) => kinds.map(kind => ({ wait: { kind } }))
  assert.match(adviceFor(ring('lock'), { kind: 'lock' }), /take it once/)
  assert.match(adviceFor(ring('lock', 'lock'), { kind: 'lock' }), /same order/)
  assert.match(adviceFor(ring('join', 'join'), { kind: 'join' }), /^One of them has to go on/)
})

test('a run may be looked at while it goes on, after any record', async () => {
  for (const way of Object.keys(ILL)) {
    const { records } = await play(way)
    const model = timeline()
    for (let at = 0; at < records.length; at += 5) {
      extendTimeline(model, records.slice(at, at + 5))
      for (const { record, line, title } of findingsOf(model, known([]))) assert.ok(record >= 0 && record < model.past.length && line >= 0 && title, way)
    }
  }
})

test('what a program prints cannot be taken for a finding of the runtime', async () => {
  const { records } = await play('')
  assert.deepEqual(findingsOf(timelineOf(records), known(['weft: Task-9 ended with code 7 (failed), spawned at ill.c:3'])), [])
})
