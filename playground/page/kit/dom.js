// Making and finding elements. Text from programs, compilers and links only ever goes in as text.

/** The element with this id. @param {string} id @returns {HTMLElement} */
export const byId = id => document.getElementById(id)

/**
 * Makes an element.
 * @param {string} tag
 * @param {Record<string, unknown>} [attributes] false and null leave one out; true gives it empty.
 * @param {...(Node | string | null)} children strings become text.
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value)
    else if (value === true) element.setAttribute(name, '')
    else if (value !== null && value !== false) element.setAttribute(name, value)
  }
  element.append(...children.flat().filter(child => child !== null && child !== undefined))
  return element
}

const SVG = 'http://www.w3.org/2000/svg'

/** Makes an element of a drawing. */
export function draw(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value)
  }
  element.append(...children.filter(child => child !== null && child !== undefined))
  return element
}

const styles = new Set()

/** Adds rules of style, once, that come with the code that needs them. @param {string} rules */
export function addStyle(rules) {
  if (styles.has(rules)) return
  styles.add(rules)
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(rules)
  document.adoptedStyleSheets.push(sheet)
}

/** A whole number with its thousands apart: "5 000". */
export function digits(number) {
  return number.toLocaleString('en').replaceAll(',', '\u202f')
}

/** "1 line", "2 lines". */
export function count(number, noun) {
  return `${digits(number)} ${noun}${number === 1 ? '' : 's'}`
}

/** Seconds with their unit, one decimal unless more is needed. */
export function seconds(value) {
  const text = value.toFixed(3).replace(/0{1,2}$/, '')
  return `${text} s`
}

/** Runs at most once a frame, however often it is asked. */
export function onceAFrame(work) {
  let asked = 0
  return () => {
    if (asked) return
    asked = requestAnimationFrame(() => {
      asked = 0
      work()
    })
  }
}
