/**
 * Reading a trace: its bytes, the tables against the runtime's headers, the state rebuilt at every
 * record against the runtime's own dumps, going back and forth, and `weft trace`.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import test, { before } from 'node:test'
import { readExamples } from '../playground/make/shelves.js'
import { root } from '../dev/setup/tools.js'
import {
  CODES, decode, decoder, history, KINDS, plain, READY, seconds, STATES, textOf, wordsOf, world
} from '../web/lib/trace.js'
import { KINDS_OF, WROTE_OWN } from '../web/lib/trace/kinds.js'
import { buildNative, needs } from './programs.js'
import { isWhole, sample } from './sample.js'
import { compareDumps, recordsOf } from './trace/dumps.js'
import { trace } from './trace/run.js'
import { header, readEnum, readLayout, stream } from './trace/stream.js'

const block = 56

// ---- the tables ----

test('the tables are the enums of the runtime', () => {
  const core = header('core/core.h')
  const format = header('watch/trace.h')
  const tables = [
    [KINDS, readEnum(format, 'weft__trace_kind', 'WEFT__')],
    [KINDS_OF, readEnum(format, 'weft__kind_of', 'WEFT__KIND_OF_')],
    [READY, readEnum(core, 'weft__ready_kind', 'WEFT__')],
    [STATES, readEnum(core, 'weft__task_state', 'WEFT__')],
    [CODES, readEnum(header('weft.h'), 'weft_code', 'WEFT_')]
  ]
  for (const [table, wanted] of tables) assert.deepEqual({ ...table }, wanted)
  assert.match(format, new RegExp(`WEFT__WROTE_OWN = 0x${WROTE_OWN.toString(16)}\\b`))
})

test('a record is laid out as struct weft__record', () => {
  const layout = readLayout(header('watch/trace.h'))
  assert.equal(layout.reduce((sum, { bytes }) => sum + bytes, 0), block)
  const fields = Object.fromEntries(layout.map(({ name }, index) => [name, index + 2]))
  const { kind, sequence, ...rest } = fields
  const [record] = decode(stream().add('wrote', rest).bytes()).records
  assert.deepEqual(record, { ...rest, sequence: 1, kind: 'wrote', code: KINDS.wrote, text: '' })
})

// ---- bytes ----

/** A short run: main waits for a lock that Task-2 holds, and gets it. */
function shortRun() {
  return stream()
    .add('begin', { detail: 3, value: -1 })
    .text(1, 'main').text(2, 'Task-2').text(3, 'src/lock.c').text(4, 'amain').text(5, '&lock')
    .add('place', { place: 1, resource: 3, subject: 4, generation: 5, value: 17 })
    .add('spawned', { task: 1, generation: 1, subject: 1, value: 16384 })
    .add('made_ready', { task: 1, generation: 1, detail: READY.step })
    .add('spawned', { task: 2, generation: 1, subject: 2, value: 16384 })
    .add('made_ready', { task: 2, generation: 1, detail: READY.step })
    .add('turn', { value: 2 })
    .add('ran', { task: 2, generation: 1, detail: READY.step })
    .kind(1, 'resource', 'lock', { words: 'the lock' })
    .add('resource', { resource: 1, detail: 1, subject: 5 })
    .add('level', { resource: 1, value: 1, task: 2, generation: 1 })
    .add('made_ready', { task: 2, generation: 1, detail: READY.step })
    .add('ran', { task: 1, generation: 1, detail: READY.step })
    .kind(2, 'wait', 'lock', { words: 'waits for', resource: 1 })
    .add('parked', { task: 1, generation: 1, resource: 1, detail: 2, place: 1, time: 5e8 })
    .add('ran', { task: 2, generation: 1, detail: READY.step, time: 5e8 })
    .add('woken', { task: 1, generation: 1, resource: 1, detail: 1, time: 5e8 })
    .add('level', { resource: 1, value: 1, task: 1, generation: 1, time: 5e8 })
}

test('a good trace gives its records', () => {
  const { records, ...summary } = decode(shortRun().bytes())
  const bytes = shortRun().bytes().length
  const { length } = records
  assert.deepEqual(summary, { bytes, count: length, unknown: 0, dropped: 0, truncated: null })
  assert.deepEqual(records.map(({ sequence }) => sequence), records.map((_, index) => index + 1))
  assert.equal(records[0].value, 2n ** 64n - 1n)
  assert.equal(records[3].text, 'src/lock.c')
})

