// The examples: each is built to the very wasm file that `weft build` gives, and listed with its
// source and the words about it. The sources themselves are in examples/.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildProgram } from '../../toolchain/cli/build.js'
import { shelves } from './shelves.js'

/** What `weft build` takes where nothing is said; the transcripts are of such files. */
const DEFAULTS = { optimize: '2', weave: '2', names: false }

/**
 * @param {{root: string, folder: object, header: string, say: (text: string) => void}} request
 * @returns {Promise<{file: string, list: object[], waits: string[]}>}
 */
export async function makeExamples({ root, folder, header }) {
  const table = JSON.parse(readFileSync(join(root, 'playground/examples/examples.json'), 'utf8'))
  const list = []
  const before = process.cwd()
  process.chdir(root)   // the name of the source, as given, is in the program
  try {
    for (const entry of table) list.push(await makeExample(root, folder, entry))
  } finally {
    process.chdir(before)
  }
  const waits = readWaits(header)
  const content = JSON.stringify({ shelves: shelves(list), waits, list })
  return { file: folder.putHashed('examples.json', content), list, waits }
}

async function makeExample(root, folder, { name, title, options }) {
  const path = `playground/examples/${name}.c`
  const source = readFileSync(join(root, path), 'utf8')
  const bytes = await buildProgram([path], {}, DEFAULTS)
  const program = folder.putHashed(`programs/${name}.wasm`, bytes)
  return { name, title, ...aboutOf(source), options, source, program, bytes: bytes.length }
}

/** The comment at the head of an example: what it does, and what to try. */
function aboutOf(source) {
  const comment = /^\/\*([\s\S]*?)\*\//.exec(source)?.[1] ?? ''
  const text = comment.replace(/^ \*/gm, '').replace(/\(S\d[^)]*\)/, '')
  const paragraphs = text.split(/\n\s*\n/).join('\n').split(/\n(?=\s*Try:)/)
  const plain = paragraphs.map(part => part.replace(/\s+/g, ' ').trim())
  return { about: plain[0] ?? '', hint: plain[1] ?? '' }
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
