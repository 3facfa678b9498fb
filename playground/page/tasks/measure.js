// Numbers and texts of a drawing: rounded, shortened, and how wide a text is.

const known = new Map()
let context = null

/** A number with one decimal, so that a path stays short. */
export function f(number) {
  return Math.round(number * 10) / 10
}

/** "0.50" is 0.5, "1.0" stays. */
export function trim(text) {
  return text.replace(/(\.\d+?)0+$/, '$1')
}

/** The width of a text in a size, measured once. */
export function measure(text, size) {
  const key = `${size} ${text}`
  if (known.has(key)) return known.get(key)
  context ??= document.createElement('canvas').getContext('2d')
  context.font = `${size}px ${getComputedStyle(document.body).fontFamily}`
  if (known.size > 5000) known.clear()
  const { width } = context.measureText(text)
  known.set(key, width)
  return width
}

/** A text that is cut, with dots for the rest, where it is wider than there is room. */
export function fitted(text, size, room) {
  if (measure(text, size) <= room) return text
  const letters = [...text]
  while (letters.length > 1 && measure(`${letters.join('')}…`, size) > room) letters.pop()
  return `${letters.join('')}…`
}
