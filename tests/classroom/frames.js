// How long the page's thread is busy at a stretch, with 2 000 tasks: the table with a far choice, and the lanes. Measured in the
// thread's own time, so that what else the machine does does not count; the picture of a frame is made in one such stretch.

import { readFileSync } from 'node:fs'
import { choose, run, waitForFrames, write } from '../browser/steps.js'

const SOURCE = readFileSync(new URL('programs/tasks2000.c', import.meta.url), 'utf8')
const TRACED = ['toplevel', 'devtools.timeline']
const ROUNDS = 3

const press = key => page => page.keyboard.press(key)
const clickIn = words => page => page.click(`#twin button:has-text("${words}") >> nth=0`)

/** What somebody does, in order. The last task is chosen first. */
const DEEDS = [
  ['the last choice in the lanes', press('End')],
  ['the table with it', press('t')],
  ['the first rows', clickIn('First')],
  ['the last rows', clickIn('Last')],
  ['the first row, by a key', async page => { await page.focus('#twin'); await press('Home')(page) }],
  ['30 rows further', press('PageDown')],
  ['a row further', press('ArrowDown')],
  ['a row, by a click', page => page.click('#twin tbody tr >> nth=3')],
  ['the lanes again', press('t')],
  ['larger', page => page.click('#zoomin')],
  ['the whole run', page => page.click('#zoomall')]
]

/**
 * @param {object} browser of startBrowser
 * @returns {Promise<{deed: string, longest: number}[]>} milliseconds of the thread's time; of some rounds the least, since a busy
 *   machine only adds
 */
export async function measureFrames(browser) {
  const page = await browser.open({ fresh: true })
  await choose(page, 'hello')
  await write(page, SOURCE)
  await run(page)
  const found = new Map()
  for (let round = 0; round < ROUNDS; round++) {
    await page.focus('#lanes')
    await page.keyboard.press('Home')
    await waitForFrames(page, 3)
    for (const [deed, act] of DEEDS) {
      const longest = await longestOf(browser.browser, page, act)
      found.set(deed, { deed, longest: Math.min(found.get(deed)?.longest ?? Infinity, longest) })
    }
  }
  await page.context().close()
  return [...found.values()]
}

async function longestOf(chromium, page, act) {
  await chromium.startTracing(page, { categories: TRACED })
  await act(page)
  await waitForFrames(page, 5)
  const { traceEvents } = JSON.parse((await chromium.stopTracing()).toString())
  const threads = new Set(traceEvents.filter(({ name, args }) => name === 'thread_name' && /^CrRendererMain/.test(args.name))
    .map(({ pid, tid }) => `${pid} ${tid}`))
  const tasks = traceEvents.filter(({ name, ph, pid, tid }) => ph === 'X' && /\bRunTask$/.test(name) && threads.has(`${pid} ${tid}`))
  if (tasks.length === 0) throw new Error('Chromium recorded no task of the page.')
  return Math.max(...tasks.map(({ tdur, dur }) => tdur ?? dur)) / 1000
}
