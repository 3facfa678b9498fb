// Jobs: work beside the program, each in another instance of its module, in a worker. Nothing is shared but the compiled
// module: bytes are copied there and back. A worker runs one job at a time and stays for the next one; one that is
// lost is replaced. This file is loaded with the host, the workers only when a job is there.

const ownWorker = () => new URL('./job_worker.js', import.meta.url)   // asked for when it is needed: under workerd files have no address
const MOST_PLACES = 255   // what fits into the host's flags

/** Workers of Node's, or of a page's; undefined where there are none. */
export function makerOfWorkers() {
  const threads = globalThis.process?.getBuiltinModule?.('node:worker_threads')
  if (threads) return address => forNode(new threads.Worker(address, { env: {}, stdin: false }))
  const { Worker } = globalThis
  return Worker && (address => forPage(new Worker(address, { type: 'module' })))
}

/** What both kinds can do, in the same words. */
function forNode(worker) {
  worker.unref()
  return {
    post: message => worker.postMessage(message),
    listen(onMessage, onError) {
      worker.on('message', onMessage)
      worker.on('messageerror', () => onError('its answer could not be read'))
      worker.on('error', error => onError(error?.message ?? String(error)))
      worker.on('exit', () => onError('it ended without an answer'))
    },
    /** While somebody waits for it, the process stays. */
    hold: on => on ? worker.ref() : worker.unref(),
    end: () => void worker.terminate()
  }
}

function forPage(worker) {
  return {
    post: message => worker.postMessage(message),
    listen(onMessage, onError) {
      worker.onmessage = ({ data }) => onMessage(data)
      worker.onmessageerror = () => onError('its answer could not be read')
      worker.onerror = event => {
        event.preventDefault?.()
        onError(event.message || 'it could not be started')
      }
    },
    hold() {},
    end: () => worker.terminate()
  }
}

/** How many processors there are, as far as anybody says. */
function countProcessors() {
  const count = globalThis.process?.getBuiltinModule?.('node:os').availableParallelism?.() ??
    globalThis.navigator?.hardwareConcurrency ?? 1
  return Math.min(Math.max(count, 1), MOST_PLACES)
}

/**
 * @param {object} about
 * @param {WebAssembly.Module} about.module
 * @param {string | URL} [about.address] of job_worker.js, where a bundler has moved it
 * @param {() => object} about.settings what the other instances are given, as data: args, env, memory
 * @param {(descriptor: number, bytes: Uint8Array) => void} about.write what jobs print
 * @returns {{places: number, run: Function, stop: () => void} | undefined} undefined where there are no workers
 */
export function createJobs({ module, address, settings, write }) {
  const makeWorker = makerOfWorkers()
  if (!makeWorker) return undefined
  const idle = []
  const all = new Set()

  function open() {
    const worker = makeWorker(address ?? ownWorker())
    const one = { worker, answer: null }
    all.add(one)
    worker.listen(message => hear(one, message), why => lose(one, why))
    worker.post({ module, ...settings() })
    return one
  }

  function hear(one, { descriptor, bytes, result, died }) {
    if (!all.has(one)) return
    if (descriptor !== undefined) return write(descriptor, bytes)
    const { answer } = one
    one.answer = null
    if (died === undefined) idle.push(one)
    else close(one)   // what is left of it is not to be trusted
    answer?.({ result, bytes, died })
  }

  function lose(one, why) {
    if (!all.has(one)) return
    close(one)
    one.answer?.({ died: `lost its worker: ${why}` })
  }

  function close(one) {
    all.delete(one)
    if (idle.includes(one)) idle.splice(idle.indexOf(one), 1)
    one.worker.end()
  }

  return {
    /** How many the program may run at once. */
    places: countProcessors(),
    /**
     * Runs one.
     * @param {{fn: number, bytes: Uint8Array}} job the function's place in the module's table, and what it works on
     * @param {(answer: {result?: number, bytes?: Uint8Array, died?: string}) => void} answer called once, unless it is called off
     * @returns {() => void} calls it off
     */
    run(job, answer) {
      const one = idle.pop() ?? open()
      one.answer = answer
      one.worker.post(job)
      return () => close(one)
    },
    stop() {
      for (const one of [...all]) close(one)
    }
  }
}
