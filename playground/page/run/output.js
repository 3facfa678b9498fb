// The output pane: lines of a run with their times and tasks, the runtime's sentences, how it
// ended, and what was dropped. Everything is text.

import { nodesOf, plainOf } from '../kit/ansi.js'
import { copy, tellCopied } from '../kit/clipboard.js'
import { byId, count, digits, make, onceAFrame, seconds } from '../kit/dom.js'
import { visible } from '../kit/visible.js'

const MOST_WRITERS = 20_000
const keyOf = (descriptor, from) => `${descriptor} ${from}`

/** @param {{onLine: (line: object) => void}} handlers */
export function createOutput({ onLine }) {
  const pane = { list: byId('log'), box: byId('logbox'), ...nothing() }
  pane.showSoon = onceAFrame(() => flush(pane))
  bindPane(pane, onLine)
  return {
    clear: () => clear(pane),
    say: text => say(pane, text),
    add: news => add(pane, news),
    tell: () => tell(pane),
    flush: () => flush(pane),
    sentence: (text, how) => sentence(pane, text, how),
    light: numbers => light(pane, numbers),
    setWriter: (descriptor, from, writer) => setWriter(pane, descriptor, from, writer),
    quote: (descriptor, from, to) => quote(pane, descriptor, from, to),
    rows: () => [...pane.rows.values()],
    saidFrom: (from, isReport) => saidFrom(pane, from, isReport)
  }
}

/** What a pane holds of a run that has printed nothing. */
function nothing() {
  return {
    rows: new Map(),     // by the numbers of the lines
    places: new Map(),   // the rows by descriptor and byte
    writers: new Map(),  // which task wrote what stands there
    tail: [],            // the last rows of an output that is too long
    gap: null,           // the row that says what is left out before them
    count: 0,
    news: null           // lines that no frame has shown yet
  }
}

function clear(pane) {
  Object.assign(pane, nothing())
  pane.list.replaceChildren()
  byId('lines').textContent = ''
  byId('tab-n').textContent = ''
  byId('copy').hidden = true
}

/** One sentence instead of an output. */
function say(pane, text) {
  clear(pane)
  pane.list.append(make('li', { class: 'sys only' }, text))
}

/** Takes in lines; they are shown once a frame, for a layout costs more than they do. */
function add(pane, { lines, tail, dropped, count: all }) {
  pane.news ??= { lines: [], tail: null }
  pane.news.lines.push(...lines)
  if (tail) Object.assign(pane.news, { tail, dropped })
  pane.count = all
  pane.showSoon()
}

function flush(pane) {
  const { news, box } = pane
  if (!news) return
  pane.news = null
  const stays = isAtEnd(box)
  for (const line of news.lines) put(pane, line)
  if (news.tail) putTail(pane, news.tail, news.dropped)
  tell(pane)
  if (stays) box.scrollTop = box.scrollHeight
}

function isAtEnd({ scrollTop, clientHeight, scrollHeight }) {
  return scrollTop + clientHeight >= scrollHeight - 30
}

function put(pane, line) {
  const before = pane.rows.get(line.number)
  const row = rowOf(pane, line)
  if (before) before.element.replaceWith(row.element)
  else pane.list.append(row.element)
  remember(pane, row)
}

function rowOf(pane, line) {
  const { descriptor, time, own, text, cut, open } = line
  const isSame = !own && time !== null && time === lineBefore(pane, line)?.time
  const words = [...nodesOf(text), cut ? make('i', {}, ` … ${count(cut, 'more byte')}`) : null]
  const shown = make('time', {}, time === null ? '' : seconds(time))
  const classes = [isSame && 'again', open && 'open', descriptor === 2 && (own ? 'sys err' : 'err')]
  const name = classes.filter(Boolean).join(' ') || null
  const element = own
    ? make('li', { class: name }, shown, make('span', {}, ...words))
    : make('li', { class: name }, shown, make('small'), make('span', {}, ...words))
  element.dataset.line = line.number
  return { element, data: line, writer: null }
}

/** The line of the program before a line, as far as it is shown. */
function lineBefore({ rows }, { number }) {
  let before = rows.get(number - 1)
  while (before?.data.own) before = rows.get(before.data.number - 1)
  return before?.data
}

