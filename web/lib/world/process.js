// Processes of the machine, over Node's child_process. It is loaded when a program first starts one. What a child inherits is what this
// run has: its outputs are those of the program, and its variables are the program's, over those of Node. Its input is empty.

import { failure } from './failures.js'
import { createConnection } from './net.js'

const BY_SIGNAL = 256
const KILL = 9
const STDIO = { p: 'pipe', i: 'pipe', n: 'ignore', o: 'ignore' }
/** Node has no way to give two streams the same pipe; the system's shell has. The process stays the same one. */
const MERGE = ['/bin/sh', ['-c', 'exec "$@" 2>&1', 'sh']]

/** The modules of Node's, without an import of them: a page can load this file, and has none. */
function modules() {
  const builtin = globalThis.process?.getBuiltinModule
  if (!builtin) throw failure('ENOTSUP')
  return { fs: builtin('node:fs'), path: builtin('node:path'), os: builtin('node:os'), ...builtin('node:child_process') }
}

/**
 * @param {string[]} texts what is asked for: docs/host-protocol.md
 * @param {{env: Record<string, string>, outputs: Record<number, {push: (chunk: Uint8Array) => void}>}} own what it inherits
 * @param {AbortSignal} signal
 * @returns {Promise<object>} the process: `id`, `pipes` (a connection for each standard stream, or null), and what resources.js asks for
 */
export function startProcess(texts, own, signal) {
  const { fs, path, os, spawn } = modules()
  const request = readRequest(texts)
  signal.throwIfAborted()
  if (request.folder !== undefined) fs.accessSync(request.folder)
  const env = request.env ?? own.env
  const program = find(fs, path, request, env)
  const [file, before] = request.streams[2] === 'o' ? MERGE : [program, []]
  const child = spawn(file, request.streams[2] === 'o' ? [...before, program, ...request.arguments] : request.arguments, {
    cwd: request.folder,
    env,
    detached: request.isGroup,
    stdio: [request.streams[0] === 'p' ? 'pipe' : 'ignore', STDIO[request.streams[1]], STDIO[request.streams[2]]]
  })
  return new Promise((resolve, reject) => {
    const stop = () => kill(child, request.isGroup, KILL)
    signal.addEventListener('abort', stop, { once: true })
    child.once('error', reject)
    child.once('spawn', () => {
      signal.removeEventListener('abort', stop)
      child.off('error', reject)
      child.on('error', () => {})   // a kill that comes too late
      resolve(createProcess(child, request, own.outputs, os.constants.signals))
    })
  })
}

// ---- what is asked for ----

function readRequest([streams = '', ...rest]) {
  const all = letter => rest.filter(text => text[0] === letter).map(text => text.slice(1))
  const [program] = all('x')
  if (!/^[ipn][ipn][ipno][s-]$/.test(streams) || !program) throw failure('EINVAL')
  return {
    streams,
    program,
    arguments: all('a'),
    folder: all('d')[0],
    isGroup: streams[3] === 's',
    env: all('E').length > 0 ? Object.fromEntries(all('e').map(splitVariable)) : undefined
  }
}

function splitVariable(text) {
  const at = text.indexOf('=')
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}

/** Where the program is: asked before it is started, so that what is wrong has its own name. */
function find(fs, path, { program, folder = '.' }, env) {
  const tried = program.includes('/')
    ? [path.resolve(folder, program)]
    : (env.PATH ?? '/usr/local/bin:/usr/bin:/bin').split(':').map(where => path.resolve(where || '.', program))
  let denied = null
  for (const file of tried) {
    try {
      fs.accessSync(file, fs.constants.X_OK)
      if (fs.statSync(file).isFile()) return file
      denied = failure('EACCES')
    } catch (error) {
      if (error.code === 'EACCES') denied = error
    }
  }
  throw denied ?? failure('ENOENT')
}

// ---- one that runs ----

function createProcess(child, { streams, isGroup }, outputs, signals) {
  const pipes = [child.stdin, child.stdout, child.stderr].map((pipe, i) => {
    if (streams[i] === 'p') return createConnection(pipe, '', '')
    pipe?.on('data', chunk => outputs[i].push(new Uint8Array(chunk)))
    return null
  })
  let status
  const own = {
    id: child.pid,
    pipes,
    onChange: null,
    /** How it has ended: its exit code, or 256 and the number of a signal; undefined while it runs. */
    exited: () => status,
    /** A signal: its number, and 1 for the whole group. */
    write([number, group = 0]) {
      if (status !== undefined) throw failure('ESRCH')
      if (!kill(child, group !== 0 && isGroup, number)) throw failure('ESRCH')
      return group === undefined ? 1 : 2
    },
    end() {},
    /** Nobody wants it any more. A promise when it has to be ended first. */
    close() {
      for (const pipe of pipes) pipe?.close()
      if (status !== undefined) return undefined
      kill(child, isGroup, KILL)
      return new Promise(resolve => child.once('exit', resolve))
    }
  }
  child.once('exit', (code, name) => {
    status = name === null ? code & 255 : BY_SIGNAL + signals[name]
    own.onChange?.()
  })
  return own
}

/** False when there is none any more. */
function kill(child, isGroup, number) {
  try {
    return isGroup ? process.kill(-child.pid, number) : child.kill(number)
  } catch (error) {
    if (error.code === 'ESRCH') return false
    throw error.code === 'ERR_UNKNOWN_SIGNAL' ? failure('EINVAL') : error
  }
}
