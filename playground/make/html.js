// index.html: the template with the names of the built files, the list of examples, and the first
// example's source, so that something can be read before any script has run.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { shelves } from './shelves.js'

const NAMES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** @returns {string} the name of the page */
export function makeHtml({ source, folder, page, examples }) {
  const first = examples.list.find(({ name }) => name === shelves(examples.list)[0].names[0])
  const values = {
    styles: page.styles,
    script: page.script,
    examples: examples.file,
    options: optionsOf(examples.list),
    about: escape(first.about),
    code: first.source.trimEnd().split('\n').map(lineOf).join('')
  }
  const template = readFileSync(join(source, 'index.html'), 'utf8')
  const html = template.replace(/\{\{(\w+)\}\}/g, (_, name) => values[name])
  return folder.put('index.html', html)
}

function optionsOf(list) {
  const titles = Object.fromEntries(list.map(({ name, title }) => [name, title]))
  return shelves(list).map(({ title, names }) => `<optgroup label="${escape(title)}">${
    names.map(name => `<option value="${name}">${escape(titles[name])}</option>`).join('')
  }</optgroup>`).join('')
}

function lineOf(text, index) {
  return `<span class="ln"><a>${index + 1}</a><code>${escape(text) || ' '}</code></span>`
}

function escape(text) {
  return text.replace(/[&<>"]/g, c => NAMES[c])
}
