// Running another program with our own input and output, for the hosts that are other processes.

import { execFile, spawn, spawnSync } from 'node:child_process'
import { fstatSync } from 'node:fs'
import { EXIT } from '@weft/host/lib/exit.js'
import { CommandError } from './error.js'
import { tell } from './write.js'

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2']

/** The program that runs, if signals are ours to pass on to it. */
let child = null
let isListening = false

/**
 * Runs a program to its end. On a terminal Ctrl-C reaches it by itself; elsewhere we pass it on.
 * @param {string} program
 * @param {string[]} args
 * @param {Record<string, string>} env
 * @param {{onStderr?: (chunk: Buffer) => void, argv0?: string}} [more] onStderr gets standard error
 *   instead of ours, and standard output too where both are one file, so that they keep their order;
 *   argv0 is what the program sees as its name
 * @returns {Promise<{code: number | null, signal: string | null}>}
 */
export function runChild(program, args, env, { onStderr, argv0 } = {}) {
  const shared = Boolean(process.stdin.isTTY)
  const isOne = onStderr !== undefined && outputsAreOne()
  const stdio = ['inherit', isOne ? 'pipe' : 'inherit', onStderr && !isOne ? 'pipe' : 'inherit']
  if (isOne) [program, args] = ['/bin/sh', ['-c', 'exec "$@" 2>&1', 'sh', program, ...args]]
  listen(shared)   // before it is there: it may say something, and be answered by a signal, at once
  child = spawn(program, args, { env, stdio, argv0, detached: !shared })
  child[isOne ? 'stdout' : 'stderr']?.on('data', onStderr)
  return new Promise((resolve, reject) => {
    child.on('error', error => reject(notStarted(program, error)))
    child.on('close', (code, signal) => resolve({ code, signal }))
  }).finally(() => { child = null })
}

/** Whether both go into the same pipe or file. A terminal is left to the program, which behaves otherwise without one. */
function outputsAreOne() {
  if (process.platform === 'win32' || process.stdout.isTTY) return false
  const [out, err] = [1, 2].map(descriptor => fstatSync(descriptor))
  return out.ino === err.ino && out.dev === err.dev
}

/** Up to our own end: a signal that comes when the program has just ended does not take its code. */
function listen(shared) {
  if (isListening) return
  isListening = true
  for (const signal of FORWARDED) {
    process.on(signal, () => {
      if (!child) process.exit(process.exitCode ?? EXIT.interrupted)
      if (!shared) child.kill(signal)
    })
  }
}

function notStarted(program, error) {
  return new CommandError(`${program} cannot be run: ${error.message}.`, { exit: EXIT.host })
}

const HIGHEST = 125

/**
 * The exit code of a program, the same on every host: wasmtime passes on no others.
 * @param {number | null} code null where a host does not say which one it was
 * @returns {number}
 */
export function exitCodeOf(code) {
  if (code !== null && code <= HIGHEST) return code
  const what = code === null ? 'a code' : `the code ${code | 0}`
  tell(`weft: The program ended with ${what} outside of 0 to ${HIGHEST}; 1 stands for it.\n`)
  return 1
}

const MOST_WRITTEN = 2 ** 29

/** Runs a tool and keeps what it writes; in latin1 each byte is one character. */
export function runTool(program, args, { encoding = 'utf8' } = {}) {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding, maxBuffer: MOST_WRITTEN })
  if (error) throw notStarted(program, error)
  return { ok: status === 0, stdout, stderr }
}

/** The same, while others run. @returns {Promise<{ok: boolean, stdout: string, stderr: string}>} */
export function startTool(program, args) {
  return new Promise((resolve, reject) => {
    execFile(program, args, { maxBuffer: MOST_WRITTEN }, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number' && !error.signal) reject(notStarted(program, error))
      else resolve({ ok: !error, stdout, stderr })
    })
  })
}
