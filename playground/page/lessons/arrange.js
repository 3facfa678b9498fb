// Lines that are put in order: with a pointer or with keys, each has a button up and one down. Lines that do not belong can be put aside.

import { make } from '../kit/dom.js'

/**
 * @param {{texts: string[], strays?: boolean, isCode?: boolean, onChange?: () => void}} what the lines as they stand at first; `strays`: some may be put aside
 */
export function createArrange({ texts, strays = false, onChange = () => {} }) {
  const list = make('ol', { class: 'arrange' })
  let items = texts.map((text, id) => ({ id, text, aside: false, fixed: false }))

  function move(at, by) {
    const to = at + by
    if (to < 0 || to >= items.length) return
    const [item] = items.splice(at, 1)
    items.splice(to, 0, item)
    show(item.id, by < 0 ? 'up' : 'down')
    onChange()
  }

  function toggle(at) {
    items[at].aside = !items[at].aside
    show(items[at].id, 'aside')
    onChange()
  }

  function show(focused, button) {
    list.replaceChildren(...items.map((item, at) => {
      const words = item.text.trim()
      const act = (name, label, sign, work, off) => make('button', { class: 'btn plain square', 'data-act': name, 'aria-label': `${label}: ${words}`, disabled: off, onclick: work }, sign)
      return make('li', { class: item.aside ? 'aside' : null, 'data-id': item.id }, make('code', {}, item.text),
        make('span', { class: 'moves' }, act('up', 'Up', '↑', () => move(at, -1), at === 0), act('down', 'Down', '↓', () => move(at, 1), at === items.length - 1),
          strays ? act('aside', item.aside ? 'Take back' : 'Put aside', item.aside ? '+' : '×', () => toggle(at), false) : null))
    }))
    if (focused === undefined) return
    const row = list.querySelector(`[data-id="${focused}"]`)
    const wanted = row?.querySelector(`[data-act=${button}]`)
    const other = row?.querySelector('button:not(:disabled)')
    ;(wanted?.disabled ? other : wanted)?.focus()
  }

  show()
  return {
    element: list,
    texts: () => items.filter(({ aside }) => !aside).map(({ text }) => text),
    /** Other lines, as they are to stand. */
    set(texts) {
      items = texts.map((text, id) => ({ id, text, aside: false }))
      show()
    }
  }
}

/** The same mixed order every time, and never the right one. */
export function mixed(texts) {
  const lines = [...texts]
  let seed = 7
  for (let at = lines.length - 1; at > 0; at--) {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0
    const other = seed % (at + 1)
    ;[lines[at], lines[other]] = [lines[other], lines[at]]
  }
  return lines.length > 1 && lines.every((line, at) => line === texts[at]) ? [...lines.slice(1), lines[0]] : lines
}
