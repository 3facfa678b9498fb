// A source map of a module: which line of which file a byte of the code comes from, as browsers and Node's inspector read it. The
// module is one line, and a column of it is a byte of the file.

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** A number as source maps write it: the sign is the last bit. */
function digits(number) {
  let rest = number < 0 ? -number * 2 + 1 : number * 2
  let text = ''
  do {
    const digit = rest % 32
    rest = Math.floor(rest / 32)
    text += DIGITS[rest > 0 ? digit + 32 : digit]
  } while (rest > 0)
  return text
}

/**
 * @param {{at: number, file?: string, line?: number, column?: number}[]} places in the order of the file; one without a file ends the one before
 * @param {(file: string) => string | undefined} textOf the text of a source
 * @returns {object} to be written as JSON
 */
export function makeSourceMap(places, textOf) {
  const sources = [...new Set(places.map(({ file }) => file).filter(Boolean))]
  const last = { at: 0, source: 0, line: 0, column: 0 }
  const mappings = places.map(({ at, file, line, column }) => {
    const moved = digits(at - last.at)
    last.at = at
    if (!file) return moved
    const now = { source: sources.indexOf(file), line: line - 1, column: Math.max(0, column - 1) }
    const text = moved + digits(now.source - last.source) + digits(now.line - last.line) + digits(now.column - last.column)
    Object.assign(last, now)
    return text
  })
  return { version: 3, sources, sourcesContent: sources.map(file => textOf(file) ?? null), names: [], mappings: mappings.join(',') }
}
