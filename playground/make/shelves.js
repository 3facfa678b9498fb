// In which groups the list of examples shows them. Only the order of teaching lives here; titles
// come from examples.json.

const SHELVES = {
  'Starting and ending': ['gather', 'create_task', 'task_group', 'timeouts', 'retry',
    'cancel_cleanup', 'graceful_shutdown'],
  'Waiting for each other': ['queue', 'queue_slow_producers', 'priority_queue', 'lock',
    'semaphore', 'event', 'condition', 'condition_deadlock'],
  'Looking inside': ['loop_hook']
}

/** @param {{name: string}[]} list @returns {{title: string, names: string[]}[]} */
export function shelves(list) {
  const names = new Set(list.map(({ name }) => name))
  const known = new Set(Object.values(SHELVES).flat())
  const all = { ...SHELVES, 'More': [...names].filter(name => !known.has(name)) }
  return Object.entries(all)
    .map(([title, wanted]) => ({ title, names: wanted.filter(name => names.has(name)) }))
    .filter(shelf => shelf.names.length > 0)
}
