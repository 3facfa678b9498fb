// Phrases: words with names between them. A name stays a thing of its own until somebody shows the
// sentence: how it looks is decided there, and no words are ever taken apart again.

/**
 * A name in a phrase.
 * @typedef {object} Name
 * @property {string} noun "the lock"; '' where the name says enough, as a task's does
 * @property {string} name as the program has it, "&counter->lock"; '' where the noun says enough
 * @property {number} task its id, 0 for what is no task
 * @property {number} resource its number, 0 for none
 */

/** @typedef {(string | Name)[]} Phrase */

/**
 * A phrase from a template: say`waits for ${lock}`. What stands in it are words, numbers, names and
 * other phrases.
 * @returns {Phrase}
 */
export function say(texts, ...values) {
  const pieces = []
  texts.forEach((text, index) => {
    if (text) pieces.push(text)
    if (index < values.length) pieces.push(...phrase(values[index]))
  })
  return pieces
}

/** Anything that a phrase is made of, as one. @returns {Phrase} */
export function phrase(value) {
  if (Array.isArray(value)) return value
  return value === '' ? [] : [typeof value === 'number' ? String(value) : value]
}

/** What there is of some phrases, with words between them. @returns {Phrase} */
export function joined(phrases, between = ', ') {
  const all = phrases.map(phrase).filter(({ length }) => length > 0)
  return all.flatMap((part, index) => index === 0 ? part : [between, ...part])
}

/**
 * A phrase as text.
 * @param {Phrase} pieces
 * @param {{short?: boolean, opens?: boolean}} [options] `short`: without the sign that a name is an
 *   address; `opens`: it begins a sentence
 */
export function textOf(pieces, { short = false, opens = false } = {}) {
  const text = pieces.map(piece => typeof piece === 'string' ? piece : nameText(piece, short)).join('')
  const isName = typeof pieces[0] === 'object' && !pieces[0].noun
  return plain(opens && !isName ? text.replace(/^./u, letter => letter.toUpperCase()) : text)
}

function nameText({ noun, name }, short) {
  const shown = short ? shortName(name) : name
  if (!noun || !shown) return noun || shown || '(no name)'   // a program may give a task an empty one
  return noun === `the ${shown}` ? noun : `${noun} ${shown}`   // not "the lock lock"
}

/** A name without the sign that it is an address: "counter->lock" for "&counter->lock". */
export function shortName(name) {
  return name.replace(/^&\s*(?=[\w(])/, '')
}

/** Text on one line, with what a terminal or a page would obey made visible. */
export function plain(text) {
  const hidden = /[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu
  return text.replace(hidden, c => `\\x${c.codePointAt(0).toString(16).padStart(2, '0')}`)
}
