// What a person does with the page, and what they read on it, for tests/page.test.js.

import { patienceMs } from '../patience.js'

/** Chooses an example. */
export async function choose(page, name) {
  await page.selectOption('#example', name)
  await page.waitForSelector('#code-pane:not([aria-busy])')
}

/** Writes a program into the plain text area. */
export async function write(page, text) {
  if (await page.textContent('#edit') !== 'Edit') await page.click('#edit')
  await page.evaluate(() => {
    const box = document.getElementById('plain')
    if (!box.checked) box.click()
  })
  await page.click('#edit')
  await page.waitForSelector('#code textarea')
  await page.fill('#code textarea', text)
}

/** Presses Run and waits for the end. @returns {Promise<string>} the status */
export async function run(page) {
  await page.evaluate(() => { document.getElementById('status').textContent = '' })
  await page.keyboard.press('Control+Enter')
  return waitForEnd(page)
}

/** Waits until nothing runs, nothing is compiled, and the end is drawn. */
export async function waitForEnd(page) {
  await page.waitForFunction(() => !document.getElementById('run').disabled &&
    /exit code|Exit code|Not run/i.test(document.getElementById('status').textContent), null,
  { timeout: patienceMs, polling: 20 })
  await waitForFrames(page, 2)
  return page.textContent('#status')
}

/** The lines of standard output as a transcript has them. */
export function transcript(page) {
  return page.evaluate(() => {
    let time = ''
    return [...document.querySelectorAll('#log li:not(.sys, .err)')].map(line => {
      time = line.querySelector('time').textContent || time
      const text = line.querySelector('span').textContent
      const stamp = `[${parseFloat(time).toFixed(3)}]`
      return `${text ? `${stamp} ${text}` : stamp}\n`
    }).join('')
  })
}

/** All sentences below the output. */
export function sentences(page) {
  return page.evaluate(() => [...document.querySelectorAll('#log .sys')]
    .map(line => line.textContent).join('\n'))
}

/** Keeps what the page's workers say, for a page that is opened with it. */
export function recordWorkers() {
  const Plain = window.Worker
  window.heard = { trace: [], at: {} }
  window.Worker = class extends Plain {
    constructor(...args) {
      super(...args)
      this.addEventListener('message', ({ data }) => {
        if (data.trace) window.heard.trace.push(...data.trace.slice())
        if (data.built) window.heard.built = { ...data.built, module: null, at: performance.now() }
        if (data.news && !window.heard.first) window.heard.first = performance.now()
      })
    }
  }
}

/**
 * Waits until an element's text matches, as the document has it or as it is shown: the page draws in its own time, so a test that
 * looks once sees an older page on a busy machine. What it says in the end is in the error where it never does.
 */
export async function waitForText(page, selector, pattern) {
  const found = ([where, source, flags]) => {
    const element = document.querySelector(where)
    const wanted = new RegExp(source, flags)
    return element !== null && (wanted.test(element.textContent) || wanted.test(element.innerText))
  }
  const words = [selector, pattern.source, pattern.flags]
  await page.waitForFunction(found, words, { timeout: patienceMs, polling: 20 }).catch(async () => {
    const text = await page.locator(selector).first().textContent({ timeout: 100 }).catch(() => null)
    throw new Error(`${selector} says ${JSON.stringify(text)}, which does not match ${pattern}`)
  })
}

/** Waits until the page's own clock has gone on: for what the page itself does only after some time. */
export function waitOnPage(page, ms) {
  return page.evaluate(time => new Promise(resolve => setTimeout(resolve, time)), ms)
}

/** Waits until the page has drawn so often. */
export function waitForFrames(page, count) {
  return page.evaluate(async left => {
    for (; left > 0; left--) await new Promise(resolve => requestAnimationFrame(resolve))
  }, count)
}

/** Waits until as many elements are there. */
export async function waitForCount(page, selector, count) {
  const found = ([where, wanted]) => document.querySelectorAll(where).length === wanted
  await page.waitForFunction(found, [selector, count], { timeout: patienceMs, polling: 20 })
    .catch(async () => {
      throw new Error(`${await page.locator(selector).count()} of ${selector}, not ${count}`)
    })
}

/** Presses a key and gives what an element says next, or still says after a while. */
export async function pressAndRead(page, key, selector) {
  const before = await page.textContent(selector)
  await page.keyboard.press(key)
  await page.waitForFunction(([where, text]) => document.querySelector(where).textContent !== text,
    [selector, before], { timeout: 2000, polling: 20 }).catch(() => {})
  return page.textContent(selector)
}

/** The rows of the table of what the tasks did, each as one line of text. */
export async function tableRows(page) {
  if (await page.getAttribute('#v-table', 'aria-pressed') !== 'true') await page.click('#v-table')
  await page.waitForSelector('#twin tbody tr')
  const rows = await page.evaluate(() => {
    const found = new Map()
    const box = document.getElementById('twin')
    const button = words => [...box.querySelectorAll('.more button')].find(each => each.textContent === words && !each.disabled)
    for (button('First')?.click(); ; button('Later').click()) {   // at most 40 are in the document
      for (const row of box.querySelectorAll('tbody tr')) found.set(row.ariaRowIndex, row.innerText.replace(/\s+/g, ' ').trim())
      if (!button('Later')) return [...found.values()]
    }
  })
  await page.click('#v-lanes')
  return rows
}

/** All texts in the picture of the lanes. */
export function lanesTexts(page) {
  return page.locator('#lanes text').evaluateAll(all => all.map(text => text.textContent))
}

/** The worker of the next run has come: what is done to the network from now on does not concern it. */
export async function workersReady(page) {
  for (;;) {
    const ready = await Promise.all(page.workers().map(worker => worker.evaluate(() => Boolean(self.onmessage))))
    if (ready.length > 0 && ready.every(Boolean)) return
    await page.waitForTimeout(20)
  }
}
