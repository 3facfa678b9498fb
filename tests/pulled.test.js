// A program that is pulled out of a run: what it says of its tasks on another host, files with the program in them, and the commands for them.

import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { promisify } from 'node:util'
import { Worker } from 'node:worker_threads'
import { load } from '@weft/host'
import { packSnapshot } from '@weft/host/snapshot'
import { decode, history } from '@weft/host/trace'
import { findExample } from '../playground/make/shelves.js'
import { packPulled, unpackPulled } from '../toolchain/pulled.js'
import { root, weft } from './programs.js'
import { sample } from './sample.js'

const folder = await mkdtemp(join(tmpdir(), 'weft-pulled-'))
after(() => rm(folder, { recursive: true, force: true }))

const run = words => promisify(execFile)(process.execPath, [weft, ...words], { cwd: folder })

const ORDER = `#include <stdio.h>
#include "weft.h"

static int remind(void *arg)
{
    for (int i = 1; i <= 3; i++) {
        WEFT_TRY(weft_sleep(3600));
        printf("remind %d\\n", i);
    }
    return WEFT_OK;
}

static int amain(void *arg)
{
    WEFT_GROUP(group);
    weft_group_spawn(&group, remind, NULL);
    printf("begun\\n");
    WEFT_TRY(weft_group_join(&group));
    printf("done\\n");
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }
`
const FROM_THE_FIRST = 'remind 1\nremind 2\nremind 3\ndone\n'
const MEMORIES = 60
const QUIET_MS = 3000   // one that is ended too early is ended all the same

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

