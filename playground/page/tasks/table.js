// What the tasks did as a table: the same sentences as the lanes, from the same model. At most 40 rows are
// in the document, whatever the run: about the chosen one, or where one has gone by the buttons.

import { lookOf } from '@weft/host/trace'
import { byId, count, digits, make } from '../kit/dom.js'
import { mark } from '../kit/marks.js'
import { visible } from '../kit/visible.js'
import { nameOf, plainText, sentenceOf, stateWord, timeAt } from './sentence.js'

const MOST_ROWS = 40
const STEP = 30   // a page overlaps the one before it

/** @param {{onChoose: (bar: object) => void, says: (bar: object) => object}} handlers */
export function createTable(box, { onChoose, says }) {
  const state = { from: 0, rows: [], model: null, length: 0, chosen: null }

  /** A task's first bar says only that it was born; new bars are looked at once. */
  function takeIn(model) {
    if (state.model !== model) Object.assign(state, { model, rows: [], length: 0, from: 0, places: new Map() })
    for (; state.length < model.bars.length; state.length++) {
      const bar = model.bars[state.length]
      if (bar.state === 'ready' && bar.from === model.tasks.get(bar.task).born) continue
      state.places.set(bar, state.rows.length)
      state.rows.push(bar)
    }
  }

  function show(model, chosen) {
    takeIn(model)
    const at = state.places.get(chosen) ?? -1
    const isNew = chosen !== state.chosen
    state.chosen = chosen
    if (isNew && at >= 0 && (at < state.from + 2 || at >= state.from + MOST_ROWS - 2)) {
      state.from = bounded(at - MOST_ROWS / 2)
    }
    draw()
    if (isNew) reveal(box.querySelector('tr.lit'))
  }

  function bounded(from) {
    return Math.max(0, Math.min(from, state.rows.length - MOST_ROWS))
  }

  function draw() {
    const { model, rows, chosen } = state
    const shown = rows.slice(state.from, state.from + MOST_ROWS)
    const head = ['Time', 'Step', 'Task', 'State', 'Why'].map(text => make('th', { scope: 'col' }, text))
    const table = make('table', { 'aria-rowcount': rows.length + 1 },
      make('caption', { class: 'vh' }, 'What the tasks did, in order'),
      make('thead', {}, make('tr', {}, ...head)),
      make('tbody', {}, ...shown.map((bar, index) => row(model, bar, state.from + index, chosen))))
    box.replaceChildren(...rows.length > MOST_ROWS ? [walker(shown.length), table, walker(shown.length)] : [table])
  }

  /** Which rows are there, and the way to the others. */
  function walker(length) {
    const { rows, from } = state
    const go = (words, to) => make('button', { class: 'btn', disabled: bounded(to) === from || null, onclick: () => {
      state.from = bounded(to)
      draw()
      box.focus({ preventScroll: true })
      reveal(box.querySelector('tbody tr'))
    } }, words)
    return make('p', { class: 'more' }, go('First', 0), go('Earlier', from - STEP),
      make('span', {}, `Rows ${digits(from + 1)} to ${digits(from + length)} of ${count(rows.length, 'row')}`),
      go('Later', from + STEP), go('Last', rows.length))
  }

  /** Scrolls the table, or the pane where that is what scrolls; never the page. */
  function reveal(element) {
    if (!element) return
    const scroller = getComputedStyle(box).overflowY === 'visible' ? byId('tasks') : box
    const seen = scroller.getBoundingClientRect()
    const head = box.querySelector('th')
    const top = seen.top + (parseFloat(getComputedStyle(head).top) || 0) + head.offsetHeight
    const { top: from, bottom } = element.getBoundingClientRect()
    if (from < top) scroller.scrollTop -= top - from + 30
    else if (bottom > seen.bottom) scroller.scrollTop += bottom - seen.bottom + 30
  }

  /** The row before or after the one that is chosen; a page of rows further; the first and the last. */
  function walk(event) {
    if (event.target !== box || event.ctrlKey || event.metaKey || event.altKey) return
    const at = state.places?.get(state.chosen) ?? -1
    const last = state.rows.length - 1
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: Math.min(last, at + STEP),
      PageUp: Math.max(0, at - STEP), Home: 0, End: last }[event.key]
    if (to === undefined) return
    event.preventDefault()
    if (state.rows[Math.max(0, to)]) onChoose(state.rows[Math.max(0, to)])
  }

  function row(model, bar, index, chosen) {
    const cells = [timeAt(model, bar.from), String(bar.step), visible(nameOf(model.tasks.get(bar.task)))]
    return make('tr', { class: bar === chosen ? 'lit' : null, 'data-bar': bar.id,
      'aria-rowindex': index + 2 },
    ...cells.map(text => make('td', {}, text)),
    make('td', {}, mark(lookOf(bar)), ` ${stateWord(bar)}`),
    make('td', {}, visible(plainText(sentenceOf(model, bar, says)))))
  }

  box.addEventListener('keydown', walk)
  box.addEventListener('click', event => {
    const id = event.target.closest('tr')?.dataset.bar
    if (id !== undefined) onChoose(state.model.bars[id])
  })
  return { show }
}
