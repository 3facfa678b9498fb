// A suite that is a file for Node's test runner.

import { runCommand } from './command.js'

/**
 * Node may wait for ever at its exit for a compiler thread that waits for it, seldom, and more often
 * where much memory was used (nodejs/node#54918). Test files compile their JavaScript without one.
 */
export const flags = ['--no-concurrent-recompilation']

/**
 * @param {string} file
 * @param {{ minutes: number, verbose: boolean, env?: Record<string, string> }} settings
 * @returns {Promise<{ passed: number, failed: number, skipped: number, notes?: string[],
 *   output?: string, failures?: string }>} Counts; a line for each test that was skipped and for
 *   each diagnostic of the form "AREA: counts"; where something failed, the output, and its end,
 *   which tells the failures again.
 */
export async function runFile(file, settings) {
  const words = [process.execPath, ...flags, '--test', '--test-reporter=spec', file]
  const env = { ...settings.env, FORCE_COLOR: '0' }
  const { status, output } = await runCommand(words, { ...settings, env })
  const skipped = output.split('\n').filter(line => /^\s*﹣/.test(line)).length
  const counts = {
    passed: count(output, 'pass'),
    failed: count(output, 'fail') + count(output, 'cancelled'),
    skipped: Math.max(skipped, count(output, 'skipped')) + count(output, 'todo'),   // groups, too
    notes: output.split('\n').filter(line => /^\s*(﹣|ℹ [A-Z]+: )/.test(line))
  }
  if (status === 0 && counts.failed === 0) return counts
  return {
    ...counts,
    failed: Math.max(1, counts.failed),
    output: `${output}\n${file} ended with ${status}`,
    failures: output.split(/^. failing tests:$/m)[1]
  }
}

// The summary's lines: "ℹ pass 12".
function count(output, word) {
  const found = [...output.matchAll(new RegExp(`^. ${word} (\\d+)$`, 'gm'))].at(-1)
  return Number(found?.[1] ?? 0)
}