test('numbers keep their value', () => {
  const values = [0, -1, 2 ** 53 - 1, -(2 ** 53 - 1), 2n ** 53n, 2n ** 63n - 1n, -(2n ** 63n)]
  const bytes = values.reduce((all, value) => all.add('wrote', { value }), stream()).bytes()
  assert.deepEqual(decode(bytes).records.map(({ value }) => value), values)
})

test('a text is as long as it says, also when it fills its blocks', () => {
  for (const length of [0, 1, 55, 56, 57, 112, 65536]) {
    const { records } = decode(stream().text(1, 'x'.repeat(length)).add('end').bytes())
    assert.equal(records[0].text.length, length)
    assert.equal(records[1].kind, 'end')
  }
  assert.equal(decode(stream().text(1, 'é—\u{1f9f5}').bytes()).records[0].text, 'é—\u{1f9f5}')
})

test('a trace that breaks off anywhere gives what is whole, and says so', () => {
  const bytes = shortRun().bytes()
  const whole = decode(bytes).records
  for (let end = 0; end < bytes.length; end++) {
    const { records, truncated } = decode(bytes.subarray(0, end))
    assert.deepEqual(records, whole.slice(0, records.length))
    if (truncated) assert.equal(truncated.offset, end)
    else assert.equal(end % block, 0)
  }
  assert.equal(decode(new Uint8Array(0)).truncated.expected, 'a header of 56 bytes')
})

test('chunks of any size give the same records', () => {
  const bytes = shortRun().bytes()
  const whole = decode(bytes)
  for (const size of [1, 7, 55, 56, 57, 300, 5000]) {
    const reader = decoder()
    const records = []
    for (let at = 0; at < bytes.length; at += size) {
      const chunk = bytes.slice(at, at + size)
      records.push(...reader.push(size % 2 ? chunk : chunk.buffer))
      chunk.fill(0)   // what was pushed may be used again
    }
    assert.deepEqual({ records, ...reader.summary() }, whole)
  }
})

test('what is no trace is refused with its place', () => {
  const cases = [
    [new TextEncoder().encode('x'), 0, /WEFTRACE/],
    [stream({ magic: 'WEFTRACK' }).bytes(), 0, /WEFTRACE/],
    [stream({ version: 1 }).bytes(), 8, /version 2/],
    [stream({ size: 64 }).bytes(), 12, /blocks of 56/],
    [stream().add('turn', { sequence: 2 }).bytes(), 56, /record number 1/],
    [stream().add('turn').add('turn', { sequence: 1 }).bytes(), 112, /record number 2/],
    [stream().text(1, 'x', 65537).bytes(), 104, /length of a text/],
    [stream().text(1, 'x', -1).bytes(), 104, /length of a text/],
    [stream().text(1, 'x', 2n ** 62n).bytes(), 104, /length of a text/]
  ]
  for (const [bytes, offset, words] of cases) {
    assert.throws(() => decode(bytes), error => {
      assert.equal(error.name, 'WeftError')
      assert.equal(error.code, 'bad-trace')
      assert.equal(error.offset, offset)
      assert.match(error.expected, words)
      assert.ok(error.message.split('. ').length <= 2, 'at most two sentences')
      return true
    })
  }
})

test('what came before a bad place is kept, and the decoder stays closed', () => {
  const reader = decoder()
  const bytes = stream().add('turn').add('turn', { sequence: 7 }).bytes()
  let failure
  assert.throws(() => reader.push(bytes), error => {
    failure = error
    return error.records.length === 1
  })
  assert.throws(() => reader.push(new Uint8Array(56)), error => error === failure)
})

test('kinds that are not known are kept and counted', () => {
  const { records, unknown } = decode(stream().add(77, { value: 5 }).add(9999).add('turn').bytes())
  assert.equal(unknown, 2)
  assert.deepEqual(records.map(({ kind, code }) => [kind, code]),
    [['unknown', 77], ['unknown', 9999], ['turn', KINDS.turn]])
  const state = world()
  records.forEach(state.apply)
  assert.equal(state.now.unknown, 2)
  assert.equal(state.explain(records[0]), 'A record of the unknown kind 77.')
})

