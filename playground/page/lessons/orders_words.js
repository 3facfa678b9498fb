// What a search over the orders of a program has found, in words.

import { count, digits, make } from '../kit/dom.js'
import { paragraph, printed } from './words.js'

const WHY = {
  exit: ({ code }) => code === 100 ? 'the tasks wait for each other for ever, a deadlock' : `it ends with exit code ${code}`,
  trap: () => 'it is stopped by a trap, as a failed `assert` is',
  endless: () => 'it never ends',
  memory: () => 'it needs more memory than a search has for one run, 32 MB',
  output: () => 'it prints something else',
  late: ({ seconds }) => `it takes ${seconds} s`,
  leak: () => 'it keeps memory that nobody frees'
}

/** Why a run is not what was asked for. */
export const whyWords = finding => (WHY[finding.why] ?? WHY.exit)(finding)

/** "12 of at least 40 orders"; where none is left, "All 12 orders". */
export function ofHowMany({ orders, waiting, all, chance }) {
  if (all) return `All ${digits(orders)} orders`
  return `${digits(orders)} of ${chance ? 'many more' : `at least ${digits(orders + waiting)}`} orders`
}

/** That an order fails, and in which way. */
export function headOf(finding, orders) {
  return finding.deviations === 0
    ? `**First come, first served, ${whyWords(finding)}.**`
    : `**One order fails: ${whyWords(finding)}.** It was the ${ordinal(orders)} that was tried. Its ${count(finding.deviations, 'deviation')} from first come, first served:`
}

/** Its deviations as a list; each leads to its moment. */
export function storyOf({ story }, onDeviation) {
  return story.length === 0 ? [] : [make('ol', { class: 'story' }, ...story.map(({ text }, at) => make('li', {},
    make('button', { class: 'link', onclick: () => onDeviation(at) }, text))))]
}

/** What it printed, the runtime's sentences too. */
export const outputOf = ({ text, said = '' }) => text || said ? printed(text + said) : paragraph('It prints nothing.')

function ordinal(number) {
  const ends = { 1: 'st', 2: 'nd', 3: 'rd' }
  return `${digits(number)}${number % 100 > 10 && number % 100 < 14 ? 'th' : ends[number % 10] ?? 'th'}`
}
