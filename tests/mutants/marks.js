// Marks: comments in the runtime that name the statements which broken copies change.
//
//     own(lock, next); /* mutant: lock-handed */
//
// A mark marks the statement that begins on its line, however many lines that has, with its block and with
// its `else`. A mark that stands alone on a line marks the statement below. The statement may move to any
// place in any file of the runtime, with its mark.
//
// mutants.json says what stands there instead, by the marks' names:
//
//     "marks": {"lock-handed": "own(lock, NULL);"}       instead of the statement
//     "marks": {"lock-handed": "@ own(lock, NULL);"}     @ is the statement as it was
//     "marks": {"lock-handed": ["next", "NULL"]}         one part of it becomes another, however it is spaced
//
// The shorter the part, the less it minds when the statement is rewritten. Several broken copies may change
// one mark, and one copy several.

import { readFileSync, readdirSync } from 'node:fs'
import { join, sep } from 'node:path'

const MARK = /\/\* mutant: ([^*]*?) \*\//g
const WHERE = 'tests/mutants/mutants.json'

/** The texts of the sources in a folder and those below, by their paths in it. */
export function readSources(folder) {
  const paths = readdirSync(folder, { recursive: true }).filter(path => /\.[ch]$/.test(path)).sort()
  return Object.fromEntries(paths.map(path =>
    [path.replaceAll(sep, '/'), readFileSync(join(folder, path), 'utf8')]))
}

/** Where each mark stands: [{ name, path, at }]. */
export function findMarks(sources) {
  return Object.entries(sources).flatMap(([path, text]) =>
    [...text.matchAll(MARK)].map(({ 1: name, index: at }) => ({ name, path, at })))
}

/** A sentence for each mark that no broken copy changes, or that stands twice. */
export function findFaults(sources, mutants) {
  const used = new Set(mutants.flatMap(({ marks }) => Object.keys(marks)))
  const marks = findMarks(sources)
  const names = new Set(marks.map(({ name }) => name))
  return [...names].flatMap(name => {
    const places = marks.filter(mark => mark.name === name)
    return [
      ...used.has(name) ? [] : [`no broken copy changes the mark ${name} in ${places[0].path}: ` +
        `take the mark away, or write a copy in ${WHERE}`],
      ...places.length === 1 ? [] : [twice(name, places)]
    ]
  })
}

function twice(name, places) {
  return `the mark ${name} stands in ${places.map(({ path }) => path).join(' and in ')}: give each a name of its own`
}

/**
 * The sources that a broken copy changes, as they are then.
 * @param {Record<string, string>} sources
 * @param {{ bug: string, marks: Record<string, string | [string, string]> }} mutant
 * @returns {Record<string, string>} by their paths
 */
export function breakSources(sources, { bug, marks }) {
  const changed = {}
  for (const [name, change] of Object.entries(marks)) {
    const places = findMarks({ ...sources, ...changed }).filter(mark => mark.name === name)
    if (places.length === 0) {
      throw new Error(`no statement has the mark ${name}, which bug ${bug} changes: ` +
        `put /* mutant: ${name} */ at the end of its first line`)
    }
    if (places.length > 1) throw new Error(twice(name, places))
    const [{ path, at }] = places
    const text = changed[path] ?? sources[path]
    const [from, to] = findStatement(text, at, name)
    const before = text.slice(from, to)
    const after = typeof change === 'string' ? change.replaceAll('@', () => before) : changePart(before, change, name)
    if (words(after).join(' ') === words(before).join(' ')) {
      throw new Error(`bug ${bug} leaves the mark ${name} as it was: write in ${WHERE} what stands there instead`)
    }
    changed[path] = text.slice(0, from) + after + text.slice(to)
  }
  return changed
}

/** The statement with a part of it changed, which must stand in it once. */
function changePart(statement, [part, becomes], name) {
  const pieces = statement.split(new RegExp(words(part).map(exactly).join(String.raw`(?:\s|/\*.*?\*/)*`), 's'))
  if (pieces.length !== 2) {
    throw new Error(`${part} must stand once in the statement with the mark ${name}, ` +
      `and stands in it ${pieces.length - 1} times: ${statement}`)
  }
  return pieces.join(becomes)
}

/** A pattern for this word or sign. */
function exactly(word) {
  return /\w/.test(word) ? String.raw`\b${word}\b` : `\\${word}`
}

/** The words and signs, without space and comments. */
function words(text) {
  return text.replaceAll(/\/\*.*?\*\//gs, ' ').match(/\w+|[^\w\s]/g) ?? []
}

/** From where to where the statement of the mark at this place goes. */
function findStatement(text, at, name) {
  const code = bare(text)
  const lineStart = code.lastIndexOf('\n', at) + 1
  const from = past(code, past(code, lineStart, /\s*/y), /\}?\s*else\b\s*/y)
  try {
    return [from, endOf(code, from)]
  } catch (error) {
    throw new Error(`no statement begins at the mark ${name}: put it at the end of a statement's first line`,
      { cause: error })
  }
}

/** The text with spaces for comments and what stands in quotes: each place is as before. */
function bare(text) {
  return text.replaceAll(/\/\*.*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/gs, blank =>
    blank.replaceAll(/[^\n]/g, ' '))
}

/** The place after the pattern, if it is here. */
function past(code, at, pattern) {
  pattern.lastIndex = at
  return pattern.test(code) ? pattern.lastIndex : at
}

/** Where the statement ends that begins at this place. */
function endOf(code, at) {
  if (code[at] === '{') return endOfBrackets(code, at)
  const [word] = /^\w*/.exec(code.slice(at, at + 20))
  if (word === 'do') return endOfSimple(code, endOf(code, past(code, at + 2, /\s*/y)))
  if (!['if', 'for', 'while', 'switch'].includes(word)) return endOfSimple(code, at)
  const head = endOfBrackets(code, code.indexOf('(', at))
  const end = endOf(code, past(code, head, /\s*/y))
  const other = past(code, end, /\s*else\b\s*/y)
  return word === 'if' && other > end ? endOf(code, other) : end
}

/** Where the statement that ends with a semicolon does. */
function endOfSimple(code, at) {
  while (code[at] !== ';') {
    if (at >= code.length || ')]}'.includes(code[at])) throw new Error('it ends before a semicolon')
    at = '([{'.includes(code[at]) ? endOfBrackets(code, at) : at + 1
  }
  return at + 1
}

/** Where what is in brackets ends. */
function endOfBrackets(code, at) {
  let depth = 0
  do {
    if (at >= code.length) throw new Error('a bracket is not closed')
    depth += '([{'.includes(code[at]) - ')]}'.includes(code[at])
    at++
  } while (depth > 0)
  return at
}
