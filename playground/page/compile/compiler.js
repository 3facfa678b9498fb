// The compiler as the page sees it: its worker, the box that says how far the download is,
// cancelling and going on.

import { addressOf, files, openWorker } from '../kit/addresses.js'
import { byId, make } from '../kit/dom.js'
import { setProgress, setStatus } from '../kit/status.js'
import { hasCompiler, removeCompiler } from './compiler_files.js'

const LONGEST_MS = 60_000
const UNREACHED = 'the compiler cannot be reached. Is there a network?'

const megabytes = bytes => (bytes / 1e6).toFixed(1)

/** @param {{isWaitedFor: () => boolean}} page whether somebody waits for what is compiled */
export function createCompiler({ isWaitedFor }) {
  const compiler = {
    isWaitedFor,
    worker: null,
    waiting: null,       // the request: { id, key, promise, resolve, reject }
    made: null,          // the last answer: { key, built }
    count: 0,
    isLoading: false,    // parts of it are coming
    isReady: false,
    guard: null          // ends it when it takes too long
  }
  bindSettings(compiler)
  return {
    cancel: () => cancel(compiler),
    /**
     * Compiles, links and weaves; `searched`: in the form whose orders can be searched; `recorded`: that plays a recording;
     * `watched`: with symbols, whose variables can be looked at.
     * @returns {Promise<{ok: boolean, module?: WebAssembly.Module, diagnostics: object[],
     *   text: string} | null>} null when something else came
     */
    build(file, text, level, forms = {}) {
      setStatus('Compiling.', 'running')
      return request(compiler, file, text, level, forms)
    },
    /** The same, if the compiler is ready and idle; null when it is not, or something else came. */
    async ahead(file, text, level, forms = {}) {
      if (!compiler.isReady || compiler.waiting) return null
      return request(compiler, file, text, level, forms).catch(() => null)
    },
    /** Gets the compiler ready, if it is in this browser already. */
    async warm() {
      if (await hasCompiler()) workerOf(compiler).postMessage({ warm: addressOf(files.parts) })
    }
  }
}

function workerOf(compiler) {
  if (compiler.worker) return compiler.worker
  const worker = openWorker(files.compileWorker)
  worker.onmessage = ({ data }) => take(compiler, data)
  worker.onerror = event => {
    event.preventDefault()
    const message = event.message || UNREACHED
    fail(compiler, { code: event.message ? 'worker' : 'download', message }, true)
  }
  compiler.worker = worker
  return worker
}

/** One at a time: what waits for another text hears that it is not wanted any more. */
function request(compiler, file, text, level, { searched = false, recorded = false, watched = false }) {
  const key = JSON.stringify([file, level, text, searched, recorded, watched])
  if (compiler.made?.key === key) return Promise.resolve(compiler.made.built)
  if (compiler.waiting?.key === key) return compiler.waiting.promise
  const id = ++compiler.count
  compiler.waiting?.resolve(null)
  const waiting = { id, key }
  waiting.promise = new Promise((resolve, reject) => Object.assign(waiting, { resolve, reject }))
  compiler.waiting = waiting
  workerOf(compiler).postMessage({ id, address: addressOf(files.parts), file, text, level, searched, recorded, watched })
  if (compiler.isReady) watch(compiler)
  return waiting.promise
}

function take(compiler, { progress, loaded, built, failed }) {
  if (progress) showProgress(compiler, progress)
  if (loaded) endProgress(compiler, loaded)
  if (built && built.id === compiler.waiting?.id) settle(compiler, built)
  if (failed && failed.id === compiler.waiting?.id) fail(compiler, failed)
}

function settle(compiler, built) {
  const { resolve, key } = compiler.waiting
  clearTimeout(compiler.guard)
  compiler.waiting = null
  compiler.made = { key, built }
  resolve(built)
}

function fail(compiler, { code, message, kept }, isDead = false) {
  clearTimeout(compiler.guard)
  if (isDead) end(compiler)
  setProgress(null)
  byId('fetch').hidden = code !== 'download'
  if (code === 'download') showBroken(kept)
  const { waiting } = compiler
  compiler.waiting = null
  compiler.isLoading = false
  const words = code !== 'download' ? message : kept ? `the download of the compiler broke off (${message}).` : UNREACHED
  waiting?.reject(Object.assign(new Error(words), { code }))
}

function end(compiler) {
  compiler.worker?.terminate()
  compiler.worker = null
  compiler.isReady = false
}

/** A compiler that takes too long is ended: no source here needs a minute. */
function watch(compiler) {
  clearTimeout(compiler.guard)
  const message = `the compiler took more than ${LONGEST_MS / 1000} s and was ended.`
  compiler.guard = setTimeout(() => fail(compiler, { code: 'slow', message }, true), LONGEST_MS)
}

function cancel(compiler) {
  if (!compiler.waiting) return
  if (compiler.isLoading) return compiler.worker.postMessage({ cancel: true })
  callOff(compiler)
}

/** Ends the worker; what waits for it hears that it was called off. */
function callOff(compiler) {
  fail(compiler, { code: 'called-off', message: 'compiling was called off.' }, true)
}

// --- the download --------------------------------------------------------------------------------

function showProgress(compiler, { done, total }) {
  if (!compiler.waiting) return
  compiler.isLoading = true
  clearTimeout(compiler.guard)
  byId('fetch').hidden = false
  byId('fetchbar').hidden = false
  byId('fetchbar').value = 100 * done / total
  byId('fetchwords').replaceChildren(make('b', {}, 'Getting the C compiler, once.'), ' ',
    make('span', { class: 'quiet' }, `${megabytes(done)} of ${megabytes(total)} MB. `
      + 'It stays in this browser; your edit runs as soon as it is here.'))
  setButton('Cancel', () => cancel(compiler))
  setProgress(done / total)
  if (compiler.isWaitedFor()) setStatus('Your edit waits for the compiler.')
}

function showBroken(kept = 0) {
  byId('fetchbar').hidden = true
  byId('fetchwords').replaceChildren(make('b', {},
    kept ? `The download broke off at ${megabytes(kept)} of ${megabytes(files.compilerBytes)} MB. The page keeps what came.`
      : 'The compiler cannot be reached. Nothing is lost.'))
  setButton('Go on', () => byId('run').click())
}

function setButton(text, act) {
  byId('fetchbutton').textContent = text
  byId('fetchbutton').onclick = act
}

function endProgress(compiler, { kept }) {
  byId('fetch').hidden = true
  setProgress(null)
  compiler.isLoading = false
  compiler.isReady = true
  if (compiler.waiting && compiler.isWaitedFor()) setStatus('Compiling.', 'running')
  byId('kept').textContent = kept ? 'The compiler is in this browser.'
    : 'This browser does not keep the compiler: it is fetched again after a reload.'
  byId('forget').hidden = !kept
  if (compiler.waiting) watch(compiler)
}

/** Whether the compiler is kept, and the button that removes it. */
function bindSettings(compiler) {
  byId('forget').addEventListener('click', async () => {
    callOff(compiler)
    await removeCompiler()
    byId('forget').hidden = true
    byId('kept').textContent = 'The compiler was removed. The next edit gets it again.'
  })
  hasCompiler().then(has => {
    byId('forget').hidden = !has
    byId('kept').textContent = has ? 'The compiler is in this browser.'
      : `The compiler (${megabytes(files.compilerBytes)} MB) is fetched when you first run an edit.`
  })
}
