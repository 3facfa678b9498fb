// How a timeline is laid out: which lanes there are, in which order, and the look of a bar. Nothing
// is drawn here.

/**
 * The look of a bar: it runs, could run, waits for time or for something else, or is cancelled.
 * @returns {'running' | 'ready' | 'time' | 'other' | 'cancelled'}
 */
export function lookOf({ state, wait, cancelled }) {
  if (state === 'waiting') return wait === 'sleep' ? 'time' : 'other'
  return cancelled ? 'cancelled' : state
}

/** The lanes of a timeline: tasks under their groups, then what they share, then what they print. */
export function lanesOf({ tasks, groups, resources, prints }) {
  const lanes = []
  const seen = new Set()
  const children = id => [...tasks.values()].filter(task => task.group === id)
  const addTask = (task, depth) => {
    if (seen.has(task.id)) return
    seen.add(task.id)
    lanes.push({ kind: 'task', task, depth })
    for (const group of groups.values()) {
      if (group.owner !== task.id || group.name === 'root' || seen.has(group)) continue
      seen.add(group)
      lanes.push({ kind: 'group', group, depth })
      for (const child of children(group.id)) addTask(child, depth + 1)
    }
  }
  for (const task of tasks.values()) {
    const group = groups.get(task.group)
    if (!group || group.name === 'root' || !group.owner) addTask(task, 0)
  }
  for (const task of tasks.values()) addTask(task, 0)
  for (const lane of resources.values()) lanes.push({ kind: 'resource', lane })
  if (prints.length > 0) lanes.push({ kind: 'prints' })
  return lanes
}
