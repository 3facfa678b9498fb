// The two structs through which a program and a search over its orders know each other, `weft_choices` and `weft_search`: where their
// fields are. The C side is in runtime/core/choices.h and runtime/core/search.c.

/** Offsets of unsigned 32-bit numbers; `moments` are pairs of bytes, the choice and of how many. */
export const CHOICES = Object.freeze({ version: 0, searches: 4, given: 8, made: 12, chance: 16, known: 20, moments: 24 })

/** Offsets of unsigned 32-bit numbers; `output` has 64 bits. */
export const SEARCH = Object.freeze({ from: 0, to: 4, arena: 8, end: 12, seen: 16, mask: 20, count: 24, output: 32, userBytes: 40, exhausted: 44 })

export const VERSION = 1

/** So many moments of a run have a choice. */
export const MOMENTS = 4096

export const CHOICES_SIZE = CHOICES.moments + 2 * MOMENTS
export const SEARCH_SIZE = 48

/**
 * Choices as the text that --choices takes: "0,2,1", or "17:2" where that is shorter.
 * @param {ArrayLike<number>} choices
 */
export function textOfChoices(choices) {
  const list = Array.from(choices)
  const last = list.findLastIndex(choice => choice > 0)
  const whole = list.slice(0, last + 1).join(',')
  const sparse = list.flatMap((choice, at) => choice > 0 ? [`${at + 1}:${choice}`] : []).join(',')
  return whole.length <= Math.max(sparse.length, 24) ? whole || '0' : sparse
}
