// The service worker: what was opened once can be opened again without a network, and after a while all
// examples. The page itself is
// asked for first, so that a new build is seen at once; files whose names hold a hash never change
// and are taken from the cache. The parts of the compiler are kept by page/compile/compiler_files.js, not here.

/** @type {{version: string, shell: string[], behind: string[], bundle: string, lessons: string}} put in by the build */
const { version, shell, behind, bundle, lessons } = __OFFLINE__
const PREFIX = 'weft-page-'
const CACHE = PREFIX + version
const HASHED = /-[0-9A-Za-z]{8,10}\.\w+$/

addEventListener('install', event => event.waitUntil(fill()))
addEventListener('activate', event => event.waitUntil(takeOver()))
addEventListener('message', event => event.waitUntil((event.data === 'fetch the lessons' ? fetchBundle(lessons) : fetchRest()).catch(() => {})))   // the next visit tries again
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

/** What is behind the shell: all examples in one file, the editor, and what starts the compiler. The lessons are another file. */
async function fetchRest() {
  const cache = await caches.open(CACHE)
  for (const name of behind) if (!await cache.match(name)) await cache.add(name)
  return fetchBundle(bundle)
}

async function fetchBundle(bundle) {
  const cache = await caches.open(CACHE)
  if (await cache.match(bundle)) return
  const answer = await fetch(bundle)
  if (!answer.ok) return
  const unpacked = answer.body.pipeThrough(new DecompressionStream('gzip'))
  const bytes = new Uint8Array(await new Response(unpacked).arrayBuffer())
  const headBytes = new DataView(bytes.buffer).getUint32(0, true)
  let at = 4 + headBytes
  for (const { name, size } of JSON.parse(new TextDecoder().decode(bytes.subarray(4, at)))) {
    const type = name.endsWith('.wasm') ? 'application/wasm' : 'application/json'
    await cache.put(name, new Response(bytes.subarray(at, at + size), { headers: { 'content-type': type } }))
    at += size
  }
  await cache.put(bundle, new Response('here'))   // a mark: what was in it is kept one by one
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
