// The servers: Weft's, natively and in Node, and those of peers. Each is a process that prints its port; /proc says what it uses.

import { execFile, spawn } from 'node:child_process'
import { mkdirSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { buildNative, buildTokio, buildWasm } from '../bench/build.js'
import { findTools, root, tools } from './tools.js'
import { buildTokioForWasi, hasWasiRust } from './wasi_rust.js'

const execute = promisify(execFile)
const peers = fileURLToPath(new URL('.', import.meta.url))
const weft = join(root, 'toolchain', 'weft.js')
const folder = join(root, 'build', 'peers')
const TICKS = 100   // of a second, in /proc/PID/stat
const PATIENCE = 20_000

/**
 * Builds what can be built here. Each takes a word that says what it does (`http`, `echo`, `udp`, `tls`); `processes` and `secure`
 * are its programs for processes and for TLS, `lacks` is what it has not.
 * @typedef {{ name: string, ours?: boolean, native?: boolean, missing?: string, words?: string[], processes?: string[], secure?: string[],
 *   lacks?: string[], env?: object }} Server
 * @returns {Promise<Server[]>}
 */
export async function buildServers() {
  const { gcc, go, cargo, python } = findTools()
  mkdirSync(folder, { recursive: true })
  const node = `Node ${process.versions.node}`
  const { libuv, openssl, wasmtime, wasmTools } = tools()
  const underWasmtime = file => [wasmtime, 'run', '-S', 'inherit-network', file]
  const own = openssl ? await makeCertificate(openssl) : {}
  const lacks = openssl ? [] : ['tls']
  const uvloop = python && await hasUvloop(python)
  const variables = Object.entries(own).flatMap(([name, text]) => ['--env', `${name}=${text}`])
  const inNode = async name => [process.execPath, weft, 'run', ...variables, await buildWasm(`../peers/${name}`, { output: `../peers/${name}` }), '--']
  const natively = async (name, more) => [await buildNative(gcc, `../peers/${name}`, more)]
  const servers = [
    { name: 'Weft, natively', ours: true, native: true, ...await made(gcc, () => natively('server')), processes: gcc && await natively('processes'),
      secure: gcc && openssl && await natively('secure', ['-lssl', '-lcrypto']) },
    { name: `Weft, in ${node}`, ours: true, words: await inNode('server'), processes: await inNode('processes'),
      secure: await inNode('secure') },
    { name: 'Weft, under wasmtime', ...await made(wasmtime && wasmTools, async () => underWasmtime(await buildComponent())), lacks: ['tls', 'processes'] },
    { name: 'C over libuv, by hand', ...await made(gcc && libuv, () => buildUv(gcc, join(folder, 'uv'))), lacks: ['tls'] },
    { name: node, words: [process.execPath, join(peers, 'node.js')] },
    { name: go?.place ?? 'Go', ...await made(go, () => buildGo(go, join(folder, 'go'))), env: { GOMAXPROCS: '1' } },
    { name: 'tokio, HTTP by hand', ...await made(cargo, async () => [await buildTokio(cargo, join(peers, 'tokio'), 'weft-peer')]), lacks: ['tls'] },
    { name: 'tokio, under wasmtime', ...await made(cargo && hasWasiRust(), async () =>
      underWasmtime(await buildTokioForWasi(cargo, join(peers, 'tokio'), 'weft-peer'))), lacks: ['tls', 'processes'] },
    { name: `${uvloop ? 'uvloop' : 'asyncio'}, HTTP by hand`, ...await made(python, async () => [python.path, join(peers, 'asyncio_peer.py')]) }
  ]
  return servers.map(server => ({ processes: server.words, secure: server.words, lacks, ...server, env: { ...own, ...server.env } }))
}

/** Of this machine's name, for a day; by the names that the servers look for in their environment. */
async function makeCertificate(openssl) {
  const [key, certificate] = ['own.key', 'own.pem'].map(name => join(folder, name))
  await execute(openssl, ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', key, '-out', certificate,
    '-days', '1', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'])
  return { PEER_CERTIFICATE: readFileSync(certificate, 'utf8'), PEER_KEY: readFileSync(key, 'utf8') }
}

async function hasUvloop(python) {
  return execute(python.path, ['-c', 'import uvloop']).then(() => true, () => false)
}

async function made(tool, make) {
  return tool ? { words: await make() } : { missing: 'not here' }
}

async function buildComponent() {
  const to = join(folder, 'server_component.wasm')   // beside the module of that name
  await execute(process.execPath, [weft, 'build', '--component', '-O2', join(peers, 'server.c'), '-o', to], { cwd: root })
  return to
}

async function buildUv(gcc, to) {
  await execute(gcc.path, ['-std=gnu11', '-O2', join(peers, 'uv.c'), '-luv', '-o', to])
  return [to]
}

/** The clients that load servers which send back what came, without and with TLS; null without a compiler. */
export async function buildLoad() {
  const { gcc } = findTools()
  if (!gcc) return null
  mkdirSync(folder, { recursive: true })
  const build = async (name, ...more) => {
    const to = join(folder, name)
    await execute(gcc.path, ['-std=gnu11', '-O2', join(peers, 'load.c'), ...more, '-o', to])
    return to
  }
  return { plain: await build('load'), tls: tools().openssl ? await build('load_tls', '-DWITH_TLS', '-lssl', '-lcrypto') : null }
}

async function buildGo(go, to) {
  await execute(go.path, ['build', '-trimpath', '-o', to, '.'], { cwd: join(peers, 'go') })
  return [to]
}

/** Starts a server (`what`: http, echo, udp or tls); gives its port once it listens, its process, and its end. */
export async function startServer({ name, words: usual, secure, env = {}, cwd }, what) {
  const words = what === 'tls' ? secure : usual
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
