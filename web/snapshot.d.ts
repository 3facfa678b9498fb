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
   * The time that passed meanwhile: none (default), what has passed by the hosts' own clocks, or so many seconds. 'virtual': under the
   * virtual clock, for a program of weft build --snapshot; its next host without this word gives it its own again.
   */
  clock?: 'stopped' | 'running' | 'virtual' | number
  /** Of such a program: a trace that begins with what each task waits for. */
  trace?: boolean
}

export function packSnapshot(snapshot: Snapshot): Promise<Uint8Array>

/**
 * The snapshot again. What is none, or is damaged, is refused: a WeftError with the code 'snapshot'. Of a program with at most 256 MiB of
 * memory.
 */
export function unpackSnapshot(bytes: Uint8Array): Promise<Snapshot>
