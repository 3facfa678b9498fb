// The picture of a run, lanes and choice, before its code is here: it is fetched once the page can be
// read, and what is asked of it meanwhile is done in order when it has come. A run does without it.

import { byId } from './kit/dom.js'
import { notice } from './kit/status.js'

const OF_TASKS = ['begin', 'push', 'end', 'clear', 'choose', 'frame', 'redraw', 'zoom', 'toggleView', 'setStale']
const OF_SELECTION = ['fromBar', 'fromOutput', 'fromSource', 'fromSentence', 'peekBar', 'peekLine']

/**
 * @param {object} handlers what createTasks of tasks/tasks.js takes
 * @param {{source: object, output: object}} panes what a selection lights
 */
export function createPicture(handlers, panes) {
  let parts = null
  let coming = null
  let waiting = []

  const later = (room, names) => Object.fromEntries(names.map(name => [name, (...given) => {
    if (parts) return parts[room][name](...given)
    waiting.push(() => parts[room][name](...given))
  }]))

  /** Fetches the code, once. It settles in any case: without lanes there is the output. */
  function fetch() {
    return coming ??= import('./picture_parts.js').then(({ createParts }) => {
      parts = createParts(handlers, panes)
      for (const act of waiting.splice(0)) act()
    }).catch(error => {
      coming = null
      waiting = []
      notice(`What the tasks do cannot be shown: ${error.message}. The output can.`)
    })
  }

  return {
    fetch,
    /** The playhead, once it has come; null where it does not. */
    steps: async () => {
      await fetch()
      return parts?.steps() ?? null
    },
    selection: later('selection', OF_SELECTION),
    tasks: {
      ...later('tasks', OF_TASKS),
      pane: () => parts?.tasks.pane() ?? byId('lanes'),
      now: () => parts?.tasks.now() ?? null,
      stuck: () => parts?.tasks.stuck() ?? null,
      barOfRecord: (...given) => parts?.tasks.barOfRecord(...given) ?? null,
      get model() { return parts?.tasks.model ?? null },
      get isEmpty() { return parts?.tasks.isEmpty ?? true },
      get chosen() { return parts?.tasks.chosen ?? null }
    }
  }
}
