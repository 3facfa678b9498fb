// The service worker: what was opened once can be opened again without a network. The page itself is
// asked for first, so that a new build is seen at once; files whose names hold a hash never change
// and are taken from the cache. The parts of the compiler are kept by page/compile/compiler_files.js, not here.

/** @type {{version: string, shell: string[]}} put in by the build */
const { version, shell } = __OFFLINE__
const PREFIX = 'weft-page-'
const CACHE = PREFIX + version
const HASHED = /-[0-9A-Za-z]{8,10}\.\w+$/

addEventListener('install', event => event.waitUntil(fill()))
addEventListener('activate', event => event.waitUntil(takeOver()))
addEventListener('fetch', event => {
  const { method, url, mode } = event.request
  if (method !== 'GET' || !url.startsWith(registration.scope)) return
  const name = url.slice(registration.scope.length).replace(/[?#].*/, '')
  if (mode === 'navigate') event.respondWith(page(event.request))
  else if (HASHED.test(name)) event.respondWith(file(event.request))
})

async function fill() {
  const cache = await caches.open(CACHE)
  await cache.addAll(shell)
  await skipWaiting()
}

async function takeOver() {
  for (const name of await caches.keys()) {
    if (name.startsWith(PREFIX) && name !== CACHE) await caches.delete(name)
  }
  await clients.claim()
}

async function page(request) {
  const cache = await caches.open(CACHE)
  try {
    return await fetch(request)
  } catch (error) {
    const kept = await cache.match('./')
    if (kept) return kept
    throw error
  }
}

async function file(request) {
  const cache = await caches.open(CACHE)
  const kept = await cache.match(request)
  if (kept) return kept
  const answer = await fetch(request)
  if (answer.ok) cache.put(request, answer.clone()).catch(() => {})   // a full storage is no error
  return answer
}
