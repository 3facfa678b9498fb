// Where one can stand in a run that is over: after each step, or before each turn. A stop is the record that is the last one then.

/**
 * @param {ReturnType<import('@weft/host/trace').timeline>} model
 * @param {'step' | 'turn'} by
 * @returns {number[]} records, the first stop before anything has run, the last one at the end
 */
export function stopsOf({ past, begun }, by) {
  const begins = by === 'step' ? begun.map(index => index > 0 && past.record(index - 1).kind === 'chosen' ? index - 1 : index)
    : Array.from({ length: past.length }, (_, index) => index).filter(index => past.record(index).kind === 'turn')
  const stops = [...begins.map(index => index - 1), past.length - 1]
  return stops.filter((stop, at) => stop >= 0 && stop > (stops[at - 1] ?? -1))
}

/** The stop that is at a record or the last one before it. */
export function stopAt(stops, record) {
  let low = 0
  let high = stops.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (stops[middle] <= record) low = middle
    else high = middle - 1
  }
  return low
}

/** How many steps have begun, and of how many. */
export function stepsAt({ begun }, record) {
  return begun.length > 0 && begun[0] <= record ? stopAt(begun, record) + 1 : 0
}

/** The task whose step was the last. */
export function lastTask(model, record) {
  const steps = stepsAt(model, record)
  if (steps === 0) return 0
  const begun = model.begun[steps - 1]
  return model.past.at(begun).running
}
