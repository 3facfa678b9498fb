// Programs that others make and some commands need: wasmtime, wasm-tools.

import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CommandError } from './error.js'
import { findProgram, isProgram } from './find.js'
import { HOW_TO_GET } from './how_to_get.js'

/**
 * The one that a variable names (WEFT_WASM_TOOLS for wasm-tools), the project's, the one on the PATH.
 * @param {string} name
 * @param {string} [instead] a sentence: what one can do without it
 * @returns {string} its path
 */
export function findTool(name, instead) {
  const variable = `WEFT_${name.toUpperCase().replace('-', '_')}`
  const named = process.env[variable]
  if (named) {
    if (isProgram(named)) return named
    throw new CommandError(`${variable} names ${named}, which is not a program.`)
  }
  const near = [join('.tools', name), fileURLToPath(new URL(`../../.tools/${name}`, import.meta.url))]
  const found = near.find(isProgram) ?? findProgram(name)
  if (found) return found
  throw new CommandError([`${name} is ${HOW_TO_GET[name]}`, instead].filter(Boolean).join(' '))
}
