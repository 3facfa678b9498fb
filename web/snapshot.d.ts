/** Snapshots as bytes, for a file, a database, the network: a few kilobytes for most programs, and the same on every host. */

import type { Snapshot } from './index.js'

export function packSnapshot(snapshot: Snapshot): Promise<Uint8Array>

/**
 * The snapshot again. What is none, or is damaged, is refused: a WeftError with the code 'snapshot'. Of a program with at most 256 MiB of
 * memory.
 */
export function unpackSnapshot(bytes: Uint8Array): Promise<Snapshot>
