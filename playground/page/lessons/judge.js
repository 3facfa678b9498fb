// What an exercise asks of a program, and whether a program keeps it: in the run first come, first served, and in every other order. No
// element of the page is known here; a worker, and the tests, call it.

import { explore } from '@weft/host/lib/orders/search.js'
import { deviationsIn } from '@weft/host/lib/orders/words.js'
import { decode } from '@weft/host/trace'

/** What is tried before a program is shown as one that nothing was found in. */
export const LIMITS = { orders: 30_000, seconds: 3 }
const MOST_OUTPUTS = 6   // shown

/**
 * @typedef {object} Property of an exercise, in words and as what is checked
 * @property {string} property the words
 * @property {string} [prints] the whole output, lines parted by " | ", or a /pattern/
 * @property {number} [within] seconds of the clock
 */

/** A pattern, or a text whose lines stand apart with " | ". */
function matcher(text) {
  const pattern = /^\/(.*)\/$/.exec(text)?.[1]
  if (pattern) {
    const found = new RegExp(pattern, 's')
    return output => found.test(output)
  }
  const wanted = text.split(' | ').join('\n')
  return output => output.trimEnd() === wanted
}

/**
 * What is wrong with one run; '' for nothing.
 * @param {Property} property
 * @param {{text: string, seconds?: number}} run one that ended with exit code 0
 */
export function wrongWith({ prints, within }, { text, seconds = 0 }) {
  if (prints !== undefined && !matcher(prints)(text)) return 'output'
  return within !== undefined && seconds > within + 1e-6 ? 'late' : ''
}

/** What the source itself must have, must not have; a sentence when it is not so, '' when it is. */
export function wrongInSource({ keeps, without, most }, text, original) {
  const plain = text.replace(/\/\*[^]*?\*\/|\/\/[^\n]*/g, '')
  for (const rule of rulesOf(keeps)) if (!rule.pattern.test(plain)) return rule.words
  for (const rule of rulesOf(without)) if (rule.pattern.test(plain)) return rule.words
  return most > 0 && linesChanged(original, text) > most ? `More than ${most === 1 ? 'one line is' : `${most} lines are`} different. This exercise wants a smaller change.` : ''
}

/** "/pattern/ a sentence; /pattern/ another". */
function rulesOf(text = '') {
  return [...text.matchAll(/\/((?:[^/\\]|\\.)+)\/ ([^;]+)/g)].map(([, pattern, words]) => ({ pattern: new RegExp(pattern, 's'), words: words.trim() }))
}

function linesChanged(before, after) {
  const lines = text => text.split('\n').map(line => line.trim()).filter(Boolean)
  const left = new Map()
  for (const line of lines(before)) left.set(line, (left.get(line) ?? 0) + 1)
  let added = 0
  for (const line of lines(after)) {
    if (left.get(line)) left.set(line, left.get(line) - 1)
    else added++
  }
  return Math.max(added, [...left.values()].reduce((sum, count) => sum + count, 0))
}

/**
 * Runs a program in every order, up to the limits.
 * @param {ReturnType<import('@weft/host/lib/orders/machine.js').createMachine>} machine
 * @param {Property} property
 * @param {{limits?: object, onProgress?: (state: object) => void}} [options]
 */
export function checkOrders(machine, property, { limits = LIMITS, onProgress } = {}) {
  const judged = new Map()   // by the digest of an output: what is wrong with it
  const watched = {
    ...machine,
    get states() { return machine.states },
    run(choices, options) {
      const outcome = machine.run(choices, options)
      if (outcome.end !== 'exit' || outcome.code !== 0 || judged.has(outcome.output)) return outcome
      const kept = machine.run(choices, { ...options, looks: false, keeps: true })   // the same order: what it took stands where it stood
      judged.set(outcome.output, wrongWith(property, { text: kept.text, seconds: secondsOf(kept.trace) }))
      return outcome
    }
  }
  const state = explore(watched, { ...limits, expected: output => !judged.get(output), onProgress: state => onProgress?.(numbersOf(state)) })
  const first = machine.run([], { keeps: true })
  return {
    ...numbersOf(state),
    first: { text: first.text, said: first.said, code: first.code, seconds: secondsOf(first.trace) },
    outputs: state.finding ? [] : outputsOf(machine, state),
    outputCount: state.outputs.size,
    outside: state.first.end === 'world',
    finding: state.finding && told(machine, state.finding, judged)
  }
}

function numbersOf(state) {
  return { orders: state.orders, known: state.known, waiting: state.waiting + state.dropped, chance: state.phase === 'chance', all: state.all }
}

function told(machine, { choices, why, deviations }, judged) {
  const outcome = machine.run(choices, { keeps: true })
  const { code, text, said, trace, trap, output } = outcome
  return { choices: Array.from(choices), deviations, why: why === 'output' ? judged.get(output) ?? why : why, code, text, said, trap, seconds: secondsOf(trace),
    story: storyIn(trace) }
}

/** What is printed in one order or another, with the first order for each; none where all print the same. */
function outputsOf(machine, { outputs }) {
  return outputs.size < 2 ? [] : [...outputs.values()].slice(0, MOST_OUTPUTS).map(({ choices }) => {
    const { text, trace } = machine.run(choices, { keeps: true })
    return { choices: Array.from(choices), text, story: storyIn(trace) }
  })
}

const storyIn = trace => deviationsIn(trace).map(({ moment, text }) => ({ moment, text }))

/** The time of the last record. */
function secondsOf(trace) {
  return (decode(trace).records.at(-1)?.time ?? 0) / 1e9
}
