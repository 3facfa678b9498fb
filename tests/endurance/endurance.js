// `npm run endurance`: each scene of scenes.c for ten million rounds of virtual time. Memory and the time of a
// round must stay as they are. docs/endurance.md is what `--write` makes of it.

import { execFileSync } from 'node:child_process'
import { cpus } from 'node:os'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { listSources } from '../../toolchain/runtime.js'
import { root, run, tools } from '../programs.js'

/** What each scene does in a round, for the table. */
export const scenes = {
  requests: 'sets a variable, spawns a task that sees it and sets another, sleeps',
  timeouts: '`weft_wait_for`, which strikes every third time, and a `WEFT_TIMEOUT`',
  groups: 'two tasks in a `WEFT_GROUP`; every fourth time one fails, and a gather follows',
  generators: 'one to three values of a generator that is left before its end',
  queues: 'an item through a growing queue and back through one with two places',
  tasks: 'two root tasks, one begun at once; every second time one is joined',
  errors: 'a task that fails with two records; every second one is looked at by the handler only',
  handles: 'callbacks soon, later, at the end of a task and of a future; half of the timers are cancelled',
  signals: 'a signal of the system, and its callback',
  trace: 'all of these but the signals, with the trace on'
}

const page = fileURLToPath(new URL('../../docs/endurance.md', import.meta.url))
const tenths = 10
const slack = 4096        // bytes: a buffer of libc's that is made late
const slower = 2          // times the quickest tenth; other programs use the machine, too

/** Builds the scenes, optimised, with the runtime as it is. */
export function buildScenes() {
  const folder = join(root, 'build', 'endurance')
  const program = join(folder, 'scenes')
  mkdirSync(folder, { recursive: true })
  const sources = listSources('native').map(path => join(root, path))
  execFileSync(tools().gcc ?? 'gcc', ['-std=gnu11', '-O2', '-g', '-I', join(root, 'runtime'),
    join(root, 'tests/endurance/scenes.c'), ...sources, '-lm', '-o', program])
  return program
}

/** The measurements of a scene from what it prints: held by the runtime, allocated in all, ns a round. */
export function readTenths(stdout) {
  return stdout.trim().split('\n').map(line => line.split(' ').map(Number))
    .map(([tenth, held, allocated, time]) => ({ tenth, held, allocated, time }))
}

/** What grew after the first tenth; null when nothing did. */
export function growth(measured) {
  if (measured.length !== tenths) return `it printed ${measured.length} of ${tenths} measurements`
  const [first, ...rest] = measured
  const most = Math.max(...rest.map(({ allocated }) => allocated))
  if (most > first.allocated + slack) return `${first.allocated} bytes became ${most}`
  const held = Math.max(...rest.map(({ held }) => held))
  return held > first.held + slack ? `the runtime held ${first.held} bytes, then ${held}` : null
}

/** Runs one scene. */
export async function playScene(words, name, rounds, { limitMs = 3_600_000 } = {}) {
  const env = name === 'trace' ? { WEFT_TRACE: '/dev/null' } : {}
  const { code, stdout, stderr } = await run([...words, name, String(rounds)], { env, limitMs })
  if (code !== 0) throw new Error(`the scene ${name} ended with ${code}: ${stderr}`)
  return readTenths(stdout)
}

const help = `npm run endurance [-- OPTION…]

Plays ten scenes of a server that runs for weeks, natively and under the virtual clock, and looks at what is
allocated and how long a round takes after each tenth.

  --rounds N   rounds of each scene (10000000)
  --write      write docs/endurance.md
  --help       this text
`

async function main() {
  const { values } = parseArgs({
    options: { rounds: { type: 'string', default: '10000000' }, write: { type: 'boolean' }, help: { type: 'boolean' } }
  })
  if (values.help) return console.log(help)
  const rounds = Number(values.rounds)
  if (!(Number.isInteger(rounds) && rounds >= 1000)) throw new Error('--rounds: expected a whole number from 1000')
  const program = buildScenes()
  const rows = []
  for (const name of Object.keys(scenes)) {
    const measured = await playScene([program], name, rounds)
    const times = measured.map(({ time }) => time)
    const wrong = growth(measured) ?? slowing(times)
    rows.push({ name, first: measured[0], last: measured.at(-1), times, wrong })
    console.log(`${name.padEnd(10)} ${measured[0].allocated} → ${measured.at(-1).allocated} bytes; ` +
      `${times.map(time => Math.round(time)).join(' ')} ns a round; ${wrong ?? 'flat'}`)
  }
  if (values.write) writeFileSync(page, written(rows, rounds))
  if (rows.some(({ wrong }) => wrong)) process.exitCode = 1
}

/** A round that takes longer and longer does so in the last tenths more than in any before. */
function slowing(times) {
  const quickest = Math.min(...times)
  const last = Math.min(...times.slice(-3))
  return last > quickest * slower ? `a round took ${Math.round(quickest)} ns, then ${Math.round(last)}` : null
}

function written(rows, rounds) {
  const number = value => Math.round(value).toLocaleString('en').replaceAll(',', ' ')
  const lines = rows.map(({ name, first, last, times }) =>
    `| ${name} | ${scenes[name]} | ${number(first.allocated)} | ${number(last.allocated)} | ${number(Math.min(...times))} | ${number(Math.min(...times.slice(-3)))} |`)
  return `# Endurance

A server runs for weeks. \`npm run endurance -- --write\` plays each of these scenes for ${number(rounds)} rounds of virtual time, natively,
and makes this page. It fails when more is allocated after the first tenth of the rounds than ${slack} bytes, or when a round of the last
three tenths takes more than ${slower} times as long as the quickest.

| scene | what a round does | bytes after a tenth | bytes at the end | ns a round, quickest tenth | of the last three |
|---|---|---:|---:|---:|---:|
${lines.join('\n')}

Bytes are what malloc has given out, of the runtime and of the program. Records of ended root tasks are kept, at least a thousand of them
(see \`weft_spawn\`): that is most of what the scenes with root tasks hold. Measured on ${cpus()[0].model.trim()}, beside other work.

\`npm test -- endurance\` plays ten thousand rounds of each, natively and in Node, and looks at memory only.
`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main().catch(error => {
    console.error(error.message)
    process.exitCode = 2
  })
}

/** The page as it stands, for its test. */
export const readPage = () => readFileSync(page, 'utf8')
