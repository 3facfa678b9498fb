// The editor: CodeMirror 6 with C, fetched when someone edits. The lit lines, pins and squiggles
// are the listing's. Tab indents; Escape leaves.

import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { cpp } from '@codemirror/lang-cpp'
import { HighlightStyle, bracketMatching, indentOnInput, indentUnit, syntaxHighlighting }
  from '@codemirror/language'
import { setDiagnostics } from '@codemirror/lint'
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search'
import { EditorState, StateEffect, StateField } from '@codemirror/state'
import { Decoration, EditorView, ViewPlugin, WidgetType, drawSelection, highlightActiveLineGutter,
  highlightSpecialChars, keymap, lineNumbers } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { pinsElement } from './pins.js'

const LABEL = 'Source of the program. Escape, then Tab, leaves.'
const STYLE = HighlightStyle.define([
  { tag: [tags.keyword, tags.typeName, tags.modifier, tags.bool], class: 'kw' },
  { tag: [tags.string, tags.character], class: 'st' },
  { tag: tags.comment, class: 'cm' },
  { tag: [tags.processingInstruction, tags.meta], class: 'pp' }
])
const THEME = EditorView.theme({
  '&': { color: 'var(--ink)', backgroundColor: 'var(--sheet)' },
  '.cm-scroller': { font: 'var(--t-code)', lineHeight: '20px' },
  '.cm-line': { position: 'relative', padding: '0 var(--s4) 0 var(--gap)' },
  '.cm-content': { padding: '8px 0', caretColor: 'var(--ink)' },
  '.cm-gutters': { backgroundColor: 'var(--sheet)', color: 'var(--ink-3)', border: '0',
    borderRight: '1px solid var(--line)', fontSize: '12px' },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: 'var(--gutter)',
    padding: '0 var(--number) 0 0' },
  '.cm-activeLineGutter': { backgroundColor: 'var(--instant)', color: 'var(--ink)' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)', borderLeftWidth: '2px' },
  '&.cm-focused': { outline: '2px solid var(--ink)', outlineOffset: '-2px' },
  '.cm-line .pins': { position: 'absolute', right: '8px', top: '0' },
  '.cm-selectionBackground': { backgroundColor: 'var(--running-tint)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground':
    { backgroundColor: 'var(--running-tint)' },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--sunk)',
    outline: '1px solid var(--edge)' },
  '.cm-panels.cm-panels-top': { backgroundColor: 'var(--paper)', color: 'var(--ink)',
    borderBottom: '1px solid var(--line)' },
  '.cm-panel.cm-search': { padding: 'var(--s2) var(--s4)', font: 'var(--t-ui)' },
  '.cm-panel.cm-search label': { font: 'inherit', fontSize: '13px', color: 'var(--ink-2)',
    whiteSpace: 'nowrap', display: 'inline-flex', alignItems: 'center',
    minHeight: 'var(--control)' },
  '.cm-panel.cm-search .cm-textfield': { font: 'var(--t-code)', backgroundColor: 'var(--sheet)',
    color: 'var(--ink)', border: '1px solid var(--edge)', borderRadius: 'var(--r2)',
    minHeight: 'var(--control)', padding: '0 var(--s2)' },
  '.cm-panel.cm-search .cm-button': { font: 'inherit', fontSize: '13px', color: 'var(--ink)',
    backgroundImage: 'none', backgroundColor: 'var(--sheet)', border: '1px solid var(--edge)',
    borderRadius: 'var(--r2)', minHeight: 'var(--control)', padding: '0 var(--s3)' },
  '.cm-panel.cm-search .cm-button:active': { backgroundImage: 'none', backgroundColor: 'var(--sunk)' },
  '.cm-panel.cm-search [name=close]': { color: 'var(--ink)', minWidth: '24px', minHeight: '24px',
    fontSize: '18px' },
  '.cm-searchMatch': { backgroundColor: 'var(--ready-tint)', outline: '1px solid var(--ready)' },
  '.cm-searchMatch-selected': { backgroundColor: 'var(--running-tint)',
    outline: '2px solid var(--running)' },
  '.cm-tooltip': { backgroundColor: 'var(--sheet)', border: '1px solid var(--edge)',
    color: 'var(--ink)' },
  '.cm-diagnostic-error': { borderLeft: '3px solid var(--failed)' },
  '.cm-diagnostic-warning': { borderLeft: '3px solid var(--ready)' },
  '.cm-lintRange-error, .cm-lintRange-warning': { backgroundImage: 'none', paddingBottom: '0' },
  '.cm-lintRange-error': { textDecoration: 'underline wavy var(--failed) 1px',
    textUnderlineOffset: '4px' },
  '.cm-lintRange-warning': { textDecoration: 'underline wavy var(--ready) 1px',
    textUnderlineOffset: '4px' },
  '.cm-line.lit': { backgroundColor: 'var(--running-tint)' },
  '.cm-line.cause, .cm-line.peek': { backgroundColor: 'var(--instant)' },
  '.cm-line.bad': { backgroundColor: 'var(--failed-tint)' },
  '.cm-specialChar': { color: 'var(--failed)' }
})
const setLights = StateEffect.define()

