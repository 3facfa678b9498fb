// `weft trace`: a trace as lines that people read, or as JSON that programs read. The sentences are
// made by @weft/host/trace; here they are only laid out.

import { closeSync, openSync, readSync } from 'node:fs'
import { EXIT } from '@weft/host/lib/exit.js'
import { decoder, plain, seconds, wordsOf, world } from '@weft/host/trace'
import { CommandError, reason } from './error.js'
import { print } from './write.js'

const CHUNK = 2 ** 20
const WIDTH = 100
const WHO = 10
const WIDEST = 28
const INDENT = ' '.repeat(6)
const NAMES = ['string', 'place', 'kind', 'resource']

/**
 * Shows a trace.
 * @param {string[]} args what follows `weft trace`
 * @returns {Promise<number>} the exit code
 */
export async function runTrace(args) {
  const { file, json, states } = readArgs(args)
  const printer = json ? jsonPrinter(states) : linePrinter(states)
  const reader = decoder({ most: Infinity })
  try {
    for (const chunk of chunksOf(file)) {
      if (!showAll(printer, reader.push(chunk))) return 0
    }
  } catch (error) {
    if (error.code !== 'bad-trace') throw error
    showAll(printer, error.records)
    const further = error.records.length > 0 ? ' further' : ''
    const message = `${file} cannot be shown${further}. ${error.message}`
    throw new CommandError(message, { exit: EXIT.load })
  }
  print(printer.end(reader.summary()))
  return 0
}

function readArgs(args) {
  const flags = { '--json': 'json', '--states': 'states' }
  const result = { json: false, states: false }
  const files = []
  for (const word of args) {
    if (Object.hasOwn(flags, word)) result[flags[word]] = true
    else if (word.startsWith('-') && word !== '-') {
      throw new CommandError(`weft trace has no option ${word}. ` +
        '"weft trace --help" lists what there is.')
    } else files.push(word)
  }
  if (files.length === 1) return { ...result, file: files[0] }
  throw new CommandError('Name one trace file: weft trace FILE. ' +
    '"weft run … --trace FILE" writes one.')
}

function * chunksOf(file) {
  const fd = file === '-' ? 0 : open(file)
  const buffer = new Uint8Array(CHUNK)
  try {
    for (let count; (count = read(fd, buffer, file)) > 0;) yield buffer.slice(0, count)
  } finally {
    if (fd !== 0) closeSync(fd)
  }
}

function open(file) {
  try {
    return openSync(file)
  } catch (error) {
    if (error.code === 'ENOENT') throw new CommandError(`There is no file ${file || '""'}.`)
    throw new CommandError(`${file} cannot be read: ${reason(error)}.`)
  }
}

function read(fd, buffer, file) {
  try {
    return readSync(fd, buffer)
  } catch (error) {
    if (error.code === 'EOF') return 0
    if (error.code === 'EISDIR') throw new CommandError(`${file} is a folder. Name a trace file.`)
    throw new CommandError(`${file} cannot be read: ${reason(error)}.`)
  }
}

/** False when nobody reads any more. */
function showAll(printer, records) {
  let text = ''
  for (const record of records) text += printer.show(record)
  return print(text)
}

// ---- lines ----

function linePrinter(states) {
  const state = world()
  let who = WHO
  return {
    show(record) {
      const before = states && endsTurn(record, state.now) ? stateLines(state.now) : ''
      state.apply(record)
      if (isQuiet(record, state.now)) return before
      const parts = wordsOf(state.describe(record))
      who = Math.max(who, Math.min(parts.who.length, WIDEST))
      const time = clockText(record.time, state.now.virtual)
      return before + line(`${time}  ${parts.who.padEnd(who)}  `, parts)
    },
    end(summary) {
      const last = states && summary.count > 0 ? stateLines(state.now) : ''
      return last + remarks(summary, state.now).map(text => `${text}\n`).join('')
    }
  }
}

/** What only names things, and what the line beside it says better. */
function isQuiet(record, now) {
  const { kind } = record
  if (NAMES.includes(kind) || kind.startsWith('dump_')) return true
  if (kind === 'made_ready') return now.task(now.idOf(record))?.state === 'created'
  if (kind === 'ran') return now.source.timer?.action === 'wake_sleeper'
  return kind === 'timer_set' && now.kind(record.detail)?.name === 'wake_sleeper'
}

