/**
 * The world outside, in Debian's Chromium: connections, processes, jobs and a fetch run from the page, and have lanes of their own. Where there is no
 * Chromium the tests are skipped and say so.
 */
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { join } from 'node:path'
import test, { after, before } from 'node:test'
import { openPlayground } from './browser/suite.js'
import { choose, lanesTexts, run, sentences, transcript, waitForCount, waitForText } from './browser/steps.js'

const suite = openPlayground({ folder: 'page_world', prepare: page => page.click('label:has-text("Virtual") >> nth=0') })
const { skip, scratch, withPage } = suite

const BODY = 'x'.repeat(300_000)
let other    // another site: { origin, asked, close }

before(async () => {
  const asked = []
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.origin}`)
    if (request.url === '/away') return response.writeHead(302, { location: '/large', 'access-control-allow-origin': '*' }).end()
    const allows = request.url === '/closed' ? {} : { 'access-control-allow-origin': '*' }
    response.writeHead(200, { 'content-type': 'text/large', ...allows }).end(BODY)
  })
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
  other = { origin: `http://127.0.0.1:${server.address().port}`, asked, server }
})

after(() => {
  other.server.closeAllConnections()
  other.server.close()
})

/** What a program is given: the form is opened once, and stays. */
async function give(page, fields) {
  await page.evaluate(() => { document.getElementById('world').open = true })
  await page.waitForSelector('#world-args')
  for (const [key, value] of Object.entries(fields)) await page.fill(`#world-${key}`, value)
}

/** A picture for human eyes at two widths. */
async function picture(page, name) {
  for (const [width, height] of [[360, 1500], [1280, 2000]]) {   // so high that all lanes are seen
    await page.setViewportSize({ width, height })
    if (width === 360) await page.click('#tab-tasks')
    await page.waitForTimeout(60)
    await page.evaluate(() => { document.getElementById('world').open = false })
    await page.screenshot({ path: join(scratch, `${name}-${width}.png`) })
  }
}

for (const [name, lanes, printed] of [
  ['echo_pair', [/connection/, /bytes/], /receiver: got data/],
  ['chat', [/3 connections/, /127\.0\.0\.1:49152/, /bytes/], /./],
  ['http_crawler', [/\d connections/, /\d+ streams/, /bytes/, /for bytes from localhost 8080/], /page 1: 200/],
  ['subprocesses', [/runs/], /./],
  ['subprocess_lines', [/runs/], /./],
  ['primes', [/jobs/], /7837 in all/]
]) {
  test(`${name} runs in the page, and what is outside has lanes`, { skip }, () =>
    withPage({}, async page => {
      await choose(page, name)
      assert.match(await run(page), /exit code 0/)
      assert.match(await transcript(page), printed)
      await waitForCount(page, '#lanes .cloth', 2)
      const texts = (await lanesTexts(page)).join('\n')
      for (const lane of lanes) assert.match(texts, lane)
      await picture(page, name)
    }))
}

test('a wait for the world outside says what it is for', { skip }, () =>
  withPage({}, async page => {
    await choose(page, 'echo_pair')
    await run(page)
    await page.click('#v-table')
    await waitForText(page, '#twin', /for bytes from/)
    assert.doesNotMatch(await page.textContent('#twin'), /an item/)
  }))

for (const clock of ['Virtual', 'Real']) {
  test(`a program fetches from the page's own site (${clock})`, { skip }, () =>
    withPage({}, async page => {
      await choose(page, 'http_fetch')
      await page.click(`label:has-text("${clock}") >> nth=0`)
      await give(page, { args: `${new URL(page.url()).origin}/embed.js` })
      assert.match(await run(page), /exit code 0/, await sentences(page))
      const { length } = suite.browser.bytes('embed.js')
      assert.match(await transcript(page), new RegExp(`status 200, text/javascript.*\\n.*${length} bytes\\n$`))
      await picture(page, `fetch_${clock}`)
    }))
}

test('it fetches from another site once the reader allows that, and no link does', { skip }, () =>
  withPage({}, async page => {
    await choose(page, 'http_fetch')
    await give(page, { args: `${other.origin}/large` })
    await run(page)
    assert.match(await sentences(page), /127\.0\.0\.1:\d+: not allowed \(code -20\)/)
    assert.deepEqual(other.asked, [], 'and it was not asked')
    await give(page, { sites: other.origin })
    await waitForText(page, '#worldwords', /It may fetch from http:\/\/127/)
    assert.match(await run(page), /exit code 0/, await sentences(page))
    assert.match(await transcript(page), /status 200, text\/large\n.*300000 bytes/)
    await give(page, { args: `${other.origin}/away` })
    assert.match(await run(page), /exit code 0/, 'it is led on')
    await give(page, { args: `${other.origin}/closed` })
    await run(page)
    assert.match(await sentences(page), /refused/, 'a site that does not allow it')
    assert.equal(other.asked.length, 4)
    const link = await page.evaluate(() => document.body.innerHTML.match(/sites=/))
    assert.equal(link, null)
  }))
