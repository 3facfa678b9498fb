// A run as a picture of it needs it: each task with its bars, who woke whom, groups, what tasks share
// and what they print. It is one record that grows with the trace; nothing is drawn here, and no
// sentence made. In which order lanes stand: lanes.js.

import { history } from './history.js'
import { CODES, READY, WROTE_OWN } from './kinds.js'
import { isOwnLimit } from './words.js'

const NAMES = new Set(['begin', 'string', 'place', 'resource'])
const TAKEN_BACK = 1   // what the detail of a cancel says
/** The lane of callbacks, which are no tasks. */
const CALLBACKS = 0

/**
 * A stretch of a task's life.
 * @typedef {object} Bar
 * @property {number} id its index among all bars
 * @property {number} task
 * @property {'ready' | 'running' | 'waiting'} state
 * @property {boolean} cancelled the task was asked to stop before or in it
 * @property {number} cut index of the request to stop that made it ready, -1 for none
 * @property {number} from index of the record that began it
 * @property {number} to index of the record that ended it, -1 while it goes on
 * @property {string} wait why it waits
 * @property {number} place
 * @property {number} resource
 * @property {number} step the number of the last step at its beginning
 */

/** The timeline of a run of which nothing is known yet. */
export function timeline() {
  return {
    past: history(),
    time: [],            // of each record, in seconds
    order: [],           // of each record: its step plus its share of that step
    tasks: new Map(),
    bars: [],
    groups: new Map(),
    resources: new Map(),
    wakes: [],           // { from, to, at, kind }: lanes and the record
    prints: [],          // { at, task, name, descriptor, from, to }: the record and the bytes
    instants: [],        // { time, first, last }: records of one time
    begun: [],           // the record that began each step
    edge: 0,             // the order at the end of what is known: a step that goes on takes its room
    dead: false,         // whether a deadlock was found
    ring: [],            // the tasks that wait for each other in it
    broken: null,        // the bar in which the program failed
    isOver: false,
    growing: {           // what only the next records need
      open: new Map(),   // the bar of each task that goes on
      asks: new Map(),   // of each task: since which record it is asked to stop, and the last request
      step: null,        // the step that goes on: { task, records }
      last: 0            // the task of the last step
    }
  }
}

/**
 * Takes in the next records.
 * @param {object} line a timeline
 * @param {import('./decode.js').TraceRecord[]} records
 */
export function extendTimeline(line, records) {
  for (const record of records) {
    if (record.kind.startsWith('dump_')) continue
    line.past.push([record])
    add(line, record, line.past.length - 1)
  }
}

/**
 * The run has ended; `reason` says how. A task that still runs was stopped there.
 * @param {object} line
 * @param {string} reason
 */
export function endTimeline(line, reason) {
  const { open, step } = line.growing
  line.isOver = true
  line.ring = line.dead ? ringOf(line.past.now) : []
  const running = [...open.values()].find(({ state }) => state === 'running')
  if (running && ['trap', 'overflow'].includes(reason)) {
    line.tasks.get(running.task).end = { at: -1, kind: 'failed' }
    line.broken = running
  }
  if (running) breakStep(line)
  else if (step) endStep(line)
}

function add(line, record, index) {
  const seconds = record.time / 1e9
  line.time.push(seconds)
  line.order.push(line.begun.length - (line.growing.step ? 0.5 : 0))
  if (NAMES.has(record.kind)) return
  noteInstant(line, seconds, index)
  line.growing.step?.records.push(index)
  if (['ran', 'turn', 'clock'].includes(record.kind)) endCallback(line, index)
  const id = record.task ? line.past.now.idOf(record) : 0
  takers[record.kind]?.(line, record, index, id)
}

function noteInstant({ instants }, time, index) {
  const last = instants.at(-1)
  if (last?.time === time) last.last = index
  else instants.push({ time, first: index, last: index })
}

/** Follows who waits for whom; the ring of tasks, or nothing. */
function ringOf(now) {
  for (const { id } of now.tasks()) {
    const path = []
    for (let at = id; at;) {
      path.push(at)
      const [next, ...others] = now.waitsOn(at)
      if (next && path.includes(next)) return path.slice(path.indexOf(next))
      at = others.length === 0 ? next : 0
    }
  }
  return []
}

// --- steps ---------------------------------------------------------------------------------------

function beginStep(line, index, task) {
  if (line.growing.step) endStep(line)
  line.begun.push(index)
  line.growing.step = { task, records: [index] }
  line.edge = line.begun.length
  line.order[index] = line.edge - 1
}

function endStep(line) {
  const { records } = line.growing.step
  const before = line.begun.length - 1
  const last = records.length - 1
  records.forEach((index, at) => {
    line.order[index] = before + (last ? at / last : 1)
  })
  if (last > 0) line.order[records[0]] = before
  line.growing.step = null
}

/** A step that did not come to its end: it has the room of one, up to the edge. */
function breakStep(line) {
  const { records } = line.growing.step
  records.forEach((index, at) => {
    line.order[index] = line.begun.length - 1 + at / records.length
  })
  line.growing.step = null
}

// --- bars ----------------------------------------------------------------------------------------

function begin(line, id, state, index, more = {}) {
  const task = line.tasks.get(id)
  if (!task) return
  close(line, id, index)
  const cancelled = line.growing.asks.get(id)?.since >= 0
  const bar = { id: line.bars.length, task: id, state, from: index, to: -1, wait: '', place: 0,
    resource: 0, cancelled, cut: -1, step: line.begun.length, giver: -1, ...more }
  line.bars.push(bar)
  task.bars.push(bar)
  line.growing.open.set(id, bar)
}

