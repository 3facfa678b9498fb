// Where the code of a linked module is after weaving. Addresses are DWARF's: bytes from the beginning of the code section's content.
// What was put before an instruction by the stack check belongs to it; a function that went through Asyncify carries marks, one
// before each instruction that somebody has an address of (marks.js).

/**
 * @param {object} module the linked one
 * @param {Map<number, {at: number, size: number}[]>} edits what the stack check put in, by function, in the order of the file
 * @param {Map<number, {start: number, end: number, marks?: Map<number, number>, local: (local: number) => number}>} places where each
 *   function is now; of a marked one, where each address of the linked module is
 */
export function makeMoves(module, edits, places) {
  const start = startOfCode(module)
  const bodies = module.bodies.map(({ index, start: from, end }) => ({ index, from: from - start, to: end - start }))

  /** The function that an address belongs to; the byte behind its last one does, too. */
  function find(address) {
    let [low, high] = [0, bodies.length - 1]
    while (low <= high) {
      const middle = (low + high) >> 1
      if (address < bodies[middle].from) high = middle - 1
      else if (address > bodies[middle].to) low = middle + 1
      else return bodies[middle]
    }
    return undefined
  }

  function move(address) {
    const body = find(address)
    const place = body && places.get(body.index)
    if (!place) return 0
    if (address === body.from) return place.start
    if (address === body.to) return place.end
    if (place.marks) return afterMarks(place, address)
    return place.start + address - body.from + shiftOf(edits.get(body.index), address + start)
  }

  return {
    find,
    address: move,
    end: move,
    /** The number of a local now. */
    local: (address, local) => places.get(find(address)?.index)?.local?.(local) ?? local
  }
}

/** Where the content of the code section begins in the file. */
export const startOfCode = module => module.sections.find(({ id }) => id === 10).start

/** Bytes that were put in before an address. */
export function shiftOf(edits = [], at) {
  let shift = 0
  for (const edit of edits) if (edit.at < at) shift += edit.size
  return shift
}

/** The mark of the address, or of the next one that has been kept. */
function afterMarks({ marks, end }, address) {
  const own = marks.get(address)
  if (own !== undefined) return own
  let [least, found] = [Infinity, end]
  for (const [other, at] of marks) {
    if (other > address && other < least) [least, found] = [other, at]
  }
  return found
}