test('a limit on records drops the rest and says how much', () => {
  const bytes = shortRun().bytes()
  const { records, dropped, truncated } = decode(bytes, { most: 3 })
  assert.equal(records.length, 3)
  assert.equal(dropped, bytes.length - block * 6)
  assert.equal(truncated, null)
})

test('a second run in the same trace begins anew', () => {
  const trace = shortRun().begin({ detail: 0 }).add('turn')
  const { records } = decode(trace.bytes())
  const state = world()
  records.forEach(state.apply)
  assert.equal(state.now.sequence, 2)
  assert.equal(state.now.virtual, false)
  assert.deepEqual(state.now.tasks(), [])
})

test('dumps have numbers of their own', () => {
  const trace = stream().add('turn')
  trace.add('dump_begin', { value: 1 }).add('dump_end').add('clock', { sequence: 2 })
  assert.deepEqual(decode(trace.bytes()).records.map(({ sequence }) => sequence), [1, 2, 3, 2])
})

// ---- state and sentences ----

test('the state of a short run, and a sentence for each record', () => {
  const state = world()
  const said = []
  for (const record of decode(shortRun().bytes()).records) {
    state.apply(record)
    said.push(state.explain(record))
  }
  const naming = /^(Text|Kind) \d+ is /
  assert.deepEqual(said.slice(6).filter(words => !naming.test(words)), [
    'Place 1 is "&lock" in amain, at lock.c:17.',
    'The loop spawns main.',
    'main is ready, because it was just spawned.',
    'The loop spawns Task-2.',
    'Task-2 is ready, because it was just spawned.',
    'Turn 1 begins, 2 ready, no timers set.',
    'Task-2 runs, for the first time.',
    'Resource 1 is the lock &lock.',
    'Task-2 holds the lock &lock.',
    'Task-2 lets the others run first.',
    'main runs, for the first time.',
    'main waits for the lock &lock, held by Task-2, at lock.c:17.',
    'Task-2 runs again.',
    'main is ready, because Task-2 handed it the lock &lock.',
    'main holds the lock &lock.'
  ])
  assert.equal(said[0], 'The run begins with the virtual clock, in the order of seed ' +
    '18446744073709551615.')
  assert.deepEqual(state.now.surprises, { count: 0, first: [] })
  assert.deepEqual(state.now.ready().map(({ kind, task, turn }) => [kind, task, turn]),
    [['step', 1, 2]])
})

test('who waits for whom, and why, at one moment', () => {
  const { records } = decode(shortRun().bytes())
  const parked = records.findIndex(({ kind }) => kind === 'parked')
  const now = history(records).at(parked)
  assert.deepEqual(now.waits(), [{ resource: 1, kind: 'lock', tasks: [1] }])
  assert.deepEqual(now.waitsOn(1), [2])
  assert.equal(now.explain(1), 'main waits for the lock &lock, held by Task-2, since 0.5 s, at ' +
    'lock.c:17.')
  assert.equal(now.explain(2), 'Task-2 could run, and let the others run first.')
  assert.equal(now.explain(3), '')
  assert.equal(now.resource(1).holder, 2)
  assert.equal(now.place(1).file, 'src/lock.c')
})

test('a sentence comes in parts, in which names are names', () => {
  const { records } = decode(shortRun().bytes())
  const past = history(records)
  const index = kind => records.findIndex(record => record.kind === kind)
  const wait = past.describe(index('parked'))
  assert.deepEqual(wait, {
    subject: [{ noun: '', name: 'main', task: 1, resource: 0 }],
    part: '',
    verb: 'waits',
    object: ['for ', { noun: 'the lock', name: '&lock', task: 0, resource: 1 }],
    reason: ['held by ', { noun: '', name: 'Task-2', task: 2, resource: 0 }],
    place: { file: 'lock.c', line: 17 },
    asked: false
  })
  assert.deepEqual(wordsOf(wait),
    { who: 'main', what: 'waits for the lock &lock', why: 'held by Task-2', where: 'lock.c:17' })
  assert.equal(textOf(wait.object, { short: true }), 'for the lock', 'not "the lock lock"')
  assert.equal(textOf(past.describe(index('turn')).subject), 'turn 1')
})

