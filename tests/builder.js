// Builds wasm programs as `weft build` does, many in one process: a line of JSON `{ source, file }` each
// on standard input, a line `{ error }` each on standard output, in their order.

import { writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { buildProgram } from '../toolchain/cli/build.js'

const levels = { optimize: '2', weave: '2', names: false }   // those of weft build

for await (const line of createInterface(process.stdin)) {
  const { source, file } = JSON.parse(line)
  const answer = {}
  try {
    writeFileSync(file, await buildProgram([source], {}, levels))
  } catch (error) {
    answer.error = `${source}: ${error.text || error.message}`
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`)
}
