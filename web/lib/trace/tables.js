// The steps of which changes are made: what joins and leaves the ready list, the wait lists, the
// timers and the tasks. A record that does not fit is noted as a surprise and taken in as well as
// it can be.

import { idOf } from './state.js'
import { namer, READY } from './kinds.js'
import { phrase, textOf } from './phrase.js'
import { sourceName } from './words.js'

const readyName = namer(READY)
const NUMBERED = ['due', 'call', 'completed']   // handles that have a number instead of a task
const SURPRISES_KEPT = 20

/** What a task is before its first step. */
const NEW = Object.freeze({
  state: 'created', wait: null, woken: null, alarm: 0, limits: Object.freeze([]), steps: 0,
  cancels: 0, result: null, error: null, ended: null, formerly: null
})

/** Notes that a record does not fit the state before it. */
export function surprise(state, { sequence, kind }, what) {
  const { count, first } = state.surprises
  const more = count < SURPRISES_KEPT ? [...first, { sequence, kind, what }] : first
  state.surprises = { count: count + 1, first: more }
}

/** A text by its number. */
export function stringOf({ book }, number, otherwise = '') {
  return book.strings.get(number) ?? otherwise
}

function keyOf(kind, { task, subject }) {
  return NUMBERED.includes(kind) ? `${kind} ${subject}` : `${kind} of ${task}`
}

/** A handle joins the end of the ready list. */
export function joinReady(state, record, kind, timer = null) {
  const key = keyOf(kind, record)
  const handle = {
    kind,
    task: record.task ? taskOf(state, record).id : timer?.task ?? 0,
    number: record.task ? 0 : record.subject,
    timer,
    cause: record.sequence,
    turn: state.turn + (state.cut ? 1 : 0),
    askedBy: kind === 'call' && state.source ? textOf(phrase(sourceName(state))) : ''
  }
  if (state.ready.delete(key)) surprise(state, record, `"${key}" is in the ready list already`)
  state.ready.set(key, handle)
  return handle
}

/** A handle leaves the ready list. */
export function leaveReady(state, record) {
  const kind = readyName(record.detail)
  const key = keyOf(kind, record)
  const handle = state.ready.get(key)
  if (state.ready.delete(key)) return handle
  surprise(state, record, `"${key}" is not in the ready list`)
  const task = record.task ? taskOf(state, record).id : 0
  return { kind, task, number: record.subject, timer: null, cause: 0, turn: state.turn, askedBy: '' }
}

/** A timer is no longer set. */
export function takeTimer(state, record) {
  const timer = state.timers.get(record.subject)
  if (!timer) surprise(state, record, `the timer ${record.subject} is not set`)
  state.timers.delete(record.subject)
  const task = timer && state.tasks.get(timer.task)
  if (!task) return timer ?? null
  if (timer.action === 'strike_timeout') {
    changeTask(state, task, { limits: task.limits.filter(id => id !== timer.id) })
  } else if (task.alarm === timer.id) changeTask(state, task, { alarm: 0 })
  return timer
}

/**
 * A task joins the end of the list of tasks that wait like it. A task that waits for no resource (a sleeper) is
 * in no list.
 */
export function joinWaits(state, id, { resource, kind }) {
  if (!resource) return
  const key = `${kind} on ${resource}`
  const list = state.waits.get(key) ?? { resource, kind, tasks: new Set() }
  list.tasks.add(id)
  state.waits.set(key, list)
}

/** A task leaves the list in which it waits. */
export function leaveWaits(state, id, { resource, kind }) {
  const key = `${kind} on ${resource}`
  const list = state.waits.get(key)
  list?.tasks.delete(id)
  if (list?.tasks.size === 0) state.waits.delete(key)
}

/** Replaces a task by one with some fields changed. */
export function changeTask(state, task, fields) {
  state.tasks.set(task.id, { ...(state.tasks.get(task.id) ?? task), ...fields })
}

/** Makes a task in the slot that a record names. */
export function makeTask(state, record, name) {
  const spawned = record.kind === 'spawned'
  const known = {
    id: ++state.made,
    slot: record.task,
    generation: record.generation,
    name,
    group: spawned ? record.resource : 0,
    place: spawned ? record.place : 0,
    stack: spawned ? Number(record.value) : 0,
    parent: state.running,
    since: record.time,
    sequence: record.sequence
  }
  if (!state.book.tasks.has(known.id)) state.book.tasks.set(known.id, known)
  state.slots.set(record.task, known.id)
  const task = { ...known, ...NEW }
  state.tasks.set(known.id, task)
  return task
}

/** The task that a record speaks of. One that is not there is made up, and noted. */
export function taskOf(state, record) {
  const id = idOf(state, record)
  if (state.tasks.has(id)) return state.tasks.get(id)
  if (id) {
    const known = state.book.tasks.get(id)
    surprise(state, record, `it speaks of ${known.name}, which was released`)
    return { ...known, ...NEW }
  }
  surprise(state, record, `it speaks of a task in slot ${record.task} that was never spawned`)
  return makeTask(state, record, `task ${record.task}`)
}