test('a name keeps its letters at the head of a sentence, words do not', () => {
  const task = { task: 1, generation: 1 }
  const trace = stream().add('begin').text(1, 'the waits & co').add('spawned', { ...task, subject: 1 })
    .add('made_ready', { ...task, detail: READY.step }).add('turn', { value: 1 })
    .add('ran', { ...task, detail: READY.step }).add('cancel', { ...task, value: 1 })
    .kind(1, 'wait', 'sleep', { words: 'sleeps' }).add('parked', { ...task, detail: 1 })
  const { records } = decode(trace.bytes())
  const past = history(records)
  const said = records.map((_, at) => past.explain(at)).slice(2).filter(words => !/^(Text|Kind) /.test(words))
  assert.deepEqual(said, [
    'The loop spawns the waits & co.',
    'the waits & co is ready, because it was just spawned.',
    'Turn 1 begins, 1 ready, no timers set.',
    'the waits & co runs, for the first time.',
    'the waits & co asks the waits & co to stop.',
    'the waits & co sleeps for ever.'
  ])
})

test('a request that comes between the wake and the step is told with it', () => {
  const main = { task: 1, generation: 1 }
  const trace = stream().add('begin').text(1, 'main').add('spawned', { ...main, subject: 1 })
    .add('made_ready', { ...main, detail: READY.step }).add('turn', { value: 1 })
    .kind(1, 'wait', 'sleep', { words: 'sleeps' })
    .add('ran', { ...main, detail: READY.step }).add('parked', { ...main, detail: 1 })
    .add('turn').add('woken', main).add('cancel', { ...main, value: 1 })
    .add('ran', { ...main, detail: READY.step })
  const { records } = decode(trace.bytes())
  const past = history(records)
  assert.equal(past.explain(records.length - 1),
    'main runs, because its sleep is over, and the loop asked it to stop.')
  assert.equal(past.describe(records.length - 1).asked, true)
})

test('records that do not fit are noted, not fatal', () => {
  const task = { task: 1, generation: 1 }
  const trace = stream().add('begin')
    .add('woken', task).add('parked', { ...task, resource: 9, detail: 7 })
    .add('timer_due', { subject: 4 }).add('ran', { detail: READY.call, subject: 4 })
    .add('turn', { value: 7, subject: 7 }).add('released', task).add('finished', task)
  const state = world()
  for (const record of decode(trace.bytes()).records) {
    state.apply(record)
    assert.match(state.explain(record), /^\S.*\.$/)
  }
  assert.ok(state.now.surprises.count >= 8)
  assert.equal(state.now.surprises.first[0].kind, 'woken')
})

test('text from a program is shown, never obeyed', () => {
  assert.equal(plain('a\x1b[31mb\n\u202ec'), 'a\\x1b[31mb\\x0a\\x202ec')
  assert.deepEqual([0, 1, 2.5e9, 1e9, 123_456_789_000].map(seconds),
    ['0.0 s', '0.000000001 s', '2.5 s', '1.0 s', '123.456789 s'])
})

// ---- back and forth ----

/** Many records: tasks that sleep, wait for one of a few locks, and end, as chance has it. */
function longRun(count, random = generator(1)) {
  const trace = stream().add('begin', { detail: 2 }).text(1, 'worker')
    .kind(1, 'resource', 'lock', { words: 'the lock' }).kind(2, 'wait', 'lock', { words: 'waits for', resource: 1 })
  for (let resource = 1; resource <= 5; resource++) {
    trace.add('resource', { resource, detail: 1, subject: 1 })
  }
  const tasks = new Map()   // slot -> { generation, state }
  const of = slot => ({ task: slot, generation: tasks.get(slot).generation })
  const pick = state => {
    const all = [...tasks].filter(([, task]) => task.state === state)
    return all.length > 0 ? all[Math.floor(random() * all.length)][0] : 0
  }
  for (let left = count; left > 0; left--) {
    const slot = Math.floor(random() * 200) + 1
    const [ready, waiting] = [pick('ready'), pick('waiting')]
    if (!tasks.has(slot) || tasks.get(slot).state === 'gone') {
      tasks.set(slot, { generation: (tasks.get(slot)?.generation ?? 0) + 1, state: 'ready' })
      trace.add('spawned', { ...of(slot), subject: 1 })
      trace.add('made_ready', { ...of(slot), detail: READY.step })
    } else if (ready && random() < 0.6) {
      trace.add('ran', { ...of(ready), detail: READY.step })
      const next = random()
      if (next < 0.4) {
        tasks.get(ready).state = 'waiting'
        trace.add('parked', {
          ...of(ready), resource: Math.ceil(random() * 5), detail: 2
        })
      } else if (next < 0.7) trace.add('made_ready', { ...of(ready), detail: READY.step })
      else {
        trace.add('finished', of(ready)).add('released', of(ready))
        tasks.get(ready).state = 'gone'
      }
    } else if (waiting) {
      tasks.get(waiting).state = 'ready'
      trace.add('woken', of(waiting))
    }
  }
  return decode(trace.bytes()).records
}

