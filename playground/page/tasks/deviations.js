// The marks of an order in the lanes: where a task did not wait its turn stands the number of that deviation, on the lane of the task
// that ran ahead. Nothing is drawn for a run that was given no order.

import { addStyle, draw } from '../kit/dom.js'

const MOST = 60      // marks; more would be noise
const STYLE = `.deviation circle { fill: var(--ink); stroke: var(--sheet); stroke-width: 1.5 } .cloth .deviation text { fill: var(--sheet); font: 700 11px/12px var(--sans) }`
const known = new WeakMap()   // by the model of a run: its deviations

/** @returns {{record: number, task: number}[]} */
export function deviationsOf({ past }) {
  const found = []
  for (let record = 0; record < past.length && found.length < MOST; record++) {
    const entry = past.record(record)
    if (entry.kind !== 'chosen' || Number(entry.value) === 0) continue
    const ready = past.at(record).ready().filter(({ kind }) => kind === 'step')
    found.push({ record, task: ready[Number(entry.value)]?.task })
  }
  return found
}

/** Called when the lanes are drawn. */
export function markDeviations({ model, plan, isOver, isStale }) {
  if (!plan || !isOver || isStale) return
  if (!known.has(model)) known.set(model, deviationsOf(model))
  plan.inner.querySelector('.deviations')?.remove()
  const marks = known.get(model).flatMap(({ record, task }, at) => {
    const row = plan.rowOf.get(task)
    return row ? [draw('g', { class: 'deviation', transform: `translate(${plan.x(record)} ${row.middle})` },
      draw('circle', { r: 8.5 }), draw('text', { y: 4, 'text-anchor': 'middle' }, String(at + 1)))] : []
  })
  if (marks.length > 0) addStyle(STYLE)
  if (marks.length > 0) plan.inner.append(draw('g', { class: 'deviations' }, ...marks))
}
