// The words of which sentences are made: names of tasks, resources, places and times, why a task
// waits, why it is ready, and what happened to a resource.

import { CODES, namer } from './kinds.js'
import { idOf } from './state.js'
import { signalNames } from '../signals.js'

const codeName = namer(CODES)
const SECOND = 1e9

/** Text on one line, with what a terminal or a page would obey made visible. */
export function plain(text) {
  const hidden = /[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu
  return text.replace(hidden, c => `\\x${c.codePointAt(0).toString(16).padStart(2, '0')}`)
}

/** Nanoseconds as seconds with a unit: "2.5 s". */
export function seconds(ns) {
  const number = Number(ns) / SECOND
  const text = number.toFixed(9).replace(/0+$/, '')
  return `${text.endsWith('.') ? `${text}0` : text} s`
}

/** "lock.c:17", '' for a place that is not known. */
export function placeOf({ book }, number) {
  const place = book.places.get(number)
  return place ? `${place.file.split(/[\\/]/).at(-1)}:${place.line}` : ''
}

/** The words as a reason; '' for none. */
export function because(words) {
  return words && `because ${words}`
}

/** Why a task became ready, as what follows "because". */
export function reason(state, { woken, id }) {
  const asked = woken?.asked ? `${sourceName(state, woken.asked)} asked it to stop` : ''
  const over = woken?.wait ? endOfWait(state, woken, id) : ''
  return [over, asked].filter(Boolean).join(', and ')
}

function endOfWait(state, { wait, by, code, ended }, id) {
  const giver = sourceName(state, by)
  const it = thing(state, wait.resource)
  if (ended) return `${it} has ended`
  if (code === CODES.cancelled) {
    return isOwnLimit(by, id) ? 'its time limit is over' : `${giver} asked it to stop`
  }
  if (code === CODES.closed) return `${giver} shut ${it}`
  if (wait.kind === 'future' && code !== CODES.ok) return `${giver} failed ${it}`
  if (code < 0) return `its wait ended with ${codeWords(code)}`
  if (wait.kind === 'any' && by?.kind === 'due') return 'its time is over'
  return given[wait.kind]?.(giver, it) ?? 'its wait is over'
}

const given = {
  sleep: () => 'its sleep is over',
  join: giver => `${giver} let it go on`,
  group: (giver, it) => `every task of ${it} has ended`,
  gather: () => 'all that it gathered have ended',
  lock: (giver, it) => `${giver} handed it ${it}`,
  event: (giver, it) => `${giver} set ${it}`,
  semaphore: (giver, it) => `${giver} handed it a permit of ${it}`,
  condition: (giver, it) => `${giver} notified ${it}`,
  get: (giver, it) => `${giver} put an item into ${it}`,
  put: (giver, it) => `${giver} made room in ${it}`,
  drain: (giver, it) => `the last item of ${it} is done`,
  signal: (giver, it) => `${it} came`,
  readable: (giver, it) => `${it} can be read`,
  writable: (giver, it) => `${it} can be written`,
  barrier: (giver, it) => `${giver} came last to ${it}`,
  future: (giver, it) => `${giver} set ${it}`,
  any: (giver, it) => `enough of ${it} have ended`,
  next: (giver, it) => `${giver} gave the next value`,
  give: (giver, it) => `${giver} asks ${it} for the next value`,
  limiter: (giver, it) => `${giver} left a token of ${it}`,
  send: (giver, it) => `${giver} took an item from ${it}`,
  receive: (giver, it) => `${giver} sent an item through ${it}`,
  blocked: () => 'nothing else can run'
}

/** What a waiting task waits for, and what stands in the way. */
export function waitWords(state, { kind, resource, timer }) {
  const it = thing(state, resource)
  const { value = null, holder = 0 } = state.levels.get(resource) ?? {}
  const capacity = state.book.resources.get(resource)?.capacity ?? 0
  const due = state.timers.get(timer)?.due
  const unfinished = state.groups.get(resource)?.unfinished ?? 0
  const full = capacity ? `it is full, ${value} of ${capacity}` : 'it is full'
  const words = {
    sleep: [due === undefined ? 'sleeps for ever' : `sleeps until ${seconds(due)}`],
    join: [`waits for the end of ${it}`],
    group: [`waits for ${counted(unfinished, 'task')} of ${it} to end`],
    gather: [`waits for ${counted(unfinished, 'call')} to end`],
    lock: [`waits for ${it}`, holder ? `held by ${taskName(state, holder)}` : ''],
    event: [`waits for ${it} to be set`],
    semaphore: [`waits for a permit of ${it}`, because('none is free')],
    condition: [`waits for news of ${it}`],
    get: [`waits for an item of ${it}`, because(value ? 'all in it are promised' : 'it is empty')],
    put: [`waits for room in ${it}`, because(full)],
    drain: [`waits until every item of ${it} is done`],
    signal: [`waits for ${it}`],
    readable: [`waits until ${it} can be read`],
    writable: [`waits until ${it} can be written`],
    barrier: [`waits for the others at ${it}`],
    future: [`waits for ${it} to be set`],
    any: [`waits for some of ${it} to end`],
    next: [`waits for the next value of ${it}`],
    give: [`waits until ${it} is asked for the next value`],
    limiter: [`waits for a token of ${it}`],
    send: [`waits for a receiver or a free place of ${it}`],
    receive: [`waits for an item of ${it}`],
    blocked: ['waits until all others do']
  }
  const [what, why = ''] = words[kind] ?? [`waits for ${it}`]
  return { what, why }
}

/** The next of a task's time limits, unless it sleeps less than that. */
export function limitOf(state, { limits, wait }) {
  const dues = limits.map(id => state.timers.get(id)?.due).filter(due => due !== undefined)
  if (dues.length === 0) return ''
  const due = dues.reduce((a, b) => a < b ? a : b)
  const end = state.timers.get(wait?.timer)?.due
  return end !== undefined && end <= due ? '' : `with a time limit at ${seconds(due)}`
}

/** What happened to a lock, an event, a semaphore or a queue, and who did it. */
export function levelWords(state, { resource }) {
  const it = thing(state, resource)
  const { value, before, holder } = state.levels.get(resource)
  const { kind, capacity } = state.book.resources.get(resource) ?? {}
  const name = start(sourceName(state))
  if (kind === 'lock' && holder) return { who: taskName(state, holder), what: `holds ${it}` }
  if (kind === 'lock') return { who: name, what: `frees ${it}` }
  if (kind === 'event') return { who: name, what: `${value ? 'sets' : 'clears'} ${it}` }
  if (kind === 'barrier') return { who: name, what: `sees ${value} at ${it}` }
  if (kind === 'future') return { who: name, what: `sets ${it}` }
  if (kind === 'semaphore') return { who: name, ...permitWords(it, value, before) }
  const { what, why } = itemWords(it, value, before)
  return { who: name, what, why: capacity && value ? `${why} of ${capacity}` : why }
}

function permitWords(it, value, before) {
  const why = `${value === 0 ? 'none' : value} free now`
  if (before === null) return { what: `uses ${it}`, why }
  return { what: value > before ? `gives a permit of ${it} back` : `takes a permit of ${it}`, why }
}

function itemWords(it, value, before) {
  const why = value === 0 ? 'which is empty now' : `which holds ${value}`
  if (value > (before ?? 0)) return { what: `puts an item into ${it}`, why }
  const count = (before ?? 0) - value
  if (count === 1) return { what: `takes an item from ${it}`, why }
  return { what: `throws away ${counted(count, 'item')} of ${it}`, why }
}

/** How a task ends, by its result. */
export function ending(value) {
  if (value === CODES.ok) return 'ends'
  return value > 0 ? `fails with ${value}` : `ends with ${codeWords(value)}`
}

/** An error code as a program writes it. */
export function codeWords(code) {
  const name = codeName(Number(code))
  return code > 0 || name === 'unknown' ? String(code) : `WEFT_${name.toUpperCase()}`
}

/**
 * A resource with its noun: "the lock &counter->lock", "the group" where it is just called that, or
 * the name of a task.
 */
export function thing(state, resource) {
  const known = state.book.resources.get(resource)
  if (!known) return 'something'
  if (known.kind === 'task') return known.task ? taskName(state, known.task) : known.name
  const noun = { unknown: 'thing', some_tasks: 'tasks' }[known.kind] ?? known.kind
  if (known.name === noun) return `the ${noun}`
  if (known.kind === 'some_tasks' && known.name) return `the tasks in ${known.name}`
  return `the ${noun} ${known.name || `number ${resource}`}`
}

/** A resource without its noun. */
export function resourceName(state, resource) {
  const known = state.book.resources.get(resource)
  return known ? known.name || `number ${resource}` : ''
}

/** A task by its id, also when it is released. */
export function taskName(state, id) {
  return state.tasks.get(id)?.name ?? state.book.tasks.get(id)?.name ?? 'nobody'
}

/** The task that a record speaks of; one that is gone with what is known of it for ever. */
export function taskIn(state, record) {
  const id = idOf(state, record)
  const known = state.book.tasks.get(id) ?? { name: taskName(state, id) }
  return state.tasks.get(id) ?? { ...known, limits: [] }
}

/** The name of the task that a record speaks of. */
export function who(state, record) {
  return taskName(state, idOf(state, record))
}

/** Whether what happens is the doing of a task's own time limit. */
export function isOwnLimit(source, id) {
  return source?.timer?.action === 'strike_timeout' && source.timer.task === id
}

/** Whose doing it is: the task that runs, or the handle that did last. */
export function sourceName(state, source = state.source) {
  if (!source || source.kind === 'loop') return 'the loop'
  const name = source.task ? taskName(state, source.task) : ''
  if (source.kind === 'step') return name
  if (source.kind === 'call') return `callback ${source.number}`
  if (source.kind === 'completed') return 'the world outside'
  if (source.kind !== 'due') return `the end of ${name}`
  const action = source.timer?.action
  if (action === 'strike_timeout') return `the time limit of ${name}`
  return action === 'raise_signal' ? 'a signal' : `timer ${source.number}`
}

/** "INT" for 2. */
export function signalName(number) {
  return signalNames(1 << Number(number))[0] ?? String(number)
}

/** "no timers", "1 timer", "2 timers". */
export function counted(count, noun) {
  return `${count === 0 ? 'no' : count} ${noun}${count === 1 ? '' : 's'}`
}

/** "2nd". */
export function ordinal(number) {
  const ending = { 1: 'st', 2: 'nd', 3: 'rd' }[number % 10] ?? 'th'
  return `${number}${number % 100 > 10 && number % 100 < 14 ? 'th' : ending}`
}

/** A sentence's first word begins with a capital; the name of a task stays as it is. */
export function start(words) {
  return words.replace(/^(a|the|timer|callback) /, c => c[0].toUpperCase() + c.slice(1))
}
