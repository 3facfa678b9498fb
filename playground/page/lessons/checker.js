// The worker that tries every order, as the exercises see it: one check at a time, which can be called off, and which is ended when a task
// never waits.

import { files, openWorker } from '../kit/addresses.js'

const PATIENCE_MS = 10_000

export function createChecker() {
  let live = null

  function stop() {
    live?.worker.terminate()
    live?.resolve(null)
    live = null
  }

  return {
    stop,
    /**
     * @param {{program: string | WebAssembly.Module, name: string, property: object, args?: string[], env?: object, limits?: object}} request
     * @param {(progress: object) => void} onProgress
     * @returns {Promise<object | null>} what checkOrders of judge.js answers; null when it was called off; `stuck` when a task never waits
     */
    check(request, onProgress) {
      stop()
      const worker = openWorker(files.checkWorker)
      return new Promise((resolve, reject) => {
        let patience
        const end = (settle, value) => {
          clearTimeout(patience)
          worker.terminate()
          if (live?.worker === worker) live = null
          settle(value)
        }
        const wait = () => {
          clearTimeout(patience)
          patience = setTimeout(() => end(resolve, { stuck: PATIENCE_MS / 1000 }), PATIENCE_MS)
        }
        live = { worker, resolve: value => end(resolve, value) }
        worker.onmessage = ({ data }) => {
          wait()
          if (data.progress) onProgress(data.progress)
          if (data.result) end(resolve, data.result)
          if (data.failed) end(reject, new Error(data.failed))
        }
        worker.onerror = event => {
          event.preventDefault()
          end(reject, new Error(event.message || 'What tries the orders did not come. Is there a network?'))
        }
        worker.postMessage(request)
      })
    }
  }
}
