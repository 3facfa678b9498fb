// A suite that is a CMake preset: configure, build, run its CTest tests.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../setup.js'
import { runCommand } from './command.js'

/**
 * @param {string} preset
 * @param {{ minutes: number, verbose: boolean, repeat?: RegExp }} settings
 * @returns {Promise<{ passed: number, failed: number, skipped: number, notes?: string[],
 *   output?: string }>} Counts; the lines of the tests that match `repeat`; the output only where
 *   something failed.
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
  const notes = settings.repeat ? linesOf(preset, settings.repeat) : []
  if (last.status === 0 && counts.failed === 0) return { ...counts, notes }
  const output = `${last.output}\nended with ${last.status}`
  return { ...counts, failed: Math.max(1, counts.failed), output }
}

// CTest keeps what its tests wrote, and shows it only where one failed.
function linesOf(preset, pattern) {
  const file = join(root, 'build', preset, 'Testing', 'Temporary', 'LastTest.log')
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8').split('\n').filter(line => pattern.test(line))
}

// "100% tests passed, 0 tests failed out of 31"; tests that did not run are named apart.
function countsOf(output) {
  const [, failed = 0, all = 0] = /(\d+) tests? failed out of (\d+)/.exec(output) ?? []
  const skipped = (output.match(/\*\*\*Skipped/g) ?? []).length
  return { passed: all - failed - skipped, failed: Number(failed), skipped }
}