class Pins extends WidgetType {
  constructor(pins) {
    super()
    this.pins = pins
  }

  eq(other) {
    return JSON.stringify(other.pins) === JSON.stringify(this.pins)
  }

  toDOM() {
    return pinsElement(this.pins)
  }
}

/** Lines that are lit from outside. They go when the text changes. */
const lights = StateField.define({
  create: () => Decoration.none,
  update(value, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(setLights)) return decorate(transaction.state.doc, effect.value)
    }
    return transaction.docChanged ? Decoration.none : value
  },
  provide: field => EditorView.decorations.from(field)
})

function decorate(doc, { lit, cause, peek, pins = [], problems = [] }) {
  const found = []
  const line = (number, name) => {
    if (number > 0 && number <= doc.lines) {
      found.push(Decoration.line({ class: name }).range(doc.line(number).from))
    }
  }
  if (cause !== lit) line(cause, 'cause')
  if (peek !== lit) line(peek, 'peek')
  line(lit, 'lit')
  for (const problem of problems) if (/error/.test(problem.severity)) line(problem.line, 'bad')
  for (const number of new Set(pins.map(pin => pin.line))) {
    if (number > doc.lines) continue
    const widget = new Pins(pins.filter(pin => pin.line === number))
    found.push(Decoration.widget({ widget, side: 1 }).range(doc.line(number).to))
  }
  return Decoration.set(found, true)
}

/** The calls at which a task may wait stand out. */
function waitMarks(waits) {
  const pattern = new RegExp(`\\b(${waits.join('|')})\\b`, 'g')
  const find = view => Decoration.set(view.visibleRanges.flatMap(({ from, to }) =>
    [...view.state.sliceDoc(from, to).matchAll(pattern)].map(({ index, 0: text }) =>
      Decoration.mark({ class: 'wt' }).range(from + index, from + index + text.length))), true)
  return ViewPlugin.define(view => ({
    marks: find(view),
    update(change) {
      if (change.docChanged || change.viewportChanged) this.marks = find(change.view)
    }
  }), { decorations: plugin => plugin.marks })
}

export function createEditor(box, { text, waits, onEdit, onLeave, onRun }) {
  const own = keymap.of([
    { key: 'Mod-Enter', run: () => { onRun(); return true } },
    { key: 'Escape', run: () => { onLeave(); return true } }
  ])
  const state = EditorState.create({
    doc: text,
    extensions: [
      own, lineNumbers(), highlightActiveLineGutter(), highlightSpecialChars(), history(),
      drawSelection(), indentOnInput(), bracketMatching(), indentUnit.of('    '),
      highlightSelectionMatches(), search({ top: true }), cpp(), syntaxHighlighting(STYLE), THEME,
      lights, waitMarks(waits),
      EditorView.contentAttributes.of({ 'aria-label': LABEL, tabindex: '0' }),
      keymap.of([...defaultKeymap, ...historyKeymap, ...searchKeymap, indentWithTab]),
      EditorView.updateListener.of(update => {
        if (update.docChanged) onEdit(update.state.doc.toString())
      })
    ]
  })
  box.replaceChildren()
  const view = new EditorView({ state, parent: box })

  function light(what, problems) {
    view.dispatch({ effects: setLights.of({ ...what, problems }) })
    const found = problems.map(problem => place(view.state.doc, problem))
    view.dispatch(setDiagnostics(view.state, found))
  }

  return {
    focus(scroll) {
      view.focus()
      view.scrollDOM.scrollTop = scroll
    },
    setText(value) {
      if (value === view.state.doc.toString()) return
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: value } })
    },
    light,
    reveal(number) {
      if (number > view.state.doc.lines) return
      const at = view.state.doc.line(number).from
      view.dispatch({ effects: EditorView.scrollIntoView(at, { y: 'nearest', yMargin: 60 }) })
    },
    goTo(number, column) {
      const line = view.state.doc.line(Math.min(number, view.state.doc.lines))
      const at = Math.min(line.to, line.from + column - 1)
      view.dispatch({ selection: { anchor: at }, scrollIntoView: true })
      view.focus()
    },
    destroy: () => view.destroy()
  }
}

/** Clang gives the place where it noticed; the word there is underlined. */
function place(doc, { line, column, severity, message }) {
  const { from, to, text } = doc.line(Math.min(Math.max(1, line), doc.lines))
  const start = Math.min(Math.max(from, to - 1), from + column - 1)
  const word = /^\w+|^./.exec(text.slice(start - from))?.[0].length ?? 1
  const kind = /error/.test(severity) ? 'error' : severity === 'warning' ? 'warning' : 'info'
  const end = Math.min(doc.length, start + word)
  return { from: Math.max(from, start), to: end, severity: kind, message }
}
