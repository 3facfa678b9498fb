// `weft trace`: a trace file as readable lines. Reading the records is @weft/host/trace's work.

import { CommandError } from './error.js'
import { readOptions } from './options.js'
import { readBytes } from './sources.js'
import { writeAll } from './write.js'

/** @param {string[]} words @returns {Promise<number>} the exit code */
export async function runTrace(words) {
  const { files } = readOptions(words, 'trace')
  if (files.length !== 1) {
    throw new CommandError('Name one trace file: weft trace FILE. "weft run … --trace FILE" writes one.')
  }
  const bytes = readBytes(files[0])
  const { readTrace, traceLines } = await import('@weft/host/trace')
  const trace = readTrace(bytes)
  for (const line of traceLines(trace)) if (!writeAll(1, Buffer.from(`${line}\n`))) break
  return 0
}
