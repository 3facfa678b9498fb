// The pane "What the tasks did": takes trace records, keeps the model, and shows it as lanes or as
// a table with the sentence above. What is chosen here is told outside, and the other way round.

import { decoder, endTimeline, extendTimeline, lookOf, timeline } from '@weft/host/trace'
import { byId, count, make, onceAFrame } from '../kit/dom.js'
import { fillLegend, mark as markOf } from '../kit/marks.js'
import { visible } from '../kit/visible.js'
import { bindPointer, bindWalk } from './gestures.js'
import { drawLanes } from './lanes.js'
import { drawChoice } from './overlay.js'
import { reportOf } from './report.js'
import { createScale } from './scale.js'
import { lineOf, sentenceOf } from './sentence.js'

const EMPTY = 'Press Run. Each task gets a thread of its own, left to right as time goes on. '
  + 'This is how to read them:'
const CHOOSE = 'Choose a bar, a line of output or a marked line.'
const RECORDS_A_FRAME = 4000

/**
 * @param {{onPrint: (print: object) => void, onChoose: (bar: object | null) => void,
 *   onPeek: (bar: object | null) => void, quote: (print: object, to: number) => {text: string, more: boolean},
 *   onLine: (line: number) => void}} handlers
 */
export function createTasks(handlers) {
  const box = byId('lanes')
  const scale = createScale()
  const state = { model: null, reader: null, waiting: [], plan: null, chosen: null, peeked: null,
    view: 'lanes', table: null, coming: null, stale: '', exit: null, dropped: 0, broken: null,
    drawnLive: 0, notBefore: 0 }
  const redraw = onceAFrame(paint)
  const mark = onceAFrame(() => {   // a choice alone draws no bar again
    if (!state.plan) return
    drawChoice(state.plan, state)
    tell()
  })
  const says = bar => state.stale ? bar.said ?? NOTHING
    : bar.said = saysOf(state.model, bar, handlers.quote)

  /** The table is fetched when it is first looked at. */
  function fetchTable() {
    state.coming ??= import('./table.js').then(({ createTable }) => {
      state.table = createTable(byId('twin'), { onChoose: bar => choose(bar), says })
      redraw()
    }).catch(error => {
      state.coming = null
      byId('twin').textContent = `The table did not come: ${error.message}`
    })
  }

  /** A new run begins: the picture of the last one stays until there is another. */
  function begin() {
    Object.assign(state, { reader: decoder(), waiting: [], exit: null, dropped: 0, broken: null,
      fresh: true, chosen: null, peeked: null })
    state.next = timeline()
    handlers.onChoose(null)
  }

  function push(bytes) {
    try {
      state.waiting.push(...state.reader.push(bytes))
    } catch (error) {
      state.broken ??= error.message
      state.waiting.push(...error.records ?? [])
    }
    redraw()
  }

  /** Takes in some of the records that have come, so that a frame stays short. */
  function takeIn(most) {
    const batch = state.waiting.splice(0, most)
    if (batch.length === 0) return
    if (state.fresh) {
      state.fresh = false
      state.model = state.next
      state.stale = ''
      scale.reset()
      showEverything()
    }
    const { model } = state
    const before = model.prints.length
    extendTimeline(model, batch)
    model.prints.slice(before).forEach(handlers.onPrint)
  }

  function end(exit, dropped) {
    takeIn(Infinity)
    state.exit = exit
    state.dropped = dropped
    state.notBefore = 0
    if (state.fresh) return endWithoutRecords(exit)
    endTimeline(state.model, exit.reason)
    const report = reportOf(state.model, exit)
    byId('report').replaceChildren(...(report ? [report] : []))
    if (!state.chosen) choose(firstChoice(state.model), false)
    redraw()
  }

  /** The program died before it had written any record: there is nothing to draw. */
  function endWithoutRecords(exit) {
    clear()
    const report = reportOf(state.next, exit)
    byId('report').replaceChildren(...(report ? [report] : []))
    byId('empty').textContent = 'The program ended before it had written what its tasks did.'
  }

  function clear() {
    Object.assign(state, { model: null, plan: null, chosen: null, peeked: null, stale: '', told: null })
    handlers.onChoose(null)
    box.hidden = byId('twin').hidden = byId('why').hidden = byId('tools').hidden = true
    byId('note').hidden = true
    byId('why').replaceChildren()
    byId('report').replaceChildren()
    byId('empty').hidden = false
    byId('empty').textContent = EMPTY
    byId('legend').hidden = false
    fillLegend(byId('legend'), true)
  }

  function showEverything() {
    byId('empty').hidden = true
    byId('tools').hidden = false
    byId('why').hidden = false
    byId('report').replaceChildren()
    setView(state.view)
  }

  function setView(view) {
    const hadFocus = [box, byId('twin')].some(pane => pane.contains(document.activeElement))
    state.view = view
    const isTable = view === 'table'
    byId('v-lanes').setAttribute('aria-pressed', !isTable)
    byId('v-table').setAttribute('aria-pressed', isTable)
    byId('twin').hidden = !isTable || !state.model
    box.hidden = isTable || !state.model
    byId('legend').hidden = isTable && Boolean(state.model)
    fillLegend(byId('legend'), !state.model)
    if (hadFocus) pane().focus()
    redraw()
  }

  /** What the keys walk in: the lanes or the table. */
  function pane() {
    return state.view === 'table' ? byId('twin') : box
  }

  function paint() {
    takeIn(RECORDS_A_FRAME)
    if (state.waiting.length > 0) redraw()
    const { model } = state
    if (!model) return
    const begun = performance.now()
    if (begun < state.notBefore) return setTimeout(redraw, state.notBefore - begun)
    show(model)
    const cost = performance.now() - begun
    state.notBefore = state.exit || cost < 8 ? 0 : begun + cost * 5
  }

  function show(model) {
    const last = model.past.length - 1
    const isLive = !state.exit
    scale.fit(model.time[last] ?? 0, model.edge, isLive)
    if (state.view === 'table' && !state.table) fetchTable()
    else if (state.view === 'table' && !byId('twin').hidden) {
      if (!isLive || performance.now() - state.drawnLive > 400) {
        state.table.show(model, state.chosen)
        state.drawnLive = performance.now()
      }
    } else {
      state.plan = drawLanes(box, model, scale, { says, isStale: Boolean(state.stale) })
      if (state.plan && !state.stale) drawChoice(state.plan, state)
    }
    tell()
    byId('zoomall').hidden = scale.state.zoom === 1
  }

  /** The sentence, and what there is to say about what is not shown. */
  function tell() {
    const { model, chosen, peeked, stale, plan, dropped, broken } = state
    const bar = peeked ?? chosen
    const key = stale || (bar ? `${bar.id} ${bar.to} ${Boolean(state.exit)}` : '')
    if (key !== state.told) {
      state.told = key
      if (stale) byId('why').replaceChildren(make('p', {}, stale))
      else if (bar) byId('why').replaceChildren(markOf(lookOf(bar)), sentence(model, bar))
      else byId('why').replaceChildren(make('p', {}, CHOOSE))
    }
    const notes = []
    if (dropped > 0) {
      notes.push(`The lanes show the first ${count(model.past.length, 'record')} of the run; ` +
        'what came later was not kept.')
    }
    if (broken) notes.push(broken)
    if (plan?.hidden > 0) notes.push(`${plan.hidden} more tasks are not drawn; the table has them.`)
    byId('note').hidden = notes.length === 0
    byId('note').textContent = notes.join(' ')
  }

  function sentence(model, bar) {
    return make('p', {}, ...sentenceOf(model, bar, says).map(piece =>
      typeof piece === 'string' ? unbroken(visible(piece))
        : piece.name !== undefined ? make('b', {}, visible(piece.name))
          : make('a', { href: `#L${piece.line}`, 'data-line': piece.line }, `line ${piece.line}`)))
  }

  function choose(bar, isAsked = true) {
    if (state.stale && isAsked) return
    state.chosen = bar
    state.peeked = null
    let isMoved = !state.plan?.cloth.isConnected || state.view === 'table'
    if (bar && isAsked && state.plan) {
      const { time, order } = state.model
      const at = index => scale.share(time[index], order[index])
      isMoved = scale.show(at(bar.from), bar.to < 0 ? 1 : at(bar.to)) || isMoved
    }
    handlers.onChoose(bar)
    if (isMoved) redraw()
    else mark()
    if (bar && isAsked) requestAnimationFrame(() => revealLane(bar))
  }

  function revealLane(bar) {
    const row = state.plan?.rowOf.get(bar.task)
    const pane = byId('tasks')
    if (!row || box.hidden || pane.scrollHeight <= pane.clientHeight) return
    const above = head.offsetHeight + byId('why').offsetHeight + 30
    const top = box.offsetTop + 22 + row.y - pane.scrollTop
    if (top < above) pane.scrollTop += top - above
    if (top > pane.clientHeight - 50) pane.scrollTop += top - pane.clientHeight + 60
  }

  function peek(bar) {
    if (state.peeked === bar || state.stale) return
    state.peeked = bar
    handlers.onPeek(bar)
    if (state.plan) drawChoice(state.plan, state)
  }

  bindPointer({ box, state, scale, redraw, choose, peek })
  bindWalk({ box, state, choose })
  for (const id of ['why', 'report']) {
    byId(id).addEventListener('click', event => {
      const line = event.target.closest('a')?.dataset.line
      if (!line) return
      event.preventDefault()
      handlers.onLine(Number(line))
    })
  }
  byId('mix').addEventListener('input', ({ target }) => {
    scale.state.mix = target.value / 100
    target.ariaValueText = `${target.value} % by order`
    redraw()
  })
  byId('v-lanes').addEventListener('click', () => setView('lanes'))
  byId('v-table').addEventListener('click', () => setView('table'))
  byId('zoomin').addEventListener('click', () => zoom(1.5))
  byId('zoomout').addEventListener('click', () => zoom(1 / 1.5))
  byId('zoomall').addEventListener('click', () => zoom(0))
  new ResizeObserver(redraw).observe(box)
  const head = byId('tasks').querySelector('header')
  const kept = new ResizeObserver(() => {   // what stays in sight below them has to know their heights
    byId('tasks').style.setProperty('--head', `${head.offsetHeight}px`)
    byId('tasks').style.setProperty('--why', `${byId('why').offsetHeight}px`)
  })
  kept.observe(head)
  kept.observe(byId('why'))

  function zoom(factor) {
    const { plan, chosen } = state
    const middle = plan && chosen ? (plan.x(chosen.from) + plan.x(chosen.to)) / 2 : NaN
    const inside = middle > 0 && middle < scale.state.width ? middle : scale.state.width / 2
    if (factor) scale.zoomAt(inside, factor)
    else scale.whole()
    redraw()
  }

  return {
    begin,
    /** Frames a bar without choosing it. */
    frame(bar) {
      if (!state.plan || state.stale || state.peeked === bar) return
      state.peeked = bar
      drawChoice(state.plan, state)
    },
    push,
    end,
    choose,
    redraw,
    zoom,
    get model() { return state.model },
    get isEmpty() { return state.model === null },
    /** How far the run is; null while nothing is known of it. */
    now() {
      const { model } = state
      if (!model) return null
      return { time: model.time.at(-1) ?? 0, steps: model.begun.length, isOver: model.isOver }
    },
    pane,
    get chosen() { return state.chosen },
    get view() { return state.view },
    toggleView: () => setView(state.view === 'table' ? 'lanes' : 'table'),
    /** Dims the picture: it is of a run before this one; '' when it is not. */
    setStale(words) {
      state.stale = state.model ? words : ''
      byId('report').firstChild?.classList.toggle('stale', Boolean(state.stale))
      if (words) handlers.onChoose(null)
      redraw()
    },
    clear,
    /** The bar that was running when a record was made. */
    barOfRecord: (task, index) => state.model?.tasks.get(task)?.bars
      .find(({ from, to }) => from <= index && (to < 0 || to >= index)) ?? null,
    /** The waits at a line, in order. */
    waitsAt: line => state.model?.bars.filter(bar =>
      bar.state === 'waiting' && lineOf(state.model, bar) === line) ?? []
  }
}

