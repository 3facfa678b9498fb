// `npm run peers`: plays real peers against our HTTP server and puts servers of others beside it. docs/peers.md says what each row means.

import assert from 'node:assert/strict'
import { readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { buildNative } from '../bench/build.js'
import { median, run } from '../bench/run.js'
import { describeMachine } from '../bench/tools.js'
import { load, loadEcho, playCurl, playFetch, playNc, withIdle, withNginx } from './clients.js'
import { playRecording, recordUnderLoad } from './recording.js'
import { buildLoad, buildServers, cpuSeconds, descriptors, descriptorsAfter, memory, startServer, timeOf } from './servers.js'
import { findClients, findTools, root, tools } from './tools.js'
import { fetchWasiRust } from './wasi_rust.js'

const page = join(root, 'docs', 'peers.md')
const BUSY = 1.5
const MOST_MEGABYTES = 150   // of the native server with its idle connections
const KEPT_BY_NGINX = 32
const GROWTH = { natively: 1, inNode: 32 }   // megabytes between two equal loads; Node's heap breathes

const help = `npm run peers [-- OPTION…]

Starts our HTTP server, natively and in Node, and plays against it what this machine has: curl, nc, fetch, nginx before it, the load of
wrk, thousands of idle connections, a recording. Then measures it beside others, in turns: C over libuv, Node, Go, tokio, asyncio or uvloop.

  --seconds N      how long wrk runs each time (30)
  --connections N  how many it opens (200)
  --rounds N       how many turns each server has (3)
  --only NAME      only "peers" (what clients make of our server), or only "beside" (servers of others)
  --idle N         idle connections (10000)
  --write          write docs/peers.md
  --rust           first get what builds tokio for wasmtime: the Rust of a newer Debian, unpacked below build/roots (200 MB, by apt)
  --help           this text

It installs nothing else; what is missing is "not here". On Debian: apt-get install nginx-light wrk curl netcat-openbsd libuv1-dev golang-go.
The exit code is 1 when something failed.
`

const settings = { seconds: 30, connections: 200, rounds: 3, idle: 10_000 }

function readSettings(words) {
  const texts = Object.fromEntries(Object.keys(settings).map(name => [name, { type: 'string' }]))
  const { values } = parseArgs({ args: words, options: { ...texts, only: { type: 'string' }, write: { type: 'boolean' }, rust: { type: 'boolean' }, help: { type: 'boolean' } } })
  const read = { ...settings, only: values.only, write: values.write, rust: values.rust, help: values.help }
  for (const name of Object.keys(settings)) {
    if (values[name] === undefined) continue
    read[name] = Number(values[name])
    if (!(Number.isInteger(read[name]) && read[name] > 0)) throw new Error(`--${name} ${values[name]}: expected a whole number, 1 or more`)
  }
  if (![undefined, 'peers', 'beside'].includes(read.only)) throw new Error(`--only ${read.only}: expected peers or beside`)
  return read
}

// ---- one server and its clients ----

/** What was played and what came of it. */
async function playAll(server, clients, how, say) {
  const rows = []
  const running = await startServer(server)
  const { port, pid, url } = running
  const before = descriptors(pid)
  const row = async (what, missing, work) => {
    say(`${server.name}: ${what}`)
    rows.push({ what, where: server.name, ...missing ? { says: 'not here', missing } : await outcome(work) })
  }
  try {
    await row('curl', !clients.curl, () => playCurl(clients.curl, url))
    await row('nc', !clients.nc, () => playNc(clients.nc, port))
    await row('fetch', false, () => playFetch(url))
    await row('nginx', !clients.nginx || !clients.curl, () => playNginx(clients, running, how))
    await row('wrk', !clients.wrk, () => playWrk(clients.wrk, running, server.native, how))
    await row('idle connections', false, () => playIdle(running, server.native, how))
    await row('descriptors', false, async () => {
      const after = await descriptorsAfter(pid, before)
      assert.ok(after <= before, `${before} at the beginning, ${after} at the end`)
      return `${before} at the beginning, ${after} at the end`
    })
  } finally {
    const { code, errors } = await running.stop()
    rows.push({ what: 'SIGINT', where: server.name, says: `it ends with code ${code}`, failed: code !== 109 || /Error|leak/i.test(errors) })
  }
  return rows
}

async function outcome(work) {
  try {
    return { says: await work() }
  } catch (error) {
    return { says: `FAILED: ${error.message.split('\n')[0]}`, failed: true }
  }
}

/** Through nginx the same requests, and under load nginx keeps its connections. */
function playNginx({ nginx, curl, wrk }, { port, pid }, { connections }) {
  return withNginx(nginx, port, async url => {
    await playCurl(curl, url)
    await playFetch(url)
    if (!wrk) return 'as curl and fetch'
    const before = descriptors(pid)
    const { requests } = await load(wrk, url, { connections, seconds: 2 })
    const kept = await descriptorsAfter(pid, before + KEPT_BY_NGINX)
    assert.ok(kept <= before + KEPT_BY_NGINX, `${before} descriptors before the load, ${kept} after`)
    return `as curl and fetch; ${requests} requests of ${connections} connections without an error`
  })
}

/** Two equal loads: no error, and the second takes no more memory than the first. */
async function playWrk(wrk, { pid, url }, native, { connections, seconds }) {
  const before = descriptors(pid)
  const first = await load(wrk, url, { connections, seconds })
  const between = memory(pid).now
  const second = await load(wrk, url, { connections, seconds })
  const after = memory(pid).now
  const most = native ? GROWTH.natively : GROWTH.inNode
  const left = await descriptorsAfter(pid, before)
  assert.ok(after - between <= most, `memory grew from ${between.toFixed(1)} to ${after.toFixed(1)} MB`)
  assert.ok(left <= before, `${before} descriptors before, ${left} after`)
  return `${first.requests + second.requests} requests without an error; ${between.toFixed(1)} MB after half of them, ${after.toFixed(1)} MB after all`
}

async function playIdle({ port, pid }, native, { idle }) {
  const megabytes = await withIdle(port, idle, () => memory(pid).peak)
  assert.ok(!native || megabytes <= MOST_MEGABYTES, `${megabytes.toFixed(0)} MB with ${idle} connections, more than ${MOST_MEGABYTES}`)
  return `${idle} open, each has had an answer; ${megabytes.toFixed(0)} MB at most`
}

/** A recording in Node, under load: no error, memory stays, and it plays again everywhere. */
async function playRecorded({ wrk }, { connections, seconds }) {
  if (!wrk) return { says: 'not here', missing: true }
  return outcome(async () => {
    const { megabytes: [half, all], requests, bytes, ...recorded } = await recordUnderLoad(wrk, { connections, seconds })
    assert.ok(all - half <= GROWTH.inNode, `memory grew from ${half.toFixed(1)} to ${all.toFixed(1)} MB`)
    const hosts = ['native', 'node', ...tools().wasmtime ? ['wasmtime'] : [], ...tools().chromium ? ['page'] : []]
    for (const host of hosts) assert.deepEqual(await playRecording(host), recorded, host)
    return `${requests} requests without an error, ${bytes} bytes of recording; ${half.toFixed(1)} MB after half of them, ${all.toFixed(1)} MB after all; ` +
      `the same lines and the same trace (${recorded.trace.split(',')[0]}) when it is replayed: ${hosts.join(', ')}`
  })
}

/** Streams without HTTP: the benchmark of many connections. */
async function playStreams({ idle }) {
  const { gcc } = findTools()
  if (!gcc) return { says: 'not here', missing: true }
  return outcome(async () => {
    const { out } = await run([await buildNative(gcc, 'connections'), String(idle), '64'])
    const [first] = out.split('\n')
    const [, failed, megabytes] = /(\d+) failed, (\d+) MB/.exec(first)
    assert.equal(Number(failed), 0, first)
    assert.ok(Number(megabytes) <= MOST_MEGABYTES, first)
    return first
  })
}

// ---- side by side ----

const KINDS = [
  { kind: 'HTTP, hello', what: 'http', path: '' },
  { kind: 'HTTP, a JSON body that comes back', what: 'http', path: 'echo', script: 'json.lua' },
  { kind: 'TCP, 64 bytes there and back', what: 'echo' },
  { kind: 'UDP, 64 bytes there and back', what: 'udp' },
  { kind: 'TLS, 64 bytes there and back', what: 'tls' }
]
const PROCESSES = 1000
const OURS = 3   // of the servers, the first

/** In turns, a fresh process each: requests a second, processor time of a request, memory. */
async function measure(servers, clients, how, say) {
  const kinds = KINDS.map(kind => ({ ...kind, figures: servers.map(server => forKind(server, kind)) }))
  for (let round = 1; round <= how.rounds; round++) {
    for (const { kind, figures, ...load } of kinds) {
      for (const entry of figures.filter(({ missing }) => !missing)) {
        say(`round ${round} of ${how.rounds}: ${kind}: ${entry.name}`)
        await sample(entry, () => measureOnce(entry, clients, { ...how, ...load }))
      }
    }
  }
  return kinds.map(({ kind, figures }) => ({ kind, figures: figures.map(summarize) }))
}

function forKind(server, { what }) {
  return { ...server, samples: [], ...!server.missing && server.lacks?.includes(what) && { missing: 'has none' } }
}

async function sample(entry, work) {
  try {
    entry.samples.push(await work())
  } catch (error) {
    entry.missing = `FAILED: ${error.message.split('\n')[0]}`
    entry.failed = true
  }
}

async function measureOnce(server, { wrk, echo }, { what, path, ...how }) {
  const running = await startServer(server, what)
  const ask = how => what === 'http' ? load(wrk, running.url + path, how) : loadEcho(echo, running.port, { ...how, what })
  try {
    await ask({ ...how, seconds: 1 })   // engines warm up
    const before = cpuSeconds(running.pid)
    const { requests, perSecond } = await ask(how)
    return { perSecond, cpu: (cpuSeconds(running.pid) - before) / requests * 1e6, megabytes: memory(running.pid).now }
  } finally {
    await running.stop()
  }
}

/** Many short processes, ten at once: how many a second, and the processor time of one, its own and its parent's. */
async function measureProcesses(servers, { rounds }, say) {
  const figures = servers.map(server => forKind(server, { what: 'processes' }))
  for (let round = 1; round <= rounds; round++) {
    for (const entry of figures.filter(({ missing }) => !missing)) {
      say(`round ${round} of ${rounds}: processes: ${entry.name}`)
      await sample(entry, async () => {
        const none = await timeOf([...entry.processes, 'processes', '0'], entry.env)   // what it takes to start
        const { passed, cpu } = await timeOf([...entry.processes, 'processes', String(PROCESSES)], entry.env)
        return { perSecond: PROCESSES / (passed - none.passed), cpu: (cpu - none.cpu) / PROCESSES * 1e6, megabytes: NaN }
      })
    }
  }
  return { kind: `${PROCESSES} short processes`, figures: figures.map(summarize) }
}

function summarize({ samples, ...entry }) {
  if (entry.missing || samples.length === 0) return entry
  return { ...entry, ...Object.fromEntries(['perSecond', 'cpu', 'megabytes'].map(name => [name, median(samples.map(sample => sample[name]))])) }
}

// ---- tables ----

function playedTable(rows) {
  return [['Peer', 'Our server', 'What came of it'], ...rows.map(({ what, where, says }) => [what, where, says])]
}

/** Ratios: ours natively, in Node and under wasmtime to each; of processor time less is better. */
function figuresTable(kinds) {
  const ratio = (ours, its) => ours && its ? (ours / its).toFixed(2) : '-'
  const rows = kinds.flatMap(({ kind, figures }) => {
    const ours = figures.slice(0, OURS)
    return figures.map(({ name, missing, perSecond, cpu, megabytes }) => missing ? [kind, name, missing, '', '', ...ours.map(() => '')] : [
      kind, name, perSecond.toFixed(0), cpu.toFixed(1), megabytes ? megabytes.toFixed(1) : '', ...ours.map(our => ratio(our.cpu, cpu))
    ])
  })
  return [['What', 'By', 'a second', 'µs of processor time', 'MB', 'time: native Weft/it', 'time: Weft in Node/it', 'time: Weft under wasmtime/it'], ...rows]
}

function asText(table) {
  const widths = table[0].map((_, i) => Math.max(...table.map(row => row[i].length)))
  return table.map(row => row.map((cell, i) => cell.padEnd(widths[i])).join('  ').trimEnd()).join('\n')
}

function asMarkdown([head, ...rows]) {
  const line = cells => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

function describeRun({ date, load, how }) {
  const { seconds, connections, rounds, idle } = how
  return `${date} UTC, ${describeMachine()}, load ${load.before.toFixed(1)} before and ${load.highest.toFixed(1)} at most; ` +
    `--seconds ${seconds} --connections ${connections} --rounds ${rounds} --idle ${idle}` +
    (load.highest > BUSY + 2 || load.before > BUSY ? '. Others used the machine meanwhile: compare the ratios of processor time, nothing else' : '')
}

const BESIDE = '## Beside others\n'

/** What was not measured stays as it is. */
function makePage(result, before) {
  const [peers, beside] = [before.slice(before.indexOf('## What peers'), before.indexOf(BESIDE)), before.slice(before.indexOf(BESIDE))]
  const { only } = result.how
  return `# Real peers

\`\`\`sh
npm run peers                    # some minutes on a quiet machine
npm run peers -- --seconds 5     # shorter
npm run peers -- --only beside   # one of the two parts of this page
npm run peers -- --write         # also writes this page, or that part of it
npm run peers -- --rust          # first gets what builds tokio for wasmtime
\`\`\`

The command starts our HTTP server (\`tests/peers/server.c\`), natively and in Node by \`weft run\`, and plays against it what the
machine has. It installs nothing; what is missing is "not here". Everything stays on 127.0.0.1.

${only === 'beside' ? peers : peersPart(result)}${only === 'peers' ? beside : besidePart(result)}`
}

function peersPart(result) {
  return `## What peers make of our server

This is what it wrote: ${describeRun(result)}.

- **curl**, **nc**, **fetch**: GET, POST of JSON that comes back, a body in pieces, two requests on one connection and in one piece.
- **nginx** stands before the server as a reverse proxy that keeps its connections, with a configuration of its own in a temporary folder.
- **wrk** runs twice for the seconds that were asked for. No error may occur, the second load may not take more memory than the first (1 MB
  natively; Node's heap may breathe by 32), and all descriptors must come back.
- **idle connections** are open at once, each after one answer. Natively all of the server may take ${MOST_MEGABYTES} MB at most.
- **recorded** is the server in Node with \`--record\` under the load of wrk; the recording is then replayed on each host and gives the same lines and the same
  trace, byte for byte.
- **streams** is \`tests/bench/connections.c\`: the same without HTTP.

${asMarkdown(playedTable(result.played))}

`
}

function besidePart(result) {
  return `## Beside others

This is what it wrote: ${describeRun(result)}.

wrk loads one server at a time, in turns, each time a fresh process that has a second to warm up; figures are medians. Processor time is that of the
server, its own and the system's for it, divided by requests: it does not depend on how much of the machine others use, as requests a second do. Below
1, Weft takes less. Go runs with GOMAXPROCS=1, since the others have one thread for this.

- **HTTP, hello** answers a GET, **a JSON body** is 2 KB that are sent back, **TCP**, **UDP** and **TLS** send back what
  came, without HTTP (\`tests/peers/load.c\` is their client; by datagrams each of its connections is a port of its own). libuv has no TLS, and tokio none without another crate.
- **Under wasmtime** both are components, with WASI's sockets; wasmtime compiles them when it starts. tokio is built for wasm32-wasip2 (\`tests/peers/wasi_rust.js\`). Go
  is not there: its port for WASI is of preview 1, which has no call that makes a socket. Go can accept on one that it is given (\`net.FileListener\`), and wasmtime 49 gives none any more:
  with \`-S tcplisten\` or \`listenfd\` it says that components do not support that, also for a module, and \`-S preview2=n\` is "no longer supported".
- **processes** are ${PROCESSES} times \`true\`, ten at once; their processor time is the child's and its parent's.
- **By hand**, over libuv (\`tests/peers/uv.c\`), tokio and asyncio: they know no HTTP but the end of a head and a length, and show what loop and
  system cost. The others are whole HTTP servers. Heads of answers differ in size: Node's and Go's have a date.

The goals are at most 1.05 beside C over libuv, 1.25 beside Node, and 1.00 under wasmtime beside tokio. Where the table has more, this is why:

- **HTTP beside those by hand**: ours reads every header of a request, keeps limits and deadlines for each connection, and gives the handler streams. A body is copied once more, into the program's own bytes.
- **UDP natively**: a task is woken for each datagram; libuv calls a function.
- **In Node** a message costs an operation and two copies, into the program's memory and out of it: [benchmarks.md](benchmarks.md#missed-and-what-was-tried) says what was tried. Datagrams have no way around a call of Node's for each.
- **TLS in Node** goes through a stream of ours, for which Node has a slower way (\`JSStreamSocket\`). The quick one does not say whether an end came from TLS or somebody has cut the
  connection, and a program must know.

${asMarkdown(figuresTable(result.figures))}
`
}

// ---- the command ----

function progress(text) {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text.slice(0, 79)}`)
  else if (text) process.stderr.write(`${text}\n`)
}

async function main(words) {
  const how = readSettings(words)
  if (how.help) return console.log(help)
  const load = { before: loadavg()[0], highest: loadavg()[0] }
  const say = text => {
    load.highest = Math.max(load.highest, loadavg()[0])
    progress(text)
  }
  if (how.rust) {
    say('getting Rust for wasm32-wasip2')
    fetchWasiRust()
  }
  say('building')
  const clients = { ...findClients(), echo: await buildLoad() }
  const servers = await buildServers()
  const played = []
  for (const server of servers.filter(({ ours }) => ours && how.only !== 'beside')) {
    if (server.missing) played.push({ what: 'all', where: server.name, says: server.missing })
    else played.push(...await playAll(server, clients, how, say))
  }
  if (how.only !== 'beside') {
    say('a recording')
    played.push({ what: 'recorded', where: 'Weft, in Node, recorded', ...await playRecorded(clients, how) })
    say('streams')
    played.push({ what: 'streams', where: 'connections.c, natively', ...await playStreams(how) })
  }
  const figures = []
  if (how.only !== 'peers') {
    if (clients.wrk && clients.echo) figures.push(...await measure(servers, clients, how, say))
    figures.push(await measureProcesses(servers, how, say))
  }
  say('')
  const date = new Date().toISOString().slice(0, 16).replace('T', ' ')
  const result = { date, load, how, played, figures }
  console.log([describeRun(result), asText(playedTable(played)), asText(figuresTable(figures))].join('\n\n'))
  if (how.write) writeFileSync(page, makePage(result, readFileSync(page, 'utf8')))
  if ([...played, ...figures.flatMap(({ figures }) => figures)].some(({ failed }) => failed)) process.exitCode = 1
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  main(process.argv.slice(2)).catch(error => {
    progress('')
    console.error(error.message)
    process.exitCode = 1
  })
}
