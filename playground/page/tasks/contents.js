// What the locks and queues of a run hold at a moment, in words: the items of a queue, the next one first, and the data of a lock. What was
// read from memory is compared with the trace here, and left out where the two do not agree.

import { visible } from '../kit/visible.js'
import { stepsAt } from './stops.js'

const MOST_DATA = 6

/**
 * @param {object} model a timeline of @weft/host/trace
 * @param {{last: number, queues: object[], data: object[]}} inside what the watched run has read
 * @param {number[]} ran of each step: the task that ran, 0 for none
 * @param {(owner: string) => number} idOf the task that the watched run calls so; 0 for none
 * @returns {(resource: {id: number, kind: string, level: number}, record: number) => string} '' where nothing is known
 */
export function contentsOf(model, { last, queues, data }, ran, idOf) {
  const byQueue = new Map(queues.map(({ id, changes }) => [id, changes]))
  const byLock = dataOfLocks(model, data, ran, idOf)
  return ({ id, kind, level }, record) => {
    const step = stepsAt(model, record)
    if (step > last) return ''
    if (kind === 'lock') return lockWords(byLock.get(id) ?? [], step)
    return byQueue.has(id) ? queueWords(valueAt(byQueue.get(id), step), Number(level)) : ''
  }
}

/** The value after a step; null: there is none. */
function valueAt(changes, step) {
  return changes.findLast(change => change.step <= step)?.value ?? null
}

function queueWords(value, level) {
  if (!value || value.count !== level || level === 0) return ''
  const more = level - value.items.length
  return `; in it${level > 1 ? ', next first:' : ''} ${visible(value.items.join(', '))}${more > 0 ? ` and ${more} more` : ''}`
}

/**
 * What belongs to each lock: the members beside it in its struct, or else each variable that a task has changed in a step in which it held the
 * lock. That is no proof that the lock is for it: so the words say how often it was changed, with the lock held and without.
 */
function dataOfLocks(model, data, ran, idOf) {
  const locks = [...model.resources.values()].filter(({ kind }) => kind === 'lock')
  return new Map(locks.map(lock => {
    const holding = holdingSteps(model, lock, ran)
    const tracks = data.filter(track => track.lock === lock.id || (track.lock === 0 && !data.some(({ lock: other }) => other === lock.id)))
      .map(track => ({ ...track, ...changesOf(track, holding, ran, idOf) }))
    return [lock.id, tracks.filter(track => track.lock || track.held > 0).slice(0, MOST_DATA)]
  }))
}

/** In which steps the task that ran held the lock for a time; and the first of them. */
function holdingSteps(model, { changes }, ran) {
  const end = model.past.length - 1
  const spans = changes.flatMap(({ at, value, holder }, index) => value && holder ? [{ holder, from: at, to: changes[index + 1]?.at ?? end }] : [])
  const steps = new Set()
  let next = 0
  for (const [index, begun] of model.begun.entries()) {
    const until = (model.begun[index + 1] ?? end + 1) - 1
    while (spans[next]?.to < begun) next++
    for (let at = next; spans[at]?.from <= until; at++) if (spans[at].holder === ran[index]) steps.add(index + 1)
  }
  return steps
}

/** How often tasks have changed it, since the lock was first taken; a task's own locals, which only it changes, are nobody's data. */
function changesOf({ owner, changes }, holding, ran, idOf) {
  const first = Math.min(...holding)
  const counts = { held: 0, free: 0 }
  for (const [index, { step, value }] of changes.entries()) {
    const before = changes[index - 1]?.value
    if (!value || !before || before.own === value.own || step < first) continue
    if (owner && idOf(owner) === ran[step - 1]) continue
    counts[holding.has(step) ? 'held' : 'free']++
  }
  return counts
}

function lockWords(tracks, step) {
  const shown = tracks.flatMap(({ name, within, changes, held, free, lock }) => {
    const value = valueAt(changes, step)
    return value ? [{ words: `${visible(name)} is ${visible(value.text)}${free > 0 ? ` (changed in ${steps(held)} with it held, in ${free} without)` : ''}`, lock, within }] : []
  })
  if (shown.length === 0) return ''
  const [{ lock, within }] = shown
  return `; ${lock ? `beside it${within ? ` in ${visible(within)}` : ''}` : 'changed with it held'}: ${shown.map(({ words }) => words).join(', ')}`
}

const steps = count => count === 1 ? '1 step' : `${count} steps`
