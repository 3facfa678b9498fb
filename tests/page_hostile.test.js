/**
 * What is hostile, in Debian's Chromium: bombs of tasks and of source, names that are markup, messages of other windows, links that want
 * more than to be read, parts of the compiler that somebody has changed, frames without an origin. After each the page goes on. docs/security.md has the table; links,
 * snapshots and outputs by the thousand are in tests/walks. Where there is no Chromium the tests are skipped and say so.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { pack } from '../playground/page/program/pack.js'
import { openPlayground } from './browser/suite.js'
import { choose, lanesTexts, run, tableRows, waitForEnd, waitForText, write } from './browser/steps.js'
import { patienceMs } from './patience.js'

const suite = openPlayground({ folder: 'page_hostile' })
const { skip, withPage } = suite
const program = (body, more = '') => `#include <stdio.h>\n#include "weft.h"\n\n${more}static int amain(void *arg)\n{\n    (void)arg;\n${body}\n    return WEFT_OK;\n}\n\nint main(void)\n{\n    return weft_run(amain, NULL);\n}\n`
const IMAGE = '<img src=x onerror=alert(1)>\u202e'

/** How long Stop takes, in the page. */
function stop(page) {
  return page.evaluate(() => new Promise(resolve => {
    const begun = performance.now()
    document.getElementById('stop').click()
    const look = setInterval(() => {
      if (!/exit code/i.test(document.getElementById('status').textContent)) return
      clearInterval(look)
      resolve(performance.now() - begun)
    }, 5)
  }))
}

test('tasks without end are refused at the limit of memory, and the page goes on', { skip }, () => withPage({}, async page => {
  await write(page, program('    long count = 0;\n    while (weft_spawn(idle, NULL).slot)\n        count++;\n    printf("%ld tasks\\n", count);\n    return WEFT_NO_MEMORY;',
    'static int idle(void *arg)\n{\n    (void)arg;\n    return weft_sleep(1e6);\n}\n\n'))
  assert.match(await run(page), /exit code/i)
  const [, count] = /(\d+) tasks/.exec(await page.textContent('#log'))
  assert.ok(Number(count) > 1000, `${count} tasks`)
  await choose(page, 'hello')
  assert.match(await run(page), /exit code 0/)
}))

test('yields without end and timers of no time are ended by Stop', { skip }, () => withPage({}, async page => {
  for (const wait of ['weft_yield()', 'weft_sleep(0)']) {
    await write(page, program(`    for (;;)\n        WEFT_TRY(${wait});`))
    await page.keyboard.press('Control+Enter')
    await waitForText(page, '#status', /Running/)
    await page.evaluate(() => new Promise(requestAnimationFrame))   // the page draws meanwhile
    const took = await stop(page)
    console.log(`${wait} without end was stopped after ${took.toFixed(0)} ms`)
    assert.match(await page.inputValue('#code textarea'), /for \(;;\)/, 'the source is there')
  }
}))

test('names of tasks and titles of links are text', { skip }, () => withPage({ fresh: true, hash: `#v=1&source=${pack(`/* ${IMAGE} */\n${program(`    weft_task task = weft_spawn(idle, NULL);\n    weft_task_set_name(task, "${IMAGE}");\n    return weft_join(task);`,
  'static int idle(void *arg)\n{\n    (void)arg;\n    return weft_sleep(1);\n}\n\n')}`)}` }, async page => {
  await run(page)
  assert.ok((await lanesTexts(page)).some(text => text.includes('<img src=x')))
  assert.ok((await tableRows(page)).some(text => text.includes('<img src=x')))
  await page.click('#steps')
  await page.waitForSelector('.playhead:not([hidden])')
  await page.click('.playhead button[aria-label="One back"]')
  const { images, hidden } = await page.evaluate(() => ({ images: document.querySelectorAll('img').length, hidden: /\u202e/.test(document.querySelector('.moment-now').textContent + document.querySelector('#lanes').textContent + document.title) }))
  assert.deepEqual({ images, hidden }, { images: 0, hidden: false })
}))

