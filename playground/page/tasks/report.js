// The report above the lanes when a run went wrong: a deadlock with its cycle, a trap, a stack that
// was used up. Its words come from the trace reader and from the host.

import { make } from '../kit/dom.js'
import { visible } from '../kit/visible.js'
import { after, deed, words } from './sentence.js'

const SIGNAL = 'Under the virtual clock no signal comes. Set the clock to Real, and a button sends one.'

/**
 * @param {object} model
 * @param {{reason: string, message: string}} exit
 * @param {object | null} [stuck] the task that never waits, see stuck.js
 * @returns {HTMLElement | null}
 */
export function reportOf(model, exit, stuck = null) {
  if (model.dead) return deadlock(model)
  if (stuck) return endless(stuck)
  const titles = { trap: 'The program did what WebAssembly does not allow',
    overflow: 'The stack is used up', memory: 'There is no more memory',
    limit: 'The program reached a limit of this page' }
  const title = titles[exit.reason]
  if (!title) return null
  return make('div', { class: 'report' }, make('h3', {}, title),
    make('p', {}, visible(exit.message)))
}

function endless({ first, deed, line }) {
  const place = line ? [`: ${deed} `, lineLink(line)] : []
  return make('div', { class: 'report' }, make('h3', {}, 'A task never waits'),
    make('p', {}, visible(first), ...place, '. WEFT_TRY(weft_yield()) in its loop lets the others run.'))
}

function lineLink(line) {
  return make('a', { href: `#L${line}`, 'data-line': line }, `line ${line}`)
}

function deadlock(model) {
  const { now } = model.past
  const waiting = now.tasks().filter(({ state }) => state === 'waiting')
  const isRing = model.ring.length > 1
  const shown = isRing ? waiting.filter(({ id }) => model.ring.includes(id)) : waiting
  const title = isRing
    ? `Deadlock: ${model.ring.length === 2 ? 'two' : model.ring.length} tasks wait for each other`
    : model.ring.length === 1
      ? `Deadlock: ${visible(model.tasks.get(model.ring[0])?.name ?? 'a task')} waits for itself`
      : 'Deadlock: nothing is left that could wake a task'
  const sentences = shown.slice(0, 20).map(({ id, wait }) => {
    const parts = now.describe(id)
    const line = now.place(wait.place)?.line
    return make('li', {}, visible(`${words(parts.subject)} ${deed(parts)}${after(parts)}`),
      ...line ? [', at ', lineLink(line)] : [], '.')
  })
  const more = shown.length > 20 ? make('p', {}, `And ${shown.length - 20} more.`) : null
  const signal = shown.some(({ wait }) => wait.kind === 'signal') ? make('p', {}, SIGNAL) : null
  return make('div', { class: 'report' }, make('h3', {}, title), make('ul', {}, ...sentences), more,
    signal)
}
