// Builds raw.c for the host's tests: with the project's compiler and linker, but straight through
// Asyncify, because it has no runtime that weaving could look at. Kept in the cache.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cacheKey, openCache } from '../../toolchain/cache.js'
import { CLANG_VERSION } from '../../toolchain/compile.js'
import { linkProgram } from '../../toolchain/program.js'
import { BINARYEN_VERSION } from '../../toolchain/weave.js'

const SOURCE = readFileSync(new URL('raw.c', import.meta.url), 'utf8')

/** The bytes of the raw program, and of its linked form before Asyncify. */
export async function buildRaw() {
  const linked = await keep('linked', linkRaw)
  return { linked, woven: await keep('woven', () => asyncify(linked)) }
}

async function keep(name, make) {
  const cache = openCache()
  const key = cacheKey('tests/host', name, SOURCE, CLANG_VERSION, BINARYEN_VERSION)
  const kept = await cache.get(key)
  if (kept) return kept.bytes
  const bytes = await make()
  await cache.put(key, bytes)
  return bytes
}

async function linkRaw() {
  const linked = await linkProgram({ sources: { 'raw.c': SOURCE }, options: { optimize: 1 } })
  if (!linked.ok) throw new Error(linked.text)
  return linked.bytes
}

async function asyncify(linked) {
  const { default: binaryen } = await import('binaryen')
  const module = binaryen.readBinary(linked)
  binaryen.setDebugInfo(true)
  binaryen.setPassArgument('asyncify-imports', 'wasi_snapshot_preview1.poll_oneoff')
  module.runPasses(['asyncify'])
  const bytes = module.emitBinary()
  module.dispose()
  return bytes
}

/** The woven program's bytes, or the path of a file that holds them, for another process. */
export async function keepRaw(as = 'bytes') {
  const { woven } = await buildRaw()
  if (as === 'bytes') return woven
  const file = fileURLToPath(new URL('../../build/raw.wasm', import.meta.url))
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, woven)
  return file
}
