// The words of which sentences are made: names of tasks, resources, places and times, why a task
// waits, why it is ready, and what happened to a resource. They are phrases (phrase.js), so that
// nobody has to find a name or a verb in a text again.

import { CODES, namer } from './kinds.js'
import { joined, phrase, say } from './phrase.js'
import { idOf } from './state.js'
import { signalNames } from '../signals.js'

const codeName = namer(CODES)
const SECOND = 1e9

/** The kinds of resources that have better words here than the trace has. */
const NOUNS = new Set(['task', 'group', 'lock', 'event', 'semaphore', 'condition', 'queue', 'signal', 'descriptor',
  'barrier', 'future', 'some_tasks', 'generator', 'limiter', 'channel'])

/** Nanoseconds as seconds with a unit: "2.5 s". */
export function seconds(ns) {
  const number = Number(ns) / SECOND
  const text = number.toFixed(9).replace(/0+$/, '')
  return `${text.endsWith('.') ? `${text}0` : text} s`
}

/** A place: its file without the folders, and its line; null for one that is not known. */
export function placeOf({ book }, number) {
  const place = book.places.get(number)
  return place ? { file: place.file.split(/[\\/]/).at(-1), line: place.line } : null
}

/** Words as a reason; none for none. */
export function because(words) {
  const reason = phrase(words)
  return reason.length > 0 ? say`because ${reason}` : reason
}

/** Why a task became ready, as what follows "because". */
export function reasonOf(state, { woken, id }) {
  const asked = woken?.asked ? say`${sourceName(state, woken.asked)} asked it to stop` : ''
  const over = woken?.wait ? endOfWait(state, woken, id) : ''
  return joined([over, asked], ', and ')
}

/** Whether a task became ready because, among other reasons, it was asked to stop. */
export function wasAsked({ woken, id }) {
  if (woken?.asked) return true
  return Boolean(woken?.wait) && !woken.ended && woken.code === CODES.cancelled &&
    !isOwnLimit(woken.by, id)
}

function endOfWait(state, { wait, by, code, ended }, id) {
  const giver = sourceName(state, by)
  const it = thing(state, wait.resource)
  if (ended) return say`${it} has ended`
  if (code === CODES.cancelled) {
    return isOwnLimit(by, id) ? 'its time limit is over' : say`${giver} asked it to stop`
  }
  if (code === CODES.closed) return say`${giver} shut ${it}`
  if (wait.kind === 'future' && code !== CODES.ok) return say`${giver} failed ${it}`
  if (wait.kind === 'lock' && code === CODES.broken) return say`${giver} ended while it held ${it}`
  if (code < 0) return say`its wait ended with ${codeWords(code)}`
  if (wait.kind === 'any' && by?.kind === 'due') return 'its time is over'
  if (!Object.hasOwn(given, wait.kind)) return wait.resource ? say`${giver} let it go on at ${it}` : 'its wait is over'
  return given[wait.kind](giver, it)
}

const given = {
  sleep: () => 'its sleep is over',
  join: giver => say`${giver} let it go on`,
  group: (giver, it) => say`every task of ${it} has ended`,
  gather: () => 'all that it gathered have ended',
  lock: (giver, it) => say`${giver} handed it ${it}`,
  event: (giver, it) => say`${giver} set ${it}`,
  semaphore: (giver, it) => say`${giver} handed it a permit of ${it}`,
  condition: (giver, it) => say`${giver} notified ${it}`,
  get: (giver, it) => say`${giver} put an item into ${it}`,
  put: (giver, it) => say`${giver} made room in ${it}`,
  drain: (giver, it) => say`the last item of ${it} is done`,
  signal: (giver, it) => say`${it} came`,
  readable: (giver, it) => say`${it} can be read`,
  writable: (giver, it) => say`${it} can be written`,
  barrier: (giver, it) => say`${giver} came last to ${it}`,
  future: (giver, it) => say`${giver} set ${it}`,
  any: (giver, it) => say`enough of ${it} have ended`,
  next: (giver, it) => say`${giver} gave the next value`,
  give: (giver, it) => say`${giver} asks ${it} for the next value`,
  limiter: (giver, it) => say`${giver} left a token of ${it}`,
  send: (giver, it) => say`${giver} took an item from ${it}`,
  receive: (giver, it) => say`${giver} sent an item through ${it}`,
  blocked: () => 'nothing else can run'
}

