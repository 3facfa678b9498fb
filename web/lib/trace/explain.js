// One plain sentence for each record: who, what, why, where. Every word of it comes from records;
// a sentence that cannot be made from them shows that a record lacks something.

import { outcome } from '../exit.js'
import { namer, READY } from './kinds.js'
import { idOf } from './state.js'
import {
  because, codeWords, counted, ending, isOwnLimit, levelWords, limitOf, ordinal, placeOf, plain,
  reason, resourceName, seconds, signalName, sourceName, start, taskIn, taskName, thing, waitWords,
  who
} from './words.js'

const readyName = namer(READY)

/**
 * The parts of a sentence.
 * @typedef {object} Parts
 * @property {string} who
 * @property {string} what
 * @property {string} [why]
 * @property {number} [place] the number of a place
 */

/**
 * One sentence about a record.
 * @param {object} state the state after the record
 * @param {import('./decode.js').TraceRecord} record
 * @returns {string}
 */
export function explain(state, record) {
  return sentence(describe(state, record))
}

/**
 * One sentence about what a task does at this moment, and why.
 * @param {object} state
 * @param {number} id
 * @returns {string} '' for a task that there never was
 */
export function explainTask(state, id) {
  return state.tasks.has(id) || state.book.tasks.has(id) ? sentence(describeTask(state, id)) : ''
}

function sentence({ who, what, why, where }) {
  return `${who} ${what}${why ? `, ${why}` : ''}${where ? `, at ${where}` : ''}.`
}

/**
 * The same in parts, for lines and tables.
 * @param {object} state the state after the record
 * @param {import('./decode.js').TraceRecord} record
 * @returns {{who: string, what: string, why: string, where: string}}
 */
export function describe(state, record) {
  const tell = sentences[record.kind] ?? sentences.unknown
  return clean(state, { place: record.place, ...tell(state, record) })
}

/**
 * What a task does at this moment, in parts.
 * @param {object} state
 * @param {number} id
 * @returns {{who: string, what: string, why: string, where: string}}
 */
export function describeTask(state, id) {
  const task = state.tasks.get(id)
  const tell = standing[task?.state] ?? (() => ({ what: 'is gone' }))
  return clean(state, { who: taskName(state, id), ...tell(state, task) })
}

function clean(state, { who, what, why = '', place = 0 }) {
  const where = placeOf(state, place)
  return { who: plain(who), what: plain(what), why: plain(why), where: plain(where) }
}

