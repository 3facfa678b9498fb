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
  const steps = createSteps({ ...panes, tasks })
  byId('tools').append(make('button', { class: 'btn', id: 'steps', onclick: async () => (await steps())?.toggle() }, 'Step through'))
  tasks.onPaint(markDeviations)
  return { tasks, steps, selection: createSelection({ ...panes, tasks }) }
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
