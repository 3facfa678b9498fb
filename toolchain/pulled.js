// A program that was pulled out of a run, as one file: a snapshot (@weft/host/snapshot), and with it what it takes to go on elsewhere and to
// show it, which is the program's own bytes and its sources. The command line writes such files, and so does the page; either opens them.
// A snapshot without these is one, too: then the program, and for its lines the source, are given beside it.

import { WeftError } from '@weft/host/lib/errors.js'
import { packSnapshot, unpackSnapshot } from '@weft/host/snapshot'

const MOST_FILES = 100
const MOST_TEXT = 2 ** 20
const MOST_BYTES = 2 ** 26

/**
 * @typedef {object} Pulled
 * @property {import('@weft/host').Snapshot} snapshot
 * @property {string} name of the program, without its ending
 * @property {Uint8Array | null} program its bytes; null when they are not in the file
 * @property {Record<string, string>} sources by name, the first is what is shown
 */

/**
 * @param {Pulled} pulled
 * @returns {Promise<Uint8Array>}
 */
export function packPulled({ snapshot, name, program, sources }) {
  return packSnapshot({ ...snapshot, pulled: { name, program, sources } })
}

/**
 * @param {Uint8Array} bytes
 * @returns {Promise<Pulled>}
 * @throws {WeftError} with the code 'snapshot': it is none, or is damaged
 */
export async function unpackPulled(bytes) {
  const { pulled = {}, ...snapshot } = await unpackSnapshot(bytes)
  const { name = 'program', program = null, sources = {} } = pulled ?? {}
  const texts = sources !== null && typeof sources === 'object' ? Object.entries(sources) : null
  const good = typeof name === 'string' && /^[^/\\\0]{1,100}$/.test(name) && (program === null || isProgram(program)) &&
    texts !== null && texts.length <= MOST_FILES && texts.every(([, text]) => typeof text === 'string' && text.length <= MOST_TEXT)
  if (!good) throw new WeftError('snapshot', 'The snapshot is damaged: what came with it has no meaning.')
  return { snapshot, name, program, sources: Object.fromEntries(texts) }
}

const isProgram = bytes => bytes instanceof Uint8Array && bytes.length < MOST_BYTES
