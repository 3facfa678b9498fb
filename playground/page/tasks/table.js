// What the tasks did as a table: the same sentences as the lanes, from the same model. It shows 200
// rows at a time, and says how many there are.

import { lookOf } from '@weft/host/trace'
import { byId, count, make } from '../kit/dom.js'
import { mark } from '../kit/marks.js'
import { visible } from '../kit/visible.js'
import { plainText, sentenceOf, stateWord, timeAt } from './sentence.js'

const PAGE = 200

/** @param {{onChoose: (bar: object) => void, says: (bar: object) => object}} handlers */
export function createTable(box, { onChoose, says }) {
  const state = { shown: PAGE, rows: [], model: null, chosen: null }

  function rowsOf(model) {
    const isBirth = bar => bar.state === 'ready' && bar.from === model.tasks.get(bar.task).born
    return model.bars.filter(bar => !isBirth(bar))
  }

  function show(model, chosen) {
    if (state.model !== model) Object.assign(state, { model, shown: PAGE })
    Object.assign(state, { rows: rowsOf(model), chosen })
    const at = chosen ? state.rows.indexOf(chosen) : -1
    if (at >= state.shown) state.shown = Math.ceil((at + 1) / PAGE) * PAGE
    const rows = state.rows.slice(0, state.shown)
      .map((bar, index) => row(model, bar, index, chosen))
    const head = ['Time', 'Step', 'Task', 'State', 'Why']
      .map(text => make('th', { scope: 'col' }, text))
    const table = make('table', { 'aria-rowcount': state.rows.length + 1 },
      make('caption', { class: 'vh' }, 'What the tasks did, in order'),
      make('thead', {}, make('tr', {}, ...head)), make('tbody', {}, ...rows))
    const left = state.rows.length - rows.length
    const more = left > 0
      ? [make('p', { class: 'more' },
        `Rows 1 to ${rows.length} of ${count(state.rows.length, 'row')}. `,
        make('button', { class: 'btn', onclick: () => {
          state.shown += PAGE
          show(model, chosen)
        } }, `Show ${Math.min(PAGE, left)} more`))]
      : []
    box.replaceChildren(table, ...more)
    reveal(box.querySelector('tr.lit'))
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

  /** The row before or after the one that is chosen. */
  function walk(event) {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (!move || event.target !== box || event.ctrlKey || event.metaKey || event.altKey) return
    const at = state.rows.indexOf(state.chosen)
    const next = state.rows[at < 0 ? 0 : at + move]
    event.preventDefault()
    if (next) onChoose(next)
  }

  function row(model, bar, index, chosen) {
    const { name } = model.tasks.get(bar.task)
    const cells = [timeAt(model, bar.from), String(bar.step), visible(name)]
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
