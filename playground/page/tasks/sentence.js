// One bar in one sentence: who, what, why, since when, until when, where. Every word comes from the
// trace reader, which makes them from records; here they are put in order and linked to lines.

import { READY, lookOf, textOf } from '@weft/host/trace'
import { seconds } from '../kit/dom.js'

const LONGEST_QUOTE = 60

const STATES = { running: 'runs', ready: 'could run', time: 'waits', other: 'waits',
  cancelled: 'cancelled' }

/** The word for a bar's state in the table. */
export function stateWord(bar) {
  return STATES[lookOf(bar)]
}

/** What a task is called; a program may give it an empty name. */
export function nameOf({ name }) {
  return name.trim() ? name : '(no name)'
}

/**
 * A sentence in pieces: texts, `{name}` for who, `{line}` for a place.
 * @param {object} model
 * @param {object} bar
 * @param {(bar: object) => {text: string, more: boolean}} says the first line that a running bar
 *   printed, and whether there are more
 * @returns {(string | {name: string} | {line: number})[]}
 */
export function sentenceOf(model, bar, says) {
  const name = { name: nameOf(model.tasks.get(bar.task)) }
  const tell = bar.state === 'waiting' ? waiting : bar.state === 'ready' ? ready : running
  return tell(model, bar, name, says).filter(piece => piece !== '')
}

/**
 * A phrase as the page shows it: resources are called as the program names them, without the "&", and of
 * the real clock's nanoseconds nobody has any use.
 */
export function words(phrase) {
  return textOf(phrase, { short: true }).replace(/\b\d+\.\d{4,}(?= s\b)/g, time =>
    Number(time) < 0.001 ? time : String(Number(Number(time).toFixed(3))))
}

/** What follows after a comma: a reason, or nothing. */
export function after({ reason }) {
  return reason.length > 0 ? `, ${words(reason)}` : ''
}

/** What is done, and to what: "waits for the lock counter->lock". */
export function deed({ verb, object }, by = verb) {
  return object.length > 0 ? `${by} ${words(object)}` : by
}

/** The pieces of a sentence as plain text. */
export function plainText(pieces) {
  return pieces.map(piece => typeof piece === 'string' ? piece
    : piece.name ?? `line ${piece.line}`).join('')
}

/**
 * A wait that goes on "has waited since" a time, one that is over "waits from" then on. A primitive
 * of somebody else's has words of its own, with the time behind them.
 */
function waiting(model, bar, name) {
  const parts = model.past.describe(bar.from)
  const time = timeAt(model, bar.from)
  const goesOn = bar.to < 0 ? `has waited since ${time}` : `waits from ${time}`
  const said = deed(parts, parts.verb === 'waits' ? goesOn : parts.verb)
  const when = bar.wait === 'sleep' || parts.verb === 'waits' ? '' : `, ${bar.to < 0 ? 'since' : 'from'} ${time}`
  return [name, ` ${said}${when}${after(parts)}.`, ...endOfWait(model, bar),
    ...atLine(model, bar.place, ' It waits at ')]
}

function endOfWait(model, bar) {
  if (bar.to < 0) {
    if (model.dead) return [' Nobody is left to wake it.']
    return model.isOver && !model.stands ? [' It still waited when the program ended.'] : [' It is still waiting.']
  }
  if (bar.wait === 'sleep' && !isCutShort(model, bar)) return [' Nobody has to wake it.']
  const { line } = causeOf(model, bar)
  const at = ` It goes on at ${timeAt(model, bar.to)}${after(model.past.describe(bar.to))}`
  return line ? [at, ', from ', { line }, '.'] : [`${at}.`]
}

function isCutShort(model, bar) {
  return model.past.record(bar.to).value !== 0
}

function ready(model, bar, name) {
  const task = model.tasks.get(bar.task)
  const time = timeAt(model, bar.from)
  const isFirst = bar.from === task.born
  if (bar.cut >= 0 && !isFirst) {
    const parts = model.past.describe(bar.cut)
    return [`At ${timeAt(model, bar.cut)} ${words(parts.subject)} ${deed(parts)}. The wait of `, name,
      ' returns WEFT_CANCELLED once, so that it can clean up and end.']
  }
  const why = isFirst ? ', because it was just spawned'
    : bar.wait === 'turn' ? ', because it let the others run first'
      : after(model.past.describe(bar.from))
  const place = isFirst ? atLine(model, task.at, ' It was spawned at ') : []
  const turn = isFirst ? '' : ' One task runs at a time, so it waits for its turn.'
  return [name, ` could run from ${time}${why}.`, turn, ...place]
}

