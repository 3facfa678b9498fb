// The lanes of what tasks share: the depth of a queue or channel, the permits of a semaphore, the tasks that have come to a
// barrier, the connections of a server, the bytes on their way in a stream and the jobs of a pool as steps; a lock's holders, the sign of an event or
// future and the life of a process as boxes.

import { shortName } from '@weft/host/trace'
import { draw } from '../kit/dom.js'
import { visible } from '../kit/visible.js'
import { fitted, measure } from './measure.js'

/** What is drawn darker when it is full. */
const STORES = ['queue', 'channel']

/** What a level of the world outside counts: the word for one, and for more. */
const COUNTS = { server: ['connection', 'connections'], stream: ['byte', 'bytes'], pool: ['job', 'jobs'] }

/** What a box says while the level is above 0. */
const SIGNS = { event: 'set', future: 'set', process: 'runs' }

export function drawResource(plan, row, put, cloth) {
  const { isSmall, left } = plan
  const { lane, y, height } = row
  const most = lane.capacity || lane.most || 1
  const words = wordsOf(lane, most)
  const name = fitted(visible(shortName(lane.name) || lane.kind), 13, isSmall ? left || 220 : left - wordsWidth(lane))
  const top = y + (isSmall ? 18 : 4)
  const high = height - (isSmall ? 22 : 10)
  cloth.append(draw('text', { class: 'name sub', x: 0, y: y + (isSmall ? 13 : height / 2 + 3) },
    name))
  if (lane.kind === 'lock') return drawHolds(plan, lane, top, high, put)
  if (Object.hasOwn(SIGNS, lane.kind)) return drawSigns(plan, lane, top, high, put)
  cloth.append(draw('text', { class: 'tick', y: isSmall ? y + 13 : top + 8,
    x: isSmall ? measure(name, 13) + 8 : left - 8,
    'text-anchor': isSmall ? 'start' : 'end' }, words))
  drawDepth(plan, lane, { top, high, most }, put)
}

/** How much room the words of a lane take beside its name. */
export const wordsWidth = lane => Math.max(60, measure(wordsOf(lane, lane.capacity || lane.most || 1), 11) + 18)

function wordsOf({ kind, capacity, most: seen }, most) {
  if (kind === 'semaphore') return `${most} free`
  if (kind === 'barrier') return `of ${most}`
  if (capacity) return `room ${most}`
  const [one, more] = COUNTS[kind] ?? ['', '']
  return one ? `${shortCount(seen)} ${seen === 1 ? one : more}` : `up to ${most}`
}

/** 950, "1.2k", "64k", "3M": beside a lane there is room for six letters. */
function shortCount(count) {
  const power = count >= 1e6 ? 1e6 : count >= 1e3 ? 1e3 : 1
  const part = count / power
  return `${power > 1 && part < 10 ? Math.round(part * 10) / 10 : Math.round(part)}${{ 1: '', 1e3: 'k', 1e6: 'M' }[power]}`
}

function drawDepth({ x, edge, view }, lane, { top, high, most }, put) {
  const level = value => round(top + high - Math.min(1, value / most) * high)
  const start = lane.kind === 'semaphore' ? most : 0
  let d = `M0 ${level(0)}`
  let full = ''
  let value = start
  let from = 0
  const step = (to, next) => {
    d += `V${level(value)}H${round(to)}`
    if (value === most && STORES.includes(lane.kind) && lane.capacity && to > from) {
      full += `M${round(from)} ${top}H${round(to)}V${round(top + high)}H${round(from)}z`
    }
    from = to
    value = next
  }
  for (const change of lane.changes) {
    const at = clamp(x(change.at), view)
    if (change.value !== value) step(at, change.value)
  }
  step(clamp(edge, view), value)
  put('path', { class: 'cap', d: `M0 ${top}H${view}` })
  put('path', { class: 'depth', d: `${d}V${level(0)}z` })
  if (full) put('path', { class: 'depth full', stroke: 'none', d: full })
}

/** A box for each time that a task held the lock. */
function drawHolds(plan, lane, top, high, put) {
  const { tasks } = plan.model
  drawBoxes(plan, lane, { top, high }, put, ({ value, holder }) =>
    value && holder ? tasks.get(holder)?.name ?? '' : null)
}

function drawSigns(plan, lane, top, high, put) {
  drawBoxes(plan, lane, { top, high }, put, ({ value }) => value ? SIGNS[lane.kind] : null)
}

/** Boxes from one change to the next; all that are too small for their words are one path. */
function drawBoxes({ x, view }, lane, { top, high }, put, wordsOf) {
  let small = ''
  let drawn = -9
  const { changes } = lane
  changes.forEach((change, index) => {
    const words = wordsOf(change)
    if (words === null) return
    const x0 = clamp(x(change.at), view)
    const x1 = clamp(x(changes[index + 1]?.at ?? -1), view)
    if (x1 <= 0 || x0 >= view || x1 < drawn + 1) return
    drawn = x1
    const width = round(Math.max(2, x1 - x0 - 1))
    const text = visible(words)
    const room = x1 - x0 - 14
    if (room < 6 || text.length * 6.4 > room) {
      small += `M${round(x0 + 0.5)} ${top + 0.5}h${width}v${high - 2}h${-width}z`
      return
    }
    put('rect', { class: 'hold', x: round(x0 + 0.5), y: top + 0.5, width, height: high - 2, rx: 2 })
    put('text', { class: 'holdname', x: round(x0 + 7), y: top + high / 2 + 3 }, text)
  })
  if (small) put('path', { class: 'hold', d: small })
}

function clamp(x, view) {
  return Math.max(-3, Math.min(x, view + 3))
}

function round(number) {
  return Math.round(number * 10) / 10
}
