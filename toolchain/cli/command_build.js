// `weft build`: C files to one .wasm file.

import { writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { withBaseline } from './baseline.js'
import { LEVELS, buildProgram } from './build.js'
import { CommandError, reason } from './error.js'
import { readOptions } from './options.js'
import { checkFiles } from './sources.js'

/** @param {string[]} words @returns {Promise<number>} the exit code */
export async function runBuild(words) {
  const { files, args, options } = readOptions(words, 'build')
  if (args.length > 0) throw new CommandError('weft build takes no arguments after "--".')
  if (checkFiles(files, 'build') === 'wasm') {
    throw new CommandError(`${files[0]} is built already. weft build takes .c files.`)
  }
  const output = options.output ?? `${basename(files[0], '.c')}.wasm`
  if (output.endsWith('.c')) throw new CommandError(`-o ${output} would write over a C file.`)
  const bytes = await withBaseline(() => buildProgram(files, options, LEVELS.build))
  try {
    writeFileSync(output, bytes)
  } catch (error) {
    throw new CommandError(`-o ${output || '""'} cannot be written: ${reason(error)}.`)
  }
  return 0
}
