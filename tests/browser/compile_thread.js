// The thread of compiler.js: takes `{call, edit}` after the other, and answers with what the page's worker would, the bytes in base64.

import { setFlagsFromString } from 'node:v8'
import { parentPort } from 'node:worker_threads'
import { makeEdit } from '../../playground/page/compile/recipe.js'
import { openCache } from '../../toolchain/cache.js'
import { buildLibrary } from '../../toolchain/library.js'

setFlagsFromString('--wasm-tiering-budget=100000000')   // a test file is over before an optimised clang has paid for itself
const library = buildLibrary({ cache: openCache() })

async function answer(edit) {
  try {
    const { bytes, ...built } = await makeEdit(edit, { library: await library })
    return { built, base64: bytes && Buffer.from(bytes).toString('base64') }
  } catch ({ code, message }) {
    return { failed: { id: edit.id, code, message } }
  }
}

parentPort.on('message', async ({ call, edit }) => parentPort.postMessage({ call, answer: await answer(edit) }))
