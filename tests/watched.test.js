/**
 * Variables of a run, without the page: a program is compiled with symbols and a word for its line, run again step by step, and what its
 * variables hold is read from its memory, as are the items of its queues and the data of its locks. And the line of a trap; and that what is
 * watched does the same as what is not.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { makeWatched } from '../playground/page/compile/watched.js'
import { readExpression } from '../playground/page/run/values.js'
import { contentsOf } from '../playground/page/tasks/contents.js'
import { momentRows } from '../playground/page/tasks/moment.js'
import { idsOf, isSame } from '../playground/page/tasks/same.js'
import { stopsOf } from '../playground/page/tasks/stops.js'
import { openCache } from '../toolchain/cache.js'
import { buildLibrary } from '../toolchain/library.js'
import { CHOOSING, LENT, RETOLD } from '../toolchain/link.js'
import { load } from '../web/index.js'
import { decode, endTimeline, extendTimeline, timeline } from '../web/lib/trace.js'
import { root } from './programs.js'

const answers = []
globalThis.self = { postMessage: answer => answers.push(answer) }
await import('../playground/page/run/watch_worker.js')

async function build(text) {
  const library = await buildLibrary({ cache: openCache() })
  return makeWatched({ sources: { 'bank.c': text }, headers: {}, options: { checks: true }, library, linker: { raw: [...LENT, ...RETOLD, ...CHOOSING] }, weaving: { optimize: '0' } })
}

/** What some expressions hold, one list of `step owner: text` each. */
async function watch({ bytes, symbols }, wanted, options = {}, isInside = false) {
  answers.length = 0
  await self.onmessage({ data: { program: await WebAssembly.compile(bytes), symbols, wanted, isInside, steps: 1000, stdin: { text: '', ended: true }, options: { clock: 'virtual', name: 'bank', ...options } } })
  const [{ watched, failed }] = answers
  assert.equal(failed, undefined)
  const owners = [...new Set(watched.whose)]
  return { ...watched, held: wanted.map((_, at) => watched.changes.filter(change => change.at === at).map(({ step, owner, text }) => `${step}${owner ? ` ${'abcd'[owners.indexOf(owner)]}` : ''}: ${text ?? 'gone'}`)) }
}

/** "This moment" of a run after each of its steps: what is shared, in words. */
async function sharedBySteps(built) {
  const { inside, whose } = await watch(built, [], {}, true)
  const chunks = []
  const silent = () => {}
  await (await load(built.bytes)).start({ clock: 'virtual', name: 'shop', trace: true, onTrace: chunk => chunks.push(chunk.slice()), onStdout: silent, onStderr: silent }).exit
  const model = timeline()
  extendTimeline(model, decode(Buffer.concat(chunks)).records)
  endTimeline(model, 'exit')
  assert.ok(isSame(model, whose))
  const ids = idsOf(model)
  const words = found => contentsOf(model, found, whose.map(key => ids.get(key) ?? 0), owner => ids.get(owner) ?? 0)
  const sharedAt = contents => record => momentRows(model.past.at(record), resource => contents(resource, record)).find(({ title }) => title === 'Shared').items
  return { model, inside, words, sharedAt, stops: stopsOf(model, 'step') }
}

const bank = readFileSync(join(root, 'tests/watched/bank.c'), 'utf8')
const lineOf = words => bank.split('\n').findIndex(line => line.includes(words)) + 1
let building

before(() => { building = build(bank) })

test('globals, statics and their parts have a value at each step', async () => {
  const { held, whose } = await watch(await building, ['total', 'chosen->balance', 'word', 'calls', 'run', 'grid[1][2]'])
  assert.deepEqual(held, [
    ['0: 100', '4: 101', '5: 110', '6: 102', '7: 120'],
    ['0: 40', '8: 41', '9: 51'],
    ['0: "none"', '1: "a \\"longer\\" word\\n"'],
    ['0: 0', '2: 1', '3: 2'],
    ['0: NULL', '1: deposit()'],
    ['0: 6', '10: 60']
  ])
  assert.equal(whose.length, 11)
})

test('each type is shown as C writes it; a pointer that leads nowhere is said so', async () => {
  const { held } = await watch(await building, ['first', 'letters', 'share', 'large', 'mood', 'is_done', 'grid', 'first.terms.fees', 'wild', '*wild', 'wild[2]', 'first.nothing', 'grid[2]', 'total[1]', '*total'])
  assert.deepEqual(held.map(list => list.at(-1).replace(/^\d+: /, '')), ['{owner: "Ada", balance: 51, open: 1, level: 5, terms: {rate: 0.5, fees: {1, -2, 3}}}',
    '"Xbc"', '15', '1099511627776', 'ANGRY', 'true', '{{1, 2, 3}, {4, 5, 60}}', '{1, -2, 3}', 'leads nowhere', '(a pointer that leads nowhere)',
    '(a pointer that leads nowhere)', '(there is no nothing in it)', '(it has 2 elements)', '(it has no elements)', '(it is no pointer)'])
})

test('locals of tasks that wait have a value for each task, in what they have called, too', async () => {
  const { held } = await watch(await building, ['amount', 'i', 'seen', 'asked', 'ten', 'nothing'])
  assert.deepEqual(held, [
    ['2 b: 1', '3 c: 10', '8 b: gone', '9 c: gone'],
    ['2 b: 0', '3 c: 0', '4 b: 1', '5 c: 1', '6 b: gone', '7 c: gone'],
    ['2 b: 100', '3 c: 100', '4 b: 101', '5 c: 110', '6 b: gone', '7 c: gone'],
    ['6 b: 2', '7 c: 20', '8 b: gone', '9 c: gone'],
    ['1 a: 10', '11 a: gone'],
    []
  ])
})

