// The servers: Weft's, natively and in Node, and those of peers. Each is a process that prints its port; /proc says what it uses.

import { execFile, spawn } from 'node:child_process'
import { mkdirSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { buildNative, buildTokio, buildWasm } from '../bench/build.js'
import { findTools, root, tools } from './tools.js'

const execute = promisify(execFile)
const peers = fileURLToPath(new URL('.', import.meta.url))
const weft = join(root, 'toolchain', 'weft.js')
const folder = join(root, 'build', 'peers')
const TICKS = 100   // of a second, in /proc/PID/stat
const PATIENCE = 20_000

/**
 * Builds what can be built here. Each takes a word that says what it does (`http`, `echo`); `processes` is its program for those.
 * @typedef {{ name: string, ours?: boolean, native?: boolean, missing?: string, words?: string[], processes?: string[], env?: object }} Server
 * @returns {Promise<Server[]>}
 */
export async function buildServers() {
  const { gcc, go, cargo, python } = findTools()
  mkdirSync(folder, { recursive: true })
  const node = `Node ${process.versions.node}`
  const { libuv } = tools()
  const uvloop = python && await hasUvloop(python)
  const inNode = async name => [process.execPath, weft, 'run', await buildWasm(`../peers/${name}`, { output: `../peers/${name}` }), '--']
  const natively = async name => [await buildNative(gcc, `../peers/${name}`)]
  const servers = [
    { name: 'Weft, natively', ours: true, native: true, ...await made(gcc, () => natively('server')), processes: gcc && await natively('processes') },
    { name: `Weft, in ${node}`, ours: true, words: await inNode('server'), processes: await inNode('processes') },
    { name: 'C over libuv, by hand', ...await made(gcc && libuv, () => buildUv(gcc, join(folder, 'uv'))) },
    { name: node, words: [process.execPath, join(peers, 'node.js')] },
    { name: go?.place ?? 'Go', ...await made(go, () => buildGo(go, join(folder, 'go'))), env: { GOMAXPROCS: '1' } },
    { name: 'tokio, HTTP by hand', ...await made(cargo, async () => [await buildTokio(cargo, join(peers, 'tokio'), 'weft-peer')]) },
    { name: `${uvloop ? 'uvloop' : 'asyncio'}, HTTP by hand`, ...await made(python, async () => [python.path, join(peers, 'asyncio_peer.py')]) }
  ]
  return servers.map(server => ({ processes: server.words, ...server }))
}

async function hasUvloop(python) {
  return execute(python.path, ['-c', 'import uvloop']).then(() => true, () => false)
}

async function made(tool, make) {
  return tool ? { words: await make() } : { missing: 'not here' }
}

async function buildUv(gcc, to) {
  await execute(gcc.path, ['-std=gnu11', '-O2', join(peers, 'uv.c'), '-luv', '-o', to])
  return [to]
}

/** The client that loads servers which send back what came; null without a compiler. */
export async function buildLoad() {
  const { gcc } = findTools()
  const to = join(folder, 'load')
  if (!gcc) return null
  mkdirSync(folder, { recursive: true })
  await execute(gcc.path, ['-std=gnu11', '-O2', join(peers, 'load.c'), '-o', to])
  return to
}

async function buildGo(go, to) {
  await execute(go.path, ['build', '-trimpath', '-o', to, '.'], { cwd: join(peers, 'go') })
  return [to]
}

/** Starts a server (`what`: http or echo); gives its port once it listens, its process, and its end. */
export async function startServer({ name, words, env = {}, cwd }, what) {
  const child = spawn(words[0], [...words.slice(1), ...what ? [what] : []], { cwd, stdio: ['ignore', 'pipe', 'pipe'], env: { ...environment(), ...env } })
  let [out, errors] = ['', '']
  child.stderr.setEncoding('utf8').on('data', text => { errors += text })
  const exit = new Promise(resolve => child.on('close', (code, signal) => resolve(signal ?? code)))
  const port = await new Promise((resolve, reject) => {
    child.on('error', reject)
    child.stdout.setEncoding('utf8').on('data', text => {
      out += text
      const found = /port (\d+)\n/.exec(out)
      if (found) resolve(Number(found[1]))
    })
    exit.then(code => reject(new Error(`${name} ended with ${code}: ${errors}`)))
  })
  return { name, port, pid: child.pid, url: `http://127.0.0.1:${port}/`, stop: () => stop(child, exit, () => errors) }
}

/** Runs a program to its end: seconds that passed, and of processor time, its children's and the system's for them among them. */
export async function timeOf(words, env = {}) {
  const { stderr } = await execute('bash', ['-c', 'TIMEFORMAT="took %R %U %S"; time "$@"', 'time', ...words], { env: { ...environment(), ...env } })
  const [passed, own, system] = /took (\S+) (\S+) (\S+)/.exec(stderr).slice(1).map(Number)
  return { passed, cpu: own + system }
}

/** As Ctrl-C does; gives how it ended, and what it said. */
async function stop(child, exit, errors) {
  child.kill('SIGINT')
  const late = setTimeout(() => child.kill('SIGKILL'), PATIENCE)
  const code = await exit
  clearTimeout(late)
  return { code, errors: errors() }
}

/** Ours, without what would tell a program of Weft's something. */
export function environment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('WEFT_')))
}

// ---- what a process uses ----

/** Seconds of processor time, of the process and of the system for it. */
export function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1].split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS
}

/** Megabytes in memory, now and at most. */
export function memory(pid) {
  const text = readFileSync(`/proc/${pid}/status`, 'latin1')
  const megabytes = name => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(text)[1]) / 1024
  return { now: megabytes('VmRSS'), peak: megabytes('VmHWM') }
}

export function descriptors(pid) {
  return readdirSync(`/proc/${pid}/fd`).length
}

/** How many descriptors are left once it has at most `wanted`, or patience ends. */
export async function descriptorsAfter(pid, wanted) {
  const end = Date.now() + PATIENCE
  while (descriptors(pid) > wanted && Date.now() < end) await new Promise(resolve => setTimeout(resolve, 50))
  return descriptors(pid)
}
