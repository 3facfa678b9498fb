// The report above the lanes when a run went wrong: a deadlock with its cycle, a trap, a stack that
// was used up. Its words come from the trace reader and from the host.

import { make } from '../kit/dom.js'
import { visible } from '../kit/visible.js'
import { adviceFor } from './advice.js'
import { after, deed, words } from './sentence.js'

const SIGNAL = 'Under the virtual clock no signal comes. Set the clock to Real, and a button sends one.'
const EACH = 'Each holds what the other waits for: '
const MOST_SENTENCES = 100

const TITLES = { trap: 'The program stopped at a mistake', overflow: 'The stack is used up',
  memory: 'There is no more memory', limit: 'The program reached a limit of this page',
  failed: 'main failed' }

/**
 * @param {object} model
 * @param {{reason: string, message: string}} exit
 * @param {{stuck: object | null, said: string[]}} about the task that never waits, see stuck.js; and what the
 *   runtime wrote when it ended the program
 * @returns {HTMLElement | null}
 */
export function reportOf(model, exit, { stuck, said }) {
  if (model.dead) return deadlock(model)
  if (stuck) return endless(stuck)
  const title = TITLES[exit.reason]
  if (!title) return null
  const words = said.length > 0 ? causeFirst(said) : [exit.message]
  return make('div', { class: 'report' }, make('h3', {}, title),
    ...words.map(line => make('p', {}, ...linked(line))))
}

/** The runtime says what ended with which code, and below it, moved in, why: that is what a reader wants first. */
function causeFirst(said) {
  const causes = said.filter(line => /^ {2}\S.*, raised at /.test(line))
  return [...causes, ...said.filter(line => !causes.includes(line))].map(line => line.replace(/^weft: |^ +/, ''))
}

/** A sentence whose places in the program lead there. */
function linked(text) {
  return text.split(/(\S+\.c:\d+)/).map((part, at) => at % 2 === 0 ? visible(part)
    : make('a', { href: `#L${lineIn(part)}`, 'data-line': lineIn(part) }, visible(part)))
}

function lineIn(place) {
  return place.slice(place.lastIndexOf(':') + 1)
}

function endless({ first, deed, line }) {
  const place = line ? [`: ${deed} `, lineLink(line)] : []
  return make('div', { class: 'report' }, make('h3', {}, 'A task never waits'),
    make('p', {}, visible(first), ...place, '. WEFT_TRY(weft_yield()) in its loop lets the others run.'))
}

function lineLink(line) {
  return make('a', { href: `#L${line}`, 'data-line': line }, `line ${line}`)
}

/** The cause first, in one or two sentences; all who wait below it, when asked for. */
function deadlock(model) {
  const { now } = model.past
  const waiting = now.tasks().filter(({ state }) => state === 'waiting')
  const ring = waiting.filter(({ id }) => model.ring.includes(id))
  const cause = ring.length > 0 ? ring : waiting.length > 3 ? [] : waiting
  const rest = waiting.filter(task => !cause.includes(task))
  const isSignal = waiting.some(({ wait }) => wait.kind === 'signal')
  return make('div', { class: 'report' }, make('h3', {}, titleOf(model, ring)),
    make('ul', {}, ...cause.map(task => sentenceOf(now, task))),
    ring.length > 0 ? make('p', {}, adviceIn(ring)) : null,
    rest.length > 0 ? others(now, rest, ring.length > 0) : null,
    isSignal ? make('p', {}, SIGNAL) : null)
}

function adviceIn(ring) {
  const advice = adviceFor(ring, ring.at(-1).wait)
  return ring.length > 1 && ring.every(({ wait }) => wait.kind === 'lock') ? `${EACH}${advice.replace(/^T/, 't')}` : advice
}

function titleOf(model, ring) {
  if (ring.length > 1) return `Deadlock: ${ring.length === 2 ? 'two' : ring.length} tasks wait for each other`
  if (ring.length === 0) return 'Deadlock: nothing is left that could wake a task'
  return `Deadlock: ${visible(model.tasks.get(model.ring[0])?.name ?? 'a task')} waits for itself`
}

function sentenceOf(now, { id, wait }) {
  const parts = now.describe(id)
  const line = now.place(wait.place)?.line
  return make('li', {}, visible(`${words(parts.subject)} ${deed(parts)}${after(parts)}`),
    ...line ? [', at ', lineLink(line)] : [], '.')
}

function others(now, rest, isBehind) {
  const shown = rest.slice(0, MOST_SENTENCES)
  const title = rest.length === 1 ? 'One more task waits' : `${rest.length} ${isBehind ? 'others' : 'tasks'} wait`
  return make('details', {}, make('summary', {}, `${title}${isBehind ? ' behind that' : ''}. `, make('span', { class: 'all' }, 'Show all')),
    make('ul', {}, ...shown.map(task => sentenceOf(now, task))),
    rest.length > shown.length ? make('p', {}, `And ${rest.length - shown.length} more.`) : null)
}
