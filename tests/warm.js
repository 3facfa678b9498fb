// A `weft` that stays: one process does a test file's commands one after the other, so that clang and Binaryen are loaded once and not
// for each. What a command prints and the code it ends with are those of `node toolchain/weft.js`; a test that is about the process itself (its
// signals, its input, its end) starts one of its own.

import { fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { patienceMs } from './patience.js'

const PROCESS = fileURLToPath(new URL('warm/process.js', import.meta.url))

/**
 * @returns {{run(words: string[], how: {cwd: string, env?: Record<string, string>}): Promise<{code: number, stdout: string, stderr: string}>,
 *   close(): void}} `env` is all of the environment (this process's)
 */
export function openWarm() {
  let child = null
  let last = Promise.resolve()

  async function one(words, { cwd, env = process.env }) {
    child ??= fork(PROCESS, { execArgv: [], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
    const own = child
    const mark = `\n${randomUUID()}\n`
    const settled = new AbortController()
    const late = setTimeout(() => own.kill('SIGKILL'), patienceMs)
    const texts = [own.stdout, own.stderr].map(stream => upTo(mark, stream, settled.signal))
    const ended = once(own, 'exit', settled).then(() => { throw new Error(`weft ${words.join(' ')}: the process ended`) })
    try {
      own.send({ words, cwd, env: { ...env }, mark })
      const [[{ code }], stdout, stderr] = await Promise.race([Promise.all([once(own, 'message', settled), ...texts]), ended])
      return { code, stdout, stderr }
    } catch (error) {
      own.kill('SIGKILL')
      child = null
      throw error
    } finally {
      clearTimeout(late)
      for (const promise of [...texts, ended]) promise.catch(() => {})
      settled.abort()
    }
  }

  return {
    run(words, how) {
      const result = last.then(() => one(words, how))
      last = result.catch(() => {})
      return result
    },
    close() {
      child?.kill()
      child = null
    }
  }
}

/** What a stream brings before the mark. */
function upTo(mark, stream, signal) {
  return new Promise((resolve, reject) => {
    const decoder = new TextDecoder()
    let text = ''
    const look = chunk => {
      text += decoder.decode(chunk, { stream: true })
      if (text.endsWith(mark)) {
        stream.off('data', look)
        resolve(text.slice(0, -mark.length))
      }
    }
    stream.on('data', look)
    signal.addEventListener('abort', () => {
      stream.off('data', look)
      reject(signal.reason)
    })
  })
}
