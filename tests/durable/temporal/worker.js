// A worker of Temporal's in a process of its own: node worker.js ADDRESS NOTES CACHED

import { activityInfo } from '@temporalio/activity'
import { fileURLToPath } from 'node:url'
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker'

const [address, notes, cached] = process.argv.slice(2)

Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter: 'error' } } })   // a long history is slow, and it says so each time
const worker = await Worker.create({
  connection: await NativeConnection.connect({ address }),
  taskQueue: 'steps',
  workflowsPath: fileURLToPath(new URL('workflow.js', import.meta.url)),
  maxCachedWorkflows: Number(cached),
  activities: {
    async note(text) {
      const { base64TaskToken } = activityInfo()
      const response = await fetch(notes, { method: 'POST', body: text, headers: { 'Idempotency-Key': base64TaskToken } })
      return response.text()
    }
  }
})
const running = worker.run()
process.send('ready')
await running
