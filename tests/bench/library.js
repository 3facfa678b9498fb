// A library of C in JavaScript beside its peers, in one run for each Node that is here:
//
//     node tests/bench/library.js
//
// Each figure is the best of nine rounds, in which the rows take turns. docs/embed-js.md names it.

import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { join } from 'node:path'
import { build } from 'esbuild'
import { buildLibrary, folder } from '../library/build.js'
import { findTools } from './tools.js'

const rounds = fileURLToPath(new URL('library_rounds.js', import.meta.url))

await buildLibrary('lib')
await buildLibrary('small')

for (const { path, place } of findTools().nodes) {
  const { status, stdout, stderr } = spawnSync(path, [rounds], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  if (status !== 0) throw new Error(stderr)
  console.log(`${place}\n${stdout}`)
}

async function bundle(contents) {
  const { outputFiles: [{ contents: bytes }] } = await build({
    stdin: { contents, resolveDir: folder }, bundle: true, minify: true, format: 'esm', write: false, platform: 'neutral', logLevel: 'error',
    target: 'es2022', external: ['*.wasm']
  })
  return gzipSync(bytes, { level: 9 }).length
}

console.log(`Size, minified by esbuild and compressed by gzip -9:
  a library's JavaScript with @weft/host/library   ${await bundle('export * from "./small.js"')} bytes
  @weft/host alone                                 ${await bundle('export * from "@weft/host"')} bytes`)
