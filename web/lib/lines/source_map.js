// The lines of a module that was built with -g, from the source map that it carries: for the sentence about a trap. It is loaded with
// such a module only, and read when something has trapped. What stands in it is a stranger's: it is shown, and nothing else.

const SCHEME = 'data:application/json;base64,'
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/**
 * @param {ArrayBuffer} section the content of `sourceMappingURL`
 * @returns {(at: number) => string} 'file:line' of a byte of the module; '' where none is known
 */
export function createLines(section) {
  let places
  return at => {
    try {
      places ??= readPlaces(section)
      return find(places, at)
    } catch {
      places = []
      return ''
    }
  }
}

function readPlaces(section) {
  const text = new TextDecoder().decode(section)
  const start = text.indexOf(SCHEME)
  if (start < 0) return []
  const json = Uint8Array.from(atob(text.slice(start + SCHEME.length)), letter => letter.charCodeAt(0))
  const { sources, mappings } = JSON.parse(new TextDecoder().decode(json))
  const [last, places] = [[0, 0, 0], []]
  let at = 0
  for (const segment of mappings.split(',')) {
    const [moved, ...numbers] = readNumbers(segment)
    at += moved
    if (numbers.length < 3) places.push({ at, place: '' })
    else {
      numbers.slice(0, 3).forEach((number, i) => {
        last[i] += number
      })
      places.push({ at, place: `${sources[last[0]]}:${last[1] + 1}` })
    }
  }
  return places
}

/** The sign of a number is its last bit, and each digit but the last has its sixth bit set. */
function readNumbers(segment) {
  const numbers = []
  let [value, scale] = [0, 1]
  for (const letter of segment) {
    const digit = DIGITS.indexOf(letter)
    value += digit % 32 * scale
    scale *= 32
    if (digit >= 32) continue
    numbers.push(value % 2 ? -(value - 1) / 2 : value / 2)
    value = 0
    scale = 1
  }
  return numbers
}

/** That of the last segment that begins at the byte, or before it. */
function find(places, at) {
  let [low, high] = [0, places.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (places[middle].at <= at) low = middle + 1
    else high = middle
  }
  return places[low - 1]?.place ?? ''
}
