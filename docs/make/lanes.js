// A picture of a run as SVG: a lane for each task, as the playground draws them, from the same
// model. It has its own colours for light and dark pages and reads without colour, too.

import { decode, endTimeline, extendTimeline, lanesOf, lookOf, timeline } from '@weft/host/trace'
import { createScale } from '../../playground/page/tasks/scale.js'

const [LEFT, WIDTH, LANE, TOP] = [104, 620, 26, 8]
const STEPS = 0.25   // of the width; the rest is for time
const STYLE = `text { font: 12px system-ui, sans-serif; fill: #474d59 }
.axis { font-size: 10px } .grid { stroke: #d9dbd7 }
.running { fill: #364dcb } .cancelled { fill: #5c0a4d }
.ready { fill: none; stroke: #a35704 }
.time { stroke: #656d76; stroke-dasharray: 1.5 3; stroke-width: 2 }
.other { stroke: #656d76; stroke-width: 1.5 }
.done { fill: #0c5c52 } .failed { fill: #981f0a }
.end { fill: none; stroke: #5c0a4d; stroke-width: 2 }
@media (prefers-color-scheme: dark) {
text { fill: #b3bac5 } .grid { stroke: #333a44 }
.running { fill: #7d98ff } .cancelled { fill: #f993c0 } .ready { stroke: #fac56b }
.time, .other { stroke: #848f9c }
.done { fill: #a3f0dc } .failed { fill: #fd6345 } .end { stroke: #f993c0 } }`

/**
 * @param {Uint8Array} trace
 * @param {string} title what the picture shows, for readers who do not see it
 * @returns {string}
 */
export function drawLanes(trace, title) {
  const model = timeline()
  extendTimeline(model, decode(trace).records)
  endTimeline(model, 'exit')
  const tasks = lanesOf(model).filter(({ kind }) => kind === 'task').map(({ task }) => task)
  const scale = createScale()
  scale.state.mix = STEPS
  scale.fit(model.time.at(-1), model.begun.length, false)
  const x = at => LEFT + WIDTH * scale.share(model.time[at], model.order[at])
  const bottom = TOP + tasks.length * LANE
  const lanes = tasks.map((task, row) => drawTask(model, task, TOP + row * LANE + LANE / 2, x))
  return frame(bottom + 20, title, [...drawAxis(model, bottom, x), ...lanes.flat()])
}

/** The picture that explains the others. */
export function drawLegend(title) {
  const items = [
    ['running', y => bar('running', 10, 50, y)],
    ['ready', y => bar('ready', 10, 50, y)],
    ['waits for the clock', y => bar('time', 10, 50, y)],
    ['waits for another', y => bar('other', 10, 50, y)],
    ['cancelled, runs', y => bar('cancelled', 10, 50, y)],
    ['ended well, cancelled, failed', y =>
      ['done', 'cancelled', 'failed'].map((kind, at) => mark(kind, 14 + 18 * at, y))]
  ]
  return frame(3 * 22 + 10, title, items.flatMap(([words, draw], at) => {
    const [column, y] = [at % 2, 16 + 22 * (at >> 1)]
    return [`<g transform="translate(${column * 320} 0)">`, ...[draw(y)].flat(),
      `<text x="70" y="${y + 4}">${words}</text>`, '</g>']
  }))
}

function frame(height, title, parts) {
  const width = LEFT + WIDTH + 20
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}"
  height="${height}" role="img"><title>${escape(title)}</title>
<style>${STYLE}</style>
${parts.join('\n')}
</svg>
`
}

function drawTask(model, task, y, x) {
  const end = task.end ? x(task.end.at) : x(model.time.length - 1)
  const bars = task.bars.map(({ from, to, ...rest }) =>
    bar(rest.state === 'ready' ? 'ready' : lookOf(rest), x(from), to < 0 ? end : x(to), y))
  const name = `<text x="${LEFT - 10}" y="${y + 4}" text-anchor="end">${escape(task.name)}</text>`
  return [name, ...bars, ...(task.end ? [mark(task.end.kind, x(task.end.at), y)] : [])]
}

function bar(look, from, to, y) {
  const [left, width] = [round(from), round(Math.max(to - from, look === 'running' ? 1.5 : 0))]
  if (width === 0) return ''
  if (look === 'time' || look === 'other') {
    return `<path class="${look}" d="M${left} ${y}h${width}"/>`
  }
  const height = look === 'ready' ? 6 : 14
  const place = `x="${left}" y="${y - height / 2}" width="${width}" height="${height}"`
  return `<rect class="${look}" ${place}/>`
}

function mark(kind, at, y) {
  const x = round(at)
  const corner = round(x - 4)
  if (kind === 'failed') {
    return `<rect class="failed" x="${corner}" y="${y - 4}" width="8" height="8"/>`
  }
  if (kind === 'cancelled') return `<circle class="end" cx="${x}" cy="${y}" r="4"/>`
  return `<circle class="done" cx="${x}" cy="${y}" r="4"/>`
}

/** A line and its time where the clock has moved, unless the last one is too near. */
function drawAxis(model, bottom, x) {
  let free = -Infinity
  return model.instants.flatMap(({ time, first }) => {
    const at = round(x(first))
    if (at < free) return []
    free = at + 34
    return [`<path class="grid" d="M${at} ${TOP}V${bottom}"/>`,
      `<text class="axis" x="${at}" y="${bottom + 13}" text-anchor="middle">${label(time)}</text>`]
  })
}

function label(time) {
  return `${Number(time.toFixed(2))} s`
}

function round(number) {
  return Math.round(number * 10) / 10
}

function escape(text) {
  return text.replace(/[&<>"]/g, letter => `&#${letter.charCodeAt(0)};`)
}
