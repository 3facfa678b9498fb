// A program: a checked module that can be started, and gone on with from a snapshot.

import { startRun } from './run.js'
import { checkSnapshot } from './snapshots/snapshot.js'

/**
 * @param {WebAssembly.Module} module
 * @param {string} id tells one build from another; '' when it is not known
 * @returns {import('../index.d.ts').Program}
 */
export function createProgram(module, id) {
  return {
    module,
    id,
    start: (options = {}) => startRun(module, id, options, null),
    restore(snapshot, options = {}) {
      checkSnapshot(snapshot, id)
      return startRun(module, id, options, snapshot)
    }
  }
}
