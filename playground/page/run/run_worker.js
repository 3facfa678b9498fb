// The worker in which one program runs, through @weft/host. It cuts the output into lines, bounds
// what it passes on, and says what it dropped; what is shown is the page's business. A worker runs
// one program and is then ended by the page.

import { createFolder, load } from '@weft/host'
import { decoder, WROTE_OWN } from '@weft/host/trace'
import { createLines } from './lines.js'
import { createPageNetwork } from './network.js'

const NEWLINE = 10
const POST_MS = 40             // how often what is over the bounds is passed on
const TRACE_BYTES = 56 * 150_000
const MEMORY_BYTES = 256 * 2 ** 20

let run = null
let pending = null             // a timer that will pass on what has come
let lastPost = 0
let trace = { chunks: [], bytes: 0, total: 0, dropped: 0 }
const lines = createLines()
let reader = decoder({ most: Infinity })
let lastTime = 0               // of what the trace has said

function post() {
  clearTimeout(pending)
  pending = null
  lastPost = performance.now()
  const news = lines.take()
  const bytes = joinTrace()
  if (news && !news.tail && news.lines.length === 0) setTimeout(passOn, POST_MS)
  if (!news && !bytes) return
  self.postMessage({ news, trace: bytes, traceDropped: trace.dropped }, bytes ? [bytes.buffer] : [])
}

/**
 * A task may never wait again, and then this worker is ended as it stands: what the page keeps leaves
 * at once. What is only counted has time, and so have the last lines of an output that is too long.
 */
function passOn(isKept) {
  if (isKept || performance.now() - lastPost >= POST_MS) post()
  else pending ??= setTimeout(post, 0)
}

function joinTrace() {
  if (trace.bytes === 0) return null
  const all = new Uint8Array(trace.bytes)
  let at = 0
  for (const chunk of trace.chunks) {
    all.set(chunk, at)
    at += chunk.length
  }
  trace.chunks = []
  trace.bytes = 0
  return all
}

/** When each line was written, and whether by the runtime. A trace that cannot be read is the page's to say. */
function readTimes(chunk) {
  try {
    for (const { kind, detail, value, time } of reader?.push(chunk) ?? []) {
      lastTime = time / 1e9
      if (kind !== 'wrote') continue
      lines.setOrigin(detail & ~WROTE_OWN, Number(value), { time: time / 1e9, own: (detail & WROTE_OWN) !== 0 })
    }
  } catch {
    reader = null
  }
}

function addTrace(chunk) {
  readTimes(chunk)
  const isKept = trace.total + chunk.length <= TRACE_BYTES && trace.dropped === 0
  if (isKept) {
    trace.chunks.push(chunk.slice())
    trace.bytes += chunk.length
    trace.total += chunk.length
  } else trace.dropped += chunk.length
  passOn(isKept)
}

function addOutput(descriptor, chunk, origin) {
  lines.add(descriptor, chunk, origin)
  passOn(chunk.includes(NEWLINE) && !lines.isLong)
}

/** What a job prints in its worker: no bytes of the program's, and without a time. */
function addJobOutput(descriptor, chunk) {
  lines.addByJob(descriptor, chunk)
  passOn(chunk.includes(NEWLINE) && !lines.isLong)
}

/** Thrown through a program that reads what nobody has typed yet. */
class Asks extends Error {}

/**
 * Standard input: what the page has sent. A program that waits for it is told to wait. One that blocks in a
 * read cannot be left here and gone on with: it ends, and the page runs it again when there is more.
 */
function createInput() {
  const chunks = []
  let asks = false
  let ended = false
  let asked = false
  return {
    read(most, block) {
      const first = chunks.shift()
      if (first) {
        if (first.length > most) chunks.unshift(first.subarray(most))
        return first.subarray(0, most)
      }
      if (ended) return null
      if (!block) {
        if (!asked) self.postMessage({ wantsInput: true })
        asked = true
        return undefined
      }
      throw new Asks('standard input')
    },
    empty() {
      chunks.length = 0
      ended = asked = false
    },
    begin(given) {
      asks = given.asks
      this.add(new TextEncoder().encode(given.text))
      if (given.ended) this.close()
      asked = false
    },
    /** Whether a run ended because it asked. */
    get isAsked() { return asks && chunks.length === 0 && !ended },
    add(bytes) {
      if (bytes.length > 0) chunks.push(bytes)
      if (asked) self.postMessage({ wantsInput: false })
      asked = false
      run?.wake()
    },
    close() {
      ended = true
      if (asked) self.postMessage({ wantsInput: false })
      run?.wake()
    }
  }
}

