// Programs that outlive their process: a process that dies at each moment in turn, in memory; and a real workerd, which is killed.

import assert from 'node:assert/strict'
import { execFile, execFileSync, spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { after, before, test } from 'node:test'
import { createKeeper, loadBuilds } from '@weft/durable/keeper'
import { load } from '@weft/host'
import { packSnapshot, unpackSnapshot } from '@weft/host/snapshot'
import { createPlaces } from '../durable/lib/places.js'
import { createDisk, createProcess } from './durable/memory_store.js'
import { openNotes, openWorkerd } from './durable/workerd.js'
import { root, weft } from './programs.js'

const folder = await mkdtemp(join(tmpdir(), 'weft-durable-'))
const programs = { newer: join(folder, 'newer.wasm'), older: join(folder, 'older.wasm'), effects: join(folder, 'effects.wasm'), job: join(folder, 'job.wasm'), trial: join(folder, 'trial.wasm') }
const lines = ['charge 1: ok', 'the customer says hello', 'remind 1: ok', 'remind 2: ok', 'remind 3: ok', 'the customer says go', 'ship 2: ok', 'done', '']
const asked = ['charge 1', 'remind 1', 'remind 2', 'remind 3', 'ship 2']

before(async () => {
  const build = (source, output, ...options) => promisify(execFile)(process.execPath, [weft, 'build', ...options, source, '-o', output], { cwd: root })
  await build('tests/durable/order.c', programs.newer)
  await build('tests/durable/order.c', programs.older, '-O1')
  await build('tests/durable/effects.c', programs.effects, '--record')
  await build('examples/queue/job.c', programs.job)
  const [, trial] = /```c\n([^]*?)```/.exec(await readFile(join(root, 'docs/durable.md'), 'utf8'))
  await writeFile(join(folder, 'trial.c'), trial)
  await build(join(folder, 'trial.c'), programs.trial)
})
after(() => rm(folder, { recursive: true, force: true }))

// ---- in memory, where time passes at once ----

/** Plays the order to its end; the process dies at the `fatal`-th moment, and another one goes on. */
async function play(builds, fatal = Infinity) {
  const disk = createDisk()
  const effects = []
  let [moments, now] = [0, 1e12]
  let process

  function boot() {
    process?.keeper.close()
    process = createProcess(disk, () => ++moments === fatal)
    const { store, moment } = process
    process.keeper = createKeeper(store, {
      builds, parkAfter: 0, speed: 1e6, now: () => now,
      effects: {
        async note(request, { id }) {
          await moment()
          effects.push({ id, request })
          await moment()
          return 'ok'
        }
      }
    })
  }

  /** Asks until a process has lived to answer. */
  async function ask(call) {
    for (;;) {
      const dead = Symbol('dead')
      const answer = await Promise.race([call(process.keeper), process.died.then(() => dead)])
      if (answer !== dead) return answer
      boot()
    }
  }

  boot()
  await ask(keeper => keeper.start().catch(error => assert.equal(error.code, 'started')))
  await ask(keeper => keeper.message('hello\n', { id: 'first' }))
  for (let said = false; ;) {
    if ((await ask(keeper => keeper.status())).state === 'ended') break
    if (!said && (await ask(keeper => keeper.output())).includes('remind 3')) {
      await ask(keeper => keeper.message('go\n', { id: 'second' }))
      said = true
    }
    now = Math.max(now, disk.alarm)
    await ask(keeper => keeper.alarm())
  }
  return { output: await ask(keeper => keeper.output()), effects, moments, disk, status: await ask(keeper => keeper.status()) }
}

test('a process that dies at any moment loses nothing, and an effect keeps its id', async t => {
  const builds = await loadBuilds({ program: await readFile(programs.newer) })
  const whole = await play(builds)
  assert.equal(whole.output, lines.join('\n'))
  assert.deepEqual(whole.effects.map(({ request }) => request), asked)
  assert.equal(whole.disk.alarm, null)
  assert.deepEqual([...whole.disk.data.keys()].filter(key => !key.startsWith('out/')), ['program'], 'an ended program leaves its output')
  let repeated = 0
  for (let fatal = 1; fatal <= whole.moments; fatal++) {
    const { output, effects, status } = await play(builds, fatal)
    assert.equal(output, whole.output, `it died at moment ${fatal}`)
    assert.deepEqual([...new Map(effects.map(({ id, request }) => [id, request])).values()], asked)
    assert.equal(status.effects, asked.length)
    repeated += effects.length - asked.length
  }
  assert.ok(repeated > 0, 'an effect whose answer was lost is carried out again')
  t.diagnostic(`${whole.moments} moments; effects that were carried out again, under the same id: ${repeated}`)
})

test('what cannot be is a sentence', async () => {
  const builds = await loadBuilds({ program: await readFile(programs.newer) })
  const { store } = createProcess(createDisk(), () => false)
  const keeper = createKeeper(store, { builds, speed: 1e6, now: () => 1e12 })
  assert.deepEqual(await keeper.status(), { state: 'none' })
  await assert.rejects(keeper.message('x'), { name: 'DurableError', code: 'no-program', message: /start one first/ })
  await keeper.start()
  await assert.rejects(keeper.start(), { code: 'started', message: /remove it before/ })
  await assert.rejects(keeper.snapshot(), { code: 'busy' })
  await assert.rejects(keeper.message(3), { code: 'input' })
  await assert.rejects(keeper.adopt(new Uint8Array(20)), { code: 'input', message: /does not begin as one/ })
  await keeper.alarm()
  assert.equal((await keeper.status()).exit.code, 105, 'an effect that nobody carries out is an error of the program')
  assert.match(await keeper.errors(), /there is no effect "note"/)
  await assert.rejects(keeper.message('x'), { code: 'ended' })
  await keeper.remove()
  assert.deepEqual(await keeper.status(), { state: 'none' })
})

test('two programs never take each other\'s snapshots, as bytes or as modules; a changed file is another program', async () => {
  const [bytes, others] = await Promise.all([readFile(programs.newer), readFile(programs.older)])
  const [program, other] = await Promise.all([load(bytes), load(others)])
  const module = await load(program.module)
  assert.equal(module.id, program.id)
  assert.notEqual(other.id, program.id)
  const run = program.start({ stdin: true, effects: { note: () => 'ok' } })
  await run.atRest()
  const snapshot = run.snapshot()
  run.kill()
  for (const stranger of [other, await load(other.module)]) assert.throws(() => stranger.restore(snapshot), { code: 'snapshot', message: /another build/ })
  const changed = Uint8Array.from(bytes)
  changed[bytes.indexOf('the customer says')] ^= 1
  assert.notEqual((await load(changed)).id, program.id)
  const stripped = await load((await load(bytes.subarray(0, bytes.length - 15))).module)
  assert.equal(stripped.id, '')
  assert.throws(() => stripped.restore(snapshot), { code: 'snapshot', message: /carries no identity.*weft build/ })
})

test('what can become of an effect, and a recording of it', async () => {
  const program = await load(await readFile(programs.effects))
  const aborted = []
  const effects = {
    echo: (request, { id }) => `${id} ${request}`,
    nothing: () => undefined,
    at_once: () => 5,
    throws: async () => { throw new Error('no luck') },
    hostile: () => ({ then() { throw { get message() { throw 1 } } } }),
    never: (request, { signal }) => new Promise(() => signal.addEventListener('abort', () => aborted.push(signal.reason.name)))
  }
  const run = program.start({ effects, record: true })
  const [text, tape, exit] = await Promise.all([run.stdout.text(), chunksOf(run.recording), run.exit])
  assert.equal(text, [
    'echo: 0 "1 h\u00e9llo"', 'nothing: 0 ""', 'at once: 0 "5"', 'too long: -18 "4 t", the answer of the effect has more bytes than there is room for',
    'throws: -12 "no luck", no luck', 'hostile: -12 "an error without words", an error without words',
    'unknown: -16 "there is no effect "constructor"", there is no effect "constructor"',
    'no name: -6 "", an effect has a name, a text and room for an answer', 'timeout: -2', 'last: 0 "9 bye"', ''
  ].join('\n'))
  assert.equal(exit.code, 0)
  assert.deepEqual(aborted, ['AbortError'])
  const replay = program.start({ replay: tape })
  assert.equal(await replay.stdout.text(), text, 'a replay carries out nothing')
  assert.equal((await replay.exit).code, 0)
})

test('an effect that fails is tried again under the same id, unless it says that it is no accident', async () => {
  const builds = await loadBuilds({ program: await readFile(programs.job) })
  const { store } = createProcess(createDisk(), () => false)
  const tried = []
  const work = (request, { id, attempt }) => {
    tried.push([id.slice(id.lastIndexOf('-') + 1), attempt])
    if (attempt === 2) throw Object.assign(new Error('refused'), { final: true })
    throw new Error('broken off')
  }
  const keeper = createKeeper(store, { builds, effects: { work }, now: () => 1e12 })
  await keeper.start({ args: ['sew', '1'] })
  await keeper.alarm()
  assert.deepEqual(tried, [['1', 1], ['1', 2]])
  assert.equal(await keeper.output(), 'attempt 1: refused\nsew: failed\n')
})

test('the program of docs/durable.md waits for two weeks', async () => {
  const builds = await loadBuilds({ program: await readFile(programs.trial) })
  const disk = createDisk()
  let now = 1e12
  const mails = []
  const mail = text => {
    mails.push([text, Math.round((now - 1e12) / 86400e3)])
    return 'sent'
  }
  const keeper = createKeeper(createProcess(disk, () => false).store, { builds, effects: { mail }, now: () => now })
  await keeper.start()
  await keeper.alarm()
  now = disk.alarm
  await keeper.alarm()
  assert.deepEqual(mails, [['welcome', 0], ['your trial ends', 14]])
  assert.equal(await keeper.output(), 'sent\n')
})

test('only so many programs are in memory at once', async () => {
  const builds = await loadBuilds({ program: await readFile(programs.job) })
  const places = createPlaces(2)
  let [live, most] = [0, 0]
  const work = async () => {
    most = Math.max(most, ++live)
    // As long as it takes until another one is here, and a while longer, for one too many.
    for (let turns = 1000; turns > 0; turns--) {
      if (live > 1) turns = Math.min(turns, 20)
      await new Promise(resolve => setImmediate(resolve))
    }
    live--
    return 'well'
  }
  const keepers = Array.from({ length: 7 }, () => createKeeper(createProcess(createDisk(), () => false).store, { builds, effects: { work }, places, now: () => 1e12 }))
  await Promise.all(keepers.map(async keeper => {
    await keeper.start()
    await keeper.alarm()
  }))
  assert.deepEqual(await Promise.all(keepers.map(async keeper => (await keeper.status()).state)), Array(7).fill('ended'))
  assert.equal(most, 2)
})

test('the job of examples/queue goes on by itself, and can be called off', async () => {
  const builds = await loadBuilds({ program: await readFile(programs.job) })
  const { store } = createProcess(createDisk(), () => false)
  let now = 1e12
  const work = (request, { id }) => {
    if (!id.endsWith('-3')) throw Object.assign(new Error('no luck'), { final: true })
    return 'well'
  }
  const keeper = createKeeper(store, { builds, effects: { work }, now: () => now })
  await keeper.start({ args: ['sew', '5'] })
  for (const hours of [0, 1, 2]) {
    now += hours * 3600e3
    await keeper.alarm()
  }
  assert.equal(await keeper.output(), 'attempt 1: no luck\nattempt 2: no luck\nattempt 3: well\nsew: done\n')
  await keeper.remove()
  await keeper.start({ args: ['sew', '5'] })
  await keeper.alarm()
  await keeper.message('stop\n')
  await keeper.alarm()
  assert.equal(await keeper.output(), 'attempt 1: no luck\nsew: called off\n')
})

test('a deployment is a folder that holds everything, and a wrong one is a sentence', async () => {
  const place = join(folder, 'deployed')
  const command = words => spawnSync(process.execPath, [join(root, 'durable/bin/weft-durable.js'), ...words], { cwd: place, encoding: 'utf8' })
  await mkdir(join(place, 'lib'), { recursive: true })
  await writeFile(join(place, 'worker.js'), 'import { durable } from "@weft/durable"\nimport { program } from "./lib/program.js"\n' +
    'export class Trial extends durable({ program }) {}\nexport default {}\n')
  await writeFile(join(place, 'lib/program.js'), 'import program from \'../program.wasm\'\nexport { program }\n')
  await writeFile(join(place, 'program.wasm'), '')
  const { status, stdout, stderr } = command(['build', 'worker.js', '--object', 'Trial', '--text', 'A=b=c'])
  assert.equal(status, 0, stderr)
  assert.match(stdout, /^deploy.workerd\.capnp: \d+ modules\. Start it: cd deploy && workerd serve workerd\.capnp$/m)
  const config = await readFile(join(place, 'deploy/workerd.capnp'), 'utf8')
  for (const line of ['(name = "program.wasm", wasm = embed "modules/program.wasm")', '(name = "TRIAL", durableObjectNamespace = "Trial")',
    '(name = "A", text = "b=c")', 'enableSql = true']) assert.ok(config.includes(line), line)
  assert.match(await readFile(join(place, 'deploy/modules/worker.js'), 'utf8'), /from "\.\/@weft\/durable\/index\.js"/)
  await writeFile(join(place, 'worker.js'), 'import nothing from "no-such-package"\n')
  const refused = command(['build', 'worker.js', '--object', 'Trial'])
  assert.equal(refused.status, 120)
  assert.match(refused.stderr, /^weft-durable: .*worker\.js imports no-such-package, and there is no such package: install it\.\n$/)
  assert.match(command(['build']).stderr, /wants build or serve, a Worker and --object/)
  assert.match(command(['--help']).stdout, /^weft-durable build WORKER\.js/)
})

test('tsc --strict takes an example of everything, and finds what is wrong in it', () => {
  const options = '--strict --noEmit --module nodenext --moduleResolution nodenext --target es2022 --lib esnext,dom,dom.asynciterable'
  const { status, stdout } = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), ...options.split(' '), 'tests/durable/example.ts'],
    { cwd: root, encoding: 'utf8' })
  assert.equal(stdout, '')
  assert.equal(status, 0)
})

