// The labels at the end of a source line, in the listing and in the editor: the tasks that stand
// there.

import { make } from '../kit/dom.js'
import { mark } from '../kit/marks.js'

const MOST_PINS = 4

/** The labels of one line; those of the moment that is looked at come first. */
export function pinsElement(all) {
  const pins = all.length > MOST_PINS
    ? [...all].sort((a, b) => Number(b.on) - Number(a.on)).slice(0, MOST_PINS - 1) : all
  const more = all.length - pins.length
  return make('span', { class: 'pins', 'aria-hidden': 'true' }, ...pins.map(pinElement),
    more ? make('span', { class: 'pin' }, `+ ${more}`) : null)
}

function pinElement({ name, short, kind, on }) {
  return make('span', { class: on ? 'pin on' : 'pin' }, on ? null : mark(kind),
    make('span', { class: 'long' }, name), make('span', { class: 'short' }, short))
}
