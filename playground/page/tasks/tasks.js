// The pane "What the tasks did": takes trace records, keeps their timeline, and shows it as lanes or as
// a table with the sentence above. What is chosen here is told outside, and the other way round.

import { decoder, endTimeline, extendTimeline, lookOf, timeline } from '@weft/host/trace'
import { byId, count, make, onceAFrame, seconds } from '../kit/dom.js'
import { fillLegend, mark as markOf } from '../kit/marks.js'
import { visible } from '../kit/visible.js'
import { firstChoice } from './first.js'
import { bindPointer, bindWalk } from './gestures.js'
import { drawLanes } from './lanes.js'
import { drawChoice } from './overlay.js'
import { NOTHING, printedBy } from './prints.js'
import { reportOf } from './report.js'
import { createScale } from './scale.js'
import { lineOf, sentenceOf } from './sentence.js'
import { isStuck, stuckOf } from './stuck.js'

const EMPTY = 'Press Run. Each task gets a lane of its own. Time goes from left to right. '
  + 'This is how to read them:'
const PLAIN = 'This is plain C: nothing in it calls weft_run, so it has no tasks and no lanes. To have them, move the '
  + 'work into a task, int amain(void *arg), and write return weft_run(amain, NULL); in main.'
const CHOOSE = 'Choose a bar, a line of output or a marked line.'
const RECORDS_A_FRAME = 4000
const TABLE_EVERY_MS = 400   // while a run is live

/**
 * @param {{onPrint: (print: object) => void, onChoose: (bar: object | null) => void,
 *   onPeek: (bar: object | null) => void, quote: (print: object, to: number) => {text: string, more: boolean},
 *   onLine: (line: number) => void, saidFrom: (from: number, isReport: boolean) => string[]}} handlers `saidFrom`: what
 *   stands on standard error from a byte on; of a report the output shows one line, and the rest when asked
 */
export function createTasks(handlers) {
  const pane = createPane(handlers)
  bindPane(pane)
  return {
    begin: () => begin(pane),
    push: bytes => push(pane, bytes),
    end: (exit, dropped) => end(pane, exit, dropped),
    clear: () => clear(pane),
    choose: bar => choose(pane, bar),
    frame: bar => frame(pane, bar),
    redraw: pane.redraw,
    /** Calls it after the lanes are drawn, and when what they show is gone. */
    onPaint: call => pane.painted.push(call),
    zoom: factor => zoom(pane, factor),
    toggleView: () => setView(pane, pane.view === 'table' ? 'lanes' : 'table'),
    show: view => setView(pane, view),
    /** How much of the width is by steps, in a hundred. */
    spread: share => spread(pane, share),
    /** How one looks at it. */
    get sight() { return { view: pane.view, mix: Math.round(100 * pane.scale.state.mix) } },
    setStale: words => setStale(pane, words),
    /** What the keys walk in: the lanes or the table. */
    pane: () => walked(pane),
    now: () => now(pane),
    /** The task that runs, and has for long: while a run is live, or in which it was ended. */
    stuck: () => !pane.model || pane.next ? null : pane.exit ? pane.stuck : stuckOf(pane.model),
    get model() { return pane.model },
    get isEmpty() { return pane.model === null },
    get chosen() { return pane.chosen },
    /** The bar that was running when a record was made. */
    barOfRecord: (task, index) => pane.model?.tasks.get(task)?.bars
      .find(({ from, to }) => from <= index && (to < 0 || to >= index)) ?? null,
    /** The waits at a line, in order. */
    waitsAt: line => pane.model?.bars.filter(bar =>
      bar.state === 'waiting' && lineOf(pane.model, bar) === line) ?? []
  }
}

/** Everything that the pane consists of, in one record; the functions below work on it. */
function createPane(handlers) {
  const pane = {
    handlers,
    box: byId('lanes'),
    scale: createScale(),
    view: 'lanes',
    table: null,         // once it is there
    coming: null,        // the table, while it is fetched
    reader: null,
    waiting: [],         // records that no frame has had time for
    model: null,         // the timeline that is shown
    next: null,          // the one of a run that has written nothing yet
    plan: null,          // where things are in the picture
    chosen: null,
    peeked: null,
    stale: '',           // why the picture is of another run
    told: null,          // what the sentence is about
    exit: null,
    dropped: 0,
    broken: null,        // why the trace could not be read
    stuck: null,         // the task in whose step the run was ended
    painted: [],         // called when the lanes are drawn: the playhead, the marks of an order
    tableDrawn: 0,
    notBefore: 0,        // when drawing is allowed again: it takes a sixth of the time at most
    later: null          // a timer that draws then
  }
  pane.redraw = onceAFrame(() => paint(pane))
  pane.mark = onceAFrame(() => mark(pane))
  pane.says = bar => pane.stale ? bar.said ?? NOTHING
    : bar.said = printedBy(pane.model.prints, bar, handlers.quote)
  return pane
}

