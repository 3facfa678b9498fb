// A library of C in JavaScript beside its peers, in one run for each Node that is here:
//
//     node tests/bench/library.js
//
// Each figure is the best of nine rounds, in which the rows take turns: the time that passed, and the time of processors, which says more on a
// machine that does other things. The first run installs the peers. docs/embed-js.md names it.

import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { buildLibrary } from '../library/build.js'
import { sizeAtOnce } from '../library/size.js'
import { buildPeers } from './peers/library/build.js'
import { findTools } from './tools.js'

const rounds = fileURLToPath(new URL('library_rounds.js', import.meta.url))

await buildLibrary('lib')
await buildLibrary('small')
const peers = buildPeers() ? ['peers'] : []

for (const { path, place } of findTools().nodes) {
  const { status, stdout, stderr } = spawnSync(path, [rounds, ...peers], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  if (status !== 0) throw new Error(stderr)
  console.log(`${place}\n${stdout}`)
}

console.log(`Size, minified by esbuild and compressed by gzip -9; what is loaded when it is used is left out:
  a library's JavaScript with @weft/host/library              ${await sizeAtOnce('export * from "./small.js"')} bytes
  the same, of one that asks JavaScript and has streams       ${await sizeAtOnce('export * from "./lib.js"', ['asks', 'generator'])} bytes
  @weft/host alone                                            ${await sizeAtOnce('export * from "@weft/host"')} bytes`)
