// What a state looks like to readers: ordered lists and a few look-ups over the tables of state.js.
// Nothing is changed here.

import { describeTask, explainTask } from './explain.js'
import { phrase, textOf } from './phrase.js'
import { idOf } from './state.js'
import { calledBy, thing } from './words.js'

/**
 * A task at one moment.
 * @typedef {object} TraceTask
 * @property {number} id 1, 2, 3 and so on, in the order of spawning; never used again
 * @property {string} name
 * @property {'created' | 'ready' | 'running' | 'waiting' | 'done' | 'released'} state
 * @property {number} slot with `generation`, what records call it
 * @property {number} generation
 * @property {number} group the number of its group's resource
 * @property {number} place where it was spawned
 * @property {number} parent the id of the task that spawned it, 0 for none
 * @property {number} stack the bytes of stack that were asked for
 * @property {number} since the time of its spawning, ns
 * @property {number} steps how often it has run
 * @property {null | {kind: string, words: string, resource: number, place: number, since: number, timer: number,
 *   sequence: number}} wait why, where and since when it waits; `words` is what the primitive says
 *   of it; `timer` ends a sleep
 * @property {null | {sequence: number, wait: object | null, by: object | null, code: number,
 *   handed: boolean, ended: boolean, asked: object | null}} woken what made it ready last: the wait
 *   that ended, the handle that ran then, what the wait returned, whether something was handed
 *   over, whether the task that it joined has ended, and the handle that asked it to stop since
 * @property {number[]} limits the timers of its time limits
 * @property {number} cancels requests to stop that are open
 * @property {null | {code: number, place: number, text: string}} error its last error record
 * @property {number | null} result once it is done
 * @property {number | null} ended when it ended, ns
 * @property {string | null} formerly its name before the last one
 */

/**
 * A view of a state. Lists are made when they are asked for.
 * @param {object} state as state.js makes it
 */
export function moment(state) {
  return {
    /** The sequence of the record after which the state is like this, 0 before the first. */
    get sequence() { return state.sequence },
    /** Nanoseconds since the run began. */
    get time() { return state.time },
    /** Whether the clock is virtual. */
    get virtual() { return state.virtual },
    /** The seed of the order as text, null where the order is first come, first served. */
    get seed() { return state.seed },
    /** The number of the turn. */
    get turn() { return state.turn },
    /** The id of the task that runs, 0 for none. */
    get running() { return state.running },
    /** The handle that ran last in this turn: what happens now is its doing. */
    get source() { return state.source },
    /** Whether a deadlock was found. */
    get deadlock() { return state.deadlock },
    /** The exit code, null before the end. */
    get exit() { return state.exit },
    /** How many records were of an unknown kind. */
    get unknown() { return state.unknown },
    /** Records that do not fit the state before them: how many, and what is odd with the first. */
    get surprises() { return state.surprises },

    /** The tasks that are not released, in the order of spawning. @returns {TraceTask[]} */
    tasks: () => [...state.tasks.values()],
    /** What is ready, in order. `turn` is the turn in which it runs, `cause` a sequence. */
    ready: () => [...state.ready.values()],
    /** Who waits for what, in order within each list. */
    waits: () => [...state.waits.values()].map(list => ({ ...list, tasks: [...list.tasks] })),
    /** The timers, the next one first. */
    timers: () => [...state.timers.values()].sort(byDue),
    /** The resources that have been named so far, with level and holder. */
    resources: () => [...state.book.resources.values()]
      .filter(({ since }) => since <= state.sequence)
      .map(({ id }) => resourceOf(state, id)),
    /** The groups that are open, with the ids of their tasks that are not released. */
    groups: () => groupsOf(state),

    /** A task by its id, also one that is released; null for none. @returns {TraceTask | null} */
    task: id => state.tasks.get(id) ?? releasedTask(state, id),
    /** The id of the task that a record speaks of, 0 for none. */
    idOf: record => idOf(state, record),
    /** A place by its number: file, function, words and line; null for none. */
    place: id => state.book.places.get(id) ?? null,
    /**
     * What a trace says of a kind of resource, wait or timer, by its number; null for none.
     * @returns {{id: number, of: 'resource' | 'wait' | 'timer' | 'unknown', name: string,
     *   words: string, noun: string} | null}
     */
    kind: id => state.book.kinds.get(id) ?? null,
    /** A resource by its number: kind, noun, name, level, holder; null for none. */
    resource: id => resourceOf(state, id),
    /** An open group by the number of its resource; null for none. */
    group: id => groupOf(state, id),
    /** The ids of the tasks of which one at least must act before a waiting task can go on. */
    waitsOn: id => waitsOn(state, state.tasks.get(id)),
    /** One sentence about what a task does now, and why. */
    explain: id => explainTask(state, id),
    /** The same in parts, see explain.js. */
    describe: id => describeTask(state, id),
    /** A resource in words: "the lock &counter->lock", or the name of a task. */
    wordsFor: id => textOf(phrase(thing(state, id))),

    toJSON() { return plainOf(this) }
  }
}

function byDue(a, b) {
  if (a.due !== b.due) return a.due < b.due ? -1 : 1
  return a.id - b.id
}

function releasedTask(state, id) {
  const known = state.book.tasks.get(id)
  return known && known.id <= state.made ? { ...known, state: 'released' } : null
}

function resourceOf(state, id) {
  const known = state.book.resources.get(id)
  if (!known) return null
  const { value, holder } = state.levels.get(id) ?? { value: null, holder: 0 }
  return { ...known, name: calledBy(known), level: value, holder }
}

function groupOf(state, id) {
  return groupsOf(state).find(group => group.id === id) ?? null
}

function groupsOf(state) {
  const groups = new Map([...state.groups].map(([id, group]) => {
    const name = state.book.resources.get(id)?.name ?? ''
    return [id, { id, name, ...group, tasks: [] }]
  }))
  for (const { id, group } of state.tasks.values()) groups.get(group)?.tasks.push(id)
  return [...groups.values()]
}

function waitsOn(state, task) {
  if (!task?.wait) return []
  const { kind, resource } = task.wait
  if (kind === 'join') return [state.book.resources.get(resource)?.task].filter(Boolean)
  if (kind === 'lock') return [state.levels.get(resource)?.holder].filter(Boolean)
  if (kind !== 'group' && kind !== 'gather') return []
  return groupOf(state, resource)?.tasks.filter(id => state.tasks.get(id).state !== 'done') ?? []
}

function plainOf(view) {
  const { sequence, time, turn, running, deadlock, exit } = view
  return {
    sequence, time, turn, running, deadlock, exit,
    tasks: view.tasks(),
    ready: view.ready(),
    waits: view.waits(),
    timers: view.timers(),
    resources: view.resources(),
    groups: view.groups()
  }
}
