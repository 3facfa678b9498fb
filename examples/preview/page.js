// Runs the site, hands it what the service worker is asked for, and shows it in a frame.

import { load } from '/weft/index.js'
import { createNetwork } from './network.js'

const { network, ask } = createNetwork()
const program = await load(new Uint8Array(await (await fetch('site.wasm')).arrayBuffer()))
const run = program.start({ args: ['127.0.0.1:80'], net: network })
addEventListener('pagehide', () => run.signal('TERM'))

navigator.serviceWorker.addEventListener('message', async ({ data: request, ports: [port] }) => {
  try {
    const response = await ask(request)
    const reader = response.body?.getReader()
    port.onmessage = async ({ data }) => {
      if (data === 'enough') return reader.cancel()
      try {
        const { value } = await reader.read()
        port.postMessage({ bytes: value })
      } catch (error) {
        port.postMessage({ failed: error.message })
      }
    }
    port.postMessage({ status: response.status, headers: [...response.headers], hasBody: Boolean(reader) })
  } catch (error) {
    port.postMessage({ failed: error.message })
  }
})
await navigator.serviceWorker.register('sw.js')
await navigator.serviceWorker.ready
if (!navigator.serviceWorker.controller) {
  await new Promise(resolve => navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }))
}
document.querySelector('iframe').src = 'app/'
document.documentElement.dataset.state = 'serves'

document.querySelector('button').addEventListener('click', () => run.signal('TERM'))
const { code } = await run.exit
document.documentElement.dataset.state = `ended with ${code}`
