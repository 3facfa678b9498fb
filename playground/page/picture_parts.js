// What the picture of a run is made of; fetched by picture.js.

import { byId, make } from './kit/dom.js'
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
  tasks.onPaint(markDeviations)
  tasks.onPaint(lookWith(() => import('./findings.js').then(({ createFindings }) => createFindings({ page: panes, tasks, steps, onLine: handlers.onLine }))))
  return { tasks, steps, selection: createSelection({ ...panes, tasks }) }
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
  return async () => {
    coming ??= import('./step_through.js').then(({ createStepThrough }) => createStepThrough(panes))
    try {
      return await coming
    } catch (error) {
      coming = null
      notice(`The steps cannot be shown: ${error.message}.`)
      return null
    }
  }
}
