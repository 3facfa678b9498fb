// `weft replay`: a program runs again as it was recorded, on any host. What it meets is in the recording;
// here it is only handed over.

import { CommandError } from './error.js'
import { runProgram } from './command_run.js'
import { readOptions } from './options.js'
import { readBytes } from './sources.js'

/** @param {string[]} words @returns {Promise<number>} the exit code */
export async function runReplay(words) {
  const { files: [recording, ...files], args, options } = readOptions(words, 'replay')
  if (recording === undefined || /\.(c|wasm)$/.test(recording)) {
    throw new CommandError('Name a recording first: weft replay RECORDING FILE.c. ' +
      '"weft run FILE.c --record RECORDING" writes one.')
  }
  if (files.length === 0) {
    throw new CommandError(`Name the program, too: weft replay ${recording} FILE.c.`)
  }
  readBytes(recording)   // a sentence before anything is compiled
  return runProgram({ files, args, options: { ...options, replay: recording } })
}
