// A timeline as it was after one of its records: what came later is left out, and what goes on then
// has no end. What the picture is measured by (the order of records, the most that a resource held)
// stays that of the whole run, so that nothing moves while one goes back and forth.

/**
 * The timeline as it was after a record. It costs a look at each task, not at each bar, and shares
 * with the whole what does not differ; it takes in no records.
 * @param {object} whole a timeline
 * @param {number} index of the record
 */
export function timelineAt(whole, index) {
  if (index >= whole.past.length - 1) return whole
  const isThen = at => at <= index
  const upTo = (list, at) => list.slice(0, countUpTo(list, at, index))
  const bars = upTo(whole.bars, ({ from }) => from)
  const now = whole.past.at(index)
  const tasks = new Map()
  for (const task of whole.tasks.values()) {
    if (isThen(task.born)) tasks.set(task.id, taskAt(task, bars, upTo, isThen))
  }
  const begun = upTo(whole.begun, at => at)
  return {
    past: pastAt(whole.past, index, now),
    time: whole.time.slice(0, index + 1),
    order: whole.order.slice(0, index + 1),
    tasks,
    bars,
    groups: entriesAt(whole.groups, ({ from }) => isThen(from), group =>
      isThen(group.to) ? group : { ...group, to: -1 }),
    resources: entriesAt(whole.resources, ({ born }) => isThen(born), lane =>
      ({ ...lane, changes: upTo(lane.changes, ({ at }) => at) })),
    wakes: upTo(whole.wakes, ({ at }) => at),
    prints: upTo(whole.prints, ({ at }) => at),
    instants: upTo(whole.instants, ({ first }) => first)
      .map(instant => isThen(instant.last) ? instant : { ...instant, last: index }),
    begun,
    edge: begun.length,
    dead: now.deadlock,
    ring: now.deadlock ? whole.ring : [],
    broken: null,
    isOver: now.exit !== null
  }
}

/** A task then. The bar that goes on is a copy without an end; it stands in `bars`, too. */
function taskAt(task, bars, upTo, isThen) {
  const own = upTo(task.bars, ({ from }) => from)
  const last = own.at(-1)
  if (last && !isThen(last.to)) {
    const open = { ...last, to: -1 }
    own[own.length - 1] = open
    bars[open.id] = open
  }
  const names = upTo(task.names, ({ at }) => at)
  const end = task.end && task.end.at >= 0 && isThen(task.end.at) ? task.end : null
  return { ...task, name: names.at(-1).name, names, bars: own, end }
}

function entriesAt(map, isThen, change) {
  return new Map([...map].filter(([, entry]) => isThen(entry))
    .map(([id, entry]) => [id, change(entry)]))
}

/** The records up to one of them, with the state after it as the present. */
function pastAt(past, index, now) {
  return {
    length: index + 1,
    now,
    record: past.record,
    at: past.at,
    explain: past.explain,
    describe: past.describe
  }
}

/** How many of a list, ordered by their records, are not after one. */
function countUpTo(list, at, index) {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (at(list[middle]) <= index) low = middle + 1
    else high = middle
  }
  return low
}