test('a link runs nothing, compiles nothing, and changes no setting that is kept', { skip }, () => withPage({ fresh: true, hash: `#v=1&example=queue&clock=real&order=shuffled&seed=9&level=2&moment=5&view=table&mix=90&source=${pack(program('    puts("ran");'))}` }, async page => {
  await waitForText(page, '#log', /Nothing has run yet/)
  assert.deepEqual(page.asked.filter(address => /parts\/|\.wasm|compileWorker/.test(address)), [])
  const kept = await page.evaluate(() => Object.keys(localStorage).filter(name => /settings|given/.test(name)))
  assert.deepEqual(kept, [])
  const address = page.url().split('#')[0]
  await page.goto('about:blank')
  await page.goto(address)
  await page.waitForSelector('body[data-ready]')
  assert.ok(await page.isChecked('input[name=clock][value=virtual]'))
  assert.equal(await page.inputValue('#level'), '0')
}))

test('a link whose moment, view or spread is nonsense is a link without', { skip }, () => withPage({ fresh: true, hash: '#v=1&example=hello&moment=-1&by=__proto__&view=%3Cimg%3E&mix=1e9' }, async page => {
  assert.ok(await page.isHidden('#notice'))
  assert.match(await run(page), /exit code 0/)
  assert.ok(await page.locator('.playhead:not([hidden])').count() === 0)
}))

test('messages of other windows are dropped', { skip }, () => withPage({}, async page => {
  const before = await page.textContent('#status')
  await page.evaluate(async () => {
    const frame = document.createElement('iframe')
    frame.sandbox = 'allow-scripts'
    document.body.append(frame)
    for (const message of [{ start: {} }, { id: 1, answer: {} }, { built: { ok: true } }, 'fetch the rest', { run: true }, { exit: { code: 0 } }, null]) {
      window.postMessage(message, '*')
      frame.contentWindow.postMessage(message, '*')
    }
    await new Promise(resolve => setTimeout(resolve, 50))
    frame.remove()
  })
  assert.equal(await page.textContent('#status'), before)
  await waitForText(page, '#log', /Nothing has run yet/)
}))

test('bombs of source end in a sentence, and the next edit compiles', { skip }, () => withPage({ inside: true }, async page => {
  const bombs = {
    'parentheses in parentheses': program(`    return ${'('.repeat(100_000)}0${')'.repeat(100_000)};`),
    'a file that includes itself': '#include __FILE__\n',
    'a line of four megabytes': program(`    puts("${'x'.repeat(4_000_000)}");`),
    'a macro without end': `#define A(x) B(x) B(x)\n#define B(x) A(x) A(x)\n${program('    A(A(A(A(A(1)))));')}`
  }
  for (const [name, text] of Object.entries(bombs)) {
    await page.evaluate(() => document.getElementById('plain').checked || document.getElementById('plain').click())
    await write(page, text)
    const status = await run(page)
    console.log(`${name}: ${status}`)
    assert.match(status, /Not run|exit code/, name)
  }
  await write(page, program('    puts("well");'))
  assert.match(await run(page), /exit code 0/)
  await waitForText(page, '#log', /well/)
}))

test('only the files of the compiler are there to be included', { skip }, () => withPage({ inside: true }, async page => {
  for (const words of ['#include "/etc/passwd"', '#include "../../../../etc/passwd"', '#include <file:///etc/passwd>', 'const char text[] = {\n#embed "/etc/passwd"\n};']) {
    await write(page, `${words}\n${program('    puts("ran");')}`)
    assert.match(await run(page), /Not run/, words)
    await waitForText(page, '#problems', /file not found|not found/)
  }
}))

test('a part of the compiler that was changed is refused, and fetched again', { skip }, async () => {
  let changed = 0
  suite.browser.meddle = (name, response) => {
    if (!name?.startsWith('parts/') || changed > 0) return false
    changed++
    const bytes = Buffer.from(suite.browser.bytes(name))
    bytes[bytes.length >> 1] ^= 1
    response.writeHead(200, { 'content-type': 'application/gzip', 'content-length': bytes.length })
    response.end(bytes)
    return true
  }
  try {
    await withPage({ fresh: true, inside: true }, async page => {
      await write(page, program('    puts("whole");'))
      const status = await run(page)
      if (/Not run/.test(status)) {
        await waitForText(page, '#log', /damaged|broke off/)
        assert.match(await run(page), /exit code 0/)
      }
      assert.equal(changed, 1)
      await waitForText(page, '#log', /whole/)
    })
  } finally {
    suite.browser.meddle = null
  }
})

