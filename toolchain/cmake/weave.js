// Weaving for CMake: one linked module becomes a Weft program. weft_weave in asyncify.cmake calls
// it; how it is done is in ../weave.js.
//
//     node weave.js LINKED.wasm PROGRAM.wasm [LEVEL]
//
// The level `debug` keeps lines and DWARF, and optimises nothing.

import { readFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { withBaseline } from '../cli/baseline.js'
import { weave } from '../weave.js'

const [linked, program, level = '2'] = process.argv.slice(2)

function textOf(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined   // a library that was compiled elsewhere
  }
}

try {
  const optimize = level === 'debug' ? 0 : /^\d$/.test(level) ? Number(level) : level
  const input = await readFile(linked)
  const { bytes } = await withBaseline(() => weave(input, { optimize, names: true, debug: level === 'debug' && { textOf } }))
  await writeFile(program, bytes)
} catch (error) {
  console.error(`${linked}: ${error.message}`)
  process.exitCode = 1
}
