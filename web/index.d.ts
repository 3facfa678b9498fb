/** Runs Weft programs (asyncio for C, compiled to WebAssembly) in Node, in workers and in pages. */

import type { RestoreOptions, Snapshot } from './snapshot.js'

export type { RestoreOptions, Snapshot }

/** An error of the host or of the program it runs. */
export class WeftError extends Error {
  constructor(code: ErrorCode, message: string, options?: { cause?: unknown })
  readonly name: 'WeftError'
  /** Stable, for programs; `message` is a sentence for people. */
  readonly code: ErrorCode
  readonly cause?: unknown
  /** With the code 'options': which one, and what is wrong with it ("is a number …, not x"). */
  readonly option?: string
  readonly complaint?: string
}

export type ErrorCode =
  /** The source cannot be read, or is not a WebAssembly file. */
  | 'load'
  /** A WebAssembly file that is not a (finished) Weft program; the sentence says what is wrong. */
  | 'not-weft'
  /** An option has a value it cannot have. */
  | 'options'
  /** No snapshot of this program. */
  | 'snapshot'
  /** You asked while the program runs: ask between two steps. */
  | 'busy'
  /** You asked a run that has ended. */
  | 'disposed'
  /** The program trapped; every later call gives this same error. */
  | 'trap'
  /** A stack was used up; likewise. */
  | 'overflow'
  /** The host, or a callback of yours, failed; likewise, with the `cause`. */
  | 'host'

/** The exit codes of the runtime, the same on every host. The program's own are 0 to 99. */
export const EXIT: Readonly<{
  deadlock: 100
  cancelled: 101
  overflow: 102
  trap: 103
  memory: 104
  failed: 105
  host: 106
  until: 107
  interrupted: 109
  differs: 110
  usage: 120
  compile: 121
  load: 122
}>

/** What an exit code means. */
export function outcome(code: number): Exit

export type SignalName = 'HUP' | 'INT' | 'USR1' | 'USR2' | 'TERM'

/** The numbers of the signals that a program can wait for. */
export const SIGNALS: Readonly<Record<SignalName, number>>

export interface Exit {
  code: number
  /**
   * 'exit' for the program's own codes, else the name in EXIT, 'killed' when `kill` or an abort
   * ended the run, 'limit' when a limit did.
   */
  reason: 'exit' | 'deadlock' | 'cancelled' | 'overflow' | 'trap' | 'memory' | 'failed' | 'host' |
    'until' | 'interrupted' | 'differs' | 'killed' | 'limit' | (string & {})
  /** A sentence, or '' for the program's own codes. */
  message: string
}

/** Options that the program itself reads: they mean the same on every host. */
export interface ProgramOptions {
  /** 'virtual': time jumps to the next deadline when every task waits. Default: 'real'. */
  clock?: 'real' | 'virtual'
  /** Shuffles the ready order, reproducibly. Without it tasks run first come, first served. */
  seed?: number | bigint | string
  /**
   * Which of the ready tasks runs next, at each moment at which several are ready: '0,2,1' or [0, 2, 1], from 0, the one that came
   * first. '17:2' is the choice of the 17th such moment. For a program of `weft build --choices`.
   */
  choices?: string | readonly number[]
  /** Puts the time before each line of output. */
  stamp?: boolean
  /** Signals that arrive at a time in seconds: 'INT@2.5' or a list of those. */
  signals?: string | string[]
  /** Ends the run at this time, in seconds. */
  until?: number | string
  /**
   * The network inside is a bad one, by this seed: 7, or '7,latency,reset'. For one of `weft build --net-faults`.
   */
  netFaults?: number | string
  /** Asks for trace records; they come on `run.trace` or to `onTrace`. */
  trace?: boolean
  /**
   * Asks for a recording of everything that comes in; it comes on `run.recording` or to `onRecording`. For one of `weft build --record`.
   */
  record?: boolean
  /** A recording, of any host: the run goes as it went, without the world outside. */
  replay?: Uint8Array
  /** Puts dumps of the state into the trace, for tests. */
  dump?: boolean
  /** Prints at the end the most stack that each spawn place used. */
  census?: boolean
  /** Prints one line of counters at the end. */
  report?: boolean
  /** Reports slow steps, long waits for locks, groups left without a join, and more. */
  debug?: boolean
  /** Fault hooks: the n-th allocation or host call fails ('3+': and every later one). */
  failAlloc?: number | string
  failHost?: number | string
  /** Cancels the task that suspends at the n-th suspension. */
  cancelAt?: number | string
}

