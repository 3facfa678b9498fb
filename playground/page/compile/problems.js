// What the compiler says about an edit, below the source and marked in it. How the list looks is in
// problem_list.js.

import { byId } from '../kit/dom.js'
import { isError } from './diagnostics.js'

/** @param {{text: string, setProblems: Function, reveal: Function, goTo: Function}} source */
export function createProblems(source) {
  const box = byId('problems')
  let asked = 0   // what was asked for last is shown, whatever comes when

  /** `quietly`: while somebody types, only what is there already changes, and nothing moves. */
  async function show(diagnostics, file, { quietly = false } = {}) {
    const number = ++asked
    if (diagnostics.length === 0) return hide()
    const { listOf, placed } = await import('./problem_list.js')
    if (number !== asked) return
    const problems = placed(diagnostics, file, source.text)
    source.setProblems(problems.filter(problem => problem.file === file))
    if (quietly && box.hidden) return
    box.replaceChildren(...listOf(problems, file, source.text))
    box.hidden = box.children.length === 0
    if (!quietly) reveal(problems, file)
  }

  /** Brings the first error into view, in the list and in the source. */
  function reveal(problems, file) {
    const first = problems.find(problem => isError(problem) && problem.file === file)
    if (first) source.reveal(first.line)
    box.scrollTop = 0
    box.scrollIntoView({ block: 'nearest' })   // on a phone it lies below the source
  }

  function hide() {
    box.hidden = true
    box.replaceChildren()
    source.setProblems([])
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
      asked++
      hide()
    },
    /** The text has changed: the places may be wrong now. */
    fade() {
      asked++
      source.setProblems([])
    }
  }
}
