// The twin of tests/durable/steps.c as a workflow of Temporal's: so many steps, each an activity; then it answers each signal by an
// activity. It does not sleep between its steps: its history is the shorter for it.

import { condition, defineSignal, proxyActivities, setHandler } from '@temporalio/workflow'

const { note } = proxyActivities({ startToCloseTimeout: '1 minute' })
const message = defineSignal('message')

export async function steps(count) {
  const lines = []
  setHandler(message, line => { lines.push(line) })
  for (let i = 1; i <= count; i++) await note(`step ${i}`)
  for (let i = 1; ; i++) {
    await condition(() => lines.length > 0)
    if (lines.shift() === '') return
    await note(`answer ${i}`)
  }
}