function generator(seed) {
  let state = seed
  return () => (state = (state * 1103515245 + 12345) % 2 ** 31) / 2 ** 31
}

test('any moment is what a fresh start would give', () => {
  const records = longRun(6000)
  const past = history(records)
  const random = generator(2)
  assert.equal(past.now.surprises.count, 0)
  for (let n = 0; n < 60; n++) {
    const index = Math.floor(random() * records.length)
    const fresh = world()
    for (const record of records.slice(0, index + 1)) fresh.apply(record)
    assert.deepEqual(past.at(index).toJSON(), fresh.snapshot().toJSON())
    assert.equal(past.explain(index), fresh.explain(records[index]))
  }
  assert.deepEqual(past.at(-1).tasks(), [])
  for (const index of [-2, records.length, 0.5, NaN]) {
    assert.throws(() => past.at(index), RangeError)
  }
})

test('a moment that was taken does not change', () => {
  const records = longRun(500)
  const state = world()
  records.slice(0, 300).forEach(state.apply)
  const taken = state.snapshot()
  const before = JSON.stringify(taken)
  records.slice(300).forEach(state.apply)
  assert.equal(JSON.stringify(taken), before)
  assert.notEqual(JSON.stringify(state.now), before)
})

test('a slider over 100 000 records stays quick', t => {
  const records = longRun(70_000)
  const built = performance.now()
  const past = history(records)
  const took = performance.now() - built
  const random = generator(3)
  const times = Array.from({ length: 500 }, () => {
    const index = Math.floor(random() * records.length)
    const started = performance.now()
    past.at(index).tasks()
    return performance.now() - started
  }).sort((a, b) => a - b)
  const shown = [times[250], times[475], times[499]].map(ms => `${ms.toFixed(2)} ms`)
  t.diagnostic(`${records.length} records in ${took.toFixed(0)} ms; a jump anywhere: median ` +
    `${shown[0]}, 95 % ${shown[1]}, slowest ${shown[2]}`)
})

// ---- hostile bytes ----

test('bytes turned at random are refused or read, and never break the reader', () => {
  const good = shortRun().add('finished', { task: 1, generation: 1, value: 3 }).bytes()
  const random = generator(4)
  const count = { read: 0, refused: 0 }
  for (let n = 0; n < 4000; n++) {
    const bytes = good.slice()
    for (let k = 0; k < 1 + n % 6; k++) {
      const at = Math.floor(random() * bytes.length)
      const inRecord = at % block >= 24 || k > 3   // mostly not the sequence, time and cause
      if (inRecord) bytes[at] = Math.floor(random() * 256)
    }
    count[tryToRead(bytes)]++
  }
  assert.ok(count.read > 1000 && count.refused > 100, JSON.stringify(count))
})

test('a record of any kind may hold any number', () => {
  for (const kind of Object.keys(KINDS)) {
    if (kind === 'string') continue   // there it is the length of what follows
    for (const value of [2n ** 63n - 1n, -(2n ** 63n), 2n ** 60n + 12n]) {
      const state = world()
      const { records } = decode(shortRun().bytes())
      for (const record of [...records, { ...records.at(-1), sequence: records.length, kind, value, task: 1, generation: 1 }]) {
        try {
          state.apply(record)
          state.explain(record)
        } catch (error) {
          assert.equal(error.code, 'bad-trace', `${kind}: ${error.stack}`)
          break
        }
      }
    }
  }
})

