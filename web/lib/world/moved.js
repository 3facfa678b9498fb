// A program that comes from another host says what its tasks wait for, as a trace that begins here, and may go on under another clock
// (runtime/watch/retell.c).

import { WeftError } from '../errors.js'

const ASK = { trace: 1, virtual: 2, real: 4, quiet: 8 }

/** @param {object} run @param {{switched?: boolean, trace: boolean}} before whether its last host had put it under the virtual clock, or traced it */
export function retell(run, { switched = false, trace: isTraced }) {
  const { trace, clock } = run.options
  const change = clock === 'virtual' ? ASK.virtual : switched ? ASK.real : 0
  if (trace === false && isTraced) run.machine.retell(ASK.quiet)
  if (!trace && change === 0) return
  const wasVirtual = ask(run.machine, (trace ? ASK.trace : 0) + change)
  run.switched = change === ASK.virtual && (switched || wasVirtual === 0)
  if (change === 0) return
  const asked = run.plan.subscriptions.map(one => one.type === 0 ? { ...one, deadline: 0 } : one)   // the other clock may say so
  run.plan = { ...run.plan, subscriptions: asked }
}

function ask(machine, what) {
  let answer
  try {
    answer = machine.retell(what)
  } catch (error) {
    throw new WeftError('snapshot', `The snapshot is damaged: ${error.message}.`, { cause: error })
  }
  if (answer !== undefined) return answer
  throw new WeftError('snapshot', 'The program cannot show its tasks or change its clock: build it with "weft build --snapshot".')
}
