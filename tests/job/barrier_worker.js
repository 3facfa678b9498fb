// A worker for jobs that lets none of them run before two workers have each been given one: they say so to each other. With one
// worker, or with two of which only one works at a time, nothing would ever run.

const AT_ONCE = 2
const here = new BroadcastChannel('jobs')
const own = crypto.randomUUID()
const others = new Set([own])
const waiting = []
const port = globalThis.process?.getBuiltinModule?.('node:worker_threads').parentPort ?? globalThis

here.onmessage = ({ data }) => {
  if (others.has(data)) return
  others.add(data)
  say()            // who came later has not heard of this one
  passOn()
}
here.unref?.()

function say() {
  if (waiting.length > 0 || begun) here.postMessage(own)
}

let begun = false
let ready = false

function passOn() {
  if (!ready || others.size < AT_ONCE) return
  begun ||= waiting.length > 0
  for (const message of waiting.splice(0)) for (const listener of listeners) listener(message)
}

/** The real worker listens to what this one passes on. */
const listeners = []
if (port.on) {
  const plain = port.on.bind(port)
  plain('message', receive)
  port.addEventListener = undefined
  port.on = (name, listener) => name === 'message' ? listeners.push(listener) : plain(name, listener)
} else {
  addEventListener('message', ({ data }) => receive(data))
  globalThis.addEventListener = (name, listener) => listeners.push(data => listener({ data }))
}

function receive(message) {
  waiting.push(message)
  if (message.module) return
  say()
  passOn()
}

await import('../../web/lib/world/job_worker.js')
ready = true
passOn()
