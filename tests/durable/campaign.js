/**
 * Durable programs at length, under a workerd that is killed again and again.
 *
 *     npm run durable                        a thousand programs, a hundred times kill -9; then how long a wake takes after 10, 1 000 and 10 000 steps
 *     npm run durable -- --programs 100 --kills 10 --each 5 --steps 10,100
 *     npm run durable -- --peers             the wakes, beside Temporal's development server, which is installed first; a row of its ends after
 *                                            15 minutes (--minutes), and says how far it came
 *     npm run durable -- --write             and the figures go into docs/durable.md; with --peers those beside Temporal
 */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { root, weft } from '../programs.js'
import { openTemporal } from './temporal/twin.js'
import { openNotes, openWorkerd } from './workerd.js'

const AT_ONCE = 40
const ASKS = 25
const PEER_ASKS = 5   // it plays its whole history for each
const page = join(root, 'docs/durable.md')
const { values } = parseArgs({ options: {
  programs: { type: 'string', default: '1000' }, kills: { type: 'string', default: '100' }, steps: { type: 'string', default: '10,1000,10000' },
  each: { type: 'string', default: '3' }, seed: { type: 'string', default: '1' }, write: { type: 'boolean', default: false },
  peers: { type: 'boolean', default: false }, minutes: { type: 'string', default: '15' }
} })
const [programs, kills, stepsEach] = [values.programs, values.kills, values.each].map(Number)
const random = createRandom(Number(values.seed))

const folder = await mkdtemp(join(tmpdir(), 'weft-campaign-'))
const notes = await openNotes()
const program = join(folder, 'steps.wasm')
await promisify(execFile)(process.execPath, [weft, 'build', 'tests/durable/steps.c', '-o', program], { cwd: root })
const server = await openWorkerd({
  folder: join(folder, 'server'), program, notes: notes.address, worker: 'campaign_worker.js', objects: ['Order', 'Quick']
})
const faults = []
let silent = 0   // requests that were never answered
try {
  const report = values.peers ? besideTemporal(await measureBoth()) : table(await playCrashes(), await measureWakes())
  console.log(report)
  if (values.write && !values.peers) await write('figures', report)
} finally {
  await server.kill()
  await notes.close()
  await rm(folder, { recursive: true, force: true })
}
for (const fault of faults) console.error(fault)
process.exitCode = faults.length > 0 ? 1 : 0

/** All of them start, wait, ask for effects and end, and all the while the process is killed. */
async function playCrashes() {
  const names = Array.from({ length: programs }, (_, i) => `order-${i}`)
  let killed = 0
  let over = false
  const killing = (async () => {
    while (killed < kills && !over) {
      await pause(50 + random() * 500)
      await server.kill()
      await server.start()
      killed++
      progress(`${killed} of ${kills} kills`)
    }
  })()
  const began = performance.now()
  await each(names, name => persist('POST', `${name}/start`, JSON.stringify({ args: [String(stepsEach)] }), 409))
  const stored = []
  await each(names, async name => stored.push((await persist('GET', `${name}/status`)).bytes ?? 0))
  await killing
  await each(names, name => persist('POST', `${name}/message`, '\n', 410))
  await each(names, name => ended(name))
  over = true
  const wanted = Array.from({ length: stepsEach }, (_, i) => `step ${i + 1}: ok\n`).join('')
  let lost = 0
  await each(names, async name => {
    const { exit } = await persist('GET', `${name}/status`)
    const { text } = await persist('GET', `${name}/output`)
    if (exit?.code === 0 && text === wanted) return
    lost++
    faults.push(`${name}: ${JSON.stringify(exit)}, ${JSON.stringify(text)}`)
  })
  const done = [...notes.done].filter(([, text]) => text.startsWith('step'))
  const lives = new Map()
  for (const [id, text] of done) {
    const life = id.slice(0, id.lastIndexOf('-'))
    lives.set(life, [...lives.get(life) ?? [], text])
  }
  const doubled = [...lives.values()].filter(list => new Set(list).size !== list.length).length
  const missing = programs * stepsEach - done.length
  if (doubled > 0 || missing !== 0) faults.push(`effects: ${doubled} programs have doubled ones, ${missing} are missing`)
  if (silent > 0) console.error(`requests that were never answered: ${silent}`)
  return { killed, lost, doubled, repeated: notes.repeated, effects: done.length, most: Math.max(...stored), seconds: (performance.now() - began) / 1000 }
}

async function measureWakes() {
  const wakes = []
  for (const steps of values.steps.split(',').map(Number)) wakes.push(await measureWake(steps))
  return wakes
}

/** In turns, so that both meet the same machine. */
async function measureBoth() {
  const temporal = await openTemporal({ folder, notes, minutes: Number(values.minutes) })
  try {
    const rows = []
    for (const steps of values.steps.split(',').map(Number)) {
      const own = await measureWake(steps)
      rows.push({ steps, own, peer: await temporal.measure(steps, PEER_ASKS) })
      notes.done.clear()
      console.log(besideTemporal(rows.slice(-1)))   // what comes may take long, and be ended
      if (values.write) await write('figures beside Temporal', besideTemporal(rows))
    }
    return rows
  } finally {
    await temporal.close()
  }
}

