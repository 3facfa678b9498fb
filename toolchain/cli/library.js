// The files of `weft build --lib` beside the C: the one of WIT's that says what the library exports and imports, the header that is
// made of it, and the JavaScript that an embedding program imports.

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import { makeInterface } from '../interface/interface.js'
import { CommandError, reason } from './error.js'

/**
 * Reads the interface and writes its header, where it has changed: editors and the compiler look there.
 * @param {string[]} given the files of the command line
 */
export function readInterface(given) {
  const named = given.filter(file => extname(file) === '.wit')
  const files = given.filter(file => extname(file) !== '.wit')
  if (named.length > 1) throw new CommandError(`Name one .wit file, not ${named.join(' and ')}.`)
  if (files.length === 0) throw new CommandError('Name a file: weft build --lib FILE.c.')
  const beside = join(dirname(files[0]), `${basename(files[0], extname(files[0]))}.wit`)
  const wit = named[0] ?? beside
  if (!existsSync(wit)) {
    throw new CommandError(`There is no file ${wit}, which says what the library exports, such as\n\n` +
      '  world lib {\n    export greet: async func(name: string) -> string;\n  }\n')
  }
  const base = basename(wit, '.wit')
  try {
    const made = makeInterface(readFileSync(wit, 'utf8'), { file: wit, base })
    writeIfNew(join(dirname(wit), `${base}.h`), made.header)
    return { ...made, files, glue: { path: `weft-${base}.c`, text: made.glue } }
  } catch (error) {
    if (error.code === 'interface') throw new CommandError(error.message)
    throw error
  }
}

/** The JavaScript beside the module. */
export function writeBeside(output, { javascript, types }) {
  const base = join(dirname(output), basename(output, '.wasm'))
  writeIfNew(`${base}.js`, javascript(basename(output)))
  writeIfNew(`${base}.d.ts`, types)
}

function writeIfNew(path, text) {
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return
  try {
    writeFileSync(path, text)
  } catch (error) {
    throw new CommandError(`${path} cannot be written: ${reason(error)}.`)
  }
}
