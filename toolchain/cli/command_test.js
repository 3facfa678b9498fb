// `weft test`: test programs (weft/test.h), one after the other, each with a main of its own.

import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { runProgram } from './command_run.js'
import { CommandError } from './error.js'
import { readOptions } from './options.js'
import { checkFiles } from './sources.js'
import { watch } from './watch.js'
import { print } from './write.js'

const WEFT = fileURLToPath(new URL('../weft.js', import.meta.url))

/** @param {string[]} words @returns {Promise<number>} 0 when every case of every file passed */
export async function runTest(words) {
  const { files, args, options } = readOptions(words, 'test')
  if (files.length === 0) throw new CommandError('weft test takes the .c files of tests.')
  if (checkFiles(files, 'test') === 'wasm') throw new CommandError('weft test takes .c files.')
  if (options.watch) return watch('test', words, files, options)
  if (files.length > 1) return runAll(files, words)
  return await runProgram({ files, args, options }) === 0 ? 0 : 1
}

/** Several files are one test each in the output, with the cases of the file inside of it. */
async function runAll(files, words) {
  const others = words.filter(word => !files.includes(word))
  const failed = []
  print(`TAP version 13\n1..${files.length}\n`)
  for (const [at, file] of files.entries()) {
    print(`# Subtest: ${file}\n`)
    const code = await runInside(['test', file, ...others])
    if (code !== 0) failed.push(file)
    print(`${code === 0 ? 'ok' : 'not ok'} ${at + 1} - ${file}\n`)
  }
  print(summary(files, failed))
  return failed.length > 0 ? 1 : 0
}

/** Runs the command for one file, its output moved to the right. */
function runInside(words) {
  const stdio = ['ignore', 'pipe', 'inherit']
  const child = spawn(process.execPath, [WEFT, ...words], { stdio })
  const lines = createInterface({ input: child.stdout, crlfDelay: Infinity })
  lines.on('line', line => {
    if (line !== 'TAP version 13') print(`    ${line}\n`)
  })
  const read = new Promise(resolve => lines.on('close', resolve))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', code => read.then(() => resolve(code ?? 1)))
  })
}

function summary(files, failed) {
  if (failed.length === 0) return `# all ${files.length} files passed\n`
  return `# ${failed.length} of ${files.length} files failed: ${failed.join(', ')}\n`
}
