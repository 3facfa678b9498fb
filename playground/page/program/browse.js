// The list of examples with what each does, and a field that finds some: by words of the title or
// of what it does, or by a name of weft.h that it uses; lessons, too. Fetched when it is opened for the first time.

import { files } from '../kit/addresses.js'
import { byId, count, make } from '../kit/dom.js'
import { get } from './catalog.js'

/**
 * Fills the list below the word "Examples".
 * @param {(name: string) => void} onChoose
 */
export async function fillBrowser(onChoose) {
  const [examples, lessons] = await Promise.all([get(files.index, 'their list'), get(files.lessons, 'the lessons').catch(() => [])])
  const items = [...examples.map(itemOf), ...lessons.map(lessonOf)]
  const field = byId('search')
  const shelf = byId('shelf')

  function show() {
    const asked = wordsOf(field.value)
    const found = items.filter(({ words }) =>
      asked.every(part => words.some(word => word.startsWith(part))))
    const topics = [...new Set(found.map(({ topic }) => topic))]
    shelf.replaceChildren(...topics.flatMap(topic => [make('h2', {}, topic),
      make('ul', {}, ...found.filter(item => item.topic === topic).map(({ element }) => element))]))
    const taught = found.filter(({ topic }) => topic === LESSONS).length
    byId('searchwords').textContent = [[found.length - taught, 'example'], [taught, 'lesson']].filter(([number]) => number > 0)
      .map(([number, noun]) => count(number, noun)).join(' and ') || 'No example and no lesson has all of these words.'
  }

  function go(event, move) {
    const links = [...shelf.querySelectorAll('a')]
    const next = links[links.indexOf(document.activeElement) + move] ?? (move < 0 ? field : null)
    if (!next) return
    event.preventDefault()
    next.focus()
  }

  field.addEventListener('input', show)
  byId('browse').addEventListener('keydown', event => {
    if (event.key === 'ArrowDown') go(event, 1)
    else if (event.key === 'ArrowUp') go(event, -1)
    else if (event.key === 'Enter' && event.target === field) shelf.querySelector('a')?.click()
  })
  shelf.addEventListener('click', event => {
    const name = event.target.closest('a')?.dataset.name
    if (event.target.closest('a')) byId('browse').open = false   // a lesson is opened by its address
    if (!name || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    onChoose(name)
  })
  show()
}

const LESSONS = 'Lessons'

function lessonOf({ name, title, about, part }) {
  return { topic: LESSONS, words: wordsOf([title, about, part, 'lesson'].join(' ')),
    element: make('li', {}, make('a', { href: `#lesson=${name}` }, title), make('p', {}, about)) }
}

/** An example with a page of its own is left for it. */
function itemOf({ name, topic, title, about, names, page }) {
  const link = make('a', page ? { href: page } : { href: `#v=1&example=${name}`, 'data-name': name }, title)
  return { topic, words: wordsOf([title, about, topic, name, names].join(' ')),
    element: make('li', {}, link, make('p', {}, about)) }
}

/** "weft_lock" is found by "lock" as well, and "lock" does not find "block". */
function wordsOf(text) {
  return text.toLowerCase().split(/[^a-z0-9]+/).filter(Boolean)
}
