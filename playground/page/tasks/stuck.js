// The task that keeps the processor: it has run since some time, and no other can before it waits.

import { seconds } from '../kit/dom.js'

/** Milliseconds without a word from the program: a step that is over says so within less. */
const SILENCE_MS = 400

/** Whether a run was ended from outside while a step went on that had not ended for long. */
export function isStuck({ reason, silent }, dropped) {
  return reason === 'killed' && silent >= SILENCE_MS && dropped === 0
}

/**
 * The task that runs now.
 * @param {object} model
 * @returns {{bar: object, name: string, since: number, line: number, deed: string,
 *   words: string} | null}
 */
export function stuckOf(model) {
  const bar = model.bars.findLast(({ state, to }) => state === 'running' && to < 0)
  if (!bar) return null
  const { name, bars, at } = model.tasks.get(bar.task)
  const since = model.time[bar.from]
  const before = bars.findLast(({ state }) => state === 'waiting')
  const line = model.past.now.place(before ? before.place : at)?.line ?? 0
  const others = [...model.tasks.values()].some(({ id, end }) => id !== bar.task && !end)
  const deed = before ? 'it last went on at' : 'it was spawned at'
  const first = `${name} has run since ${seconds(since)} without waiting${others ? ', so nobody else can' : ''}`
  return { bar, name, since, line, first, deed,
    words: line ? `${first}: ${deed} line ${line}.` : `${first}.` }
}
