// A program that is pulled out of a run: what it says of its tasks on another host, files with the program in them, and the commands for them.

import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { after, test } from 'node:test'
import { load } from '@weft/host'
import { packSnapshot } from '@weft/host/snapshot'
import { decode, history } from '@weft/host/trace'
import { findExample } from '../playground/make/shelves.js'
import { packPulled, unpackPulled } from '../toolchain/pulled.js'
import { root, weft } from './programs.js'

const folder = await mkdtemp(join(tmpdir(), 'weft-pulled-'))
after(() => rm(folder, { recursive: true, force: true }))

const run = (words, options = {}) => promisify(execFile)(process.execPath, [weft, ...words], { cwd: folder, ...options })


async function build(file, ...options) {
  const output = join(folder, `${file.replace(/\W/g, '_')}${options.join('')}.wasm`)
  await run(['build', join(root, file), '-o', output, ...options])
  return readFile(output)
}

/** What a reader knows after these bytes: which tasks there are, where each stands, what it waits for, what is ready and when time wakes whom. */
function known(bytes) {
  const past = history()
  const { records } = decode(bytes)
  for (const record of records) past.push([record])
  const { now } = past
  const nameOf = id => now.task(id)?.name ?? ''
  const tasks = now.tasks().filter(({ state }) => state !== 'released').map(task => {
    const wait = task.wait && { kind: task.wait.kind, words: task.wait.words, of: now.resource(task.wait.resource)?.name ?? '',
      line: now.place(task.wait.place)?.line, since: task.wait.since, wakes: now.timer?.(task.wait.timer)?.due }
    return [task.name, { state: task.state, wait }]
  })
  return { tasks: Object.fromEntries(tasks), surprises: now.surprises.first, time: now.time, nameOf }
}

for (const name of ['lock', 'timeouts', 'task_group', 'queue_workers', 'graceful_shutdown', 'gather_failure']) {
  test(`${name}: a program that was moved says of its tasks what was known of them`, async t => {
    const example = findExample(name)
    const program = await load(await build(example.file, '--snapshot'))
    const chunks = []
    const first = program.start({ clock: 'virtual', stamp: true, signals: name === 'graceful_shutdown' ? ['INT@2.5'] : [], trace: true,
      onTrace: chunk => chunks.push(Buffer.from(chunk)), onStdout() {} })
    await first.pause()
    let stops = 0
    while (await first.step()) {
      if (++stops % 2) continue
      const told = []
      const moved = program.restore(first.snapshot(), { trace: true, paused: true, onTrace: chunk => told.push(Buffer.from(chunk)) })
      moved.kill()
      const [before, now] = [known(Buffer.concat(chunks)), known(Buffer.concat(told))]
      assert.deepEqual(now.surprises, [])
      assert.deepEqual(now.tasks, before.tasks)
    }
    t.diagnostic(`${stops} stops`)
    assert.ok(stops > 10)
  })
}
