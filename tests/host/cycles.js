// Starts and ends ten thousand runs, in a process of its own (the test runner keeps a note of each promise),
// and prints what is left of them: bytes, listeners, timers.

import { getEventListeners } from 'node:events'
import { readFileSync } from 'node:fs'
import { setImmediate as turn } from 'node:timers/promises'
import { load } from '../../web/index.js'

const program = await load(readFileSync(process.argv[2]))
const { signal } = new AbortController()

async function some(count) {
  for (let i = 0; i < count; i++) {
    const options = { args: [i % 2 ? 'exit' : 'count', '1'], signal, speed: 1000, stdin: i % 3 ? 'x' : true }
    const run = program.start(options)
    if (i % 4 === 0) run.kill()
    await run.exit
    if (i % 500 === 0) gc()
  }
  for (let i = 0; i < 3; i++) {
    await turn()
    gc()
  }
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

await some(1000)
const before = await some(1000)
const bytes = await some(10_000) - before
const listeners = getEventListeners(signal, 'abort').length
const timers = process.getActiveResourcesInfo().filter(kind => kind === 'Timeout').length
process.stdout.write(JSON.stringify({ bytes, listeners, timers }))