// --- a run ---------------------------------------------------------------------------------------

/** A new run begins: the picture of the last one stays until there is another. */
function begin(pane) {
  for (const call of pane.painted) call({ model: null })
  Object.assign(pane, { reader: decoder(), waiting: [], next: timeline(), exit: null, dropped: 0,
    broken: null, stuck: null, chosen: null, peeked: null })
  pane.handlers.onChoose(null)
}

function push(pane, bytes) {
  try {
    pane.waiting.push(...pane.reader.push(bytes))
  } catch (error) {
    pane.broken ??= error.message
    pane.waiting.push(...error.records ?? [])
  }
  pane.redraw()
}

/** Takes in some of the records that have come, so that a frame stays short. */
function takeIn(pane, most) {
  const batch = pane.waiting.splice(0, most)
  if (batch.length === 0) return
  if (pane.next) {
    Object.assign(pane, { model: pane.next, next: null, stale: '' })
    pane.scale.reset()
    showEverything(pane)
  }
  const { model } = pane
  const before = model.prints.length
  extendTimeline(model, batch)
  model.prints.slice(before).forEach(pane.handlers.onPrint)
}

function end(pane, exit, dropped) {
  takeIn(pane, Infinity)
  Object.assign(pane, { exit, dropped, notBefore: 0 })
  if (pane.next) return endWithoutRecords(pane, exit)
  pane.stuck = isStuck(exit, dropped) ? stuckOf(pane.model) : null
  endTimeline(pane.model, exit.reason)
  showReport(pane, pane.model, exit)
  if (!pane.chosen) choose(pane, pane.stuck?.bar ?? firstChoice(pane.model, exit.reason), false)
  pane.redraw()
  setTimeout(() => fetchTable(pane), 0)
}

/** The program died before it had written any record: there is nothing to draw. */
function endWithoutRecords(pane, exit) {
  clear(pane)
  showReport(pane, pane.next, exit)
  byId('empty').textContent = exit.plain ? PLAIN : 'The program ended before it wrote down what its tasks did.'
}

/** What the runtime wrote when it ended the program: in a deadlock after its record, else after the trace. */
function saidAtEnd({ saidFrom }, { past, prints, dead }, { reason }) {
  const own = prints.filter(({ descriptor }) => descriptor === 2)
  if (reason === 'failed') {   // that was said while the trace went on
    const first = own[own.findLastIndex(print => !print.own) + 1]
    return saidFrom(first?.from ?? own.at(-1)?.to ?? 0, false)
  }
  if (!dead) return saidFrom(own.at(-1)?.to ?? 0, false)
  for (let at = past.length - 1; at >= 0; at--) {
    if (past.record(at).kind === 'deadlock') {
      return saidFrom(own.find(print => print.at > at)?.from ?? Infinity, true)
    }
  }
  return []
}

function showReport({ stuck, handlers }, model, exit) {
  const report = reportOf(model, exit, { stuck, said: saidAtEnd(handlers, model, exit) })
  byId('report').replaceChildren(...(report ? [report] : []))
}

function clear(pane) {
  for (const call of pane.painted) call({ model: null })
  Object.assign(pane, { model: null, plan: null, chosen: null, peeked: null, stale: '', told: null })
  pane.handlers.onChoose(null)
  for (const id of ['lanes', 'twin', 'why', 'tools', 'note']) byId(id).hidden = true
  byId('why').replaceChildren()
  byId('report').replaceChildren()
  byId('empty').hidden = false
  byId('empty').textContent = EMPTY
  byId('legend').hidden = false
  fillLegend(byId('legend'), true)
}

/** How far the run is; null while nothing is known of it. */
function now({ model }) {
  if (!model) return null
  return { time: model.time.at(-1) ?? 0, steps: model.begun.length, isOver: model.isOver }
}

/** Dims the picture: it is of a run before this one; '' when it is not. */
function setStale(pane, words) {
  pane.stale = pane.model ? words : ''
  byId('report').firstChild?.classList.toggle('stale', Boolean(pane.stale))   // and says that it is of the run before
  if (words) pane.handlers.onChoose(null)
  pane.redraw()
}

// --- lanes or table ------------------------------------------------------------------------------

