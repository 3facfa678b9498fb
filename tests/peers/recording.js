// A recording of our HTTP server in Node under the load of wrk, and what comes of it on the other hosts: the same lines, and the same trace byte for byte.

import { spawn } from 'node:child_process'
import { createReadStream, mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { openPage } from '../conformance/hosts.js'
import { load } from './clients.js'
import { environment, memory, startServer } from './servers.js'
import { sumOf } from './sum.js'
import { root } from './tools.js'

const source = 'tests/peers/server.c'
const folder = 'build/peers/recording'   // the page fetches from it
const weft = join(root, 'toolchain', 'weft.js')
const inFolder = name => join(folder, name)

/**
 * Records the server while wrk asks it, twice.
 * @returns {Promise<{code: number, requests: number, bytes: number, megabytes: number[], trace: string, text: string}>} `megabytes` of memory after half
 *   of the load and after all, `trace` its length and sum
 */
export async function recordUnderLoad(wrk, { seconds, connections }) {
  mkdirSync(join(root, folder), { recursive: true })
  await command(['build', '--record', source, '-o', inFolder('server.wasm')])   // beforehand: a compiler leaves its memory behind
  const words = ['run', '--host', 'node', '--record', inFolder('tape'), '--trace', inFolder('trace'), inFolder('server.wasm')]
  const server = await startServer({ name: 'the recorded server', words: [process.execPath, weft, ...words], cwd: root })
  const megabytes = []
  let requests = 0
  for (let half = 0; half < 2; half++) {
    requests += (await load(wrk, server.url, { connections, seconds: Math.max(1, Math.round(seconds / 2)) })).requests
    megabytes.push(memory(server.pid).now)
  }
  const { code } = await server.stop()
  return { code, requests, bytes: statSync(join(root, inFolder('tape'))).size, megabytes, trace: await sumOfFile('trace'), text: `port ${server.port}\n` }
}

/**
 * Plays the recording again, without a network.
 * @param {'native' | 'node' | 'wasmtime' | 'page'} host
 * @returns {Promise<{code: number, trace: string, text: string}>}
 */
export async function playRecording(host) {
  if (host === 'page') return playInPage()
  const trace = `trace.${host}`
  const { code, text } = await command(['replay', inFolder('tape'), '--host', host, '--trace', inFolder(trace), source])
  return { code, text, trace: await sumOfFile(trace) }
}

async function playInPage() {
  const { page, close } = await openPage()
  try {
    return await page.evaluate(playThere, [inFolder('server.wasm'), inFolder('tape'), source])
  } finally {
    await close()
  }
}

/** Runs inside of the page. */
async function playThere([program, tape, name]) {
  const { load } = await import('/web/index.js')
  const { sumOf } = await import('/tests/peers/sum.js')
  const bytesOf = async path => new Uint8Array(await (await fetch(`/${path}`)).arrayBuffer())
  const run = (await load(await bytesOf(program))).start({ name, replay: await bytesOf(tape), trace: true, env: {} })
  const [trace, text, { code }] = await Promise.all([sumOf(run.trace), run.stdout.text(), run.exit])
  return { code, text, trace }
}

function sumOfFile(name) {
  return sumOf(createReadStream(join(root, inFolder(name)), { highWaterMark: 2 ** 20 }))
}

/** A command of weft's, to its end: its code and what it prints. */
function command(words) {
  const child = spawn(process.execPath, [weft, ...words], { cwd: root, env: environment(), stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', more => { text += more })
  return new Promise((resolve, reject) => child.on('error', reject).on('close', code => resolve({ code, text })))
}
