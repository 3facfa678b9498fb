// What the picture of a run is made of; fetched by picture.js.

import { byId, make } from './kit/dom.js'
import { notice } from './kit/status.js'
import { createSplit } from './split.js'
import { createSelection } from './selection.js'
import { createTasks } from './tasks/tasks.js'

export function createParts(handlers, panes) {
  const tasks = createTasks(handlers)
  createSplit(() => tasks.redraw())
  byId('tools').append(stepsButton({ ...panes, tasks }))
  return { tasks, selection: createSelection({ ...panes, tasks }) }
}

/** The playhead is fetched when it is asked for the first time. */
function stepsButton(panes) {
  let coming
  const open = async () => {
    coming ??= import('./step_through.js').then(({ createStepThrough }) => createStepThrough(panes))
    try {
      (await coming).toggle()
    } catch (error) {
      coming = null
      notice(`The steps cannot be shown: ${error.message}.`)
    }
  }
  return make('button', { class: 'btn', id: 'steps', onclick: open }, 'Step through')
}
