// `--cc CLANG`: compiling and linking with an installed clang that has a WASI sysroot (Debian's
// with wasi-libc, or wasi-sdk's). Weaving is ours as always.

import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { EXIT } from '@weft/host/lib/exit.js'
import { cacheKey, openCache } from '../cache.js'
import { EMULATED, EXPORTS, STACK_SIZE } from '../link.js'
import { LONG_DOUBLE_FORMAT } from '../printf_choice.js'
import { advice } from './advice.js'
import { runTool } from './child.js'
import { CommandError } from './error.js'
import { findProgram, isProgram } from './find.js'
import { compileRuntime, preprocess, temporaryFolder } from './objects.js'

/** Our own _start: with Debian's, the linker wraps every export in constructors and destructors. */
const START = fileURLToPath(new URL('../cmake/wasi_start.c', import.meta.url))
const TARGET = ['--target=wasm32-wasi', '-mmutable-globals', '-Wno-unused-command-line-argument']

/**
 * Compiles and links the planned program.
 * @param {object} plan from build.js
 * @param {{say(text: string): void}} progress
 * @returns {Promise<{bytes: Uint8Array, text: string, times: object}>}
 */
export async function buildWithInstalled(plan, progress) {
  const clang = isProgram(plan.cc) ? plan.cc : findProgram(plan.cc)
  if (!clang) throw new CommandError(`There is no compiler ${plan.cc}.`)
  const started = performance.now()
  const library = await compileRuntime(clang, TARGET, 'wasm', progress, said => advice(said, 'installed'))
  const words = commandLine(plan, library)
  const texts = preprocess(clang, compilerWords(plan, library), plan.files, plan.folders)
  const cache = openCache()
  const key = cacheKey('installed', library.key, words, texts)
  const kept = await cache.get(key)
  if (kept) return { bytes: kept.bytes, text: kept.record.text, times: {} }
  progress.say(`compiling with ${clang}`)
  const { bytes, text } = compileAll(clang, words)
  await cache.put(key, bytes, { text })
  return { bytes, text, times: { clang: performance.now() - started } }
}

function compileAll(clang, words) {
  const folder = temporaryFolder()
  try {
    const output = join(folder, 'linked.wasm')
    const { ok, stderr } = runTool(clang, [...words, '-o', output])
    if (!ok) throw new CommandError('', { exit: EXIT.compile, text: stderr + advice(stderr, 'installed') })
    return { bytes: new Uint8Array(readFileSync(output)), text: stderr }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** -O goes past clang's driver, which would run the first wasm-opt on the PATH when it links. */
function compilerWords({ compile, folders }, { include }) {
  return [
    ...TARGET, '-Xclang', `-O${compile.optimize}`, ...(compile.debug ? ['-g'] : []),
    ...compile.warnings, ...(compile.standard ? [`-std=${compile.standard}`] : []), ...compile.raw,
    ...compile.defines.map(define => `-D${define}`),
    ...folders.map(folder => `-I${folder}`), `-I${include}`
  ]
}

/** Long doubles are printed by a library of their own; here their objects are never seen. */
const LONG_DOUBLES = /\blong[ \t]+double\b|\b(?:strtold|wcstold)\b/

function commandLine(plan, library) {
  const texts = [...Object.values(plan.sources), ...Object.values(plan.headers)]
    .map(content => Buffer.from(content).toString('latin1'))
  const longDouble = texts.some(text => LONG_DOUBLE_FORMAT.test(text) || LONG_DOUBLES.test(text))
  return [
    ...compilerWords(plan, library), ...plan.files, ...library.objects,
    ...(longDouble ? ['-lc-printscan-long-double'] : []), ...EMULATED,
    '-nostartfiles', START, '-z', `stack-size=${STACK_SIZE}`, '-Wl,--stack-first',
    '-Wl,--export=__stack_pointer',
    ...EXPORTS.map(name => `-Wl,--export-if-defined=${name}`)
  ]
}