/** The variables that carry these options to a program on any host. */
export function environment(options: ProgramOptions & { trace?: boolean | string }):
  Record<string, string>

/** Standard input from somewhere that can be asked: a file, a mailbox in shared memory. */
export interface InputSource {
  /**
   * At most `most` bytes; null at the end; undefined when there is nothing yet (then the source
   * calls `run.wake()` once there is). With `block` it waits for bytes or the end.
   */
  read(most: number, block: boolean): Uint8Array | null | undefined
}

/** What C asks for by `weft_effect` (weft/effect.h), by name. Each gives a text, or a promise; what it throws is WEFT_HOST in C. */
export type Effects = Record<string, (request: string, context: EffectContext) => unknown>

export interface EffectContext {
  /** 1, 2, 3. A restored program asks again for what was outstanding, under the same number. */
  readonly id: number
  /** Aborted when nobody waits for it any more. */
  readonly signal: AbortSignal
}

/** Options of the JavaScript host; the program does not see them. */
export interface HostOptions {
  effects?: Effects
  /** How fast the real clock runs: 10 is ten seconds a second. At most a million. Default: 1. */
  speed?: number
  /** Text, bytes, a stream of either, an InputSource, or `true`: open, fed by `run.input`. Default: empty. */
  stdin?: string | Uint8Array | AsyncIterable<string | Uint8Array> |
    ReadableStream<string | Uint8Array> | InputSource | true | null
  /** Gets each chunk at once, in the middle of the program; then the stream stays empty. */
  onStdout?: (chunk: Uint8Array) => void
  onStderr?: (chunk: Uint8Array) => void
  onTrace?: (chunk: Uint8Array) => void
  onRecording?: (chunk: Uint8Array) => void
  /** Gets what jobs in workers print, which is not counted in the trace. Default: as the program's own output. */
  onJobOutput?: (descriptor: 1 | 2, chunk: Uint8Array) => void
  /** Called when the signals that the program waits for have changed. */
  onWatched?: (signals: SignalName[]) => void
  /** Starts at rest: nothing runs before `step` or `resume`. */
  paused?: boolean
  /** Steps between two calls of the host while tasks are ready. Default: the program's own. */
  interval?: number
  /** Aborting sends INT, and ends the run `grace` ms (default: 1000) later if it still lives. */
  signal?: AbortSignal
  grace?: number
  /**
   * Processes. `true`: the program may start those of this machine (in Node), and can do whatever its user
   * can. `env`: what they inherit, in place of Node's variables. Default: the few commands inside of the program.
   */
  processes?: boolean | 'inside' | { env: Record<string, string> }
  /**
   * One word of shared memory. Another thread that sets bit n there (Atomics.or) sends signal n,
   * also while this thread is busy.
   */
  signalWord?: Int32Array
  /**
   * Files for the program: WASI's functions for paths and for the descriptors that it says it `has`, each given the program's memory
   * first. Its folders begin at 6, without a gap, up to `after`. Without it there are no files. `createFolder()` gives one in memory. What is open is not in a snapshot: a restored program gets RESET for it.
   */
  files?: {
    functions: Record<string, (view: any, ...args: any[]) => number | undefined | void>
    has: (descriptor: number) => boolean
    after?: number
  }
  /** `false`: jobs run in the program's own instance, and nothing else meanwhile. Default: in workers, where there are any. */
  jobs?: boolean
  /** The address of `lib/world/job_worker.js`, where a bundler has moved it. */
  jobWorker?: string | URL
  /** The descriptors (0, 1, 2) that look like a terminal to the program. */
  terminal?: number[]
  /**
   * What the program reaches of the network. Default: nothing but the network inside of itself; 'inside' says so to the
   * program, too. `true` is the machine's, in Node. An object is a network of yours.
   */
  net?: boolean | 'inside' | Network
  limits?: {
    /** Most bytes of each of stdout and stderr; later ones are dropped and counted. */
    output?: number
    /** Most bytes that wait to be read. Default: 16 MiB. After the first loss nothing is kept. */
    unread?: number
    /** Most bytes of memory: a program that has more is ended. */
    memory?: number
    /** Most steps of tasks: a program that has run more is ended, at most `interval` steps late. */
    steps?: number
    /** Most seconds of the host from the start, waits included: a run that takes longer is ended when the program lets go. */
    time?: number
  }
}

