// One plain sentence for each record: who does what, why, where. Every word of it comes from records;
// a sentence that cannot be made from them shows that a record lacks something.

import { outcome } from '../exit.js'
import { namer, READY, WROTE_OWN } from './kinds.js'
import { joined, phrase, say, textOf } from './phrase.js'
import { idOf } from './state.js'
import {
  because, codeWords, counted, ending, isOwnLimit, levelWords, limitOf, ordinal, placeOf, reasonOf,
  seconds, signalName, sourceName, taskIn, taskName, thing, waitWords, wasAsked, who
} from './words.js'

const readyName = namer(READY)

/**
 * The parts of a sentence. Phrases are lists of words and names (phrase.js); `textOf` makes text of
 * them, `wordsOf` of all parts.
 * @typedef {object} Parts
 * @property {import('./phrase.js').Phrase} subject "the loop", as inside a sentence
 * @property {string} part what of the subject's it is, "end" after "Task-2's"; mostly ''
 * @property {string} verb "waits"
 * @property {import('./phrase.js').Phrase} object what follows the verb: "for the lock &counter->lock"
 * @property {import('./phrase.js').Phrase} reason "because it is empty", or what else there is to say
 * @property {null | {file: string, line: number}} place
 * @property {boolean} asked whether the reason says that the task was asked to stop
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

function sentence(parts) {
  const { who, what, why, where } = wordsOf(parts)
  return `${who} ${what}${why ? `, ${why}` : ''}${where ? `, at ${where}` : ''}.`
}

/**
 * The parts of a sentence as texts, for lines and tables.
 * @param {Parts} parts
 * @returns {{who: string, what: string, why: string, where: string}}
 */
export function wordsOf({ subject, part, verb, object, reason, place }) {
  return {
    who: textOf(subject, { opens: true }),
    what: textOf(joined([part, verb, object], ' ')),
    why: textOf(reason),
    where: place ? textOf([`${place.file}:${place.line}`]) : ''
  }
}

/**
 * The parts of the sentence about a record.
 * @param {object} state the state after the record
 * @param {import('./decode.js').TraceRecord} record
 * @returns {Parts}
 */
export function describe(state, record) {
  const tell = sentences[record.kind] ?? sentences.unknown
  return partsOf(state, { place: record.place, ...tell(state, record) })
}

/**
 * What a task does at this moment, in parts.
 * @param {object} state
 * @param {number} id
 * @returns {Parts}
 */
export function describeTask(state, id) {
  const task = state.tasks.get(id)
  const tell = standing[task?.state] ?? (() => ({ verb: 'is', object: 'gone' }))
  return partsOf(state, { subject: taskName(state, id), ...tell(state, task) })
}

/** Completes what a table below has said. */
function partsOf(state, given) {
  const { subject, part = '', verb, object = '', reason = '', place = 0, asked = false } = given
  return { subject: phrase(subject), part, verb, object: phrase(object), reason: phrase(reason),
    place: placeOf(state, place), asked }
}

