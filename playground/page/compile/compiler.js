// The compiler as the page sees it: its worker, the box that says how far the download is,
// cancelling and going on.

import { addressOf, files } from '../kit/addresses.js'
import { byId, make } from '../kit/dom.js'
import { setProgress, setStatus } from '../kit/status.js'
import { hasCompiler, removeCompiler } from './compiler_files.js'

const LONGEST_MS = 60_000

const megabytes = bytes => (bytes / 1e6).toFixed(1)

export function createCompiler() {
  const state = {
    worker: null, waiting: null, made: null, count: 0, isLoading: false,
    isReady: false, guard: null
  }

  function worker() {
    if (state.worker) return state.worker
    state.worker = new Worker(new URL(files.compileWorker, import.meta.url), { type: 'module' })
    state.worker.onmessage = ({ data }) => take(data)
    state.worker.onerror = event => {
      event.preventDefault()
      fail({ code: 'worker', message: event.message || 'the compiler\'s worker failed.' }, true)
    }
    return state.worker
  }

  function take({ progress, loaded, built, failed }) {
    if (progress) showProgress(progress)
    if (loaded) endProgress(loaded)
    if (built && built.id === state.waiting?.id) settle(built)
    if (failed && failed.id === state.waiting?.id) fail(failed)
  }

  function settle(built) {
    const { resolve, key } = state.waiting
    clearTimeout(state.guard)
    state.waiting = null
    state.made = { key, built }
    resolve(built)
  }

  function fail(error, isDead = false) {
    clearTimeout(state.guard)
    if (isDead) end()
    setProgress(null)
    byId('fetch').hidden = error.code !== 'download'
    if (error.code === 'download') showBroken(error)
    const waiting = state.waiting
    state.waiting = null
    state.isLoading = false
    const words = error.code === 'download'
      ? `the download of the compiler broke off (${error.message}).`
      : error.message
    waiting?.reject(Object.assign(new Error(words), { code: error.code }))
  }

  function end() {
    state.worker?.terminate()
    state.worker = null
    state.isReady = false
  }

  function showProgress({ done, total }) {
    if (!state.waiting) return
    state.isLoading = true
    clearTimeout(state.guard)
    byId('fetch').hidden = false
    byId('fetchbar').hidden = false
    byId('fetchbar').value = 100 * done / total
    byId('fetchwords').replaceChildren(make('b', {}, 'Getting the C compiler, once.'), ' ',
      make('span', { class: 'quiet' }, `${megabytes(done)} of ${megabytes(total)} MB. `
        + 'It stays in this browser; your edit runs as soon as it is here.'))
    setButton('Cancel', cancel)
    setProgress(done / total)
    setStatus('Your edit waits for the compiler.')
  }

  function showBroken({ kept = 0 }) {
    byId('fetchbar').hidden = true
    byId('fetchwords').replaceChildren(make('b', {},
      kept ? `The download broke off at ${megabytes(kept)} MB. What came is kept.`
        : 'The compiler could not be reached. Nothing is lost.'))
    setButton('Go on', () => byId('run').click())
  }

  function setButton(text, act) {
    byId('fetchbutton').textContent = text
    byId('fetchbutton').onclick = act
  }

  function endProgress({ kept }) {
    byId('fetch').hidden = true
    setProgress(null)
    state.isLoading = false
    state.isReady = true
    if (state.waiting) setStatus('Compiling.', 'running')
    byId('kept').textContent = kept ? 'The compiler is in this browser.'
      : 'This browser does not keep the compiler: it is fetched again after a reload.'
    byId('forget').hidden = !kept
    if (state.waiting) watch()
  }

  /** A compiler that takes too long is ended: no source here needs a minute. */
  function watch() {
    clearTimeout(state.guard)
    const message = `the compiler took more than ${LONGEST_MS / 1000} s and was ended.`
    state.guard = setTimeout(() => fail({ code: 'slow', message }, true), LONGEST_MS)
  }

  function cancel() {
    if (!state.waiting) return
    if (state.isLoading) return state.worker.postMessage({ cancel: true })
    fail({ code: 'called-off', message: 'compiling was called off.' }, true)
  }

  /** One at a time: what waits for another text hears that it is not wanted any more. */
  function request(file, text, level) {
    const key = JSON.stringify([file, level, text])
    if (state.made?.key === key) return Promise.resolve(state.made.built)
    if (state.waiting?.key === key) return state.waiting.promise
    const id = ++state.count
    state.waiting?.resolve(null)
    state.waiting = { id, key }
    state.waiting.promise = new Promise((resolve, reject) => {
      Object.assign(state.waiting, { resolve, reject })
    })
    worker().postMessage({ id, address: addressOf(files.parts), file, text, level })
    if (state.isReady) watch()
    return state.waiting.promise
  }

  byId('forget').addEventListener('click', async () => {
    end()
    await removeCompiler()
    byId('forget').hidden = true
    byId('kept').textContent = 'The compiler was removed. The next edit gets it again.'
  })
  hasCompiler().then(has => {
    byId('forget').hidden = !has
    byId('kept').textContent = has ? 'The compiler is in this browser.'
      : `The compiler (${megabytes(files.compilerBytes)} MB) is fetched when you first run an edit.`
  })

  return {
    cancel,
    /**
     * Compiles, links and weaves.
     * @returns {Promise<{ok: boolean, module?: WebAssembly.Module, diagnostics: object[],
     *   text: string}>}
     */
    build(file, text, level) {
      setStatus('Compiling.', 'running')
      return request(file, text, level)
    },
    /** The same, if the compiler is ready and idle; null when it is not, or something else came. */
    async ahead(file, text, level) {
      if (!state.isReady || state.waiting) return null
      return request(file, text, level).catch(() => null)
    },
    /** Gets the compiler ready, if it is in this browser already. */
    async warm() {
      if (await hasCompiler()) worker().postMessage({ warm: addressOf(files.parts) })
    }
  }
}
