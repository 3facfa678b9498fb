// Object files become one linked module, by wasm-ld. What happens to the module next lives in
// weave.js; which objects there are is decided by the callers.

import { WeftError } from './error.js'
import { fileAt, parseDiagnostics, runTool } from './compile.js'

const LIBRARIES = '/usr/lib/wasm32-wasip1'
const BUILTINS = '/usr/lib/wasm32-unknown-wasip1/libclang_rt.builtins.a'
/** Parts of WASI's C library that are only taken where a program calls them, such as clock(). */
export const EMULATED = ['process-clocks', 'signal', 'mman', 'getpid'].map(name => `-lwasi-emulated-${name}`)
const PRINTSCAN = {
  full: [],
  'no-float': ['-lc-printscan-no-floating-point'],
  'long-double': ['-lc-printscan-long-double']
}

/** What every program exports for weaving and for the host; the runtime exports its functions. */
export const EXPORTS = ['weft_base', 'weft_stack_limit', 'weft_stack_overflow',
  'weft__stack_suspend', 'weft__stack_resume', 'weft__host_wait']

/** Options of wasm-ld for a program that can be recorded and replayed: its own reads are seen, too. */
export const RECORDED = ['--undefined=weft__tape_start', '--wrap=read', '--wrap=readv']

/**
 * Links a WASI command.
 * @param {object} request
 * @param {Record<string, Uint8Array>} request.objects by path, in the order of the command line.
 * @param {Record<string, Uint8Array>} [request.archives] by name, such as `{'libweft.a': bytes}`.
 * @param {object} [request.options]
 * @param {'full'|'no-float'|'long-double'|'auto'} [request.options.printscan] which printf and
 *   scanf; 'full' takes long-double when a constant can be a format with one, and 'auto' no-float
 *   when none can be a format with a float.
 * @param {string[]} [request.options.exports] more symbols to export.
 * @param {number} [request.options.stackSize] bytes of main's own stack.
 * @param {string[]} [request.options.raw] any other option of wasm-ld.
 * @param {object} [request.tools] see runTool.
 * @returns {Promise<{ok: boolean, bytes: Uint8Array|undefined, text: string, diagnostics: object[],
 *   printscan: string, times: {link: number}}>}
 */
export async function link({ objects, archives = {}, options = {}, tools = {} }) {
  const start = performance.now()
  const printscan = choosePrintscan(options.printscan ?? 'full', objects, archives)
  const args = linkerArguments(objects, archives, { ...options, printscan })
  const { ok, tree, text } = await runTool(args, { ...objects, ...archives }, tools)
  return {
    ok, text, printscan, diagnostics: parseDiagnostics(text),
    bytes: ok ? fileAt(tree, 'weft-linked.wasm') : undefined,
    times: { link: performance.now() - start }
  }
}

function linkerArguments(objects, archives, options) {
  const { printscan, exports = [], stackSize = 65536, raw = [] } = options
  const names = [...EXPORTS, ...exports]
  return [
    'wasm-ld', '-m', 'wasm32', `-L${LIBRARIES}`, `${LIBRARIES}/crt1-command.o`,
    ...Object.keys(objects), ...Object.keys(archives), ...PRINTSCAN[printscan], '-lc', ...EMULATED, BUILTINS,
    '--export=__stack_pointer', ...names.map(name => `--export-if-defined=${name}`),
    '-z', `stack-size=${stackSize}`, '--stack-first', ...raw, '-o', 'weft-linked.wasm'
  ]
}

function choosePrintscan(wanted, objects, archives) {
  const has = format => hasFormat(format, objects, archives)
  if (wanted === 'auto' && !has(FLOAT_FORMAT)) return 'no-float'
  if (['auto', 'full'].includes(wanted)) return has(LONG_DOUBLE_FORMAT) ? 'long-double' : 'full'
  if (Object.hasOwn(PRINTSCAN, wanted)) return wanted
  throw new WeftError('bad-option', `There is no printscan ${wanted}: use full, no-float or auto.`)
}

/** A constant that may be, or may build ("%%.%df"), a format with a float; rather one too many. */
const BEGINNING = "%(?:%[-+ #0-9.*'$]*%[diu])?[-+ #0-9.*'$]*"
const FLOAT_FORMAT = new RegExp(`${BEGINNING}(?:hh|h|ll|l|L|j|z|t)?[aAeEfFgG]`)
export const LONG_DOUBLE_FORMAT = new RegExp(`${BEGINNING}L[aAeEfFgG]`)

function hasFormat(format, objects, archives) {
  const members = Object.values(archives).flatMap(readArchive)
  return [...Object.values(objects), ...members].some(bytes => format.test(readData(bytes)))
}

/** The data section of an object file, as text of one character per byte. */
function readData(bytes) {
  let at = 8
  while (at < bytes.length) {
    const id = bytes[at++]
    let size = 0
    for (let shift = 0; shift < 35; shift += 7) {
      size += (bytes[at] & 0x7f) * 2 ** shift
      if (bytes[at++] < 0x80) break
    }
    if (id === 11) return new TextDecoder('latin1').decode(bytes.subarray(at, at + size))
    at += size
  }
  return ''
}

/** The object files in an archive: each has a head of 60 bytes and begins at an even place. */
function readArchive(bytes) {
  const text = new TextDecoder('latin1')
  const members = []
  for (let at = 8; at + 60 <= bytes.length;) {
    const size = Number.parseInt(text.decode(bytes.subarray(at + 48, at + 58)), 10)
    if (!(size >= 0)) break
    const member = bytes.subarray(at + 60, at + 60 + size)
    if (member[0] === 0 && member[1] === 0x61) members.push(member)
    at += 60 + size + size % 2
  }
  return members
}
