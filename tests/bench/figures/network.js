// Figures echo and stream: connections over 127.0.0.1, both sides in one process, beside Node's own net; and what a recording costs.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildNative, buildWasm } from '../build.js'
import { readLaps, run } from '../run.js'
import { root } from '../tools.js'

const weft = join(root, 'toolchain', 'weft.js')
const RECORDED = ['-Wl,--undefined=weft__tape_start', '-Wl,--wrap=read']   // as weft run --record
const peer = fileURLToPath(new URL('../peers/net.js', import.meta.url))

/** `recorded`: natively once more, with all that comes in written to a file. */
function rowsOf(words, recorded) {
  return async ({ tools, quick }) => {
    const args = words(quick).map(String)
    const row = (place, who, begin, env) => ({
      place, who, run: async () => ({ ns: readLaps((await run([...begin, ...args], { env: env?.() })).out) })
    })
    const rows = []
    if (tools.gcc) {
      const program = await buildNative(tools.gcc, 'network')
      rows.push(row('natively', 'Weft', [program]))
      if (recorded) {
        const taped = await buildNative(tools.gcc, 'network', RECORDED)
        rows.push({ place: 'natively', who: 'Weft, recorded', run: () => runRecorded([taped, ...args]) })
      }
    } else rows.push({ place: 'natively', who: 'Weft', missing: 'not here' })
    const wasm = await buildWasm('network')
    for (const { path, place } of tools.nodes) {
      rows.push(row(place, 'Weft', [path, weft, 'run', wasm, '--']), row(place, 'net', [path, peer]))
    }
    return rows
  }
}

async function runRecorded(words) {
  const folder = mkdtempSync(join(tmpdir(), 'weft-bench-'))
  try {
    return { ns: readLaps((await run(words, { env: { WEFT_RECORD: join(folder, 'tape') } })).out) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const limits = {
  own: () => null,
  peer: (place, who) => who === 'net' ? { atMost: 1.25, text: '1.25 or less' } : null,
  elsewhere: () => null
}

export const echoFigure = {
  name: 'echo',
  about: '64 bytes there and back over 127.0.0.1, twenty connections, beside Node\'s net',
  rounds: { full: 5, quick: 2 },
  entries: rowsOf(quick => ['echo', 20, 8, quick ? 5000 : 20_000], false),
  tables: [{ title: '64 bytes there and back, 20 connections, ns', series: 'ns', by: 'min', limits }]
}

export const streamFigure = {
  name: 'stream',
  about: '1 GB over one connection, in pieces of 64 KiB, beside Node\'s net, and recorded',
  rounds: { full: 5, quick: 2 },
  entries: rowsOf(quick => ['stream', 1, 8, quick ? 500 : 2000], true),
  tables: [{ title: '64 KiB over a connection, ns', series: 'ns', by: 'min', limits }]
}
