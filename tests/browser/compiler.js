// A compiler for pages of tests that is not in the page: a thread of the test's process, which makes the same of an edit by the same files,
// and stays from test to test. A page's own costs seconds of processor time before its first program; that it works is what tests with
// `inside` are for.

import { Worker } from 'node:worker_threads'

const calls = new Map()
let thread

/** Asks the thread, which is there from the first edit on. */
function answer(edit) {
  thread ??= startThread()
  const call = calls.size
  return new Promise(resolve => {
    calls.set(call, resolve)
    thread.postMessage({ call, edit })
  })
}

function startThread() {
  const worker = new Worker(new URL('compile_thread.js', import.meta.url))
  worker.on('message', ({ call, answer }) => calls.get(call)(answer))
  worker.unref()   // a test file ends without it
  return worker
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
