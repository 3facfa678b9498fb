// Other futures of a program, as the page sees them: a worker that has it open, asked one thing after the other. It is ended when a task
// never waits.

import { files, openWorker } from '../kit/addresses.js'

const PATIENCE_MS = 8000

/** @param {{program: string | WebAssembly.Module, name: string, args?: string[], env?: object}} program in the form whose orders can be searched */
export function createForks(program) {
  const worker = openWorker(files.forkWorker)
  const waiting = new Map()
  let count = 0

  function stop(message = '') {
    worker.terminate()
    for (const { reject } of waiting.values()) reject(new Error(message))
    waiting.clear()
  }

  worker.onmessage = ({ data: { id, answer, failed } }) => {
    const { resolve, reject, timer } = waiting.get(id) ?? {}
    waiting.delete(id)
    clearTimeout(timer)
    if (failed) reject?.(new Error(failed))
    else resolve?.(answer)
  }
  worker.onerror = event => {
    event.preventDefault()
    stop(event.message || 'What runs another future did not come. Is there a network?')
  }

  function ask(what, request) {
    const id = ++count
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => stop(`A task ran for ${PATIENCE_MS / 1000} s without waiting.`), PATIENCE_MS)
      waiting.set(id, { resolve, reject, timer })
      worker.postMessage({ id, what, request })
    })
  }

  return {
    open: () => ask('open', program),
    run: choices => ask('run', { choices }),
    search: (expected, limits) => ask('search', { expected, limits }),
    stop
  }
}
