/**
 * The reference pages, docs/reference/*.md, made from the comments of runtime/weft.h and of the
 * headers in runtime/weft, the examples in tests/reference and the table in docs/from-asyncio.md.
 *
 *     node docs/make/reference.js          says which pages are not what would be made
 *     node docs/make/reference.js --write  writes them
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readExamples, uses } from './examples.js'
import { readHeader } from './header.js'
import { makeHostPage } from './host.js'
import { codesIn, prose, wrap } from './prose.js'
import { readSources } from './sources.js'

const repository = new URL('../../', import.meta.url)
const folder = new URL('docs/reference/', repository)
const headers = [
  { file: 'runtime/weft.h', title: 'Version' },
  { file: 'runtime/weft/process.h', title: 'Processes', slug: 'processes' },
  { file: 'runtime/weft/embed.h', title: 'In a loop of your own', slug: 'embed' },
  { file: 'runtime/weft/file.h', title: 'Files', slug: 'files' },
  { file: 'runtime/weft/output.h', title: 'Collected bytes', slug: 'output' },
  { file: 'runtime/weft/http.h', title: 'HTTP', slug: 'http' },
  { file: 'runtime/weft/serve.h', title: 'A program that serves', slug: 'serve' },
  { file: 'runtime/weft/stream.h', title: 'Streams and servers', slug: 'stream' },
  { file: 'runtime/weft/effect.h', title: 'Effects', slug: 'effects' },
  { file: 'runtime/weft/udp.h', title: 'Datagrams', slug: 'udp' },
  { file: 'runtime/weft/tls.h', title: 'TLS', slug: 'tls' },
  { file: 'runtime/weft/job.h', title: 'Jobs', slug: 'jobs' },
  { file: 'runtime/weft/lowlevel.h', title: 'A primitive of your own', slug: 'lowlevel' },
  { file: 'runtime/weft/test.h', title: 'Tests of programs', slug: 'test' }
]

const made = `Made by \`node docs/make/reference.js --write\` from the comments of
[runtime/weft.h](../../runtime/weft.h) and of the headers in [runtime/weft](../../runtime/weft), and
from the examples in [tests/reference](../../tests/reference); do not edit it by hand.`

const reading = [
  `Functions stand as one calls them: the first parameter of many, the place in the source, is
  filled in by a macro of the same name and is left out here. \`WEFT_WAITS\` marks what may let
  other tasks run, \`WEFT_CHECKED\` what does not and still must be looked at. What has no types in its
  signature is a macro that takes any that fit; \`...\` at its end is one thing, which may have commas.`,
  `An example is a whole program but for its \`#include\` lines and, where none stands there,
  \`int main(void) { return weft_run(amain, NULL); }\`. It prints what stands below it when it is
  run by \`weft run --clock virtual --stamp FILE.c\`: each line begins with its time in seconds
  (without \`--stamp\` where a \`main\` stands there). \`npm test -- reference\` runs them all,
  natively and in Node.`
]

/** Everything that the pages are made of. */
export function readReference() {
  const pages = headers.flatMap(header => {
    const text = readFileSync(new URL(header.file, repository), 'utf8')
    const { about, sections } = readHeader(text)
    return sections.map(section => ({
      ...section,
      file: header.file,
      title: section.title || header.title,
      slug: section.title ? slugOf(section.title) : header.slug ?? slugOf(header.title),
      about: section.title || header.file === 'runtime/weft.h' ? section.about : about
    }))
  })
  const { about } = readHeader(readFileSync(new URL('runtime/weft.h', repository), 'utf8'))
  return { about, pages, examples: readExamples(), sources: readSources() }
}

function slugOf(title) {
  return title.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '')
}

/** The pages as they should be: `{ 'lock.md': text, … }`. */
export function makePages(reference = readReference()) {
  const { pages } = reference
  const places = placesOf(pages)
  const made = pages.map(page => [`${page.slug}.md`, makePage(page, reference, places)])
  return {
    'README.md': makeIndex(reference, places),
    ...Object.fromEntries(made),
    'host.md': makeHostPage()
  }
}

/**
 * Where each name stands: the page and the anchor. A heading's anchor has no capital letters, so the second of `weft_timeout` and
 * `WEFT_TIMEOUT` on a page is numbered. A macro and a code may have one name: `codes` has the codes only.
 * @returns {{names: Map<string, {slug: string, anchor: string}>, codes: Map<string, {slug: string, anchor: string}>}}
 */
export function placesOf(pages) {
  const names = new Map()
  const codes = new Map()
  for (const { slug, entries } of pages) {
    for (const [name, anchor, { constants }] of anchorsOf(entries)) {
      const isConstant = constants.includes(name)
      if (isConstant) codes.set(name, { slug, anchor })
      if (!isConstant || !names.has(name)) names.set(name, { slug, anchor })
    }
  }
  return { names, codes }
}

/** `[name, anchor, entry]` of all names of a page, in order. */
function anchorsOf(entries) {
  const seen = new Map()
  return entries.flatMap(entry => namesOf(entry).map(name => {
    const plain = name.toLowerCase()
    const before = seen.get(plain) ?? 0
    seen.set(plain, before + 1)
    return [name, before ? `${plain}-${before}` : plain, entry]
  }))
}

function namesOf({ names, constants }) {
  return [...names, ...constants]
}

