// The output pane: lines of a run with their times and tasks, the runtime's sentences, how it
// ended, and what was dropped. Everything is text.

import { copy, tellCopied } from '../kit/clipboard.js'
import { byId, count, digits, make, onceAFrame, seconds } from '../kit/dom.js'
import { visible } from '../kit/visible.js'

const MOST_WRITERS = 20_000
const keyOf = (descriptor, from) => `${descriptor} ${from}`

/** @param {{onLine: (line: object) => void}} handlers */
export function createOutput({ onLine }) {
  const list = byId('log')
  const box = byId('logbox')
  const state = {}
  const showSoon = onceAFrame(flush)

  function say(text) {
    clear()
    list.append(make('li', { class: 'sys only' }, text))
  }

  function clear() {
    list.replaceChildren()
    Object.assign(state, {
      rows: new Map(), places: new Map(), writers: new Map(), tail: [], gap: null, last: {},
      count: 0, news: null
    })
    byId('lines').textContent = ''
    byId('tab-n').textContent = ''
    byId('copy').hidden = true
  }

  /** Takes in lines; they are shown once a frame, for a layout costs more than they do. */
  function add({ lines, tail, dropped, count: all }) {
    state.news ??= { lines: [], tail: null }
    state.news.lines.push(...lines)
    if (tail) Object.assign(state.news, { tail, dropped })
    state.count = all
    showSoon()
  }

  function flush() {
    const { news } = state
    if (!news) return
    state.news = null
    const isAtEnd = box.scrollTop + box.clientHeight >= box.scrollHeight - 30
    for (const line of news.lines) put(line)
    if (news.tail) putTail(news.tail, news.dropped)
    tell()
    if (isAtEnd) box.scrollTop = box.scrollHeight
  }

  function put(line) {
    const before = state.rows.get(line.number)
    const row = rowOf(line)
    if (before) before.element.replaceWith(row.element)
    else list.append(row.element)
    remember(row)
  }

  function rowOf(line) {
    const { descriptor, time, text, cut, open } = line
    const isSame = descriptor === 1 && time !== null && time === state.last.time &&
      line.number !== state.last.number
    if (descriptor === 1) state.last = { time, number: line.number }
    const words = [visible(text), cut ? make('i', {}, ` … ${count(cut, 'more byte')}`) : null]
    const shown = make('time', {}, time === null ? '' : seconds(time))
    const classes = [isSame && 'again', open && 'open', descriptor === 2 && 'sys err']
    const name = classes.filter(Boolean).join(' ') || null
    const element = descriptor === 2
      ? make('li', { class: name }, shown, make('span', {}, ...words))
      : make('li', { class: name }, shown, make('small'), make('span', {}, ...words))
    element.dataset.line = line.number
    return { element, data: line, writer: null }
  }

  function remember(row) {
    const key = keyOf(row.data.descriptor, row.data.from)
    state.rows.set(row.data.number, row)
    state.places.set(key, row)
    nameTask(row, state.writers.get(key))
  }

  /** The last lines of an output that is too long, and between them and the first what is gone. */
  function putTail(tail, dropped) {
    for (const row of state.tail) row.element.remove()
    for (const { data } of state.tail) {
      state.rows.delete(data.number)
      state.places.delete(keyOf(data.descriptor, data.from))
    }
    state.gap ??= make('li', { class: 'sys gap' }, make('time'), make('span'))
    state.gap.querySelector('span').textContent = `${count(dropped.lines, 'line')} ` +
      `(${count(dropped.bytes, 'byte')}) are not shown. The first 2\u202f000 lines and the last 200 are.`
    state.gap.hidden = dropped.lines === 0
    list.append(state.gap)
    state.tail = tail.map(line => {
      const row = rowOf(line)
      list.append(row.element)
      remember(row)
      return row
    })
  }

  function tell() {
    byId('lines').textContent = state.count ? count(state.count, 'line') : 'nothing printed'
    byId('tab-n').textContent = state.count ? digits(state.count) : ''
    byId('copy').hidden = state.count === 0
  }

  /** A sentence of the runtime or of the page, at the end. */
  function sentence(text, { bad = false, time = null } = {}) {
    flush()
    const stick = box.scrollTop + box.clientHeight >= box.scrollHeight - 30
    list.append(make('li', { class: bad ? 'sys bad' : 'sys' },
      make('time', {}, time === null ? '' : seconds(time)), make('span', {}, visible(text))))
    if (stick) box.scrollTop = box.scrollHeight
  }

  function nameTask(row, writer) {
    if (!row || !writer) return
    row.writer = writer
    const small = row.element.querySelector('small')
    if (small) small.textContent = visible(writer.name)
  }

  /** Says which task wrote the bytes from some place on; the line may still have to come. */
  function setWriter(descriptor, from, writer) {
    const key = keyOf(descriptor, from)
    if (state.writers.size < MOST_WRITERS || state.places.has(key)) state.writers.set(key, writer)
    nameTask(state.places.get(key), writer)
  }

  /**
   * What stands between two bytes of a descriptor: its first line that is not empty, as far as it
   * is shown, and whether there is more.
   */
  function quote(descriptor, from, to) {
    let line = state.places.get(keyOf(descriptor, from))?.data
    while (line && !line.text.trim() && line.to < to) {
      line = state.places.get(keyOf(descriptor, line.to))?.data
    }
    return { text: line?.text ?? '', more: Boolean(line) && line.to < to }
  }

  function light(numbers) {
    let first = null
    for (const [number, { element }] of state.rows) {
      const on = numbers.has(number)
      element.classList.toggle('lit', on)
      if (on) first ??= element
    }
    if (!first || box.clientHeight === 0) return
    const top = first.offsetTop - box.offsetTop - box.scrollTop
    if (top < 0 || top > box.clientHeight - 20) box.scrollTop = first.offsetTop - box.offsetTop - 40
  }

  clear()
  list.addEventListener('click', event => {
    const number = event.target.closest('li')?.dataset.line
    if (number !== undefined && !getSelection()?.toString()) onLine(state.rows.get(Number(number)))
  })
  byId('copy').addEventListener('click', async () => {
    const lines = [...state.rows.values()].map(({ data }) => data.text)
    tellCopied(byId('copy'), await copy(lines.join('\n') + '\n'))
  })

  return {
    clear,
    say,
    add,
    tell,
    flush,
    sentence,
    light,
    setWriter,
    quote,
    rows: () => [...state.rows.values()]
  }
}
