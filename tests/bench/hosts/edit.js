// How long it takes from an edited source to the first line of output, in a process that is warm:
// node edit.js HOW-MANY. Prints an array of {compile, link, weave, start, total} in milliseconds.

import { readFileSync } from 'node:fs'
import { openCache } from '../../../toolchain/cache.js'
import { buildLibrary } from '../../../toolchain/library.js'
import { createPreambles } from '../../../toolchain/preamble.js'
import { makeProgram } from '../../../toolchain/program.js'
import { load } from '../../../web/index.js'

const WARM_UP = 3
const edits = Number(process.argv[2])
const lesson = readFileSync(new URL('../lesson.c', import.meta.url), 'utf8')
const library = await buildLibrary({ cache: openCache() })

const preambles = createPreambles()

/** Compiles, links, weaves and starts a source, at the levels of `weft run`. */
async function measure(source) {
  const request = { sources: { 'lesson.c': source }, headers: library.headers, options: { optimize: 1 } }
  await preambles.prepare(request)   // as the page does after each build
  const marks = []
  const mark = () => marks.push(performance.now())
  const weaving = { optimize: 0, names: true }
  const { bytes } = await makeProgram({ ...request, preambles, library, weaving, onStep: mark })
  mark()
  await firstLine(bytes, mark)
  return parts(marks)
}

async function firstLine(bytes, mark) {
  let seen = false
  const onStdout = () => {
    if (!seen) mark()
    seen = true
  }
  const { code } = await (await load(bytes)).start({ clock: 'virtual', onStdout }).exit
  if (code !== 0 || !seen) throw new Error(`the program ended with ${code}`)
}

function parts(marks) {
  const [compile, link, weave, start] = marks.slice(1).map((mark, i) => mark - marks[i])
  return { compile, link, weave, start, total: marks.at(-1) - marks[0] }
}

const measured = []
for (let i = 0; i < WARM_UP + edits; i++) {
  measured.push(await measure(lesson.replace('begins', `begins again ${i}`)))
}
console.log(JSON.stringify(measured.slice(WARM_UP)))
