// Makes a program, or a lesson with its program, one HTML file that runs from disk: the page's own markup without what needs a server, its
// styles, one script (single.js), the worker, and the program as it was compiled. Fetched when somebody takes one home.

import { addressOf, files } from './kit/addresses.js'
import { make } from './kit/dom.js'

/** What a file from disk has no use for. */
const WITHOUT = 'script, link, noscript, meta[http-equiv], #lessons, #manual, #browse, #settings, #share, .bar fieldset, #clockmenu, .pick, #edited, #versions, #reset, #download, #twin-button, #edit, #world, #stdin, #script, #before, #signals, #keys, kbd'
const POLICY = "default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval' blob:; worker-src blob:; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
export const MOST_BYTES = 1_500_000

/**
 * @param {object} program
 * @param {{title: string, about: string, file: string, name: string, source: string, waits: string[], options: object, speed: number, given: object,
 *   script: string[], stdin: string}} program.data what it says, and what it runs with
 * @param {BufferSource} program.bytes
 * @param {string} program.address where it can be edited
 * @param {HTMLElement | null} program.lesson its words, as the page shows them
 * @returns {Promise<string>}
 */
export async function singleFile({ data, bytes, address, lesson }) {
  const styles = document.querySelector('link[rel=stylesheet]').href
  const [html, css, script, worker] = await Promise.all([new URL('./', document.baseURI).href, styles, addressOf(files.single), addressOf(files.singleWorker)].map(textOf))
  const page = new DOMParser().parseFromString(html, 'text/html')
  for (const element of page.querySelectorAll(WITHOUT)) element.remove()
  page.title = `${data.title} – Weft`
  const { head, body } = page
  head.append(inPage(page, 'meta', { 'http-equiv': 'Content-Security-Policy', content: POLICY }), inPage(page, 'style', {}, `${css}\n${STYLE}`))
  page.querySelector('.brand').setAttribute('href', address.split('#')[0])
  page.querySelector('.motto').textContent = 'This file runs without a server and without a network'
  page.querySelector('.head .push').after(inPage(page, 'a', { class: 'btn plain', href: address }, 'Edit it in the playground'))
  page.querySelector('#code-pane header').prepend(inPage(page, 'h2', {}, data.title))
  page.querySelector('#about').textContent = data.about
  page.querySelector('#about').hidden = !data.about
  page.querySelector('#listing').textContent = data.source
  for (const id of ['status', 'status2']) page.getElementById(id).textContent = 'Ready. The program is in this file.'
  page.getElementById('run').querySelector('span').textContent = 'Run'
  if (lesson) page.querySelector('#about').replaceWith(wordsOf(page, lesson))
  body.append(
    inPage(page, 'script', { type: 'application/json', id: 'weft-program' }, escaped(JSON.stringify(data))),
    inPage(page, 'script', { type: 'text/plain', id: 'weft-wasm' }, await packed(bytes)),
    inPage(page, 'script', { type: 'text/plain', id: 'weft-worker' }, escaped(worker)),
    inPage(page, 'script', {}, 'weftFiles = { runWorker: URL.createObjectURL(new Blob([document.getElementById("weft-worker").textContent], { type: "text/javascript" })), jobWorker: "data:,", workerType: "classic" }'),
    inPage(page, 'script', {}, escaped(script)))
  const text = `<!doctype html>\n${page.documentElement.outerHTML}\n`
  if (text.length > MOST_BYTES) throw new Error(`it would have ${Math.ceil(text.length / 1e5) / 10} MB, and at most ${MOST_BYTES / 1e6} MB are one file`)
  return text
}

const STYLE = `
.lesson-words { padding: var(--s3) var(--s4); background: var(--sheet); font: var(--t-text); max-height: 40%; overflow: auto; flex: none }
.lesson-words > * { max-width: 76ch; margin: 0 0 var(--s2) } .lesson-words pre { font: var(--t-code); white-space: pre-wrap } .lesson-words :is(h2, h3) { font-weight: 600 } .lesson-words code { font: var(--t-code) }
@media (max-width: 699px) { .lesson-words { max-height: none } }
`

function inPage(page, tag, attributes, text = '') {
  const element = page.importNode(make(tag, attributes), true)
  element.textContent = text
  return element
}

/** The words of a lesson, without what only works beside the page. */
function wordsOf(page, lesson) {
  const words = lesson.cloneNode(true)
  for (const element of words.querySelectorAll('button, input, textarea, select, form, fieldset, nav, svg, [hidden], .exercise')) element.remove()
  const box = inPage(page, 'section', { class: 'lesson-words', 'aria-label': 'Lesson', tabindex: '0' })
  for (const element of words.querySelectorAll('h3, p, pre, ul, ol')) {
    if (!element.textContent.trim() || element.parentElement.closest('ul, ol')) continue
    const part = inPage(page, element.tagName, {})
    part.innerHTML = element.innerHTML
    for (const inner of part.querySelectorAll('*')) for (const { name } of [...inner.attributes]) inner.removeAttribute(name)
    box.append(part)
  }
  return box
}

/** A script whose text holds no end of one: it can only stand in a string. */
const escaped = text => text.replace(/<(?=\/script|!--|script)/gi, '\\u003c')

async function textOf(address) {
  const answer = await fetch(address).catch(() => null)
  if (!answer?.ok) throw new Error('a part of it did not come. Is there a network?')
  return answer.text()
}

async function packed(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('gzip'))
  const all = new Uint8Array(await new Response(stream).arrayBuffer())
  let text = ''
  for (let at = 0; at < all.length; at += 8192) text += String.fromCharCode(...all.subarray(at, at + 8192))
  return btoa(text)
}