function tryToRead(bytes) {
  let records
  try {
    records = decode(bytes).records
  } catch (error) {
    assert.equal(error.code, 'bad-trace', error.stack)
    return 'refused'
  }
  const state = world()
  for (const record of records) {
    state.apply(record)
    state.explain(record)
  }
  const { now } = state
  for (const { id } of now.tasks()) now.explain(id)
  JSON.stringify(now, (key, value) => typeof value === 'bigint' ? String(value) : value)
  return 'read'
}

test('a trace that wants to keep its reader busy does not: more limits than a task can have are not followed', () => {
  const task = { task: 1, generation: 1 }
  const trace = stream().add('begin').add('spawned', task).kind(1, 'timer', 'strike_timeout')
  for (let subject = 1; subject <= 6000; subject++) {
    trace.add('timer_set', { ...task, subject, detail: 1, value: subject })
  }
  const state = world()
  decode(trace.bytes()).records.forEach(state.apply)
  assert.equal(state.now.task(1).limits.length, 4096)
  assert.equal(state.now.surprises.count, 6000 - 4096)
})

// ---- the runtime's own dumps ----

const native = needs('gcc')
const examples = readExamples()
/** Each writes its state behind every record; test_sockets and test_files have hundreds of runs, which are for the calls of the system. */
const cTests = readdirSync(join(root, 'tests', 'c')).filter(name => /^test_\w+\.c$/.test(name) && !['test_sockets.c', 'test_files.c'].includes(name))

let programs   // by the names of their sources

before(async () => {
  if (native.skip) return
  programs = await buildNative('plain', [
    ...examples.map(({ file }) => file),
    ...cTests.map(name => `tests/c/${name}`),
    'tests/trace/everything.c'
  ])
})

const orders = {
  fifo: {},
  'seed 1': { WEFT_SEED: '1' },
  'seed 2': { WEFT_SEED: '2' },
  'seed 3': { WEFT_SEED: '3' }
}
const total = { records: 0, dumps: 0 }

/** Runs a program in every order and compares each state with its dump. */
function compareRuns(t, program, env = {}) {
  const kinds = new Set()
  const counts = []
  for (const [name, seed] of Object.entries(orders)) {
    const file = trace(program, { WEFT_DUMP: '1', ...env, ...seed }, name.replace(' ', '-'))
    const seen = compareDumps(recordsOf(file))
    rmSync(file)
    assert.ok(seen.dumps > 0, 'the runtime writes dumps')
    seen.kinds.forEach(kind => kinds.add(kind))
    counts.push(`${name}: ${seen.records} records, ${seen.dumps} dumps`)
    total.records += seen.records
    total.dumps += seen.dumps
  }
  t.diagnostic(counts.join('; '))
  return kinds
}

for (const { name, options } of sample(examples, 2)) {
  test(`the trace of ${name} is enough`, native, t => {
    const env = options.signal ? { WEFT_SIGNALS: options.signal } : {}
    const kinds = compareRuns(t, programs[name], env)
    assert.ok(kinds.has('end'))
  })
}

test('every kind of record is enough', native, t => {
  const seen = compareRuns(t, programs.everything, { WEFT_SIGNALS: 'USR1@1,USR2@2' })
  const deadlock = compareRuns(t, programs.condition_deadlock)
  const chosen = compareRuns(t, programs.everything, { WEFT_CHOICES: '1,0,1' })
  const missing = Object.keys(KINDS)
    .filter(kind => !kind.startsWith('dump_') && !seen.has(kind) && !deadlock.has(kind) && !chosen.has(kind))
  assert.deepEqual(missing, [])
})

test('a run that is cancelled or cut short is enough', native, t => {
  let dumps = 0
  for (const { name } of sample(examples, 2, 1)) {
    for (const cut of [{ WEFT_UNTIL: '0.6' }, { WEFT_CANCEL_AT: '2' }, { WEFT_CANCEL_AT: '5' }]) {
      const env = { WEFT_DUMP: '1', WEFT_UNTIL: '60', ...cut }
      const file = trace(programs[name], env, 'cut')
      dumps += compareDumps(recordsOf(file)).dumps
      rmSync(file)
    }
  }
  t.diagnostic(`${dumps} dumps`)
})

