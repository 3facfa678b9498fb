// A part of what a suite could play, so that the whole check stays short. WEFT_ALL=1 plays all of it: before a release, and
// after a change that what is left out could see.

/** Everything is played. */
export const isWhole = process.env.WEFT_ALL === '1'

/**
 * One of `thin`, from the one at `shift` on.
 * @template T
 * @param {T[]} list
 * @param {number} thin
 * @param {number} [shift] another one, so that two suites do not leave out the same
 * @returns {T[]}
 */
export function sample(list, thin, shift = 0) {
  return isWhole ? list : list.filter((_, index) => (index + shift) % thin === 0)
}
