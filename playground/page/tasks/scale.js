// Where a record lies on the axis: x = a · time + b · order, so that waiting takes width by its
// seconds and steps by their number. Zoom and pan live here, too.

const MOST_ZOOM = 200

export function createScale() {
  const state = { mix: 0.42, zoom: 1, start: 0, time: 0, order: 0, width: 100 }

  /** The share of the whole run at a time and order, from 0 to 1. */
  function share(time, order) {
    const mix = state.time > 0 ? state.mix : 1
    const byTime = state.time > 0 ? time / state.time : 0
    const byOrder = state.order > 0 ? Math.min(order, state.order) / state.order : 0
    return (1 - mix) * byTime + mix * byOrder
  }

  /** Keeps the visible part inside the run. */
  function bound() {
    state.zoom = Math.min(MOST_ZOOM, Math.max(1, state.zoom))
    state.start = Math.min(1 - 1 / state.zoom, Math.max(0, state.start))
  }

  return {
    state,
    /** What the axis has to hold. While a run is live it grows by half again, at its edge only. */
    fit(time, order, isLive) {
      const grow = (now, need) => !isLive ? need : need > now ? need * 1.5 : now
      state.time = grow(state.time, time)
      state.order = Math.max(1, grow(state.order, order))
    },
    reset() {
      Object.assign(state, { zoom: 1, start: 0, time: 0, order: 0 })
    },
    x: (time, order) => (share(time, order) - state.start) * state.zoom * state.width,
    /** Makes the picture larger about a place on it. */
    zoomAt(x, factor) {
      const at = state.start + x / state.width / state.zoom
      state.zoom *= factor
      bound()
      state.start = at - x / state.width / state.zoom
      bound()
    },
    pan(pixels) {
      state.start -= pixels / state.width / state.zoom
      bound()
    },
    whole() {
      state.zoom = 1
      bound()
    },
    /** Brings a stretch into view. @returns {boolean} whether the picture has to move for that */
    show(from, to) {
      const { start, zoom } = state
      const shown = 1 / zoom
      if (zoom === 1 || (from >= start && to <= start + shown)) return false
      state.start = (from + Math.min(to, from + shown)) / 2 - shown / 2
      bound()
      return state.start !== start
    },
    share
  }
}
