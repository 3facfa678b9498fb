// What is worth a second look in a run: each finding is a title, a sentence, a line of the program and the record of a moment. They
// are read from the timeline alone, also while the run goes on, and guessed from nothing: where the trace does not show a thing,
// there is no finding. Nothing is drawn here; findings_list.js shows them.

import { seconds, shortName, textOf } from '@weft/host/trace'
import { adviceFor, isCause } from './advice.js'
import { lineOf } from './sentence.js'
import { visible } from '../kit/visible.js'

const LONG_WAIT = 0.05        // seconds with a lock held while another task waits for it
const POLLS = 50              // times in a row that a task lets others run and asks again, in one instant
const GROWS = 8               // items in a queue without a bound
const SAME_PLACE = 3          // tasks that are spawned with the address of one variable
const MOST_NAMES = 3

/**
 * @typedef {object} Finding
 * @property {string} kind
 * @property {string} title
 * @property {string} text what happened, and what to do about it
 * @property {number} record the moment
 * @property {number} line of the program, 0 where the trace has none
 * @property {number} task
 */

/**
 * @param {object} model a timeline of @weft/host/trace
 * @param {{source?: string, said?: string[], warnings?: {line: number, message: string}[], stuck?: object | null}} [known] the
 *   program's text, what the runtime itself has said, what was noticed when it was compiled, and the task that never waits
 * @returns {Finding[]} in the order of their moments
 */
export function findingsOf(model, { source = '', said = [], warnings = [], stuck = null } = {}) {
  const run = readRun(model)
  const found = [...deadlock(model), ...neverWaits(model, stuck), ...blocks(model, run), ...polls(model), ...leaks(model),
    ...unheard(model, said), ...holds(model), ...swallows(model, run), ...grows(model), ...shares(model, warnings),
    ...ownLocks(model, source)]
  return found.sort((a, b) => a.record - b.record)
}

/** One walk over the records: those that a timeline does not keep, with the id of their task. */
function readRun({ past }) {
  const ids = new Map()
  const run = { blocked: [], cancels: [], delivered: [], finished: [] }
  const kept = { blocked: run.blocked, cancel: run.cancels, delivered: run.delivered, finished: run.finished }
  let made = 0
  for (let at = 0; at < past.length; at++) {
    const record = past.record(at)
    const key = `${record.task} ${record.generation}`
    if (record.kind === 'begin') made = 0
    if (record.kind === 'spawned') ids.set(key, ++made)
    kept[record.kind]?.push({ at, id: ids.get(key) ?? 0, value: Number(record.value) })
  }
  return run
}

const nameOf = ({ tasks }, id) => visible(tasks.get(id)?.name.trim() || 'a task')
const during = (model, from, to) => (model.time[to < 0 ? model.time.length - 1 : to] ?? 0) - model.time[from]
const lasted = (model, from, to) => seconds(Math.round(during(model, from, to) * 1e9))
const placeLine = ({ past }, place) => past.now.place(place)?.line ?? 0

