// Weaving for CMake: one linked module becomes a Weft program. weft_weave in asyncify.cmake calls
// it; how it is done is in ../weave.js.
//
//     node weave.js LINKED.wasm PROGRAM.wasm [LEVEL]

import { readFile, writeFile } from 'node:fs/promises'
import { withBaseline } from '../cli/baseline.js'
import { weave } from '../weave.js'

const [linked, program, level = '2'] = process.argv.slice(2)

try {
  const optimize = /^\d$/.test(level) ? Number(level) : level
  const input = await readFile(linked)
  const { bytes } = await withBaseline(() => weave(input, { optimize, names: true }))
  await writeFile(program, bytes)
} catch (error) {
  console.error(`${linked}: ${error.message}`)
  process.exitCode = 1
}
