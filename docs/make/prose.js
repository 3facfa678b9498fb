// Turns the words of a comment into Markdown: paragraphs, lists, indented code, names as links. In
// the headers the codes of enum weft_code stand without their WEFT_.

import { readFileSync } from 'node:fs'

const MOST = 116
const header = readFileSync(new URL('../../runtime/weft.h', import.meta.url), 'utf8')
const [, body] = /enum weft_code \{([^}]*)\}/.exec(header)
const CODES = [...body.matchAll(/\bWEFT_(\w+) =/g)].map(([, code]) => code)
const codeWord = new RegExp(`(?<![\\w./-])(WEFT_)?(${CODES.join('|')})(?![\\w])`)
const call = /\([^()\n]*(?:\([^()]*\)[^()]*)*\)/
const name = `\\b(?:weft|WEFT)_\\w+(?:${call.source})?`
const token = new RegExp(`\`[^\`]+\`|${name}|\\b[a-z]\\w*${call.source}`)

/**
 * @param {string[]} lines of a comment, without its stars
 * @param {(name: string, isCode?: boolean) => string | undefined} link where a public name is described
 * @returns {string} Markdown without an empty line at its ends
 */
export function prose(lines, link) {
  return blocks(lines).map(({ kind, lines: words }, at, all) => {
    const gap = at === 0 ? '' : kind === 'item' && all[at - 1].kind === 'item' ? '\n' : '\n\n'
    return gap + block(kind, words, link)
  }).join('')
}

function block(kind, words, link) {
  if (kind === 'code') return `\`\`\`c\n${outdent(words).join('\n')}\n\`\`\``
  const text = words.map(line => line.trim()).join(' ')
  if (kind === 'item') return wrap(`- ${marked(text.replace(/^- /, ''), link)}`, '  ')
  return wrap(marked(text, link), '')
}

/** The error codes that a text names, without WEFT_, in the order of the enum. */
export function codesIn(lines) {
  const found = lines.filter(line => !/^ {4}/.test(line)).join(' ')
    .match(new RegExp(codeWord, 'g')) ?? []
  const short = new Set(found.map(word => word.replace('WEFT_', '')))
  return CODES.filter(code => short.has(code))
}

function blocks(lines) {
  const found = []
  let last = null
  for (const line of lines) {
    if (line.trim() === '') {
      if (last?.kind === 'code') last.lines.push('')
      else last = null
      continue
    }
    const kind = kindOf(line, last)
    if (!last || kind !== last.kind || /^ {2}- /.test(line)) {
      last = { kind, lines: [] }
      found.push(last)
    }
    last.lines.push(line)
  }
  for (const block of found) while (block.lines.at(-1) === '') block.lines.pop()
  return found
}

function kindOf(line, last) {
  if (/^ {2}- /.test(line)) return 'item'
  if (last?.kind === 'item' && line.startsWith('    ')) return 'item'
  return line.startsWith('    ') ? 'code' : 'text'
}

function outdent(lines) {
  const least = Math.min(...lines.filter(Boolean).map(line => /^ */.exec(line)[0].length))
  return lines.map(line => line.slice(least))
}

/** Names become links, codes become code, and what Markdown would take for its own is escaped. */
function marked(text, link) {
  let rest = text
  let done = ''
  for (;;) {
    const found = new RegExp(`${token.source}|${codeWord.source}`).exec(rest)
    if (!found) return done + escape(rest)
    done += escape(rest.slice(0, found.index)) + linked(found[0], link)
    rest = rest.slice(found.index + found[0].length)
  }
}

function linked(word, link) {
  if (word.startsWith('`')) return word
  const [bare] = /^\w+/.exec(word)
  const isCode = CODES.includes(bare)
  const address = link(isCode ? `WEFT_${bare}` : bare, isCode)
  return address ? `[\`${word}\`](${address})` : `\`${word}\``
}

function escape(text) {
  return text.replace(/[*<[\]|\\]/g, '\\$&')
}

/** Breaks at spaces, never inside of a link or code. */
export function wrap(text, indent) {
  const words = text.match(/(?:\[`[^`]*`\]\([^)]*\)|`[^`]*`|[^\s`])+/g) ?? []
  const lines = ['']
  for (const word of words) {
    const line = lines.at(-1)
    if (line && line.length + 1 + word.length > MOST) lines.push(indent + word)
    else lines[lines.length - 1] = line ? `${line} ${word}` : word
  }
  return lines.join('\n')
}
