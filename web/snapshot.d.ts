/** Snapshots as bytes, for a file, a database, the network: a few kilobytes for most programs, and the same on every host. */

import type { HostOptions } from './index.js'

/**
 * A suspended program. It can be cloned and stored; it holds no functions. The options that the
 * program read at its start are in it.
 */
export interface Snapshot {
  readonly format: 'weft-snapshot'
  readonly version: number
  readonly program: string
  readonly taken?: number
  /** Bytes of memory; what is not in `memory` is zero. */
  readonly size?: number
  readonly memory: Uint8Array
  readonly globals: { readonly stackPointer: number; readonly stackLimit: number }
  readonly host: object
}

export interface RestoreOptions extends HostOptions {
  /**
   * The time that passed meanwhile, for the program: none (default), what has passed by the hosts' own clocks, or so many seconds. Not for
   * a program under the virtual clock.
   */
  clock?: 'stopped' | 'running' | number
}

export function packSnapshot(snapshot: Snapshot): Promise<Uint8Array>

/**
 * The snapshot again. What is none, or is damaged, is refused: a WeftError with the code 'snapshot'. Of a program with at most 256 MiB of
 * memory.
 */
export function unpackSnapshot(bytes: Uint8Array): Promise<Snapshot>
