/**
 * Native programs for tests of the trace: the runtime compiled once, a program linked to it, and
 * its run with a trace.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { root, tools } from '../../toolchain/setup/tools.js'

const runtime = join(root, 'runtime')
const folder = join(root, 'build', 'trace')
const patienceMs = 60_000
const mostBlocks = 131_072   // of 512 bytes: a longer trace is cut there

/** A C compiler of this machine, null for none. */
export const compiler = tools().gcc ?? tools().clang

let library

/** Compiles the runtime with the portable stacks, once. */
function compileRuntime() {
  mkdirSync(folder, { recursive: true })
  const seams = ['stack_ucontext.c', 'host_native.c']
  const sources = readdirSync(runtime)
    .filter(name => name.endsWith('.c') && (seams.includes(name) || !/^(stack|host)_/.test(name)))
  const objects = sources.map(name => join(folder, name.replace(/\.c$/, '.o')))
  sources.forEach((name, index) => {
    cc('-c', join(runtime, name), '-o', objects[index])
  })
  return objects
}

function cc(...words) {
  const all = ['-std=gnu11', '-O1', '-g', '-I', runtime, ...words]
  execFileSync(compiler, all, { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] })
}

/** Compiles a program; the path of what can be run. */
export function compile(source) {
  library ??= compileRuntime()
  const program = join(folder, basename(source, '.c'))
  cc(source, ...library, '-lm', '-o', program)
  return program
}

/**
 * Runs a program under the virtual clock and gives the path of its trace, 64 MB of it at most.
 *
 * @param {string} program
 * @param {Record<string, string>} env
 * @param {string} [name] what the trace is called
 */
export function trace(program, env, name = 'run') {
  const file = `${program}.${name}.trace`
  const fd = openSync(file, 'w')
  try {
    const command = 'ulimit -f "$1" && exec "$0"'
    const { error } = spawnSync('sh', ['-c', command, program, String(mostBlocks)], {
      env: { WEFT_CLOCK: 'virtual', WEFT_TRACE: '3', ...env },
      stdio: ['ignore', 'ignore', 'ignore', fd],
      timeout: patienceMs
    })
    if (error) throw error
  } finally {
    closeSync(fd)
  }
  return file
}
