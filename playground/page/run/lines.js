// Bytes of a program's output become lines: each with its descriptor, how many bytes lie before it,
// and its time, which the trace says. Long lines and long outputs are cut, and what was cut is
// counted. Runs in the worker; nothing is shown here.

const HEAD_LINES = 2000
const TAIL_LINES = 200
const LINE_BYTES = 2000
const TAIL_MS = 40
const NEWLINE = 10

/**
 * A line of output.
 * @typedef {object} Line
 * @property {number} number 0, 1, 2 … in the order in which they began
 * @property {number} descriptor
 * @property {number | null} time seconds, null while the trace has not said it
 * @property {boolean} own the runtime wrote it
 * @property {string} text
 * @property {number} from bytes of its descriptor before it
 * @property {number} to bytes of its descriptor up to its end
 * @property {number} cut bytes that are not in `text`
 * @property {boolean} open more of it may come
 */

const UNKNOWN = { time: null, own: false }

export function createLines() {
  const open = { 1: null, 2: null }
  const openByJobs = { 1: null, 2: null }
  const sent = { 1: 0, 2: 0 }
  const untimed = { 1: new Map(), 2: new Map() }   // lines of which the trace has said nothing, by their first byte
  const early = { 1: new Map(), 2: new Map() }     // what it has said of lines that have not come
  const state = { count: 0, head: [], tail: [], dropped: { lines: 0, bytes: 0 }, changed: false,
    lastTail: 0, isOver: false }
  const decoder = new TextDecoder()

  /** `origin`: of lines that begin in it, where no trace will tell. */
  function add(descriptor, chunk, origin = null) {
    let at = 0
    state.changed = true
    while (at < chunk.length) {
      const line = open[descriptor] ??= begin(descriptor, origin)
      const newline = chunk.indexOf(NEWLINE, at)
      const end = newline < 0 ? chunk.length : newline
      append(line, chunk.subarray(at, end))
      sent[descriptor] += (newline < 0 ? end : newline + 1) - at
      line.to = sent[descriptor]
      if (newline >= 0) finish(descriptor)
      at = end + (newline < 0 ? 0 : 1)
    }
    forget(early[descriptor], sent[descriptor])
  }

  /** What a job prints in its worker: no bytes of the program's, and without a time. */
  function addByJob(descriptor, chunk) {
    state.changed = true
    for (let at = 0; at < chunk.length;) {
      const line = openByJobs[descriptor] ??= begin(descriptor, UNKNOWN)
      const newline = chunk.indexOf(NEWLINE, at)
      const end = newline < 0 ? chunk.length : newline
      append(line, chunk.subarray(at, end))
      if (newline >= 0) {
        line.open = false
        openByJobs[descriptor] = null
      }
      at = end + 1
    }
  }

  function begin(descriptor, origin) {
    const from = sent[descriptor]
    const { time, own } = origin ?? early[descriptor].get(from) ?? UNKNOWN
    const line = {
      number: state.count++, descriptor, time, own, bytes: [], size: 0, cut: 0, from, to: from, open: true
    }
    if (time === null && !origin) untimed[descriptor].set(from, line)
    place(line)
    return line
  }

  /** When the bytes from some place on were written, and whether by the runtime: before they come, or after. */
  function setOrigin(descriptor, from, origin) {
    const line = untimed[descriptor].get(from)
    if (!line) {
      if (from >= sent[descriptor]) early[descriptor].set(from, origin)
      return
    }
    untimed[descriptor].delete(from)
    Object.assign(line, origin)
    line.dirty = state.changed = true
  }

  /**
   * The runtime has ended the program for a mistake: then it writes no trace any more. What it has said of that since is its own, not the
   * program's, which said nothing after it.
   */
  function claimLast(time) {
    let isOwn = false
    for (const line of untimed[2].values()) {
      const text = decoder.decode(joined(line))
      isOwn = /^weft: /.test(text) || (isOwn && /^ /.test(text))
      if (!isOwn) continue
      Object.assign(line, { time, own: true, dirty: true })
      state.changed = true
    }
  }

  /** The first lines are kept, and the last ones; those between are counted. */
  function place(line) {
    if (line.number < HEAD_LINES) return state.head.push(line)
    state.tail.push(line)
    if (state.tail.length > TAIL_LINES) {
      const gone = state.tail.shift()
      untimed[gone.descriptor].delete(gone.from)
      state.dropped.lines++
      state.dropped.bytes += gone.to - gone.from
    }
  }

  function append(line, bytes) {
    const room = LINE_BYTES - line.size
    const part = bytes.length > room ? bytes.subarray(0, room) : bytes
    if (part.length > 0) line.bytes.push(part.slice())
    line.size += part.length
    line.cut += bytes.length - part.length
    line.dirty = true
  }

  function finish(descriptor) {
    const line = open[descriptor]
    line.open = false
    line.dirty = true
    open[descriptor] = null
  }

  function take() {
    if (!state.changed) return null
    state.changed = false
    const lines = state.head.filter(({ dirty }) => dirty).map(show)
    state.head = state.head.filter(line => line.open || line.time === null)
    const isDue = state.isOver || performance.now() - state.lastTail > TAIL_MS
    const tail = state.tail.length > 0 && isDue ? state.tail.map(show) : null
    if (tail) state.lastTail = performance.now()
    else if (state.tail.length > 0) state.changed = true
    return { lines, tail, dropped: { ...state.dropped }, count: state.count }
  }

  function show(line) {
    const { number, descriptor, time, own, from, to, cut, open: isOpen } = line
    line.dirty = false
    const text = line.text ?? decoder.decode(joined(line))
    if (!isOpen) line.text = text
    return { number, descriptor, time, own, text, from, to, cut, open: isOpen }
  }

  return {
    add,
    addByJob,
    setOrigin,
    claimLast,
    take,
    /** Whether there is more than is kept, so that only the last lines of it are shown. */
    get isLong() { return state.tail.length > 0 },
    end() {
      for (const descriptor of [1, 2]) if (open[descriptor]) finish(descriptor)
      for (const line of Object.values(openByJobs)) if (line) line.open = false
      state.changed = true
      state.isOver = true
    }
  }
}

/** Times of places that have come: what is left of them stands within a line. */
function forget(early, sent) {
  for (const from of early.keys()) {
    if (from >= sent) return
    early.delete(from)
  }
}

function joined({ bytes, size }) {
  if (bytes.length === 1) return bytes[0]
  const all = new Uint8Array(size)
  let at = 0
  for (const part of bytes) {
    all.set(part, at)
    at += part.length
  }
  return all
}
