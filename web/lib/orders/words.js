// An order in words, from the trace of its run: at which moments it left first come, first served, and how.

import { decode } from '../trace/decode.js'
import { world } from '../trace/world.js'
import { plain } from '../trace/phrase.js'
import { seconds } from '../trace/words.js'

/**
 * One moment at which a task did not wait its turn.
 * @typedef {object} Deviation
 * @property {number} moment from 1: the how manieth moment with several ready tasks
 * @property {number} record its index in the trace
 * @property {number} taken
 * @property {number} of
 * @property {string} text "Task-3 ran ahead of Task-2, at 0.5 s"
 */

/**
 * @param {Uint8Array} trace
 * @returns {Deviation[]}
 */
export function deviationsIn(trace) {
  const state = world()
  const found = []
  let moment = 0
  for (const [record, entry] of decode(trace).records.entries()) {
    state.apply(entry)
    if (entry.kind !== 'chosen') continue
    moment++
    const taken = Number(entry.value)
    if (taken > 0) found.push({ moment, record, taken, of: entry.subject, text: textOf(state.now, entry, taken) })
  }
  return found
}

function textOf(now, entry, taken) {
  const id = now.idOf(entry)
  const before = now.ready().filter(({ kind }) => kind === 'step').slice(0, taken).map(({ task }) => nameOf(now, task))
  return `${nameOf(now, id)} ran ahead of ${listed(before)}, at ${seconds(entry.time)}${waited(now, id)}`
}

function nameOf(now, id) {
  return plain(now.task(id)?.name ?? 'a task')
}

/** Where in the source it goes on, if the trace says so; a yield has no place. */
function waited(now, id) {
  const place = now.place(now.task(id)?.woken?.wait?.place)
  return place ? `, after its wait at ${plain(place.file.split(/[\\/]/).at(-1))}:${place.line}` : ''
}

const MOST_NAMES = 4

function listed(names) {
  const shown = names.length > MOST_NAMES ? [...names.slice(0, MOST_NAMES - 1), `${names.length - MOST_NAMES + 1} others`] : names
  return shown.length === 1 ? shown[0] : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`
}
