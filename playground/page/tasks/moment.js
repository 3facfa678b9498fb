// How it is at one moment of a run, as rows of words: what runs, what is ready, which timers run, which task waits for what, and what
// the tasks share.

import { plain, seconds, shortName, textOf } from '@weft/host/trace'

const MOST = 12   // in a row; the table has all

/**
 * @param {import('@weft/host/trace').Moment} now
 * @param {(resource: object) => string} [inside] what else is known of something that is shared
 * @returns {{title: string, items: string[], none: string, ordered?: boolean}[]}
 */
export function momentRows(now, inside = () => '') {
  const tasks = now.tasks()
  const shared = now.resources().filter(({ id, kind, level }) => level !== null && kind !== 'task' && kind !== 'group' && id)
  return [
    { title: 'Ready', none: 'Nothing is ready.', ordered: true, items: now.ready().map(handle => readyWords(now, handle)) },
    { title: 'Shared', none: 'Nothing is shared that the trace knows.', items: shared.map(resource => `${sharedWords(now, resource)}${inside(resource)}`) },
    { title: 'Waiting', none: 'No task waits.', items: waitingWords(now, tasks.filter(({ state }) => state === 'waiting')) },
    { title: 'Timers', none: 'No timer runs.', items: now.timers().map(timer => timerWords(now, timer)) }
  ].map(({ items, ...row }) => ({ ...row, items: cut(items) }))
}

function cut(items) {
  return items.length > MOST ? [...items.slice(0, MOST - 1), `and ${items.length - MOST + 1} more`] : items
}

const nameOf = (now, id) => plain(now.task(id)?.name ?? 'a task')

/** Those that wait for the same stand together, in the order of their waits. */
function waitingWords(now, tasks) {
  const alike = new Map()
  for (const { id, wait } of [...tasks].sort((a, b) => (a.wait?.sequence ?? 0) - (b.wait?.sequence ?? 0))) {
    const { verb, object, reason } = now.describe(id)
    const key = wait?.resource ? `${wait.kind} ${wait.resource}` : id
    if (!alike.has(key)) alike.set(key, { names: [], verb, what: [textOf(object, { short: true }), textOf(reason, { short: true })].filter(Boolean).join(', ') })
    alike.get(key).names.push(nameOf(now, id))
  }
  return [...alike.values()].map(({ names, verb, what }) => `${listed(names)} ${names.length > 1 ? verb.replace(/^(wait|sleep)s/, '$1') : verb} ${what}`)
}

function listed(names) {
  const shown = names.length > MOST ? [...names.slice(0, MOST - 1), `${names.length - MOST + 1} others`] : names
  return shown.length === 1 ? shown[0] : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`
}

const READY_WORDS = {
  step: (now, { task }) => nameOf(now, task),
  ended: (now, { task }) => `${nameOf(now, task)}'s end, for its group`,
  stop: () => 'the end of main, for the run',
  due: (now, { timer }) => `a timer that is due${timer?.task ? `, of ${nameOf(now, timer.task)}` : ''}`,
  call: () => 'a callback',
  completed: () => 'something from outside'
}

function readyWords(now, handle) {
  return READY_WORDS[handle.kind]?.(now, handle) ?? 'something'
}

const ACTIONS = { wake_sleeper: 'wakes', strike_timeout: 'ends the time limit of', run_callback: 'runs a callback of' }

function timerWords(now, { due, action, task }) {
  return `At ${seconds(due)}: ${ACTIONS[action] ?? 'is for'} ${task ? nameOf(now, task) : 'the loop'}`
}

function sharedWords(now, { id, kind, level, holder, capacity }) {
  const name = shortName(now.wordsFor(id).replace(/&(?=[\w(])/, ''))
  if (kind === 'lock') return level ? `${name}: held by ${holder ? nameOf(now, holder) : 'a task that is gone'}` : `${name}: free`
  if (kind === 'queue') return `${name}: ${Number(level) === 0 ? 'empty' : level === 1 ? '1 item' : `${level} items`}${capacity ? `, room for ${capacity}` : ''}`
  if (kind === 'semaphore') return `${name}: ${level} free`
  if (kind === 'event' || kind === 'future') return `${name}: ${level ? 'set' : 'not set'}`
  return `${name}: ${level}${capacity ? ` of ${capacity}` : ''}`
}
