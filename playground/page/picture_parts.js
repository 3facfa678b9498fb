// What the picture of a run is made of; fetched by picture.js.

import { createSelection } from './selection.js'
import { createTasks } from './tasks/tasks.js'

export function createParts(handlers, panes) {
  const tasks = createTasks(handlers)
  return { tasks, selection: createSelection({ ...panes, tasks }) }
}