/** @type {Record<string, (state: object, record: object) => object>} */
const sentences = {
  unknown: (state, { code, kind }) => ({
    subject: 'a record',
    verb: 'of',
    object: kind === 'unknown' ? `the unknown kind ${code}` : `the kind ${kind}`
  }),

  begin: ({ virtual, seed, chosen }) => ({
    subject: 'the run',
    verb: 'begins',
    object: `with the ${virtual ? 'virtual' : 'real'} clock`,
    reason: chosen ? 'in a chosen order' : seed === null ? 'first come, first served' : `in the order of seed ${seed}`
  }),
  string: (state, { subject, text }) => ({
    subject: `text ${subject}`, verb: 'is', object: `"${text}"`
  }),
  place: ({ book }, { place }) => {
    const { words, function: name } = book.places.get(place)
    return { subject: `place ${place}`, verb: 'is', object: `"${words}" in ${name || 'no function'}` }
  },
  kind: ({ book }, { subject }) => {
    const { of, name, words, noun } = book.kinds.get(subject)
    const reason = [words, noun].filter(Boolean).join(' ')
    return { subject: `kind ${subject}`, verb: 'is', object: `the ${of} ${name}`, reason }
  },
  resource: (state, { resource }) => ({
    subject: `resource ${resource}`, verb: 'is', object: thing(state, resource)
  }),

  turn: ({ turn }, { value, subject }) => ({
    subject: `turn ${turn}`,
    verb: 'begins',
    reason: `${value ? `${value} ready` : 'nothing ready'}, ${counted(subject, 'timer')} set`
  }),
  clock: state => ({
    subject: 'the clock',
    verb: 'goes',
    object: `on from ${seconds(state.before)} to ${seconds(state.time)}`,
    reason: state.running ? '' : 'because nothing can run before'
  }),

  made_ready: (state, record) => forHandle(madeReady, state, record),
  ran: (state, record) => forHandle(ran, state, record),
  chosen: (state, record) => ({
    subject: who(state, record), verb: 'is', object: `chosen, ${ordinal(Number(record.value) + 1)} of ${record.subject} that are ready`
  }),
  unready: (state, record) => ({
    subject: handleName(state, record),
    verb: 'leaves',
    object: 'the ready list without having run'
  }),

  spawned: (state, record) => {
    const task = taskIn(state, record)
    const group = state.book.resources.get(task.group)
    const inside = group && group.name !== 'root' ? say` in ${thing(state, task.group)}` : ''
    return {
      subject: task.parent ? taskName(state, task.parent) : 'the loop',
      verb: 'spawns',
      object: say`${nameOf(task)}${inside}`
    }
  },
  parked: (state, record) => {
    const task = taskIn(state, record)
    const { verb, object, reason } = waitWords(state, task.wait ?? {})
    return { subject: nameOf(task), verb, object, reason: joined([reason, limitOf(state, task)]) }
  },
  woken: (state, record) => {
    const task = taskIn(state, record)
    return { subject: nameOf(task), verb: 'is', object: 'ready', ...why(state, task) }
  },
  finished: (state, record) => {
    const task = taskIn(state, record)
    const { error } = task
    const said = record.value !== 0 && error?.code === record.value ? `"${error.text}"` : ''
    return { subject: nameOf(task), ...ending(record.value), reason: said }
  },
  released: (state, record) => ({ subject: who(state, record), verb: 'is', object: 'forgotten' }),
  delivered: (state, record) => ({
    subject: who(state, record), verb: 'gets', object: 'the request to stop: its wait is cancelled'
  }),
  cancel: (state, record) => {
    const subject = who(state, record)
    if (record.detail === 1) {
      const left = `${record.value} left open`
      return { subject, verb: 'has', object: 'a request to stop taken back', reason: left }
    }
    const open = record.value > 1 ? `its ${ordinal(record.value)} request that is open` : ''
    if (!isOwnLimit(state.source, idOf(state, record))) {
      return { subject: sourceName(state), verb: 'asks', object: say`${subject} to stop`, reason: open }
    }
    const reason = joined([because('its time limit is over'), open])
    return { subject, verb: 'is', object: 'asked to stop', reason, place: state.source.timer.place }
  },
  renamed: (state, record) => {
    const { formerly, id } = taskIn(state, record)
    return {
      subject: formerly ? nameOf({ id, name: formerly }) : 'a task',
      verb: 'is',
      object: say`called ${who(state, record)} from now on`
    }
  },
  raised: (state, record) => {
    const task = taskIn(state, record)
    const { code = 0, text = '' } = task.error ?? {}
    return {
      subject: nameOf(task), verb: 'leaves', object: `the error ${codeWords(code)}`, reason: `"${text}"`
    }
  },

  timer_set: (state, { value, subject }) => {
    const { action, task } = state.timers.get(subject)
    const due = seconds(value)
    const object = {
      wake_sleeper: `its alarm to ${due}`,
      strike_timeout: `itself a time limit at ${due}`,
      run_callback: `timer ${subject} to run a callback at ${due}`,
      raise_signal: `timer ${subject} to bring a signal at ${due}`
    }[action] ?? `timer ${subject} to ${due}`
    return { subject: task ? taskName(state, task) : sourceName(state), verb: 'sets', object }
  },
  timer_due: (state, { subject }) => {
    const timer = state.ready.get(`due ${subject}`)?.timer
    return { ...timerName(state, timer, subject), verb: 'is', object: 'due', place: timer?.place }
  },
  timer_off: (state, { subject }) => ({
    ...timerName(state, state.off, subject), verb: 'is', object: 'called off'
  }),

  level: (state, record) => levelWords(state, record),
  group_ended: (state, { resource }) => ({
    subject: sourceName(state),
    verb: 'leaves',
    object: thing(state, resource),
    reason: 'which has ended'
  }),

  wrote: (state, record) => ({
    subject: writerOf(state, record),
    verb: 'writes',
    object: `${counted(record.subject, 'byte')} to ${streamOf(record)}`
  }),
  signalled: (state, { value }) => ({ subject: `the signal ${signalName(value)}`, verb: 'comes' }),
  blocked: (state, { value }) => ({
    subject: sourceName(state),
    verb: 'stops',
    object: `the whole program for ${seconds(value)}`
  }),

  deadlock: state => {
    const waiting = [...state.tasks.values()].filter(task => task.state === 'waiting').length
    return {
      subject: counted(waiting, 'task'),
      verb: waiting === 1 ? 'waits' : 'wait',
      object: 'for ever',
      reason: because('nothing is left that could wake one')
    }
  },
  end: (state, { value }) => ({
    subject: 'the run',
    verb: 'ends',
    object: `with exit code ${value}`,
    reason: outcome(Number(value)).message.replace(/\.$/, '').replace(/^./, c => c.toLowerCase())
  })
}