/** @type {Record<string, (state: object, record: object) => Parts>} */
const sentences = {
  unknown: (state, { code, kind }) => ({
    who: 'A record',
    what: kind === 'unknown' ? `of the unknown kind ${code}` : `of the kind ${kind}`
  }),

  begin: ({ virtual, seed }) => ({
    who: 'The run',
    what: `begins with the ${virtual ? 'virtual' : 'real'} clock`,
    why: seed === null ? 'first come, first served' : `in the order of seed ${seed}`
  }),
  string: (state, { subject, text }) => ({ who: `Text ${subject}`, what: `is "${text}"` }),
  place: ({ book }, { place }) => {
    const { words, function: name } = book.places.get(place)
    return { who: `Place ${place}`, what: `is "${words}" in ${name || 'no function'}` }
  },
  resource: (state, { resource }) => ({
    who: `Resource ${resource}`,
    what: `is ${thing(state, resource)}`
  }),

  turn: ({ turn }, { value, subject }) => ({
    who: `Turn ${turn}`,
    what: 'begins',
    why: `${value ? `${value} ready` : 'nothing ready'}, ${counted(subject, 'timer')} set`
  }),
  clock: state => ({
    who: 'The clock',
    what: `goes on from ${seconds(state.before)} to ${seconds(state.time)}`,
    why: state.running ? '' : 'because nothing can run before'
  }),

  made_ready: (state, record) => forHandle(madeReady, state, record),
  ran: (state, record) => forHandle(ran, state, record),
  unready: (state, record) => ({
    who: handleName(state, record),
    what: 'leaves the ready list without having run'
  }),

  spawned: (state, record) => {
    const { parent, name, group } = taskIn(state, record)
    const where = resourceName(state, group)
    return {
      who: parent ? taskName(state, parent) : 'The loop',
      what: `spawns ${name}${where && where !== 'root' ? ` in ${thing(state, group)}` : ''}`
    }
  },
  parked: (state, record) => {
    const task = taskIn(state, record)
    const { what, why } = waitWords(state, task.wait ?? {})
    return { who: task.name, what, why: [why, limitOf(state, task)].filter(Boolean).join(', ') }
  },
  woken: (state, record) => {
    const task = taskIn(state, record)
    return { who: task.name, what: 'is ready', why: because(reason(state, task)) }
  },
  finished: (state, record) => {
    const { name, error } = taskIn(state, record)
    const said = record.value !== 0 && error?.code === record.value ? `"${error.text}"` : ''
    return { who: name, what: ending(record.value), why: said }
  },
  released: (state, record) => ({ who: who(state, record), what: 'is forgotten' }),
  told: (state, record) => ({ who: who(state, record), what: 'is told to stop: its wait is cancelled' }),
  cancel: (state, record) => {
    const name = who(state, record)
    if (record.detail === 1) {
      return { who: name, what: 'has a request to stop taken back', why: `${record.value} left open` }
    }
    const open = record.value > 1 ? `its ${ordinal(record.value)} request that is open` : ''
    if (!isOwnLimit(state.source, idOf(state, record))) {
      return { who: start(sourceName(state)), what: `asks ${name} to stop`, why: open }
    }
    const why = [because('its time limit is over'), open].filter(Boolean).join(', ')
    return { who: name, what: 'is asked to stop', why, place: state.source.timer.place }
  },
  renamed: (state, record) => ({
    who: taskIn(state, record).formerly ?? 'A task',
    what: `is called ${who(state, record)} from now on`
  }),
  raised: (state, record) => {
    const { name, error } = taskIn(state, record)
    const { code = 0, text = '' } = error ?? {}
    return { who: name, what: `leaves the error ${codeWords(code)}`, why: `"${text}"` }
  },

  timer_set: (state, { value, subject }) => {
    const { action, task } = state.timers.get(subject)
    const due = seconds(value)
    const what = {
      wake_sleeper: `sets its alarm to ${due}`,
      strike_timeout: `sets itself a time limit at ${due}`,
      run_callback: `sets timer ${subject} to run a callback at ${due}`,
      raise_signal: `sets timer ${subject} to bring a signal at ${due}`
    }[action] ?? `sets timer ${subject} to ${due}`
    return { who: start(task ? taskName(state, task) : sourceName(state)), what }
  },
  timer_due: (state, { subject }) => {
    const timer = state.ready.get(`due ${subject}`)?.timer
    return { ...timerParts(state, timer, subject, 'is due'), place: timer?.place }
  },
  timer_off: (state, { subject }) => timerParts(state, state.off, subject, 'is called off'),

  level: (state, record) => levelWords(state, record),
  group_ended: (state, { resource }) => ({
    who: start(sourceName(state)),
    what: `leaves ${thing(state, resource)}`,
    why: 'which has ended'
  }),

  wrote: (state, record) => ({
    who: start(record.task ? who(state, record) : sourceName(state)),
    what: `writes ${counted(record.value, 'byte')} to ` +
      (STREAMS[record.detail] ?? `descriptor ${record.detail}`)
  }),
  signalled: (state, { value }) => ({ who: `The signal ${signalName(value)}`, what: 'comes' }),
  blocked: (state, { value }) => ({
    who: start(sourceName(state)),
    what: `stops the whole program for ${seconds(value)}`
  }),

  deadlock: state => {
    const waiting = [...state.tasks.values()].filter(task => task.state === 'waiting').length
    return {
      who: counted(waiting, 'task'),
      what: `${waiting === 1 ? 'waits' : 'wait'} for ever`,
      why: because('nothing is left that could wake one')
    }
  },
  end: (state, { value }) => ({
    who: 'The run',
    what: `ends with exit code ${value}`,
    why: outcome(Number(value)).message.replace(/\.$/, '').replace(/^./, c => c.toLowerCase())
  })
}

