// The examples, as the build has listed them. The list comes at the start, the source of an example
// when it is first shown.

import { addressOf, files } from '../kit/addresses.js'

/** @returns {Promise<{list: object[], waits: string[], first: object, find: Function}>} */
export async function loadCatalog() {
  const { list, waits, first } = await get(files.examples, 'the list of examples')
  const find = name => list.find(entry => entry.name === name) ?? null
  return { list, waits, find, first: find(first) }
}

/** Completes an entry: with its source, and with what it says about itself. */
export async function complete(entry) {
  if (entry.source === undefined) Object.assign(entry, await get(entry.text, 'the example'))
}

/** A list of the build; `what` it is, for the sentence that says that it did not come. */
export async function get(file, what) {
  const answer = await fetch(addressOf(file)).catch(() => {
    throw new Error(`${what} did not come. Is there a network?`)
  })
  if (!answer.ok) throw new Error(`${what} did not come (${answer.status}).`)
  return answer.json()
}
