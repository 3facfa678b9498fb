// A warm edit with Run at once: what its parts take.

import { findExample } from '../../playground/make/shelves.js'
import { choose, recordWorkers, run, write } from '../browser/steps.js'

export const PARTS = ['compile', 'link', 'weave', 'module', 'start', 'all']
const EDITS = 20
const COLD = 3   // edits that are not counted

/**
 * @param {object} browser of startBrowser
 * @param {number} [edits]
 * @returns {Promise<Record<string, number[]>>} milliseconds by part, in order of size; `start` is from the program to its first line,
 *   `all` from the press of Run to that
 */
export async function measureEdits(browser, edits = EDITS) {
  const page = await browser.open({ fresh: true, before: recordWorkers })
  await choose(page, 'gather')
  const { source } = findExample('gather')
  const rows = []
  for (let i = 0; i < edits + COLD; i++) {
    await write(page, source.replace('started', `started ${i}`))
    await page.evaluate(() => { window.heard.first = null })
    const begun = await page.evaluate(() => performance.now())
    await run(page)
    const { first, at, built } = await page.evaluate(() => ({ first: window.heard.first, at: window.heard.built.at, built: window.heard.built.times }))
    if (i >= COLD) rows.push({ ...built, start: first - at, all: first - begun })
  }
  await page.context().close()
  return Object.fromEntries(PARTS.map(name => [name, rows.map(row => row[name]).sort((a, b) => a - b)]))
}
