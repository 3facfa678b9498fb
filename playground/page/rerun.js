// A run once more, in a build with symbols, to read its memory: the program is compiled once for each text, and run as it was run last. Where
// it does something else then, nothing of it may be shown.

import { watchRun } from './run/watching.js'

const kept = { key: '', built: null }

/** Whether the program can be run again from its beginning. */
export const canRunAgain = ({ entry }) => !entry.from && !entry.replay

/** The program that is shown, with its symbols, where it is compiled already; else null. */
export function symbolsKept({ file, text }) {
  return kept.key === JSON.stringify([file, text]) ? kept.built : null
}

/**
 * Compiles it with its symbols.
 * @param {object} page the record of page.js
 * @param {{isAhead?: boolean}} [how] `isAhead`: only with a compiler that is here and idle
 * @returns {Promise<object | null>} null where it does not compile, or something else came
 */
export async function symbolsOf(page, { isAhead = false } = {}) {
  const { file, text } = page.program
  const found = symbolsKept(page.program)
  if (found) return found
  const built = await page.compiler[isAhead ? 'ahead' : 'build'](file, text, '0', { watched: true })
  if (!built?.ok) return null
  return Object.assign(kept, { built, key: JSON.stringify([file, text]) }).built
}

/** Runs it again as it was run last. @param {object} request `wanted`, `isInside`: see watching.js */
export function runAgain(page, built, model, request) {
  const { options, stdin } = page.launcher.last.request
  return watchRun({ program: built.module, options: { ...options, clock: 'virtual' }, stdin, symbols: built.symbols, wanted: [], steps: model.begun.length + 1, ...request })
}
