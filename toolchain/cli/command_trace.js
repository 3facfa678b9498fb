// `weft trace`: a trace file as readable lines. Reading the records and putting them into words is
// @weft/host/trace's work.

import { CommandError } from './error.js'
import { readOptions } from './options.js'
import { readBytes } from './sources.js'
import { writeAll } from './write.js'

/** Records that only introduce names for the others. */
const NAMES = ['string', 'place', 'resource']

/** @param {string[]} words @returns {Promise<number>} the exit code */
export async function runTrace(words) {
  const { files } = readOptions(words, 'trace')
  if (files.length !== 1) {
    throw new CommandError('Name one trace file: weft trace FILE. "weft run … --trace FILE" writes one.')
  }
  const { decode, history } = await import('@weft/host/trace')
  const { records, truncated } = readTrace(files[0], decode)
  const past = history(records)
  const width = String(records.at(-1)?.sequence ?? 0).length
  const header = `${'seconds'.padStart(13)}  ${'#'.padStart(width)}  ${'because'.padStart(width + 3)}\n`
  if (!writeAll(1, Buffer.from(header))) return 0
  for (let index = 0; index < records.length; index++) {
    if (NAMES.includes(records[index].kind)) continue
    const line = `${head(records[index], width)}  ${past.explain(index)}\n`
    if (!writeAll(1, Buffer.from(line))) return 0
  }
  if (truncated) process.stderr.write('weft: the trace breaks off here: its end was not written.\n')
  return 0
}

function readTrace(file, decode) {
  try {
    return decode(readBytes(file))
  } catch (error) {
    if (error.code !== 'bad-trace') throw error
    throw new CommandError(`${file}: ${error.message}`)
  }
}

/** Time, number and cause; the cause is the number of an earlier line. */
function head({ time, sequence, cause }, width) {
  const number = String(sequence).padStart(width)
  const because = (cause ? `<- ${String(cause).padStart(width)}` : '').padStart(width + 3)
  return `${(time / 1e9).toFixed(6).padStart(13)}  ${number}  ${because}`
}
