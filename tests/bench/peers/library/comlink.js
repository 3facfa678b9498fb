// A worker that Comlink makes functions of: node comlink.js runs in one of worker_threads; `loadComlink` is the other side.

import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'

async function comlinkOf(packages) {
  const { default: nodeEndpoint } = await import(pathToFileURL(join(packages, 'comlink/dist/esm/node-adapter.mjs')))
  return { nodeEndpoint, ...await import(pathToFileURL(join(packages, 'comlink/dist/esm/comlink.mjs'))) }
}

/** @param {string} packages the folder of the npm packages */
export async function loadComlink(packages) {
  const { nodeEndpoint, wrap } = await comlinkOf(packages)
  const worker = new Worker(fileURLToPath(import.meta.url), { workerData: packages })
  const { next } = wrap(nodeEndpoint(worker))
  return { next, end: () => worker.terminate() }
}

if (!isMainThread && typeof workerData === 'string') {
  const { nodeEndpoint, expose } = await comlinkOf(workerData)
  expose({ next: value => value + 1 }, nodeEndpoint(parentPort))
}
