// Going through the lanes by pointer and by keys. Nothing is drawn here but the pointer's moment.

import { barAt, drawMoment } from './overlay.js'

/** Pointing previews, a click chooses, dragging pans, Ctrl with the wheel zooms. */
export function bindPointer({ box, state, scale, redraw, choose, peek }) {
  const placeOf = event => {
    const { plan } = state
    if (!plan || !plan.cloth.isConnected) return null
    const area = plan.cloth.getBoundingClientRect()
    return { x: event.clientX - area.left - plan.left, y: event.clientY - area.top }
  }
  let drag = null
  const pinch = createPinch({ box, scale, redraw, placeOf })
  box.addEventListener('pointermove', event => {
    const place = placeOf(event)
    if (!place || pinch.isOn()) return
    if (drag && scale.state.zoom > 1 && Math.abs(event.clientX - drag.x) > 3) {
      scale.pan(event.clientX - drag.last)
      Object.assign(drag, { last: event.clientX, moved: true })
      return redraw()
    }
    drawMoment(state.plan, place.x)
    const bar = barAt(state.plan, place.x, place.y)
    box.style.cursor = bar ? 'pointer' : ''
    peek(bar)
  })
  box.addEventListener('pointerleave', () => {
    if (state.plan) drawMoment(state.plan, null)
    peek(null)
  })
  box.addEventListener('pointerdown', event => {
    drag = { x: event.clientX, last: event.clientX, moved: false }
  })
  addEventListener('pointerup', () => setTimeout(() => { drag = null }, 0))
  box.addEventListener('click', event => {
    const place = placeOf(event)
    if (!place || drag?.moved || pinch.wasOn()) return
    const bar = barAt(state.plan, place.x, place.y)
    if (bar) choose(bar)
  })
  box.addEventListener('wheel', event => {
    const place = event.ctrlKey && placeOf(event)
    if (!place) return
    event.preventDefault()
    scale.zoomAt(place.x, Math.exp(-event.deltaY / 200))
    redraw()
  }, { passive: false })
}

/** Two fingers make the picture larger about the middle between them, and move it. */
function createPinch({ box, scale, redraw, placeOf }) {
  const fingers = new Map()
  let ended = 0
  const spread = () => {
    const [a, b] = [...fingers.values()]
    return { apart: Math.max(20, Math.abs(a.x - b.x)), middle: (a.x + b.x) / 2 }
  }
  box.addEventListener('pointerdown', event => {
    if (event.pointerType !== 'touch') return
    fingers.set(event.pointerId, { x: placeOf(event)?.x ?? 0 })
  })
  box.addEventListener('pointermove', event => {
    const finger = fingers.get(event.pointerId)
    if (!finger) return
    if (fingers.size !== 2) return Object.assign(finger, placeOf(event))
    const before = spread()
    finger.x = placeOf(event)?.x ?? finger.x
    const now = spread()
    scale.zoomAt(before.middle, now.apart / before.apart)
    scale.pan(now.middle - before.middle)
    redraw()
  }, { capture: true })
  for (const name of ['pointerup', 'pointercancel']) {
    addEventListener(name, event => {
      if (fingers.size === 2) ended = performance.now()
      fingers.delete(event.pointerId)
    })
  }
  return { isOn: () => fingers.size > 1, wasOn: () => performance.now() - ended < 300 }
}

/** One tab stop; arrows walk the bars, up and down change the lane. */
export function bindWalk({ box, state, choose }) {
  box.addEventListener('keydown', event => {
    const { model, chosen, plan } = state
    if (!model || event.ctrlKey || event.metaKey || event.altKey) return
    const bars = model.tasks.get(chosen?.task ?? -1)?.bars ?? []
    const at = bars.indexOf(chosen)
    const next = {
      ArrowRight: () => bars[at + 1],
      ArrowLeft: () => bars[at - 1],
      Home: () => bars[0],
      End: () => bars.at(-1),
      ArrowDown: () => sameMoment(model, plan, chosen, 1),
      ArrowUp: () => sameMoment(model, plan, chosen, -1),
      Enter: () => state.peeked
    }[event.key]
    if (!next) return
    event.preventDefault()
    const bar = chosen ? next() : model.bars[0]
    if (bar) choose(bar)
  })
}

function sameMoment(model, plan, chosen, move) {
  const lanes = plan?.rows.filter(({ kind }) => kind === 'task').map(({ task }) => task) ?? []
  const lane = lanes[lanes.findIndex(({ id }) => id === chosen.task) + move]
  if (!lane) return null
  return lane.bars.findLast(({ from }) => from <= chosen.from) ?? lane.bars[0]
}
