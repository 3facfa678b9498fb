// What tests/bench/library.js measures beside a library: the npm packages, and the two modules of C that go with them.

import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installOnDemand } from '../../../on_demand.js'
import { root, tools } from '../../../programs.js'

const own = fileURLToPath(new URL('.', import.meta.url))
export const place = join(root, 'build/library-peers')
export const packages = join(place, 'node_modules')

/** @returns {boolean} whether they are there: it takes a clang that knows WASI */
export function buildPeers() {
  const { wasiClang } = tools()
  if (!wasiClang) return false
  installOnDemand(own, place, 'the peers of a library')
  const compile = (name, ...words) => execFileSync(wasiClang, ['--target=wasm32-wasi', '-mexec-model=reactor', '-O2', join(own, `${name}.c`),
    '-o', join(place, `${name}.wasm`), ...words], { stdio: 'inherit' })
  compile('bindgen')
  compile('addon', `-I${join(packages, 'emnapi/include/node')}`,
    '-Wl,--allow-undefined,--export-table,--growable-table,--export=malloc,--export=free,--export=napi_register_wasm_v1')
  return true
}
