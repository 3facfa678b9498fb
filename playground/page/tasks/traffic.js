// The bytes on their way in all connections together: a lane of their own where there are too many streams for one each.

const FEW = 6

const known = new WeakMap()   // by model: the lane, and up to where each stream has gone into it

/** The lanes, with one for all streams in place of more than a few. */
export function joinStreams(model, lanes) {
  const isStream = ({ lane }) => lane?.kind === 'stream'
  const streams = lanes.filter(isStream).map(({ lane }) => lane)
  if (streams.length <= FEW) return lanes
  const lane = totalOf(model, streams)
  lane.name = `${streams.length} streams`
  const place = lanes.findIndex(isStream)
  return [...lanes.slice(0, place), { kind: 'resource', lane }, ...lanes.slice(place).filter(row => !isStream(row))]
}

/** The sum of their levels at each change. What was added once is not added again: a run that goes on is drawn often. */
function totalOf(model, streams) {
  if (!known.has(model)) known.set(model, { lane: { id: -1, kind: 'stream', capacity: 0, changes: [], most: 0 }, seen: new Map() })
  const { lane, seen } = known.get(model)
  const fresh = []
  for (const { id, changes } of streams) {
    const state = seen.get(id) ?? { count: 0, value: 0 }
    for (const { at, value } of changes.slice(state.count)) {
      fresh.push({ at, by: value - state.value })
      state.value = value
    }
    seen.set(id, { ...state, count: changes.length })
  }
  let value = lane.changes.at(-1)?.value ?? 0
  for (const { at, by } of fresh.sort((a, b) => a.at - b.at)) {
    value += by
    lane.changes.push({ at, value, holder: 0 })
    lane.most = Math.max(lane.most, value)
  }
  return lane
}
