// What one can take home, below "Share": the program as a project, its run for Perfetto, and the lines that embed it in another page.
// Fetched when the menu is opened.

import { byId, make } from './kit/dom.js'
import { copy, tellCopied } from './kit/clipboard.js'
import { save } from './kit/save.js'
import { projectOf } from './program/project.js'
import { perfettoOf } from './tasks/perfetto.js'

/** @param {object} page the record of page.js */
export function createTake(page) {
  const trace = make('button', { class: 'btn', onclick: () => save(`${nameOf(page)}.json`, JSON.stringify(perfettoOf(page.tasks.model, page.program.entry.title)), 'application/json') },
    'Its run, for Perfetto')
  const project = make('button', { class: 'btn', onclick: () => {
    const { name, bytes } = projectOf({ file: page.program.file, text: page.program.text, title: page.program.entry.title })
    save(name, bytes, 'application/zip')
  } }, 'A project for CMake or weft')
  const embed = make('textarea', { class: 'box', id: 'embed', readonly: true, rows: '3', 'aria-label': 'Lines that embed this program', spellcheck: 'false' })
  const button = make('button', { class: 'btn', onclick: async () => tellCopied(button, await copy(embed.value)) }, 'Copy')
  embed.addEventListener('focus', () => embed.select())
  byId('download2').after(' ', project, ' ', trace, make('p', {}, make('b', {}, 'In another page'), ': the playground comes when somebody presses its button, in the colours of that page.'),
    make('div', { class: 'row' }, embed, button))

  function show() {
    const { model } = page.tasks
    trace.disabled = !model?.isOver
    trace.title = trace.disabled ? 'Run it first' : ''
    embed.value = embedLines(location.href.split('#')[0], byId('link').value.split('#')[1] ?? '')
  }

  byId('withclock').addEventListener('change', async () => {
    await page.links.refresh()
    show()
  })
  return { show }
}

function embedLines(address, hash) {
  return `<script src="${new URL('embed.js', address).href}"></script>\n<weft-playground program="${hash.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"></weft-playground>`
}

const nameOf = ({ program }) => program.file.replace(/\.c$/, '')
