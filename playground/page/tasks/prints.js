// What a bar prints: prints are in the order of their records, so that they are found by halving.

/** A bar that prints nothing. */
export const NOTHING = { text: '', more: false }

/**
 * The first line that a bar printed, and whether there is more.
 * @param {object[]} prints
 * @param {object} bar
 * @param {(print: object, to: number) => {text: string, more: boolean}} quote what the output has
 *   between two bytes
 */
export function printedBy(prints, bar, quote) {
  if (bar.state !== 'running') return NOTHING
  const first = prints[firstOf(prints, bar.from)]
  if (!first || first.task !== bar.task || (bar.to >= 0 && first.at > bar.to)) return NOTHING
  const last = bar.to < 0 ? prints.at(-1) : prints[firstOf(prints, bar.to + 1) - 1]
  return quote(first, last.descriptor === first.descriptor ? last.to : Infinity)
}

/** The index of the first print at a record or after it. */
function firstOf(prints, record) {
  let low = 0
  let high = prints.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (prints[middle].at < record) low = middle + 1
    else high = middle
  }
  return low
}
