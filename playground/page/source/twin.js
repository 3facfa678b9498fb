// The Python twin beside the listing: the same program in asyncio, line against line where they say the same.
// Fetched when it is asked for.

import { byId, make } from '../kit/dom.js'
import { visible } from '../kit/visible.js'
import { align } from './align.js'

const KEYWORDS = new Set(('and as assert async await break class continue def del elif else except finally for from global if import in is '
  + 'lambda nonlocal not or pass raise return try while with yield None True False').split(' '))
const WAITS = new Set(['await'])
const TOKEN = /(?<cm>#.*)|(?<st>[fr]?"""[^]*?(?:"""|$)|[fr]?"(?:[^"\\]|\\.)*"?|[fr]?'(?:[^'\\]|\\.)*'?)|(?<word>[A-Za-z_]\w*)/g

/**
 * Puts the twin beside the lines of the listing; both get empty lines, so that what belongs together is level.
 * @param {HTMLElement[]} elements the lines of the listing
 * @param {string} source the C program
 * @param {string} python its twin
 * @returns {() => void} takes it away
 */
export function showTwin(elements, source, python) {
  const right = python.replace(/\n$/, '').split('\n')
  const pairs = align(source.replace(/\n$/, '').split('\n'), right)
  const lines = right.map(lineElement)
  const column = make('pre', { id: 'python', tabindex: '0', 'aria-label': 'The same program in Python' })
  const fillers = []
  const fill = parent => {
    const filler = make('span', { class: 'ln fill', 'aria-hidden': 'true' })
    fillers.push(filler)
    parent(filler)
  }
  let [left, at] = [0, 0]
  /** What stands between two pairs: side by side, and the shorter side is filled up. */
  const between = (toLeft, toRight) => {
    while (left < toLeft || at < toRight) {
      if (at < toRight) column.append(lines[at])
      else fill(filler => column.append(filler))
      if (left >= toLeft) fill(filler => left < elements.length ? elements[left].before(filler) : elements.at(-1).parentElement.append(filler))
      else left++
      if (at < toRight) at++
    }
  }
  for (const [one, other] of pairs) {
    between(one, other)
    column.append(lines[other])
    elements[one].dataset.twin = lines[other].dataset.twin = String(other)
    left = one + 1
    at = other + 1
  }
  between(elements.length, lines.length)
  const code = byId('code')
  code.classList.add('twinned')
  elements[0].parentElement.tabIndex = 0   // each side scrolls by itself now
  code.append(column)
  const stop = bindPointing(code)
  return () => {
    stop()
    code.classList.remove('twinned')
    elements[0].parentElement.removeAttribute('tabindex')
    column.remove()
    for (const filler of fillers) filler.remove()
    for (const element of elements) delete element.dataset.twin
  }
}

function lineElement(text, index) {
  const code = make('code')
  let at = 0
  for (const match of text.matchAll(TOKEN)) {
    const { cm, st, word } = match.groups
    const kind = cm ? 'cm' : st ? 'st' : WAITS.has(word) ? 'wt' : KEYWORDS.has(word) ? 'kw' : ''
    code.append(visible(text.slice(at, match.index)),
      kind ? make('span', { class: kind }, visible(match[0])) : visible(match[0]))
    at = match.index + match[0].length
  }
  code.append(visible(text.slice(at)) || ' ')
  return make('span', { class: 'ln' }, make('a', { class: 'none' }, String(index + 1)), code)
}

/** A line that is pointed at on one side is lit on the other. */
function bindPointing(code) {
  const light = event => {
    const line = event.target.closest?.('.ln')?.dataset.twin
    for (const old of code.querySelectorAll('.ln.twin')) old.classList.remove('twin')
    if (line === undefined || event.type === 'pointerleave') return
    for (const both of code.querySelectorAll(`.ln[data-twin="${line}"]`)) both.classList.add('twin')
  }
  code.addEventListener('pointerover', light)
  code.addEventListener('pointerleave', light)
  return () => {
    code.removeEventListener('pointerover', light)
    code.removeEventListener('pointerleave', light)
  }
}
