// `--host node`, the program's half: loads and runs it in this thread, with output written at once.

import { parentPort, workerData } from 'node:worker_threads'
import { EXIT, load, outcome } from '@weft/host'
import { loadPlain } from '../plain_run.js'
import { openFolders } from './folders.js'
import { openReader } from './mailbox.js'
import { writeAll } from './write.js'

const { bytes, request, shared } = workerData

async function runProgram() {
  if (request.plain) return runPlain()
  const program = await load(bytes)
  const run = program.start({
    name: request.name,
    args: request.args,
    env: request.env,
    speed: request.speed,
    trace: request.traceFd !== undefined,
    record: request.recordFd !== undefined,
    replay: request.replay,
    files: request.folders.length > 0 ? openFolders(request.folders) : undefined,
    terminal: request.terminal,
    net: true,   // as natively: a user who runs a program by hand trusts it with the network
    processes: { env: request.childEnv },   // and with this machine
    signalWord: shared.signals,
    stdin: openReader(shared.stdin, () => parentPort.postMessage({ want: true })),
    onStdout: chunk => write(1, chunk),
    onStderr: chunk => write(2, chunk),
    onTrace: chunk => write(request.traceFd, chunk),
    onRecording: chunk => write(request.recordFd, chunk),
    onWatched: watched => parentPort.postMessage({ watched })
  })
  parentPort.on('message', ({ brokenOff }) => brokenOff ? run.brokenOff(brokenOff) : run.wake())
  return run.exit
}

async function runPlain() {
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
}

runProgram().then(exit => {
  sayWhy(exit)
  parentPort.postMessage({ exit: exit.code })
}, ({ code, message }) => parentPort.postMessage({ refused: { code, message } }))
