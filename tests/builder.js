// Builds wasm programs as `weft build` or `weft run` does, many in one process: a line of JSON
// `{ source, file, as }` each on standard input, a line `{ error }` each on standard output.

import { writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { buildProgram } from '../toolchain/cli/build.js'

const levels = {
  build: { optimize: '2', weave: '2', names: false },
  run: { optimize: '1', weave: '0', names: true }
}

for await (const line of createInterface(process.stdin)) {
  const { source, file, as } = JSON.parse(line)
  const answer = {}
  try {
    writeFileSync(file, await buildProgram([source], {}, levels[as]))
  } catch (error) {
    answer.error = `${source}: ${error.text || error.message}`
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`)
}