test('the archive of the package holds its files, and needs the host only', () => {
  const [{ files }] = JSON.parse(execFileSync('npm', ['pack', '--dry-run', '--json'], { cwd: join(root, 'durable'), encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }))
  const lib = ['deploy', 'effects', 'error', 'http', 'keeper', 'log', 'object', 'object_store', 'pieces', 'places', 'workerd'].map(name => `lib/${name}.js`)
  assert.deepEqual(files.map(({ path }) => path).sort(), ['LICENSE', 'README.md', 'bin/weft-durable.js', 'deploy.d.ts', 'index.d.ts', 'index.js', 'keeper.d.ts',
    'package.json', ...lib].sort())
})

async function chunksOf(stream) {
  const chunks = []
  for await (const chunk of stream) chunks.push(chunk)
  return new Uint8Array(Buffer.concat(chunks))
}

// ---- under workerd ----

/** Until it says so. */
async function until(ask, name, good) {
  for (let left = 1500; left > 0; left--) {
    const status = await ask('GET', `${name}/status`)
    if (good(status)) return status
    await new Promise(resolve => setTimeout(resolve, 20))
  }
  assert.fail(`${name} did not get there: ${JSON.stringify(await ask('GET', `${name}/status`))}`)
}

const waitsForWord = bytes => ({ out, waits, state }) => out >= bytes && waits === 0 && state === 'parked'
const [first, second] = [lines.slice(0, 1), lines.slice(0, 5)].map(some => some.join('\n').length + 1)

