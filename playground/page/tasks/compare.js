// Two futures of one program: where they part, and what is different then. Nothing is drawn here; futures.js shows it.

import { nameOf } from './sentence.js'

/**
 * One future.
 * @typedef {object} Future
 * @property {object} model a timeline that has ended
 * @property {string} text what it printed
 * @property {string} end how it ended, in words
 */

/**
 * Where two futures differ first, each way.
 * @param {Future} a
 * @param {Future} b
 * @returns {{step: null | {number: number, a: string, b: string, records: number[]},
 *   line: null | {number: number, a: string | null, b: string | null, records: number[]}, end: boolean}} `records`: in each of the two,
 *   -1 where there is none
 */
export function differenceOf(a, b) {
  return { step: stepApart(a.model, b.model), line: lineApart(a, b), end: a.end !== b.end }
}

/** The steps of a run in order, each a running bar. */
const stepsOf = ({ bars }) => bars.filter(({ state }) => state === 'running').sort((a, b) => a.from - b.from)

function stepApart(a, b) {
  const [left, right] = [stepsOf(a), stepsOf(b)]
  const name = (model, bar) => bar ? nameOf(model.tasks.get(bar.task)) : 'nobody'
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const [one, other] = [name(a, left[at]), name(b, right[at])]
    if (one !== other) return { number: at + 1, a: one, b: other, records: [left[at]?.from ?? -1, right[at]?.from ?? -1] }
  }
  return null
}

function lineApart(a, b) {
  const [left, right] = [linesOf(a.text), linesOf(b.text)]
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    if (left[at]?.text === right[at]?.text) continue
    return { number: at + 1, a: left[at]?.text ?? null, b: right[at]?.text ?? null,
      records: [printAt(a.model, left[at]), printAt(b.model, right[at])] }
  }
  return null
}

/** Lines with the byte at which each begins. */
function linesOf(text) {
  let from = 0
  return text.split('\n').filter((line, at, all) => line || at < all.length - 1).map(line => {
    const entry = { text: line, from }
    from += new TextEncoder().encode(line).length + 1
    return entry
  })
}

/** The record that wrote the first byte of a line. */
function printAt({ prints }, line) {
  return line ? prints.findLast(({ descriptor, from }) => descriptor === 1 && from <= line.from)?.at ?? -1 : -1
}
