// Pictures of every state of the page, for human eyes: three widths, light and dark, in build/classroom.

import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../dev/setup/tools.js'
import { choose as chooseThere, run, waitForFrames, waitForText, write } from '../browser/steps.js'

const SIZES = [[360, 780], [800, 1100], [1440, 900]]
const THEMES = ['light', 'dark']
const folder = join(root, 'build', 'classroom')
const program = name => readFileSync(new URL(`programs/${name}.c`, import.meta.url), 'utf8')
const tab = name => page => page.evaluate(id => document.getElementById(`tab-${id}`)?.click(), name)

const LONG_NAMES = `#include "weft.h"

static int work(void *arg)
{
    weft_task_set_name(weft_current(), arg);
    return weft_sleep(1);
}

static int amain(void *arg)
{
    (void)arg;
    WEFT_GROUP(a_group_with_a_name_that_is_much_longer_than_the_column_of_names);
    weft_group_spawn(&a_group_with_a_name_that_is_much_longer_than_the_column_of_names, work, "a task that has a whole sentence for a name, and more");
    weft_group_spawn(&a_group_with_a_name_that_is_much_longer_than_the_column_of_names, work, "");
    return weft_group_join(&a_group_with_a_name_that_is_much_longer_than_the_column_of_names);
}

int main(void) { return weft_run(amain, NULL); }
`

/** On a phone the list of the programs is a tab away. */
async function choose(page, name) {
  await tab('code')(page)
  await chooseThere(page, name)
}

async function edited(page, text, name = 'hello') {
  await choose(page, name)
  await write(page, text)
  await run(page)
}

async function openPanel(page, id) {
  await page.click(`#${id} > summary`)
  await waitForFrames(page, 3)
}

async function editor(page) {
  await page.evaluate(() => { if (document.getElementById('plain').checked) document.getElementById('plain').click() })
  await tab('code')(page)
  if (await page.textContent('#edit') !== 'Edit') await page.click('#edit')
  await page.click('#edit')
  await page.waitForSelector('.cm-content')
  await page.focus('.cm-content')
}

/** The states, in order, each from the one before; what the picture is called, and how one comes there. */
const STATES = [
  ['empty', page => choose(page, 'gather')],
  ['done', async page => { await run(page); await tab('tasks')(page) }],
  ['done-output', tab('out')],
  ['done-code', tab('code')],
  ['table', async page => { await tab('tasks')(page); await page.click('#v-table'); await page.waitForSelector('#twin tbody tr') }],
  ['examples', page => openPanel(page, 'browse')],
  ['share', async page => { await page.keyboard.press('Escape'); await openPanel(page, 'share') }],
  ['settings', async page => { await page.keyboard.press('Escape'); await openPanel(page, 'settings') }],
  ['input', async page => { await page.keyboard.press('Escape'); await tab('out')(page); await openPanel(page, 'world') }],
  ['lock', async page => { await page.keyboard.press('Escape'); await tab('tasks')(page); await page.click('#v-lanes'); await choose(page, 'lock'); await run(page); await tab('tasks')(page) }],
  ['queue', async page => { await choose(page, 'queue'); await run(page); await tab('tasks')(page) }],
  ['timeouts', async page => { await choose(page, 'timeouts'); await run(page); await tab('tasks')(page) }],
  ['many-behind', async page => { await choose(page, 'rate_limiter_deadlock'); await run(page); await tab('tasks')(page) }],
  ['python', async page => { await choose(page, 'gather'); await tab('code')(page); await page.click('#twin-button'); await page.waitForSelector('#python') }],
  ['plain', async page => { await page.click('#twin-button'); await edited(page, program('plain')); await tab('tasks')(page) }],
  ['errors', async page => { await edited(page, program('forgot_try')); await tab('code')(page) }],
  ['deadlock', async page => { await edited(page, program('two_locks')); await tab('tasks')(page) }],
  ['trap', async page => { await edited(page, program('div_zero')); await tab('tasks')(page) }],
  ['trap-code', tab('code')],
  ['failed', async page => { await edited(page, program('forgot_release')); await tab('tasks')(page) }],
  ['overflow', async page => { await edited(page, program('recursion')); await tab('tasks')(page) }],
  ['unicode', async page => { await edited(page, program('unicode')); await tab('out')(page) }],
  ['long-names', async page => { await edited(page, LONG_NAMES); await tab('tasks')(page) }],
  ['stuck', async page => {
    await choose(page, 'hello')
    await write(page, program('sleep_then_loop'))
    await page.keyboard.press('Control+Enter')
    await waitForText(page, '#log', /busy computes/)
    await tab('tasks')(page)
  }],
  ['ended', async page => { await page.click('#stop'); await page.waitForSelector('#report .report', { state: 'attached' }) }],
  ['asks', async page => {
    await choose(page, 'hello')
    await write(page, program('scanf'))
    await page.keyboard.press('Control+Enter')
    await page.waitForSelector('#sendline', { state: 'attached' })
    await waitForText(page, '#status', /reads standard input/)
    await tab('out')(page)
  }],
  ['editor', async page => { await page.click('#stop'); await choose(page, 'gather'); await run(page); await editor(page) }],
  ['search', async page => { await page.keyboard.press('Control+f'); await page.waitForSelector('.cm-search'); await page.keyboard.type('weft') }],
  ['completion', async page => {
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+End')
    await page.keyboard.type('weft_gr')
    await page.waitForSelector('.cm-tooltip-autocomplete')
  }],
  ['versions', async page => {
    await page.keyboard.press('Escape')
    await page.click('#reset')
    await waitForFrames(page, 2)
  }]
]

/** @param {object} browser of startBrowser @returns {Promise<{count: number, folder: string}>} */
export async function takePictures(browser) {
  mkdirSync(folder, { recursive: true })
  let count = 0
  for (const [width, height] of SIZES) {
    const page = await browser.open({ fresh: true, width })
    await page.setViewportSize({ width, height })
    for (const [name, come] of STATES) {
      await come(page)
      for (const theme of THEMES) {
        await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
        await waitForFrames(page, 3)
        await page.screenshot({ path: join(folder, `${name}-${width}-${theme}.png`) })
        count++
      }
      await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
    }
    count += await manualPictures(browser, page, width)
    await page.context().close()
  }
  return { count, folder }
}

async function manualPictures(browser, page, width) {
  await page.goto(new URL('manual/lock.html', browser.address).href)
  await page.waitForSelector('body[data-ready]')
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    await waitForFrames(page, 3)
    await page.screenshot({ path: join(folder, `manual-${width}-${theme}.png`) })
  }
  return THEMES.length
}
