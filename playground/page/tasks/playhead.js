// The playhead: steps through a run that is over, forward and back, by step of a task or by turn. It holds nothing but a record of the
// trace; what stands there is read from the trace anew each time, so that each way to a moment shows the same.

import { seconds as nanoseconds } from '@weft/host/trace'
import { addStyle, draw, make } from '../kit/dom.js'
import { visible } from '../kit/visible.js'
import { momentRows } from './moment.js'
import { lastTask, stepsAt, stopAt, stopsOf } from './stops.js'

const EVERY_MS = 500

/** What it looks like; it comes with the code, so that the first paint does without. */
const STYLE = `
.playhead { display: flex; flex-wrap: wrap; align-items: center; gap: var(--s2); padding: var(--s2) var(--s4); border-top: 1px solid var(--line); background: var(--paper) }
.playhead .slide { flex: 1 1 160px; min-width: 120px; min-height: 24px; accent-color: var(--running) }
.playhead output { flex: 1 0 100%; font: var(--t-small); color: var(--ink-2) }
.moment-now { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: var(--s2) var(--s4); padding: 0 var(--s4) var(--s3); margin: 0; background: var(--paper); max-height: 136px; overflow: auto; font: var(--t-small) }
.moment-now[hidden], .playhead[hidden] { display: none } .moment-now h3 { margin: 0; font: var(--t-small); color: var(--ink-2) }
.moment-now :is(ol, ul) { margin: 0; padding-left: 1.3em } .moment-now :is(p, li) { margin: 0; overflow-wrap: anywhere }
.fog { fill: var(--paper); opacity: .78; pointer-events: none } .head-line { stroke: var(--ink); stroke-width: 2; pointer-events: none }
.log li.later { display: none }
@media print { .playhead { display: none } }
`

/**
 * @param {object} places
 * @param {HTMLElement} places.after the bar and the moment stand behind it
 * @param {(moment: object) => void} places.onMove called with the record that one stands at, with null when it is closed
 * @param {(model: object, record: number) => void} places.onFork called with the moment from which another future is wanted
 * @param {(model: object, record: number) => void} places.onWatch called when variables are to be shown; without it, or `onFork`, there is no
 *   button for it
 * @param {{words: (resource: object, record: number) => string, offer: (model: object) => {act?: () => void, why?: string} | null}} [places.inside] what
 *   is known of the locks and queues, and how more of it is had
 */
export function createPlayhead({ after, onMove, onClose, onFork, onWatch, inside = null }) {
  const head = { model: null, plan: null, by: 'step', stops: [], at: 0, timer: 0, inside }
  addStyle(STYLE)
  const parts = partsOf(head, { onMove, onClose, onFork, onWatch })
  after.after(parts.bar, parts.moment)
  const tell = () => show(head, parts, onMove)

  return {
    /** Begins at the end of a run, or at a record of it; by steps or by turns, as it was left where nothing is said. */
    open(model, record = model.past.length - 1, by = head.by) {
      head.model = model
      choose(head, parts, by, record)
      parts.bar.hidden = parts.moment.hidden = false
      tell()
    },
    close: () => close(head, parts, onMove),
    get isOpen() { return !parts.bar.hidden },
    get model() { return head.model },
    get record() { return head.stops[head.at] },
    get by() { return head.by },
    /** More is known of the moment that is shown. */
    refresh: () => head.model && showMoment(head, parts),
    step: count => move(head, parts, onMove, count),
    keys: event => onKey(event, count => move(head, parts, onMove, count)),
    focus: () => parts.bar.querySelector('.slide').focus(),
    /** The lanes were drawn: what comes after the moment lies in fog. */
    draw(plan) {
      head.plan = plan
      if (head.model) fog(head)
    }
  }
}

function partsOf(head, { onMove, onClose, onFork, onWatch }) {
  const act = (label, key, work) => make('button', { class: 'btn plain square', 'aria-label': label, title: key ? `${label} (${key})` : label, onclick: work })
  const parts = {
    back: act('One back', ',', () => move(head, parts, onMove, -1)),
    play: act('Play', '', () => play(head, parts, onMove)),
    next: act('One forward', '.', () => move(head, parts, onMove, 1)),
    slide: make('input', { type: 'range', class: 'slide', min: '0', 'aria-label': 'The moment that is shown' }),
    where: make('output', { role: 'status' }),
    moment: make('div', { class: 'moment-now', role: 'region', tabindex: '0', 'aria-label': 'This moment', hidden: true }),
    units: ['step', 'turn'].map(by => make('button', { 'aria-pressed': String(by === head.by), onclick: () => {
      pause(head, parts)
      choose(head, parts, by, head.stops[head.at])
      show(head, parts, onMove)
    } }, by === 'step' ? 'Steps' : 'Turns'))
  }
  parts.back.append(icon('M9.500 2 4 7l5.500 5zM3 2h1.400v10H3z'))
  parts.next.append(icon('M4.500 2 10 7l-5.500 5zM9.600 2H11v10H9.600z'))
  setPlay(parts, false)
  parts.slide.addEventListener('input', () => {
    pause(head, parts)
    head.at = Number(parts.slide.value)
    show(head, parts, onMove)
  })
  parts.bar = make('div', { class: 'playhead', role: 'group', 'aria-label': 'Step through the run', hidden: true },
    parts.back, parts.play, parts.next, parts.slide, make('span', { class: 'seg', role: 'group', 'aria-label': 'Go by' }, ...parts.units),
    onFork && make('button', { class: 'btn plain', title: 'Two futures from this moment, side by side', onclick: () => {
      pause(head, parts)
      onFork(head.model, head.stops[head.at])
    } }, 'Fork here'),
    onWatch && make('button', { class: 'btn plain', title: 'What variables hold at each step', onclick: () => {
      pause(head, parts)
      onWatch(head.model, head.stops[head.at])
    } }, 'Variables'),
    make('button', { class: 'btn plain', onclick: () => {
      close(head, parts, onMove)
      onClose?.()
    } }, 'Close'), parts.where)
  parts.bar.addEventListener('keydown', event => onKey(event, count => move(head, parts, onMove, count)))
  return parts
}

