// The thin layer above the lanes: the chosen bar, the arrow that woke it, and the pointer's moment.
// Which bar is under a place is found by arithmetic; no bar has an element of its own.

import { draw, seconds } from '../kit/dom.js'
import { arrowOf } from './lanes.js'

/** The bar at a place, or null. @param {object} plan from drawLanes */
export function barAt(plan, x, y) {
  const row = plan.rows.find(({ kind, y: top, height }) =>
    kind === 'task' && y >= top && y < top + height)
  if (!row) return null
  const { bars } = row.task
  let best = null
  let low = 0
  let high = bars.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (plan.x(bars[middle].to) < x - 3) low = middle + 1
    else high = middle
  }
  for (let at = low; at < bars.length && plan.x(bars[at].from) <= x + 3; at++) {
    const x0 = plan.x(bars[at].from)
    const x1 = Math.max(plan.x(bars[at].to), x0 + (bars[at].state === 'running' ? 3 : 0))
    const away = x < x0 ? x0 - x : x > x1 ? x - x1 : 0
    if (away <= 3 && (!best || away < best.away)) best = { bar: bars[at], away }
  }
  return best?.bar ?? null
}

/** Draws what is chosen and what is pointed at. */
export function drawChoice(plan, { chosen, peeked }) {
  const layer = draw('g', { class: 'choice-layer' })
  if (chosen) {
    addFrame(layer, plan, chosen, 'sel')
    for (const wake of plan.model.wakes) {
      const ends = wake.to === chosen.task && (wake.at === chosen.to || wake.at === chosen.from)
      const arrow = ends && arrowOf(plan, wake)
      if (!arrow) continue
      layer.append(draw('path', { class: 'wake on', d: arrow[0] }),
        draw('path', { class: 'wake-head on', d: arrow[1] }))
    }
  }
  if (peeked && peeked !== chosen) addFrame(layer, plan, peeked, 'sel peek')
  plan.inner.querySelector('.choice-layer')?.remove()
  plan.inner.append(layer)
}

function addFrame(layer, plan, bar, name) {
  const row = plan.rowOf.get(bar.task)
  if (!row) return
  const x0 = plan.x(bar.from)
  const width = Math.max(plan.x(bar.to) - x0, 3)
  const above = plan.isSmall ? 12 : 18   // on a phone the name stands there
  layer.append(draw('rect', { class: name, x: x0 - 1, y: row.middle - above, width: width + 2,
    height: above + 11, rx: 3 }))
}

/** A line at the pointer with its time. */
export function drawMoment(plan, x) {
  for (const old of [plan.inner, plan.ticks]) old.querySelector('.moment')?.remove()
  if (x === null || x < 0 || x > plan.edge) return
  const time = timeAtPlace(plan, x)
  const text = seconds(Math.round(time * 1000) / 1000)
  plan.inner.append(draw('g', { class: 'moment', transform: `translate(${x} 0)` },
    draw('path', { class: 'hover-line', d: `M0 0V${plan.height}` })))
  plan.ticks.append(draw('g', { class: 'moment', transform: `translate(${x} 0)` },
    draw('rect', { class: 'hover-box', x: -27, y: 1, width: 54, height: 18 }),
    draw('text', { class: 'hover-text', y: 14, 'text-anchor': 'middle' }, text)))
}

function timeAtPlace({ model, x: xOf }, x) {
  const { instants } = model
  let low = 0
  let high = instants.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (xOf(instants[middle].first) <= x) low = middle
    else high = middle - 1
  }
  const here = instants[low]
  const next = instants[low + 1]
  if (!here) return 0
  const end = xOf(here.last)
  if (x <= end || !next) return here.time
  return here.time + (x - end) / (xOf(next.first) - end) * (next.time - here.time)
}