/** An address and a port, or a path. */
export type Address = { host: string; port: number; path?: undefined } | { path: string; host?: undefined; port?: undefined }

/**
 * A network of your own, in place of the machine's. An error whose `code` is one of Node's ('ECONNREFUSED',
 * 'ENOENT') becomes the program's. After an abort nobody wants the answer any more.
 */
export interface Network {
  /** The addresses of a host. */
  resolve(host: string, signal: AbortSignal): Promise<readonly string[]>
  connect(address: Address, signal: AbortSignal): Promise<Connection>
  /** Without it servers are inside only. */
  listen?(address: Address, signal: AbortSignal): Promise<Listener>
  /** Without these two there are no datagrams. `broadcast`: it may send to a broadcast address. */
  udpOpen?(address: Address & { broadcast?: boolean }, signal: AbortSignal): Promise<DatagramSocket>
  udpConnect?(address: Address & { broadcast?: boolean }, signal: AbortSignal): Promise<DatagramSocket>
  /** TLS over a connection. Without it there is none. */
  secure?(connection: Connection, wanted: TlsWanted, signal: AbortSignal): Promise<Connection>
}

/** What TLS is to be like. Certificates and the key are PEM. */
export interface TlsWanted {
  isServer: boolean
  /** The other side must be verified: a server's certificate and name, or that a client has one. */
  verifies: boolean
  name?: string
  authorities?: string
  certificate?: string
  key?: string
  /** For ALPN, the one that is liked best first. */
  protocols?: readonly string[]
}

/** What a connection and a socket for datagrams have in common. No call waits. */
export interface Endpoint {
  /** As in '127.0.0.1:80'. */
  readonly own?: string
  readonly peer?: string
  /** Set by the host: call it when what was told to wait may succeed, and when the connection breaks. */
  onChange: (() => void) | null
  /** Whether it is worth to try. */
  readable(): boolean
  writable(): boolean
  /** A promise when something written is still on its way: the end of a run waits for it, five seconds at most. */
  close(): void | Promise<void>
}

/** Its calls throw what went wrong, once. */
export interface DatagramSocket extends Endpoint {
  /** The oldest that came; undefined when there is none. `dropped`: how many found no room before it came. */
  receive(): { bytes: Uint8Array; from: string; dropped: number } | undefined
  /** `address`: null for the peer. It copies `bytes`. False when there is no room. */
  send(address: Address | null, bytes: Uint8Array): boolean
}

/** One end of a connection. Reads and writes throw when it is broken. */
export interface Connection extends Endpoint {
  /** How many bytes are in `target` now; 0 at the end; undefined when there is nothing yet. */
  read(target: Uint8Array): number | undefined
  /** How many bytes of `source` it has copied; undefined when there is no room. */
  write(source: Uint8Array): number | undefined
  /** Nothing more will be written. */
  end(): void
  /** Of one with TLS: what ALPN has chosen; whether it has resumed a session. */
  readonly protocol?: string
  readonly resumed?: boolean
  /** For TLS, which goes on from there: its socket, what came and was not read, whether it has ended. */
  release?(): unknown
}

/** A place where connections come in. */
export interface Listener {
  readonly own?: string
  /** Set by the host: call it when there is a connection to accept. */
  onChange: (() => void) | null
  /** The next one; undefined when there is none. Throws when there will be none any more. */
  accept(): Connection | undefined
  close(): void
}

