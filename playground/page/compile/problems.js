// What the compiler says about an edit: its own words, unaltered, with links to the places; the
// lines are marked in the source as well. Ours may stand below, never instead.

import { byId, count, make } from '../kit/dom.js'
import { mark } from '../kit/marks.js'
import { visible } from '../kit/visible.js'

const MOST = 50
const HINTS = [
  [/ignoring return value of function.*warn_unused_result/,
    'It may have been cancelled, and says so in what it returns. Pass that on with WEFT_TRY.'],
  [/call to undeclared (library )?function '(weft_|WEFT_)/,
    'weft.h has no such function; its list of contents is at the top of the header.'],
  [/use of undeclared identifier 'WEFT_|call to undeclared function '(WEFT|weft)/,
    'Is #include "weft.h" at the top?']
]

const bytes = new TextEncoder()
const text = new TextDecoder()

/** Clang counts the bytes of a line; everybody else counts characters. */
function characters(lines, { line, column }) {
  const before = bytes.encode(lines[line - 1] ?? '').subarray(0, column - 1)
  return text.decode(before).length + 1
}

export function createProblems(source) {
  const box = byId('problems')

  /** `quietly`: while somebody types, only what is there already changes, and nothing moves. */
  function show(diagnostics, file, { quietly = false } = {}) {
    const lines = source.text.split('\n')
    const shown = diagnostics.filter(({ severity }) => severity !== 'remark').map(problem =>
      problem.file === file ? { ...problem, column: characters(lines, problem) } : problem)
    const main = shown.filter(({ severity }) => severity !== 'note')
    const errors = main.filter(({ severity }) => /error/.test(severity)).length
    const warnings = main.length - errors
    if (quietly && box.hidden) return source.setProblems(shown.filter(problem => problem.file === file))
    box.hidden = main.length === 0
    if (main.length === 0) return source.setProblems([])
    const title = [errors && count(errors, 'error'), warnings && count(warnings, 'warning')]
    box.replaceChildren(make('h2', {}, title.filter(Boolean).join(', ')),
      make('ul', {}, ...shown.slice(0, MOST).map(problem => row(problem, file))),
      ...shown.length > MOST
        ? [make('p', { class: 'note' }, `And ${shown.length - MOST} more.`)] : [])
    source.setProblems(shown.filter(problem => problem.file === file))
    const first = shown.find(problem => /error/.test(problem.severity) && problem.file === file)
    if (first && !quietly) source.reveal(first.line)
  }

  function row({ file: where, line, column, severity, message }, file) {
    const kind = /error/.test(severity) ? 'failed' : severity === 'warning' ? 'warn' : 'other'
    const hint = HINTS.find(([pattern]) => pattern.test(message))?.[1]
    const place = !line ? make('span') : where === file
      ? make('a', { href: `#L${line}`, 'data-line': line, 'data-column': column },
        `${line}:${column}`)
      : make('code', {}, `${where}:${line}`)
    return make('li', {}, mark(kind), place, make('code', {}, visible(`${severity}: ${message}`)),
      hint ? make('p', {}, hint) : null)
  }

  box.addEventListener('click', event => {
    const link = event.target.closest('a')
    if (!link?.dataset.line) return
    event.preventDefault()
    source.goTo(Number(link.dataset.line), Number(link.dataset.column))
  })

  return {
    show,
    clear() {
      box.hidden = true
      box.replaceChildren()
      source.setProblems([])
    },
    /** The text has changed: the places may be wrong now. */
    fade: () => source.setProblems([])
  }
}
