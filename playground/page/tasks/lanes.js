// Draws the lanes: the lanes of a timeline along the axis of scale.js. One path for each kind and some
// rows, whatever the number of bars; what is smaller than a pixel is drawn once. The choice and the pointer are on a layer of their own (overlay.js).

import { lanesOf, lookOf, shortName } from '@weft/host/trace'
import { draw } from '../kit/dom.js'
import { outlines, shapes } from '../kit/marks.js'
import { visible } from '../kit/visible.js'
import { drawInstants } from './axis.js'
import { f, fitted, measure, trim } from './measure.js'
import { drawResource, wordsWidth } from './resources.js'
import { joinStreams } from './traffic.js'

const MOST_ROWS = 300
const ROWS_A_PATH = 30   // rows whose bars are one path: few elements, and far ones are not painted
const TOP = 22
const LABELS = {
  turn: () => 'its turn', join: bar => `for ${bar.thing}`, group: bar => `for ${bar.thing}`,
  gather: () => 'for its calls', unknown: () => 'not known', lock: bar => `for ${bar.thing}`, event: bar => `for ${bar.thing}`,
  semaphore: () => 'for a permit', condition: () => 'for news', get: bar => `${bar.thing} is empty`,
  put: bar => `${bar.thing} is full`, drain: () => 'for the last item',
  signal: bar => `for ${bar.thing}`, readable: () => 'for input', writable: () => 'to write',
  barrier: () => 'for the others', future: bar => `for ${bar.thing}`, any: () => 'for some tasks',
  next: () => 'for the next value', give: () => 'until it is asked', limiter: () => 'for a token',
  send: () => 'for a receiver', receive: bar => `${bar.thing} is empty`,
  blocked: () => 'until all wait',
  read: bar => `for bytes from ${bar.thing}`, flush: bar => `until ${bar.thing} has taken enough`, write: bar => `for its turn to write to ${bar.thing}`,
  close: bar => `until all is sent to ${bar.thing}`, connect: bar => `to connect to ${bar.thing}`, resolve: bar => `for the address of ${bar.thing}`,
  serve: bar => `serves ${bar.thing}`, wait_closed: bar => `for the connections of ${bar.thing}`, start_tls: bar => `for TLS with ${bar.thing}`,
  receive_from: bar => `for a datagram at ${bar.thing}`, send_to: bar => `to send from ${bar.thing}`,
  start: bar => `for ${bar.thing} to start`, exit: bar => `for the end of ${bar.thing}`,
  job: bar => `for the job ${bar.thing}`, place: bar => `for a place for ${bar.thing}`, pool: () => 'for the last job'
}

/**
 * Draws everything but the choice.
 * @param {HTMLElement} box
 * @param {object} model
 * @param {object} scale
 * @param {{says: (bar: object) => {text: string}, isStale: boolean}} options
 * @returns {object | null} where things are, for overlay.js
 */
export function drawLanes(box, model, scale, { says, isStale }) {
  if (!box.clientWidth) return null
  const plan = layOut(box, model, scale)
  const { width, left, height } = plan
  const cloth = draw('svg', { class: isStale ? 'cloth stale' : 'cloth', width, height,
    viewBox: `0 0 ${width} ${height}`, 'aria-hidden': 'true' })
  const inner = draw('svg', { x: left - 4, y: 0, width: width - left + 8, height,
    viewBox: `-4 0 ${width - left + 8} ${height}`, overflow: 'hidden' })
  const put = (tag, attributes, ...rest) => inner.append(draw(tag, attributes, ...rest))
  const axis = draw('svg', { class: 'cloth axisrow', width, height: TOP,
    viewBox: `0 0 ${width} ${TOP}`, 'aria-hidden': 'true' })
  const ticks = draw('svg', { x: left - 4, width: width - left + 8, height: TOP,
    viewBox: `-4 0 ${width - left + 8} ${TOP}`, overflow: 'hidden' })
  axis.append(ticks)
  const putTick = (x, text, more) =>
    ticks.append(draw('text', { class: 'tick', x: f(x), y: 14, ...more }, text))
  drawInstants(plan, put, putTick)
  drawTree(plan, cloth)
  plan.rows.forEach((row, at) => {
    if (row.kind === 'task') drawTask(plan, row, cloth, says)
    else if (row.kind === 'group') drawGroup(plan, row, put, cloth)
    else if (row.kind === 'prints') drawPrints(plan, row, put, cloth)
    else drawResource(plan, row, put, cloth)
    if (at % ROWS_A_PATH === ROWS_A_PATH - 1 || at === plan.rows.length - 1) putBars(plan, put, cloth)
  })
  drawWakes(plan, put)
  drawEnds(plan, put)
  drawRing(plan, put, putTick)
  cloth.prepend(inner)   // names lie above the bands
  box.replaceChildren(axis, cloth)
  return { ...plan, cloth, inner, ticks }
}

