// The source pane: a plain listing first, the editor (or a text area) when someone edits. Lines are
// lit from outside, and a click on one is told outside; which line means what is not known here.

import { byId, make } from '../kit/dom.js'
import { lineElement, linesOf } from './highlight.js'
import { pinsElement } from './pins.js'
import { createTextArea } from './textarea.js'

/**
 * @param {{isTold: () => boolean, waits: string[], onEdit: (text: string) => void, onLine: (line: number) => void,
 *   onPeek: (line: number | null) => void, onRun: () => void, isPlain: () => boolean,
 *   onWithout: () => void}} handlers `isTold`: whether what the comment at the head says stands above
 */
export function createSource(handlers) {
  const box = byId('code')
  const state = { text: '', mode: 'read', editor: null, lights: {}, problems: [], loading: false }

  /** Another text: what was lit in the last one means nothing here. */
  function show(text) {
    Object.assign(state, { text, lights: {}, problems: [] })
    if (state.mode === 'read') list()
    else state.editor.setText(text)
  }

  function list() {
    state.twin?.()
    state.twin = null
    const lines = linesOf(state.text.replace(/\n$/, ''), handlers.waits)
    state.elements = lines.map((line, index) => lineElement(line, index + 1))
    box.classList.remove('editing')
    box.replaceChildren(make('pre', { id: 'listing' }, ...handlers.isTold() ? fold(state.elements, state.text) : [], ...state.elements))
    paint()
  }

  function paint() {
    if (state.mode !== 'read') return state.editor.light?.(state.lights, state.problems)
    state.elements.forEach((element, index) => paintLine(element, index + 1))
    setColumn()
  }

  /** The pins stand in a column at the right edge: the code ends there, and can be moved out from under it. */
  function setColumn() {
    const list = byId('listing')
    const pins = [...list.querySelectorAll('.pins')]
    list.classList.toggle('pinned', pins.length > 0)
    list.style.setProperty('--pins', '0px')
    const widest = Math.max(0, ...pins.map(({ offsetWidth }) => offsetWidth))
    list.style.setProperty('--pins', `${widest}px`)
  }

  function paintLine(element, line) {
    const { lit, cause, peek, pins } = state.lights
    const here = state.problems.filter(problem => problem.line === line)
    element.classList.toggle('lit', line === lit)
    element.classList.toggle('cause', line === cause && line !== lit)
    element.classList.toggle('peek', line === peek && line !== lit)
    element.classList.toggle('bad', here.some(({ severity }) => /error/.test(severity)))
    element.querySelector('.pins')?.remove()
    const own = pins?.filter(pin => pin.line === line) ?? []
    if (own.length > 0) element.append(pinsElement(own))
    underline(element.querySelector('code'), here)
  }

  async function edit() {
    if (state.mode !== 'read' || state.loading) return
    state.loading = true
    const at = box.scrollTop
    try {
      const make = await fetchEditor()
      state.twin?.()
      state.twin = null
      state.mode = 'edit'
      box.classList.add('editing')
      box.removeAttribute('tabindex')
      state.editor = make(box, { ...handlers, text: state.text, onEdit: changed, onLeave: leave })
      paint()
      state.editor.focus(at)
      handlers.onMode(true)
    } finally {
      state.loading = false
    }
  }

  /** The editor comes when it is wanted; without a network the plain text area does for it. */
  async function fetchEditor() {
    if (!handlers.isPlain()) {
      const editor = await import('./editor.js').catch(() => null)
      if (editor) return editor.createEditor
      handlers.onWithout()
    }
    return createTextArea
  }

  function changed(text) {
    state.text = text
    handlers.onEdit(text)
  }

  /** Escape in the editor: out of it, so that keys mean what they mean elsewhere. */
  function leave() {
    byId('edit').focus()
  }

  function read() {
    if (state.mode === 'read') return
    state.mode = 'read'
    state.editor.destroy()
    state.editor = null
    box.setAttribute('tabindex', '0')
    list()
    handlers.onMode(false)
  }

  box.addEventListener('click', event => {
    const line = event.target.closest?.('.ln')?.dataset.line
    if (line && !getSelection()?.toString()) handlers.onLine(Number(line))
  })
  box.addEventListener('pointerover', event => {
    const line = event.target.closest?.('.ln > a[data-wait]')?.parentElement.dataset.line
    handlers.onPeek(line ? Number(line) : null)
  })

  /** Puts the Python twin beside the listing, line against line, or takes it away with null. */
  async function twin(python) {
    read()
    state.twin?.()
    state.twin = null
    if (python === null) return
    unfold(box)
    const { showTwin } = await import('./twin.js')
    if (state.mode === 'read') state.twin = showTwin(state.elements, state.text, python)
  }

  box.addEventListener('pointermove', event => {
    import('./names.js').then(({ bindCards }) => bindCards(box, event)).catch(() => {})   // a help, no more
  }, { once: true })

  return {
    show,
    twin,
    edit,
    read,
    get text() { return state.text },
    get isEditing() { return state.mode === 'edit' },
    /** Lights lines: `{lit, cause, peek, pins: [{line, name, short, kind, on}]}`. */
    light(lights) {
      state.lights = lights
      paint()
    },
    setProblems(problems) {
      state.problems = problems
      paint()
    },
    /** Brings a line into view, if it is not. */
    reveal(line) {
      if (state.mode === 'edit') return state.editor.reveal?.(line)
      const element = state.elements?.[line - 1]
      if (!element || box.clientHeight === 0) return
      if (element.classList.contains('told')) unfold(box)
      const top = element.offsetTop - box.scrollTop
      const isSeen = top >= 20 && top <= box.clientHeight - 60
      if (!isSeen) box.scrollTop = element.offsetTop - box.clientHeight / 2
    },
    /** Goes to a place in the source, to mend it. */
    async goTo(line, column) {
      await edit()
      state.editor.goTo(line, column)
    }
  }
}

