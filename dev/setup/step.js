// One step of the set-up: a command whose progress is shown in a line and whose output is kept in
// .tools/setup.log.

import { spawn } from 'node:child_process'
import { createWriteStream, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './tools.js'

const heartbeatSeconds = 10
const lastLinesShown = 20

/**
 * Runs a command and says what it is doing, every ten seconds again with its latest line.
 *
 * @param {string} title What the step does, as a line for the person who waits.
 * @param {string[]} words The command and its arguments.
 * @param {{ cwd?: string, env?: Record<string, string> }} [options]
 * @returns {Promise<string>} All that the command wrote.
 * @throws {Error} With the last lines of the output when the command fails.
 */
export async function step(title, words, { cwd = root, env = {} } = {}) {
  const started = Date.now()
  say(title)
  const output = []
  const beat = setInterval(() => say(progress(output, started)), heartbeatSeconds * 1000)
  try {
    const status = await run(words, cwd, env, output)
    if (status !== 0) throw new Error(failure(words, status, output))
  } finally {
    clearInterval(beat)
  }
  say(`  done in ${seconds(started)}`)
  return output.join('')
}

/** Writes one line about the set-up to standard error. */
export function say(line) {
  process.stderr.write(`set-up: ${line}\n`)
}

function run(words, cwd, env, output) {
  const log = openLog()
  log.write(`\n$ ${words.join(' ')}\n`)
  return new Promise((resolve, reject) => {
    const stdio = ['ignore', 'pipe', 'pipe']
    const child = spawn(words[0], words.slice(1), { cwd, env: { ...process.env, ...env }, stdio })
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', text => {
        output.push(text)
        log.write(text)
      })
    }
    child.on('error', reject)
    child.on('close', (code, signal) => resolve(signal ?? code))
  }).finally(() => log.end())
}

function openLog() {
  mkdirSync(join(root, '.tools'), { recursive: true })
  return createWriteStream(join(root, '.tools', 'setup.log'), { flags: 'a' })
}

function progress(output, started) {
  const latest = lines(output).at(-1) ?? ''
  return `  ${seconds(started)} … ${latest.slice(0, 70)}`
}

function failure(words, status, output) {
  const last = lines(output).slice(-lastLinesShown)
  return [`${words.join(' ')} ended with ${status}:`, ...last].join('\n  ')
}

function lines(output) {
  return output.join('').split(/[\r\n]+/).filter(line => line.trim())
}

function seconds(started) {
  return `${((Date.now() - started) / 1000).toFixed(1)} s`
}
