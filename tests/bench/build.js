// Builds what is measured into build/bench: our programs natively and for wasm, and the peers'.
// What is there already is taken; a file's name is made from everything that went into it.

import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync }
  from 'node:fs'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import binaryen from 'binaryen'
import { cacheKey, openCache } from '../../toolchain/cache.js'
import { compileRuntime } from '../../toolchain/cli/objects.js'
import { CLANG_VERSION } from '../../toolchain/compile.js'
import { buildLibrary } from '../../toolchain/library.js'
import { linkProgram } from '../../toolchain/program.js'
import { BINARYEN_VERSION, weave } from '../../toolchain/weave.js'
import { run } from './run.js'
import { root } from './tools.js'

const bench = fileURLToPath(new URL('.', import.meta.url))
const folder = join(root, 'build', 'bench')
const quiet = { say() {} }
const LEVELS = { 2: [2, 0], z: [2, 2] }

const making = new Map()

/** Rows are prepared side by side: what several of them need is made once. */
function once(key, make) {
  if (!making.has(key)) making.set(key, make())
  return making.get(key)
}

/** A file made from `parts`: the one that is there, or what `make(path)` writes. */
function cached(name, parts, make) {
  const key = cacheKey(...parts)
  return once(key, () => makeFile(name, key, make))
}

async function makeFile(name, key, make) {
  const extension = extname(name)
  const stem = `${name.slice(0, name.length - extension.length)}-${key.slice(0, 16)}`
  const path = join(folder, `${stem}${extension}`)
  if (existsSync(path)) return path
  mkdirSync(folder, { recursive: true })
  const made = join(folder, `${stem}-${process.pid}.tmp${extension}`)
  await make(made)
  renameSync(made, path)
  return path
}

function read(name) {
  return readFileSync(join(bench, `${name}.c`), 'utf8')
}

// ---- Weft ----

/** A program natively, with the library as CMake builds it: C11, -O2; with `-lssl` among `more` that has TLS. */
export async function buildNative(gcc, name, libraries = []) {
  const hasTls = libraries.includes('-lssl')
  const more = hasTls ? ['-Wl,--undefined=weft__secure_begin', ...libraries] : libraries   // nothing else asks for it by name
  const library = await compileRuntime(gcc.path, ['-std=c11', '-g'], hasTls ? 'tls' : 'native', quiet)
  const words = [gcc.path, '-O2', '-g', `-I${library.include}`, join(bench, `${name}.c`)]
  return cached(name, ['native', library.key, read(name), ...more], path =>
    run([...words, ...library.objects, ...more, '-lm', '-o', path]))
}

/** A program for every wasm host, as `weft build` makes it. */
export function buildWasm(name, { level = '2', defines = [], output = name } = {}) {
  return once(`wasm ${output}`, () => weftBuild(name, level, defines, output))
}

async function weftBuild(name, level, defines, output) {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `${output}.wasm`)
  const flags = [`-O${level}`, ...defines.flatMap(define => ['-D', define])]
  const weft = join(root, 'toolchain', 'weft.js')
  const source = join('tests', 'bench', `${name}.c`)
  await run([process.execPath, weft, 'build', ...flags, source, '-o', path], { cwd: root, seconds: 600 })
  return path
}

/** The same C without the library and without weaving, by the same compiler and optimiser. */
export function buildPlain(name, { level = '2', defines = [] } = {}) {
  const parts = ['plain', CLANG_VERSION, BINARYEN_VERSION, level, defines, read(name)]
  return cached(`${name}_plain.wasm`, parts, async path =>
    writeFileSync(path, optimize(await compileAndLink(name, level, defines), level)))
}

/** A Weft program in which Asyncify chose by itself what to instrument. */
export function buildFull(name, settings) {
  const weaveFull = async (linked, level) =>
    (await weave(linked, { optimize: level, full: true })).bytes
  return buildLinked('full', name, settings, weaveFull)
}

/** A Weft program that was linked and optimised, but not woven: nothing in it may wait. */
export function buildUnwoven(name, settings) {
  return buildLinked('unwoven', name, settings, optimize)
}

async function buildLinked(kind, name, { level = '2', defines = [] }, transform) {
  const library = await buildLibrary({ cache: openCache() })
  const parts = [kind, CLANG_VERSION, BINARYEN_VERSION, library.key, level, defines, read(name)]
  return cached(`${name}_${kind}.wasm`, parts, async path => {
    const linked = await compileAndLink(name, level, defines, library)
    writeFileSync(path, await transform(linked, level))
  })
}

async function compileAndLink(name, level, defines, library) {
  const sources = { [`${name}.c`]: read(name) }
  const linked = await linkProgram({ sources, options: { optimize: level, defines }, library })
  if (!linked.ok) throw new Error(linked.text)
  return linked.bytes
}

/** What weave does after Asyncify, alone. */
function optimize(linked, level) {
  const [optimizeLevel, shrinkLevel] = LEVELS[level]
  binaryen.setOptimizeLevel(optimizeLevel)
  binaryen.setShrinkLevel(shrinkLevel)
  binaryen.setDebugInfo(false)
  const module = binaryen.readBinary(linked)
  module.optimize()
  const bytes = module.emitBinary()
  module.dispose()
  return bytes
}

// ---- wasmtime ----

/** Machine code ahead of time, so that a large program does not spend its run being compiled. */
export function precompile(wasmtime, wasm) {
  const parts = ['wasmtime', wasmtime.version, readFileSync(wasm)]
  return cached('wasmtime.cwasm', parts, path => run([wasmtime.path, 'compile', wasm, '-o', path]))
}

/** The words that run such a file; one that was not woven imports what it must not call. */
export function wasmtimeWords(wasmtime, file) {
  return [wasmtime.path, 'run', '--allow-precompiled', '-W', 'unknown-imports-trap=y', file]
}

// ---- peers ----

/** @param {'native' | 'js' | 'wasip1'} target */
export function buildGo(go, target) {
  const source = join(bench, 'peers', 'go')
  const env = target === 'native' ? {} : { GOOS: target, GOARCH: 'wasm' }
  const parts = ['go', go.version, target, readFolder(source)]
  return cached(`go_${target}${target === 'native' ? '' : '.wasm'}`, parts, path =>
    run([go.path, 'build', '-trimpath', '-o', path, '.'], { cwd: source, env, seconds: 300 }))
}

/** A program over tokio, by default the benchmark's; its crates are fetched the first time. */
export function buildTokio(cargo, source = join(bench, 'peers', 'tokio'), name = 'weft-bench-peer') {
  const parts = ['tokio', cargo.version, readFolder(source), readFolder(join(source, 'src'))]
  return cached(name, parts, async path => {
    const copy = join(folder, `${name}-build`)
    cpSync(source, copy, { recursive: true })
    const words = [cargo.path, 'build', '--release', '--quiet']
    const build = extra => run([...words, ...extra], { cwd: copy, seconds: 600 })
    await build(['--offline']).catch(() => build([]))
    cpSync(join(copy, 'target', 'release', name), path)
  })
}

export function readFolder(path) {
  return readdirSync(path, { withFileTypes: true }).filter(entry => entry.isFile())
    .map(({ name }) => [name, readFileSync(join(path, name), 'utf8')])
}