/** The comment at the head says what stands above the listing: it is one line, which opens. */
function fold(elements, text) {
  const lines = /^\/\*[^]*?\*\/\n/.exec(text)?.[0].split('\n').length - 1
  if (!(lines > 1)) return []
  for (const element of elements.slice(0, lines)) element.classList.add('told')
  return [make('span', { class: 'ln fold' }, make('a', { class: 'none' }),
    make('button', { class: 'unfold', 'aria-expanded': 'false', onclick: event => unfold(event.target.closest('#listing')) },
      `Lines 1 to ${lines}: what it is about`))]
}

function unfold(box) {
  box.querySelector('.fold')?.remove()
  for (const element of box.querySelectorAll('.told')) element.classList.remove('told')
}

/** Underlines what the compiler points at, in a line of the listing. */
function underline(code, problems) {
  for (const old of code.querySelectorAll('.sq')) old.replaceWith(...old.childNodes)
  code.normalize()
  for (const { column, severity } of problems) {
    const classes = ['sq', ...(/error/.test(severity) ? [] : ['warn'])]
    const found = textAt(code, column - 1)
    if (!found) return code.append(make('span', { class: [...classes, 'gap'].join(' ') }))
    const rest = found.node.splitText(found.at)
    rest.splitText(/^\w+|^./.exec(rest.data)[0].length)
    const mark = make('span', { class: classes.join(' ') })
    rest.replaceWith(mark)
    mark.append(rest)
  }
}

/** The text in which a column of a line lies, and where in it; null behind the line's end. */
function textAt(code, column) {
  const walker = document.createTreeWalker(code, NodeFilter.SHOW_TEXT)
  for (let from = 0; walker.nextNode();) {
    const { data } = walker.currentNode
    if (column < from + data.length) return { node: walker.currentNode, at: column - from }
    from += data.length
  }
  return null
}