function remember(pane, row) {
  const key = keyOf(row.data.descriptor, row.data.from)
  pane.rows.set(row.data.number, row)
  pane.places.set(key, row)
  nameTask(row, pane.writers.get(key))
}

/** The last lines of an output that is too long, and between them and the first what is gone. */
function putTail(pane, tail, dropped) {
  for (const { element, data } of pane.tail) {
    element.remove()
    pane.rows.delete(data.number)
    pane.places.delete(keyOf(data.descriptor, data.from))
  }
  pane.gap ??= make('li', { class: 'sys gap' }, make('time'), make('span'))
  pane.gap.querySelector('span').textContent = `${count(dropped.lines, 'line')} ` +
    `(${count(dropped.bytes, 'byte')}) are not shown. The first 2\u202f000 lines and the last 200 are.`
  pane.gap.hidden = dropped.lines === 0
  pane.list.append(pane.gap)
  pane.tail = tail.map(line => {
    const row = rowOf(pane, line)
    pane.list.append(row.element)
    remember(pane, row)
    return row
  })
}

function tell({ count: all }) {
  byId('lines').textContent = all ? count(all, 'line') : 'nothing printed'
  byId('tab-n').textContent = all ? digits(all) : ''
  byId('copy').hidden = all === 0
}

/** A sentence of the runtime or of the page, at the end. */
function sentence(pane, text, { bad = false, time = null } = {}) {
  flush(pane)
  const { list, box } = pane
  const stays = isAtEnd(box)
  list.append(make('li', { class: bad ? 'sys bad' : 'sys' },
    make('time', {}, time === null ? '' : seconds(time)), make('span', {}, visible(text))))
  if (stays) box.scrollTop = box.scrollHeight
}

function nameTask(row, writer) {
  if (!row || !writer) return
  row.writer = writer
  const small = row.element.querySelector('small')
  if (small) small.textContent = visible(writer.name)
}

/** Says which task wrote the bytes from some place on; the line may still have to come. */
function setWriter({ writers, places }, descriptor, from, writer) {
  const key = keyOf(descriptor, from)
  if (writers.size < MOST_WRITERS || places.has(key)) writers.set(key, writer)
  nameTask(places.get(key), writer)
}

/**
 * What stands between two bytes of a descriptor: its first line that is not empty, as far as it
 * is shown, and whether there is more.
 */
function quote({ places }, descriptor, from, to) {
  let line = places.get(keyOf(descriptor, from))?.data
  while (line && !line.text.trim() && line.to < to) {
    line = places.get(keyOf(descriptor, line.to))?.data
  }
  return { text: plainOf(line?.text ?? ''), more: Boolean(line) && line.to < to }
}

const FOLDED_FROM = 3

/** The lines of standard error from a byte on. Those of a long report are folded below its first. */
function saidFrom(pane, from, isReport) {
  flush(pane)
  const found = [...pane.rows.values()].filter(({ data }) => data.descriptor === 2 && data.from >= from)
  if (isReport && found.length >= FOLDED_FROM) fold(found)
  return found.map(({ data }) => data.text)
}

function fold([first, ...rest]) {
  const show = isOpen => {
    for (const { element } of rest) element.hidden = !isOpen
    button.ariaExpanded = isOpen
    button.textContent = isOpen ? 'Show less' : `Show all ${rest.length + 1} lines`
  }
  const button = make('button', { class: 'btn plain', onclick: () => show(button.ariaExpanded !== 'true') })
  first.element.append(button)
  show(false)
}

function light({ rows, box }, numbers) {
  let first = null
  for (const [number, { element }] of rows) {
    const on = numbers.has(number)
    element.classList.toggle('lit', on)
    if (on) first ??= element
  }
  if (!first || box.clientHeight === 0) return
  const top = first.offsetTop - box.offsetTop - box.scrollTop
  if (top < 0 || top > box.clientHeight - 20) box.scrollTop = first.offsetTop - box.offsetTop - 40
}

function bindPane(pane, onLine) {
  pane.list.addEventListener('click', event => {
    const number = event.target.closest('li')?.dataset.line
    if (number !== undefined && !getSelection()?.toString()) onLine(pane.rows.get(Number(number)))
  })
  byId('copy').addEventListener('click', async () => {
    const lines = [...pane.rows.values()].map(({ data }) => data.text)
    tellCopied(byId('copy'), await copy(lines.join('\n') + '\n'))
  })
}
