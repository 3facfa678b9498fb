// What the picture of a run is made of; fetched by picture.js.

import { createSplit } from './split.js'
import { createSelection } from './selection.js'
import { createTasks } from './tasks/tasks.js'

export function createParts(handlers, panes) {
  const tasks = createTasks(handlers)
  createSplit(() => tasks.redraw())
  return { tasks, selection: createSelection({ ...panes, tasks }) }
}
