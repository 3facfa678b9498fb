// Building many programs side by side: processes that keep the compilers loaded, and take one
// program after the other. Each does what builder_process.js says.

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'

const MOST = 4   // each takes some 300 MB
/** Without V8's second compiler: a hundred small programs do not repay what an optimised clang costs, a fifth of the processor time. */
const LIGHT = ['--wasm-tiering-budget=100000000']
const PROCESS = fileURLToPath(new URL('./builder_process.js', import.meta.url))

/**
 * @param {{count?: number, quiet?: boolean}} [options] how many processes; quiet: it reports nothing
 *   warnings
 * @returns {{build(file: string, as: 'build' | 'page' | 'run' | 'explore' | 'lesson'): Promise<Uint8Array>, hurry(file: string): void, close(): void}}
 *   builds a program as that command of `weft` does, in the folder of its file, so that its places
 *   are told without a folder. `hurry`: that file is next, if it has not begun. After `close` nothing more is begun.
 */
export function openBuilders({ count, quiet = false } = {}) {
  const most = count ?? Math.min(availableParallelism(), MOST)
  const idle = []
  const queue = []
  let busy = 0
  let closed = false

  async function next() {
    if (busy === most || queue.length === 0) return
    busy++
    const { file, as, resolve, reject } = queue.shift()
    const child = idle.pop() ?? startProcess(quiet)
    try {
      resolve(await ask(child, { file, as }))
    } catch (error) {
      reject(error)
    }
    busy--
    if (closed && child.connected) child.disconnect()
    else if (child.connected) idle.push(child)
    next()
  }

  return {
    build: (file, as) => new Promise((resolve, reject) => {
      queue.push({ file, as, resolve, reject })
      next()
    }),
    hurry(file) {
      const at = queue.findIndex(job => job.file === file)
      if (at > 0) queue.unshift(...queue.splice(at, 1))
    },
    close() {
      closed = true
      queue.length = 0
      for (const child of idle.splice(0)) child.disconnect()
    }
  }
}

function startProcess(quiet) {
  return fork(PROCESS, {
    execArgv: LIGHT,
    serialization: 'advanced',   // bytes stay bytes
    stdio: ['ignore', 'ignore', quiet ? 'ignore' : 'inherit', 'ipc']
  })
}

async function ask(child, job) {
  const settled = new AbortController()
  const { signal } = settled
  const ended = once(child, 'exit', { signal }).then(() => [{ error: 'its process ended' }])
  ended.catch(() => {})
  try {
    child.send(job)
    const [{ bytes, error }] = await Promise.race([once(child, 'message', { signal }), ended])
    if (error) throw new Error(`${job.file} was not built: ${error}`)
    return bytes
  } finally {
    settled.abort()
  }
}