/** What a waiting task waits for, and what stands in the way. */
export function waitWords(state, { kind, words: own, resource, timer }) {
  const it = thing(state, resource)
  const { value = null, holder = 0 } = state.levels.get(resource) ?? {}
  const capacity = state.book.resources.get(resource)?.capacity ?? 0
  const due = state.timers.get(timer)?.due
  const unfinished = state.groups.get(resource)?.unfinished ?? 0
  const full = capacity ? `it is full, ${value} of ${capacity}` : 'it is full'
  const words = {
    sleep: [due === undefined ? 'for ever' : `until ${seconds(due)}`],
    join: [say`for the end of ${it}`],
    group: [say`for ${counted(unfinished, 'task')} of ${it} to end`],
    gather: [`for ${counted(unfinished, 'call')} to end`],
    lock: [say`for ${it}`, holder ? say`held by ${taskName(state, holder)}` : ''],
    event: [say`for ${it} to be set`],
    semaphore: [say`for a permit of ${it}`, because('none is free')],
    condition: [say`for news of ${it}`],
    get: [say`for an item of ${it}`, because(value ? 'all in it are promised' : 'it is empty')],
    put: [say`for room in ${it}`, because(full)],
    drain: [say`until every item of ${it} is done`],
    signal: [say`for ${it}`],
    readable: [say`until ${it} can be read`],
    writable: [say`until ${it} can be written`],
    barrier: [say`for the others at ${it}`],
    future: [say`for ${it} to be set`],
    any: [say`for some of ${it} to end`],
    next: [say`for the next value of ${it}`],
    give: [say`until ${it} is asked for the next value`],
    limiter: [say`for a token of ${it}`],
    send: [say`for a receiver or a free place of ${it}`],
    receive: [say`for an item of ${it}`],
    blocked: ['until all others do']
  }
  if (!Object.hasOwn(words, kind)) return ownWords(state, own, resource)
  const [object, reason = ''] = words[kind]
  return { verb: kind === 'sleep' ? 'sleeps' : 'waits', object, reason }
}

/** What a primitive that is not known here says of its waits, and which task holds it. */
function ownWords(state, words, resource) {
  const { holder = 0 } = state.levels.get(resource) ?? {}
  const object = state.book.resources.has(resource) ? thing(state, resource) : ''
  return { verb: words || 'waits for', object, reason: holder ? say`held by ${taskName(state, holder)}` : '' }
}

/** The next of a task's time limits, unless it sleeps less than that. */
export function limitOf(state, { limits, wait }) {
  const dues = limits.map(id => state.timers.get(id)?.due).filter(due => due !== undefined)
  if (dues.length === 0) return ''
  const due = dues.reduce((a, b) => a < b ? a : b)
  const end = state.timers.get(wait?.timer)?.due
  return end !== undefined && end <= due ? '' : `with a time limit at ${seconds(due)}`
}

/** What happened to a lock, an event, a semaphore or a queue, and which task did it. */
export function levelWords(state, { resource }) {
  const it = thing(state, resource)
  const { value, before, holder } = state.levels.get(resource)
  const { kind, capacity } = state.book.resources.get(resource) ?? {}
  const subject = sourceName(state)
  if (kind === 'lock' && holder) return { subject: taskName(state, holder), verb: 'holds', object: it }
  if (kind === 'lock') return { subject, verb: 'frees', object: it }
  if (kind === 'event') return { subject, verb: value ? 'sets' : 'clears', object: it }
  if (kind === 'barrier') return { subject, verb: 'sees', object: say`${value} at ${it}` }
  if (kind === 'future') return { subject, verb: 'sets', object: it }
  if (kind === 'semaphore') return { subject, ...permitWords(it, value, before) }
  if (kind !== 'queue' && kind !== 'channel') return { subject, verb: 'sets', object: say`${it} to ${value}` }
  const parts = itemWords(it, value, before)
  return { subject, ...parts, reason: capacity && value ? `${parts.reason} of ${capacity}` : parts.reason }
}

