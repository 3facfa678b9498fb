// The examples, as the build has listed them.

import { addressOf, files } from './files.js'

/** @returns {Promise<{list: object[], waits: string[], first: object, find: Function}>} */
export async function loadCatalog() {
  const answer = await fetch(addressOf(files.examples))
  if (!answer.ok) throw new Error(`the list of examples did not come (${answer.status}).`)
  const { list, waits, shelves } = await answer.json()
  const find = name => list.find(entry => entry.name === name) ?? null
  return { list, waits, find, first: find(shelves[0].names[0]) }
}
