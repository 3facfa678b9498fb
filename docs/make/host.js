// The page of the JavaScript host, docs/reference/host.md, from the comments of web/index.d.ts and web/snapshot.d.ts, and
// the examples in tests/reference/host, which end with what they print, in a comment.

import { existsSync, readFileSync } from 'node:fs'
import { wrap } from './prose.js'

const repository = new URL('../../', import.meta.url)
const folder = new URL('tests/reference/host/', repository)
const ENDING = /\n\/\* Prints:\n([^]*?) ?\*\/\s*$/

/** The files of types that have a place on the page. */
export const TYPES = ['index', 'snapshot']

/**
 * What these files of types export: `{ name, isValue, words, code }`, in their order. A value exists when the
 * program runs; the rest are types.
 * @param {string[]} [files]
 */
export function readTypes(files = TYPES) {
  const text = files.map(file => readFileSync(new URL(`web/${file}.d.ts`, repository), 'utf8')).join('\n')
  const comment = /(?:^\/\*\*((?:(?!\*\/)[^])*)\*\/\n)?/
  const declaration = /^export (class|const|function|interface|type) (\w+)[^]*?(?=\n\n|\n*$(?![^]))/
  const form = new RegExp(comment.source + declaration.source, 'gm')
  return [...text.matchAll(form)].map(([whole, words = '', kind, name]) => ({
    name,
    isValue: ['class', 'const', 'function'].includes(kind),
    words: words.split('\n').map(line => line.replace(/^\s*\* ?/, '').trim()).join(' ').trim(),
    code: whole.slice(whole.indexOf('export ')).replace(/^export /, '').trim()
  }))
}

/** `{ name, code, output }`, or null when there is no example. */
export function readHostExample(name) {
  const file = new URL(`${name}.js`, folder)
  if (!existsSync(file)) return null
  const text = readFileSync(file, 'utf8')
  const ending = ENDING.exec(text)
  if (!ending) throw new Error(`tests/reference/host/${name}.js does not end with what it prints`)
  return {
    name,
    code: text.slice(0, ending.index).trim(),
    output: ending[1].replace(/^ \* ?/gm, '').replace(/\s*$/, '\n')
  }
}

const above = `[Reference](README.md) · [web/index.d.ts](../../web/index.d.ts) ·
[web/snapshot.d.ts](../../web/snapshot.d.ts) ·
[web/README.md](../../web/README.md)`

const about = `\`@weft/host\` runs Weft programs in Node, in workers and in pages. Its examples load
\`hello.wasm\`, \`echo.wasm\`, \`interrupt.wasm\` and \`mail.wasm\`, which \`weft build\` makes of the C files in
[tests/reference/host](../../tests/reference/host).`

export function makeHostPage() {
  const parts = ['# The JavaScript host', wrap(above, ''), wrap(about, ''),
    ...readTypes().flatMap(makeEntry)]
  return `${parts.join('\n\n')}\n`
}

function makeEntry({ name, words, code }) {
  const example = readHostExample(name)
  return [
    `## \`${name}\``,
    words && wrap(words, ''),
    `\`\`\`ts\n${code}\n\`\`\``,
    ...(example ? [`\`\`\`js\n${example.code}\n\`\`\``, 'which prints:',
      `\`\`\`text\n${example.output}\`\`\``] : [])
  ].filter(Boolean)
}