function close({ growing: { open } }, id, index) {
  const bar = open.get(id)
  if (bar) bar.to = index
  open.delete(id)
}

function addTask(line, id, index, { name, ...fields }) {
  const names = [{ at: index, name }]
  line.tasks.set(id,
    { id, name, names, bars: [], end: null, group: 0, parent: 0, born: index, ...fields })
}

function endCallback(line, index) {
  const { open, step } = line.growing
  if (!open.has(CALLBACKS)) return
  close(line, CALLBACKS, index)
  if (step?.task === CALLBACKS) endStep(line)
}

/** Whose doing a change is: a task's lane, -1 for the loop and its timers. */
function giverOf({ past: { now } }) {
  if (now.running) return now.running
  if (now.source?.kind === 'call') return CALLBACKS
  return now.source?.kind === 'ended' || now.source?.kind === 'step' ? now.source.task : -1
}

// --- what each kind of record means --------------------------------------------------------------

const takers = {
  spawned(line, record, index, id) {
    const { now } = line.past
    const { name, parent } = now.task(id)
    addTask(line, id, index, { name, parent, group: record.resource, at: record.place,
      runs: now.place(record.place)?.words ?? '' })
    if (!line.groups.has(record.resource)) {
      const { owner } = now.group(record.resource)
      const { name: called = '' } = now.resource(record.resource) ?? {}
      line.groups.set(record.resource,
        { id: record.resource, name: called, owner, from: index, to: -1 })
    }
    if (parent) line.wakes.push({ from: parent, to: id, at: index, kind: 'born' })
    begin(line, id, 'ready', index)
  },

  made_ready(line, record, index, id) {
    if (record.detail !== READY.step || line.growing.step?.task !== id) return
    begin(line, id, 'ready', index, { wait: 'turn' })
    endStep(line)
  },

  ran(line, record, index, id) {
    if (record.detail === READY.call) {
      if (!line.tasks.has(CALLBACKS)) addTask(line, CALLBACKS, index, { name: 'callbacks', runs: '' })
      beginStep(line, index, CALLBACKS)
      begin(line, CALLBACKS, 'running', index)
    }
    if (record.detail !== READY.step) return
    beginStep(line, index, id)
    begin(line, id, 'running', index)
  },

  parked(line, { place, resource, detail }, index, id) {
    begin(line, id, 'waiting', index, { wait: line.past.now.kind(detail)?.name ?? '', place, resource })
    nameLanes(line, resource)
    if (line.growing.step) endStep(line)
  },

  woken(line, record, index, id) {
    const by = giverOf(line)
    const isCut = record.value === CODES.cancelled
    const cut = isCut ? line.growing.asks.get(id)?.last ?? -1 : -1
    begin(line, id, 'ready', index, { giver: by, cut })
    if (isCut || by < 0 || by === id) return
    line.wakes.push({ from: by, to: id, at: index, kind: 'wake' })
  },

  cancel(line, record, index, id) {
    const { asks, open } = line.growing
    if (!line.tasks.has(id)) return
    const { since = -1, last = -1 } = asks.get(id) ?? {}
    if (record.detail === TAKEN_BACK) {
      if (record.value === 0) asks.set(id, { since: -1, last })
      return
    }
    if (isOwnLimit(line.past.now.source, id)) return
    const by = giverOf(line)
    asks.set(id, { since: since < 0 ? index : since, last: index })
    if (by >= 0 && by !== id) line.wakes.push({ from: by, to: id, at: index, kind: 'cut' })
    if (open.get(id)?.state === 'ready') begin(line, id, 'ready', index, { giver: by, cut: index })
  },

  finished(line, record, index, id) {
    const task = line.tasks.get(id)
    close(line, id, index)
    const ends = { [CODES.ok]: 'done', [CODES.cancelled]: 'cancelled' }
    if (task) task.end = { at: index, kind: ends[record.value] ?? 'failed' }
    if (line.growing.step) endStep(line)
  },

  renamed(line, record, index, id) {
    const task = line.tasks.get(id)
    if (!task) return
    task.name = line.past.now.task(id).name
    task.names.push({ at: index, name: task.name })
  },

  level(line, record, index, id) {
    const known = line.past.now.resource(record.resource)
    if (!known) return
    const lane = line.resources.get(record.resource) ?? addResource(line, known, index)
    const value = Number(record.value)
    lane.changes.push({ at: index, value, holder: id })
    lane.most = Math.max(lane.most, value)
  },

  group_ended(line, record, index) {
    const group = line.groups.get(record.resource)
    if (group) group.to = index
  },

  wrote(line, record, index, id) {
    const descriptor = record.detail & ~WROTE_OWN
    const from = Number(record.value)
    const name = line.tasks.get(id)?.name ?? ''
    const own = (record.detail & WROTE_OWN) !== 0
    line.prints.push({ at: index, task: id, name, own, descriptor, from, to: from + record.subject })
  },

  deadlock(line) {
    line.dead = true
  },

  end(line) {
    line.isOver = true
  }
}

function addResource({ resources }, { id, kind, name, capacity }, index) {
  const lane = { id, kind, name, capacity, changes: [], most: 0, born: index }
  resources.set(id, lane)
  return lane
}

/** A wait may give a resource its name, and another one of that name a number. */
function nameLanes({ resources, past }, resource) {
  const known = past.now.resource(resource)
  if (!known) return
  for (const lane of known.number === 2 ? resources.values() : [resources.get(resource)]) {
    if (lane) lane.name = past.now.resource(lane.id)?.name ?? lane.name
  }
}