/** One line, or more where it is long: the place stands at the right, the rest hangs. */
function line(head, { what, why, where }) {
  const text = why ? `${what}, ${why}` : what
  const room = WIDTH - head.length
  const rows = wrap(text, room)
  const last = head.length + rows.at(-1).length
  if (where && last + 2 + where.length > WIDTH) rows.push('')
  const body = rows.map((row, index) => (index === 0 ? head : ' '.repeat(head.length)) + row)
  if (where) body.push(body.pop().padEnd(WIDTH - where.length) + where)
  return body.map(row => `${row.trimEnd()}\n`).join('')
}

function wrap(text, room) {
  const rows = ['']
  for (const word of text.split(/ (?!s\b)/)) {   // "2.5 s" stays together
    const row = rows.at(-1)
    if (row === '') rows[rows.length - 1] = word
    else if (row.length + 1 + word.length <= room) rows[rows.length - 1] = `${row} ${word}`
    else rows.push(word)
  }
  return rows
}

/** Milliseconds where the clock is virtual, microseconds where it is real. */
function clockText(ns, virtual) {
  return `${(ns / 1e9).toFixed(virtual ? 3 : 6).padStart(virtual ? 9 : 12)} s`
}

function remarks({ truncated, unknown, count }, { surprises }) {
  const list = []
  if (unknown > 0) {
    list.push(`${counted(unknown, 'record')} of a kind that this version does not know.`)
  }
  if (surprises.count > 0) {
    const [{ sequence, kind, what }] = surprises.first
    list.push(`${counted(surprises.count, 'record')} did not fit the state before. The first: ` +
      `record ${sequence} (${kind}), because ${what}.`)
  }
  if (count === 0 && truncated?.offset === 0) list.push('The trace is empty.')
  else if (truncated) {
    list.push(`The trace breaks off at byte ${truncated.offset}: ${truncated.expected} is missing.`)
  }
  return list
}

function counted(count, noun) {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

// ---- states ----

/** A turn is over when the next one begins. */
function endsTurn(record, now) {
  return record.kind === 'turn' && now.turn > 0
}

function stateLines(now) {
  const rows = [
    ...now.tasks().map(({ id }) => taskRow(wordsOf(now.describe(id)))),
    ...now.waits().map(({ resource, tasks }) => [now.wordsFor(resource), namesOf(now, tasks)]),
    ['ready', now.ready().map(handle => handleText(now, handle)).join(', ')],
    ['timers', now.timers().map(timer => timerText(now, timer)).join(', ')]
  ].filter(([, text]) => text !== '')
  const width = Math.min(WIDEST, Math.max(0, ...rows.map(([name]) => name.length)))
  const lines = rows.flatMap(([name, text]) => wrap(text, WIDTH - width - INDENT.length - 2)
    .map((row, index) => `${INDENT}${(index === 0 ? name : '').padEnd(width)}  ${row}\n`))
  return `\n${lines.join('')}\n`
}

function taskRow({ who, what, why, where }) {
  return [who, [what, why, where && `at ${where}`].filter(Boolean).join(', ')]
}

/** The tasks of a list, in its order. */
function namesOf(now, ids) {
  return ids.map(id => plain(now.task(id).name)).join(', ')
}

function handleText(now, { kind, task, number }) {
  if (kind === 'due') return `timer ${number}`
  if (kind === 'call') return `callback ${number}`
  const name = plain(now.task(task)?.name ?? '')
  return kind === 'step' ? name : `the end of ${name}`
}

function timerText(now, { id, due, action, task }) {
  const noun = { wake_sleeper: 'alarm', strike_timeout: 'time limit' }[action]
  const name = noun && task ? `${plain(now.task(task).name)}'s ${noun}` : `timer ${id}`
  return `${name} at ${seconds(due)}`
}

// ---- JSON ----

function jsonPrinter(states) {
  const state = world()
  const text = value => `${JSON.stringify(value, (key, item) => plainNumber(item))}\n`
  return {
    show(record) {
      const before = states && endsTurn(record, state.now) ? text({ state: state.now }) : ''
      state.apply(record)
      return before + text({ ...record, explanation: state.explain(record) })
    },
    end(summary) {
      const last = states && summary.count > 0 ? text({ state: state.now }) : ''
      return last + text({ summary: { ...summary, surprises: state.now.surprises } })
    }
  }
}

/** Numbers that JSON cannot hold exactly become text. */
function plainNumber(value) {
  return typeof value === 'bigint' ? String(value) : value
}
