/**
 * Compares the state that the reader rebuilds with the dumps that the runtime writes after each
 * record (WEFT_DUMP=1).
 */
import assert from 'node:assert/strict'
import { closeSync, openSync, readSync } from 'node:fs'
import { decoder, READY, STATES, world } from '../../web/lib/trace.js'
import { namer } from '../../web/lib/trace/kinds.js'

const stateName = namer(STATES)
const readyName = namer(READY)
const chunk = 2 ** 22

/** The records of a trace file, read piece by piece. `cut`: it may break off. */
export function * recordsOf(file, { cut = false } = {}) {
  const reader = decoder({ most: Infinity })
  const buffer = new Uint8Array(chunk)
  const fd = openSync(file)
  try {
    for (let count; (count = readSync(fd, buffer)) > 0;) {
      yield * reader.push(buffer.slice(0, count))
    }
  } finally {
    closeSync(fd)
  }
  if (!cut) assert.equal(reader.summary().truncated, null)
  assert.equal(reader.summary().unknown, 0)
}

/**
 * Follows a trace and compares every dump with the state rebuilt at that record; every record must
 * also fit the state before it and be explained.
 *
 * @returns {{records: number, dumps: number, kinds: Set<string>}} How much was compared.
 */
export function compareDumps(records) {
  const state = world()
  const seen = { records: 0, dumps: 0, kinds: new Set() }
  let last
  let dump
  for (const record of records) {
    if (record.kind === 'dump_begin') {
      dump = { of: record.value, tasks: [], ready: [], waits: {}, timers: [] }
    } else if (record.kind === 'dump_end') {
      assert.equal(dump.of, last.sequence)
      compare(dump, state.now, `record ${last.sequence} (${last.kind}): ${state.explain(last)}`)
      seen.dumps++
    } else if (record.kind.startsWith('dump_')) {
      dumped[record.kind](dump, record, state.now)
    } else {
      last = record
      follow(state, record)
      seen.records++
      seen.kinds.add(record.kind)
    }
  }
  return seen
}

function follow(state, record) {
  state.apply(record)
  assert.deepEqual(state.now.surprises, { count: 0, first: [] })
  assert.match(state.explain(record), /^\S.*[^.]\.$/)
}

const dumped = {
  dump_task: ({ tasks }, { task, generation, detail }) => {
    tasks.push(`${task}.${generation} ${stateName(detail)}`)
  },
  dump_ready: ({ ready }, { task, subject, detail }) => {
    ready.push(`${readyName(detail)} ${task || subject}`)
  },
  dump_waiter: ({ waits }, { task, generation, resource, detail }, now) => {
    const list = waits[`${now.kind(detail).name} on ${resource}`] ??= []
    list.push(`${task}.${generation}`)
  },
  dump_timer: ({ timers }, { subject, value }) => {
    timers.push({ id: subject, due: value })
  }
}

function compare({ tasks, ready, waits, timers }, now, message) {
  for (const [list, others] of Object.entries(waits)) if (isUnordered(list)) others.sort()
  const wanted = { tasks: tasks.sort(), ready, waits, timers: timers.sort(byDue) }
  const found = rebuilt(now)
  if (JSON.stringify(flat(wanted)) !== JSON.stringify(flat(found))) {
    assert.deepEqual(found, wanted, `the state after ${message}`)
  }
}

const numbered = new Set(['due', 'call', 'completed'])

function rebuilt(now) {
  const nameOf = id => `${now.task(id).slot}.${now.task(id).generation}`
  const waits = Object.fromEntries(now.waits()
    .map(({ kind, resource, tasks }) => [`${kind} on ${resource}`, tasks.map(nameOf)]))
  for (const { id, wait } of now.tasks()) {
    if (wait && !wait.resource) (waits[`${wait.kind} on 0`] ??= []).push(nameOf(id))
  }
  for (const [list, names] of Object.entries(waits)) if (isUnordered(list)) names.sort()
  return {
    tasks: now.tasks().map(({ id, state }) => `${nameOf(id)} ${state}`).sort(),
    ready: now.ready().map(({ kind, task, number }) =>
      `${kind} ${numbered.has(kind) ? number : now.task(task).slot}`),
    waits,
    timers: now.timers().map(({ id, due }) => ({ id, due }))
  }
}

/**
 * A task that waits for no resource (a sleeper, one that waits until all others do) is in no list: a dump
 * names them in the order of their slots.
 */
function isUnordered(list) {
  return list.endsWith(' on 0')
}

function byDue(a, b) {
  return a.due === b.due ? a.id - b.id : a.due < b.due ? -1 : 1
}

/** The same for JSON: without BigInts, and the lists in the order of their names. */
function flat({ tasks, ready, waits, timers }) {
  const lists = Object.entries(waits).sort(([a], [b]) => a < b ? -1 : 1)
  return [tasks, ready, lists, timers.map(({ id, due }) => `${id} ${due}`)]
}
