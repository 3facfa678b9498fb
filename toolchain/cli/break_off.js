// Makes a worker thread leave what it runs, WebAssembly too: its debugger can do that from here. The
// worker itself goes on, and hears messages again.

/**
 * @param {import('node:worker_threads').Worker} worker the only one of this process
 * @param {() => void} then called when the thread was told
 */
export async function breakOff(worker, then) {
  const { Session } = await import('node:inspector').catch(() => ({}))   // a Node without a debugger
  if (!Session) return
  const session = new Session()
  session.connect()
  session.on('NodeWorker.attachedToWorker', ({ params: { sessionId } }) => {
    const message = JSON.stringify({ id: 1, method: 'Runtime.terminateExecution' })
    session.post('NodeWorker.sendMessageToWorker', { sessionId, message }, then)
  })
  session.post('NodeWorker.enable', { waitForDebuggerOnStart: false })
}
