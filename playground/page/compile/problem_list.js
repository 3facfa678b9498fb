// The list of what the compiler says: its own words, unaltered, with links to the places, and a hint
// of ours (toolchain/hints.js) below where there is one. Fetched when the compiler has something to say.

import { count, make } from '../kit/dom.js'
import { mark } from '../kit/marks.js'
import { visible } from '../kit/visible.js'
import { isError } from './diagnostics.js'
import { hintFor } from '../../../toolchain/hints.js'

const MOST = 50
const bytes = new TextEncoder()
const text = new TextDecoder()

/** The places of a file in characters: clang counts the bytes of a line. */
export function placed(diagnostics, file, source) {
  const lines = source.split('\n')
  return diagnostics.map(problem => {
    if (problem.file !== file) return problem
    const before = bytes.encode(lines[problem.line - 1] ?? '').subarray(0, problem.column - 1)
    return { ...problem, column: text.decode(before).length + 1 }
  })
}

/** The elements of the list; none when there are only notes. */
export function listOf(problems, file, source) {
  const main = problems.filter(({ severity }) => severity !== 'note')
  if (main.length === 0) return []
  const errors = main.filter(isError).length
  const title = [errors && count(errors, 'error'),
    main.length > errors && count(main.length - errors, 'warning')]
  const hints = new Set()
  const lines = source.split('\n')
  const hinted = problems.map(problem =>
    ({ problem, hint: hintFor(wordsOf(problem), { source, line: lines[problem.line - 1], isAlone: true }) }))
  const told = withoutNoise(hinted)
  const rows = told.slice(0, MOST).map(({ problem, hint }) => {
    const isNew = !hints.has(hint)
    hints.add(hint)
    return row(problem, file, isNew ? hint : '')
  })
  const more = told.length - MOST
  return [make('h2', {}, title.filter(Boolean).join(', ')), make('ul', {}, ...rows),
    ...more > 0 ? [make('p', { class: 'note' }, `And ${more} more.`)] : []]
}

/**
 * Notes about the inside of weft.h lead nowhere that the reader could change. Where we know what was meant, clang's guess at a name,
 * and where that is declared, say something else.
 */
function withoutNoise(hinted) {
  let hasName = false
  return hinted.filter(({ problem: { file, severity, message }, hint }) => {
    if (severity !== 'note') {
      hasName = / it is called /.test(hint)
      return true
    }
    return !/(?:^|\/)weft\.h$/.test(file) && !(hasName && /^did you mean|declared here$/.test(message))
  })
}

/** As clang writes it: some hints look at the place, too. */
function wordsOf({ file, line, column, severity, message }) {
  return `${file}:${line}:${column}: ${severity}: ${message}`
}

function row({ file: where, line, column, severity, message }, file, hint) {
  const kind = isError({ severity }) ? 'failed' : severity === 'warning' ? 'warn' : 'other'
  const place = !line ? make('span') : where === file
    ? make('a', { href: `#L${line}`, 'data-line': line, 'data-column': column },
      `${line}:${column}`)
    : make('code', {}, `${where}:${line}`)
  return make('li', {}, mark(kind), place, make('code', {}, visible(`${severity}: ${message}`)),
    hint ? make('p', {}, hint) : null)
}