for (const name of sample(['graceful_shutdown', 'gather_failure', 'lock', 'timeouts', 'task_group', 'queue_workers'], 2)) {
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

test('weft snapshot of what gives none is a sentence and an exit code, within a bound', async () => {
  const sleeper = 'static int amain(void *arg) { (void)arg; return weft_sleep(9); }'
  const texts = {
    'ends.c': `#include "weft.h"\nstatic int amain(void *arg) { (void)arg; return WEFT_OK; }\nint main(void) { return weft_run(amain, NULL); }\n`,
    'plain.c': 'int main(void) { return 0; }\n',
    'loop.c': `#include "weft.h"\nstatic int amain(void *arg) { for (volatile int i = 0;; i = i + 1) if (i < 0) return i + !arg; }\nint main(void) { return weft_run(amain, NULL); }\n`,
    'sleeper.c': `#include "weft.h"\n${sleeper}\nint main(void) { return weft_run(amain, NULL); }\n`
  }
  for (const [name, text] of Object.entries(texts)) await writeFile(join(folder, name), text)
  const virtual = ['--clock', 'virtual']
  for (const [words, code, sentence] of [
    [['ends.c', '--at', '5'], 120, /^weft: The program ended before it could be put into a snapshot at 5 s\. Name an earlier time by --at\.$/m],
    [['ends.c', '--at', '5', ...virtual], 120, /The program ended before it could be put into a snapshot at 5 s/],
    [['plain.c', '--at', '1'], 122, /plain\.c is plain C: nothing in it calls weft_run, so it cannot be put into a snapshot/],
    [['loop.c', '--at', '1'], 109, /The program has computed for 5 seconds without a wait, so it never came to 1 s/],
    [['sleeper.c', '--at', '1', ...virtual, '-o', 'nowhere/x'], 106, /The snapshot nowhere\/x cannot be written: no such file or directory/]
  ]) {
    const { code: found, stderr } = await run(['snapshot', ...words]).catch(error => error)
    assert.match(stderr, sentence)
    assert.equal(found, code, words.join(' '))
  }
})

test('weft snapshot takes a program at a time, and weft run --from goes on', async () => {
  await writeFile(join(folder, 'order.c'), ORDER)
  const taken = await run(['snapshot', 'order.c', '--clock', 'virtual', '--at', '4000'])
  assert.equal(taken.stdout, 'begun\n', 'where a task is about to go on')
  assert.match(taken.stderr, /order\.snapshot holds the program as it was at 4000\.0 s\. Open it in the playground, or: weft run --from order\.snapshot/)
  const went = await run(['run', '--from', 'order.snapshot', '--trace', 'order.trace'])
  assert.equal(went.stdout, FROM_THE_FIRST)
  assert.match((await run(['trace', 'order.trace'])).stdout, /main +waits for 1 task of the group to end +order\.c:18\n/)

  const pulled = await unpackPulled(new Uint8Array(await readFile(join(folder, 'order.snapshot'))))
  assert.equal(pulled.name, 'order')
  assert.deepEqual(pulled.sources, { 'order.c': ORDER })
  await writeFile(join(folder, 'bare.snapshot'), await packSnapshot(pulled.snapshot))
  await writeFile(join(folder, 'order.wasm'), pulled.program)
  assert.equal((await run(['run', '--from', 'bare.snapshot', 'order.wasm'])).stdout, FROM_THE_FIRST, 'a snapshot as a server keeps it')

  for (const [words, sentence] of [
    [['run', '--from', 'bare.snapshot'], /bare\.snapshot has no program in it\. Name it, too/],
    [['run', '--from', 'order.snapshot', '--clock', 'real'], /--from goes on with a program as it was, and --clock was settled then/],
    [['run', '--from', 'order.snapshot', 'other.wasm'], /belongs to another program, or to another build/],
    [['run', '--from', 'order.c'], /--from takes a snapshot, and order\.c is a program/],
    [['snapshot', 'order.c', '--at', 'noon'], /--at is a number of seconds from 0 on, not "noon"/]
  ]) {
    if (words.includes('other.wasm')) await writeFile(join(folder, 'other.wasm'), await build('playground/examples/locks_and_friends/lock.c', '--snapshot'))
    await assert.rejects(run(words), ({ stderr }) => sentence.test(stderr) && stderr.trim().split('\n').length === 1)
  }
})

test('Ctrl-\\ writes a running program to a file, and it runs on', async () => {
  await writeFile(join(folder, 'reader.c'), ORDER.replace('remind %d', 'remind %d" "').replace('WEFT_TRY(weft_sleep(3600));', 'WEFT_TRY(weft_wait_readable(0)); getchar();').replace('begun\\n"', 'begun\\n"); fflush(stdout'))
  const child = spawn(process.execPath, [weft, 'run', 'reader.c'], { cwd: folder })
  const [out, words] = [[], []]
  child.stdout.on('data', chunk => out.push(chunk))
  child.stderr.on('data', chunk => words.push(chunk))
  const until = async (parts, pattern) => { while (!pattern.test(Buffer.concat(parts).toString())) await once(child.stdout === undefined ? child : parts === out ? child.stdout : child.stderr, 'data') }
  await until(out, /begun/)
  child.kill('SIGQUIT')
  await until(words, /reader\.snapshot holds the program/)
  child.stdin.end('abc')
  const [code] = await once(child, 'exit')
  assert.equal(code, 0)
  assert.match(Buffer.concat(out).toString(), /remind 3\ndone\n$/)
  const pulled = await unpackPulled(new Uint8Array(await readFile(join(folder, 'reader.snapshot'))))
  const moved = (await load(pulled.program)).restore(pulled.snapshot, { stdin: 'abc' })
  assert.equal(await moved.stdout.text(), 'remind 1\nremind 2\nremind 3\ndone\n')
})

test('a program changes its clock on the way, and has its own again on the next host', async () => {
  await writeFile(join(folder, 'real.c'), ORDER)
  await run(['snapshot', 'real.c', '--at', '0'])
  const { snapshot, program: bytes } = await unpackPulled(new Uint8Array(await readFile(join(folder, 'real.snapshot'))))
  const program = await load(bytes)
  const moved = program.restore(snapshot, { clock: 'virtual', paused: true, speed: 1 })
  let printed = ''
  const reading = (async () => { for await (const chunk of moved.stdout) printed += Buffer.from(chunk).toString() })()
  while (!printed.includes('remind 1')) {
    await moved.step()
    await new Promise(resolve => setImmediate(resolve))
  }
  const back = moved.snapshot()
  moved.kill()
  await reading
  assert.equal(printed.replace('begun\n', ''), 'remind 1\n', 'and time has jumped to the next reminder')
  let more = ''
  const real = program.restore(back, { speed: 1, onStdout: chunk => { more += Buffer.from(chunk).toString() } })
  await real.atRest()
  assert.equal(more, 'remind 2\n')
  assert.ok(real.dueIn > 3_500_000 && real.dueIn <= 3_600_000, `it is due in ${real.dueIn} ms`)
  real.kill()
  const whole = program.restore(back, { clock: 'virtual', trace: true })
  assert.equal(await whole.stdout.text(), 'remind 2\nremind 3\ndone\n')
})

test('a hostile or damaged file is one sentence', async () => {
  const bytes = new Uint8Array(await readFile(join(folder, 'order.snapshot')))
  const { snapshot, name, program, sources } = await unpackPulled(bytes)
  const code = { name: 'WeftError', code: 'snapshot' }
  for (const wrong of [{ name: '../../etc/passwd' }, { name: 7 }, { program: 'text' }, { sources: [1] }, { sources: { a: 1 } }, { sources: null }]) {
    await assert.rejects(unpackPulled(await packPulled({ snapshot, name, program, sources, ...wrong })), { ...code, message: /what came with it has no meaning/ })
  }
  for (const cut of [0, 8, 9, 100, bytes.length - 1]) await assert.rejects(unpackPulled(bytes.slice(0, cut)), code)
  const stranger = await load(await build('playground/examples/locks_and_friends/lock.c'))
  const plain = stranger.start({ clock: 'virtual', paused: true })
  await plain.step()
  const dumb = plain.snapshot()
  plain.kill()
  assert.throws(() => stranger.restore(dumb, { trace: true }), { ...code, message: /build it with "weft build --snapshot"/ })
})

// Its memory is anybody's, and so is what it says of its tasks: it may trap, or never come back, as a program of a stranger's may.
test('memory that was changed is restored or refused, or can be ended', async t => {
  const became = {}
  for (let from = 1; from <= MEMORIES;) from = await restoreFrom(from, became) + 1
  const count = kind => Object.values(became).filter(what => what === kind).length
  t.diagnostic(`${count('restored')} restored, ${count('refused')} refused, ${count('ended')} ended`)
  assert.deepEqual(Object.entries(became).filter(([, what]) => !['restored', 'refused', 'ended'].includes(what)), [])
  assert.equal(Object.keys(became).length, MEMORIES)
  assert.ok(count('restored') + count('refused') > MEMORIES / 2, 'most say at once what they are')
})

/** Restores memories in a thread, and ends it where nothing comes any more. @returns {Promise<number>} the last one that it came to */
function restoreFrom(from, became) {
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL('./pulled/stranger.js', import.meta.url), { workerData: { file: join(folder, 'order.snapshot'), from, to: MEMORIES } })
    let last = from
    let limit
    thread.on('message', ({ seed, became: what }) => {
      last = seed
      became[seed] = what ?? 'ended'
      clearTimeout(limit)
      if (!what) limit = setTimeout(() => thread.terminate(), QUIET_MS)
    })
    thread.once('error', reject)
    thread.once('exit', () => {
      clearTimeout(limit)
      resolve(last)
    })
  })
}