const input = createInput()

/** C that nothing of Weft is linked to: it runs in one go, and this worker hears nothing meanwhile. */
const isPlain = program => program instanceof WebAssembly.Module &&
  !WebAssembly.Module.exports(program).some(({ name }) => name === 'weft_base')

async function startPlain({ program, options, speed }) {
  self.postMessage({ plain: true })
  const { loadPlain } = await import('../../../toolchain/plain_run.js')
  const { run: runPlain } = await loadPlain(program)
  const write = descriptor => (chunk, time) => addOutput(descriptor, chunk, { time, own: false })
  const exit = runPlain({ name: options.name, args: options.args, env: options.env, clock: options.clock, speed,
    stdin: input, terminal: [1, 2], onStdout: write(1), onStderr: write(2) })
  end(exit)
}

function end(exit) {
  const asks = exit.reason === 'host' && input.isAsked
  if (['trap', 'overflow'].includes(exit.reason)) lines.claimLast(lastTime)
  if (!asks) lines.end()
  post()
  self.postMessage(asks ? { asks: true } : { exit })
}

/**
 * The program as it is at a moment of a run that is the same each time: a first run counts the steps up to there.
 * @param {(more: object) => object} begin
 */
async function takeAt(begin, request) {
  const { upTo } = request
  const silent = { paused: true, onStdout() {}, onStderr() {} }
  const counted = decoder({ most: Infinity })
  let [last, steps] = [0, 0]
  const first = begin({ ...silent, onTrace(chunk) {
    for (const { sequence } of counted.push(chunk)) last = sequence
  } })
  while (last <= upTo && await first.step() && last <= upTo) steps++
  first.kill()
  input.empty()
  fill(request)
  const second = begin({ ...silent, onTrace() {} })
  for (; steps > 0; steps--) await second.step()
  self.postMessage({ snapshot: second.snapshot() })
}

/** The program as it is between two steps. */
async function pull() {
  if (!await run?.pause()) return
  self.postMessage({ snapshot: run.snapshot() })
  run.resume()
}

/** What there is to read: what a program that comes from elsewhere had not read, then what is given here. */
function fill({ stdin, from }) {
  if (from) input.add(from.host.stdin.bytes)
  if (stdin) input.begin(from ? { ...stdin, ended: from.host.stdin.ended } : stdin)
}

const canRetell = ({ module }) => WebAssembly.Module.exports(module).some(({ name }) => name === 'weft_retell')

async function start(request) {
  const { program, options: { sites = [], ...options }, speed, jobWorker, from, look, upTo } = request
  fill(request)
  try {
    if (isPlain(program)) return await startPlain(request)
    const loaded = await load(typeof program === 'string' ? new URL(program) : program)
    const settled = from ? { trace: canRetell(loaded) || undefined, clock: canRetell(loaded) && options.clock === 'virtual' ? 'virtual' : undefined }
      : { ...options, trace: true }
    const begin = more => loaded[from ? 'restore' : 'start'](...from ? [from] : [], {
      ...settled,
      speed,
      interval: options.replay ? undefined : 1,   // nothing stays in the program's memory when a step begins; a recording has its own
      stdin: input,
      files: createFolder(),
      net: createPageNetwork(sites),
      limits: { memory: MEMORY_BYTES },
      onStdout: chunk => addOutput(1, chunk),
      onStderr: chunk => addOutput(2, chunk),
      onTrace: addTrace,
      onJobOutput: addJobOutput,
      jobWorker,
      onWatched: watched => self.postMessage({ watched }),
      ...more
    })
    if (upTo !== undefined) return await takeAt(begin, request)
    run = begin({ paused: look })
    if (look) return end({ code: 0, reason: 'look', message: '' })
    self.postMessage({ started: performance.timeOrigin + performance.now() })
    end(await run.exit)
  } catch (error) {
    if (upTo !== undefined) return self.postMessage({ refused: error.message })
    post()
    const message = typeof program === 'string' ? 'The program of this example did not come. Is there a network?' : error.message
    self.postMessage({ exit: { code: 122, reason: 'load', message } })
  }
}

self.onmessage = ({ data }) => {
  if (data.start) start(data.start)
  if (data.pull) pull()
  if (data.signal) run?.signal(data.signal)
  if (data.asked) self.postMessage({ listens: true })
  if (data.input !== undefined) input.add(new TextEncoder().encode(data.input))
  if (data.closeInput) input.close()
  if (data.speed) run.speed = data.speed
}

self.postMessage({ ready: true })
