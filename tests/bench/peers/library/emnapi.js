// addon.c in emnapi, without threads: its asynchronous work is done between two turns of the event loop.

import { pathToFileURL } from 'node:url'
import { join } from 'node:path'

/** @param {string} packages the folder of the npm packages @param {BufferSource} bytes */
export async function loadEmnapi(packages, bytes) {
  const from = name => import(pathToFileURL(join(packages, name)))
  const { instantiateNapiModule } = await from('@emnapi/core/dist/emnapi-core.mjs')
  const { getDefaultContext } = await from('@emnapi/runtime/dist/emnapi.mjs')
  const { napiModule } = await instantiateNapiModule(bytes, { context: getDefaultContext(), asyncWorkPoolSize: 0 })
  return napiModule.exports
}
