// The editor: CodeMirror 6 with C, fetched when someone edits. The lit lines, pins and squiggles
// are the listing's. Tab indents; Escape leaves.

import { autocompletion, completionKeymap, completionStatus } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { cpp } from '@codemirror/lang-cpp'
import { HighlightStyle, bracketMatching, indentOnInput, indentUnit, syntaxHighlighting }
  from '@codemirror/language'
import { setDiagnostics } from '@codemirror/lint'
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search'
import { EditorState, RangeSet, StateEffect, StateField } from '@codemirror/state'
import { Decoration, EditorView, GutterMarker, ViewPlugin, drawSelection, gutter, gutterLineClass,
  highlightActiveLineGutter, highlightSpecialChars, hoverTooltip, keymap, lineNumbers } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { cardOf, loadNames, nameAt } from './names.js'
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
  '&.cm-focused': { outline: 'none', boxShadow: 'inset 0 2px var(--running)' },
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
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { font: 'var(--t-code)', maxHeight: 'none', overflow: 'visible' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: 'var(--running)', color: 'var(--on-running)' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '700' },
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

class Pins extends GutterMarker {
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

/** The pins, in a gutter behind the code: no line is so long that it covers them, or they it. They go when the text changes. */
const pinned = StateField.define({
  create: () => RangeSet.empty,
  update(value, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(setLights)) return pinsOf(transaction.state.doc, effect.value.pins ?? [])
    }
    return transaction.docChanged ? RangeSet.empty : value
  }
})

function pinsOf(doc, pins) {
  const lines = [...new Set(pins.map(({ line }) => line))].filter(line => line <= doc.lines)
  return RangeSet.of(lines.map(line =>
    new Pins(pins.filter(pin => pin.line === line)).range(doc.line(line).from)), true)
}

const pinGutter = gutter({ side: 'after', class: 'cm-pins', markers: view => view.state.field(pinned) })

/** The numbers of lines where a task may wait have a dotted edge, as in the listing. */
class Wait extends GutterMarker {
  elementClass = 'cm-wait'
}
const wait = new Wait()

function waitEdges(waits) {
  const pattern = new RegExp(`\\b(?:${waits.join('|')})\\s*\\(`)
  const find = doc => {
    const found = []
    for (let number = 1; number <= doc.lines; number++) {
      const { from, text } = doc.line(number)
      if (pattern.test(text.replace(/\/\/.*|"(?:[^"\\]|\\.)*"/g, ''))) found.push(wait.range(from))
    }
    return RangeSet.of(found)
  }
  return StateField.define({
    create: state => find(state.doc),
    update: (value, { docChanged, state }) => docChanged ? find(state.doc) : value,
    provide: field => gutterLineClass.from(field)
  })
}

/** What weft.h says about a name that is pointed at. */
const cards = hoverTooltip(async (view, place) => {
  const line = view.state.doc.lineAt(place)
  const found = nameAt(line.text, place - line.from)
  const about = found && (await loadNames())[found.name]
  return about ? { pos: line.from + found.from, end: line.from + found.to, above: false,
    create: () => ({ dom: cardOf(found.name, about) }) } : null
})

/** Completes the names of weft.h. */
async function complete(context) {
  const word = context.matchBefore(/\b[wW]\w*/)
  if (!word || (word.from === word.to && !context.explicit)) return null
  const names = await loadNames()
  return { from: word.from, validFor: /^\w*$/, options: Object.entries(names).map(([label, about]) => ({
    label, type: /^[A-Z]/.test(label) ? 'constant' : 'function', info: () => cardOf(label, about) })) }
}

/** A click on a line, or on its number, chooses what waits there; pointing at the number frames it. */
function pointing({ onLine, onPeek }) {
  const numberAt = (view, block) => view.state.doc.lineAt(block.from).number
  const click = EditorView.domEventHandlers({
    click(event, view) {
      const at = view.posAtCoords({ x: event.clientX, y: event.clientY })
      if (at !== null && view.state.selection.main.empty) onLine(view.state.doc.lineAt(at).number)
      return false
    }
  })
  const numbers = lineNumbers({ domEventHandlers: {
    click: (view, block) => { onLine(numberAt(view, block)); return true },
    mouseover: (view, block) => { onPeek(numberAt(view, block)); return false },
    mouseout: () => { onPeek(null); return false }
  } })
  return [click, numbers]
}

function decorate(doc, { lit, cause, peek, problems = [] }) {
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

export function createEditor(box, { text, waits, onEdit, onLeave, onRun, onLine, onPeek }) {
  const own = keymap.of([
    { key: 'Mod-Enter', run: () => { onRun(); return true } },
    { key: 'Escape', run: view => { if (completionStatus(view.state)) return false; onLeave(); return true } }
  ])
  const state = EditorState.create({
    doc: text,
    extensions: [
      own, cards, autocompletion({ override: [complete], icons: false, maxRenderedOptions: 10 }), pointing({ onLine, onPeek }), waitEdges(waits), pinned, pinGutter, highlightActiveLineGutter(), highlightSpecialChars(), history(),
      drawSelection(), indentOnInput(), bracketMatching(), indentUnit.of('    '),
      highlightSelectionMatches(), search({ top: true }), cpp(), syntaxHighlighting(STYLE), THEME,
      lights, waitMarks(waits),
      EditorView.contentAttributes.of({ 'aria-label': LABEL, tabindex: '0' }),
      keymap.of([...completionKeymap, ...defaultKeymap, ...historyKeymap, ...searchKeymap, indentWithTab]),
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
