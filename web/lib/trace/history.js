// A run that can be looked at after any of its records: the records, and copies of the state at
// some of them, so that going anywhere replays a few records only.

import { applyRecord } from './changes.js'
import { describe, explain } from './explain.js'
import { moment } from './moment.js'
import { copyState, emptyState, sizeOfState } from './state.js'

const NEAREST = 256
const NEARER = 16

/**
 * The records of a run with the state after each. Copies of the state lie at least 256 records
 * apart, and further where the state is large, so that they cost no more than the records do.
 * @param {import('./decode.js').TraceRecord[]} [records]
 */
export function history(records = []) {
  const all = []
  const head = emptyState()
  const marks = [{ index: -1, state: copyState(head) }]
  const cursor = { index: -1, state: copyState(head) }
  let near = []

  function push(more) {
    for (const record of more) {
      applyRecord(head, record)
      all.push(record)
      const far = all.length - 1 - marks.at(-1).index
      if (far >= NEAREST && far >= sizeOfState(head)) {
        marks.push({ index: all.length - 1, state: copyState(head) })
      }
    }
  }

  /** Brings the cursor to a record, from where it stands or from the nearest copy before. */
  function seek(index) {
    const mark = marks[nearest(marks, index)]
    if (near[0] !== mark) near = [mark]
    if (cursor.index > index || cursor.index < mark.index) {
      const from = near[nearest(near, index)]
      cursor.index = from.index
      cursor.state = copyState(from.state)
    }
    while (cursor.index < index) {
      applyRecord(cursor.state, all[++cursor.index])
      const far = cursor.index - near.at(-1).index
      if (far >= NEARER && far >= sizeOfState(cursor.state) / 4) near.push({ index: cursor.index, state: copyState(cursor.state) })
    }
    return cursor.state
  }

  function check(index) {
    if (Number.isInteger(index) && index >= -1 && index < all.length) return index
    throw new RangeError(`There is no record ${index}: they go from 0 to ${all.length - 1}.`)
  }

  push(records)
  return {
    push,
    get length() { return all.length },
    record: index => all[check(index)],
    at: index => moment(copyState(seek(check(index)))),
    now: moment(head),
    explain: index => explain(seek(check(index)), all[index]),
    describe: index => describe(seek(check(index)), all[index])
  }
}

/** The last mark that is not after an index. */
function nearest(marks, index) {
  let low = 0
  let high = marks.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (marks[middle].index <= index) low = middle
    else high = middle - 1
  }
  return low
}
