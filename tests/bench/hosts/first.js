// How long it takes from the bytes of a program to its first line of output, in milliseconds: the
// first time in this process, and then some more times. node first.js FILE.wasm

import { readFileSync } from 'node:fs'
import { load } from '../../../web/index.js'

const AGAIN = 10
const bytes = readFileSync(process.argv[2])

async function measure() {
  const start = performance.now()
  let first = null
  const onStdout = () => { first ??= performance.now() - start }
  const program = await load(bytes)
  const { code } = await program.start({ args: ['you'], onStdout }).exit
  if (code !== 0 || first === null) throw new Error(`the program ended with ${code}`)
  return first
}

for (let i = 0; i <= AGAIN; i++) console.log((await measure()).toFixed(3))
