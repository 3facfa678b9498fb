// `weft build`: C files to one .wasm file; with --lib a library without main, and its JavaScript beside it.

import { writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { withBaseline } from './baseline.js'
import { LEVELS, buildProgram } from './build.js'
import { findWasmTools, makeComponent } from './component.js'
import { CommandError, reason } from './error.js'
import { readInterface, writeBeside } from './library.js'
import { firstGiven, readOptions } from './options.js'
import { checkFiles } from './sources.js'

/** @param {string[]} words @returns {Promise<number>} the exit code */
export async function runBuild(words) {
  const { files: given, args, options } = readOptions(words, 'build')
  if (options.library && options.record) {
    throw new CommandError('A library cannot be recorded: its calls come from JavaScript, which is no part of it.')
  }
  if (options.component && (options.library || options.record || options.cc)) {
    throw new CommandError(`A component is not built with ${options.library ? '--lib' : options.record ? '--record' : '--cc'}.`)
  }
  if (options.component) findWasmTools()   // before anything is compiled
  const onlyThere = firstGiven('build', options, ['world', 'wasi'])
  if (onlyThere && !options.component) throw new CommandError(`${onlyThere} is for a component: give --component, too.`)
  if (options.library && options.retold) {
    throw new CommandError('A library cannot be put into a snapshot: its calls come from JavaScript, which is no part of it.')
  }
  const library = options.library ? readInterface(given) : null
  const files = library?.files ?? given
  if (args.length > 0) throw new CommandError('weft build takes no arguments after "--".')
  if (checkFiles(files, 'build') === 'wasm') {
    throw new CommandError(`${files[0]} is built already. weft build takes .c files.`)
  }
  const output = options.output ?? `${basename(files[0], '.c')}.wasm`
  if (output.endsWith('.c')) throw new CommandError(`-o ${output} would write over a C file.`)
  const made = await withBaseline(() => buildProgram(files, { ...options, interface: library?.glue }, LEVELS.build))
  const bytes = options.component ? makeComponent(made, options) : made
  try {
    writeFileSync(output, bytes)
    if (library) writeBeside(output, library)
  } catch (error) {
    throw new CommandError(`-o ${output || '""'} cannot be written: ${reason(error)}.`)
  }
  return 0
}