function showEverything(pane) {
  byId('empty').hidden = true
  byId('tools').hidden = false
  byId('why').hidden = false
  byId('report').replaceChildren()
  setView(pane, pane.view)
}

function setView(pane, view) {
  const isFocused = [pane.box, byId('twin')].some(part => part.contains(document.activeElement))
  const isTable = view === 'table'
  pane.view = view
  byId('v-lanes').setAttribute('aria-pressed', !isTable)
  byId('v-table').setAttribute('aria-pressed', isTable)
  byId('twin').hidden = !isTable || !pane.model
  pane.box.hidden = isTable || !pane.model
  byId('legend').hidden = isTable && Boolean(pane.model)
  fillLegend(byId('legend'), !pane.model)
  if (isFocused) walked(pane).focus()
  pane.redraw()
}

function walked({ view, box }) {
  return view === 'table' ? byId('twin') : box
}

function paint(pane) {
  takeIn(pane, RECORDS_A_FRAME)
  if (pane.waiting.length > 0) pane.redraw()
  if (!pane.model) return
  const begun = performance.now()
  clearTimeout(pane.later)
  pane.later = null
  if (begun < pane.notBefore) return void (pane.later = setTimeout(pane.redraw, pane.notBefore - begun))
  show(pane)
  const cost = performance.now() - begun
  pane.notBefore = pane.exit || cost < 8 ? 0 : begun + cost * 5
}

function show(pane) {
  const { model, scale, exit, box, says } = pane
  scale.fit(model.time.at(-1) ?? 0, model.edge, !exit)
  if (pane.view === 'table') showTable(pane)
  else {
    pane.plan = drawLanes(box, model, scale, { says, isStale: Boolean(pane.stale) })
    if (pane.plan && !pane.stale) drawChoice(pane.plan, pane)
  }
  tell(pane)
  const shown = { model, plan: pane.view === 'table' ? null : pane.plan, isOver: Boolean(exit), isStale: Boolean(pane.stale) }
  for (const call of pane.painted) call(shown)
  byId('zoomall').hidden = scale.state.zoom === 1
}

function showTable(pane) {
  if (!pane.table) return fetchTable(pane)
  const wait = pane.exit ? 0 : pane.tableDrawn + TABLE_EVERY_MS - performance.now()
  if (wait > 0) return void (pane.later ??= setTimeout(pane.redraw, wait))   // a task may say nothing more
  pane.table.show(pane.model, pane.chosen)
  pane.tableDrawn = performance.now()
}

/** The table is fetched when the first run has ended, or when it is looked at before. */
function fetchTable(pane) {
  pane.coming ??= import('./table.js').then(({ createTable }) => {
    pane.table = createTable(byId('twin'), { onChoose: bar => choose(pane, bar), says: pane.says })
    if (pane.view === 'table') pane.redraw()
  }).catch(error => {
    pane.coming = null
    byId('twin').textContent = `The table could not be loaded: ${error.message}`
  })
}

/** A choice alone draws no bar again. */
function mark(pane) {
  if (!pane.plan) return
  drawChoice(pane.plan, pane)
  tell(pane)
}

// --- words ---------------------------------------------------------------------------------------

/** The sentence, and what there is to say about what is not shown. */
function tell(pane) {
  const { chosen, peeked, stale, exit } = pane
  const bar = peeked ?? chosen
  const live = exit || stale || !pane.model ? '' : goesOn(pane.model)
  const key = stale || (bar ? `${bar.id} ${bar.to} ${Boolean(exit)}` : live)
  if (key !== pane.told) {
    pane.told = key
    byId('why').replaceChildren(...stale || !bar ? [make('p', {}, stale || live || CHOOSE)]
      : [markOf(lookOf(bar)), sentence(pane, bar)])
  }
  const notes = notesOf(pane)
  byId('note').hidden = notes.length === 0
  byId('note').textContent = notes.join(' ')
}

/** What is said while the program runs and nothing is chosen. */
function goesOn({ time, begun, tasks }) {
  const unfinished = [...tasks.values()].filter(({ end, id }) => id && !end).length
  return `At ${seconds(time.at(-1) ?? 0)}, after ${count(begun.length, 'step')}: ${count(unfinished, 'task')} not ended. ${CHOOSE}`
}

function notesOf({ model, dropped, broken, plan }) {
  const notes = []
  if (dropped > 0) {
    notes.push(`The lanes show the first ${count(model.past.length, 'record')} of the run; ` +
      'what came later was not kept.')
  }
  if (broken) notes.push(broken)
  if (plan?.hidden > 0) notes.push(`${plan.hidden} more tasks are not drawn; the table has them.`)
  return notes
}

