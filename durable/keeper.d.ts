import type { Exit, HostOptions, Network, Program, Source } from '@weft/host'

/** Where a program is kept: what an engine has to give. Everything in it is plain data. */
export interface Store {
  /** What lies under these names; nothing for a name that is not there. */
  get(keys: readonly string[]): Promise<Map<string, any>>
  /** All whose names begin so, sorted. */
  list(prefix: string): Promise<Map<string, any>>
  /** All of it or nothing. `alarm`: when to call `alarm()`, in milliseconds since 1970; null for never; undefined leaves it as it is. */
  commit(changes: { put: Record<string, unknown>; remove: readonly string[]; alarm?: number | null }): Promise<unknown>
  /** Nothing is left, and no alarm. */
  clear(): Promise<unknown>
}

/**
 * What a program may have done outside of itself, by name: C calls `weft_effect` (weft/effect.h). `id` is the same whenever the same effect is
 * carried out again, after a crash: give it to the service that you ask, which then does it once.
 */
export type DurableEffects = Record<string, (request: string, context: DurableEffectContext) => unknown>

export interface DurableEffectContext {
  readonly id: string
  readonly signal: AbortSignal
  /** 1, 2, 3: it has failed before, and is tried again. */
  readonly attempt: number
  /** The Worker's. */
  readonly env?: any
}

export interface ProgramSettings {
  effects?: DurableEffects
  /** The program is parked when it waits longer than so many seconds. Default: 1. */
  parkAfter?: number
  /** One that waits shorter, again and again, or never, is stored every so many seconds. Default: 10. */
  storeEvery?: number
  /** One that is never parked is, after so many seconds, and goes on at once: an engine bounds how long an alarm takes. Default: 60. */
  sliceAfter?: number
  /** A program whose build is not there is tried again after so many seconds. Default: 3600. */
  retryAfter?: number
  /**
   * How often an effect is tried that throws, under the same id, after 0.2 s, 0.4 s, 0.8 s and so on. Then C gets WEFT_HOST; at once when the error has
   * `final: true`. Default: 6.
   */
  attempts?: number
  /** How fast the program's clock runs: 3600 is an hour a second. Default: 1. */
  speed?: number
  limits?: HostOptions['limits']
  net?: boolean | 'inside' | Network
}

export interface KeeperSettings extends ProgramSettings {
  builds: readonly Program[] | Promise<readonly Program[]>
  /** What effects are given beside `id` and `signal`. */
  context?: object
  /** A bound on how many programs are in memory at once: what is taken before one comes there, and given back behind it. */
  places?: { take(): Promise<() => void> }
  /** Milliseconds since 1970, for tests. Default: Date.now. */
  now?: () => number
}

export interface Status {
  /** 'new': it has not run yet; 'refused': its build is not there, and `why` says what to do. */
  state: 'none' | 'new' | 'running' | 'parked' | 'refused' | 'ended'
  /** The identity of its build. */
  build?: string
  exit?: Exit
  /** Milliseconds since 1970. `dueAt`: when time wakes it; null when only a message does. */
  began?: number
  dueAt?: number | null
  /** How often it was stored, and how many bytes it has there. */
  stored?: number
  bytes?: number
  /** How many bytes it has printed, on standard output and standard error. */
  out?: number
  err?: number
  /** Messages that it was not given yet. */
  waits?: number
  /** How many effects it has asked for. */
  effects?: number
  why?: string
}

/** One program and its storage. */
export interface Keeper {
  /** Starts the newest build. Its first instruction runs in the alarm. */
  start(how?: { args?: readonly string[]; env?: Record<string, string>; name?: string }): Promise<{ build: string }>
  /**
   * A text for its standard input; it is stored when this resolves. `id`: the same message again is not taken again (of the last 100). `end`: nothing
   * more will come.
   */
  message(text: string, how?: { id?: string; end?: boolean }): Promise<{ taken: boolean }>
  status(): Promise<Status>
  /** What it has printed, as far as it is stored, from so many bytes on. */
  output(from?: number): Promise<string>
  errors(from?: number): Promise<string>
  /** The program as it is stored, as bytes: `unpackSnapshot` of @weft/host/snapshot reads them. */
  snapshot(): Promise<Uint8Array>
  /** Goes on from such bytes, in place of what is here. */
  adopt(bytes: Uint8Array): Promise<{ build: string }>
  /** Ends the program, and forgets everything. */
  remove(): Promise<void>
  /** For the engine: runs the program until it is parked or has ended. */
  alarm(): Promise<void>
  /** Lets go of the program: what is not stored is undone, and it goes on at the next alarm. */
  close(): void
}

export function createKeeper(store: Store, settings: KeeperSettings): Keeper

/** The builds that there are, the newest first. */
export function loadBuilds(sources: { program: Source; older?: readonly Source[] }): Promise<Program[]>
