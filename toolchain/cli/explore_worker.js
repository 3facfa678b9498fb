// The thread in which `weft explore` searches: it answers with how far it is, and with what it found.

import { parentPort, workerData } from 'node:worker_threads'
import { createMachine, digestOf } from '@weft/host/lib/orders/machine.js'
import { explore } from '@weft/host/lib/orders/search.js'
import { deviationsIn } from '@weft/host/lib/orders/words.js'

const STEPS = 1_000_000
const MOST_OUTPUTS = 5
const { bytes, name, args, env, limits, expected, at } = workerData

const machine = createMachine(bytes, { name, args, env, steps: STEPS })
const length = new Uint32Array(at.buffer, 0, 1)

/** What is tried now stands where the other thread can read it: this one may never come back. */
const watched = {
  ...machine,
  get states() { return machine.states },
  run(choices, options) {
    length[0] = Math.min(choices.length, at.length - 4)
    at.set(choices.length > at.length - 4 ? choices.slice(0, at.length - 4) : choices, 4)
    return machine.run(choices, options)
  }
}

const numbers = state => ({ orders: state.orders, ended: state.ended, known: state.known, waiting: state.waiting + state.dropped,
  level: state.level, chance: state.phase === 'chance', all: state.all, elapsed: state.elapsed })

parentPort.postMessage({ begins: true })

const state = explore(watched, {
  ...limits,
  expected: expected && digestOf(expected),
  onProgress: state => parentPort.postMessage(numbers(state))
})

if (state.first.end === 'world') {
  parentPort.postMessage({ result: { stopped: `${name} waits for something from outside, which a search does not have: it runs under the ` +
    'virtual clock, without input, files or this machine\'s network.' } })
} else {
  parentPort.postMessage({ result: { ...numbers(state), finding: state.finding && told(state.finding), outputs: outputsOf() } })
}

function told(finding) {
  parentPort.postMessage({ begins: true })
  const outcome = machine.run(finding.choices, { keeps: true })
  return { ...finding, code: outcome.code, trap: outcome.trap, steps: STEPS, leaked: outcome.userBytes - state.first.userBytes,
    text: outcome.text, said: outcome.said, story: deviationsIn(outcome.trace) }
}

function outputsOf() {
  return [...state.outputs.values()].map(({ choices }, at) =>
    ({ choices, text: at < MOST_OUTPUTS ? machine.run(choices, { keeps: true }).text : '' }))
}
