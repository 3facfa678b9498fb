// Builds interpreter.c with a broken copy of the runtime: the objects of the others are built once.

import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { openCopies } from '../mutants/copies.js'
import { root, tools } from '../programs.js'

const execute = promisify(execFile)

/** Makes `broken(mutant)`, which resolves to a program; `remove()` takes all of them away. */
export async function brokenBuilds() {
  const { gcc } = tools()
  const copies = await openCopies(gcc, ['-O1'])
  const interpreter = await copies.compile(join(root, 'tests/fuzz/interpreter.c'))
  const program = join(copies.folder, 'broken')
  return {
    async broken(mutant) {
      await execute(gcc, [...await copies.broken(mutant), interpreter, '-lm', '-o', program])
      return program
    },
    remove: copies.close
  }
}
