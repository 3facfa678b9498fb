// The service worker: what anything in its scope fetches below app/ is asked of the page that runs the program, and streams back.

const asks = new URL('app/', self.registration.scope).pathname

self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', event => event.waitUntil(self.clients.claim()))
self.addEventListener('fetch', event => {
  const { pathname } = new URL(event.request.url)
  if (pathname.startsWith(asks)) event.respondWith(answer(event.request))
})

async function answer(request) {
  const { pathname, search } = new URL(request.url)
  const pages = await self.clients.matchAll({ type: 'window' })
  const page = pages.find(({ url }) => !new URL(url).pathname.startsWith(asks))
  if (!page) return new Response('the page that runs the program is closed\n', { status: 503 })
  const { port1: port, port2 } = new MessageChannel()
  const body = new Uint8Array(await request.arrayBuffer())
  const first = new Promise(resolve => { port.onmessage = ({ data }) => resolve(data) })
  page.postMessage({ method: request.method, path: pathname.slice(asks.length - 1) + search, headers: [...request.headers], body }, [port2])
  const { failed, status, headers, hasBody } = await first
  if (failed) return new Response(`${failed}\n`, { status: 502 })
  return new Response(hasBody ? streamFrom(port) : null, { status, headers })
}

/** One piece for each time that somebody wants one. */
function streamFrom(port) {
  return new ReadableStream({
    pull: control => new Promise(resolve => {
      port.onmessage = ({ data: { bytes, failed } }) => {
        if (failed) control.error(new Error(failed))
        else if (bytes) control.enqueue(bytes)
        else control.close()
        resolve()
      }
      port.postMessage('more')
    }),
    cancel: () => port.postMessage('enough')
  }, { highWaterMark: 0 })
}