/** Where each row lies, and how wide the column of names is. */
function layOut(box, model, scale) {
  const style = getComputedStyle(box)
  const width = box.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight)
  const isSmall = width < 560
  const high = isSmall ? { task: 48, group: 20, shared: 48, prints: 34 }
    : { task: 34, group: 22, shared: 42, prints: 26 }
  const all = joinStreams(model, lanesOf(model))
  let tasks = 0
  const rows = all.filter(row => row.kind !== 'task' || ++tasks <= MOST_ROWS)
  const left = isSmall ? 0 : Math.min(260, Math.ceil(Math.max(92, ...rows.map(nameWidth))) + 14)
  let y = 4
  const rowOf = new Map()
  let shared = false
  for (const row of rows) {
    if (!shared && row.lane) y += 6
    shared ||= Boolean(row.lane)
    row.y = y
    row.height = high[row.kind] ?? high.shared
    row.middle = row.kind === 'task' ? y + row.height - 14 : y + row.height / 2
    if (row.task) rowOf.set(row.task.id, row)
    y += row.height
  }
  const right = model.dead ? isSmall ? 84 : 150 : isSmall ? 8 : 14
  scale.state.width = width - left - right
  const last = model.past.length - 1
  const x = index => index < 0 ? edge : scale.x(model.time[index], model.order[index])
  const edge = model.dead ? width - left - 2
    : scale.x(model.time[last] ?? 0, model.edge)
  return { model, scale, rows, rowOf, width, left, right, height: y, isSmall, x, edge,
    hidden: tasks - Math.min(tasks, MOST_ROWS), view: width - left, pending: noBars() }
}

/** What is to be drawn of some rows together: a path for each look, the rails below them, and labels. */
function noBars() {
  return { looks: { running: '', ready: '', cancelled: '', time: '', other: '' }, rails: '', texts: [] }
}

function putBars(plan, put, cloth) {
  const { looks, rails, texts } = plan.pending
  if (rails) cloth.append(draw('path', { class: 'rail', d: rails }))
  for (const [look, d] of Object.entries(looks)) if (d) put('path', { class: `s-${look}`, d })
  for (const text of texts) put(...text)
  plan.pending = noBars()
}

function nameWidth(row) {
  const indent = (row.depth ?? 0) * 29
  if (row.kind === 'task') {
    const { name, runs } = row.task
    const more = isOwnWord(row.task) ? measure(visible(runs), 12) + 6 : 0
    return indent + measure(visible(name) || '(no name)', 13) + more
  }
  if (row.kind === 'group') return indent + 17 + measure(visible(row.group.name || 'group'), 12)
  if (row.lane) return measure(visible(shortName(row.lane.name)), 13) + wordsWidth(row.lane)
  return 60
}

/** What a task runs is told beside a name that the runtime gave it. */
function isOwnWord({ name, runs }) {
  return runs !== '' && runs !== 'gather' && runs !== name && /^Task-\d+$/.test(name)
}

// --- tasks ---------------------------------------------------------------------------------------

function drawTask(plan, row, cloth, says) {
  const { isSmall, width, left } = plan
  const { task, y, height, middle, depth } = row
  plan.pending.rails += `M${left} ${y + height - 0.5}H${width}`
  const room = isSmall ? plan.width - 8 : left - depth * 29 - 10
  const words = [fitted(visible(task.name) || '(no name)', 13, room)]
  if (isOwnWord(task)) words.push(draw('tspan', { class: 'fn', dx: 6 }, visible(task.runs)))
  cloth.append(draw('text', isSmall ? { class: 'name', x: 0, y: y + 16 }
    : { class: 'name', x: depth * 29, y: middle + 4.5 }, ...words))
  addBars(plan, row, says)
}

/** The bars of a task that can be seen. */
function addBars(plan, { task, middle }, says) {
  const { x, view, isSmall, pending } = plan
  const paths = pending.looks
  const drawn = { running: -9, ready: -9, cancelled: -9, time: -9, other: -9 }
  const texts = []
  const cut = []   // what is cancelled is one bar, ready or running
  const least = leastWidth(plan, task)
  for (let at = firstSeen(plan, task.bars); at < task.bars.length; at++) {
    const bar = task.bars[at]
    const x0 = x(bar.from)
    if (x0 > view + 4) break
    const x1 = Math.max(x(bar.to), x0)
    const look = lookOf(bar)
    const end = look === 'running' || look === 'cancelled' ? Math.max(x0 + least, x1) : x1
    if (end < drawn[look] + Math.min(0.5, least / 2)) continue
    if (look !== 'cancelled') paths[look] += shapeOf(look, bar, x0, end, middle)
    else if (x0 <= drawn[look] + 0.1) cut.at(-1)[1] = end
    else cut.push([x0, end])
    drawn[look] = end
    const text = labelOf(plan.model, bar, look, says, isSmall)
    const ring = plan.model.ring.includes(task.id) && bar.to < 0 ? isSmall ? 50 : 70 : 0
    if (text) texts.push({ text, x0: Math.max(x0, 0), x1: Math.min(x1, view) - ring, look })
  }
  paths.cancelled += cut.map(([x0, x1]) => box(x0, middle - 8, x1 - x0, 16)).join('')
  for (const { text, x0, x1, look } of texts) {
    const inside = look === 'running'
    const room = x1 - x0 - (inside ? 8 : 14)
    if (room < 18 || measure(text, 11) > room) continue
    pending.texts.push(['text', inside
      ? { class: 'in', x: f((x0 + x1) / 2), y: middle + 4, 'text-anchor': 'middle' }
      : { x: f(x0 + 7), y: middle - 5 }, text])
  }
}

