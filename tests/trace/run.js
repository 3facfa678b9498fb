/** Runs of native programs with a trace. */
import { spawnSync } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'

const patienceMs = 60_000
const mostBlocks = 131_072   // of 512 bytes: a longer trace is cut there

/**
 * Runs a program under the virtual clock and gives the path of its trace, 64 MB of it at most.
 *
 * @param {string} program
 * @param {Record<string, string>} env
 * @param {string} [name] what the trace is called
 */
export function trace(program, env, name = 'run') {
  const file = `${program}.${name}.trace`
  const fd = openSync(file, 'w')
  try {
    const command = 'ulimit -f "$1" && exec "$0"'
    const { error } = spawnSync('sh', ['-c', command, program, String(mostBlocks)], {
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
