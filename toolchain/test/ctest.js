// A suite that is a CMake preset: configure, build, run its CTest tests.

import { runCommand } from './command.js'

/**
 * @param {string} preset
 * @param {{ minutes: number, verbose: boolean }} settings
 * @returns {Promise<{ passed: number, failed: number, skipped: number, output?: string }>} Counts;
 *   the output only where something failed.
 */
export async function runPreset(preset, settings) {
  const steps = [
    ['cmake', '--preset', preset],
    ['cmake', '--build', '--preset', preset],
    ['ctest', '--preset', preset, '--parallel', '2', '--no-tests=error']
  ]
  let last
  for (const words of steps) {
    last = await runCommand(words, settings)
    if (last.status !== 0) break
  }
  const counts = countsOf(last.output)
  if (last.status === 0 && counts.failed === 0) return counts
  const output = `${last.output}\nended with ${last.status}`
  return { ...counts, failed: Math.max(1, counts.failed), output }
}

// "100% tests passed, 0 tests failed out of 31"; tests that did not run are named apart.
function countsOf(output) {
  const [, failed = 0, all = 0] = /(\d+) tests? failed out of (\d+)/.exec(output) ?? []
  const skipped = (output.match(/\*\*\*Skipped/g) ?? []).length
  return { passed: all - failed - skipped, failed: Number(failed), skipped }
}
