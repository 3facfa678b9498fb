// Runs many wasm programs one after the other in this process, through the web host: a line of JSON
// on standard input for each, `{ file, env, trace }`, and a line for its result on standard output.
// tests/programs.js starts it, in whichever Node version is to be tested.

import { readFileSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { createFolder, load } from '../web/index.js'

const programs = new Map()

function programOf(file) {
  if (!programs.has(file)) programs.set(file, load(readFileSync(file)))
  return programs.get(file)
}

async function runJob({ file, env, trace }) {
  const program = await programOf(file)
  const run = program.start({ env, trace: Boolean(trace), files: createFolder() })
  const [stdout, stderr, { code, message }] =
    await Promise.all([run.stdout.text(), run.stderr.text(), run.exit])
  if (trace) writeFileSync(trace, await bytesOf(run.trace))
  return { code, message, stdout, stderr, late: false }
}

async function bytesOf(stream) {
  const chunks = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}

for await (const line of createInterface(process.stdin)) {
  const result = await runJob(JSON.parse(line))
  process.stdout.write(`${JSON.stringify(result)}\n`)
}
