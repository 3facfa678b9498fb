// The program that is shown, in the form whose orders can be searched: as it was built, or compiled once more.

import { addressOf } from './kit/addresses.js'
import { setStatus } from './kit/status.js'

/** What is said while that takes its time. */
export const COMPILING = 'To run it in another order, this program is compiled once more. Without a compiler here, that is fetched first: 26 MB.'

/**
 * @param {object} page the record of page.js
 * @param {(words: string) => void} say
 * @param {string} done the status after it was compiled
 * @returns {Promise<string | WebAssembly.Module | null>} null where it does not compile
 */
export async function searchedOf({ program, compiler, settings }, say, done) {
  const { entry, text, file } = program
  const built = entry.isSearched && (text === entry.source ? entry.program : entry.builtOf?.(text))
  if (built) return addressOf(built)
  say(COMPILING)
  const made = await compiler.build(file, text, settings.state.level, { searched: true })
  if (made?.ok) setStatus(done)
  return made?.ok ? made.module : null
}

/** What it is given besides, without an order of an earlier run. */
export function givenTo({ world }) {
  const { args, env: { WEFT_CHOICES: _, ...env } } = world.options()
  return { args, env }
}
