// A first visit: a browser for which nothing is kept, on a slow line; what comes over it, how long a lesson's first run takes, and how much
// memory the page holds before a compiler is there.

import { memoryOf } from './class.js'
import { openBrowser } from '../browser/browser.js'
import { waitForFrames } from '../browser/steps.js'

/** A slow line of phones, as throttling calls it: 1.6 Mbit/s, 150 ms there and back. */
const SLOW = { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 750e3 / 8 }
const VISITS = 3

/** @returns {Promise<{paint: number, ready: number, kilobytes: number, first: number, all: number, held: number, blank: number}>} medians; times in
 *   ms from the visit on, `first` and `all` from the press of Run on; `held` in MB by the processes that draw pages, `blank` by those of a blank page */
export async function measureVisits(server, hash = '#lesson=races/run') {
  const found = []
  for (let n = 0; n < VISITS; n++) found.push(await visit(server, server.address + hash))
  const middle = key => found.map(each => each[key]).sort((a, b) => a - b)[VISITS >> 1]
  return Object.fromEntries(Object.keys(found[0]).map(key => [key, middle(key)]))
}

async function visit(server, address) {
  const browser = await openBrowser({ measured: true })
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, serviceWorkers: 'block' })   // what it fetches behind is not of the lesson
    const blank = memoryOf(process.pid, 'renderer')
    const line = await page.context().newCDPSession(page)
    await line.send('Network.enable')
    await line.send('Network.emulateNetworkConditions', SLOW)
    const lines = new Map()   // what was written into each connection
    server.meddle = (name, response, { socket }) => {
      response.on('finish', () => lines.set(socket, socket.bytesWritten))
      return false
    }
    const begun = performance.now()
    await page.goto(address)
    await page.waitForSelector('#lesson-step')
    const ready = performance.now() - begun
    const { paint } = await page.evaluate(() => ({ paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0 }))
    const [first, all] = await page.evaluate(() => new Promise(resolve => {
      const pressed = performance.now()
      let printed = 0
      const look = () => {
        if (!printed && document.querySelector('#log li:not(.sys)')) printed = performance.now() - pressed
        if (/exit code/i.test(document.getElementById('status').textContent)) resolve([printed, performance.now() - pressed])
        else requestAnimationFrame(look)
      }
      document.getElementById('run').click()
      look()
    }))
    await waitForFrames(page, 30)
    return { paint, ready, kilobytes: [...lines.values()].reduce((sum, bytes) => sum + bytes, 0) / 1000, first, all, held: memoryOf(process.pid, 'renderer'), blank }
  } finally {
    await browser.close()
  }
}
