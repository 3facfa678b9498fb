// What one can take home, below "Share": the program as a project, its run for Perfetto, and the lines that embed it in another page.
// Fetched when the menu is opened.

import { addressOf } from './kit/addresses.js'
import { byId, digits, make } from './kit/dom.js'
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
  const single = make('button', { class: 'btn', onclick: () => takeSingle(page, words) }, 'One HTML file')
  const words = make('p', { role: 'status', id: 'singlewords' })
  const embed = make('textarea', { class: 'box', id: 'embed', readonly: true, rows: '3', 'aria-label': 'Lines that embed this program', spellcheck: 'false' })
  const button = make('button', { class: 'btn', onclick: async () => tellCopied(button, await copy(embed.value)) }, 'Copy')
  embed.addEventListener('focus', () => embed.select())
  byId('download2').after(' ', project, ' ', trace, ' ', single, words, make('p', {}, make('b', {}, 'In another page'), ': the playground comes when somebody presses its button, in the colours of that page.'),
    make('div', { class: 'row' }, embed, button))

  function show() {
    const { model } = page.tasks
    trace.disabled = !model?.isOver
    trace.title = trace.disabled ? 'Run it first' : ''
    words.textContent = `One HTML file runs from disk, without a server: ${document.body.classList.contains('lessons-on') ? 'the words of this step, ' : ''}the program, its output, lanes and steps.`
    embed.value = embedLines(location.href.split('#')[0], byId('link').value.split('#')[1] ?? '')
  }

  byId('withclock').addEventListener('change', async () => {
    await page.links.refresh()
    show()
  })
  return { show }
}

/** The program as one file that runs from disk. What is edited is compiled for it. */
async function takeSingle(page, words) {
  try {
    words.textContent = 'Making the file.'
    const { program, settings, world, catalog } = page
    const built = program.isEdited ? program.entry.builtOf?.(program.text) : program.entry.program
    const { program: bytes, ok } = built ? { program: await bytesOf(addressOf(built)), ok: true } : await page.compiler.build(program.file, program.text, settings.state.level) ?? {}
    if (!ok) throw new Error('the program does not compile. Run it, and the page says why')
    const { singleFile } = await import('./single_file.js')
    const { signals, ...given } = world.options()
    const lesson = document.body.classList.contains('lessons-on') ? byId('lesson-pane') : null
    const data = { title: lesson?.querySelector('h2')?.textContent ?? program.entry.title, about: lesson ? '' : program.entry.about ?? '', file: program.file, name: program.name, source: program.text, waits: catalog.waits,
      options: settings.runOptions(), speed: settings.speed(), given, script: [...page.input.script(), ...signals], stdin: world.state.stdin }
    const address = lesson ? `${location.href.split('#')[0]}${program.entry.address}` : byId('link').value
    const html = await singleFile({ data, bytes, address, lesson })
    save(`${nameOf(page)}.html`, html, 'text/html')
    words.textContent = `${nameOf(page)}.html has ${digits(Math.ceil(new Blob([html]).size / 1000))} KB, of 1\u202f500 at most. It runs from disk; "Edit it in the playground" in it leads here.`
  } catch (error) {
    words.textContent = `The file cannot be made: ${error.message}.`
  }
}

async function bytesOf(address) {
  const answer = await fetch(address).catch(() => null)
  if (!answer?.ok) throw new Error('the program did not come. Is there a network?')
  return answer.arrayBuffer()
}

function embedLines(address, hash) {
  return `<script src="${new URL('embed.js', address).href}"></script>\n<weft-playground program="${hash.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"></weft-playground>`
}

const nameOf = ({ program }) => program.file.replace(/\.c$/, '')
