// The small signs of the states: in sentences, in the table, in the legend, at the end of a thread.
// Every state has a shape as well as a colour.

import { draw, make } from './dom.js'

/** Marks that there may be many of, from the corner of their square. */
export const outlines = {
  cancelled: 'm2 6a4 4 0 1 0 8 0a4 4 0 1 0-8 0zm1 3l6-6',
  done: 'm1.5 6a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0z'
}

const MARKS = {
  running: [['rect', { x: 1, y: 2, width: 10, height: 8, rx: 1.5, class: 's-running' }]],
  ready: [['rect', { x: 1.5, y: 3.5, width: 9, height: 5, rx: 1, class: 's-ready' }]],
  time: [['path', { d: 'M1.5 6h10', class: 's-time', style: 'stroke-dasharray:.1 4.4' }]],
  other: [['path', { d: 'M0 6h12', class: 's-other' }]],
  cancelled: [['path', { d: outlines.cancelled, class: 'm-cancelled' }]],
  done: [['path', { d: outlines.done, class: 'm-done' }]],
  failed: [['rect', { x: 1, y: 1, width: 10, height: 10, class: 'm-failed' }],
    ['path', { d: 'M3.5 3.5l5 5m0-5l-5 5', class: 'm-failed-x' }]],
  warn: [['path', { d: 'M6 1.500l5 9H1z', class: 'm-warn' }]]
}

/** The shapes of a mark, for a drawing. */
export function shapes(kind) {
  return (MARKS[kind] ?? []).map(([tag, attributes]) => draw(tag, attributes))
}

/** A mark as an icon of its own. */
export function mark(kind) {
  const attributes = { class: 'mark', viewBox: '0 0 12 12', 'aria-hidden': 'true' }
  return draw('svg', attributes, ...shapes(kind))
}

const KEY = [
  ['running', 'runs', 'It runs. Only one task does at a time.'],
  ['ready', 'could run', 'It could run, and waits for its turn.'],
  ['time', 'waits for time', 'It waits for time to pass.'],
  ['other', 'waits for a task', 'It waits for another task: a lock, an item, an end.'],
  ['arrow', 'woke it', 'One task woke another.'],
  ['cancelled', 'cancelled', 'It is cancelled, and ends.'],
  ['done', 'done', 'It ended well.'],
  ['failed', 'failed', 'It failed.'],
  ['band', 'a grey band: one moment, opened up', 'A grey band is one moment, opened up: no time passes in it.']
]

function sample(kind) {
  const inside = {
    running: () => [draw('rect', { y: 0, width: 26, height: 12, rx: 2, class: 's-running' })],
    ready: () => [draw('rect', { x: 1, y: 2, width: 24, height: 8, rx: 1.5, class: 's-ready' })],
    time: () => [draw('path', { d: 'M1.5 6h24', class: 's-time' })],
    other: () => [draw('path', { d: 'M0 6h26', class: 's-other' })],
    cancelled: () => [draw('rect', { x: 1, y: 1, width: 15, height: 10, class: 's-cancelled' }),
      draw('g', { transform: 'translate(14 0)' }, ...shapes('cancelled'))],
    band: () => [draw('rect', { width: 26, height: 12, class: 'band' }),
      draw('path', { d: 'M.5 0v12M25.5 0v12', class: 'band-edge' })],
    arrow: () => [draw('path', { class: 'wake on', d: 'M13 0v6' }),
      draw('path', { class: 'wake-head on', d: 'M13 12l-3.5-6h7z' })]
  }[kind] ?? (() => [draw('g', { transform: 'translate(7 0)' }, ...shapes(kind))])
  return draw('svg', { viewBox: '0 0 26 12', 'aria-hidden': 'true' }, ...inside())
}

/** Fills the legend: long while there is nothing to see yet, short below the lanes. */
export function fillLegend(list, isLong) {
  list.className = isLong ? 'key' : 'legend'
  list.replaceChildren(...KEY.map(([kind, short, long]) =>
    make('li', {}, sample(kind), isLong ? long : short)))
}

/** The patterns of the lanes, once in the page. */
export function addPatterns() {
  const dots = draw('pattern', { id: 'dots', width: 4, height: 4, patternUnits: 'userSpaceOnUse' },
    draw('circle', { cx: 2, cy: 2, r: 1, class: 'p-dot' }))
  const hatch = draw('pattern', { id: 'hatch', width: 6, height: 6,
    patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
  draw('path', { d: 'M0 0v6', class: 'p-hatch' }))
  document.body.append(draw('svg', { width: 0, height: 0, style: 'position:absolute',
    'aria-hidden': 'true' }, draw('defs', {}, dots, hatch)))
}