test('under workerd: start, park, message, alarm, end; and it is killed between all of that', async t => {
  const notes = await openNotes()
  const server = await openWorkerd({ folder: join(folder, 'a'), program: programs.older, notes: notes.address })
  t.after(() => Promise.all([server.kill(), notes.close()]))
  const { ask } = server
  const again = async () => {
    await server.kill()
    await server.start()
  }
  assert.equal((await ask('POST', 'a/message', 'x')).status, 404)
  assert.equal((await ask('POST', 'a/start')).status, 201)
  await again()
  const { bytes, dueAt } = await until(ask, 'a', waitsForWord(first))
  assert.ok(bytes > 1000 && bytes < 8192, `it is stored in ${bytes} bytes`)
  assert.ok(dueAt > 0)
  await again()
  assert.deepEqual(await ask('POST', 'a/message', 'hello\n', { 'Idempotency-Key': '1' }), { status: 200, taken: true })
  await again()
  assert.deepEqual(await ask('POST', 'a/message', 'hello\n', { 'Idempotency-Key': '1' }), { status: 200, taken: false })
  for (const request of asked.slice(0, 4)) {
    while (![...notes.done.values()].includes(request)) await notes.came()
    await again()
  }
  await until(ask, 'a', waitsForWord(second))
  assert.equal((await ask('GET', 'a/output')).text, lines.slice(0, 5).join('\n') + '\n')

  // a new build, and the program was started by the old one
  await server.kill()
  const newer = await openWorkerd({ folder: join(folder, 'a'), program: programs.newer, notes: notes.address })
  t.after(() => newer.kill())
  assert.equal((await newer.ask('POST', 'a/message', 'go\n', { 'Idempotency-Key': '2' })).taken, true)
  const refused = await until(newer.ask, 'a', ({ state }) => state === 'refused')
  assert.match(refused.why, /^The program was started by the build [0-9a-f]{16}, and there is only [0-9a-f]{16}: deploy that build again beside the new one/)
  assert.equal(refused.waits, 1, 'the message waits with it')
  await newer.kill()

  // both builds: it goes on with its own
  const both = await openWorkerd({ folder: join(folder, 'a'), program: programs.newer, older: [programs.older], notes: notes.address })
  t.after(() => both.kill())
  assert.equal((await both.ask('POST', 'a/message', '', {})).taken, true)
  const { exit } = await until(both.ask, 'a', ({ state }) => state === 'ended')
  assert.deepEqual(exit, { code: 0, reason: 'exit', message: '' })
  assert.equal((await both.ask('GET', 'a/output')).text, lines.join('\n'))
  assert.equal((await both.ask('GET', `a/output?from=${second}`)).text, lines.slice(5).join('\n'))
  assert.deepEqual([...notes.done.values()], asked)
  assert.equal((await both.ask('POST', 'a/message', 'x')).status, 410)
  t.diagnostic(`${bytes} bytes; effects that came twice, with one id: ${notes.repeated}`)
})

