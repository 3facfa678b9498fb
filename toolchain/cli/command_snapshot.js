// `weft snapshot`: runs a program up to a time, and writes it to a file as it is then. Ctrl-\ on a running `weft run` writes the same file.

import { CommandError } from './error.js'
import { runProgram, snapshotOf } from './command_run.js'
import { readOptions } from './options.js'
import { checkFiles } from './sources.js'

/** @param {string[]} words @returns {Promise<number>} the exit code */
export async function runSnapshot(words) {
  const { files, args, options } = readOptions(words, 'snapshot')
  const { at: text = '0', output, ...rest } = options
  const at = Number(text)
  if (!/^\d+(\.\d*)?$/.test(text) || !(at < 9e9)) throw new CommandError(`The option --at is a number of seconds from 0 on, not "${text}".`)
  checkFiles(files, 'snapshot')
  return runProgram({ files, args, options: { ...rest, snapshot: output ?? snapshotOf(files[0]), at } })
}
