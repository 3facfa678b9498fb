// From trace records to what the lanes show: tasks with their bars, who woke whom, groups,
// resources and prints. It grows record by record; nothing is drawn here, and no sentence made.

import { ACTIONS, CODES, READY, WAITS, history } from '@weft/host/trace'

const NAMES = new Set(['begin', 'string', 'place', 'resource'])
const LEVELLED = ['lock', 'semaphore', 'queue', 'channel', 'event', 'future', 'barrier']
const TAKEN_BACK = 1   // what the detail of a cancel says
const WAIT_NAMES = new Map(Object.entries(WAITS).map(([name, number]) => [number, name]))
/** The lane of callbacks, which are no tasks. */
export const CALLBACKS = 0

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

/** @param {{onWrote: (wrote: object) => void}} handlers */
export function createModel({ onWrote }) {
  const past = history()
  const model = {
    past,
    time: [],            // of each record, in seconds
    order: [],           // of each record: its step plus its share of that step
    tasks: new Map(),
    bars: [],
    groups: new Map(),
    resources: new Map(),
    wakes: [],           // { from, to, at, kind }: lanes and the record
    prints: [],
    instants: [],        // { time, first, last }: records of one time
    steps: 0,
    edge: 0,             // the order at the end of what is known: a step that goes on takes its room
    dead: false,
    isOver: false,
    shape: 0             // counted up when a lane is added
  }
  const open = new Map()
  const step = { records: [], open: false, running: 0 }
  const written = {}

  function push(records) {
    for (const record of records) {
      if (record.kind.startsWith('dump_')) continue
      past.push([record])
      add(record, past.length - 1)
    }
  }

  function add(record, index) {
    const seconds = record.time / 1e9
    model.time.push(seconds)
    model.order.push(model.steps - (step.open ? 0.5 : 0))
    if (NAMES.has(record.kind)) return
    if (record.kind === 'resource') return
    noteInstant(seconds, index)
    if (step.open) step.records.push(index)
    if (['ran', 'turn', 'clock'].includes(record.kind)) endCallback(index)
    takers[record.kind]?.(record, index, idOf(record))
  }

  function idOf(record) {
    return record.task ? past.now.idOf(record) : 0
  }

  function noteInstant(time, index) {
    const last = model.instants.at(-1)
    if (last?.time === time) last.last = index
    else model.instants.push({ time, first: index, last: index })
  }

  // --- steps -------------------------------------------------------------------------------------

  function beginStep(index, task) {
    if (step.open) endStep()
    model.steps++
    step.open = true
    step.running = task
    step.records = [index]
    model.order[index] = model.steps - 1
    model.edge = model.steps
  }

  function endStep() {
    const last = step.records.length - 1
    step.records.forEach((index, at) => {
      model.order[index] = model.steps - 1 + (last ? at / last : 1)
    })
    if (last > 0) model.order[step.records[0]] = model.steps - 1
    step.open = false
    step.running = 0
  }

  // --- bars --------------------------------------------------------------------------------------

  function begin(id, state, index, more = {}) {
    const task = model.tasks.get(id)
    if (!task) return
    close(id, index)
    const bar = { id: model.bars.length, task: id, state, from: index, to: -1, wait: '', place: 0,
      resource: 0, cancelled: task.asked >= 0, cut: -1, step: model.steps, giver: -1, ...more }
    model.bars.push(bar)
    task.bars.push(bar)
    open.set(id, bar)
  }

  function close(id, index) {
    const bar = open.get(id)
    if (bar) bar.to = index
    open.delete(id)
  }

  function addTask(id, fields) {
    model.tasks.set(id, { id, bars: [], asked: -1, cut: -1, end: null, group: 0, parent: 0, ...fields })
    model.shape++
  }

  function endCallback(index) {
    if (!open.has(CALLBACKS)) return
    close(CALLBACKS, index)
    if (step.open && step.running === CALLBACKS) endStep()
  }

  /** Whose doing a change is: a task's lane, -1 for the loop and its timers. */
  function giver() {
    const { source } = past.now
    if (past.now.running) return past.now.running
    if (source?.kind === 'call') return CALLBACKS
    return source?.kind === 'ended' || source?.kind === 'step' ? source.task : -1
  }

  function isOwnLimit(id) {
    const { timer } = past.now.source ?? {}
    return timer?.action === 'strike_timeout' && timer.task === id
  }

  // --- what each kind of record means ------------------------------------------------------------

  const takers = {
    spawned(record, index, id) {
      const { name, parent } = past.now.task(id)
      const place = past.now.place(record.place)
      addTask(id, { name, parent, group: record.resource, born: index, at: record.place,
        runs: place?.words ?? '' })
      if (!model.groups.has(record.resource)) {
        const { owner } = past.now.group(record.resource)
        const known = past.now.resource(record.resource)
        model.groups.set(record.resource,
          { id: record.resource, name: known?.name ?? '', owner, from: index, to: -1 })
      }
      if (parent) model.wakes.push({ from: parent, to: id, at: index, kind: 'born' })
      begin(id, 'ready', index)
    },

    made_ready(record, index, id) {
      if (record.detail !== READY.step || step.running !== id || !step.open) return
      begin(id, 'ready', index, { wait: 'turn' })
      endStep()
    },

    ran(record, index, id) {
      if (record.detail === READY.call) {
        if (!model.tasks.has(CALLBACKS)) {
          addTask(CALLBACKS, { name: 'callbacks', runs: '', born: index })
        }
        beginStep(index, CALLBACKS)
        begin(CALLBACKS, 'running', index)
      }
      if (record.detail !== READY.step) return
      beginStep(index, id)
      begin(id, 'running', index)
    },

    parked(record, index, id) {
      const { place, resource, detail } = record
      begin(id, 'waiting', index, { wait: WAIT_NAMES.get(detail) ?? '', place, resource })
      const lane = model.resources.get(resource)
      if (lane?.name === '') lane.name = past.now.resource(resource)?.name ?? ''
      if (step.open) endStep()
    },

    woken(record, index, id) {
      const by = giver()
      const isCut = record.value === CODES.cancelled
      const cut = isCut ? model.tasks.get(id)?.cut ?? -1 : -1
      begin(id, 'ready', index, { giver: by, cut })
      if (isCut || by < 0 || by === id) return
      model.wakes.push({ from: by, to: id, at: index, kind: 'wake' })
    },

    cancel(record, index, id) {
      const task = model.tasks.get(id)
      if (!task) return
      if (record.detail === TAKEN_BACK) {
        if (record.value === 0) task.asked = -1
        return
      }
      if (isOwnLimit(id)) return
      const by = giver()
      if (task.asked < 0) task.asked = index
      task.cut = index
      if (by >= 0 && by !== id) model.wakes.push({ from: by, to: id, at: index, kind: 'cut' })
      if (open.get(id)?.state === 'ready') begin(id, 'ready', index, { giver: by, cut: index })
    },

    finished(record, index, id) {
      const task = model.tasks.get(id)
      close(id, index)
      const ends = { [CODES.ok]: 'done', [CODES.cancelled]: 'cancelled' }
      if (task) task.end = { at: index, kind: ends[record.value] ?? 'failed' }
      if (step.open) endStep()
    },

    renamed(record, index, id) {
      const task = model.tasks.get(id)
      if (task) task.name = past.now.task(id).name
      model.shape++
    },

    level(record, index) {
      const known = past.now.resource(record.resource)
      if (!known || !LEVELLED.includes(known.kind)) return
      const lane = model.resources.get(record.resource) ?? addResource(known)
      const value = Number(record.value)
      lane.changes.push({ at: index, value, holder: record.task ? idOf(record) : 0 })
      lane.most = Math.max(lane.most, value)
    },

    group_ended(record, index) {
      const group = model.groups.get(record.resource)
      if (group) group.to = index
    },

    wrote(record, index, id) {
      const from = written[record.detail] ?? 0
      written[record.detail] = from + Number(record.value)
      const to = written[record.detail]
      const print = { at: index, task: id, descriptor: record.detail, from, to }
      model.prints.push(print)
      onWrote({ ...print, name: model.tasks.get(id)?.name ?? '' })
    },

    deadlock() {
      model.dead = true
    },

    end() {
      model.isOver = true
    }
  }

  function addResource({ id, kind, name, capacity }) {
    const lane = { id, kind, name, capacity, changes: [], most: 0 }
    model.resources.set(id, lane)
    model.shape++
    return lane
  }

  /** The run has ended; `reason` says how. A task that still runs was stopped there. */
  function finish(reason) {
    model.reason = reason
    model.isOver = true
    const running = [...open.values()].find(({ state }) => state === 'running')
    if (running && ['trap', 'overflow'].includes(reason)) {
      model.tasks.get(running.task).end = { at: -1, kind: 'failed' }
      model.broken = running
    }
    if (running) breakStep()
    else if (step.open) endStep()
  }

  /** A step that did not come to its end: it has the room of one, up to the edge. */
  function breakStep() {
    step.records.forEach((index, at) => {
      model.order[index] = model.steps - 1 + at / step.records.length
    })
    step.open = false
  }

  return Object.assign(model, { push, finish, openBar: id => open.get(id) ?? null })
}