function icon(path) {
  return draw('svg', { viewBox: '0 0 14 14', 'aria-hidden': 'true' }, draw('path', { d: path }))
}

function setPlay({ play }, runs) {
  play.setAttribute('aria-label', runs ? 'Pause' : 'Play')
  play.title = runs ? 'Pause' : 'Play'
  play.replaceChildren(icon(runs ? 'M3.500 2h2.600v10H3.500zM7.900 2h2.600v10H7.900z' : 'M4 2l8 5-8 5z'))
}

/** Keys that mean something only while the focus is near: none of them is a shortcut of the whole page. */
function onKey(event, step) {
  const count = { ',': -1, '.': 1 }[event.key]
  if (!count || event.ctrlKey || event.metaKey || event.altKey || event.target.matches('input:not([type=range]), textarea')) return
  event.preventDefault()
  step(count)
}

/** How one goes, and where one stands. */
function choose(head, { units }, by, record) {
  head.by = by
  head.stops = stopsOf(head.model, by)
  head.at = stopAt(head.stops, record)
  units.forEach(button => button.setAttribute('aria-pressed', button.textContent === (by === 'step' ? 'Steps' : 'Turns')))
}

function move(head, parts, onMove, count) {
  if (!head.model) return
  pause(head, parts)
  head.at = Math.min(Math.max(head.at + count, 0), head.stops.length - 1)
  show(head, parts, onMove)
}

/** From the end it begins again. */
function play(head, parts, onMove) {
  if (head.timer) return pause(head, parts)
  if (head.at === head.stops.length - 1) head.at = 0
  setPlay(parts, true)
  const go = () => {
    head.at++
    show(head, parts, onMove)
    if (head.at >= head.stops.length - 1) pause(head, parts)
  }
  show(head, parts, onMove)
  head.timer = setInterval(go, EVERY_MS)
}

function pause(head, parts) {
  clearInterval(head.timer)
  head.timer = 0
  setPlay(parts, false)
}

function close(head, parts, onMove) {
  if (!head.model) return
  pause(head, parts)
  head.plan?.inner.querySelector('.fog-layer')?.remove()
  head.model = null
  parts.bar.hidden = parts.moment.hidden = true
  onMove(null)
}

/** All places show the same record. */
function show(head, parts, onMove) {
  const { model, stops } = head
  const record = stops[head.at]
  const now = model.past.at(record)
  const text = `Step ${stepsAt(model, record)} of ${model.begun.length}, turn ${now.turn}, at ${nanoseconds(now.time)}. ${runs(now, model, record)}`
  parts.slide.max = stops.length - 1
  parts.slide.value = head.at
  parts.slide.ariaValueText = text
  parts.back.disabled = head.at === 0
  parts.next.disabled = head.at === stops.length - 1
  parts.where.textContent = text
  showMoment(head, parts)
  fog(head)
  onMove({ record, now, model, task: lastTask(model, record) })
}

/** The moment in words. What has the focus in it keeps it, or hands it to the whole. */
function showMoment({ model, stops, at, inside }, { moment }) {
  const record = stops[at]
  const hadFocus = moment.contains(document.activeElement)
  const rows = momentRows(model.past.at(record), resource => inside?.words(resource, record) ?? '').map(row => [row.title, rowOf(row)])
  const offer = inside?.offer(model)
  if (offer) new Map(rows).get('Shared').append(offer.act ? make('button', { class: 'btn', title: 'The items of queues, and the data beside locks. The program is compiled once more for it; without a compiler here, that is fetched first: 26 MB',
    onclick: offer.act }, 'What they hold') : make('p', { class: 'quiet', role: 'status' }, offer.why))
  moment.replaceChildren(...rows.map(([, row]) => row))
  if (hadFocus && !moment.contains(document.activeElement)) moment.focus()
}

function rowOf({ title, items, none, ordered }) {
  return make('div', {}, make('h3', {}, title), items.length === 0 ? make('p', { class: 'quiet' }, none)
    : make(ordered ? 'ol' : 'ul', {}, ...items.map(item => make('li', {}, visible(item)))))
}

function runs(now, model, record) {
  const id = lastTask(model, record)
  if (now.exit !== null && now.deadlock) return `Nothing can go on: a deadlock. The run ended with exit code ${now.exit}.`
  if (now.exit !== null) return `The run ended with exit code ${now.exit}.`
  return id ? `${visible(now.task(id)?.name ?? 'A task')} has just run.` : 'Nothing has run yet.'
}

function fog({ plan, model, stops, at }) {
  if (!plan?.inner.isConnected || plan.model !== model) return
  plan.inner.querySelector('.fog-layer')?.remove()
  const record = stops[at]
  if (record >= model.past.length - 1) return
  const x = Math.max(0, plan.x(record))
  plan.inner.append(draw('g', { class: 'fog-layer' },
    draw('rect', { class: 'fog', x, y: 0, width: Math.max(0, plan.edge - x), height: plan.height }),
    draw('path', { class: 'head-line', d: `M${x} 0V${plan.height}` })))
}
