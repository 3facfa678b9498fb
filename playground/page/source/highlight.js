// The colours of C in the listing: nearly one ink, so that the calls at which a task may wait stand
// out. The editor has its own, with the same classes.

import { make } from '../kit/dom.js'
import { visible } from '../kit/visible.js'

const KEYWORDS = new Set(('auto break case char const continue default do double else enum extern '
  + 'float for goto if inline int long register return short signed sizeof static struct switch '
  + 'typedef union unsigned void volatile while bool true false _Bool size_t').split(' '))
const TOKEN = new RegExp([
  '(?<cm>//[^\\n]*|/\\*[\\s\\S]*?(?:\\*/|(?![\\s\\S])))',
  '(?<st>"[^"\\\\\\n]*(?:\\\\.[^"\\\\\\n]*)*"?|\'[^\'\\\\\\n]*(?:\\\\.[^\'\\\\\\n]*)*\'?)',   // a string of megabytes, too: no step back for each character
  '(?<pp>^[ \\t]*#[^\\n]*)',
  '(?<word>[A-Za-z_]\\w*)'
].join('|'), 'gm')

/**
 * The lines of a source: each a list of pieces of text with a class, and whether a task may wait
 * there.
 * @param {string} source
 * @param {string[]} waits the calls that may wait
 */
export function linesOf(source, waits) {
  const calls = new Set(waits)
  const lines = [{ pieces: [], waits: false }]
  const add = (text, kind) => text.split('\n').forEach((part, index) => {
    if (index > 0) lines.push({ pieces: [], waits: false })
    if (part) lines.at(-1).pieces.push([part, kind])
    if (part && kind === 'wt') lines.at(-1).waits = true
  })
  let at = 0
  for (const match of source.matchAll(TOKEN)) {
    add(source.slice(at, match.index), '')
    add(match[0], kindOf(match.groups, calls))
    at = match.index + match[0].length
  }
  add(source.slice(at), '')
  return lines
}

function kindOf({ cm, st, pp, word }, calls) {
  if (cm) return 'cm'
  if (st) return 'st'
  if (pp) return 'pp'
  if (calls.has(word)) return 'wt'
  return KEYWORDS.has(word) ? 'kw' : ''
}

/** The element of a line. */
export function lineElement({ pieces, waits }, number) {
  const code = make('code', {}, ...pieces.map(([text, kind]) =>
    kind ? make('span', { class: kind }, visible(text)) : visible(text)))
  if (pieces.length === 0) code.append(' ')
  const link = make('a', { id: `L${number}`, class: waits ? null : 'none',
    'data-wait': waits, title: waits ? 'A task may wait here' : null }, String(number))
  return make('span', { class: 'ln', 'data-line': number }, link, code)
}
