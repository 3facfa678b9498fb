// One command of a test suite: its output kept, its time bounded, nothing of it left running.

import { spawn } from 'node:child_process'
import { root } from '../setup.js'

const interrupted = 130

/**
 * Runs a command in the repository's folder.
 *
 * @param {string[]} words The command and its arguments.
 * @param {{ minutes: number, verbose: boolean, env?: Record<string, string> }} settings `verbose`
 *   shows the output as it comes.
 * @returns {Promise<{ status: number | string, output: string }>} The exit code, or why there is
 *   none.
 */
export async function runCommand(words, { minutes, verbose, env = {} }) {
  const child = spawn(words[0], words.slice(1), {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true   // a process group of its own, so that all of it can be ended
  })
  const stopAll = () => {
    end(child)
    process.exit(interrupted)
  }
  let status
  const limit = setTimeout(() => {
    status = `no end after ${minutes} minutes`
    end(child)
  }, minutes * 60_000)
  process.once('SIGINT', stopAll)
  const output = collect(child, verbose)
  const ended = await ending(child)
  clearTimeout(limit)
  process.off('SIGINT', stopAll)
  return { status: status ?? ended, output: output.join('') }
}

function collect(child, verbose) {
  const output = []
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', text => {
      output.push(text)
      if (verbose) process.stdout.write(text)
    })
  }
  return output
}

function ending(child) {
  return new Promise(resolve => {
    child.on('error', error => resolve(error.message))
    child.on('close', (code, signal) => resolve(code ?? signal))
  })
}

function end(child) {
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It ended by itself meanwhile.
  }
}
