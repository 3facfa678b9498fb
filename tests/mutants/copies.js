// Broken copies of the runtime, compiled: what they do not change is compiled once.

import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { listSources } from '../../toolchain/runtime.js'
import { breakSources, readSources } from './marks.js'

const execute = promisify(execFile)
export const runtime = fileURLToPath(new URL('../../runtime', import.meta.url))

/**
 * Compiles the runtime as it is.
 * @param {string} compiler
 * @param {string[]} flags
 */
export async function openCopies(compiler, flags) {
  const folder = mkdtempSync(join(tmpdir(), 'weft-copies-'))
  const sources = readSources(runtime)
  const parts = listSources('ucontext').map(path => path.replace('runtime/', ''))
  let count = 0

  const compile = (source, object, from = runtime) =>
    execute(compiler, ['-std=gnu11', '-w', ...flags, '-I', from, '-c', source, '-o', object])

  async function compileParts(paths, from) {
    const objects = paths.map(() => join(folder, `${++count}.o`))
    await inTurns(paths.map((path, index) => () => compile(join(from, path), objects[index], from)))
    return Object.fromEntries(paths.map((path, index) => [path, objects[index]]))
  }

  const whole = await compileParts(parts, runtime)

  return {
    folder,
    objects: Object.values(whole),

    /** Compiles another file, with the runtime's headers as they are; resolves to its object. */
    async compile(source) {
      const object = join(folder, `${++count}.o`)
      await compile(source, object)
      return object
    },

    /** The objects of the runtime with this bug in it. A changed header is a change of all that may include it. */
    async broken(mutant) {
      const changed = breakSources(sources, mutant)
      const place = join(folder, `runtime-${++count}`)
      cpSync(runtime, place, { recursive: true })
      for (const [path, text] of Object.entries(changed)) writeFileSync(join(place, path), text)
      const header = Object.keys(changed).some(path => path.endsWith('.h'))
      const anew = await compileParts(header ? parts : parts.filter(path => path in changed), place)
      if (Object.keys(anew).length === 0) throw new Error(`bug ${mutant.bug} is in a file that is not built here`)
      return Object.values({ ...whole, ...anew })
    },

    close: () => rmSync(folder, { recursive: true, force: true })
  }
}

/** Two at a time. */
export async function inTurns(jobs) {
  const next = jobs.values()
  await Promise.all([1, 2].map(async () => {
    for (const job of next) await job()
  }))
}