/** The first line that a running bar printed, and whether there are more. */
function saysOf(model, bar, quote) {
  if (bar.state !== 'running') return NOTHING
  const { prints } = model
  const first = prints[firstPrint(prints, bar)]
  if (!first) return NOTHING
  const last = bar.to < 0 ? prints.at(-1) : prints[printFrom(prints, bar.to + 1) - 1]
  return quote(first, last.descriptor === first.descriptor ? last.to : Infinity)
}

/** Words in which a line does not break inside "me->queue". */
function unbroken(words) {
  return words.split(/(\S*->\S*)/).map((part, index) =>
    index % 2 ? make('span', { class: 'whole' }, part) : part)
}

const NOTHING = { text: '', more: false }

function firstPrint(prints, { from, to, task }) {
  const at = printFrom(prints, from)
  const print = prints[at]
  return print && print.task === task && (to < 0 || print.at <= to) ? at : -1
}

/** The index of the first print at a record or after it. */
function printFrom(prints, record) {
  let low = 0
  let high = prints.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (prints[middle].at < record) low = middle + 1
    else high = middle
  }
  return low
}

/** Waits of whoever started the others. */
const PLAIN = ['group', 'gather', 'join', 'turn']

/** What a run is best begun with: what went wrong, else the longest wait for another task. */
function firstChoice(model) {
  if (model.broken) return model.broken
  const others = model.bars.filter(bar => bar.state === 'waiting' && bar.wait !== 'sleep')
  if (model.dead) return others.filter(bar => bar.to < 0).at(-1) ?? model.bars[0]
  const length = ({ from, to }) => (model.time[to] ?? 0) - model.time[from]
  const good = others.filter(({ to, wait }) => to >= 0 && !PLAIN.includes(wait))
  const longer = (a, b) => !a || length(b) > length(a) ? b : a
  const best = (good.length > 0 ? good : others).reduce(longer, null)
  return best ?? model.bars.find(({ state }) => state === 'running') ?? null
}
