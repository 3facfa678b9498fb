// A plain text area in place of the editor, for people who want that: the browser's own, nothing more.

import { make } from '../kit/dom.js'

export function createTextArea(box, { text, onEdit, onLeave, onRun }) {
  const area = make('textarea', { 'aria-label': 'Source of the program', spellcheck: 'false',
    autocomplete: 'off', autocapitalize: 'off', wrap: 'off' })
  area.value = text
  area.addEventListener('input', () => onEdit(area.value))
  area.addEventListener('keydown', event => {
    if (event.key === 'Escape') onLeave()
  })
  box.replaceChildren(area)
  return {
    focus(scroll) {
      area.focus()
      area.setSelectionRange(0, 0)
      area.scrollTop = scroll
    },
    setText(value) { area.value = value },
    goTo(line, column) {
      const lines = area.value.split('\n')
      const at = lines.slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0) + column - 1
      area.focus()
      area.setSelectionRange(at, at)
    },
    destroy: () => area.remove()
  }
}
