// What weft.h says about a name: its signature and first sentences, where somebody points at it in the source, and
// for the editor, which completes names, too. The list is fetched when it is first wanted.

import { addressOf, files } from '../kit/addresses.js'
import { make } from '../kit/dom.js'

const AFTER_MS = 250
const NAME = /\b(?:weft|WEFT)_\w+/g

let coming = null

/** `{weft_sleep: [signature, sentences, place in the manual]}`; without a network nothing. */
export function loadNames() {
  coming ??= fetch(addressOf(files.names)).then(answer => answer.json()).catch(() => {
    coming = null
    return {}
  })
  return coming
}

/** The name of weft.h around a place of a line, with where it begins and ends; null for none. */
export function nameAt(text, at) {
  for (const { index, 0: name } of text.matchAll(NAME)) {
    if (index <= at && at <= index + name.length) return { name, from: index, to: index + name.length }
  }
  return null
}

/** What is shown about a name. */
export function cardOf(name, [signature, about, place]) {
  return make('div', { class: 'card' }, make('pre', {}, make('code', {}, signature || name)), make('p', {}, about),
    make('p', {}, make('a', { href: `manual/${place}`, target: '_blank', rel: 'noopener' }, 'In the manual')))
}

/** Cards in the listing: they come when the pointer rests on a name, and go when it leaves both. */
export function bindCards(box, first) {
  let timer = 0
  let shown = null

  function hide() {
    shown?.element.remove()
    shown = null
  }

  async function look({ clientX, clientY }) {
    const found = nameUnder(clientX, clientY, box)
    if (!found) return hide()
    if (shown?.name === found.name && shown.top === found.area.top) return
    const about = (await loadNames())[found.name]
    hide()
    if (!about) return
    const element = cardOf(found.name, about)
    element.id = 'card'
    element.setAttribute('role', 'tooltip')
    box.parentElement.append(element)
    place(element, found.area)
    shown = { element, name: found.name, top: found.area.top }
  }

  function rest(event) {
    clearTimeout(timer)
    if (event.pointerType === 'touch' || !box.querySelector('#listing')) return
    timer = setTimeout(() => look(event), AFTER_MS)
  }

  box.addEventListener('pointermove', rest)
  rest(first)
  box.addEventListener('pointerleave', ({ relatedTarget }) => {
    clearTimeout(timer)
    if (shown?.element.contains(relatedTarget)) shown.element.addEventListener('pointerleave', hide, { once: true })
    else hide()
  })
  box.addEventListener('scroll', hide)
  addEventListener('keydown', event => event.key === 'Escape' && hide())
}

function nameUnder(x, y, box) {
  const caret = document.caretPositionFromPoint?.(x, y)
  const range = caret ? null : document.caretRangeFromPoint?.(x, y)
  const node = caret?.offsetNode ?? range?.startContainer
  const line = node?.parentElement?.closest?.('#listing code')
  if (!line || node.nodeType !== 3 || !box.contains(node)) return null
  const found = nameAt(node.data, caret?.offset ?? range.startOffset)
  if (!found) return null
  const word = document.createRange()
  word.setStart(node, found.from)
  word.setEnd(node, found.to)
  const area = word.getBoundingClientRect()
  return x >= area.left - 4 && x <= area.right + 4 ? { name: found.name, area } : null
}

/** Below the name, or above it where there is more room. */
function place(element, area) {
  const { offsetWidth: width, offsetHeight: height } = element
  const isBelow = area.bottom + height + 8 < innerHeight
  element.style.left = `${Math.max(8, Math.min(area.left, innerWidth - width - 8))}px`
  element.style.top = `${isBelow ? area.bottom + 2 : Math.max(8, area.top - height - 2)}px`
}
