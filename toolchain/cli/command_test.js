// `weft test`: test programs (weft/test.h), one after the other, each with a main of its own.

import { runProgram } from './command_run.js'
import { CommandError } from './error.js'
import { readOptions } from './options.js'
import { checkFiles } from './sources.js'

/** @param {string[]} words @returns {Promise<number>} 0 when every case of every file passed */
export async function runTest(words) {
  const { files, args, options } = readOptions(words, 'test')
  if (files.length === 0) throw new CommandError('weft test takes the .c files of tests.')
  if (checkFiles(files, 'test') === 'wasm') throw new CommandError('weft test takes .c files.')
  const failed = []
  for (const file of files) {
    if (files.length > 1) process.stdout.write(`# ${file}\n`)
    const code = await runProgram({ files: [file], args, options: { ...options } })
    if (code !== 0) failed.push(file)
  }
  if (files.length > 1) process.stdout.write(summary(files, failed))
  return failed.length > 0 ? 1 : 0
}

function summary(files, failed) {
  if (failed.length === 0) return `# all ${files.length} files passed\n`
  return `# ${failed.length} of ${files.length} files failed: ${failed.join(', ')}\n`
}
