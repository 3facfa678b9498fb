// What a learner reads after Run: for tests/page_programs.test.js.

import { choose, waitForEnd, waitForFrames, waitForText, write } from '../browser/steps.js'

/**
 * Puts a program into the page, runs it, and reads what stands there.
 * @param {object} page an open page
 * @param {string} source
 * @param {{world?: Record<string, string>, stopAfter?: string, typed?: string[]}} [how] `world`: arguments and input, by the names of the
 *   form; `stopAfter`: press Stop when this is printed, "printed" for any line, "running" for the first step; `typed`: what is typed when
 *   the program reads
 * @returns {Promise<Record<string, string | string[]>>}
 */
export async function readAfterRun(page, source, { world = {}, stopAfter, typed = [] } = {}) {
  await choose(page, 'hello')
  await write(page, source)
  if (Object.keys(world).length > 0) await give(page, world)
  await page.evaluate(() => { document.getElementById('status').textContent = '' })
  await page.keyboard.press('Control+Enter')
  if (stopAfter) await stop(page, stopAfter)
  for (const line of typed) {
    await page.waitForSelector('#stdin:visible')
    await page.keyboard.type(line)
    await page.keyboard.press('Enter')
  }
  const status = await waitForEnd(page)
  await waitForFrames(page, 2)
  const read = await page.evaluate(readPage)
  if (Object.keys(world).length > 0) await give(page, Object.fromEntries(Object.keys(world).map(name => [name, ''])))
  await page.click('#reset')
  return { status, ...read }
}

async function stop(page, when) {
  const places = { printed: ['#log li:not(.sys) span', /./], running: ['#status', /^Running/] }
  await waitForText(page, ...places[when] ?? ['#log', new RegExp(when)])
  await page.evaluate(() => document.getElementById('stop').click())   // a click waits until nothing moves, and a flood goes on
}

/** Runs in the page: what is visible there, by parts. */
function readPage() {
  const shown = id => document.getElementById(id)?.checkVisibility() ? document.getElementById(id).innerText.trim() : ''
  const texts = (selector, text) => [...document.querySelectorAll(selector)].filter(item => item.checkVisibility()).map(text)
  return {
    printed: texts('#log li:not(.sys):not(.err)', item => item.querySelector('span').textContent),
    said: texts('#log li.sys', item => item.textContent),   // far lines of a long output are not laid out, and have no innerText
    problems: texts('#problems li', item => item.innerText.replace(/\s+/g, ' ').trim()),
    report: shown('report'), why: shown('why'), note: shown('note'), empty: shown('empty'), lanes: shown('lanes')
  }
}

/** Fills the form below Input. */
async function give(page, world) {
  await page.click('#world > summary')
  for (const [name, text] of Object.entries(world)) await page.fill(`#world-${name}`, text)
  await page.keyboard.press('Escape')
}
