// In which groups the list of examples shows them: by the topics in examples.json, in its order.

/** The example that a newcomer sees. */
export const FIRST = 'gather'

/** @param {{name: string, topic: string}[]} list @returns {Map<string, object[]>} */
export function shelves(list) {
  const found = new Map()
  for (const entry of list) found.set(entry.topic, [...found.get(entry.topic) ?? [], entry])
  return found
}