/** How wide a bar is at least. Where many would melt into one, they stay apart as thin ones. */
function leastWidth({ view, scale }, { bars }) {
  const runs = bars.length / 3 || 1
  return Math.min(3, Math.max(0.6, view * scale.state.zoom / runs * 0.4))
}

function shapeOf(look, bar, x0, x1, middle) {
  const w = x1 - x0
  if (look === 'running') return box(x0, middle - 8, w, 16)
  if (look === 'ready') return w > 2 ? box(x0 + 0.75, middle - 4, Math.max(1.5, w - 1.5), 8) : ''
  return w > 5 ? `M${f(x0 + 3)} ${middle}H${f(x1 - (bar.to < 0 ? 0 : 3))}` : ''
}

function box(x, y, w, h) {
  return `M${f(x)} ${f(y)}h${f(w)}v${h}h${f(-w)}z`
}

/** The first bar of a task that reaches into the picture. */
function firstSeen({ x }, bars) {
  let low = 0
  let high = bars.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (x(bars[middle].to) < -4) low = middle + 1
    else high = middle
  }
  return low
}

function labelOf(model, bar, look, says, isSmall) {
  if (look === 'running') return says(bar).text
  if (look === 'time') return isSmall ? '' : (bar.label ??= sleepLabel(model, bar))
  if (look !== 'other') return ''
  const { kind, name, task } = model.past.now.resource(bar.resource) ?? {}
  const thing = kind === 'task' ? model.tasks.get(task)?.name ?? name : shortName(name ?? '')
  const label = Object.hasOwn(LABELS, bar.wait) ? LABELS[bar.wait] : ({ thing: it }) => `for ${it}`
  return visible(label({ thing: thing || 'it' }))
}

/** How long a sleep is to be: its timer was set just before. Of one that was cut short, how long it was, too. */
function sleepLabel(model, bar) {
  for (let at = bar.from - 1; at >= 0 && at > bar.from - 8; at--) {
    const { kind, value, time, cause } = model.past.record(at)
    if (kind !== 'timer_set' || cause !== model.past.record(bar.from).cause) continue
    const meant = shortTime((Number(value) - time) / 1e9)
    const isShort = bar.to >= 0 && model.past.record(bar.to).value !== 0
    return isShort ? `${shortTime(model.time[bar.to] - model.time[bar.from])} of ${meant} s` : `${meant} s`
  }
  return ''
}

function shortTime(seconds) {
  return trim((Math.round(seconds * 1e3) / 1e3).toFixed(3))
}

// --- groups, arrows, ends ------------------------------------------------------------------------

function drawGroup({ x, edge, isSmall, left, width }, { group, y, depth }, put, cloth) {
  const name = fitted(visible(group.name || 'group'), 12, isSmall ? width / 2 : left - depth * 29 - 27)
  cloth.append(draw('text', { class: 'scope', x: isSmall ? 0 : depth * 29 + 17, y: y + 15 }, name))
  cloth.append(draw('path', { class: 'rail', d: `M${left} ${y + 21.5}H${width}` }))
  const x0 = Math.max(x(group.from), isSmall ? measure(name, 12) + 10 : -3)
  const x1 = group.to < 0 ? edge : x(group.to)
  if (x1 > x0) {
    put('path', { class: 'brace', d: `M${f(x0)} ${y + 16}v-4H${f(x1)}v${group.to < 0 ? 0 : 4}` })
  }
}