test('in an order that is drawn it is the same run again', async () => {
  const [one, other] = [await watch(await building, ['total'], { seed: '5' }), await watch(await building, ['total'], { seed: '5' })]
  assert.deepEqual(one, other)
})

test('what the linker has left out has no place, and each function knows its lines and its frame', async () => {
  const { symbols } = await building
  assert.ok(!symbols.globals.some(({ name }) => name === 'unused'))
  const { span, frame } = symbols.functions.find(({ name }) => name === 'ask')
  assert.deepEqual(span, [lineOf('static int ask') + 1, lineOf('static int ask') + 6])
  assert.ok(frame > 0 && frame % 16 === 0)
  assert.deepEqual(symbols.functions.find(({ name }) => name === 'deposit').calls, [{ to: 'ask', line: lineOf('WEFT_TRY(ask(amount))') }])
})

test('a trap names its line', async () => {
  const at = lineOf('total = seen + amount')
  const { line, reason } = await watch(await build(bank.replace('total = seen + amount;', 'total = seen + amount; if (i == 1) __builtin_trap();')), [])
  assert.deepEqual({ line, reason }, { line: at, reason: 'trap' })
})

test('an array of a length that is known late moves the frame: its locals are not shown wrongly', async () => {
  const built = await build(bank.replace('int seen = total;', 'int late[amount]; late[0] = 3; int seen = total;'))
  const { held } = await watch(built, ['amount'])
  assert.deepEqual(held[0].slice(0, 2), ['2 b: 1', '3 c: 10'])
})

test('a moment says what stands in each queue and what a lock is for, at every step, forward and back', async () => {
  const { model, inside, words, sharedAt, stops } = await sharedBySteps(await build(readFileSync(join(root, 'tests/watched/shop.c'), 'utf8')))
  const shared = stops.map(sharedAt(words(inside)))
  const about = name => shared.map(items => items.find(item => item.startsWith(`the ${name}: `))?.slice(name.length + 6))
  const changes = list => list.filter((text, at) => text !== undefined && text !== list[at - 1])
  assert.deepEqual(changes(about('queue shop.orders')), ['2 items, room for 2; in it, next first: {number: 1, what: "tea"}, {number: 2, what: "cake"}',
    '1 item, room for 2; in it {number: 2, what: "cake"}', '2 items, room for 2; in it, next first: {number: 2, what: "cake"}, {number: 3, what: "pie"}',
    '1 item, room for 2; in it {number: 3, what: "pie"}', 'empty, room for 2'], 'a ring')
  assert.deepEqual(changes(about('queue shop->plates')), ['1 item; in it 1', '2 items; in it, next first: 1, 2', '3 items; in it, next first: 1, 2, 3', 'empty'], 'one that grows, behind a pointer')
  assert.deepEqual(changes(about('queue urgent')), ['12 items; in it, next first: 12, 11, 10, 9, 8, 7, 6, 5 and 4 more', 'empty'], 'a stack')
  assert.deepEqual(changes(about('queue words')), ['2 items, room for 3; in it, next first: "one", NULL'])
  assert.deepEqual(changes(about('channel through')), ['1 of 2; in it 7', '0 of 2'])
  assert.deepEqual(changes(about('lock shop->till.lock')), ['held by Task-2; beside it in shop.till: money is 0, last is NULL', 'held by Task-2; beside it in shop.till: money is 1, last is "tea"',
    'held by Task-2; beside it in shop.till: money is 3, last is "cake"', 'free; beside it in shop.till: money is 0, last is "pie"', 'free'], 'what lay beside it has gone with main')
  const loose = '(changed in 1 step with it held, in 3 without)'
  assert.deepEqual(changes(about('lock lone')), [`held by Task-3; changed with it held: loose is 0 ${loose}, sold is 0`, `held by Task-3; changed with it held: loose is 1 ${loose}, sold is 0`,
    `free; changed with it held: loose is 2 ${loose}, sold is 5`, `free; changed with it held: loose is 3 ${loose}, sold is 5`, `free; changed with it held: loose is 4 ${loose}, sold is 5`])
  for (const at of [9, 2, 5, 0, 7, 4]) assert.deepEqual(sharedAt(words(inside))(stops[at]), shared[at], `back to ${at}`)
  // what memory says and the trace does not is not said
  const other = inside.queues.map(({ id, changes }) => ({ id, changes: changes.map(({ step, value }) => ({ step, value: value && { ...value, count: value.count + 1 } })) }))
  assert.ok(sharedAt(words({ ...inside, queues: other }))(stops[3]).every(item => !item.includes('in it')))
  assert.ok(sharedAt(words({ ...inside, last: 2 }))(stops[3]).every(item => !/in it|beside/.test(item)), 'not read so far')
  assert.ok(model.past.at(stops[3]).resources().some(({ kind }) => kind === 'queue'))
})

test('what is written is read, and what is none is refused', () => {
  assert.deepEqual(readExpression('bank->rows[2].name'), { stars: 0, name: 'bank', parts: [{ member: 'rows' }, { index: 2 }, { member: 'name' }] })
  assert.deepEqual(readExpression(' ** p '), { stars: 2, name: 'p', parts: [] })
  for (const words of ['', '1', 'a+b', 'f()', 'a[i]', 'a.', 'a->', '&a', 'a[-1]', 'a b']) assert.equal(readExpression(words), null, words)
})
