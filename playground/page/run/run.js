// One run as the page sees it: a worker, what it says, and its end. A worker is kept ready so that
// the next run starts at once. What is shown of a run is decided elsewhere.

import { files, openWorker, workerAddress } from '../kit/addresses.js'

const GRACE_MS = 500
const LONGEST = { virtual: 30_000, real: 600_000 }

let spare = null

/** Starts the worker of the next run. */
export function warmUp() {
  spare ??= createWorker()
}

function createWorker() {
  const worker = openWorker(files.runWorker)
  worker.onmessage = () => { worker.isReady = true }
  worker.onerror = event => {   // its script did not come: the next run asks for it again
    event.preventDefault()
    if (spare === worker) spare = null
  }
  return worker
}

/**
 * Runs a program.
 * @param {{program: string | WebAssembly.Module | Uint8Array, options: object, speed: number,
 *   stdin: object | null}} request
 * @param {{onNews: Function, onTrace: Function, onWatched: Function, onInput: Function,
 *   onEnd: Function}} listener
 */
export function startRun(request, listener) {
  const worker = spare ?? createWorker()
  spare = null
  const begun = performance.now()
  let asked = false
  let over = false
  let late = null
  let plain = false      // C without tasks
  let heard = begun      // when the worker said something last

  const isVirtual = request.options.clock === 'virtual'
  const limit = isVirtual ? LONGEST.virtual : LONGEST.real
  const guard = startGuard(limit, () => kill(limitWords(limit, isVirtual)))

  function end(exit) {
    if (over) return
    over = true
    guard.pause()
    clearTimeout(late)
    worker.terminate()
    warmUp()
    const now = performance.now()
    listener.onEnd({ silent: now - heard, plain, ...exit, milliseconds: now - begun })
  }

  /**
   * Asks the program to end. One that waits hears it, and may clean up as long as it likes; one that
   * never waits is ended, and so is one that is asked again.
   */
  function stop() {
    if (over) return
    if (asked) return kill('Stop was pressed a second time, so the page ended it.')
    asked = true
    worker.postMessage({ signal: 'INT', asked: true })
    late = setTimeout(kill, GRACE_MS, 'It did not stop within half a second, so the page ended it.')
  }

  function kill(message) {
    end({ code: 109, reason: 'killed', message })
  }

  /** Ends the run without a word: nobody looks at it any more. */
  function drop() {
    over = true
    guard.pause()
    clearTimeout(late)
    worker.terminate()
    warmUp()
  }

  worker.onmessage = ({ data }) => {
    if (over) return
    heard = performance.now()
    if (data.ready) worker.isReady = true
    if (data.plain) {
      plain = true
      listener.onPlain()
    }
    if (data.listens) clearTimeout(late)
    if (data.listens) listener.onListens()
    if (data.news) listener.onNews(data.news)
    if (data.trace) listener.onTrace(data.trace)
    if (data.traceDropped) listener.onTraceDropped(data.traceDropped)
    if (data.watched) listener.onWatched(data.watched)
    if (data.wantsInput !== undefined) {
      if (data.wantsInput) guard.pause()
      else guard.goOn()
      listener.onInput(data.wantsInput)
    }
    if (data.asks) {
      drop()
      listener.onAsks()
    }
    if (data.exit) end({ ...data.exit, asked })
  }
  worker.onerror = event => {
    event.preventDefault()
    if (!worker.isReady) return end({ code: 122, reason: 'load', message: 'What runs a program did not come. Is there a network?' })
    const message = `The worker that ran the program failed: ${event.message || 'no reason given'}.`
    end({ code: 106, reason: 'host', message })
  }
  worker.postMessage({ start: { ...request, jobWorker: workerAddress(files.jobWorker) } })

  return {
    stop,
    drop,
    worker,
    get over() { return over },
    /** For how many milliseconds nothing has come from the program. */
    get silent() { return performance.now() - heard },
    signal: name => worker.postMessage({ signal: name }),
    input: text => worker.postMessage({ input: text }),
    closeInput: () => worker.postMessage({ closeInput: true }),
    /** How fast the real clock runs; the virtual one has no speed. */
    setSpeed: speed => isVirtual || worker.postMessage({ speed })
  }
}

/** Calls when so much time has gone by. While the program waits for the reader, who may think, none does. */
function startGuard(limit, onOver) {
  let left = limit
  let since = 0
  let timer = null

  function goOn() {
    if (timer !== null) return
    since = performance.now()
    timer = setTimeout(onOver, left)
  }

  goOn()
  return {
    goOn,
    pause() {
      if (timer === null) return
      clearTimeout(timer)
      timer = null
      left -= performance.now() - since
    }
  }
}

function limitWords(limit, isVirtual) {
  const time = limit < 120_000 ? `${limit / 1000} s` : `${limit / 60_000} minutes`
  return `The page ended it after ${time} of real time, the longest that a run may take here` +
    (isVirtual ? ' with the virtual clock.' : '.')
}
