/**
 * The links of every Markdown file: what they lead to is there, a heading too when they name one.
 * Addresses of other places are not looked at.
 */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { test } from 'node:test'
import { root } from './programs.js'

const notOurs = new Set(['node_modules', 'build', 'dist', '.tools', '.git'])

/** Every Markdown file below a folder. */
function pagesIn(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return notOurs.has(entry.name) ? [] : pagesIn(path)
    return entry.name.endsWith('.md') ? [path] : []
  })
}

/** The text without listings and code, in which brackets are no links. */
function prose(text) {
  return text.replace(/^ *```[^]*?^ *```/gm, '').replace(/`[^`\n]*`/g, '')
}

/** Where a page's links lead: `[words](target)`, pictures, and `[name]: target`. */
function targetsOf(text) {
  const inline = prose(text).matchAll(/\]\(([^()\s]+(?:\([^()]*\)[^()\s]*)*)\)/g)
  const below = prose(text).matchAll(/^\[[^\]]+\]: (\S+)$/gm)
  return [...inline, ...below].map(([, target]) => target)
}

/** The names that are used as `[name]` and those that are said below. */
function names(text) {
  const find = pattern => new Set([...prose(text).matchAll(pattern)].map(([, name]) => name))
  return { used: find(/\[(\d+)\](?![(:])/g), said: find(/^\[(\d+)\]: /gm) }
}

/** The anchors of a page: those of its headings, as GitHub makes them, and its own. */
function anchorsOf(text) {
  const seen = new Map()
  const own = [...text.matchAll(/<a id="([^"]+)">/g)].map(([, id]) => id)
  const headings = text.replace(/^ *```[^]*?^ *```/gm, '').matchAll(/^#+ (.*)$/gm)
  return new Set([...own, ...[...headings].map(([, words]) => {
    const plain = words.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase()
    const anchor = plain.replace(/[^\p{L}\p{N}_\- ]/gu, '').replaceAll(' ', '-')
    const times = seen.get(anchor) ?? 0
    seen.set(anchor, times + 1)
    return times ? `${anchor}-${times}` : anchor
  })])
}

function isBroken(page, target) {
  if (/^[a-z]+:/.test(target)) return false
  const [path, anchor] = decodeURI(target).split('#')
  const file = path ? join(dirname(page), path) : page
  if (!existsSync(file)) return true
  if (!anchor) return false
  return statSync(file).isDirectory() || !anchorsOf(readFileSync(file, 'utf8')).has(anchor)
}

const pages = pagesIn(root)

test('every link leads somewhere', () => {
  assert.ok(pages.length > 30, `only ${pages.length} pages were found`)
  const broken = pages.flatMap(page => targetsOf(readFileSync(page, 'utf8'))
    .filter(target => isBroken(page, target))
    .map(target => `${relative(root, page)}: ${target}`))
  assert.deepEqual(broken, [])
})

/** The name that a heading of the reference is about: what its anchor leads to. Null where the anchor is no heading's. */
function nameAt(text, anchor) {
  const seen = new Map()
  for (const [, name] of text.replace(/^ *```[^]*?^ *```/gm, '').matchAll(/^## `(\w+)`$/gm)) {
    const times = seen.get(name.toLowerCase()) ?? 0
    seen.set(name.toLowerCase(), times + 1)
    if (anchor === (times ? `${name.toLowerCase()}-${times}` : name.toLowerCase())) return name
  }
  return null
}

test('a name leads to its own heading, not to that of another spelling', () => {
  const folder = join(root, 'docs', 'reference')
  let found = 0
  for (const file of readdirSync(folder).filter(name => name !== 'host.md')) {
    const text = readFileSync(join(folder, file), 'utf8')
    for (const [, name, to, anchor] of text.matchAll(/\[`((?:weft|WEFT)_\w+)`\]\(([\w-]*\.md)?#([\w-]+)\)/g)) {
      const there = nameAt(readFileSync(join(folder, to ?? file), 'utf8'), anchor)
      if (!there) continue
      assert.equal(there, name, `in ${file}`)
      found++
    }
  }
  assert.ok(found > 500, `only ${found} names were found`)
})

test('every numbered link has its target', () => {
  for (const page of pages) {
    const { used, said } = names(readFileSync(page, 'utf8'))
    if (said.size === 0) continue
    assert.deepEqual([...used].filter(name => !said.has(name)), [], relative(root, page))
  }
})
