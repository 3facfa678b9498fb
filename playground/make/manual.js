// The manual as pages of the site: guide, reference, from asyncio, mistakes and the header, each with the way to the
// others, a search over all, and a button below every whole program. The texts are those of docs/.

import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { basename, join, posix } from 'node:path'
import { escape, render } from './markdown.js'
import { placesOfNames } from './names.js'

const FIRST = ['guide', 'from-asyncio', 'mistakes', 'debugging']

/** @param {{root: string, folder: object, styles: string, script: string}} request the names of built files */
export function makeManual({ root, folder, styles, script }) {
  const docs = join(root, 'docs')
  const sources = [...FIRST.filter(name => existsSync(join(docs, `${name}.md`))).map(name => `${name}.md`),
    ...readdirSync(join(docs, 'reference')).filter(file => file.endsWith('.md')).map(file => `reference/${file}`)]
  const known = new Map(sources.map(file => [file, nameOf(file)]))
  const pages = sources.map(file => ({ file, name: known.get(file),
    ...render(readFileSync(join(docs, file), 'utf8'), { link: to => linkFrom(file, to, known), listing }) }))
  pages.push(headerPage(root))
  const style = folder.putHashed('manual.css', readFileSync(join(root, 'playground', 'manual.css')))
  const index = folder.putHashed('manual/index.json', JSON.stringify(pages.flatMap(entriesOf)))
  const shell = { pages, style, styles, script, index }
  for (const page of pages) folder.put(`manual/${page.name}.html`, html(page, shell))
  for (const picture of readdirSync(join(docs, 'guide'))) {
    folder.put(`manual/guide/${picture}`, readFileSync(join(docs, 'guide', picture)))
  }
}

function nameOf(file) {
  return file === 'reference/README.md' ? 'reference' : basename(file, '.md')
}

/** Where a link of a document leads in the manual; '' for what is not part of it. */
function linkFrom(file, to, known) {
  if (/^https?:/.test(to)) return to
  const [path, anchor] = to.split('#')
  const target = path ? posix.normalize(posix.join(posix.dirname(file), path)) : file
  const place = anchor ? `#${anchor}` : ''
  if (known.has(target)) return `${known.get(target)}.html${place}`
  if (target.endsWith('runtime/weft.h')) return `header.html${place}`
  if (/^guide\/\w+\.svg$/.test(target)) return target
  return ''
}

function listing(language, code) {
  const isProgram = language === 'c' && (/\bint amain\(/.test(code) || (/\bint main\(/.test(code) && !/\bamain\b/.test(code)))
  return `<figure class="listing"><pre tabindex="0"><code>${language === 'c' ? coloured(code) : escape(code)}</code></pre>${
    isProgram ? '<button class="btn" data-run>Run it here</button>' : ''}</figure>\n`
}

const KEYWORDS = 'auto break case char const continue default do double else enum extern float for goto if inline int long register '
  + 'return short signed sizeof static struct switch typedef union unsigned void volatile while bool size_t'
const TOKEN = /(\/\/[^\n]*|\/\*[^]*?\*\/)|("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|^([ \t]*#[^\n]*)|([A-Za-z_]\w*)/gm

function coloured(code, onWord = escape) {
  const words = new Set(KEYWORDS.split(' '))
  let out = ''
  let at = 0
  for (const match of code.matchAll(TOKEN)) {
    const [text, comment, string, directive, word] = match
    out += escape(code.slice(at, match.index))
    const kind = comment ? 'cm' : string ? 'st' : directive ? 'pp' : words.has(word) ? 'kw' : ''
    out += kind ? `<span class="${kind}">${escape(text)}</span>` : onWord(text)
    at = match.index + text.length
  }
  return out + escape(code.slice(at))
}

/** weft.h, whose names have anchors and lead to the reference. */
function headerPage(root) {
  const text = readFileSync(join(root, 'runtime', 'weft.h'), 'utf8')
  const places = placesOfNames()
  const seen = new Set()
  const code = coloured(text, word => {
    if (!places.has(word)) return escape(word)
    const plain = word.toLowerCase()
    const anchor = seen.has(plain) ? '' : ` id="${plain}"`
    seen.add(plain)
    return `<a${anchor} href="${places.get(word)}">${word}</a>`
  })
  return { file: 'weft.h', name: 'header', title: 'weft.h', headings: [{ level: 1, text: 'weft.h, the header', anchor: '', words: '' }],
    html: `<h1>weft.h</h1><p>The whole interface. Each name leads to its page of the reference.</p><figure class="listing"><pre tabindex="0"><code>${code}</code></pre></figure>` }
}

function entriesOf({ name, title, headings }) {
  return headings.map(({ text, anchor, words }) => ({ page: title, at: anchor ? `${name}.html#${anchor}` : `${name}.html`, text,
    words: words.slice(0, 400).trim() }))
}

function html(page, { pages, style, styles, script, index }) {
  const item = ({ name, title }) =>
    `<li><a href="${name}.html"${name === page.name ? ' aria-current="page"' : ''}>${escape(title)}</a></li>`
  const main = pages.filter(({ name }) => [...FIRST, 'reference', 'header'].includes(name))
  const reference = pages.filter(entry => !main.includes(entry))
  const inPage = page.headings.filter(({ level }) => level === 2)
  const onThis = inPage.length > 1 ? `<details class="inside"><summary>On this page</summary><ul>${inPage.map(({ text, anchor }) =>
    `<li><a href="#${escape(anchor)}">${escape(text)}</a></li>`).join('')}</ul></details>` : ''
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'; connect-src 'self'; frame-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'none'">
<title>${escape(page.title)} – Weft manual</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="../${styles}">
<link rel="stylesheet" href="../${style}">
<script type="module" src="../${script}"></script>
</head>
<body class="manual" data-index="../${index}">
<a class="skip" href="#text">Skip to the text</a>
<header class="head"><a class="brand" href="../">Weft</a><nav aria-label="Site"><a href="../">Playground</a><a href="guide.html" aria-current="true">Manual</a></nav><span class="push"></span>
<div class="search"><label class="vh" for="find-manual">Search the manual</label><input class="box" id="find-manual" type="search" placeholder="Search: timeout, weft_lock" autocomplete="off" spellcheck="false"><div id="hits" role="region" aria-label="What was found" hidden></div></div>
<button class="btn plain square" id="theme" aria-label="Switch between light and dark"><svg viewBox="0 0 14 14" aria-hidden="true"><circle cx="7" cy="7" r="5.2" fill="none" stroke="currentColor" stroke-width="1.5"/><path d="M7 1.800a5.200 5.200 0 0 1 0 10.400z"/></svg></button></header>
<div class="selvedge" aria-hidden="true"></div>
<div class="book"><nav class="toc" aria-label="Manual"><details open><summary>Contents</summary><ul>${main.map(item).join('')}</ul><h2>Reference</h2><ul>${reference.map(item).join('')}</ul></details></nav>
<main id="text" class="read">${onThis}
${page.html}</main></div>
</body>
</html>
`
}
