// Plays the examples, those of the reference and the C tests with the sanitizers of clang, with more of them on than `npm test` has:
// use of a local whose function has returned, and memory that is left at the end.

import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import { readReference } from '../../docs/make/reference.js'
import { readExamples } from '../../playground/make/shelves.js'
import { buildNative, inParallel, inScratch, root, run } from '../programs.js'
import { difference, transcriptEnvironment } from '../transcript.js'

const help = `npm run sanitize -- [OPTION…] [WORD…]

Builds the examples, the examples of the reference and the C tests with clang's address sanitizer (with use after
return and leaks) and the one for undefined behaviour, and plays each. WORD: only those whose path contains one.

  --list    what there is, and play nothing
  --help    this text
`

const sanitizers = {
  ASAN_OPTIONS: 'detect_stack_use_after_return=1:detect_leaks=1',
  UBSAN_OPTIONS: 'print_stacktrace=1'
}
const found = /ERROR: \w+Sanitizer|runtime error:/
const posix = ['-D_POSIX_C_SOURCE=200809L']

/** What an example of the reference does other than its page says. */
async function referenceWrong({ output, exit, env }, program) {
  const { code, stdout, stderr } = await inScratch(cwd => run([program], { env: { ...env, ...sanitizers }, cwd }))
  return stdout === output && code === exit && !found.test(stderr) ? null : `ended with ${code}\n${stdout}${stderr}`
}

async function testWrong(program) {
  const { code, stdout, stderr } = await inScratch(cwd => run([program], { env: sanitizers, cwd }))
  return code === 0 ? null : `ended with ${code}\n${stdout}${stderr}`
}

/** Each program with its source, what builds it beside that, and what is wrong with a run of it: words, or null. */
function listPrograms() {
  const tests = readdirSync(join(root, 'tests/c')).filter(name => /^test_.*\.c$/.test(name))
  return [
    ...readExamples().map(example => ({
      file: example.file,
      wrong: program => difference(example, [program], { ...transcriptEnvironment(example), ...sanitizers })
    })),
    ...readReference().examples.map(example => ({ file: example.file, wrong: program => referenceWrong(example, program) })),
    ...tests.map(name => ({ file: `tests/c/${name}`, more: posix, wrong: testWrong }))
  ]
}

async function main() {
  const flag = { type: 'boolean', default: false }
  const { values, positionals } = parseArgs({ options: { list: flag, help: flag }, allowPositionals: true })
  if (values.help) return console.log(help)
  const programs = listPrograms().filter(({ file }) => positionals.length === 0 || positionals.some(word => file.includes(word)))
  if (values.list) return programs.forEach(({ file }) => console.log(file))
  await buildNative('checked', [])   // the library, once for all
  let [good, bad] = [0, 0]
  await inParallel(programs, async ({ file, more, wrong }) => {
    const words = await buildNative('checked', [file], more).then(built => wrong(built[basename(file, '.c')]), error => error.message)
    words === null ? good++ : bad++
    if (words !== null) console.log(`--- ${file}: ${words}\n`)
  })
  console.log(`${good} of ${good + bad} programs without a finding`)
  if (bad > 0) process.exitCode = 1
}

main().catch(error => {
  console.error(error.message)
  process.exitCode = 2
})
