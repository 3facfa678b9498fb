/** Runs of native programs with a trace. */
import { spawnSync } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'

const patienceMs = 60_000
const blocks = 2048   // of 512 bytes, in a megabyte

/**
 * Runs a program under the virtual clock and gives the path of its trace, which is cut where it is too long.
 *
 * @param {string} program
 * @param {Record<string, string>} env
 * @param {string} [name] what the trace is called
 * @param {number} [megabytes] the most of it
 */
export function trace(program, env, name = 'run', megabytes = 64) {
  const file = `${program}.${name}.trace`
  const fd = openSync(file, 'w')
  try {
    const command = 'ulimit -f "$1" && exec "$0"'
    const { error } = spawnSync('sh', ['-c', command, program, String(megabytes * blocks)], {
      env: { WEFT_CLOCK: 'virtual', WEFT_TRACE: '3', ...env },
      stdio: ['ignore', 'ignore', 'ignore', fd],
      timeout: patienceMs
    })
    if (error) throw error
  } finally {
    closeSync(fd)
  }
  return file
}
