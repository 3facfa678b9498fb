// `--host node`, the program's half: loads and runs it in this thread, with output written at once.

import { parentPort, workerData } from 'node:worker_threads'
import { EXIT, load, outcome } from '@weft/host'
import { openFolders } from './folders.js'
import { openReader } from './mailbox.js'
import { createNoFiles, NO_FILES } from './no_files.js'
import { writeAll } from './write.js'

const PULSE_MS = 500
const { bytes, request, shared } = workerData
const noFiles = createNoFiles()

async function runProgram() {
  if (request.plain) return runPlain()
  const program = await load(bytes)
  if (request.at !== undefined) return runUpTo(program, request.at)
  const run = start(program, {
    trace: request.traceFd !== undefined,
    onTrace: chunk => write(request.traceFd, chunk),
    onStdout: chunk => write(1, chunk),
    onStderr: chunk => write(2, chunk)
  })
  parentPort.on('message', ({ brokenOff, pull }) => {
    if (pull) pullOut(run)
    else if (brokenOff) run.brokenOff(brokenOff)
    else run.wake()
  })
  return run.exit
}

/** Begins, or goes on from a snapshot. */
function start(program, more) {
  const common = {
    speed: request.speed,
    record: request.recordFd !== undefined,
    replay: request.replay,
    files: request.folders.length > 0 ? openFolders(request.folders) : noFiles,
    terminal: request.terminal,
    net: true,   // as natively: a user who runs a program by hand trusts it with the network
    processes: { env: request.childEnv },   // and with this machine
    signalWord: shared.signals,
    stdin: openReader(shared.stdin, () => parentPort.postMessage({ want: true }), () => Atomics.load(shared.signals, 0) !== 0),
    onRecording: chunk => write(request.recordFd, chunk),
    onWatched: watched => parentPort.postMessage({ watched }),
    ...more
  }
  return request.from ? program.restore(request.from, common)
    : program.start({ ...common, name: request.name, args: request.args, env: request.env })
}

/** The program as it is between two steps. */
async function pullOut(run) {
  if (!await run.pause()) return
  post(run)
  run.resume()
}

function post(run) {
  const snapshot = run.snapshot()
  parentPort.postMessage({ snapshot, time: (snapshot.host.clock - 1e9) / 1e9 })
}

/**
 * Up to a time of the program's, then it is taken and ended. Under the virtual clock time jumps in the middle of a step, so a first run, which
 * nobody sees, counts the steps up to there.
 */
async function runUpTo(program, at) {
  parentPort.postMessage({ alive: true })
  const pulse = setInterval(() => parentPort.postMessage({ alive: true }), PULSE_MS)
  pulse.unref()
  const output = { onStdout: chunk => write(1, chunk), onStderr: chunk => write(2, chunk) }
  if (!request.isVirtual) {
    const run = start(program, { ...output, paused: true })
    parentPort.on('message', () => run.wake())
    if (await run.step()) run.resume()
    const timer = setTimeout(async () => {
      if (!await run.pause()) return
      post(run)
      run.kill()
    }, at * 1000 / request.speed)
    const exit = await run.exit
    clearTimeout(timer)
    return exit.reason === 'killed' ? { code: 0 } : endedBefore(at, exit)
  }
  const many = await countSteps(program, at)
  if (many === null) return endedBefore(at, await start(program, output).exit)
  const run = start(program, { ...output, paused: true })
  for (let steps = 0; steps < many; steps++) if (!await run.step()) return run.exit
  parentPort.postMessage({ snapshot: run.snapshot(), time: at })
  run.kill()
  return { code: 0 }
}

/** There is nothing to be kept: what it says of its end, and that it came too early. */
function endedBefore(at, exit) {
  sayWhy(exit)
  throw Object.assign(new Error(`The program ended before it could be put into a snapshot at ${at} s. Name an earlier time by --at.`), { code: 'usage' })
}

/** How many steps begin up to that time; null when it ends before. */
async function countSteps(program, at) {
  const { decoder } = await import('@weft/host/trace')
  const reader = decoder()
  let time = 0
  const run = start(program, { paused: true, interval: 1, trace: true, onStdout() {}, onStderr() {}, onTrace(chunk) {
    for (const record of reader.push(chunk)) time = record.time / 1e9
  } })
  for (let steps = 0; ; steps++) {
    if (!await run.step()) return null   // it has ended
    if (time > at) {
      run.kill()
      return steps
    }
  }
}

async function runPlain() {
  const { loadPlain } = await import('../plain_run.js')
  const program = await loadPlain(bytes)
  return program.run({
    name: request.name,
    args: request.args,
    env: request.env,
    clock: request.clock,
    speed: request.speed,
    terminal: request.terminal,
    stdin: openReader(shared.stdin, () => parentPort.postMessage({ want: true })),
    onStdout: chunk => write(1, chunk),
    onStderr: chunk => write(2, chunk)
  })
}

/** Nobody reads any more: an end without a word, as `head` expects it. */
function write(fd, chunk) {
  if (writeAll(fd, chunk)) return
  parentPort.postMessage({ exit: EXIT.interrupted })
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
}

/** The program has said why it ended, except where it could not. */
function sayWhy({ code, message }) {
  if (message && message !== outcome(code).message) writeAll(2, Buffer.from(`weft: ${message}\n`))
  if (code !== 0 && noFiles.isWanted) writeAll(2, Buffer.from(NO_FILES))
}

runProgram().then(exit => {
  sayWhy(exit)
  parentPort.postMessage({ exit: exit.code })
}, ({ code, message }) => parentPort.postMessage({ refused: { code, message } }))
