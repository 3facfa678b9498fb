// A state that follows a trace, record by record. For going back and forth there is history.js.

import { applyRecord } from './changes.js'
import { describe, explain } from './explain.js'
import { moment } from './moment.js'
import { copyState, emptyState } from './state.js'

/**
 * A state that follows a trace: tasks, ready list, wait lists, timers, resources and groups.
 */
export function world() {
  const state = emptyState()
  return {
    /** Takes in the next record. Those that do not fit are noted in `now.surprises`. */
    apply: record => applyRecord(state, record),
    /** The state as it is: this view changes with every record. */
    now: moment(state),
    /** The state as it is, to keep. */
    snapshot: () => moment(copyState(state)),
    /** One sentence about the record that was applied last. */
    explain: record => explain(state, record),
    /** The same in parts, see explain.js. */
    describe: record => describe(state, record)
  }
}
