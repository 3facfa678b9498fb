/** C programs that outlive their process: each a Durable Object of workerd's. */

import type { Source } from '@weft/host'
import type { Keeper, ProgramSettings } from './keeper.js'

export * from './keeper.js'

export interface DurableSettings extends ProgramSettings {
  /** The program that is started. Under workerd: `import program from './program.wasm'`. */
  program: Source
  /** Builds from before: programs that they have started go on with them. */
  older?: readonly Source[]
  /** How many programs are in memory at once, in one process; the others wait for a place. Default: 100. */
  liveAtOnce?: number
}

/** A Durable Object that is one run of a program. Its functions are those of a keeper, by RPC; `fetch` gives them by HTTP. */
export interface DurableProgram extends Keeper {
  fetch(request: Request): Promise<Response>
}

/** Makes the class. Export a class that extends it. */
export function durable(settings: DurableSettings): new (ctx: any, env: any) => DurableProgram

/** An error of this package. */
export class DurableError extends Error {
  readonly name: 'DurableError'
  constructor(code: DurableErrorCode, message: string)
  readonly code: DurableErrorCode
}

export type DurableErrorCode =
  /** There is a program here already. */
  | 'started'
  | 'no-program'
  | 'ended'
  /** It runs, or has not waited yet. */
  | 'busy'
  /** Its build is not here. */
  | 'refused'
  /** What was given has no meaning. */
  | 'input'
  | 'options'