export interface StartOptions extends Omit<ProgramOptions, 'net'>, HostOptions {
  /** The arguments after the program's name. */
  args?: readonly string[]
  /** argv[0]. Default: 'program'. */
  name?: string
  /** The environment; the program gets no variable of the host's. */
  env?: Record<string, string>
}

/** A stream of chunks. Each chunk goes to one reader. */
export interface Output extends AsyncIterable<Uint8Array> {
  /** Everything until the end, as text. */
  text(): Promise<string>
  /** The same as a stream of the web's: for a Response, or a pipe. */
  stream(): ReadableStream<Uint8Array>
  /** Bytes taken from the program. */
  readonly written: number
  /** Bytes lost to a limit. */
  readonly dropped: number
}

export interface Run {
  readonly stdout: Output
  readonly stderr: Output
  /** Trace records as bytes; `@weft/host/trace` reads them. Empty unless `trace` was asked for. */
  readonly trace: Output
  /** The recording as bytes. Empty unless `record` was asked for. */
  readonly recording: Output
  /** Never rejects. */
  readonly exit: Promise<Exit>
  /** The signals that the program waits for now. */
  readonly watched: SignalName[]
  readonly paused: boolean
  /** Milliseconds until time alone wakes the program: 0 while it runs, Infinity when time does not. Ask after `atRest`. */
  readonly dueIn: number
  /** May be changed at any time. */
  speed: number
  /** Sends a signal. False when the run has ended; throws what killed it when something did. */
  signal(name: SignalName | `SIG${SignalName}` | number): boolean
  /** Adds to standard input that was opened with `stdin: true`. False when the program cannot read it any more. */
  input(bytes: Uint8Array | string): boolean
  closeInput(): void
  /** Says that something has changed that the run cannot see: an InputSource, the signal word. */
  wake(): void
  /** Ends the run without asking, as soon as the program lets go. */
  kill(message?: string): void
  /**
   * Ends a run whose thread was made to leave it in the middle of a step, as a debugger's `Runtime.terminateExecution` does. The
   * program says which task had not waited, where it was linked with `--undefined=weft_describe_step`, and writes the rest of its trace.
   */
  brokenOff(message?: string): void
  /** Resolves when the program is at rest between two steps; the real clock stands still then. */
  pause(): Promise<boolean>
  /** One step of a paused run. Resolves to false when the program has ended. */
  step(): Promise<boolean>
  resume(): void
  /**
   * Resolves to true when the program waits for time or for the world, or is paused: then it can be copied. To false when it has
   * ended.
   */
  atRest(): Promise<boolean>
  /** Copies the program. Only between two steps: after `pause` or `step`, or while it waits. */
  snapshot(): Snapshot
  [Symbol.asyncDispose](): Promise<void>
}

export interface Program {
  readonly module: WebAssembly.Module
  /** Tells one build from another: `weft build` writes it into the file. '' when it has not; then there are no snapshots. */
  readonly id: string
  start(options?: StartOptions): Run
  /** Goes on from a snapshot in a fresh instance; the snapshot stays as it is. */
  restore(snapshot: Snapshot, options?: RestoreOptions): Run
}

export type Source = URL | string | Response | ArrayBuffer | ArrayBufferView | WebAssembly.Module

/**
 * A folder in memory, for `files`: the program's folder ".". Files of 64 MiB at most in all. Give the same folder to another run and it
 * finds what the first one has left.
 */
export interface Folder {
  readonly functions: Record<string, (view: any, ...args: any[]) => number | undefined | void>
  has(descriptor: number): boolean
  readonly after: number
  /** The paths of all files, sorted. */
  paths(): string[]
  /** A copy of a file's bytes; undefined where there is none. */
  read(path: string): Uint8Array | undefined
  /** Makes a file, and the folders on its way, or gives it other bytes. */
  write(path: string, contents: string | Uint8Array): void
}

/** A folder in memory with these files, by their paths: `{ 'data/names.txt': 'Ada\n' }`. */
export function createFolder(contents?: Record<string, string | Uint8Array>): Folder

/** Loads a program: checks what it imports and exports, and runs nothing. */
export function load(source: Source | Promise<Source>): Promise<Program>
