// The keys of the page, and the list of them. Single letters work only outside
// fields and the editor, and can be switched off.

import { byId, make } from './kit/dom.js'

const LIST = [
  ['Ctrl Enter', 'run, or compile and run'], ['Ctrl .', 'stop'],
  ['← →', 'in the lanes: bar before, after'],
  ['↑ ↓', 'in the lanes: same moment, lane above, below; in the table: row before, after'],
  ['Home, End', 'in the lanes: first, last bar'], ['+ − 0', 'zoom in, out, whole run'],
  ['T', 'lanes or table'],
  ['/', 'find a task, a line, a text in the lanes'],
  ['Escape', 'let go of the selection; leave the editor'], ['?', 'this list']
]

/**
 * @param {object} acts
 * @param {() => void} acts.run
 * @param {() => void} acts.stop
 * @param {() => void} acts.toggleView
 * @param {(factor: number) => void} acts.zoom 0 for the whole run
 * @param {() => void} acts.letGo of the selection
 * @param {() => HTMLElement} acts.pane the lanes, or the table
 * @param {() => boolean} acts.hasLetters whether single letters are keys
 */
export function bindKeys({ run, stop, toggleView, zoom, letGo, pane, hasLetters }) {
  const dialog = byId('keys')
  dialog.replaceChildren(make('h2', {}, 'Keys'),
    make('dl', {}, ...LIST.flatMap(([key, does]) =>
      [make('dt', {}, make('kbd', {}, key)), make('dd', {}, does)])),
    make('button', { class: 'btn', onclick: () => dialog.close() }, 'Close'))

  const letters = {
    t: toggleView,
    '/': find,
    '?': () => dialog.show(),
    '+': () => zoom(1.5),
    '=': () => zoom(1.5),
    '-': () => zoom(1 / 1.5),
    0: () => zoom(0)
  }

  addEventListener('keydown', event => {
    if ((event.ctrlKey || event.metaKey) && event.key === 'Enter') {
      event.preventDefault()
      if (!byId('run').disabled) run()
    } else if ((event.ctrlKey || event.metaKey) && event.key === '.') {
      event.preventDefault()
      stop()
    } else if (event.key === 'Escape') escape(event)
    else letter(event)
  }, { capture: true })

  function escape() {
    if (dialog.open) return dialog.close()
    const menu = document.querySelector('details.share[open]')
    if (menu) {
      menu.open = false
      return menu.querySelector('summary').focus()
    }
    if (document.activeElement === byId('find')) return pane().focus()
    if (!isField(document.activeElement)) letGo()
  }

  /** Where there is no run: to the lanes themselves. */
  function find() {
    const field = byId('find')
    return (field.offsetParent ? field : pane()).focus()
  }

  function letter(event) {
    const act = letters[event.key.toLowerCase()]
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return
    if (!hasLetters() || isField(event.target)) return
    event.preventDefault()
    act()
  }

  document.addEventListener('click', event => {
    for (const menu of document.querySelectorAll('details.share[open]')) {
      if (!menu.contains(event.target)) menu.open = false
    }
  })
}

function isField(element) {
  return Boolean(element?.closest?.('input:not([type=radio], [type=checkbox], [type=range]), '
    + 'textarea, select, .cm-editor'))
}
