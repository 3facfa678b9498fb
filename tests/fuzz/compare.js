// Whether Weft did what asyncio did.

/** What is wrong with Weft's output, in words; null when nothing is. */
export function difference(asyncio, weft) {
  const theirs = asyncio.split('\n')
  const ours = weft.split('\n')
  const broken = ours.find(line => line.startsWith('broken'))
  if (broken) return broken
  const wasCut = cutIn(asyncio)
  if (wasCut) theirs.pop()
  const last = wasCut ? theirs.length : Math.max(theirs.length, ours.length)
  for (let index = 0; index < last; index++) {
    if (theirs[index] !== ours[index]) {
      return `line ${index + 1}: asyncio says ${theirs[index] ?? 'nothing'}, Weft says ${ours[index] ?? 'nothing'}`
    }
  }
  return null
}

/** The known difference at which the comparison ends; undefined when it goes to the end. */
export function cutIn(asyncio) {
  return asyncio.match(/(?:^|\n)cut (\S+)$/)?.[1]
}
