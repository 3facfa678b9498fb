// What a learner reads after Run: for tests/page_programs.test.js.

import { choose, waitForEnd, waitForText, write } from '../browser/steps.js'

/**
 * Puts a program into the page, runs it, and reads what stands there.
 * @param {object} page an open page
 * @param {string} source
 * @param {{world?: object, stopAfter?: string, typed?: string[]}} [how] `world`: arguments and input, by the names of the form;
 *   `stopAfter`: press Stop when this is printed or said by the status; `typed`: what is typed when the program reads
 */
export async function readAfterRun(page, source, { world = {}, stopAfter, typed = [] } = {}) {
  await choose(page, 'hello')
  await write(page, source)
  if (Object.keys(world).length > 0) await give(page, world)
  await page.evaluate(() => { document.getElementById('status').textContent = '' })
  await page.keyboard.press('Control+Enter')
  if (stopAfter) {
    await waitForText(page, 'body', new RegExp(stopAfter), 60_000)
    await page.click('#stop')
  }
  for (const line of typed) {
    await page.waitForSelector('#stdin:visible', { timeout: 60_000 })
    await page.keyboard.type(line)
    await page.keyboard.press('Enter')
  }
  const status = await waitForEnd(page)
  await page.evaluate(() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve))))
  const read = await page.evaluate(() => {
    const shown = id => document.getElementById(id)?.checkVisibility() ? document.getElementById(id).innerText.trim() : ''
    const lines = selector => [...document.querySelectorAll(`#log ${selector}`)]
    return {
      printed: lines('li:not(.sys):not(.err)').map(line => line.querySelector('span').textContent),
      error: lines('li.err:not(.sys) span').map(span => span.textContent).join('\n'),
      said: lines('li.sys').map(line => line.innerText).join('\n'),
      problems: [...document.querySelectorAll('#problems li')].filter(item => item.checkVisibility()).map(item => item.innerText.replace(/\s+/g, ' ').trim()),
      report: shown('report'), why: shown('why'), note: shown('note'), empty: shown('empty'), lanes: shown('lanes')
    }
  })
  await page.click('#reset')
  return { status, ...read }
}

/** Fills the form below Input. */
async function give(page, world) {
  await page.click('#world > summary')
  for (const [name, text] of Object.entries(world)) await page.fill(`#world-${name}`, text)
  await page.keyboard.press('Escape')
}
