// Variables of a run: what somebody watches has a value at each step, and a mark in the lanes where it changes. The run is run again for
// it, in a build with symbols; where it does something else then, nothing is shown. Also the line of a trap. Fetched when it is asked for.

import { addStyle, count, draw, make } from './kit/dom.js'
import { setStatus } from './kit/status.js'
import { visible } from './kit/visible.js'
import { canRunAgain, runAgain, symbolsKept, symbolsOf } from './rerun.js'
import { readExpression } from './run/values.js'
import { idsOf, isSame } from './tasks/same.js'
import { stepsAt, stopsOf } from './tasks/stops.js'

const MOST_MARKS = 400
const MOST_ROWS = 12
const GAP = 34     // between two values in the lanes
const LONGEST = 12 // characters of one there
const OTHERWISE = 'Run again, it does something else than in the lanes: by the real clock, by a line that you typed, or by what C leaves open. With the virtual clock it can be watched.'

const STYLE = `
.watches { padding: var(--s2) var(--s4) var(--s3); background: var(--paper); border-top: 1px solid var(--line); font: var(--t-small); max-height: 190px; overflow: auto }
.watches[hidden] { display: none } .watches form { display: flex; flex-wrap: wrap; gap: var(--s2); align-items: center } .watches input { flex: 0 1 200px; min-width: 0 }
.watches p { margin: var(--s1) 0 0; overflow-wrap: anywhere } .watches table { border-collapse: collapse; margin-top: var(--s2); max-width: 100% }
.watches :is(td, th) { text-align: left; font-weight: 400; padding: 2px var(--s3) 2px 0; vertical-align: baseline } .watches th { font: var(--t-code); white-space: nowrap }
.watches td.value { font: var(--t-code); overflow-wrap: anywhere } .watches tr.now td.value { font-weight: 600; box-shadow: inset 3px 0 var(--running); padding-left: var(--s2) }
.watches .acts { white-space: nowrap } .watches td small { color: var(--ink-2); font: var(--t-small) }
.change path { stroke: var(--ink); stroke-width: 1.5; fill: var(--sheet) } .change text { font: var(--t-small); fill: var(--ink); paint-order: stroke; stroke: var(--sheet); stroke-width: 3 } .changes { pointer-events: none }
@media (max-width: 699px) { .watches tr { display: grid; grid-template-columns: 1fr auto } .watches .value { grid-row: 2; grid-column: 1 / -1 } .watches tr > :is(:nth-child(3)) { grid-row: 3 } .watches th { grid-area: 1 / 1 } .watches .acts { grid-area: 1 / 2 } }
`

/**
 * @param {object} page the record of page.js
 * @param {{after: () => HTMLElement, onMoment: (record: number) => void, redraw: () => void}} places
 */
