// index.html, and isolated.html for a frame without an origin: the template with the names of the built files, the list of examples, and the first
// example's source, so that something can be read before any script has run.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { byTopic } from './shelves.js'

/** A frame without an origin makes its workers itself, and reads Binaryen as a script of its own; the page needs neither, so its policy says so. */
const POLICY = "script-src 'self' 'wasm-unsafe-eval'; worker-src 'self';"

const NAMES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** @returns {string} the name of the page */
export function makeHtml({ source, folder, page, examples }) {
  const { first } = examples
  const values = {
    styles: page.styles,
    script: page.script,
    examples: examples.file,
    first: first.text,
    options: optionsOf(examples.list),
    about: `${escape(first.about)} ${escape(first.hint).replace(/^Try:/, '<b>$&</b>')}`.trim(),
    code: first.source.trimEnd().split('\n').map(lineOf).join('')
  }
  const template = readFileSync(join(source, 'index.html'), 'utf8')
  const html = template.replace(/\{\{(\w+)\}\}/g, (_, name) => values[name])
  folder.put('isolated.html', html.replace(POLICY, "script-src 'self' 'wasm-unsafe-eval' blob:; worker-src 'self' blob:;"))
  return folder.put('index.html', html)
}

function optionsOf(list) {
  return [...byTopic(list)].map(([topic, entries]) => `<optgroup label="${escape(topic)}">${
    entries.map(({ name, title }) => `<option value="${name}">${escape(title)}</option>`).join('')
  }</optgroup>`).join('')
}

/** A line of a listing. */
export function lineOf(text, index) {
  return `<span class="ln"><a>${index + 1}</a><code>${escape(text) || ' '}</code></span>`
}

function escape(text) {
  return text.replace(/[&<>"]/g, c => NAMES[c])
}
