// Exercises that are solved in the timeline: to find the bug from what the tasks did, or to stand at a moment at which something is so.

import { make } from '../kit/dom.js'
import { createReply } from './words.js'

export function momentExercise(desk) {
  const { step } = desk
  const reply = createReply()
  const begin = make('button', { class: 'btn', onclick: async () => {
    if (!await desk.openSteps()) reply.say('bad', 'The run has no steps to go through.')
    else reply.say('', 'Go with the buttons below the lanes, or with the keys `,` and `.` while you are there. Then come back and answer.')
  } }, 'Step through')
  const answer = make('button', { class: 'btn run', onclick: () => {
    const rows = desk.momentRows()
    if (!rows) return reply.say('bad', 'No moment is shown. Press **Step through** first.')
    const missing = missingIn(step.shows, rows)
    desk.answer(rows.map(({ title, items }) => `${title}: ${items.join(', ') || 'none'}`).join('; '), !missing)
    if (missing) return reply.say('bad', `Not yet. At this moment, ${missing}`)
    desk.done()
    reply.say('good', 'That is such a moment.')
  } }, 'This is the moment')
  return [make('div', { class: 'row' }, begin, answer), reply.element]
}

/**
 * What of "Ready /deposit 2/; Waiting !/main/" is not so, as words; '' when all is.
 * @param {string} shows
 * @param {{title: string, items: string[]}[]} rows
 */
export function missingIn(shows, rows) {
  for (const [, title, not, pattern] of shows.matchAll(/(\w+) (!?)\/((?:[^/\\]|\\.)*)\//g)) {
    const { items } = rows.find(row => row.title === title) ?? { items: [] }
    const found = new RegExp(pattern, 'm').test(items.join('\n'))
    if (found === !not) continue
    return title === 'Ran' ? items.length > 0 ? `**${items[0]}** has run last.` : 'nothing has run.'
      : `"${title}" has ${items.length > 0 ? `"${items.join('; ')}"` : 'nothing'}.`
  }
  return ''
}
