// Random choices that are the same for the same seed, on every machine.

/** Choices of a seed, a whole number: below(n), maybe(p), pick(list), some(list, n). */
export function chance(seed) {
  let state = BigInt(seed)

  // splitmix64, as weft_random: the first 32 bits
  function next() {
    state = BigInt.asUintN(64, state + 0x9e3779b97f4a7c15n)
    let mixed = state
    mixed = BigInt.asUintN(64, (mixed ^ (mixed >> 30n)) * 0xbf58476d1ce4e5b9n)
    mixed = BigInt.asUintN(64, (mixed ^ (mixed >> 27n)) * 0x94d049bb133111ebn)
    return Number((mixed ^ (mixed >> 31n)) >> 32n)
  }

  const below = limit => Math.floor(next() / 2 ** 32 * limit)
  const maybe = probability => next() / 2 ** 32 < probability
  const pick = list => list[below(list.length)]

  function some(list, count) {
    const left = [...list]
    return Array.from({ length: Math.min(count, left.length) }, () => left.splice(below(left.length), 1)[0])
  }

  return { below, maybe, pick, some }
}
