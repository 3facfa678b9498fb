// examples/preview: a handler of WEFT_SERVE in a page, asked by a service worker for what the page fetches.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, describe, it } from 'node:test'
import { patienceMs } from './patience.js'
import { needs, root, tools } from './programs.js'

describe('examples/preview', needs('chromium'), () => {
  let server, browser, page

  before(async () => {
    server = spawn(process.execPath, [join(root, 'examples/preview/start.js'), '0'], { stdio: ['ignore', 'pipe', 'inherit'] })
    const { value: url } = await createInterface({ input: server.stdout })[Symbol.asyncIterator]().next()
    const { chromium } = await import('playwright-core')
    browser = await chromium.launch({ executablePath: tools().chromium, args: ['--headless', '--no-sandbox', '--disable-gpu'] })
    page = await browser.newPage()
    page.setDefaultTimeout(patienceMs)
    await page.goto(url)
    await page.waitForSelector('[data-state=serves]', { state: 'attached' })
  })
  after(async () => {
    await browser?.close()
    server?.kill()
  })

  it('shows the site in a frame, and its links work', async () => {
    const frame = page.frameLocator('iframe')
    assert.equal(await frame.locator('#visits').innerText(), 'You are visitor 1.')
    await frame.locator('a').click()
    await frame.locator('text=line 5').waitFor()
    assert.match(await frame.locator('body').innerText(), /^line 1\nline 2\nline 3\nline 4\nline 5\s*$/)
  })

  it('answers what the page fetches: status, headers, bodies of every byte, many at once', async () => {
    const seen = await page.evaluate(async () => {
      const missing = await fetch('app/nothing')
      const body = Uint8Array.from({ length: 60_000 }, (_, i) => i * 7)
      const back = await fetch('app/echo?a=b', { method: 'POST', body, headers: { 'content-type': 'application/x-own' } })
      const bytes = new Uint8Array(await back.arrayBuffer())
      const pages = await Promise.all(Array.from({ length: 20 }, async () => (await fetch('app/')).text()))
      const head = await fetch('app/', { method: 'HEAD' })
      return {
        missing: [missing.status, await missing.text()],
        echo: [back.headers.get('content-type'), bytes.length, bytes.every((byte, i) => byte === body[i])],
        visitors: new Set(pages.map(text => /visitor \d+/.exec(text)[0])).size,
        head: [head.status, await head.text()]
      }
    })
    assert.deepEqual(seen, {
      missing: [404, 'there is nothing here\n'], echo: ['application/x-own', 60_000, true], visitors: 20, head: [200, '']
    })
  })

  it('streams, and a reader that goes ends that connection alone', async () => {
    const seen = await page.evaluate(async () => {
      const reader = (await fetch('app/lines')).body.getReader()
      const first = new TextDecoder().decode((await reader.read()).value)
      await reader.cancel()
      return [first, await (await fetch('app/lines')).text()]
    })
    assert.deepEqual(seen, ['line 1\n', 'line 1\nline 2\nline 3\nline 4\nline 5\n'])
  })

  it('ends well when it is told to', async () => {
    await page.click('button')
    await page.waitForSelector('[data-state^=ended]', { state: 'attached' })
    assert.equal(await page.getAttribute('html', 'data-state'), 'ended with 0')
  })
})
