// One of the processes of builders.js: takes a message `{file, as}` after the other, and
// answers each with `{bytes}` or `{error}`. It ends when nobody is connected.

import { basename, dirname } from 'node:path'
import { LEVELS, buildProgram } from './build.js'

const quiet = { say() {}, done() {} }

process.on('message', async ({ file, as }) => {
  process.send(await build(file, as))
})

async function build(file, as) {
  try {
    process.chdir(dirname(file))
    return { bytes: await buildProgram([basename(file)], {}, LEVELS[as], quiet) }
  } catch (error) {
    return { error: error.text || error.message }
  }
}