/** The words of which kind of look a bar has. */
export function lookOf({ state, wait, cancelled }) {
  if (state === 'waiting') return wait === 'sleep' ? 'time' : 'other'
  return cancelled ? 'cancelled' : state
}

/** The rows of the lanes: tasks under their groups, then what they share. */
export function rowsOf(model) {
  const rows = []
  const seen = new Set()
  const children = id => [...model.tasks.values()].filter(task => task.group === id)
  const addTask = (task, depth) => {
    if (seen.has(task.id)) return
    seen.add(task.id)
    rows.push({ kind: 'task', task, depth })
    for (const group of model.groups.values()) {
      if (group.owner !== task.id || group.name === 'root' || seen.has(group)) continue
      seen.add(group)
      rows.push({ kind: 'group', group, depth })
      for (const child of children(group.id)) addTask(child, depth + 1)
    }
  }
  for (const task of model.tasks.values()) {
    const group = model.groups.get(task.group)
    if (!group || group.name === 'root' || !group.owner) addTask(task, 0)
  }
  for (const task of model.tasks.values()) addTask(task, 0)
  for (const lane of model.resources.values()) rows.push({ kind: lane.kind, lane })
  if (model.prints.length > 0) rows.push({ kind: 'prints' })
  return rows
}

/** A resource's words as a program names it, without the sign that it is an address. */
export function shortName(name) {
  return name.replace(/^&\s*/, '')
}

/** Whether a timer of this kind wakes a sleeper. */
export const isAlarm = action => action === ACTIONS.wake_sleeper