/** From a message to what the program does about it, of one that is parked and has so many steps behind it; after a kill. */
async function measureWake(steps) {
  const name = `quick-${steps}`
  await persist('POST', `${name}/start`, JSON.stringify({ args: [String(steps)] }), 409)
  await until(name, ({ out, state }) => out >= lengthOf(steps) && state === 'parked')
  await server.kill()
  await server.start()
  const { bytes, stored } = await persist('GET', `${name}/status`)
  const times = []
  for (let i = 0; i < ASKS; i++) {
    const came = notes.came()
    const start = performance.now()
    await persist('POST', `${name}/message`, 'x\n')
    await came
    times.push(performance.now() - start)
    await until(name, ({ state, waits }) => state === 'parked' && waits === 0)
    await pause(20)
  }
  await server.ask('DELETE', `${name}/program`)
  return { steps, bytes, stored, ...summary(times) }
}

function summary(times) {
  const sorted = times.toSorted((a, b) => a - b)
  return { median: sorted[sorted.length >> 1], most: sorted.at(-2) }
}

function lengthOf(steps) {
  let bytes = 0
  for (let i = 1; i <= steps; i++) bytes += `step ${i}: ok\n`.length
  return bytes
}

function ended(name) {
  return until(name, ({ state }) => state === 'ended')
}

async function until(name, good) {
  for (let left = 60_000; left > 0; left--) {
    const status = await persist('GET', `${name}/status`)
    if (good(status)) return
    await pause(25)
  }
  throw new Error(`${name} does not get there: ${JSON.stringify(await persist('GET', `${name}/status`))}`)
}

/** Again, until a process has lived to answer. `done`: what says that it was done already. */
async function persist(method, path, body, done) {
  const headers = path.endsWith('/message') ? { 'Idempotency-Key': `${path} ${performance.now()}` } : {}
  for (let left = 5000; ; left--) {
    try {
      const answer = await server.ask(method, path, body, headers)
      if (answer.status < 300 || answer.status === done) return answer
      if (answer.status < 500 || left === 0) throw Object.assign(new Error(`${method} ${path}: ${JSON.stringify(answer)}`), { final: true })
    } catch (error) {
      if (error.final || left === 0) throw error
      if (error.name === 'TimeoutError') silent++
    }
    await pause(20)
  }
}

async function each(list, call) {
  let next = 0
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    while (next < list.length) await call(list[next++])
  }))
}

function number(value) {
  return value.toLocaleString('en').replaceAll(',', ' ')
}

function machine() {
  return `${cpus()[0].model.trim()}, ${availableParallelism()} processors, load ${loadavg()[0].toFixed(1)}`
}

function besideTemporal(rows) {
  const cells = ({ steps, own, peer }) => {
    const theirs = peer.times.length > 0 ? `${summary(peer.times).median.toFixed(1)} ms${peer.late ? `, of ${peer.times.length}` : ''}` : 'none'
    return [number(steps), `${own.median.toFixed(1)} ms`, number(own.bytes), peer.late ? `${theirs} (${peer.late})` : theirs,
      `${number(peer.bytes)}, ${number(peer.events)} events`]
  }
  return `| steps behind it | Weft, median of ${ASKS} | its bytes | Temporal, median of ${PEER_ASKS} | the bytes of its history |
|---|---|---|---|---|
${rows.map(row => `| ${cells(row).join(' | ')} |`).join('\n')}

${machine()}.`
}

function table({ killed, lost, doubled, repeated, effects, most, seconds }, wakes) {
  return `| | |
|---|---|
| programs, each of three tasks and ${stepsEach} steps | ${number(programs)} |
| \`kill -9\` of workerd meanwhile, in ${seconds.toFixed(0)} s | ${number(killed)} |
| programs that were lost, or printed a line twice | ${lost} |
| effects; carried out again after a kill, under the same id | ${number(effects)}; ${repeated} |
| effects that have two ids | ${doubled} |
| the most bytes of a program in the storage | ${number(most)} |

| steps behind it | bytes stored | from a message to its effect, median | the slowest but one of ${ASKS} |
|---|---|---|---|
${wakes.map(({ steps, bytes, median, most: slow }) => `| ${number(steps)} | ${number(bytes)} | ${median.toFixed(1)} ms | ${slow.toFixed(1)} ms |`).join('\n')}

${machine()}.`
}

async function write(name, report) {
  const text = await readFile(page, 'utf8')
  const [before, after] = [text.indexOf(`<!-- ${name} -->\n`), text.indexOf(`<!-- end of ${name} -->`)]
  await writeFile(page, `${text.slice(0, before)}<!-- ${name} -->\n${report}\n${text.slice(after)}`)
}

function progress(text) {
  if (process.stderr.isTTY) process.stderr.write(`\r${text}   `)
}

function pause(ms) {
  return new Promise(resolve => setTimeout(resolve, ms))
}

/** The same numbers for the same seed. */
function createRandom(seed) {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}