test('a reload in the midst of a run or of compiling leaves no worker behind, and the source is there', { skip }, () => withPage({ fresh: true, inside: true }, async page => {
  const text = program('    for (;;)\n        ;')
  await write(page, text)
  for (const moment of [/Running/, /Compiling|Running/]) {
    await page.evaluate(() => { document.getElementById('status').textContent = '' })
    await page.keyboard.press('Control+Enter')
    await waitForText(page, '#status', moment)
    const before = page.workers()
    await page.reload()
    await page.waitForSelector('body[data-ready]')
    assert.deepEqual(page.workers().filter(worker => before.includes(worker)), [])
    await waitForText(page, '#code', /for \(;;\)/)
  }
  await choose(page, 'hello')
  assert.match(await run(page), /exit code 0/)
}))

/** In somebody else's page, in a frame that may run scripts and has no origin. @param {(host: object) => Promise<object>} open gives its frame */
async function withoutOrigin(open, use) {
  const context = await suite.browser.browser.newContext({ serviceWorkers: 'block' })
  try {
    const host = await context.newPage()
    const errors = []
    host.on('pageerror', error => errors.push(error.message))
    host.setDefaultTimeout(patienceMs)
    const frame = await open(host)
    assert.equal(await frame.evaluate(() => [origin, ...['localStorage', 'caches', 'parent.document'].map(name => {
      try {
        return name.split('.').reduce((from, key) => from[key], self) ? `reaches ${name}` : 'no'
      } catch {
        return 'no'
      }
    })].join()), 'null,no,no,no')
    await use(frame, host)
    assert.deepEqual(errors, [])
  } finally {
    await context.close()
  }
}

test('in a frame without an origin it runs, compiles and searches, and says what is not kept', { skip }, () => withoutOrigin(async host => {
  await host.setContent(`<!doctype html><title>A course</title><script src="${suite.browser.address}embed.js"></script><weft-playground isolated program="example=lock"></weft-playground>`)
  await host.click('weft-playground button')
  const frame = await (await host.waitForSelector('weft-playground iframe')).contentFrame()
  await frame.waitForSelector('body[data-ready]')
  return frame
}, async (frame, host) => {
  await frame.click('#run')
  assert.match(await waitForEnd(frame), /exit code 0/)
  await frame.click('#steps')
  await frame.waitForSelector('.playhead:not([hidden])')
  await write(frame, program('    puts("compiled without an origin");'))
  await waitForText(frame, '#notice', /keeps nothing for this page.*lost when it is closed/)
  await frame.evaluate(() => { document.getElementById('status').textContent = '' })
  await frame.click('#run')
  assert.match(await waitForEnd(frame), /exit code 0/)
  await waitForText(frame, '#log', /compiled without an origin/)
  await frame.click('#every')
  await waitForText(frame, '#orders', /There is one order, and it does not fail: no deadlock/)
  await host.setContent(`<!doctype html><title>By hand</title><iframe sandbox="allow-scripts" src="${suite.browser.address}#v=1&example=hello"></iframe>`)
  const plain = await (await host.waitForSelector('iframe')).contentFrame()
  await plain.waitForURL(/isolated\.html#v=1&example=hello$/)
  await plain.waitForSelector('body[data-ready]')
  await plain.click('#run')
  assert.match(await waitForEnd(plain), /exit code 0/)
}))

test('one HTML file runs in a frame without an origin', { skip }, () => withPage({ fresh: true }, async page => {
  await choose(page, 'lock')
  await page.click('#share summary')
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('#share >> text=One HTML file')])
  const html = readFileSync(await download.path(), 'utf8')
  await withoutOrigin(async host => {
    await host.setContent('<!doctype html><title>A course</title><iframe sandbox="allow-scripts" width="900" height="700"></iframe>')
    await host.evaluate(text => { document.querySelector('iframe').srcdoc = text }, html)
    const frame = await (await host.waitForSelector('iframe')).contentFrame()
    await frame.waitForSelector('#run:not([disabled])')
    return frame
  }, async frame => {
    await frame.click('#run')
    assert.match(await waitForEnd(frame), /exit code 0/)
    await waitForText(frame, '#log', /Final value: 6/)
  })
}))
