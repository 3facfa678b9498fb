/** What the files that `weft build --lib` writes import: C functions as promises, in Node, in workers and in pages. */

import { WeftError, type ProgramOptions, type Source } from './index.js'

export { WeftError } from './index.js'

/** A call that did not bring its result. */
export class CallError extends WeftError {
  /** What C returned: above 0 the library's own code, below 0 one of the runtime's. */
  readonly number: number
  /** What `weft_raise` said, or what the code means. */
  readonly text: string
  /** The function, as WIT names it. */
  readonly call: string
  /** The number of the task, as in the trace; 0 when there was none. */
  readonly task: number
  /** 'lib.c:12': where it was said; '' for nowhere. */
  readonly place: string
  /** The error of the function's own type, when the result is `result<_, E>`. */
  readonly payload: unknown
}

/** C returned a code. When a function of JavaScript's was the reason, its error is the `cause`. */
export class CallFailed extends CallError {}

/** Its task was cancelled: by the signal of the call, by `dispose`, or in C. `name` is 'AbortError'. */
export class CallCancelled extends CallError {}

/** A timeout struck, in C or by `AbortSignal.timeout`. `name` is 'TimeoutError'. */
export class CallTimedOut extends CallError {}

/** The library trapped, ended itself, or was disposed of. Every later call gives this same error; load it again. */
export class LibraryDied extends WeftError {}

/** The last argument of an async function, behind those of WIT's. */
export interface CallOptions {
  /** Aborting cancels the call's task. The promise settles when the task has ended. */
  signal?: AbortSignal
}

/** The last argument of a function that the library imports. */
export interface CallContext {
  /** Is aborted when the C task that waits is cancelled. */
  readonly signal: AbortSignal
}

export interface LibraryOptions extends Omit<ProgramOptions, 'net' | 'record' | 'replay'> {
  /** The functions that the library imports. */
  imports?: object
  /** The module, where it does not lie beside the generated file. */
  source?: Source | Promise<Source>
  /** Aborting disposes of the library. */
  signal?: AbortSignal
  env?: Record<string, string>
  /** Whole lines go to the console without these. They run between two steps of the library. */
  onStdout?: (chunk: Uint8Array) => void
  onStderr?: (chunk: Uint8Array) => void
  /** Trace records, with `trace: true`; `@weft/host/trace` reads them. */
  onTrace?: (chunk: Uint8Array) => void
  /**
   * In a worker of its own: it takes no time of this thread, and `kill` ends it whatever it does. What goes there and back is copied. An address is
   * that of worker.js, where a bundler has moved it.
   */
  worker?: boolean | string | URL
  /** Connections: true for those of this machine, in Node. Default: none but those inside of the library. */
  net?: boolean | 'inside' | object
}

export interface Library {
  /** Ends it at once, without asking. In a worker also when it never lets go. Every call rejects with LibraryDied. */
  kill(why?: string): void
  /** Cancels every call, and resolves when all have ended and nothing is left. */
  dispose(): Promise<void>
  readonly usage: {
    /** Calls in flight. */
    readonly calls: number
    /** Bytes that the library's runtime holds; malloc's are not among them. */
    readonly bytes: number
    /** Bytes of linear memory. It never shrinks, but for the end of the library. */
    readonly memory: number
  }
  [Symbol.asyncDispose](): Promise<void>
}

/** A library in a worker: every function is a promise. */
export type InWorker<L> = {
  [K in keyof L]: L[K] extends (...args: infer A) => infer R
    ? (...args: A) => R extends Promise<unknown> | AsyncIterator<unknown> | void ? (K extends 'dispose' | 'kill' ? R : R extends void ? Promise<R> : R) : Promise<R>
    : L[K]
}

/** Called by the generated file. */
export function loadLibrary(description: object, address: () => URL, options?: LibraryOptions): Promise<Library>
