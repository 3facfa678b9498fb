// Builds the small programs of this folder and runs them in the smallest host there is. The real
// host lives in web/; the tests of the toolchain must not depend on it.

import { readFile } from 'node:fs/promises'
import { assemble, compile } from '../../toolchain/compile.js'
import { link } from '../../toolchain/link.js'

const read = name => readFile(new URL(name, import.meta.url), 'utf8')

/** Compiles and links one program with the trampoline; not woven. */
export async function linkProgram(name, { optimize = 2, exports = [], raw = [] } = {}) {
  const sources = { 'trampoline.c': await read('trampoline.c'), [name]: await read(name) }
  const headers = { 'trampoline.h': await read('trampoline.h') }
  const options = { optimize, raw, warnings: ['-Wall', '-Wextra', '-Werror'] }
  const compiled = await compile({ sources, headers, options })
  const assembly = await assemble({ path: 'trampoline.s', text: await read('trampoline.s') })
  if (!compiled.ok || !assembly.ok) throw new Error(compiled.text + assembly.text)
  const objects = { ...compiled.objects, 'trampoline_switch.o': assembly.object }
  const linked = await link({ objects, options: { exports } })
  if (!linked.ok) throw new Error(linked.text)
  return linked.bytes
}

class Exit extends Error {
  constructor(code) {
    super(`exit ${code}`)
    this.code = code
  }
}

/**
 * Runs a woven program. With `unwind` the base is unwound in each of its own waits and rewound.
 * @returns {Promise<{code: number, out: string, error: string, exports: object, waits: object[]}>}
 */
export async function run(bytes, { args = [], unwind = false } = {}) {
  const machine = { texts: { 1: '', 2: '' }, waits: [], args: ['program', ...args], unwind, state: 'running' }
  const imports = { wasi_snapshot_preview1: makeImports(machine) }
  const { instance } = await WebAssembly.instantiate(bytes, imports)
  machine.exports = instance.exports
  const code = drive(machine)
  const { exports, texts, waits } = machine
  return { code, out: texts[1], error: texts[2], exports, waits }
}

function drive(machine) {
  const { exports } = machine
  const base = exports.weft_base.value
  try {
    for (;;) {
      exports._start()
      if (machine.state !== 'unwinding') return 0
      exports.asyncify_stop_unwind()
      machine.state = 'rewinding'
      exports.asyncify_start_rewind(base + 16)
    }
  } catch (error) {
    if (error instanceof Exit) return error.code
    error.texts = machine.texts
    throw error
  }
}

function makeImports(machine) {
  const view = () => new DataView(machine.exports.memory.buffer)
  const set = (at, value) => view().setUint32(at, value, true) ?? 0
  return {
    args_sizes_get: (count, size) => {
      set(count, machine.args.length)
      return set(size, machine.args.join('').length + machine.args.length)
    },
    args_get: (pointers, text) => writeArguments(machine, view(), pointers, text),
    environ_sizes_get: (count, size) => set(count, 0) || set(size, 0),
    environ_get: () => 0,
    clock_time_get: (id, precision, out) => {
      view().setBigUint64(out, process.hrtime.bigint(), true)
      return 0
    },
    fd_write: (descriptor, pieces, count, written) => {
      let total = 0
      for (let at = pieces; at < pieces + 8 * count; at += 8) {
        const start = view().getUint32(at, true)
        const length = view().getUint32(at + 4, true)
        machine.texts[descriptor] += Buffer.from(view().buffer, start, length).toString()
        total += length
      }
      return set(written, total)
    },
    fd_fdstat_get: (descriptor, out) => view().setUint8(out, 2) ?? 0,
    fd_close: () => 0, fd_seek: () => 70, fd_prestat_get: () => 8, fd_prestat_dir_name: () => 8,
    poll_oneoff: (subscriptions, events, count, stored) => poll(machine, view(), events, stored),
    proc_exit: code => { throw new Exit(code) }
  }
}

function writeArguments(machine, view, pointers, text) {
  for (const argument of machine.args) {
    view.setUint32(pointers, text, true)
    new Uint8Array(view.buffer).set(Buffer.from(`${argument}\0`), text)
    pointers += 4
    text += argument.length + 1
  }
  return 0
}

/** Answers a wait at once, as a clock that has run out; the loop's own may be unwound first. */
function poll(machine, view, events, stored) {
  const base = machine.exports.weft_base.value
  const waiting = view.getUint32(base + 8, true)
  if (machine.unwind && waiting && machine.state === 'running') {
    machine.state = 'unwinding'
    machine.exports.asyncify_start_unwind(base + 16)
    return 0
  }
  const rewound = machine.state === 'rewinding'
  if (rewound) {
    machine.state = 'running'
    machine.exports.asyncify_stop_rewind()
    view.setUint32(base + 16, view.getUint32(base + 24, true), true)
  }
  machine.waits.push({ waiting, rewound })
  new Uint8Array(view.buffer).fill(0, events, events + 32)
  view.setUint32(stored, 1, true)
  return 0
}