export function createWatch(page, { after, onMoment, redraw }) {
  addStyle(STYLE)
  const state = { names: [], built: null, model: null, found: null, record: 0, asked: 0, shown: null }
  const field = make('input', { class: 'box', id: 'watch-name', list: 'watch-names', autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false', placeholder: 'balance, or bank->balance', 'aria-label': 'A variable to watch' })
  const list = make('datalist', { id: 'watch-names' })
  const say = make('p', { role: 'status' })
  const table = make('table', { 'aria-label': 'What the variables hold at this moment' })
  const box = make('section', { class: 'watches', id: 'watches', 'aria-label': 'Variables', hidden: true },
    make('form', { onsubmit: event => {
      event.preventDefault()
      add(field.value)
    } }, make('label', { for: 'watch-name' }, make('b', {}, 'Variables')), field, list, make('button', { class: 'btn' }, 'Watch')), say, table)
  after().after(box)

  /** The program with its symbols. Null where it cannot be had, and the page says why. */
  async function builtOf() {
    if (!canRunAgain(page.program)) return tell('A program that comes from elsewhere cannot be run again from its beginning, so its variables cannot be watched.')
    const isKept = symbolsKept(page.program)
    if (!isKept) tell('To see variables, the program is compiled once more, with their names. Without a compiler here, that is fetched first: 26 MB.')
    const built = await symbolsOf(page)
    if (!built) return tell('It was not compiled, so there are no variables to see. What the compiler says stands below the source when you press Run.')
    if (!isKept) setStatus('Compiled, with the names of its variables.')
    return Object.assign(state, { built }).built
  }

  function tell(words) {
    say.textContent = words
    return null
  }

  /** Runs it again as it was run last, and reads what is watched after each step. */
  async function look(model) {
    const asked = ++state.asked
    const isWanted = () => asked === state.asked
    state.found = null
    try {
      const built = await builtOf()
      if (!built || !isWanted()) return
      fill(built.symbols)
      if (state.names.length === 0) return tell('Type a name, or choose one. A global or static variable, or a local of a task that waits.')
      tell('Running it again.')
      const found = await runAgain(page, built, model, { wanted: state.names })
      if (!isWanted()) return
      if (!isSame(model, found.whose)) return tell(OTHERWISE)
      state.found = { ...found, ids: idsOf(model) }
      tell(found.isFull ? 'There were more changes than the page keeps: the first 20 000 are here.' : '')
    } catch (error) {
      if (isWanted()) tell(`The variables cannot be seen: ${error.message}.`)
    } finally {
      if (isWanted()) show(state.record)
      redraw()
    }
  }

  function fill({ globals, functions }) {
    const names = new Map(globals.map(({ name, scope }) => [name, scope ? `static, in ${scope}()` : 'global']))
    for (const { name, locals } of functions) for (const local of locals) if (!names.has(local.name)) names.set(local.name, `in ${name}()`)
    list.replaceChildren(...[...names].map(([value, where]) => make('option', { value }, where)))
  }

  async function add(words) {
    const wanted = words.trim().replace(/\s+/g, ' ')
    const found = readExpression(wanted)
    if (!found) return tell('That is no variable. Write a name, such as balance, or a path to a part of it: bank->balance, items[2].name, *next.')
    const built = await builtOf()
    if (!built) return
    const why = missing(found.name, built.symbols)
    if (why) return tell(why)
    field.value = ''
    if (!state.names.includes(wanted)) state.names.push(wanted)
    return look(state.model)
  }

  function remove(name) {
    state.names.splice(state.names.indexOf(name), 1)
    field.focus()
    look(state.model)
  }

  /** What is watched, at a moment. What stands there already stays: a button that is replaced while it is pressed hears no click. */
  function show(record) {
    state.record = record
    const { found, model, names, shown } = state
    if (found && shown?.found === found && shown.record === record) return
    state.shown = { found, record }
    table.replaceChildren(...!found ? [] : names.flatMap((name, at) => rowsOf(name, at, found, model, record)))
  }

  function rowsOf(name, at, found, model, record) {
    const step = stepsAt(model, record)
    const all = found.changes.filter(change => change.at === at)
    const values = new Map()
    for (const change of all) if (change.step <= step) values.set(change.owner, change)
    const here = [...values.values()].filter(({ owner, text }) => text !== null && isThere(model, found.ids.get(owner), record))
    const rows = (here.length > 0 ? here.slice(0, MOST_ROWS) : [null]).map((change, row) => make('tr', { class: change?.step === step && step > 0 ? 'now' : null },
      row === 0 ? make('th', { scope: 'row' }, name) : make('td', {}),
      make('td', { class: 'value' }, change ? visible(change.text) : make('small', {}, nowhere(name, all, state.built.symbols))),
      make('td', {}, make('small', {}, change?.owner ? `in ${visible(model.tasks.get(found.ids.get(change.owner))?.name ?? 'a task')}` : '')),
      make('td', { class: 'acts' }, ...row > 0 ? [] : acts(name, all, step))))
    if (here.length > MOST_ROWS) rows.push(make('tr', {}, make('td', { colspan: '4' }, `and ${count(here.length - MOST_ROWS, 'task')} more`)))
    return rows
  }

  function acts(name, all, step) {
    const stops = stopsOf(state.model, 'step')
    const go = (label, text, change) => make('button', { class: 'btn plain', 'aria-label': `${label} of ${name}`, title: label, disabled: !change, onclick: () => onMoment(stops[change.step] ?? stops.at(-1)) }, text)
    return [go('The change before', '‹ change', all.findLast(change => change.text !== null && change.step < step && change.step > 0)), go('The next change', 'change ›', all.find(change => change.text !== null && change.step > step)),
      make('button', { class: 'btn plain', 'aria-label': `Watch ${name} no more`, title: 'Watch it no more', onclick: () => remove(name) }, '×')]
  }

  return {
    /** Shows it for a run that is over. */
    open(model, record) {
      state.record = record
      box.hidden = false
      field.focus()
      if (state.model === model && state.found) return show(record)
      state.model = model
      return look(model)
    },
    get isOpen() { return !box.hidden },
    /** The playhead stands at a record of a run. */
    at(model, record) {
      state.record = record
      if (box.hidden) return
      if (state.model !== model) {
        state.model = model
        look(model)
      } else show(record)
    },
    close() {
      state.asked++
      box.hidden = true
      redraw()
    },
    /** The lanes were drawn. */
    mark(plan) {
      plan.inner.querySelector('.changes')?.remove()
      if (!box.hidden && state.found && plan.model === state.model) plan.inner.append(marksOf(plan, state))
    },
    /** The line at which a run that was ended by a trap stood; 0 where it cannot be said. */
    async lineOfTrap(model) {
      const built = canRunAgain(page.program) ? await symbolsOf(page, { isAhead: true }) : null
      if (!built) return 0
      const found = await runAgain(page, built, model, {})
      return ['trap', 'overflow'].includes(found.reason) && isSame(model, found.whose) ? found.line : 0
    }
  }
}

/** Whether a variable is there: those of a task go with it. */
function isThere({ tasks }, id, record) {
  const end = tasks.get(id)?.end
  return id === undefined || !end || end.at < 0 || end.at > record
}

/** Why there is no such variable; '' where there is one. */
function missing(name, { globals, functions }) {
  if (globals.some(each => each.name === name) || functions.some(({ locals }) => locals.some(local => local.name === name))) return ''
  if (functions.some(each => each.name === name)) return `${name} is a function. Its variables can be watched by their own names.`
  return `There is no variable ${name} in the program. A member is written with what it is part of, as in bank->${name}; a macro has no place in memory.`
}

/** Why a variable has no value at a moment. */
function nowhere(name, all, { globals, functions }) {
  const { name: own } = readExpression(name)
  if (globals.some(each => each.name === own)) return 'not yet'
  const of = functions.filter(({ locals }) => locals.some(local => local.name === own))
  const where = `${own} is a local of ${of.map(each => `${each.name}()`).join(', ')}`
  if (all.length > 0) return `${where}, and no task waits there now`
  if (of.every(({ frame }) => frame < 0)) return `${where}, which has an array whose length is known only when it runs. So its locals have no fixed place; make it static, and it can be watched`
  if (of.every(each => each.name === 'main')) return `${where}, which is no task`
  return `${where}. No task waits there at the end of a step, or it is called in more than one way: make it static, and it can be watched`
}

/** Where a value changes: a mark on the lane of the task that ran then, and the value where there is room. */
function marksOf({ rowOf, x, model, edge }, { found, names }) {
  const group = draw('g', { class: 'changes' })
  const last = new Map()
  for (const { step, text, at, owner } of found.changes.filter(({ text }) => text !== null).slice(0, MOST_MARKS)) {
    const begun = model.begun[step - 1]
    const ran = found.ids.get(found.whose[step - 1])
    const row = rowOf.get(ran) ?? rowOf.get(found.ids.get(owner))
    if (begun === undefined || !row) continue
    const left = x(begun)
    const words = visible(text)
    const isClear = words.length <= LONGEST && left - (last.get(row) ?? -Infinity) > GAP + 6 * words.length
    if (isClear) last.set(row, left)
    group.append(draw('g', { class: 'change', transform: `translate(${left} ${row.middle})` }, draw('title', {}, `${names[at]}: ${visible(text)}`),
      draw('path', { d: 'M0-13V13M0-5l4 5-4 5-4-5z' }), ...isClear && left < edge ? [draw('text', { x: 5, y: -10 }, `${names.length > 1 ? `${names[at]} ` : ''}${words}`)] : []))
  }
  return group
}
