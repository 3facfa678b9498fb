// A compiler for pages of tests that is not in the page: it makes the same of an edit, by the same files, and stays from test to test. A page's
// own costs seconds of processor time before its first program; that it works is what tests with `inside` are for.

import { setFlagsFromString } from 'node:v8'
import { makeEdit } from '../../playground/page/compile/recipe.js'
import { openCache } from '../../toolchain/cache.js'
import { buildLibrary } from '../../toolchain/library.js'

setFlagsFromString('--wasm-tiering-budget=100000000')   // a test file is over before an optimised clang has paid for itself
let library

/** What the page's worker answers, with the bytes in base64. */
async function answer(edit) {
  try {
    library ??= buildLibrary({ cache: openCache() })
    const { bytes, ...built } = await makeEdit(edit, { library: await library })
    return { built, base64: bytes && Buffer.from(bytes).toString('base64') }
  } catch (error) {
    const { code, message } = error
    return { failed: { id: edit.id, code, message } }
  }
}

/** Gives a page that is not opened yet this compiler in the place of its own. */
export async function compileOutside(page) {
  await page.exposeFunction('compileOutside', answer)
  await page.addInitScript(() => {
    const Own = window.Worker
    window.Worker = function (address, options) {
      return /\/compileWorker-\w+\.js$/.test(address) ? standIn() : new Own(address, options)
    }
    window.Worker.prototype = Own.prototype

    function standIn() {
      const worker = new EventTarget()
      let isThere = true
      let isLoaded = false
      const say = data => { if (isThere) worker.dispatchEvent(new MessageEvent('message', { data })) }
      worker.addEventListener('message', event => worker.onmessage?.(event))
      worker.terminate = () => { isThere = false }
      worker.postMessage = async edit => {
        if (edit.cancel || edit.warm) return
        if (!isLoaded) say({ loaded: { kept: true } })
        isLoaded = true
        const { built, base64, failed } = await window.compileOutside(edit)
        if (failed) return say({ failed })
        if (!base64) return say({ built })
        const bytes = Uint8Array.from(atob(base64), letter => letter.charCodeAt(0))
        const module = await WebAssembly.compile(bytes)
        say({ built: { ...built, module, program: bytes, bytes: bytes.length } })
      }
      return worker
    }
  })
}