/** The tree in the column of names: which group a task is in, who opened the group. */
function drawTree({ rows, isSmall }, cloth) {
  if (isSmall) return
  let d = ''
  rows.forEach((row, at) => {
    if (row.kind !== 'group') return
    const x = row.depth * 29
    const middle = row.y + 11
    d += `M${x + 5.5} ${middle - 14}V${middle}H${x + 13}`
    let last = 0
    for (const next of rows.slice(at + 1)) {
      if (next.kind !== 'task' || next.depth <= row.depth) {
        if (next.kind === 'group' && next.depth > row.depth) continue
        break
      }
      if (next.depth !== row.depth + 1) continue
      d += `M${x + 17.5} ${next.middle}h7`
      last = next.middle
    }
    if (last) d += `M${x + 17.5} ${middle + 8}V${last}`
  })
  if (d) cloth.append(draw('path', { class: 'tree', d }))
}

/** Who woke whom: straight up or down. Where there are too many, only the chosen bar's is drawn. */
function drawWakes(plan, put) {
  const { model, x, view, isSmall } = plan
  const seen = wakesInView(plan)
  const isCrowded = seen.length > plan.view / 6 * Math.max(1, plan.rowOf.size / 4)
  const paths = { wake: ['', ''], born: ['', ''], cut: ['', ''] }
  for (const wake of seen) {
    if ((isCrowded && wake.kind !== 'cut') || (isSmall && wake.kind === 'born')) continue
    const arrow = arrowOf(plan, wake)
    if (!arrow) continue
    paths[wake.kind][0] += arrow[0]
    paths[wake.kind][1] += arrow[1]
  }
  for (const [kind, [line, head]] of Object.entries(paths)) {
    if (!line) continue
    put('path', { class: `wake ${kind}`, d: line })
    put('path', { class: `wake-head ${kind}`, d: head })
  }
}

/** The arrows in view; they are in the order of their records. */
function wakesInView({ model, x, view }) {
  const find = edge => {
    let low = 0
    let high = model.wakes.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (x(model.wakes[middle].at) < edge) low = middle + 1
      else high = middle
    }
    return low
  }
  return model.wakes.slice(find(0), find(view + 0.1))
}

/** The line and the head of an arrow, or null when one of its ends is not drawn. */
export function arrowOf({ rowOf, x }, { from, to, at, kind }) {
  const y0 = rowOf.get(from)?.middle
  const y1 = rowOf.get(to)?.middle
  if (y0 === undefined || y1 === undefined) return null
  const up = y1 < y0 ? -1 : 1
  const end = y1 - up * (kind === 'cut' ? 9 : 5)
  const at1 = f(x(at))
  return [`M${at1} ${y0 + up * 8}V${end - up * 5}`, `M${at1} ${end}l-3.5 ${-up * 6}h7z`]
}

function drawEnds({ model, rowOf, x, view }, put) {
  const paths = { done: '', cancelled: '' }
  for (const task of model.tasks.values()) {
    const row = rowOf.get(task.id)
    if (!task.end || !row) continue
    const at = x(task.end.at) + (task.end.kind === 'done' ? 1 : 3)
    if (at < -4 || at > view + 6) continue
    const { kind } = task.end
    if (kind in paths) paths[kind] += `M${f(at - 6)} ${row.middle - 6}${outlines[kind]}`
    else put('g', { transform: `translate(${f(at - 6)} ${row.middle - 6})${kind === 'failed' ? ' translate(-2 -2) scale(1.3)' : ''}` }, ...shapes(kind))
  }
  for (const [kind, d] of Object.entries(paths)) if (d) put('path', { class: `m-${kind}`, d })
}

/** Two tasks that wait for each other: a ring at the edge. */
function drawRing(plan, put, putTick) {
  const { model, rowOf, width, left, isSmall } = plan
  if (!model.dead) return
  putTick(width - left - (isSmall ? 58 : 100), 'for ever')
  const [first, second] = model.ring.map(id => rowOf.get(id))
  if (!first || !second) return
  const x = width - left - (isSmall ? 26 : 44)
  const [a, b] = [first.middle, second.middle].sort((p, q) => p - q)
  put('rect', { x: x - 24, y: a - 10, width: 48, height: b - a + 20, class: 'axis' })
  put('path', { class: 'cycle', d: `M${x + 4} ${a}C${x + 24} ${a} ${x + 24} ${b} ${x + 9} ${b}`
    + `M${x - 4} ${b}C${x - 24} ${b} ${x - 24} ${a} ${x - 9} ${a}` })
  put('path', { class: 'cycle-head', d: `M${x + 2} ${b}l9 -5v10zM${x - 2} ${a}l-9 -5v10z` })
}

function drawPrints({ model, x, view, isSmall }, { y }, put, cloth) {
  cloth.append(draw('text', { class: 'name sub', x: 0, y: y + (isSmall ? 14 : 16) }, 'printed'))
  let d = ''
  let last = -9
  for (const { at } of model.prints) {
    const place = x(at)
    if (place < -2 || place > view || place < last + 1) continue
    last = place
    d += `M${f(place - 0.75)} ${y + (isSmall ? 18 : 6)}h2v12h-2z`
  }
  put('path', { class: 'print', d })
}
