// `--host wasmtime`: the same file under wasmtime's command line. It can deliver no signals and its
// clock has one speed; everything else is the program's own and the same.

import { closeSync, copyFileSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { EXIT, load } from '@weft/host'
import { loadPlain } from '../plain_run.js'
import { exitCodeOf, runChild } from './child.js'
import { CommandError, reason } from './error.js'
import { temporaryFolder } from './objects.js'
import { findTool } from './tool.js'
import { writeAll } from './write.js'

const CHUNK = 2 ** 20
const STACK = 6_000_000   // for calls that nest deeply, as in Node; the thread of a program has 8 MB
const TRAP_CODE = 134
const NETWORK = ['inherit-network', 'allow-ip-name-lookup']
const CODE_REPORT = 'exit with invalid exit status'
const TRAP_REPORT = 'Error: failed to run main module `'
/** A frame of its backtrace, and its place where the program was built with -g. */
const FRAME = /^ +\d+: +0x[0-9a-f]+ - (?:.*!)?(\S+)(?:\n +at \/?(\S+):\d+$)?/gm

/**
 * Runs a program under wasmtime.
 * @param {Uint8Array} bytes
 * @param {{name: string, args: string[], env: object, trace?: string, record?: string, replay?: string,
 *   folders: string[], component?: boolean, network?: boolean, exactExit?: boolean}} request
 * @returns {Promise<number>} the exit code
 */
export async function runWasmtime(bytes, request) {
  if (!request.component) await (request.plain ? loadPlain(bytes) : load(bytes))
  const wasmtime = findWasmtime()
  const folder = temporaryFolder()
  try {
    const file = join(folder, 'program.wasm')
    writeFileSync(file, bytes)
    const written = ['trace', 'record'].filter(what => request[what] !== undefined)
    for (const what of written) closeSync(openSync(join(folder, what), 'w'))
    if (request.replay !== undefined) copyFileSync(request.replay, join(folder, 'replay'))
    const code = await runFile(wasmtime, commandLine(file, folder, request))
    for (const what of written) copyOut(what, join(folder, what), request[what])
    return code
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * Serves with one handler under `wasmtime serve`, until Ctrl-C.
 * @param {Uint8Array} component of the world http
 * @param {{place: string, env: object}} request
 * @returns {Promise<number>} the exit code
 */
export async function serveWasmtime(component, { place, env }) {
  const wasmtime = findWasmtime()
  const folder = temporaryFolder()
  try {
    const file = join(folder, 'handler.wasm')
    writeFileSync(file, component)
    const { code, signal } = await runChild(wasmtime, ['serve', '-S', 'cli', '--addr', place, ...variablesOf(env), file], process.env)
    return signal === null ? code : 0
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Byte by byte into what is there: a copy by the system would take a device or a pipe away. */
function copyOut(what, from, to) {
  const source = openSync(from)
  const buffer = new Uint8Array(CHUNK)
  try {
    const target = openSync(to, 'w')
    for (let count; (count = readSync(source, buffer)) > 0;) {
      if (!writeAll(target, buffer.subarray(0, count))) break
    }
    closeSync(target)
  } catch (error) {
    const thing = what === 'record' ? 'recording' : what
    throw new CommandError(`The ${thing} ${to} cannot be written: ${reason(error)}.`, { exit: EXIT.host })
  } finally {
    closeSync(source)
  }
}

/** What wasmtime says about a trap becomes one sentence, as on the other hosts. */
async function runFile(wasmtime, args) {
  const env = { ...process.env, RUST_BACKTRACE: '0', WASMTIME_BACKTRACE_DETAILS: '1' }
  const errors = holdBack(TRAP_REPORT)
  const { code, signal } = await runChild(wasmtime, args, env, { onStderr: errors.write })
  if (errors.held().includes(CODE_REPORT)) return exitCodeOf(null)
  const trapped = signal === null && code === TRAP_CODE
  if (!trapped) {
    errors.flush()
    return signal === null ? code : EXIT.interrupted
  }
  const said = /wasm trap: (.*)/.exec(errors.held())?.[1] ?? 'wasmtime does not say why'
  const cause = said === 'call stack exhausted' ? `calls nest so deeply that the engine's own stack is used up` : said
  process.stderr.write(`weft: The program trapped: ${cause}.${whereIn(errors.held())}\n`)
  return EXIT.trap
}

/** The program's own functions on the stack, the innermost first, as on the other hosts. */
function whereIn(report) {
  const frames = [...report.matchAll(FRAME)].map(([, name, place]) => place ? `${name} (${place})` : name).filter(name => !isRuntime(name))
  return frames.length > 0 ? ` It was in ${[...new Set(frames)].slice(0, 4).join(', called by ')}.` : ''
}

const isRuntime = name => /^(_start|__main_void|__original_main)$|^weft__|[[<]/.test(name)

/** Passes bytes on to standard error, but keeps what follows a mark. */
function holdBack(mark) {
  let kept = ''
  const pass = text => writeAll(2, Buffer.from(text, 'latin1'))
  return {
    write(chunk) {
      kept += chunk.toString('latin1')
      const start = markStart(kept, mark)
      pass(kept.slice(0, start))
      kept = kept.slice(start)
    },
    held: () => kept,
    flush: () => pass(kept)
  }
}

/** Where a mark begins, or may begin when its end has not come yet. */
function markStart(text, mark) {
  const whole = text.indexOf(mark)
  if (whole >= 0) return whole
  for (let size = Math.min(mark.length - 1, text.length); size > 0; size--) {
    if (text.endsWith(mark.slice(0, size))) return text.length - size
  }
  return text.length
}

/** The wasmtime to use. */
export const findWasmtime = () => findTool('wasmtime', 'Or use --host node.')

/** The folder of the trace and of recordings comes first, and under a name that no --dir has: the runtime opens it by its number. */
function commandLine(file, folder, { name, args, env, folders, component, network, exactExit, ...files }) {
  const given = ['trace', 'record', 'replay'].filter(what => files[what] !== undefined)
  const variables = { ...env, ...Object.fromEntries(given.map(what => [`WEFT_${what.toUpperCase()}`, what])) }
  const allowed = [...network ? NETWORK : [], ...exactExit ? ['cli-exit-with-code'] : []]
  return ['run', '--argv0', name, '-W', `max-wasm-stack=${STACK}`,
    ...(component && allowed.length > 0 ? ['-S', allowed.join(',')] : []),
    ...(given.length === 0 ? [] : ['--dir', `${folder}::weft-files`]),
    ...folders.flatMap(given => ['--dir', given]),
    ...variablesOf(variables),
    file, ...args]
}

const variablesOf = env => Object.entries(env).flatMap(([key, value]) => ['--env', `${key}=${value}`])