for (const name of cTests) {
  test(`the traces of ${name} are enough`, native, t => {
    const file = trace(programs[basename(name, '.c')], { WEFT_DUMP: '1' }, 'run', isWhole ? 64 : 16)
    const { records, dumps } = compareDumps(recordsOf(file, { cut: true }))
    rmSync(file)
    total.records += records
    total.dumps += dumps
    t.diagnostic(`${records} records, ${dumps} dumps`)
  })
}

test('dumps change no other record, and a seed gives the same bytes again', native, () => {
  const run = env => readFileSync(trace(programs.queue, { WEFT_SEED: '9', ...env }, 'again'))
  const bytes = run({})
  assert.deepEqual(run({}), bytes)
  const without = decode(run({ WEFT_DUMP: '1' })).records.filter(({ code }) => code < 90)
  assert.deepEqual(without, decode(bytes).records)
})

test('all states that were compared', native, t => {
  t.diagnostic(`${total.records} records and ${total.dumps} dumps, all equal`)
})

// ---- weft trace ----

function weftTrace(words, input) {
  const program = `import { runTrace } from ${JSON.stringify(
    new URL('../toolchain/cli/command_trace.js', import.meta.url).href)}
    try { process.exitCode = await runTrace(process.argv.slice(1)) }
    catch (error) { console.error(error.message); process.exitCode = error.exit ?? 1 }`
  const node = ['--input-type=module', '-e', program, '--', ...words]
  return spawnSync(process.execPath, node, { encoding: 'utf8', input, cwd: root })
}

test('weft trace shows lines of at most 100 columns', () => {
  const folder = mkdtempSync(join(tmpdir(), 'weft-trace-'))
  const file = join(folder, 'short.trace')
  writeFileSync(file, shortRun().bytes())
  const { status, stdout, stderr } = weftTrace([file, '--states'])
  assert.equal(status, 0, stderr)
  const lines = stdout.split('\n')
  assert.ok(lines.every(line => line.length <= 100 && line === line.trimEnd()))
  const waits = /^ {4}0\.500 s  main {8}waits for the lock &lock, held by Task-2 +lock\.c:17$/m
  assert.match(stdout, waits)
  assert.match(stdout, /^ {6}ready +main$/m)
  rmSync(folder, { recursive: true })
})

test('weft trace --json gives an object a line, from standard input too', () => {
  const { status, stdout } = weftTrace(['-', '--json', '--states'], shortRun().bytes())
  assert.equal(status, 0)
  const objects = stdout.trimEnd().split('\n').map(line => JSON.parse(line))
  assert.equal(objects[0].kind, 'begin')
  assert.equal(objects[0].value, '18446744073709551615')
  assert.equal(objects.at(-2).state.tasks.length, 2)
  assert.equal(objects.at(-1).summary.truncated, null)
})

test('weft trace says what is wrong, in one sentence, with the exit code for it', () => {
  const bytes = shortRun().bytes()
  const cases = [
    [['nowhere.trace'], undefined, 120, /^There is no file nowhere\.trace\.$/],
    [[root], undefined, 120, /is a folder/],
    [[], undefined, 120, /^Name one trace file/],
    [['a', 'b'], undefined, 120, /^Name one trace file/],
    [['--jsn', 'a'], undefined, 120, /no option --jsn/],
    [['-'], Buffer.from('hello'), 122, /^- cannot be shown\. .* at byte 0 there should be/],
    [['-'], Buffer.concat([bytes, Buffer.alloc(56)]), 122, /^- cannot be shown further\./]
  ]
  for (const [words, input, exit, says] of cases) {
    const { status, stderr } = weftTrace(words, input)
    assert.match(stderr.trimEnd(), says)
    assert.equal(status, exit)
  }
  const { stdout, status } = weftTrace(['-'], bytes.subarray(0, bytes.length - 20))
  assert.match(stdout, /The trace breaks off at byte \d+: the rest of a record is missing\.\n$/)
  assert.equal(status, 0)
  assert.match(weftTrace(['-'], Buffer.alloc(0)).stdout, /^The trace is empty\.\n$/)
})
