// Object files become one linked module, by wasm-ld. What happens to the module next lives in
// weave.js; which objects there are is decided by the callers.

import { parseDiagnostics, runMaker } from './llvm.js'
import { PRINTSCAN, choosePrintscan } from './printf_choice.js'

const LIBRARIES = '/usr/lib/wasm32-wasip1'
const BUILTINS = '/usr/lib/wasm32-unknown-wasip1/libclang_rt.builtins.a'
/** Parts of WASI's C library that are only taken where a program calls them, such as clock(). */
export const EMULATED = ['process-clocks', 'signal', 'mman', 'getpid'].map(name => `-lwasi-emulated-${name}`)

/** What every program exports for weaving and for the host; the runtime exports its functions. */
export const EXPORTS = ['weft_base', 'weft_stack_limit', 'weft_stack_overflow',
  'weft__stack_suspend', 'weft__stack_resume', 'weft__host_wait']

/** The module's own name, too: a trap's frames begin with it. */
const OUTPUT = 'weft-linked.wasm'

/** Bytes of main's own stack. */
export const STACK_SIZE = 65536

/** Options of wasm-ld for a program that is tried out: it can say which task does not wait, and which argument is gone. */
export const DESCRIBED = ['--undefined=weft_describe_step', '--undefined=weft__debug_lends']

/** The same for a program that was moved: it can say what every task waits for, as a trace from its beginning, and change its clock. */
export const RETOLD = ['--undefined=weft_retell']

/** The same where the host sees by itself which task does not wait. */
export const LENT = ['--undefined=weft__debug_lends']

/** Options of wasm-ld for plain C: a host shows what was printed before it asks for input. */
export const PLAIN = ['--undefined=fflush', '--export-if-defined=fflush']

/** Options of wasm-ld for a program that can be recorded and replayed: its own reads are seen, too. */
export const RECORDED = ['--undefined=weft__tape_start', '--wrap=read', '--wrap=readv']

/** The same for one that takes choices: which of the ready tasks runs next. */
export const CHOOSING = ['--undefined=weft__choose', '--export-if-defined=weft_choices']

/** The same for one whose orders are searched: many runs in one instance (runtime/core/search.c). */
export const SEARCHED = [...CHOOSING, '--undefined=weft__choices_seen', '--export-if-defined=weft_search',
  ...['weft__host_allocate', 'weft__host_release', 'malloc', 'calloc', 'realloc', 'free', 'aligned_alloc', 'posix_memalign']
    .map(name => `--wrap=${name}`)]

/** The same for a program whose network inside can be a bad one. */
export const FAULTY = ['--undefined=weft_bad_network']

/**
 * Links a WASI command, or a library without main.
 * @param {object} request
 * @param {Record<string, Uint8Array>} request.objects by path, in the order of the command line.
 * @param {Record<string, Uint8Array>} [request.archives] by name, such as `{'libweft.a': bytes}`.
 * @param {object} [request.options]
 * @param {'full'|'no-float'|'long-double'|'auto'} [request.options.printscan] which printf and
 *   scanf; 'full' takes long-double when a constant can be a format with one, and 'auto' no-float
 *   when none can be a format with a float.
 * @param {string[]} [request.options.exports] more symbols to export.
 * @param {number} [request.options.stackSize] bytes of main's own stack.
 * @param {boolean} [request.options.isLibrary] it has no main: a WASI reactor.
 * @param {Record<string, Uint8Array>} [request.options.component] objects by name that take the place of WASI preview 1: a
 *   component's core, which has a beginning of its own.
 * @param {string[]} [request.options.raw] any other option of wasm-ld.
 * @param {object} [request.tools] see runTool.
 * @returns {Promise<{ok: boolean, bytes: Uint8Array|undefined, text: string, diagnostics: object[],
 *   printscan: string, times: {link: number}}>}
 */
export async function link({ objects, archives = {}, options = {}, tools = {} }) {
  const start = performance.now()
  const printscan = choosePrintscan(options.printscan ?? 'full', objects, archives)
  const all = { ...objects, ...options.component }
  const args = linkerArguments(all, archives, { ...options, printscan })
  const { ok, text, output } = await runMaker(args, { ...all, ...archives }, tools)
  return {
    ok, text, printscan, diagnostics: parseDiagnostics(text),
    bytes: ok ? output : undefined,
    times: { link: performance.now() - start }
  }
}

function linkerArguments(objects, archives, options) {
  const { printscan, exports = [], stackSize = STACK_SIZE, isLibrary = false, component, raw = [] } = options
  const start = isLibrary ? [`${LIBRARIES}/crt1-reactor.o`, '--entry=_initialize', '--undefined=weft_library_open']
    : component ? ['--no-entry'] : [`${LIBRARIES}/crt1-command.o`]
  const names = [...EXPORTS, ...exports]
  return [
    'wasm-ld', '-m', 'wasm32', `-L${LIBRARIES}`, ...start,
    ...Object.keys(objects), ...Object.keys(archives), ...PRINTSCAN[printscan], '-lc', ...EMULATED, BUILTINS,
    '--export=__stack_pointer', ...names.map(name => `--export-if-defined=${name}`),
    '-z', `stack-size=${stackSize}`, '--stack-first', ...raw, '-soname', OUTPUT, '-o', OUTPUT
  ]
}
