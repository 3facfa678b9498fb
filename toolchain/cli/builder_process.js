// One of the processes of builders.js: takes a message `{file, levels}` after the other, and
// answers each with `{bytes}` or `{error}`. It ends when nobody is connected.

import { basename, dirname } from 'node:path'
import { buildProgram } from './build.js'

const quiet = { say() {}, done() {} }

process.on('message', async ({ file, levels }) => {
  process.send(await build(file, levels))
})

async function build(file, levels) {
  try {
    process.chdir(dirname(file))
    return { bytes: await buildProgram([basename(file)], {}, levels, quiet) }
  } catch (error) {
    return { error: error.text || error.message }
  }
}
