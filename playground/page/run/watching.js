// A run again, to see what its variables hold: a worker of its own, which is ended when it has answered, or when it takes too long.

import { files, openWorker } from '../kit/addresses.js'

const PATIENCE_MS = 30_000

/**
 * @param {object} request what the worker takes: `program`, `options`, `stdin`, `symbols`, `wanted`, `steps`, and `isInside`: whether queues and what lies beside locks are read, too
 * @returns {Promise<{changes: {at: number, owner: string, step: number, text: string | null}[], whose: string[], isFull: boolean, line: number,
 *   reason: string, inside: object | null}>}
 */
export async function watchRun(request) {
  const worker = openWorker(files.watchWorker)
  let timer
  try {
    return await new Promise((resolve, reject) => {
      const fail = message => reject(new Error(message))
      timer = setTimeout(fail, PATIENCE_MS, `running it again took more than ${PATIENCE_MS / 1000} s`)
      worker.onerror = event => {
        event.preventDefault()
        fail(event.message || 'what reads variables did not come. Is there a network?')
      }
      worker.onmessage = ({ data: { watched, failed } }) => watched ? resolve(watched) : fail(failed)
      worker.postMessage(request)
    })
  } finally {
    clearTimeout(timer)
    worker.terminate()
  }
}
