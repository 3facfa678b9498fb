// Two futures of a run side by side: the lanes of each, the moment at which they part, and what is different first.

import { decode, endTimeline, extendTimeline, seconds, timeline } from '@weft/host/trace'
import { addStyle, draw, make } from '../kit/dom.js'
import { visible } from '../kit/visible.js'
import { differenceOf } from './compare.js'
import { drawLanes } from './lanes.js'
import { NOTHING } from './prints.js'
import { createScale } from './scale.js'

const MOST_LINES = 40

/** What it looks like; it comes with the code, so that the first paint does without. */
const STYLE = `
.futures { border-top: 1px solid var(--line); padding: var(--s3) var(--s4) var(--s4); background: var(--paper); outline: none }
.futures[hidden] { display: none } .futures h3 { margin: 0; font: var(--t-text); font-weight: 600 } .futures > header { display: flex; flex-wrap: wrap; gap: var(--s2); align-items: center; position: static; padding: 0 }
.futures > header h3 { flex: 1 1 auto } .futures p { margin: var(--s2) 0; font: var(--t-small) }
.futures .ways { display: flex; flex-wrap: wrap; gap: var(--s2); margin: var(--s2) 0 }
.futures .ways .btn { text-align: left } .futures .ways small { display: block; color: var(--ink-2); font: var(--t-small) }
.futures .two { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 300px), 1fr)); gap: var(--s4); margin-top: var(--s3) }
.futures .two > section { min-width: 0 } .futures .lanes { padding: 0; overflow: hidden } .futures .lanes .cloth { display: block; position: static }
.futures pre { margin: var(--s2) 0 0; padding: var(--s2) var(--s3); background: var(--sheet); border: 1px solid var(--line); font: var(--t-code); white-space: pre-wrap; overflow-wrap: anywhere; max-height: 180px; overflow: auto }
.futures pre mark { background: none; color: inherit; font-weight: 700; box-shadow: inset 3px 0 var(--ink) } .futures pre mark::before { content: "≠ " }
.futures .part { stroke: var(--ink); stroke-width: 2; stroke-dasharray: 3 3 } .futures .apart { fill: var(--ink) } .futures .cloth text.apart { font: 700 13px/14px var(--sans); text-anchor: middle }
`

export function addFuturesStyle() {
  addStyle(STYLE)
}

/**
 * A future from what a run left behind.
 * @param {{trace: Uint8Array, text: string, said: string, end: string, code: number, trap?: string}} outcome
 * @returns {import('./compare.js').Future}
 */
export function futureOf({ trace, text, said, end, code, trap }) {
  const model = timeline()
  extendTimeline(model, decode(trace).records)
  endTimeline(model, end === 'trap' ? 'trap' : 'exit')
  return { model, text, said, trap, end: endWords({ end, code, time: model.past.length > 0 ? model.past.now.time : 0 }) }
}

function endWords({ end, code, time }) {
  if (end === 'trap') return `stopped by a trap at ${seconds(time)}`
  if (end === 'endless') return 'never ends'
  if (code === 100) return `a deadlock at ${seconds(time)}`
  return code === 0 ? `ends at ${seconds(time)}` : `ends at ${seconds(time)} with exit code ${code}`
}

/**
 * The two as an element; `draw` has to be called once it stands in the page, and when its width changes.
 * @param {{title: string, future: import('./compare.js').Future}[]} two
 * @param {(at: number) => HTMLElement[]} actsOf the buttons of each
 */
export function showFutures(two, actsOf) {
  const difference = differenceOf(two[0].future, two[1].future)
  const sides = two.map(({ title, future }, at) => {
    const lanes = make('div', { class: 'lanes' })
    const element = make('section', { 'aria-label': title }, make('h3', {}, title), make('p', {}, `It ${future.end.startsWith('a ') ? `comes to ${future.end}` : future.end.replace(/^stopped/, 'is stopped')}.`),
      lanes, make('pre', { tabindex: '0', 'aria-label': `Output of: ${title}` }, ...output(future, difference.line?.number ?? 0)), make('div', { class: 'ways' }, ...actsOf(at)))
    return { lanes, element, future, at }
  })
  return {
    element: make('div', {}, make('p', { role: 'status' }, differenceWords(difference)), make('div', { class: 'two' }, ...sides.map(({ element }) => element))),
    draw: () => sides.forEach(side => drawSide(side, difference))
  }
}

/** The first difference in words. */
export function differenceWords({ step, line, end }) {
  const quoted = text => text === null ? 'nothing more' : `“${visible(text)}”`
  if (!step && !line && !end) return 'Nothing that can be seen is different.'
  return [...step ? [`They part at step ${step.number}: ${visible(step.a)} runs there, here ${visible(step.b)}.`] : ['Their steps are the same.'],
    line ? `What they print differs first in line ${line.number}: ${quoted(line.a)} there, ${quoted(line.b)} here.` : 'They print the same.'].join(' ')
}

function output({ text, said, trap }, different) {
  const lines = text.split('\n').slice(0, -1)
  const rest = text.endsWith('\n') || !text ? [] : [text.split('\n').at(-1)]
  const shown = [...lines, ...rest].slice(0, MOST_LINES).map((line, at) => at + 1 === different ? make('mark', {}, `${visible(line)}\n`) : `${visible(line)}\n`)
  if (shown.length < different && different <= MOST_LINES) shown.push(make('mark', {}, 'nothing more\n'))
  const more = said.split('\n').filter(Boolean).slice(0, 4).map(line => `${visible(line)}\n`)
  const all = [...shown, ...more, ...trap && more.length === 0 ? [trap] : []]
  return all.length > 0 ? all : ['It prints nothing.']
}

function drawSide({ lanes, future, at }, { step, line }) {
  const { model } = future
  const scale = createScale()
  scale.fit(model.time.at(-1) ?? 0, model.edge, false)
  const plan = drawLanes(lanes, model, scale, { says: () => NOTHING, isStale: false })
  if (!plan) return
  const [parted, printed] = [step?.records[at] ?? -1, line?.records[at] ?? -1]
  if (parted >= 0) plan.inner.append(draw('path', { class: 'part', d: `M${Math.round(plan.x(parted))} 0V${plan.height}` }))
  if (printed >= 0) plan.inner.append(draw('text', { class: 'apart', x: plan.x(printed), y: plan.height - 6 }, '≠'))
}