function sentence({ model, says }, bar) {
  return make('p', {}, ...sentenceOf(model, bar, says).map(piece =>
    typeof piece === 'string' ? unbroken(visible(piece))
      : piece.name !== undefined ? make('b', {}, visible(piece.name))
        : make('a', { href: `#L${piece.line}`, 'data-line': piece.line }, `line ${piece.line}`)))
}

/** Words in which a line does not break inside "me->queue". */
function unbroken(words) {
  return words.split(/(\S*->\S*)/).map((part, index) =>
    index % 2 ? make('span', { class: 'whole' }, part) : part)
}

// --- the choice ----------------------------------------------------------------------------------

/** `isAsked`: somebody has chosen it; else it is what is shown first. */
function choose(pane, bar, isAsked = true) {
  if (pane.stale && isAsked) return
  const { plan, scale, model } = pane
  Object.assign(pane, { chosen: bar, peeked: null })
  let isMoved = !plan?.cloth.isConnected || pane.view === 'table'
  if (bar && isAsked && plan) {
    const at = index => scale.share(model.time[index], model.order[index])
    isMoved = scale.show(at(bar.from), bar.to < 0 ? 1 : at(bar.to)) || isMoved
  }
  pane.handlers.onChoose(bar)
  if (isMoved) pane.redraw()
  else pane.mark()
  if (bar && isAsked) requestAnimationFrame(() => revealLane(pane, bar))
}

function revealLane({ plan, box }, bar) {
  const row = plan?.rowOf.get(bar.task)
  const scroller = byId('tasks')
  if (!row || box.hidden || scroller.scrollHeight <= scroller.clientHeight) return
  const above = headOf().offsetHeight + byId('why').offsetHeight + 30
  const top = box.offsetTop + 22 + row.y - scroller.scrollTop
  if (top < above) scroller.scrollTop += top - above
  if (top > scroller.clientHeight - 50) scroller.scrollTop += top - scroller.clientHeight + 60
}

/** Frames a bar without choosing it. */
function frame(pane, bar) {
  if (!pane.plan || pane.stale || pane.peeked === bar) return
  pane.peeked = bar
  drawChoice(pane.plan, pane)
}

/** A bar is pointed at. */
function peek(pane, bar) {
  if (pane.peeked === bar || pane.stale) return
  pane.peeked = bar
  pane.handlers.onPeek(bar)
  if (pane.plan) drawChoice(pane.plan, pane)
}

/** Makes the picture larger about the chosen bar, or about its middle; 0 for the whole run. */
function zoom({ plan, chosen, scale, redraw }, factor) {
  const middle = plan && chosen ? (plan.x(chosen.from) + plan.x(chosen.to)) / 2 : NaN
  const inside = middle > 0 && middle < scale.state.width ? middle : scale.state.width / 2
  if (factor) scale.zoomAt(inside, factor)
  else scale.whole()
  redraw()
}

function spread({ scale, redraw }, share) {
  scale.state.mix = share / 100
  byId('mix').value = share
  byId('mix').ariaValueText = `${share} % by order`
  redraw()
}

// --- the controls --------------------------------------------------------------------------------

function bindPane(pane) {
  const { box, scale, redraw, handlers } = pane
  bindPointer({ box, state: pane, scale, redraw, choose: bar => choose(pane, bar),
    peek: bar => peek(pane, bar) })
  bindWalk({ box, state: pane, choose: bar => choose(pane, bar) })
  for (const id of ['why', 'report']) {
    byId(id).addEventListener('click', event => {
      const line = event.target.closest('a')?.dataset.line
      if (!line) return
      event.preventDefault()
      handlers.onLine(Number(line))
    })
  }
  byId('mix').addEventListener('input', ({ target }) => spread(pane, Number(target.value)))
  const buttons = { 'v-lanes': () => setView(pane, 'lanes'), 'v-table': () => setView(pane, 'table'),
    zoomin: () => zoom(pane, 1.5), zoomout: () => zoom(pane, 1 / 1.5), zoomall: () => zoom(pane, 0) }
  for (const [id, act] of Object.entries(buttons)) byId(id).addEventListener('click', act)
  new ResizeObserver(redraw).observe(box)
  const kept = new ResizeObserver(() => {   // what stays in sight below them has to know their heights
    byId('tasks').style.setProperty('--head', `${headOf().offsetHeight}px`)
    byId('tasks').style.setProperty('--why', `${byId('why').offsetHeight}px`)
  })
  kept.observe(headOf())
  kept.observe(byId('why'))
}

function headOf() {
  return byId('tasks').querySelector('header')
}