test('one program goes from Node to workerd and back to Node', async t => {
  const program = await load(await readFile(programs.newer))
  const printed = []
  const options = { stdin: true, effects: { note: () => 'ok' }, onStdout: chunk => printed.push(Buffer.from(chunk)) }
  const text = () => Buffer.concat(printed).toString()
  const begun = program.start({ ...options, speed: 100_000 })
  while (text() === '') await begun.atRest()
  const leaving = await packSnapshot(begun.snapshot())
  begun.kill()

  const notes = await openNotes()
  const server = await openWorkerd({ folder: join(folder, 'b'), program: programs.newer, notes: notes.address })
  t.after(() => Promise.all([server.kill(), notes.close()]))
  assert.equal((await server.ask('PUT', 'b/snapshot', leaving)).build, program.id)
  await server.ask('POST', 'b/message', 'hello\n')
  await until(server.ask, 'b', waitsForWord(second - first))
  printed.push(Buffer.from((await server.ask('GET', 'b/output')).text))
  const back = await unpackSnapshot((await server.ask('GET', 'b/snapshot')).bytes)

  const run = program.restore(back, { ...options, stdin: undefined, clock: 3600 })
  run.input('go\n')
  assert.deepEqual(await run.exit, { code: 0, reason: 'exit', message: '' })
  assert.equal(text(), lines.join('\n'))
})
