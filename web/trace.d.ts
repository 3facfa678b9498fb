/** Reads the trace of a Weft program's run; docs/trace.md says what everything means. */

/** A record. Numbers beyond 2^53 are rounded in `time`, and are BigInts in `value`. */
export interface TraceRecord {
  /** 1, 2, 3 and so on; dumps do not count. */
  readonly sequence: number
  /** Nanoseconds since the run began. */
  readonly time: number
  /** The sequence of the record that caused this one, 0 for none. */
  readonly cause: number
  /** Its name in KINDS, or 'unknown'. */
  readonly kind: string
  /** The number of its kind. */
  readonly code: number
  readonly detail: number
  /** The task's slot, 0 for none, and the generation of that slot. */
  readonly task: number
  readonly generation: number
  readonly place: number
  readonly resource: number
  readonly subject: number
  readonly value: number | bigint
  /** The text of a string record, '' for all others. */
  readonly text: string
}

/** How much of a trace was read. */
export interface TraceSummary {
  readonly bytes: number
  readonly count: number
  /** Records of a kind that this reader does not know. */
  readonly unknown: number
  /** Bytes that were not read because there were too many records. */
  readonly dropped: number
  /** Where the trace breaks off, and what should have followed; null when it ends between records. */
  readonly truncated: null | { readonly offset: number; readonly expected: string }
}

/** Reads a whole trace. Throws a WeftError 'bad-trace', with `offset`, `expected` and `records`. */
export function decode(bytes: Uint8Array | ArrayBuffer, options?: { most?: number }):
  TraceSummary & { records: TraceRecord[] }

/** Reads a trace while it is written. */
export function decoder(options?: { most?: number }): {
  push(chunk: Uint8Array | ArrayBuffer): TraceRecord[]
  summary(): TraceSummary
}

/** The records of a trace while it is written: `for await (const record of records(run.trace))`. */
export function records(chunks: AsyncIterable<Uint8Array>, options?: { most?: number }): AsyncGenerator<TraceRecord, TraceSummary>

/** What a trace says of a kind of resource, wait or timer. */
export interface TraceKind {
  readonly id: number
  readonly of: 'resource' | 'wait' | 'timer' | 'unknown'
  /** One word: "lock". */
  readonly name: string
  /** What a waiting task does: "waits for an item in". */
  readonly words: string
  /** "the queue". */
  readonly noun: string
}

export interface TraceTask {
  /** 1, 2, 3 and so on, in the order of spawning; never used again. */
  readonly id: number
  readonly name: string
  readonly state: 'created' | 'ready' | 'running' | 'waiting' | 'done' | 'released'
  readonly slot: number
  readonly generation: number
  readonly group: number
  readonly place: number
  readonly parent: number
  readonly stack: number
  readonly since: number
  readonly steps: number
  readonly wait: TraceWait | null
  readonly woken: object | null
  readonly limits: number[]
  readonly cancels: number
  readonly error: null | { code: number; place: number; text: string }
  readonly result: number | null
  readonly ended: number | null
  readonly formerly: string | null
}

export interface TraceWait {
  readonly kind: string
  readonly resource: number
  readonly place: number
  readonly since: number
  readonly timer: number
  readonly sequence: number
}

export interface TraceHandle {
  readonly kind: string
  readonly task: number
  readonly number: number
  readonly timer: TraceTimer | null
  readonly cause: number
  readonly turn: number
}

export interface TraceTimer {
  readonly id: number
  readonly due: number | bigint
  readonly action: string
  readonly task: number
  readonly place: number
  readonly since: number
  readonly sequence: number
}

export interface TraceResource {
  readonly id: number
  readonly kind: string
  readonly name: string
  readonly task: number
  readonly capacity: number
  readonly since: number
  readonly level: number | null
  readonly holder: number
}

export interface TraceGroup {
  readonly id: number
  readonly name: string
  readonly owner: number
  readonly unfinished: number
  readonly since: number
  readonly tasks: number[]
}

export interface TracePlace {
  readonly id: number
  readonly file: string
  readonly function: string
  readonly words: string
  readonly line: number
}

/** A name in a phrase: "the lock" and "&counter->lock"; a task's has no noun. */
export interface TraceName {
  readonly noun: string
  readonly name: string
  readonly task: number
  readonly resource: number
}

/** Words with names between them; `textOf` makes text of it. */
export type TracePhrase = readonly (string | TraceName)[]

/** A sentence in parts; `wordsOf` makes texts of them. */
export interface TraceParts {
  /** As inside a sentence: "the loop". */
  readonly subject: TracePhrase
  /** What of the subject's it is, "end" after "Task-2's"; mostly ''. */
  readonly part: string
  readonly verb: string
  /** What follows the verb: "for the lock &counter->lock". */
  readonly object: TracePhrase
  /** "because it is empty", or what else there is to say. */
  readonly reason: TracePhrase
  readonly place: null | { readonly file: string; readonly line: number }
  /** Whether the reason says that the task was asked to stop. */
  readonly asked: boolean
}

/** A sentence in four texts, '' for what it has not. */
export interface TraceWords {
  readonly who: string
  readonly what: string
  readonly why: string
  readonly where: string
}

