// The locks that a source takes, and the source without one of them.

const TAKES = /\bweft_lock_acquire\s*\(/g

/** What stands between the bracket at `open` and its end. */
function inside(text, open) {
  let depth = 0
  for (let at = open; at < text.length; at++) {
    if (text[at] === '(') depth++
    else if (text[at] === ')' && --depth === 0) return text.slice(open + 1, at)
  }
  return null
}

/** The same text, as long as before, without its comments and without what stands in quotes. */
function code(source) {
  return source.replace(/\/\/[^\n]*|\/\*[^]*?\*\/|"[^"\\\n]*(?:\\.[^"\\\n]*)*"|'[^'\\\n]*(?:\\.[^'\\\n]*)*'/g, part => part.replace(/[^\n]/g, ' '))
}

/** Each lock once, by the words of the place that takes it. @returns {{words: string, line: number}[]} */
export function locksIn(source) {
  const text = code(source)
  const found = new Map()
  for (const { index, 0: head } of text.matchAll(TAKES)) {
    const words = inside(text, index + head.length - 1)?.trim()
    if (words && !found.has(words)) found.set(words, { words, line: text.slice(0, index).split('\n').length })
  }
  return [...found.values()]
}

/** The source as if nobody took or gave back the lock of these words; each line keeps its number. */
export function withoutLock(source, words) {
  const text = code(source)
  const calls = /\b(weft_lock_acquire|weft_lock_release|WEFT_UNLOCK_AT_EXIT)\s*\(/g
  let result = ''
  let from = 0
  for (const { index, 0: head, 1: name } of text.matchAll(calls)) {
    const given = inside(text, index + head.length - 1)
    if (given?.trim() !== words) continue
    const to = index + head.length + given.length + 1
    const instead = name === 'WEFT_UNLOCK_AT_EXIT' ? '(void)0' : '((int){WEFT_OK})'
    result += source.slice(from, index) + instead + source.slice(index, to).replace(/[^\n]/g, '')
    from = to
  }
  return result + source.slice(from)
}
