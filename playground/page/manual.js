// A page of the manual: search over all pages, programs that run where they stand, the theme. The texts are
// there without it.

import { byId, make } from './kit/dom.js'
import { startTheme } from './theme.js'

const MOST_HITS = 20
const HEAD = '#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n#include "weft.h"\n\n'
const TAIL = '\n\nint main(void)\n{\n    return weft_run(amain, NULL);\n}\n'

let entries = null

async function search() {
  const box = byId('hits')
  const asked = wordsOf(byId('find-manual').value)
  box.hidden = asked.length === 0
  if (box.hidden) return
  try {
    entries ??= fetch(document.body.dataset.index).then(answer => answer.json())
    const found = rank(await entries, asked).slice(0, MOST_HITS)
    box.replaceChildren(...found.length > 0 ? found.map(hit) : [make('p', {}, 'Nothing has all of these words.')])
  } catch (error) {
    entries = null
    box.replaceChildren(make('p', {}, `The manual cannot be searched: ${error.message}`))
  }
}

/** What has the words in its title comes first. */
function rank(list, asked) {
  const has = (text, word) => wordsOf(text).some(other => other.startsWith(word))
  return list.map(entry => {
    const inTitle = asked.filter(word => has(entry.text, word)).length
    const all = asked.every(word => has(`${entry.text} ${entry.words} ${entry.page}`, word))
    return { entry, weight: all ? 1 + inTitle * 10 - entry.text.length / 1000 : 0 }
  }).filter(({ weight }) => weight > 0).sort((a, b) => b.weight - a.weight).map(({ entry }) => entry)
}

function wordsOf(text) {
  return text.toLowerCase().split(/[^a-z0-9]+/).filter(Boolean)
}

function hit({ at, text, page, words }) {
  return make('a', { href: at }, text, make('small', {}, text === page ? words.slice(0, 110) : `${page}. ${words.slice(0, 90)}`))
}

/** The playground itself, with this program in it, below the listing. */
async function runHere(button) {
  const figure = button.closest('.listing')
  const old = figure.querySelector('iframe')
  if (old) {
    old.remove()
    button.textContent = 'Run it here'
    return
  }
  const { pack } = await import('./program/pack.js')
  const code = figure.querySelector('code').textContent
  const source = `${/#include "weft\.h"/.test(code) ? '' : HEAD}${code}${/\bint main\(/.test(code) ? '\n' : TAIL}`
  const fields = new URLSearchParams({ v: '1', clock: 'virtual', source: pack(source) })
  figure.append(make('iframe', { src: `../#${fields}`, title: 'This program in the playground' }))
  button.textContent = 'Close'
}

startTheme()
byId('find-manual').addEventListener('input', search)
byId('find-manual').addEventListener('keydown', event => {
  if (event.key === 'Enter') byId('hits').querySelector('a')?.click()
  if (event.key === 'Escape') byId('hits').hidden = true
  if (event.key === 'ArrowDown') byId('hits').querySelector('a')?.focus()
})
byId('hits').addEventListener('keydown', event => {
  const links = [...byId('hits').querySelectorAll('a')]
  const move = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (!move) return
  event.preventDefault()
  const to = links[links.indexOf(document.activeElement) + move] ?? byId('find-manual')
  to.focus()
})
document.addEventListener('click', event => {
  const button = event.target.closest?.('[data-run]')
  if (button) runHere(button)
  if (!event.target.closest?.('.search')) byId('hits').hidden = true
})
if (innerWidth < 800) document.querySelector('.toc details').open = false
document.body.dataset.ready = ''
