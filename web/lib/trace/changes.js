// What each kind of record changes in the state.

import { KINDS_OF, namer, READY } from './kinds.js'
import { emptyState } from './state.js'
import {
  changeTask, joinReady, joinWaits, leaveReady, leaveWaits, makeTask, stringOf, surprise, takeTimer,
  taskOf
} from './tables.js'

/** Scopes may nest; a million of them in one task is a trace that wants to keep its reader busy. */
const MOST_LIMITS = 4096

const readyName = namer(READY)
const describedBy = namer(KINDS_OF)

/** What stands for a kind that the trace has not described. */
const NO_KIND = Object.freeze({ id: 0, of: 'unknown', name: 'unknown', words: '', noun: '' })

/** Changes a state by one record. Dumps change nothing. */
export function applyRecord(state, record) {
  if (record.kind.startsWith('dump_')) return
  if (record.kind === 'begin') Object.assign(state, emptyState())
  if (record.time < state.time) surprise(state, record, 'its time lies before that of the last one')
  state.sequence = record.sequence
  if (record.kind === 'clock') state.before = state.time
  state.time = record.time
  changes[record.kind](state, record)
}

/** What asks where no handle runs: a signal that nobody waits for. */
const ASKED_BY_LOOP = Object.freeze({ kind: 'loop' })

/** @type {Record<string, (state: object, record: object) => void>} */
const changes = {
  unknown(state) {
    state.unknown++
  },

  begin(state, { detail, value }) {
    state.seed = detail & 1 ? String(value) : null
    state.virtual = Boolean(detail & 2)
    state.chosen = Boolean(detail & 4)
  },

  string(state, { subject, text }) {
    state.book.strings.set(subject, text)
  },

  place(state, { place, resource, subject, generation, value }) {
    state.book.places.set(place, {
      id: place,
      file: stringOf(state, resource),
      function: stringOf(state, subject),
      words: stringOf(state, generation),
      line: Number(value)
    })
  },

  kind(state, { subject, detail, resource, generation, place, value }) {
    const of = describedBy(detail)
    const words = stringOf(state, generation)
    const kind = { id: subject, of, name: stringOf(state, resource) || 'unknown', words: '', noun: '' }
    if (of === 'resource') kind.noun = words
    if (of === 'wait') Object.assign(kind, { words, noun: nounOf(state, place, value) })
    state.book.kinds.set(subject, Object.freeze(kind))
  },

  resource(state, record) {
    const { resource, detail, subject, value, sequence } = record
    if (state.book.resources.get(resource)?.since === sequence) return   // replayed
    const { name, noun } = kindOf(state, detail)
    state.book.resources.set(resource, {
      id: resource,
      kind: name,
      noun,
      name: stringOf(state, subject),
      task: record.task ? taskOf(state, record).id : 0,
      capacity: Number(value),
      since: sequence
    })
  },

  turn(state, record) {
    state.turn++
    state.cut = false
    state.source = null
    const { value, subject } = record
    const { ready, timers } = state
    if (ready.size !== value) {
      surprise(state, record, `it counts ${value} ready handles, and there are ${ready.size}`)
    }
    if (timers.size !== subject) {
      surprise(state, record, `it counts ${subject} timers, and there are ${timers.size}`)
    }
  },

  clock() {},   // the time itself is set for every record

  made_ready(state, record) {
    const handle = joinReady(state, record, readyName(record.detail))
    if (handle.kind !== 'step') return
    const task = state.tasks.get(handle.task)
    if (task?.state === 'running') {
      changeTask(state, task, { state: 'ready', woken: wake(state, record, null) })
      state.running = 0
    } else if (task?.state !== 'created') {
      surprise(state, record, 'its task is neither new nor running')
    }
  },

  chosen() {},   // `ran` follows

  ran(state, record) {
    const handle = leaveReady(state, record)
    state.cut = true
    state.source = { ...handle, sequence: record.sequence }
    if (handle.kind !== 'step') return
    const task = state.tasks.get(handle.task)
    if (state.running) surprise(state, record, 'another task still runs')
    if (!task) return
    changeTask(state, task, { state: 'running', steps: task.steps + 1 })
    state.running = task.id
  },

  unready(state, record) {
    leaveReady(state, record)
  },

  spawned(state, record) {
    if (state.tasks.has(state.slots.get(record.task))) {
      surprise(state, record, 'its slot is still taken')
    }
    makeTask(state, record, stringOf(state, record.subject, `task ${record.task}`))
    const known = state.groups.get(record.resource) ??
      { owner: state.running, unfinished: 0, since: record.time }
    state.groups.set(record.resource, { ...known, unfinished: known.unfinished + 1 })
  },

  parked(state, record) {
    const task = taskOf(state, record)
    if (task.state !== 'running') surprise(state, record, 'its task does not run')
    const { name, words } = kindOf(state, record.detail)
    const wait = {
      kind: name,
      words,
      resource: record.resource,
      place: record.place,
      since: record.time,
      timer: name === 'sleep' ? task.alarm : 0,
      sequence: record.sequence
    }
    if (task.wait) leaveWaits(state, task.id, task.wait)
    nameByPlace(state, record)
    changeTask(state, task, { state: 'waiting', wait, woken: null })
    if (state.running === task.id) state.running = 0
    joinWaits(state, task.id, wait)
  },

  woken(state, record) {
    const task = taskOf(state, record)
    if (task.state !== 'waiting') surprise(state, record, 'its task does not wait')
    if (task.wait) leaveWaits(state, task.id, task.wait)
    const woken = wake(state, record, task.wait)
    changeTask(state, task, { state: 'ready', wait: null, woken })
    joinReady(state, record, 'step')
  },

  finished(state, record) {
    const task = taskOf(state, record)
    if (task.state !== 'running') surprise(state, record, 'its task does not run')
    if (state.running === task.id) state.running = 0
    changeTask(state, task, { state: 'done', result: Number(record.value), ended: record.time })
    const group = state.groups.get(task.group)
    if (group) state.groups.set(task.group, { ...group, unfinished: group.unfinished - 1 })
  },

  released(state, record) {
    const task = taskOf(state, record)
    if (task.state !== 'done') surprise(state, record, 'its task is not done')
    state.book.tasks.set(task.id, { ...state.book.tasks.get(task.id), name: task.name })
    state.tasks.delete(task.id)
  },

  cancel(state, record) {
    const task = taskOf(state, record)
    const isGoingOn = task.state === 'ready' && task.woken && !task.woken.handed
    const woken = isGoingOn ? { ...task.woken, asked: state.source ?? ASKED_BY_LOOP } : task.woken
    changeTask(state, task, { cancels: Number(record.value), woken })
  },

  delivered(state, record) {
    changeTask(state, taskOf(state, record), { delivered: record.sequence })
  },

  renamed(state, record) {
    const task = taskOf(state, record)
    changeTask(state, task, { name: stringOf(state, record.subject), formerly: task.name })
  },

  raised(state, record) {
    const { value, place, subject } = record
    const error = { code: Number(value), place, text: stringOf(state, subject) }
    changeTask(state, taskOf(state, record), { error })
  },

  timer_set(state, record) {
    const { subject: id, value: due, place, time: since, sequence } = record
    const task = record.task ? taskOf(state, record) : null
    const action = kindOf(state, record.detail).name
    if (state.timers.has(id)) surprise(state, record, 'its timer is set already')
    state.timers.set(id, { id, due, action, task: task?.id ?? 0, place, since, sequence })
    if (!task) return
    if (action === 'wake_sleeper') changeTask(state, task, { alarm: id })
    if (action !== 'strike_timeout') return
    if (task.limits.length < MOST_LIMITS) changeTask(state, task, { limits: [...task.limits, id] })
    else surprise(state, record, 'its task has more time limits than are followed')
  },

  timer_due(state, record) {
    joinReady(state, record, 'due', takeTimer(state, record))
  },

  timer_off(state, record) {
    state.off = takeTimer(state, record)
  },

  level(state, record) {
    const holder = record.task ? taskOf(state, record).id : 0
    const value = Number(record.value)
    const before = state.levels.get(record.resource)?.value ?? null
    state.levels.set(record.resource, { value, before, holder, since: record.time })
  },

  group_ended(state, record) {
    const { unfinished = 0 } = state.groups.get(record.resource) ?? {}
    if (unfinished > 0) surprise(state, record, `${unfinished} of its tasks have not ended`)
    state.groups.delete(record.resource)
  },

  wrote() {},
  signalled() {},
  blocked() {},

  deadlock(state) {
    state.deadlock = true
  },

  end(state, { value }) {
    state.exit = Number(value)
  }
}

