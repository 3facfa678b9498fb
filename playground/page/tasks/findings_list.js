// The findings of a run as a quiet list above its lanes: folded to one line, each leads to its moment and its line. What is found: findings.js.

import { addStyle, byId, count, make } from '../kit/dom.js'
import { findingsOf } from './findings.js'

const LIVE_EVERY_MS = 1000     // while a run goes on
const LIVE_MOST = 20_000       // records; of a longer run they come at its end
const MOST = 20

/** What it looks like; it comes with the code, so that the first paint does without. */
const STYLE = `
.findings { border-top: 1px solid var(--line); padding: var(--s1) var(--s4); font: var(--t-small); background: var(--paper) }
.findings[hidden] { display: none }
.findings summary { cursor: pointer; min-height: 24px; line-height: 24px; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; color: var(--ink-2) }
.findings summary b { color: var(--ink) }
.findings ol { margin: var(--s1) 0 var(--s2); padding-left: 1.6em; max-height: 220px; overflow: auto }
.findings li { margin: 0 0 var(--s2); overflow-wrap: anywhere }
.findings li button { font: inherit; font-weight: 600; color: inherit; background: none; border: 0; padding: 2px 0; min-height: 24px; text-align: left; text-decoration: underline; cursor: pointer }
`

/**
 * @param {object} acts
 * @param {() => object} acts.known what findingsOf takes besides the timeline
 * @param {(record: number) => void} acts.onMoment
 * @param {(line: number) => void} acts.onLine
 */
export function createFindings({ known, onMoment, onLine }) {
  addStyle(STYLE)
  const summary = make('summary', {})
  const list = make('ol', {})
  const box = make('details', { class: 'findings', id: 'findings', 'aria-label': 'Findings', hidden: true }, summary, list)
  byId('report').after(box)
  const shown = { model: null, isOver: false, at: 0, key: '' }

  function look({ model, isOver, isStale }) {
    if (!model || isStale) return hide()
    const isNew = model !== shown.model
    if (!isNew && shown.isOver === isOver && (isOver || performance.now() < shown.at + LIVE_EVERY_MS)) return
    if (!isOver && model.past.length > LIVE_MOST) return isNew && hide()
    Object.assign(shown, { model, isOver, at: performance.now() })
    if (isNew) box.open = false
    tell(findingsOf(model, known()))
  }

  function hide() {
    box.hidden = true
    Object.assign(shown, { model: null, isOver: false, key: '' })
  }

  function tell(found) {
    const key = found.map(({ kind, record, title }) => `${kind} ${record} ${title}`).join('\n')
    box.hidden = found.length === 0
    if (key === shown.key) return
    shown.key = key
    summary.replaceChildren(make('b', {}, count(found.length, 'finding')), `: ${found.map(({ title }) => title).join('; ')}`)
    list.replaceChildren(...found.slice(0, MOST).map(item))
  }

  function item({ title, text, line, record, kind }) {
    const place = line ? [' ', make('a', { href: `#L${line}`, onclick: event => {
      event.preventDefault()
      onLine(line)
    } }, `line ${line}`), '. '] : [' ']
    return make('li', { 'data-kind': kind }, make('button', { title: 'Show this moment', onclick: () => onMoment(record) }, title), '.', ...place, text)
  }

  return { look }
}
