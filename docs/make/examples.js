// The examples of the reference: tests/reference/NAME.c, each a whole program that ends with a
// comment saying what it prints under the virtual clock. Each line has its time, unless main is
// more than the usual one: what is printed outside of a run has none.
//
//     /* Prints:                     /* With --signal INT@2, prints, and ends with 109:
//      * [0.000] hello               (nothing else may follow)
//      */

import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../../tests/reference/', import.meta.url))
const ENDING = /\n\/\* (?:With (.+?), )?[Pp]rints(?:, and ends with (\d+))?:\n([^]*?) ?\*\/\s*$/
const MAIN = /\nint main\(void\)\s*\{\s*return weft_run\(amain, NULL\);\s*\}\n/

const variables = {
  '--signal': 'WEFT_SIGNALS',
  '--until': 'WEFT_UNTIL',
  '--seed': 'WEFT_SEED',
  '--debug': 'WEFT_DEBUG'
}

/**
 * @typedef {{ name: string, file: string, code: string, options: string, env: object,
 *   exit: number, output: string }} Example code: without includes and the usual main
 * @returns {Example[]} in the order of their names; file is relative to the repository
 */
export function readExamples() {
  return readdirSync(folder).filter(file => file.endsWith('.c')).sort().map(read)
}

function read(file) {
  const text = readFileSync(join(folder, file), 'utf8')
  const ending = ENDING.exec(text)
  if (!ending) throw new Error(`tests/reference/${file} does not end with what it prints`)
  const [, options = '', exit = '0', lines] = ending
  return {
    name: basename(file, '.c'),
    file: `tests/reference/${file}`,
    code: shown(text.slice(0, ending.index + 1)),
    options,
    env: { WEFT_CLOCK: 'virtual', ...stamps(text), ...environment(options) },
    exit: Number(exit),
    output: lines.replace(/^ \* ?/gm, '').replace(/\s*$/, '\n').replace(/^\n$/, '')
  }
}

function stamps(text) {
  return MAIN.test(text) ? { WEFT_STAMP: '1' } : {}
}

function environment(options) {
  const words = options.split(/\s+/).filter(Boolean)
  const pairs = words.flatMap((word, at) => word in variables
    ? [[variables[word], words[at + 1]?.startsWith('--') ?? true ? '1' : words[at + 1]]] : [])
  return Object.fromEntries(pairs)
}

function shown(text) {
  return text.replace(/^(#include (<.*>|"weft.h")\n)+\n?/m, '').replace(MAIN, '\n').trim()
}

/** Whether a program uses a name as a word of its own. */
export function uses({ code }, name) {
  const text = code.replace(/\/\*[^]*?\*\//g, '')
  return new RegExp(`(?<!\\w)${name}(?!\\w)`).test(text)
}
