// What compiles without a word of clang's, and is hardly ever meant: found in the text of a source.

const LOOP = /\bfor\s*\(\s*(?:[A-Za-z_][\w\s*]*[\s*])?([A-Za-z_]\w*)\s*=[^;]*;[^;]*;/g
const SPAWNS = /\bweft_(?:group_)?(?:spawn|start)\w*\s*\(/g
const WAITS_INSIDE = /\bweft_(?:join|group_join|group_with|wait|gather)\w*\s*\(/

/**
 * @param {string} source
 * @returns {{line: number, column: number, message: string}[]}
 */
export function lint(source) {
  const text = blank(source)
  return [...text.matchAll(LOOP)].flatMap(match => sharedVariable(text, match))
}

/** Each task of a loop is given the address of the loop's own variable: they all see what it is at the end. */
function sharedVariable(text, { index, 0: head, 1: name }) {
  const open = index + head.indexOf('(')
  const close = endOf(text, open)
  const body = text.slice(close, endOfStatement(text, close))
  if (WAITS_INSIDE.test(body)) return []
  return [...body.matchAll(SPAWNS)].flatMap(spawn => {
    const from = close + spawn.index
    const paren = from + spawn[0].length - 1
    const given = new RegExp(`&\\s*${name}\\b(?!\\s*(?:\\[|\\.|->))`).exec(text.slice(paren, endOf(text, paren)))
    return given ? [{ ...placeOf(text, paren + given.index), message: `every task of this loop is given the address of the `
      + `one variable ${name}, which the loop goes on changing before they run; give each its own: `
      + `an array beside the loop, and &numbers[${name}]` }] : []
  })
}

/** The same text with spaces for comments and for what stands in quotes. */
function blank(source) {
  return source.replace(/\/\/[^\n]*|\/\*[^]*?\*\/|"[^"\\\n]*(?:\\.[^"\\\n]*)*"|'[^'\\\n]*(?:\\.[^'\\\n]*)*'/g,
    part => part.replace(/[^\n]/g, ' '))
}

/** Where the bracket at `at` is closed. */
function endOf(text, at) {
  let depth = 0
  for (let place = at; place < text.length; place++) {
    if ('([{'.includes(text[place])) depth++
    else if (')]}'.includes(text[place]) && --depth === 0) return place + 1
  }
  return text.length
}

function endOfStatement(text, at) {
  const start = at + /^\s*/.exec(text.slice(at))[0].length
  if (text[start] === '{') return endOf(text, start)
  const end = text.indexOf(';', start)
  return end < 0 ? text.length : end + 1
}

function placeOf(text, at) {
  const lines = text.slice(0, at).split('\n')
  return { line: lines.length, column: lines.at(-1).length + 1 }
}
