// Finding something in the lanes: tasks by their name, waits by what they wait for or by their line,
// steps by what they print. Enter goes on to the next, Shift Enter back. Fetched when it is used.

import { shortName } from '@weft/host/trace'
import { byId } from '../kit/dom.js'
import { lineOf } from './sentence.js'

/**
 * @param {{tasks: object, rows: () => object[], pressed: boolean[]}} given `rows` of the output;
 *   `pressed`: each Enter that came before this was here: was Shift held?
 */
export function bindFind({ tasks, rows, pressed }) {
  const field = byId('find')
  const told = byId('found')

  function found() {
    const { model } = tasks
    const text = field.value.trim().toLowerCase()
    if (!text || !model) return []
    const has = words => words.toLowerCase().includes(text)
    const named = [...model.tasks.values()].filter(({ name }) => has(name)).map(({ bars }) => bars[0])
    const waits = model.bars.filter(bar => bar.state === 'waiting' &&
      (has(thingOf(model, bar)) || text === `line ${lineOf(model, bar)}`))
    const printed = rows().filter(({ data, writer }) => writer && has(data.text))
      .map(({ writer }) => tasks.barOfRecord(writer.task, writer.record))
    const all = new Set([...named, ...waits, ...printed].filter(Boolean))
    return [...all].sort((a, b) => a.id - b.id)
  }

  function tell(bars) {
    if (!field.value.trim()) told.textContent = ''
    else if (bars.length === 0) told.textContent = 'none'
    else {
      const at = bars.indexOf(tasks.chosen)
      told.textContent = at < 0 ? `${bars.length} found` : `${at + 1} of ${bars.length}`
    }
  }

  function go(isBack) {
    const bars = found()
    const here = tasks.chosen?.id ?? -1
    const at = bars.indexOf(tasks.chosen)
    const next = at >= 0 ? bars.at((at + (isBack ? -1 : 1)) % bars.length)
      : isBack ? bars.findLast(({ id }) => id < here) ?? bars.at(-1)
        : bars.find(({ id }) => id > here) ?? bars[0]
    if (next) tasks.choose(next)
    tell(bars)
  }

  field.addEventListener('input', () => tell(found()))
  field.addEventListener('keydown', event => {
    if (event.key !== 'Enter' || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    go(event.shiftKey)
  })
  tell(found())
  pressed.forEach(go)
}

function thingOf(model, bar) {
  const { kind, name, task } = model.past.now.resource(bar.resource) ?? {}
  return kind === 'task' ? model.tasks.get(task)?.name ?? '' : shortName(name ?? '')
}
