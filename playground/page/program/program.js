// The program that is shown: an example, or one that came with a link; its original text and what
// has become of it. Edits are kept by name and survive a reload.

import { keep, recall } from '../kit/storage.js'

const MOST = 100_000

/**
 * @param {object} entry an example, or one of kept.js with its `kind`: `origin` is the source of the
 *   example that it was made of
 */
export function openProgram(entry) {
  const slot = `edit:${entry.name}`
  const kept = readEdit(slot, entry.source)
  const state = { text: kept ?? entry.source, saved: true }
  return {
    entry,
    name: entry.name,
    slot,
    /** Another program in the place of an example does not have its name. */
    get file() { return `${isAlike(state.text, entry.origin ?? entry.source) || entry.kind ? entry.file ?? entry.name : 'program'}.c` },
    /** What another tab has made of it; the original where that took its edit back. */
    elsewhere: value => readText(value, entry.source) ?? entry.source,
    original: entry.source,
    get text() { return state.text },
    get isEdited() { return state.text !== entry.source },
    /** The signals that come by themselves under the virtual clock, "INT@2.5". */
    script: [entry.options?.signal ?? []].flat(),
    /** Whether it is still the example, changed here and there, and not another program in its place. */
    get isAlike() { return isAlike(state.text, entry.origin ?? entry.source) },
    /** Whether the last edit will be there after a reload. */
    get isSaved() { return state.saved },
    /** Takes an edit, and keeps it. */
    edit(text) {
      state.text = text
      const isNew = text !== entry.source
      const fits = text.length <= MOST
      const record = JSON.stringify({ of: digest(entry.source), text })
      state.saved = fits && keep(slot, isNew ? record : null)
    },
    reset() {
      state.text = entry.source
      state.saved = keep(slot, null)
    }
  }
}

/** An edit of another text than this one is not shown: the example has changed since. */
function readEdit(slot, original) {
  return readText(recall(slot), original)
}

function readText(value, original) {
  try {
    const { of, text } = JSON.parse(value ?? 'null') ?? {}
    return of === digest(original) && typeof text === 'string' && text.length <= MOST ? text : null
  } catch {
    return null
  }
}

/** Half of the original's lines, at least, are still there. */
function isAlike(text, original) {
  const linesOf = source => source.split('\n').map(line => line.trim()).filter(line => line.length > 1)
  const kept = new Set(linesOf(text))
  const lines = linesOf(original)
  return lines.filter(line => kept.has(line)).length * 2 >= lines.length
}

export function digest(text) {
  let hash = 2166136261
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 16777619)
  return hash >>> 0
}
