// The step after emcc's link: what emcc wrote as PROGRAM.js and PROGRAM.wasm becomes a program whose tasks switch. CMake's weft_weave
// and weft-emcc call it.
//
//     node weave.js PROGRAM.js [LEVEL | debug]
//
// `debug` keeps lines and DWARF, and optimises nothing; the link must have kept them.
//
// Without -sASYNCIFY the weaving is the same as everywhere: the check of every stack, Asyncify with our list, then the optimiser. With it
// emcc has run Asyncify already, with a list of its own that includes ours; then only the check of the stacks is added.

import { readFileSync, realpathSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { withBaseline } from '../cli/baseline.js'
import { WeftError } from '../error.js'
import { ENVIRONMENT } from '../reach.js'
import { addStackCheck } from '../stackcheck.js'
import { findImport, readModule } from '../wasm/read.js'
import { writeModule } from '../wasm/write.js'
import { optimizeWoven, weave } from '../weave.js'
import { moveDebug } from '../dwarf/debug.js'
import { bundle } from './bundle.js'
import { takeMain } from './main.js'

/** An import of programs with sockets, or that wait for standard input. */
const ASKS_FOR_THE_WORLD = 'weft_js_world'

/**
 * Weaves in place.
 * @param {string} script what emcc wrote: a .js, .mjs or .html file.
 * @param {string | number} [level] how hard to optimise: 0, 1, 2, 3, s or z
 * @param {{debug?: boolean}} [options] keep lines and DWARF, which is possible without optimising only: then the level counts where emcc's own
 *   Asyncify has lost them
 * @returns {Promise<{hasLines: boolean}>} has it lines now?
 * @throws {WeftError} for what cannot be woven, and for files that are not there.
 */
export async function weaveFiles(script, level = 2, { debug = false } = {}) {
  const name = script.replace(/\.([cm]?js|html|wasm)$/, '')
  const wasm = `${name}.wasm`
  const linked = await readFile(wasm).catch(() => {
    throw new WeftError('no-file', `There is no ${wasm}: -sSINGLE_FILE and -sWASM=0 have none that could be woven.`)
  })
  const { path, text } = await readScript(script, name)
  const module = readModule(linked)
  const woven = await weaveModule(linked, { text, level, debug })
  const lines = debug ? linesOf(woven) : null
  await writeFile(wasm, woven)
  const before = [
    ...findImport(module, ENVIRONMENT, ASKS_FOR_THE_WORLD) >= 0 ? [await bundle('world.js', { weftWorld: 'createWorld' })] : [],
    ...lines ? [await bundle('traps.js', { weftTraps: 'createTraps' }), `weftTraps = weftTraps(${JSON.stringify(lines)})\n`] : []
  ]
  if (before.length > 0) await writeFile(path, `${before.join('')}${text}`)
  return { hasLines: lines !== null }
}

/** The address of the source map in the module: what a trap asks. The texts of the sources are for debuggers, which read the module. */
function linesOf(woven) {
  const section = readModule(woven).sections.find(({ name }) => name === 'sourceMappingURL')
  if (!section) return null
  const text = new TextDecoder().decode(woven.subarray(section.start, section.end))
  const { sources, mappings } = JSON.parse(Buffer.from(text.slice(text.indexOf(',') + 1), 'base64').toString())
  return mappings === '' ? null : `data:application/json;base64,${Buffer.from(JSON.stringify({ sources, mappings })).toString('base64')}`
}

async function readScript(script, name) {
  const names = [script.endsWith('.html') ? `${name}.js` : script, `${name}.js`, `${name}.mjs`, `${name}.cjs`]
  for (const path of names.filter(path => /\.[cm]?js$/.test(path))) {
    try {
      return { path, text: await readFile(path, 'utf8') }
    } catch { }
  }
  throw new WeftError('no-file', `There is no ${names[0]}: give the name that emcc was given by -o.`)
}

async function weaveModule(linked, { text, level, debug }) {
  const { bytes: taken, edits } = takeMain(linked)
  const whole = debug ? moveDebug(readModule(linked), readModule(taken), edits) : taken
  const module = readModule(whole)
  const optimize = /^\d$/.test(level) ? Number(level) : level
  if (module.exports.some(({ name }) => name === 'asyncify_start_unwind')) {
    const checked = writeModule(module, { bodies: addStackCheck(module).bodies, strip: true })
    return withBaseline(() => optimizeWoven(checked, optimize || 1))   // what emcc's Asyncify leaves is long, and a switch goes through much of it
  }
  const { bytes } = await withBaseline(() => weave(whole, {
    optimize: debug ? 0 : optimize, names: debug, debug: debug && { textOf }, suspending: suspendingOf(module, text)
  }))
  return bytes
}

function textOf(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined   // a library that was compiled elsewhere
  }
}

/** A function of JavaScript's, as emcc writes it, and a call that waits. */
const NAMED_OR_WAITING = /function (\w+)\s*\(|var (\w+) = (?:async )?(?:function|\()|\bAsyncify\.handle(?:Sleep|Async)\(|\bWeft\.sleep\(/g

/** The imports that wait for JavaScript: those of EM_ASYNC_JS, and what says in its own text that it does. */
function suspendingOf(module, text) {
  const waiting = new Set()
  let name = ''
  for (const [, declared, assigned] of text.matchAll(NAMED_OR_WAITING)) {
    if (declared ?? assigned) name = declared ?? assigned
    else waiting.add(name.replace(/^_(?=[a-z])/, ''))
  }
  return module.imports
    .filter(entry => entry.kind === 'function' && entry.module === ENVIRONMENT
      && (entry.name.startsWith('__asyncjs__') || waiting.has(entry.name)))
    .map(entry => entry.name)
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {   // it may be called through a link
  const [script, level] = process.argv.slice(2)
  try {
    await weaveFiles(script, level === 'debug' ? 1 : level, { debug: level === 'debug' })
  } catch (error) {
    console.error(`${script}: ${error.message}`)
    process.exitCode = 1
  }
}
