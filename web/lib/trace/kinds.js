// The numbers of a trace and their names: kinds of records, and what `detail` and `value` number.
// They mirror the enums of runtime/trace.h, core.h and weft.h; tests/trace.test.js compares them.

/** Every kind of record. The names are those of enum weft__trace_kind, in small letters. */
export const KINDS = Object.freeze({
  begin: 1,
  string: 2,
  place: 3,
  resource: 4,
  turn: 10,
  clock: 11,
  made_ready: 12,
  ran: 13,
  unready: 14,
  spawned: 20,
  parked: 21,
  woken: 22,
  finished: 23,
  released: 24,
  cancel: 25,
  renamed: 26,
  raised: 27,
  told: 28,
  timer_set: 30,
  timer_due: 31,
  timer_off: 32,
  level: 40,
  group_ended: 41,
  wrote: 50,
  signalled: 51,
  blocked: 52,
  deadlock: 60,
  end: 61,
  dump_begin: 90,
  dump_task: 91,
  dump_ready: 92,
  dump_waiter: 93,
  dump_timer: 94,
  dump_end: 95
})

/** What stands in the ready list (enum weft__ready_kind). */
export const READY = Object.freeze({ step: 1, due: 2, call: 3, ended: 4, stop: 5, completed: 6 })

/** What a timer does when it is due (enum weft__timer_action). */
export const ACTIONS = Object.freeze({
  wake_sleeper: 1,
  strike_timeout: 2,
  run_callback: 3,
  raise_signal: 4
})

/** The states of a task (enum weft__task_state). */
export const STATES = Object.freeze({ created: 1, ready: 2, running: 3, waiting: 4, done: 5 })

/** Why a task waits (enum weft__wait_kind). */
export const WAITS = Object.freeze({
  sleep: 1,
  join: 2,
  group: 3,
  gather: 4,
  lock: 5,
  event: 6,
  semaphore: 7,
  condition: 8,
  get: 9,
  put: 10,
  drain: 11,
  signal: 12,
  readable: 13,
  writable: 14,
  barrier: 15,
  future: 16,
  any: 17,
  next: 18,
  give: 19,
  limiter: 20,
  send: 21,
  receive: 22,
  blocked: 23
})

/** What a resource is (enum weft__resource_kind). */
export const RESOURCES = Object.freeze({
  task: 1,
  group: 2,
  lock: 3,
  event: 4,
  semaphore: 5,
  condition: 6,
  queue: 7,
  signal: 8,
  descriptor: 9,
  barrier: 10,
  future: 11,
  some_tasks: 12,
  generator: 13,
  limiter: 14,
  channel: 15
})

/** What a wait or a task may return beside the program's own codes (enum weft_code). */
export const CODES = Object.freeze({
  ok: 0,
  cancelled: -1,
  timeout: -2,
  closed: -3,
  no_memory: -4,
  unsupported: -5,
  invalid: -6,
  usage: -7,
  stale: -8,
  empty: -9,
  full: -10,
  pending: -11,
  host: -12,
  broken: -13
})

/**
 * The other way round: a function from a number to its name.
 * @param {Record<string, number>} table
 * @returns {(number: number) => string} 'unknown' for a number that is not in the table
 */
export function namer(table) {
  const names = new Map(Object.entries(table).map(([name, number]) => [number, name]))
  return number => names.get(number) ?? 'unknown'
}
