// A run in the form that Perfetto and chrome://tracing read: each task is a thread, each bar a slice, what tasks share are counters, and
// each wake is an arrow. Under the virtual clock a step takes no time, so each step is given a microsecond.

import { lookOf } from '@weft/host/trace'
import { lineOf, nameOf } from './sentence.js'

const PROCESS = 1
const NAMES = { running: 'runs', ready: 'could run', time: 'sleeps', other: 'waits', cancelled: 'is cancelled' }

/** @param {object} model a timeline @param {string} title @returns {{traceEvents: object[], displayTimeUnit: string, otherData: object}} */
export function perfettoOf(model, title) {
  const at = index => Math.round((model.time[index] ?? 0) * 1e6) + (model.order[index] ?? 0)
  const last = model.past.length - 1
  const events = [{ ph: 'M', pid: PROCESS, name: 'process_name', args: { name: title } }]
  for (const task of model.tasks.values()) {
    events.push({ ph: 'M', pid: PROCESS, tid: task.id, name: 'thread_name', args: { name: nameOf(task) } },
      { ph: 'M', pid: PROCESS, tid: task.id, name: 'thread_sort_index', args: { sort_index: task.id } })
  }
  for (const bar of model.bars) {
    const look = lookOf(bar)
    const ts = at(bar.from)
    const line = lineOf(model, bar)
    events.push({ ph: 'X', pid: PROCESS, tid: bar.task, ts, dur: at(bar.to < 0 ? last : bar.to) - ts, cat: bar.state,
      name: bar.state === 'waiting' && bar.wait ? `${NAMES[look]}: ${bar.wait}` : NAMES[look], args: { ...line ? { line } : {}, ...resourceOf(model, bar) } })
  }
  model.wakes.forEach(({ from, to, at: index, kind }, id) => {
    const arrow = { pid: PROCESS, ts: at(index), id, name: kind, cat: 'wake' }
    events.push({ ...arrow, ph: 's', tid: from }, { ...arrow, ph: 'f', bp: 'e', tid: to })
  })
  for (const { name, kind, changes, id } of model.resources.values()) {
    for (const { at: index, value } of changes) events.push({ ph: 'C', pid: PROCESS, ts: at(index), name: `${kind} ${name || id}`, args: { value } })
  }
  for (const { at: index, task, descriptor } of model.prints) {
    events.push({ ph: 'i', s: 't', pid: PROCESS, tid: task, ts: at(index), name: descriptor === 2 ? 'writes to stderr' : 'prints' })
  }
  return { traceEvents: events, displayTimeUnit: 'ms', otherData: { program: title, note: 'Each step is given one microsecond; time is that of the run.' } }
}

function resourceOf({ past }, { resource }) {
  const name = resource ? past.now.resource(resource)?.name : ''
  return name ? { for: name } : {}
}
