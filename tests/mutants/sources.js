// Which source of the runtime a broken copy is of: mutants.json names it without its folder.

import { basename } from 'node:path'
import { listSources } from '../../toolchain/runtime.js'

const paths = new Map(listSources('ucontext').map(path => [basename(path), path]))

/** The path below the repository of a source of the runtime. */
export function sourceOf(file) {
  const path = paths.get(file)
  if (path) return path
  throw new Error(`runtime/sources.txt has no ${file}`)
}
