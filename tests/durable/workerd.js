// A real workerd with a Worker of ours, whose process can be killed at any moment, and the server that the programs' effects reach.

import { spawn } from 'node:child_process'
import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { connect, createServer as createListener } from 'node:net'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { deploy } from '@weft/durable/deploy'
import { findWorkerd } from '../../durable/lib/workerd.js'

const PATIENCE_MS = 10_000   // a request that a killed process has taken with it need not end by itself
const here = dirname(fileURLToPath(import.meta.url))

/** A port that nobody has. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createListener().once('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

/**
 * Whoever looks at the id of an effect does it once: here it is written down.
 * @returns what came, by id; `next(id)` resolves when one more has come
 */
export async function openNotes() {
  const done = new Map()   // by id: what was asked for
  let repeated = 0
  let listeners = []
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', chunk => { text += chunk })
    request.on('end', () => {
      const id = request.headers['idempotency-key']
      if (done.has(id)) repeated++
      else done.set(id, text)
      response.end('ok')
      for (const listener of listeners.splice(0)) listener()
    })
  })
  await new Promise(resolve => server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, resolve))
  return {
    done,
    address: `http://127.0.0.1:${server.address().port}/`,
    get repeated() {
      return repeated
    },
    came: () => new Promise(resolve => listeners.push(resolve)),
    close: () => new Promise(resolve => {
      server.close(resolve)
      server.closeAllConnections()
    })
  }
}

/**
 * @param {object} how
 * @param {string} how.folder where it is deployed; the programs are kept there
 * @param {string} how.program the wasm
 * @param {string} how.notes an address
 * @param {string[]} [how.older] programs of builds from before
 */
export async function openWorkerd({ folder, program, notes, older = [], worker = 'worker.js', objects = ['Order'], text = {} }) {
  await mkdir(folder, { recursive: true })
  await copyFile(join(here, worker), join(folder, 'worker.js'))
  await copyFile(program, join(folder, 'program.wasm'))
  await Promise.all(older.map((path, i) => copyFile(path, join(folder, `older${i}.wasm`))))
  await writeFile(join(folder, 'older.js'), older.map((_, i) => `import older${i} from './older${i}.wasm'\n`).join('') +
    `export const older = [${older.map((_, i) => `older${i}`)}]\n`)
  const port = await freePort()
  const { config } = deploy({
    worker: join(folder, 'worker.js'), out: join(folder, 'deploy'), objects, address: `127.0.0.1:${port}`, network: ['private'],
    text: { NOTES: notes, ...text }
  })
  let child = null
  let said = ''

  async function start() {
    child = spawn(findWorkerd(import.meta.url), ['serve', basename(config)], { cwd: dirname(config), stdio: ['ignore', 'pipe', 'pipe'] })
    for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => { said += chunk })
    child.ended = new Promise(resolve => child.once('exit', resolve))
    await waitForPort(port, () => child.exitCode === null).catch(() => { throw new Error(`workerd did not start: ${said}`) })
  }

  async function kill() {
    if (!child) return
    child.kill('SIGKILL')
    await child.ended
    child = null
  }

  await start()
  return {
    kill,
    start,
    get said() {
      return said
    },
    get pid() {
      return child.pid
    },
    /** Asks one program. A refusal is what it answers, too. */
    async ask(method, path, body, headers = {}) {
      const response = await fetch(`http://127.0.0.1:${port}/${path}`, { method, body, headers, signal: AbortSignal.timeout(PATIENCE_MS) })
      if (response.headers.get('content-type')?.startsWith('application/json')) return { status: response.status, ...await response.json() }
      const bytes = new Uint8Array(await response.arrayBuffer())
      return { status: response.status, bytes, text: new TextDecoder().decode(bytes) }
    }
  }
}

/** Until somebody listens there. @param {() => boolean} isAlive whether it is still worth waiting */
export async function waitForPort(port, isAlive) {
  for (let left = 200; !await answers(port); left--) {
    if (left === 0 || !isAlive()) throw new Error('nobody listens there')
    await new Promise(resolve => setTimeout(resolve, 25))
  }
}

function answers(port) {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    }).once('error', () => resolve(false))
  })
}