/** What a task does, by its state. */
const standing = {
  created: (state, { since, place }) => ({
    verb: 'could',
    object: 'run',
    reason: `since ${seconds(since)}, because it was just spawned`,
    place
  }),
  ready: (state, task) => {
    const { reason, asked } = why(state, task)
    return { verb: 'could', object: 'run', asked,
      reason: reason.length > 0 ? reason : 'and let the others run first' }
  },
  running: (state, task) => ({ verb: 'runs', ...whyItRuns(state, task) }),
  waiting: (state, task) => {
    const { verb, object, reason } = waitWords(state, task.wait)
    const since = `since ${seconds(task.wait.since)}`
    return { verb, object, reason: joined([reason, since, limitOf(state, task)]),
      place: task.wait.place }
  },
  done: (state, { result, ended }) => {
    const { verb, object = '' } = ending(result)
    return { verb, object: joined([object, `at ${seconds(ended)}`], ' ') }
  }
}

const STREAMS = ['standard input', 'standard output', 'standard error']

function streamOf({ detail }) {
  const descriptor = detail & ~WROTE_OWN
  return STREAMS[descriptor] ?? `descriptor ${descriptor}`
}

function writerOf(state, record) {
  if (record.detail & WROTE_OWN) return 'the runtime'
  return record.task ? who(state, record) : sourceName(state)
}

/** Why a task became ready, as parts of a sentence. */
function why(state, task) {
  return { reason: because(reasonOf(state, task)), asked: wasAsked(task) }
}

function whyItRuns(state, task) {
  return task.steps === 1 ? { reason: 'for the first time' } : why(state, task)
}

function nameOf({ id, name }) {
  return { noun: '', name, task: id, resource: 0 }
}

function forHandle(table, state, record) {
  return (table[readyName(record.detail)] ?? sentences.unknown)(state, record)
}

const madeReady = {
  step: (state, record) => {
    const task = taskIn(state, record)
    return task.state === 'created'
      ? { subject: nameOf(task), verb: 'is', object: 'ready', reason: because('it was just spawned') }
      : { subject: nameOf(task), verb: 'lets', object: 'the others run first' }
  },
  due: (state, { subject }) => ({ subject: `timer ${subject}`, verb: 'is', object: 'due' }),
  completed: (state, { subject }) => ({ subject: operation(subject), verb: 'is', object: 'complete' }),
  call: (state, { subject }) => ({
    subject: `callback ${subject}`,
    verb: 'is',
    object: 'ready',
    reason: state.source ? because(say`of ${sourceName(state)}`) : ''
  }),
  ended: (state, record) => ({
    ...endOf(state, record),
    verb: 'is',
    object: say`on its way to ${thing(state, taskIn(state, record).group)}`
  }),
  stop: (state, record) => ({
    ...endOf(state, record), verb: 'is', object: 'to stop the loop'
  })
}

const ran = {
  step: (state, record) => {
    const task = taskIn(state, record)
    const again = task.steps > 1 && task.woken && !task.woken.wait ? 'again' : ''
    return { subject: nameOf(task), verb: 'runs', object: again, ...whyItRuns(state, task) }
  },
  due: (state, { subject }) => {
    const { timer } = state.source
    const [verb, object = ''] = {
      wake_sleeper: ['rings'],
      strike_timeout: ['is', 'over'],
      run_callback: ['runs', 'its callback'],
      raise_signal: ['brings', 'its signal']
    }[timer?.action] ?? ['runs']
    return { ...timerName(state, timer, subject), verb, object, place: timer?.place }
  },
  completed: (state, { subject }) => ({ subject: operation(subject), verb: 'brings', object: 'what came from outside' }),
  call: (state, { subject }) => ({
    subject: `callback ${subject}`,
    verb: 'runs',
    reason: because(state.source.askedBy ? say`of ${state.source.askedBy}` : '')
  }),
  ended: (state, record) => ({
    ...endOf(state, record),
    verb: 'reaches',
    object: thing(state, taskIn(state, record).group)
  }),
  stop: (state, record) => ({
    subject: 'the loop',
    verb: 'stops',
    reason: because(say`${who(state, record)} has ended`)
  })
}

/** A timer by what it is to its task: "Task-4's alarm". */
function timerName(state, timer, number) {
  const part = { wake_sleeper: 'alarm', strike_timeout: 'time limit' }[timer?.action]
  if (!part || !timer.task) return { subject: `timer ${number}` }
  return { subject: say`${taskName(state, timer.task)}'s`, part }
}

/** The end of a task, as what acts. */
function endOf(state, record) {
  return { subject: say`${who(state, record)}'s`, part: 'end' }
}

/** What never left the program (the network inside, a job in place) is counted apart: runtime/core/operation.c. */
function operation(number) {
  const withoutHost = 0x80000000
  return number < withoutHost ? `operation ${number}` : `operation ${number - withoutHost} inside`
}

function handleName(state, record) {
  const kind = readyName(record.detail)
  if (kind === 'due') return `timer ${record.subject}`
  if (kind === 'completed') return operation(record.subject)
  return kind === 'call' ? `callback ${record.subject}` : who(state, record)
}
