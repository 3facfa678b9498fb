// The Markdown of this repository's documents as HTML: headings, paragraphs, lists, tables, listings, pictures and
// the marks inside a line. What they do not use is not known here. All text is escaped.

const NAMES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

export function escape(text) {
  return text.replace(/[&<>"]/g, c => NAMES[c])
}

/** The anchor of a heading, as GitHub makes it. */
export function slugOf(title) {
  return title.toLowerCase().replace(/[`*]/g, '').replace(/[^\p{L}\p{N}_\- ]/gu, '').replaceAll(' ', '-')
}

/** The second heading of the same words is `words-1`, as on GitHub. */
function numbered(anchor, seen) {
  const before = seen.get(anchor) ?? 0
  seen.set(anchor, before + 1)
  return before ? `${anchor}-${before}` : anchor
}

/**
 * @param {string} text
 * @param {{link: (target: string) => string | null, listing: (language: string, code: string) => string}} how `link`: where a
 *   target leads here, null for nowhere; `listing`: how code is shown
 * @returns {{html: string, title: string, headings: {level: number, text: string, anchor: string, words: string}[]}}
 */
export function render(text, { link, listing }) {
  const targets = new Map([...text.matchAll(/^\[([^\]]+)\]: (\S+)$/gm)].map(([, name, to]) => [name, to]))
  const lines = text.replace(/^\[[^\]]+\]: \S+$/gm, '').split('\n')
  const headings = []
  const seen = new Map()
  const own = new Set([...text.matchAll(/^<a id="([\w-]+)"><\/a>$/gm)].map(([, id]) => id))   // anchors that stand above a heading
  const inline = source => spans(source, { link, targets })
  let html = ''
  for (let at = 0; at < lines.length;) {
    const line = lines[at]
    const fence = /^```(\w*)/.exec(line)
    const heading = /^(#{1,4}) (.+)$/.exec(line)
    if (fence) {
      const end = lines.indexOf('```', at + 1)
      html += listing(fence[1], lines.slice(at + 1, end).join('\n'))
      at = end + 1
    } else if (heading) {
      const [, marks, title] = heading
      const anchor = numbered(slugOf(title), seen)
      headings.push({ level: marks.length, text: title.replaceAll('`', ''), anchor, words: '' })
      html += `<h${marks.length}${own.has(anchor) ? '' : ` id="${escape(anchor)}"`}>${inline(title)}</h${marks.length}>\n`
      at++
    } else if (/^<a id="[\w-]+"><\/a>$/.test(line)) {
      html += `${line}\n`
      at++
    } else if (/^\|/.test(line)) {
      const rows = lines.slice(at, lines.findIndex((row, index) => index > at && !/^\|/.test(row)))
      html += table(rows, inline)
      at += rows.length
      note(headings, rows.join(' '))
    } else if (/^(?:[-*]|\d+\.) /.test(line)) {
      const { items, next } = readList(lines, at)
      const tag = /^\d/.test(line) ? 'ol' : 'ul'
      html += `<${tag}>${items.map(item => `<li>${inline(item)}</li>`).join('')}</${tag}>\n`
      at = next
      note(headings, items.join(' '))
    } else if (/^    \S/.test(line)) {
      const end = lines.findIndex((row, index) => index > at && row && !/^    /.test(row))
      const part = lines.slice(at, end < 0 ? lines.length : end)
      html += listing('', part.map(row => row.slice(4)).join('\n').trimEnd())
      at += part.length
    } else if (line.trim()) {
      const end = lines.findIndex((row, index) => index > at && (!row.trim() || /^(?:```|#{1,4} |\||[-*] )/.test(row)))
      const part = lines.slice(at, end < 0 ? lines.length : end)
      html += `<p>${inline(part.join('\n'))}</p>\n`
      at += part.length
      note(headings, part.join(' '))
    } else at++
  }
  return { html, title: headings[0]?.text ?? '', headings }
}

/** What a heading is found by: the words below it. */
function note(headings, words) {
  const last = headings.at(-1)
  if (last && last.words.length < 600) last.words += ` ${words.replace(/[`*|[\]]/g, ' ').replace(/\(\S+\)/g, '')}`
}

function readList(lines, from) {
  const items = []
  let at = from
  for (; at < lines.length; at++) {
    const item = /^(?:[-*]|\d+\.) (.*)$/.exec(lines[at])
    if (item) items.push(item[1])
    else if (/^ {2,}\S/.test(lines[at]) && items.length > 0) items[items.length - 1] += ` ${lines[at].trim()}`
    else break
  }
  return { items, next: at }
}

function table(rows, inline) {
  const cells = row => row.replace(/^\||\|\s*$/g, '').split(/(?<!\\)\|/).map(cell => inline(cell.trim().replaceAll('\\|', '|')))
  const [head, , ...body] = rows
  const line = (tag, row) => `<tr>${cells(row).map(cell => `<${tag}>${cell}</${tag}>`).join('')}</tr>`
  return `<div class="wide"><table><thead>${line('th', head)}</thead><tbody>${body.map(row => line('td', row)).join('')}</tbody></table></div>\n`
}

/** Code is set aside first: nothing in it is a mark. */
function spans(source, { link, targets }) {
  const codes = []
  const aside = code => `\u0001${codes.push(`<code>${escape(code)}</code>`) - 1}\u0002`
  return escape(source.replace(/`([^`]+)`/g, (all, code) => aside(code)))
    .replace(/!\[([^\]]*)\]\(([^)]+)\)/g, (all, title, to) => `<img src="${link(to) ?? ''}" alt="${title}">`)
    .replace(/\[([^\]]+)\](?:\(([^)\s]+)\)|\[([^\]]*)\])?/g, (all, words, to, name) => {
      const plain = words.replace(/\u0001(\d+)\u0002/g, (mark, number) => codes[number].replace(/<\/?code>/g, ''))
      const target = to ?? targets.get(name || plain)
      const found = target === undefined ? undefined : link(target)
      return found === undefined ? all : found ? `<a href="${found}">${words}</a>` : words
    })
    .replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>')
    .replace(/(^|[\s(])\*([^*\s][^*]*)\*(?=[\s.,;:)]|$)/g, '$1<em>$2</em>')
    .replace(/\u0001(\d+)\u0002/g, (mark, number) => codes[number])
}
