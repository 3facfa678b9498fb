// The axis of the lanes: a band behind all that happens at one instant, and the times above; or the
// steps, where no time passes.

import { f, measure, trim } from './measure.js'

export function drawInstants(plan, put, putTick) {
  const { model, scale, x, height, isSmall, view, edge } = plan
  if (scale.state.time === 0) return drawSteps(scale, put, putTick, { height, isSmall, edge })
  const shown = []
  let d = ''
  let last = -9
  for (let at = firstInstant(plan); at < model.instants.length; at++) {
    const { time, first, last: end } = model.instants[at]
    const x0 = x(first)
    if (x0 > view + 40) break
    const x1 = x(end)
    if (x1 < last + 1) continue
    last = x1
    shown.push({ time, x0 })
    if (x1 - x0 > 1.5) d += `M${f(x0 - 1)} 0H${f(x1 + 1)}V${height}H${f(x0 - 1)}z`
  }
  if (d) put('path', { class: 'band', d })
  drawTimes(shown, putTick, isSmall, view)
}

function firstInstant({ model, x }) {
  let low = 0
  let high = model.instants.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (x(model.instants[middle].last) < -40) low = middle + 1
    else high = middle
  }
  return low
}

/** A time stands where it is, to the millisecond at least; round ones go before others. */
function drawTimes(shown, putTick, isSmall, view) {
  const span = Math.max(0.001, (shown.at(-1)?.time ?? 1) - (shown[0]?.time ?? 0))
  const digits = Math.min(6, Math.max(3, Math.ceil(-Math.log10(span * 34 / view))))
  const unit = 10 ** Math.floor(Math.log10(span)) / 2
  const isRound = ({ time }) => Math.abs(time / unit - Math.round(time / unit)) < 1e-6
  const sorted = [...shown.filter(isRound), ...shown.filter(entry => !isRound(entry))]
  const taken = []
  const texts = new Set()
  let isFirst = true
  for (const { time, x0 } of sorted) {
    const number = time === 0 ? '0' : trim(time.toFixed(digits))
    const text = isFirst ? `${number} s` : number
    const wide = measure(text, 12)
    const room = wide + (isSmall ? 22 : 12)
    const from = Math.min(x0, view + 3 - wide)   // the last one is not cut off
    if (x0 < -2 || texts.has(text) || (time > 0 && Number(text) === 0)) continue
    if (taken.some(([at, other]) => from < at + other && at < from + room)) continue
    taken.push([from, room])
    texts.add(text)
    putTick(from, text)
    isFirst = false
    if (taken.length > 40) break
  }
}

function drawSteps(scale, put, putTick, { height, isSmall, edge }) {
  const { order } = scale.state
  const every = Math.max(1, Math.ceil(order * 46 / scale.state.width / scale.state.zoom))
  for (let step = 1; step <= order; step += every) {
    const x = scale.x(0, step - 0.5)
    if (x < 0 || x > edge) continue
    putTick(x, isSmall || every > 1 ? String(step) : `step ${step}`, { 'text-anchor': 'middle' })
    if (step === 1 || every > 1) continue
    put('path', { class: 'rail', d: `M${f(scale.x(0, step - 1))} 0V${height}` })
  }
}
