// The worker of job.js: each job gets a new instance of the program's module, in which main never ran, so that no job sees
// what another one has left. It is given its bytes and gives them back.

import { joinBytes } from '../bytes.js'
import { createClock } from '../clock.js'
import { Stop } from '../errors.js'
import { EXIT } from '../exit.js'
import { createView } from '../memory.js'
import { anyDue, nextDue, readPlan, writeEvents } from '../poll.js'
import { describeCause } from '../trap.js'
import { sleepSync } from '../wait.js'
import { createImports } from '../wasi.js'
import { createResources } from './resources.js'

const port = globalThis.process?.getBuiltinModule?.('node:worker_threads').parentPort ?? globalThis
const NEWLINE = 10
let settings = null

port.addEventListener
  ? port.addEventListener('message', ({ data }) => receive(data))
  : port.on('message', receive)
port.start?.()

function receive(message) {
  if (message.module) settings = message
  else port.postMessage(...runJob(message))
}

/** The answer, and what of it is handed over. */
function runJob({ fn, bytes }) {
  const host = createHost()
  try {
    const { exports } = new WebAssembly.Instance(settings.module, createImports(host))
    host.view = createView(exports.memory)
    const at = exports.weft_job_room(bytes.length) >>> 0
    if (at === 0) return [{ died: 'had no memory for its bytes' }]
    host.view.put(at, bytes)
    const result = exports.weft_job(fn, at, bytes.length)
    const answer = host.view.bytes(at, bytes.length).slice()
    return [{ result, bytes: answer }, [answer.buffer]]
  } catch (error) {
    return [{ died: describeEnd(error) }]
  } finally {
    for (const output of Object.values(host.outputs)) output.end()
  }
}

function describeEnd(error) {
  if (error instanceof Stop && error.result.code === EXIT.overflow) return 'used more stack than it has'
  if (error instanceof Stop) return `ended the program, with exit code ${error.result.code}`
  return `trapped: ${describeCause(error)}`
}

/** Passes on whole lines, so that those of several jobs do not mix. */
function createOutput(descriptor) {
  let rest = []
  function pass(bytes) {
    if (bytes.length > 0) port.postMessage({ descriptor, bytes })
  }
  return {
    push(bytes) {
      const end = bytes.lastIndexOf(NEWLINE) + 1
      if (end > 0) {
        pass(joinBytes([...rest, bytes.subarray(0, end)]))
        rest = []
      }
      if (end < bytes.length) rest.push(bytes.slice(end))
      return bytes.length
    },
    end() {
      pass(joinBytes(rest))
      rest = []
    }
  }
}

/** What the imports work on: the program's words and variables, its output, and no input. */
function createHost() {
  const host = {
    view: null,
    args: settings.args,
    env: settings.env,
    clock: createClock(1),
    input: { ready: () => true, take: () => new Uint8Array(0), block: () => true, state: { waiting: 0 } },
    outputs: { 1: createOutput(1), 2: createOutput(2) },
    files: {},
    resources: createResources(),
    open: new Set([0, 1, 2]),
    terminal: new Set(),
    poll: (...args) => block(host, ...args),
    check() {},
    outcome: code => ({ code })
  }
  return host
}

/** A job may sleep: nothing else is in this thread. */
function block(host, subscriptions, events, count, result) {
  const plan = readPlan(host, subscriptions, count)
  while (!anyDue(plan, host)) sleepSync(Math.min(nextDue(plan, host.clock), 1000))
  return writeEvents(host, plan, events, result)
}
