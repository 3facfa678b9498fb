// `--host node`, the main thread's half: the program runs in a worker thread, so that Ctrl-C is
// seen here while it runs. The other half is in host_node_worker.js.

import { openSync, readFileSync, writeFileSync } from 'node:fs'
import { isatty } from 'node:tty'
import { Worker } from 'node:worker_threads'
import { WeftError } from '@weft/host/lib/errors.js'
import { EXIT } from '@weft/host/lib/exit.js'
import { SIGNALS } from '@weft/host/lib/signals.js'
import { exitCodeOf } from './child.js'
import { CommandError, reason } from './error.js'
import { breakOff } from './break_off.js'
import { createMailbox, interrupt, openWriter } from './mailbox.js'
import { tell } from './write.js'

const ALWAYS = ['INT', 'TERM']
const HINT_MS = 500
const LAST_WORDS_MS = 1000
const SILENT_MS = 5000   // a program that lets nothing else run for so long does not come to a wait
const TWICE = 'interrupted a second time: the program was ended.'
const WORKER = new URL('./host_node_worker.js', import.meta.url)

/**
 * Runs a program in this process.
 * @param {Uint8Array} bytes
 * @param {{name: string, args: string[], env: object, trace?: string, record?: string, replay?: string, speed: number}} request
 * @returns {Promise<number>} the exit code
 */
export function runNode(bytes, request) {
  const shared = { signals: new Int32Array(new SharedArrayBuffer(4)), stdin: createMailbox() }
  const open = file => file === undefined ? undefined : openSync(file, 'w')
  const [traceFd, recordFd] = [request.trace, request.record].map(open)
  const replay = request.replay === undefined ? undefined : readFileSync(request.replay)
  const terminal = [0, 1, 2].filter(fd => isatty(fd))
  const { pull, ...plain } = request
  const worker = new Worker(WORKER, {
    workerData: { bytes, request: { ...plain, traceFd, recordFd, replay, terminal, childEnv: { ...process.env } }, shared },
    env: {}
  })
  return new Promise((resolve, reject) => follow(worker, shared, request, bytes, resolve, reject))
}

/** Listens to the worker and to the process until one of them says that it is over. */
function follow(worker, shared, { plain, pull, at }, bytes, resolve, reject) {
  const pulled = pull && !plain ? listenToPull(worker, pull, bytes) : null
  const signals = listenToSignals(shared, worker, plain, code => end(() => resolve(code)))
  const feed = openWriter(shared.stdin, process.stdin, () => worker.postMessage('wake'))
  let over = false
  let silence

  function end(settle) {
    if (over) return
    over = true
    clearTimeout(silence)
    signals.stop()
    process.stdin.destroy()
    Promise.all([worker.terminate(), pulled?.stop()]).then(([, isWritten]) => settle(isWritten), reject)
  }
  function fail(error) {
    end(() => reject(error))
  }
  /** A worker that waits for a time says so twice a second. */
  function listen() {
    clearTimeout(silence)
    silence = setTimeout(() => fail(new CommandError(`The program has computed for ${SILENT_MS / 1000} seconds without a wait, so it never came ` +
      `to ${at} s, and there is no snapshot.`, { exit: EXIT.interrupted })), SILENT_MS)
  }
  worker.on('message', message => {
    if (message.alive) listen()
    else if (message.want) feed()
    else if (message.watched) signals.watch(message.watched)
    else if (message.snapshot) pulled.write(message)
    else if (message.refused?.code === 'usage') fail(new CommandError(message.refused.message))
    else if (message.refused) fail(new WeftError(message.refused.code, message.refused.message))
    else end(isWritten => resolve(isWritten === false ? EXIT.host : exitCodeOf(message.exit || signals.unseen())))
  })
  worker.on('error', error => fail(threadError(error.message)))
  worker.on('exit', () => fail(threadError('it ended without a result')))
}

/** Ctrl-\: the program as it is now goes into a file, and runs on. */
function listenToPull(worker, { file, name, sources }, program) {
  let writing = null
  const ask = () => worker.postMessage({ pull: true })

  async function write({ snapshot, time }) {
    try {
      const { packPulled } = await import('../pulled.js')
      writeFileSync(file, await packPulled({ snapshot, name, program, sources: sources() }))
      tell(`weft: ${file} holds the program as it was at ${time.toFixed(1)} s. Open it in the playground, or: weft run --from ${file}\n`)
    } catch (error) {
      tell(`weft: The snapshot ${file} cannot be written: ${reason(error)}.\n`)
      return false
    }
  }
  process.on('SIGQUIT', ask)
  return {
    write: message => { writing = write(message) },
    stop() {
      process.off('SIGQUIT', ask)
      return writing
    }
  }
}

function threadError(message) {
  return new CommandError(`The program's thread failed: ${message}.`, { exit: EXIT.host })
}

/** The first signal goes to the program; a second one ends it, whatever it is doing. Plain C hears none. */
function listenToSignals({ signals: word, stdin }, worker, plain, end) {
  const handlers = new Map()
  let asked = false
  let hint
  let ending

  function receive(name) {
    if (plain) return end(EXIT.interrupted)
    if (asked && ALWAYS.includes(name)) return endNow()
    asked ||= ALWAYS.includes(name)
    Atomics.or(word, 0, 1 << SIGNALS[name])
    interrupt(stdin)
    worker.postMessage('wake')
    hint ??= setTimeout(() => {
      if (Atomics.load(word, 0) === 0) return
      process.stderr.write('weft: the program is busy and has not seen the signal; ' +
        'once more ends it.\n')
    }, HINT_MS)
  }
  /** A step that goes on, and so has not seen the first signal, is broken off: the program can say which. */
  function endNow() {
    const isBusy = Atomics.load(word, 0) !== 0
    if (isBusy && !ending) breakOff(worker, () => worker.postMessage({ brokenOff: TWICE }))
    ending ??= setTimeout(() => {
      process.stderr.write(`weft: ${TWICE}\n`)
      end(EXIT.interrupted)
    }, isBusy ? LAST_WORDS_MS : 0)
  }
  function watch(names) {
    for (const name of names) {
      if (handlers.has(name)) continue
      handlers.set(name, () => receive(name))
      process.on(`SIG${name}`, handlers.get(name))
    }
  }
  watch(ALWAYS)
  return {
    watch,
    /** The code of a program that has ended well before it saw a signal: virtual time passes between two looks. */
    unseen() {
      const name = ALWAYS.find(name => Atomics.load(word, 0) & 1 << SIGNALS[name])
      if (!name) return 0
      process.stderr.write(`weft: ended by the signal ${name}\n`)
      return EXIT.interrupted
    },
    stop() {
      clearTimeout(hint)
      clearTimeout(ending)
      for (const [name, handler] of handlers) process.off(`SIG${name}`, handler)
      handlers.clear()
    }
  }
}