/** `link(name, isCode)`: the address of a name, seen from a page. */
function linker({ names, codes }, slug) {
  return (name, isCode = false) => {
    const place = (isCode && codes.get(name)) || names.get(name)
    return place && `${place.slug === slug ? '' : `${place.slug}.md`}#${place.anchor}`
  }
}

// --- one page ------------------------------------------------------------------------------------

function makePage(page, reference, places) {
  const link = linker(places, page.slug)
  const parts = [
    `# ${page.title}`,
    `[Reference](README.md) · [${page.file}](../../${page.file})`,
    prose(page.about, link),
    ...page.entries.map(entry => makeEntry(entry, page, reference, link))
  ]
  return `${parts.filter(Boolean).join('\n\n')}\n`
}

function makeEntry(entry, page, reference, link) {
  const names = entry.names.length > 0 ? entry.names : entry.constants
  // The heading of one name is its anchor.
  const anchors = namesOf(entry).length < 2 ? []
    : anchorsOf(page.entries).filter(([, , other]) => other === entry).map(([, anchor]) => `<a id="${anchor}"></a>`)
  return [
    anchors.join('\n'),
    wrap(`## ${names.map(name => `\`${name}\``).join(', ')}`, ''),
    `\`\`\`c\n${entry.declarations.map(({ text }) => text).join('\n')}\n\`\`\``,
    prose(entry.comment, link),
    facts(entry, reference, link),
    exampleOf(entry, page, reference, link)
  ].filter(Boolean).join('\n\n')
}

/** A line of codes, where the text names some, and one of where the name comes from. */
function facts(entry, { sources }, link) {
  const isCall = entry.declarations.some(({ text }) => /^(WEFT_(?:WAITS|CHECKED) )?int /m.test(text))
  const named = isCall ? codesIn(entry.comment) : []
  const codes = named.some(code => code !== 'OK') ? named : []
  const words = codes.map(code => `[\`WEFT_${code}\`](${link(`WEFT_${code}`, true)})`).join(', ')
  const from = [...new Set(entry.names.flatMap(name => sources.get(name) ?? []))]
  return [
    words && wrap(`Codes: ${words}.`, ''),
    from.length > 0 && wrap(`In Python: ${from.map(name => `\`${name}\``).join(', ')} ` +
      '([from asyncio](../from-asyncio.md)).', '')
  ].filter(Boolean).join('\n\n')
}

function exampleOf(entry, page, { examples, pages }, link) {
  const all = [...entry.names, ...entry.constants]
  const own = examples.filter(({ name }) => all.includes(name))
  if (own.length > 0) return own.map(showExample).join('\n\n')
  const found = findExample(entry, page, { examples, pages }, link)
  return found ? `Example: ${found}` : ''
}

/** A link to the first example that uses a name of the entry, on this page if there is one. */
function findExample(entry, page, { examples, pages }, link) {
  const here = ({ entries }) => entries.flatMap(({ names, constants }) =>
    examples.filter(example => [...names, ...constants].includes(example.name)))
  const all = [page, ...pages].flatMap(place =>
    here(place).map(example => ({ place, example })))
  const fits = name => all.find(({ example }) => uses(example, name))
  const first = entry.names.map(fits).find(Boolean) ?? entry.constants.map(fits).find(Boolean) ??
    all.find(({ place }) => place === page)
  if (!first) return ''
  const { name } = first.example
  return `[\`${name}\`](${link(name)})`
}

export function showExample({ code, output, options, exit }) {
  const how = options ? ` (with \`${options}\`)` : ''
  const end = exit ? `, and it ends with ${exit}` : ''
  const printed = output
    ? `which prints${how}${end}:\n\n\`\`\`text\n${output}\`\`\``
    : `which prints nothing${how}${end}.`
  return `\`\`\`c\n${code}\n\`\`\`\n\n${printed}`
}

// --- the first page ------------------------------------------------------------------------------

function makeIndex({ about, pages }, places) {
  const link = linker(places, 'README')
  const rows = pages.map(({ title, slug, entries }) => {
    const names = entries.flatMap(entry => entry.names.length > 0 ? entry.names : entry.constants)
    return wrap(`- [${title}](${slug}.md): ${names.map(name =>
      `[\`${name}\`](${link(name)})`).join(' ')}`, '  ')
  })
  return `${[
    '# Reference',
    wrap(made, ''),
    prose(about.slice(2), link),
    '## How to read it',
    ...reading.map(words => wrap(words, '')),
    '## Every name',
    [...rows, '- [The JavaScript host](host.md): `@weft/host`'].join('\n')
  ].join('\n\n')}\n`
}

// --- the command ---------------------------------------------------------------------------------

/** The pages that are missing, differ, or should not be there. */
export function stalePages(pages = makePages()) {
  const there = existsSync(folder) ? readdirSync(folder) : []
  const wrong = Object.keys(pages).filter(name =>
    !there.includes(name) || readFileSync(new URL(name, folder), 'utf8') !== pages[name])
  return [...wrong, ...there.filter(name => !(name in pages))].sort()
}

function write(pages) {
  mkdirSync(folder, { recursive: true })
  for (const name of stalePages(pages)) {
    if (name in pages) writeFileSync(new URL(name, folder), pages[name])
    else rmSync(new URL(name, folder))
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const pages = makePages()
  if (process.argv.includes('--write')) write(pages)
  const stale = stalePages(pages)
  for (const name of stale) console.error(`docs/reference/${name} is not what would be made`)
  if (stale.length > 0) process.exitCode = 1
}
