// The names of the built files, as the build has put them in; relative to the page's own script.

/** @type {{runWorker: string, compileWorker: string, jobWorker: string, checkWorker: string, forkWorker: string, watchWorker: string, single: string, singleWorker: string, examples: string, index: string, lessons: string,
 *   parts: string, names: string, compilerBytes: number}} */
export const files = __FILES__

/** The address of a file of the build. */
export function addressOf(name) {
  return new URL(name, import.meta.url).href
}

/** In a frame without an origin of its own (`sandbox` without allow-same-origin) a worker has to be made here, and may only be a plain script. */
export const isApart = globalThis.origin === 'null' && /^https?:$/.test(globalThis.location?.protocol)
const made = new Map()

/** What is sent before the module is there is held back until it is. */
const apart = address => `const early = []
const hold = event => early.push(event.data)
onmessage = hold
import(${JSON.stringify(address)}).then(() => {
  if (onmessage === hold) onmessage = null
  for (const data of early) dispatchEvent(new MessageEvent('message', { data }))
}, error => setTimeout(() => { throw error }))`

/** The address of a worker of the build, as `new Worker` takes it. */
export function workerAddress(name) {
  const address = addressOf(name)
  if (isApart && !made.has(name)) made.set(name, URL.createObjectURL(new Blob([apart(address)], { type: 'text/javascript' })))
  return made.get(name) ?? address
}

/** Starts a worker of the build. */
export function openWorker(name) {
  return new Worker(workerAddress(name), { type: files.workerType ?? (isApart ? 'classic' : 'module') })   // from disk there are no modules
}