/** The kind of a resource, a wait or a timer by its number. */
function kindOf({ book }, number) {
  return book.kinds.get(number) ?? NO_KIND
}

/** The noun after the words of a wait: its own, or that of the resource that it is for. */
function nounOf(state, own, resourceKind) {
  const text = state.book.strings.get(own)
  return text ?? kindOf(state, Number(resourceKind)).noun
}

/** Why a task is ready: the wait that ended, who ended it, and with what. */
function wake(state, { sequence, value, detail, kind }, wait) {
  const handed = kind === 'woken' && detail === 1
  const joined = wait?.kind === 'join' && state.book.resources.get(wait.resource)?.task
  const ended = Boolean(joined) && state.tasks.get(joined)?.state === 'done'
  return { sequence, wait, by: state.source, code: Number(value), handed, ended, asked: null }
}

/** The kinds of which a program has several of the same name: each lock of a struct, say. */
const NUMBERED = new Set(['lock', 'event', 'semaphore', 'condition', 'queue', 'barrier', 'future', 'limiter', 'channel'])

/**
 * What a resource is called once a task has waited for it. One that had no name when it was numbered has that of the
 * words of the place that waits. So has a lock in any case: the words that named it first may be another pointer's by
 * now. Two of one name are numbered in the order of their first waits.
 */
function nameByPlace({ book }, { resource, place }) {
  const known = book.resources.get(resource)
  if (!known || known.isNamed) return
  const words = book.places.get(place)?.words
  const name = words && (known.name === '' || known.kind === 'lock') ? words : known.name
  if (!NUMBERED.has(known.kind)) return book.resources.set(resource, { ...known, name, isNamed: true })
  const key = `${known.kind} ${name}`
  const alike = book.alike.get(key) ?? []
  alike.push(resource)
  book.alike.set(key, alike)
  book.resources.set(resource, { ...known, name, isNamed: true, number: alike.length > 1 ? alike.length : 0 })
  if (alike.length === 2) book.resources.set(alike[0], { ...book.resources.get(alike[0]), number: 1 })
}
