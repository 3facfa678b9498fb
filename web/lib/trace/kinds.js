// The numbers of a trace and their names: kinds of records, and what `detail` and `value` number.
// They mirror the enums of the runtime's headers; tests/trace.test.js compares them. What a wait, a
// resource and a timer is, a trace says itself.

/** Every kind of record. The names are those of enum weft__trace_kind, in small letters. */
export const KINDS = Object.freeze({
  begin: 1,
  string: 2,
  place: 3,
  resource: 4,
  kind: 5,
  turn: 10,
  clock: 11,
  made_ready: 12,
  ran: 13,
  unready: 14,
  chosen: 15,
  spawned: 20,
  parked: 21,
  woken: 22,
  finished: 23,
  released: 24,
  cancel: 25,
  renamed: 26,
  raised: 27,
  delivered: 28,
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

/** What a record `kind` describes (enum weft__kind_of). */
export const KINDS_OF = Object.freeze({ resource: 1, wait: 2, timer: 3 })

/** A bit of the detail of `wrote`: a sentence of the runtime's own. */
export const WROTE_OWN = 0x100

/** The states of a task (enum weft__task_state). */
export const STATES = Object.freeze({ created: 1, ready: 2, running: 3, waiting: 4, done: 5 })

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