/** What a task does, by its state. */
const standing = {
  created: (state, { since, place }) => ({
    what: 'could run',
    why: `since ${seconds(since)}, because it was just spawned`,
    place
  }),
  ready: (state, task) => ({
    what: 'could run',
    why: because(reason(state, task)) || 'and let the others run first'
  }),
  running: (state, task) => ({
    what: 'runs',
    why: task.steps === 1 ? 'for the first time' : because(reason(state, task))
  }),
  waiting: (state, task) => {
    const { what, why } = waitWords(state, task.wait)
    const since = `since ${seconds(task.wait.since)}`
    const parts = [why, since, limitOf(state, task)].filter(Boolean)
    return { what, why: parts.join(', '), place: task.wait.place }
  },
  done: (state, { result, ended }) => ({ what: `${ending(result)} at ${seconds(ended)}` })
}

const STREAMS = ['standard input', 'standard output', 'standard error']

function forHandle(table, state, record) {
  return (table[readyName(record.detail)] ?? sentences.unknown)(state, record)
}

const madeReady = {
  step: (state, record) => {
    const { state: is, name } = taskIn(state, record)
    return is === 'created'
      ? { who: name, what: 'is ready', why: because('it was just spawned') }
      : { who: name, what: 'lets the others run first' }
  },
  due: (state, { subject }) => ({ who: `Timer ${subject}`, what: 'is due' }),
  completed: (state, { subject }) => ({ who: `Operation ${subject}`, what: 'is complete' }),
  call: (state, { subject }) => ({
    who: `Callback ${subject}`,
    what: 'is ready',
    why: state.source ? because(`of ${sourceName(state)}`) : ''
  }),
  ended: (state, record) => ({
    who: `${who(state, record)}'s`,
    what: `end is to be told to ${thing(state, taskIn(state, record).group)}`
  }),
  stop: (state, record) => ({ who: `${who(state, record)}'s`, what: 'end is to stop the loop' })
}

const ran = {
  step: (state, record) => {
    const task = taskIn(state, record)
    if (task.steps === 1) return { who: task.name, what: 'runs', why: 'for the first time' }
    const again = task.woken && !task.woken.wait ? ' again' : ''
    return { who: task.name, what: `runs${again}`, why: because(reason(state, task)) }
  },
  due: (state, { subject }) => {
    const { timer } = state.source
    const what = {
      wake_sleeper: 'rings',
      strike_timeout: 'is over',
      run_callback: 'runs its callback',
      raise_signal: 'brings its signal'
    }[timer?.action] ?? 'runs'
    return { ...timerParts(state, timer, subject, what), place: timer?.place }
  },
  completed: (state, { subject }) => ({ who: `Operation ${subject}`, what: 'brings what came from outside' }),
  call: (state, { subject }) => ({
    who: `Callback ${subject}`,
    what: 'runs',
    why: because(state.source.askedBy && `of ${state.source.askedBy}`)
  }),
  ended: (state, record) => ({
    who: `${who(state, record)}'s`,
    what: `end reaches ${thing(state, taskIn(state, record).group)}`
  }),
  stop: (state, record) => ({
    who: 'The loop',
    what: 'stops',
    why: because(`${who(state, record)} has ended`)
  })
}

/** A timer by what it is to its task: "Task-4's alarm is due". */
function timerParts(state, timer, number, what) {
  const noun = { wake_sleeper: 'alarm', strike_timeout: 'time limit' }[timer?.action]
  if (!noun || !timer.task) return { who: `Timer ${number}`, what }
  return { who: `${taskName(state, timer.task)}'s`, what: `${noun} ${what}` }
}

function handleName(state, record) {
  const kind = readyName(record.detail)
  if (kind === 'due') return `Timer ${record.subject}`
  if (kind === 'completed') return `Operation ${record.subject}`
  return kind === 'call' ? `Callback ${record.subject}` : who(state, record)
}