function running(model, bar, name, says) {
  const parts = model.past.describe(bar.from)
  const isStep = model.past.record(bar.from).detail === READY.step
  const asked = bar.cancelled && !parts.asked ? ', and was asked to stop' : ''
  const said = isStep ? deed(parts) : 'run'   // callbacks do, a task does
  return [name, ` ${said} at ${timeAt(model, bar.from)}${after(parts)}${asked}${printed(says(bar))}.`,
    ...endOfRun(model, bar)]
}

/** What it printed in a few words: the sentence has room for two lines, whatever a program prints. */
function printed({ text, more }) {
  const line = text.trim()
  if (!line) return ''
  const quote = line.length > LONGEST_QUOTE ? `${line.slice(0, LONGEST_QUOTE).trimEnd()} …` : line
  return `. It prints “${quote}”${more ? ' and more' : ''}`
}

function endOfRun(model, bar) {
  if (model.broken === bar && faultOf(model, bar)) {
    const { error, place } = faultOf(model, bar)
    return [` It ${error}`, ...atLine(model, place, ' at ', ''), ', and that ends the program.']
  }
  if (model.broken === bar) {
    const before = model.tasks.get(bar.task).bars.findLast(({ state }) => state === 'waiting')
    const place = before ? atLine(model, before.place, ' It had waited at ', ', and fails after that')
      : []
    return [...place.length > 0 ? place : [' It fails'], ', and the program with it.']
  }
  if (bar.to < 0) return [model.isOver ? ' It ran until the program was ended.' : ' It still runs.']
  const end = model.past.record(bar.to)
  if (end.kind === 'parked') {
    return atLine(model, end.place, ' It stops at ', ', where it has to wait.')
  }
  if (end.kind === 'made_ready') return [' Then it lets the others run first.']
  if (end.kind !== 'finished') return []
  const parts = model.past.describe(bar.to)
  return [` Then it ${deed(parts)}${after(parts)}.`]
}

/**
 * What ended a wait: the task that did it, and the line where that task stood, when it is known.
 * @returns {{task: number, line: number, bar: object | null}}
 */
export function causeOf(model, bar) {
  const wake = model.wakes.find(({ to, at }) => to === bar.task && at === bar.to)
  if (!wake) return { task: -1, line: 0, bar: null }
  const giver = model.tasks.get(wake.from).bars.find(({ state, from, to }) =>
    state === 'running' && from <= wake.at && (to < 0 || to >= wake.at))
  return { task: wake.from, line: 0, bar: giver ?? null }
}

function atLine(model, place, before, after = '.') {
  const line = model.past.now.place(place)?.line
  return line ? [before, { line }, after] : []
}

/** What a check of the compiler's found in the step in which the program ended, and where. */
function faultOf(model, bar) {
  const last = model.past.record(model.past.length - 1)
  if (last?.kind !== 'raised' || model.past.length - 1 < bar.from) return null
  return { error: model.past.now.task(bar.task)?.error?.text ?? 'failed', place: last.place }
}

/** The line to light for a bar: where it waits, or where a step stops or was spawned. */
export function lineOf(model, bar) {
  const lineAt = place => model.past.now.place(place)?.line ?? 0
  if (bar.state === 'waiting') return lineAt(bar.place)
  if (model.broken === bar && faultOf(model, bar)) return lineAt(faultOf(model, bar).place)
  if (bar.state === 'running') {
    const end = bar.to < 0 ? null : model.past.record(bar.to)
    return end?.kind === 'parked' ? lineAt(end.place) : 0
  }
  const { bars, at } = model.tasks.get(bar.task)
  const before = bars[bars.indexOf(bar) - 1]
  return before ? lineAt(before.place) : lineAt(at)
}

export function timeAt(model, index) {
  return seconds(model.time[index])
}
