// In every process and worker that Node starts with --import of this: with MUTANTS, a folder, in the environment, the modules that its index.json names are
// the texts that it gives for them (script_schema.js). MUTANT is the number of the form that counts, 0 for none. With MUTANT_REACHED, a file,
// the numbers that are come to go there. So nothing on the disk changes, and what is kept by the content of files stays what it is.

import { appendFileSync, readFileSync } from 'node:fs'
import { register } from 'node:module'
import { join } from 'node:path'
import { isMainThread } from 'node:worker_threads'

const most = 2 ** 13
const folder = process.env.MUTANTS
const note = process.env.MUTANT_REACHED
const isSuite = isMainThread && Boolean(process.env.MUTANT_SUITE)   // not what it starts
delete process.env.MUTANT_SUITE

let chosen = Number(process.env.MUTANT ?? 0)
let seen = new Uint8Array(most)

globalThis.weftMutant = number => {
  if (!seen[number]) {
    seen[number] = 1
    if (note && !isSuite) appendFileSync(note, `${number}\n`)
  }
  return number === chosen
}

/** In the process of a suite: another one counts from here on. Says which were come to up to here. */
globalThis.weftMutantChoose = number => {
  const before = seen
  chosen = number
  process.env.MUTANT = `${number}`
  seen = new Uint8Array(most)
  return [...before.keys()].filter(at => before[at])
}

// tests/warm.js keeps one process for many tests: which form counts comes with each command
if (process.argv[1]?.endsWith('/tests/warm/process.js')) {
  const ours = message => void globalThis.weftMutantChoose(Number(message.env?.MUTANT ?? 0))
  process.once('newListener', () => process.on('message', ours))
}

if (folder) {
  const texts = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8'))
  const own = process.env.MUTANT_OWN?.split(' ')
  if (own) texts[own[0]] = own[1]
  register('./preload_hook.js', import.meta.url, { data: { texts, tests: isSuite ? new URL('collected.js', import.meta.url).href : null } })
}
