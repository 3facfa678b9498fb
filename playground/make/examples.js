// The examples: each is built as `weft build --snapshot` does. The list, which every
// visit loads, says little about each; its source and the words about it are a file of their own.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { FIRST, readExamples } from './shelves.js'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/**
 * @param {{root: string, folder: object, programs: object, header: string, pages: object[]}} request `pages`: examples with a page of their own
 * @returns {Promise<{file: string, list: object[], first: object}>}
 */
export async function makeExamples({ root, folder, programs, header, pages }) {
  const list = await Promise.all(readExamples().map(async example =>
    putExample(folder, example, await programs.put(`programs/${example.name}`, join(root, example.file), 'page'))))
  const waits = readWaits(header)
  const lines = list.map(({ name, title, options, text, program }) =>
    ({ name, title, options, text, program }))
  const content = JSON.stringify({ first: FIRST, waits, list: lines })
  const first = list.find(({ name }) => name === FIRST)
  const index = folder.putHashed('index.json', JSON.stringify([...indexOf(list), ...pages]))
  return { file: folder.putHashed('examples.json', content), index, list, first }
}

/** What the list of examples says about each, and the words that find it. */
function indexOf(list) {
  return list.map(({ name, topic, title, about, source }) => {
    const names = [...new Set(source.match(/\b(?:weft|WEFT)_\w+/g) ?? [])]
    return { name, topic, title, about, names: names.join(' ') }
  })
}

function putExample(folder, { name, topic, title, options, about, hint, source, twin }, program) {
  const python = twin && folder.putHashed(`twins/${name}.json`, JSON.stringify(readFileSync(join(ROOT, twin), 'utf8')))
  const words = { about, hint, source, ...python ? { python } : {} }
  const text = folder.putHashed(`examples/${name}.json`, JSON.stringify(words))
  return { name, topic, title, options, text, program, ...words }
}

/** The calls at which a task may wait, by the header: those that are marked WEFT_WAITS. */
function readWaits(header) {
  const marked = [...header.matchAll(/^WEFT_WAITS int (weft_[a-z]\w*)\(/gm)].map(match => match[1])
  const macros = [...header.matchAll(/^#define (weft_[a-z]\w*)\(/gm)].map(match => match[1])
  const more = ['weft_put', 'weft_get', 'weft_queue_join', 'weft_gather', 'weft_gather_each',
    'weft_wait_for']
  return [...new Set([...marked, ...more])].filter(name => marked.includes(name) ||
    macros.includes(name))
}
