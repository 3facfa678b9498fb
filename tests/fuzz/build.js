// Builds interpreter.c with a broken copy of the runtime: the objects of the others are built once.

import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { listSources, objectName } from '../../toolchain/runtime.js'
import { sourceOf } from '../mutants/sources.js'
import { inParallel, root, tools } from '../programs.js'

const execute = promisify(execFile)
const flags = ['-std=gnu11', '-O1', '-w', '-Iruntime']

/** Makes `broken(mutant)`, which resolves to a program; `remove()` takes all of them away. */
export async function brokenBuilds() {
  const folder = mkdtempSync(join(tmpdir(), 'weft-fuzz-'))
  const parts = listSources('ucontext', root)
  const compile = (from, to) =>
    execute(tools().gcc, [...flags, '-c', from, '-o', to], { cwd: root })
  const objects = Object.fromEntries(parts.map(part => [part, join(folder, objectName(part))]))
  const interpreter = join(folder, 'interpreter.o')
  await inParallel(parts, part => compile(part, objects[part]))
  await compile('tests/fuzz/interpreter.c', interpreter)
  return {
    async broken({ file, find, replace, edits = [[find, replace]] }) {
      let text = readFileSync(join(root, sourceOf(file)), 'utf8')
      for (const [from, to] of edits) {
        if (text.split(from).length !== 2) throw new Error(`the text to replace must stand once in ${file}: ${from}`)
        text = text.replace(from, () => to)
      }
      const source = join(folder, file)
      writeFileSync(source, text)
      await compile(source, `${source}.broken.o`)
      const program = join(folder, 'broken')
      const linked = { ...objects, [sourceOf(file)]: `${source}.broken.o` }
      await execute(tools().gcc, [...Object.values(linked), interpreter, '-lm', '-o', program])
      return program
    },
    remove: () => rmSync(folder, { recursive: true, force: true })
  }
}
