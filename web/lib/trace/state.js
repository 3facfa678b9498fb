// The state of a run as tables. Entries are replaced and never changed, so that a copy of the state
// is a copy of its tables. How records change it is in changes.js.

/** The state before the first record. */
export function emptyState() {
  return {
    book: { strings: new Map(), places: new Map(), kinds: new Map(), resources: new Map(), tasks: new Map(),
      alike: new Map() },
    sequence: 0,
    time: 0,
    before: 0,          // the time before the clock's last jump
    virtual: false,
    seed: null,
    chosen: false,      // a list says which of the ready tasks runs next
    turn: 0,
    cut: false,         // a handle ran in this turn: what joins the ready list now runs in the next
    running: 0,         // the task that runs
    source: null,       // the handle that ran last in this turn: the cause of what happens
    off: null,          // the timer that was called off last
    made: 0,            // tasks so far
    tasks: new Map(),   // id -> task, in spawn order
    slots: new Map(),   // slot -> id of the task in it, or of the last one
    ready: new Map(),   // kind and number -> handle, in order
    waits: new Map(),   // resource and kind of wait -> { resource, kind, tasks: Set of ids }
    timers: new Map(),  // number -> timer
    levels: new Map(),  // resource -> { value, before, holder, since }
    groups: new Map(),  // resource -> { owner, unfinished, since }, until it ends
    deadlock: false,
    exit: null,
    unknown: 0,
    surprises: { count: 0, first: [] }
  }
}

/** A copy that later records do not change. Names and places are shared: they only grow. */
export function copyState(state) {
  const copy = { ...state }
  for (const name of ['tasks', 'slots', 'ready', 'timers', 'levels', 'groups']) {
    copy[name] = new Map(state[name])
  }
  copy.waits = new Map()
  for (const [key, list] of state.waits) {
    copy.waits.set(key, { ...list, tasks: new Set(list.tasks) })
  }
  return copy
}

/** How much a copy has to copy. */
export function sizeOfState({ tasks, slots, ready, timers, levels, groups }) {
  const tables = [tasks, tasks, slots, ready, timers, levels, groups]   // waiting tasks count twice
  return tables.reduce((sum, table) => sum + table.size, 0)
}

/** The id of the task that a record speaks of, 0 for none. */
export function idOf(state, { task, generation }) {
  const id = state.slots.get(task)
  return id !== undefined && state.book.tasks.get(id).generation === generation ? id : 0
}