function permitWords(it, value, before) {
  const reason = `${value === 0 ? 'none' : value} free now`
  if (before === null) return { verb: 'uses', object: it, reason }
  return value > before ? { verb: 'gives', object: say`a permit of ${it} back`, reason }
    : { verb: 'takes', object: say`a permit of ${it}`, reason }
}

function itemWords(it, value, before) {
  const reason = value === 0 ? 'which is empty now' : `which holds ${value}`
  if (value > (before ?? 0)) return { verb: 'puts', object: say`an item into ${it}`, reason }
  const count = (before ?? 0) - value
  if (count === 1) return { verb: 'takes', object: say`an item from ${it}`, reason }
  return { verb: 'throws', object: say`away ${counted(count, 'item')} of ${it}`, reason }
}

/** How a task ends, by its result. */
export function ending(value) {
  if (value === CODES.ok) return { verb: 'ends' }
  return value > 0 ? { verb: 'fails', object: `with ${value}` }
    : { verb: 'ends', object: `with ${codeWords(value)}` }
}

/** An error code as a program writes it. */
export function codeWords(code) {
  const name = codeName(Number(code))
  return code > 0 || name === 'unknown' ? String(code) : `WEFT_${name.toUpperCase()}`
}

/**
 * A resource with its noun: "the lock &counter->lock", "the group" where it is just called that, or
 * the name of a task.
 * @returns {string | import('./phrase.js').Name}
 */
export function thing(state, resource) {
  const known = state.book.resources.get(resource)
  if (!known) return 'something'
  if (known.kind === 'task') {
    return known.task ? taskName(state, known.task) : { noun: '', name: known.name, task: 0, resource }
  }
  if (!NOUNS.has(known.kind)) {
    return { noun: known.noun || 'the thing', name: known.name || `number ${resource}`, task: 0, resource }
  }
  const kind = known.kind === 'some_tasks' ? 'tasks' : known.kind
  if (known.name === kind && !known.number) return { noun: `the ${kind}`, name: '', task: 0, resource }
  const noun = known.kind === 'some_tasks' && known.name ? 'the tasks in' : `the ${kind}`
  return { noun, name: calledBy(known) || `number ${resource}`, task: 0, resource }
}

/** The name of a resource, with its number where another is called the same. */
export function calledBy({ name, number }) {
  return number ? `${name} (${number})` : name
}

/** A task by its id, also when it is released. @returns {import('./phrase.js').Name} */
export function taskName(state, id) {
  const { name = 'nobody' } = state.tasks.get(id) ?? state.book.tasks.get(id) ?? {}
  return { noun: '', name, task: id, resource: 0 }
}

/** The task that a record speaks of; one that is gone with what is known of it for ever. */
export function taskIn(state, record) {
  const id = idOf(state, record)
  const known = state.book.tasks.get(id) ?? { name: taskName(state, id).name }
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
  if (source.kind === 'step') return source.task ? taskName(state, source.task) : ''
  if (source.kind === 'call') return `callback ${source.number}`
  const name = source.task ? taskName(state, source.task) : ''
  if (source.kind === 'completed') return 'the world outside'
  if (source.kind !== 'due') return say`the end of ${name}`
  const action = source.timer?.action
  if (action === 'strike_timeout') return say`the time limit of ${name}`
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

/** "2nd"; a number that somebody has changed may be a BigInt. */
export function ordinal(number) {
  const lastTwo = Number(BigInt(number) % 100n)
  const ending = { 1: 'st', 2: 'nd', 3: 'rd' }[lastTwo % 10] ?? 'th'
  return `${number}${lastTwo > 10 && lastTwo < 14 ? 'th' : ending}`
}
