// What the picture of a run is made of; fetched by picture.js.

import { addStyle, byId, make } from './kit/dom.js'
import { notice } from './kit/status.js'
import { createSplit } from './split.js'
import { createSelection } from './selection.js'
import { markDeviations } from './tasks/deviations.js'
import { createTasks } from './tasks/tasks.js'

export function createParts(handlers, panes) {
  const tasks = createTasks(handlers)
  createSplit(() => tasks.redraw())
  const steps = createSteps({ ...panes, tasks, page: panes })
  byId('tools').append(make('button', { class: 'btn', id: 'steps', onclick: async () => (await steps())?.toggle() }, 'Step through'))
  if (panes.compiler) addEveryOrder(panes, tasks, steps)   // a file from disk has none
  tasks.onPaint(markDeviations)
  tasks.onPaint(lookWith(() => import('./findings.js').then(({ createFindings }) => createFindings({ page: panes, tasks, steps, onLine: handlers.onLine }))))
  tasks.onPaint(tellTraps({ page: panes, tasks, steps }))
  tasks.onPaint(standWhereLinked({ page: panes, tasks, steps }))
  panes.sight = { read: () => sightOf(tasks, steps), ...panes.sight }
  return { tasks, steps, selection: createSelection({ ...panes, tasks }) }
}

/** The search over all orders, and its button; fetched when it is asked for. */
function addEveryOrder(page, tasks, steps) {
  let coming
  addStyle('#every { margin-left: auto } #every:has(+ #tools[hidden]) { display: none } #every + #tools { margin-left: 0 }')
  byId('tools').before(make('button', { class: 'btn', id: 'every', title: 'Which orders of the ready tasks are there, and does one fail?', onclick: async () => {
    coming ??= import('./every_order.js').then(({ createEveryOrder }) => {
      const part = createEveryOrder(page, { steps })
      tasks.onPaint(shown => part.look(shown))
      return part
    })
    try {
      (await coming).search()
    } catch (error) {
      coming = null
      notice(`The orders cannot be tried: ${error.message}.`)
    }
  } }, 'Every order'))
}

/** An edit that a trap has ended: at which line, unless that is said already. What says it is there when the compiler is. */
function tellTraps({ page, tasks, steps }) {
  const asked = new WeakSet()
  return async ({ model, isOver, isStale }) => {
    if (!isOver || isStale || !model?.broken || asked.has(model)) return
    asked.add(model)
    const { program, output, source } = page
    if (!program.isEdited && !program.entry.kind) return
    if (output.rows().some(({ data }) => data.own && data.text.includes(`${program.file}:`))) return
    const line = await (await steps())?.lineOfTrap()
    if (!line || tasks.model !== model || page.program !== program) return
    output.sentence(`The trap came at line ${line}: ${lineOf(program.text, line)}`, { bad: true })
    source.light({ lit: line })
    source.reveal(line)
  }
}

const lineOf = (text, line) => text.split('\n')[line - 1]?.trim() ?? ''

/** A link may stand at a moment: once the program has run, so does the page. */
function standWhereLinked({ page, tasks, steps }) {
  return async ({ model, isOver, isStale }) => {
    const { wanted } = page.sight ?? {}
    if (!wanted || !isOver || isStale || !model) return
    page.sight.wanted = null
    if (wanted.moment) notice('')
    if (wanted.view === 'table') tasks.show('table')
    if (wanted.mix) tasks.spread(wanted.mix)
    if (wanted.moment) (await steps())?.openAtStep(wanted.moment, wanted.by)
  }
}

/** What a link carries of how somebody looks at a run. */
function sightOf(tasks, { now: steps }) {
  const { view, mix } = tasks.sight
  const at = steps?.sight
  return [...at ? [['moment', String(at.step)], ...at.by === 'turn' ? [['by', 'turn']] : []] : [], ...view === 'table' ? [['view', view]] : [], ...mix === 42 ? [] : [['mix', String(mix)]]]
}

/** Looks at what is painted, with something that is fetched when there is a run. */
function lookWith(fetch) {
  let coming
  let ready = null
  let last
  return shown => {
    last = shown
    if (ready) return ready.look(shown)
    if (shown.model) coming ??= fetch().then(part => {
      ready = part
      ready.look(last)
    }).catch(() => { coming = null })   // the next run asks again
  }
}

/** The playhead is fetched when it is asked for the first time; null where it does not come. */
function createSteps(panes) {
  let coming
  const steps = async () => {
    coming ??= import('./step_through.js').then(({ createStepThrough }) => createStepThrough(panes))
    try {
      return steps.now = await coming
    } catch (error) {
      coming = null
      notice(`The steps cannot be shown: ${error.message}.`)
      return null
    }
  }
  steps.now = null   // once they are there
  return steps
}