/** The state at one moment. Lists are made when they are asked for. */
export interface Moment {
  readonly sequence: number
  readonly time: number
  readonly virtual: boolean
  readonly seed: string | null
  readonly turn: number
  readonly running: number
  readonly source: TraceHandle | null
  readonly deadlock: boolean
  readonly exit: number | null
  readonly unknown: number
  readonly surprises: { readonly count: number; readonly first: readonly object[] }
  tasks(): TraceTask[]
  ready(): TraceHandle[]
  waits(): { resource: number; kind: string; tasks: number[] }[]
  timers(): TraceTimer[]
  resources(): TraceResource[]
  groups(): TraceGroup[]
  task(id: number): TraceTask | null
  idOf(record: TraceRecord): number
  place(id: number): TracePlace | null
  kind(id: number): TraceKind | null
  resource(id: number): TraceResource | null
  group(id: number): TraceGroup | null
  waitsOn(id: number): number[]
  explain(id: number): string
  describe(id: number): TraceParts
  wordsFor(id: number): string
  toJSON(): object
}

/** Any moment of a run. Indices count from 0; -1 is before the first record. */
export interface History {
  push(records: Iterable<TraceRecord>): void
  readonly length: number
  record(index: number): TraceRecord
  at(index: number): Moment
  readonly now: Moment
  explain(index: number): string
  describe(index: number): TraceParts
}

export function history(records?: Iterable<TraceRecord>): History

/** A state that only goes forward and keeps no records. */
export interface World {
  apply(record: TraceRecord): void
  readonly now: Moment
  snapshot(): Moment
  explain(record: TraceRecord): string
  describe(record: TraceRecord): TraceParts
}

export function world(): World

/** A stretch of a task's life. `from` and `to` are indices of records, `to` is -1 while it goes on. */
export interface TraceBar {
  readonly id: number
  readonly task: number
  readonly state: 'ready' | 'running' | 'waiting'
  /** Whether a cancel asked the task to stop before it or in it. */
  readonly cancelled: boolean
  /** The request to stop that made it ready, -1 for none. */
  readonly cut: number
  readonly from: number
  readonly to: number
  readonly wait: string
  readonly place: number
  readonly resource: number
  readonly step: number
}

/** A task with its bars. The task 0 are the callbacks. */
export interface TraceLane {
  readonly id: number
  readonly name: string
  readonly group: number
  readonly parent: number
  readonly born: number
  /** The words of what it runs. */
  readonly runs: string
  readonly bars: readonly TraceBar[]
  readonly end: null | { readonly at: number; readonly kind: 'done' | 'cancelled' | 'failed' }
}

/** A run as a picture of it needs it: one record that grows. Places in it are indices of records. */
export interface Timeline {
  readonly past: History
  /** Of each record: seconds, and its step plus its share of that step. */
  readonly time: readonly number[]
  readonly order: readonly number[]
  readonly tasks: ReadonlyMap<number, TraceLane>
  readonly bars: readonly TraceBar[]
  readonly groups: ReadonlyMap<number, { id: number; name: string; owner: number; from: number;
    to: number }>
  readonly resources: ReadonlyMap<number, { id: number; kind: string; name: string;
    capacity: number; most: number; changes: { at: number; value: number; holder: number }[] }>
  readonly wakes: readonly { from: number; to: number; at: number; kind: 'born' | 'wake' | 'cut' }[]
  readonly prints: readonly { at: number; task: number; name: string; descriptor: number;
    from: number; to: number }[]
  readonly instants: readonly { time: number; first: number; last: number }[]
  /** The record that began each step. */
  readonly begun: readonly number[]
  readonly edge: number
  readonly dead: boolean
  /** The tasks of a deadlock that wait for each other. */
  readonly ring: readonly number[]
  /** The bar in which the program failed. */
  readonly broken: TraceBar | null
  readonly isOver: boolean
}

/** An empty timeline, for a run that has not begun. */
export function timeline(): Timeline

/** Takes in the next records. */
export function extendTimeline(line: Timeline, records: Iterable<TraceRecord>): void

/** Ends the timeline with the run; `reason` is the one of its exit. */
export function endTimeline(line: Timeline, reason: string): void

/** The lanes of a timeline, in order: tasks under their groups, what they share, what they print. */
export function lanesOf(line: Timeline): { kind: string; depth?: number; task?: TraceLane;
  group?: object; lane?: object }[]

/** The look of a bar: it runs, could run, waits for time or something else, or is cancelled. */
export function lookOf(bar: TraceBar): 'running' | 'ready' | 'time' | 'other' | 'cancelled'

/** The tables of docs/trace.md, from names to numbers. */
export const KINDS: Readonly<Record<string, number>>
export const READY: Readonly<Record<string, number>>
/** Set in the `detail` of what the runtime wrote itself; the rest is the descriptor. */
export const WROTE_OWN: number
export const STATES: Readonly<Record<string, number>>
export const CODES: Readonly<Record<string, number>>

/** A phrase as text. `short`: names without the "&"; `opens`: it begins a sentence. */
export function textOf(phrase: TracePhrase, options?: { short?: boolean; opens?: boolean }): string

/** The parts of a sentence as texts. */
export function wordsOf(parts: TraceParts): TraceWords

/** "counter->lock" for "&counter->lock". */
export function shortName(name: string): string

/** Text on one line, with what a terminal or a page would obey made visible. */
export function plain(text: string): string

/** Nanoseconds as seconds with a unit: "2.5 s". */
export function seconds(ns: number | bigint): string
