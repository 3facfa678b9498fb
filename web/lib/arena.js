// The memory that a program which was built to be searched takes from its host: where its struct `weft_search` has it, and how much it is.
// The C side is runtime/core/search.c, the search is in orders/.

/** Offsets of unsigned 32-bit numbers; `output` has 64 bits. */
export const SEARCH = Object.freeze({ from: 0, to: 4, arena: 8, end: 12, seen: 16, mask: 20, count: 24, output: 32, userBytes: 40, exhausted: 44 })

export const PAGE = 65536

/** So much memory has one run: 32 MB. */
export const ARENA_PAGES = 512