function listed(names) {
  const shown = names.length > MOST_NAMES ? [...names.slice(0, MOST_NAMES - 1), `${names.length - MOST_NAMES + 1} others`] : names
  return shown.length === 1 ? shown[0] : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`
}

const both = (count, one, more) => count === 1 ? one : more

// --- deadlock --------------------------------------------------------------------------------------

function deadlock(model) {
  if (!model.dead) return []
  const { now } = model.past
  const waiting = now.tasks().filter(({ state }) => state === 'waiting')
  const ring = waiting.filter(({ id }) => model.ring.includes(id))
  const shown = ring.length > 0 ? ring : [...waiting].sort((a, b) => isCause(b.wait.kind) - isCause(a.wait.kind)).slice(0, 1)
  if (shown.length === 0) return []
  const words = shown.map(({ id, wait }) => {
    const { verb, object, reason } = now.describe(id)
    const line = placeLine(model, wait.place)
    return `${nameOf(model, id)} ${verb} ${[textOf(object, { short: true }), textOf(reason, { short: true })].filter(Boolean).join(', ')}${line && shown.length > 1 ? ` (line ${line})` : ''}`
  })
  const last = model.past.length - 1
  const record = findLast(model, 'deadlock') ?? last
  const { wait, id } = shown.at(-1)
  return [{ kind: 'deadlock', title: titleOfDeadlock(model, ring), text: `${words.join('. ')}. ${adviceFor(ring, wait)}`, record, task: id,
    line: placeLine(model, wait.place) }]
}

function titleOfDeadlock(model, ring) {
  if (ring.length > 1) return `${ring.length === 2 ? 'Two' : ring.length} tasks wait for each other`
  return ring.length === 1 ? `${nameOf(model, ring[0].id)} waits for itself` : 'Nothing is left that could wake a task'
}

function findLast({ past }, kind) {
  for (let at = past.length - 1; at >= 0; at--) if (past.record(at).kind === kind) return at
  return null
}

// --- the loop is kept ------------------------------------------------------------------------------

function neverWaits(model, stuck) {
  if (!stuck) return []
  return [{ kind: 'never-waits', title: `${visible(stuck.name)} never waits`, record: stuck.bar.from, line: stuck.line, task: stuck.bar.task,
    text: `It has run since ${seconds(Math.round(stuck.since * 1e9))}, and nobody else can. WEFT_TRY(weft_yield()) in its loop lets the others run.` }]
}

/** A call that stops the whole thread: sleep of libc, weft_block. */
function blocks(model, { blocked }) {
  const worst = blocked.reduce((a, b) => a && a.value >= b.value ? a : b, null)
  if (!worst || worst.value <= 0) return []
  const bar = model.bars.findLast(({ state, from }) => state === 'running' && from <= worst.at)
  const others = model.bars.filter(({ state, from, to, task }) => state === 'ready' && task !== bar?.task && from <= worst.at && (to < 0 || to >= worst.at))
  return [{ kind: 'blocks', title: `${nameOf(model, bar?.task)} stops everybody for ${seconds(worst.value)}`, record: worst.at, task: bar?.task ?? 0,
    line: bar ? lineOf(model, bar) || placeLine(model, model.tasks.get(bar.task).at) : 0,
    text: `It blocks the thread that all tasks share${others.length > 0 ? `, while ${listed([...new Set(others.map(({ task }) => nameOf(model, task)))])} could run` : ''}${
      blocked.length > 1 ? `; ${blocked.length} times in all` : ''}. weft_sleep lets the others run.` }]
}

/** Asks again and again, and lets others run in between: each time it is ready at once. */
function polls(model) {
  for (const { id, bars } of model.tasks.values()) {
    let first = null
    let count = 0
    for (const bar of bars) {
      if (bar.state === 'ready' && bar.wait === 'turn') {
        if (first && model.time[bar.from] === model.time[first.from]) count++
        else [first, count] = [bar, 1]
      } else if (bar.state === 'waiting') [first, count] = [null, 0]
      if (count < POLLS) continue
      const turns = bars.filter(({ state, wait }) => state === 'ready' && wait === 'turn').length
      return [{ kind: 'polls', title: `${nameOf(model, id)} asks again and again`, record: first.from, line: lineOf(model, bar) || lineOf(model, first), task: id,
        text: `It let others run ${turns} times and was ready again at once, so the loop never rests. Wait for what it asks about: an event, a queue, a condition.` }]
    }
  }
  return []
}

// --- tasks that nobody keeps ------------------------------------------------------------------------

/** Tasks that the end of main stops: nobody had waited for them. */
function leaks(model) {
  const [main] = model.tasks.values()
  if (!main?.end || main.end.kind !== 'done' || model.dead) return []
  const left = [...model.tasks.values()].filter(({ id, born, end }) => id > main.id && born < main.end.at && (!end || end.at > main.end.at)
    && model.wakes.every(({ kind, to, at }) => kind !== 'cut' || to !== id || at > main.end.at))
  if (left.length === 0) return []
  const names = left.map(({ id }) => nameOf(model, id))
  return [{ kind: 'leaked', title: `${listed(names)} ${both(left.length, 'is', 'are')} still at work when main ends`, record: main.end.at,
    line: placeLine(model, left[0].at), task: left[0].id,
    text: `Nobody waits for ${both(left.length, 'it', 'them')}, so the end of main asks ${both(left.length, 'it', 'them')} to stop. Join ${
      both(left.length, 'it', 'them')}, or spawn ${both(left.length, 'it', 'them')} in a group, which waits.` }]
}

const UNHEARD = /^(?:weft: )?(.+) ended with code (-?\d+) \(\w+\), spawned at (.+):(\d+)/

/** The runtime says at the end which failures nobody has asked about. */
function unheard(model, said) {
  return said.flatMap(text => {
    const [, name, code, , line] = UNHEARD.exec(text) ?? []
    const task = [...model.tasks.values()].find(task => task.name === name && task.end?.kind === 'failed' && task.parent)
    if (!task) return []
    const error = raisedIn(model, task)
    return [{ kind: 'unheard', title: `Nobody looked at the failure of ${nameOf(model, task.id)}`, record: task.end.at, task: task.id,
      line: error?.line || Number(line),
      text: `It ended with code ${code}${error?.text ? `, “${visible(error.text)}”` : ''}, and no task joins it. Join it, or spawn it in a group, which passes the failure on.` }]
  })
}

function raisedIn({ past }, { end }) {
  const { error } = past.at(Math.max(0, end.at - 1)).tasks().find(({ state }) => state === 'running') ?? {}
  return error && { text: error.text, line: past.now.place(error.place)?.line ?? 0 }
}

// --- locks -----------------------------------------------------------------------------------------

/** From which record to which a lock was whose. */
function heldBy({ changes }, last) {
  return changes.flatMap(({ at, value, holder }, index) => value && holder ? [{ holder, from: at, to: changes[index + 1]?.at ?? last }] : [])
}

/** The longest wait with a lock held, while another task waits for that lock. */
function holds(model) {
  const last = model.past.length - 1
  let worst = null
  for (const lock of model.resources.values()) {
    if (lock.kind !== 'lock') continue
    const queue = model.bars.filter(({ state, wait, resource }) => state === 'waiting' && wait === 'lock' && resource === lock.id)
    if (queue.length === 0) continue
    for (const { holder, from, to } of heldBy(lock, last)) {
      for (const bar of model.tasks.get(holder)?.bars ?? []) {
        if (bar.state !== 'waiting' || bar.from < from || bar.from > to || bar.wait === 'condition') continue
        const end = bar.to < 0 ? last : bar.to
        const long = during(model, bar.from, end)
        const behind = [...new Set(queue.filter(wait => wait.from < end && (wait.to < 0 || wait.to > bar.from)).map(({ task }) => task))]
        if (long < LONG_WAIT || behind.length === 0 || long <= (worst?.long ?? 0)) continue
        worst = { lock, holder, bar, long, behind }
      }
    }
  }
  if (!worst || model.dead) return []
  const { lock, holder, bar, behind } = worst
  return [{ kind: 'held', title: `${nameOf(model, holder)} waits ${lasted(model, bar.from, bar.to)} with ${lockWords(lock)} held`, record: bar.from, line: lineOf(model, bar), task: holder,
    text: `${listed(behind.map(id => nameOf(model, id)))} ${both(behind.length, 'stands', 'stand')} behind it. Do what takes long before the lock is taken, or after it is given back.` }]
}

const lockWords = ({ name }) => name ? `the lock ${visible(shortName(name))}` : 'a lock'

/** Locks of one name, each taken by one task only: none of them keeps two tasks apart. */
function ownLocks(model, source) {
  const alike = new Map()
  for (const lock of model.resources.values()) {
    if (lock.kind !== 'lock') continue
    const holders = new Set(lock.changes.map(({ holder }) => holder).filter(Boolean))
    const name = lock.name.replace(/ \(\d+\)$/, '')
    if (!alike.has(name)) alike.set(name, [])
    alike.get(name).push({ lock, holders })
  }
  for (const [name, locks] of alike) {
    const owners = new Set(locks.flatMap(({ holders }) => [...holders]))
    if (locks.length < 2 || owners.size !== locks.length || locks.some(({ holders }) => holders.size !== 1)) continue
    if (locks.some(({ lock }) => lock.changes.filter(({ value }) => value).length === 0)) continue
    if (model.bars.some(({ wait, resource }) => wait === 'lock' && locks.some(({ lock }) => lock.id === resource))) continue
    const second = locks[1].lock
    const words = visible(shortName(name))
    return [{ kind: 'own-lock', title: `Each task has a lock of its own`, record: second.changes[0].at, task: second.changes[0].holder, line: lockLine(source, name),
      text: `${listed([...owners].map(id => nameOf(model, id)))} each take ${name ? `another lock called ${words}` : 'another lock'}, so it keeps nobody out. What they share needs one lock, beside the data.` }]
  }
  return []
}

/** The line that takes a lock: the trace has no place for a lock that is free. */
function lockLine(source, name) {
  const lines = source.split('\n')
  const found = lines.findIndex(line => /weft_lock|WEFT_LOCK/.test(line) && (!name || line.includes(name)))
  return found + 1
}

// --- cancels, queues, arguments ----------------------------------------------------------------------

/** A task whose wait was cancelled, and which ends as if nothing had been. */
function swallows(model, { cancels, delivered, finished }) {
  const told = new Map()
  for (const { id, at } of delivered) told.set(id, at)
  const open = new Map()
  for (const { id, value, at } of cancels) open.set(id, { value, at })
  return finished.flatMap(({ id, value, at }) => {
    const { parent } = model.tasks.get(id) ?? {}
    const asked = open.get(id)
    if (value !== 0 || !parent || !told.has(id) || !asked || asked.value === 0 || asked.at > at) return []
    const bar = model.tasks.get(id).bars.findLast(({ state, from }) => state === 'waiting' && from < told.get(id))
    return [{ kind: 'swallowed', title: `${nameOf(model, id)} swallows its cancel`, record: told.get(id), task: id, line: bar ? lineOf(model, bar) : 0,
      text: `It was asked to stop, and ended as if all were well: those who asked cannot know that it stopped early. After its clean-up it should return WEFT_CANCELLED.` }]
  })
}

/** A queue without a bound that holds more at each look: those who put are faster than those who get. */
function grows(model) {
  for (const { id, kind, name, capacity, changes, most } of model.resources.values()) {
    if (!['queue', 'channel'].includes(kind) || capacity || most < GROWS) continue
    const late = changes.slice(Math.floor(changes.length / 2))
    const early = changes.slice(0, Math.floor(changes.length / 4))
    const top = Math.max(...early.map(({ value }) => value), 0)
    const isRising = changes.length >= 2 * GROWS && Math.min(...late.slice(0, -1).map(({ value }) => value)) >= top
    if (!isRising || during(model, changes[0].at, changes.at(-1).at) === 0) continue
    const peak = changes.findIndex(({ value }) => value === most)
    if (peak < changes.length / 2) continue
    const putter = model.bars.findLast(({ state, from }) => state === 'running' && from <= changes[peak].at)
    return [{ kind: 'grows', title: `The ${kind} ${visible(shortName(name))} only grows`, record: changes[peak].at, task: putter?.task ?? 0,
      line: putter ? lineOf(model, putter) : 0,
      text: `It held ${most} items at ${seconds(model.past.record(changes[peak].at).time)}, and it has no bound: those who put are faster than those who get. Give it a capacity, and put waits.` }]
  }
  return []
}

/** Tasks that were given the address of one variable which goes on changing. */
function shares(model, warnings) {
  return warnings.flatMap(({ line, message }) => {
    const [, name] = /the one variable (\w+),/.exec(message) ?? []
    const same = name ? [...model.tasks.values()].filter(({ at }) => placeLine(model, at) === line) : []
    if (same.length < SAME_PLACE) return []
    return [{ kind: 'same-argument', title: `${same.length} tasks are given the one variable ${visible(name)}`, record: same[SAME_PLACE - 1].born, task: same[SAME_PLACE - 1].id, line,
      text: `They begin when the loop is over, and all read what it is then. Give each its own: an array beside the loop, and &numbers[${visible(name)}].` }]
  })
}
