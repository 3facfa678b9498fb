// Bytes of a program's output become lines: each with its descriptor, its time (the program puts it
// there, "[2.500] "), and how many bytes lie before it. Long lines and long outputs are cut, and
// what was cut is counted. Runs in the worker; nothing is shown here.

const HEAD_LINES = 2000
const TAIL_LINES = 200
const LINE_BYTES = 2000
const STAMP = /^\[(\d+\.\d{3})\] ?$/
const TAIL_MS = 40
const STAMP_BYTES = 32
const OPEN = 0x5b
const CLOSE = 0x5d
const SPACE = 0x20
const NEWLINE = 10

/**
 * A line of output.
 * @typedef {object} Line
 * @property {number} number 0, 1, 2 … in the order in which they began
 * @property {number} descriptor
 * @property {number | null} time seconds, null where it has none
 * @property {string} text
 * @property {number} from bytes of its descriptor before it, its stamp among them
 * @property {number} to bytes of its descriptor up to its end
 * @property {number} cut bytes that are not in `text`
 * @property {boolean} open more of it may come
 */

export function createLines() {
  const open = { 1: null, 2: null }
  const sent = { 1: 0, 2: 0 }
  const state = { count: 0, head: [], tail: [], dropped: { lines: 0, bytes: 0 }, changed: false,
    lastTail: 0, isOver: false }
  const decoder = new TextDecoder()

  function add(descriptor, chunk) {
    let at = 0
    state.changed = true
    while (at < chunk.length) {
      const line = open[descriptor] ??= begin(descriptor)
      if (descriptor === 1 && !line.stamped) {
        at = takeStamp(line, chunk, at)
        if (!line.stamped) break
        sent[1] += line.stampBytes
        line.from = line.to = sent[1]
        sent[1] += append(line, line.refused)
        continue
      }
      const newline = chunk.indexOf(NEWLINE, at)
      const end = newline < 0 ? chunk.length : newline
      append(line, chunk.subarray(at, end))
      sent[descriptor] += (newline < 0 ? end : newline + 1) - at
      line.to = sent[descriptor]
      if (newline >= 0) finish(descriptor)
      at = end + (newline < 0 ? 0 : 1)
    }
  }

  function begin(descriptor) {
    const from = sent[descriptor]
    const line = {
      number: state.count++, descriptor, time: null, bytes: [], size: 0, cut: 0, from, to: from,
      open: true, stamped: false
    }
    place(line)
    return line
  }

  /** The first lines are kept, and the last ones; those between are counted. */
  function place(line) {
    if (line.number < HEAD_LINES) return state.head.push(line)
    state.tail.push(line)
    if (state.tail.length > TAIL_LINES) {
      const gone = state.tail.shift()
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
    return bytes.length
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
    state.head = state.head.filter(line => line.open)
    const isDue = state.isOver || performance.now() - state.lastTail > TAIL_MS
    const tail = state.tail.length > 0 && isDue ? state.tail.map(show) : null
    if (tail) state.lastTail = performance.now()
    else if (state.tail.length > 0) state.changed = true
    return { lines, tail, dropped: { ...state.dropped }, count: state.count }
  }

  function show(line) {
    const { number, descriptor, time, from, to, cut, open: isOpen } = line
    line.dirty = false
    const text = line.text ?? decoder.decode(joined(line))
    if (!isOpen) line.text = text
    return { number, descriptor, time, text, from, to, cut, open: isOpen }
  }

  return {
    add,
    take,
    /** Whether there is more than is kept, so that only the last lines of it are shown. */
    get isLong() { return state.tail.length > 0 },
    end() {
      for (const descriptor of [1, 2]) if (open[descriptor]) finish(descriptor)
      state.changed = true
      state.isOver = true
    }
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

/**
 * The program puts the time before each line of its standard output: "[2.500] ". What does not look
 * like that belongs to the line.
 */
function takeStamp(line, chunk, at) {
  line.prefix ??= []
  while (at < chunk.length) {
    const byte = chunk[at]
    const last = line.prefix.at(-1)
    if (last === CLOSE && byte !== SPACE) return settle(line, at)
    if (byte === NEWLINE || line.prefix.length >= STAMP_BYTES) return settle(line, at)
    line.prefix.push(byte)
    at++
    if (last === CLOSE || (line.prefix.length === 1 && byte !== OPEN)) return settle(line, at)
  }
  return at
}

function settle(line, at) {
  const stamp = STAMP.exec(String.fromCharCode(...line.prefix))
  line.time = stamp ? Number(stamp[1]) : null
  line.stampBytes = stamp ? line.prefix.length : 0
  line.refused = new Uint8Array(stamp ? [] : line.prefix)
  line.stamped = true
  line.dirty = true
  return at
}
