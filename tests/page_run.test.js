/**
 * Running, keeping and the network, in Debian's Chromium: what a learner reads when a program never
 * waits, when an edit is changed, when there is no network. Where there is no Chromium the tests are
 * skipped and say so.
 */
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import test, { after, before } from 'node:test'
import { build } from '../playground/build.js'
import { root } from '../dev/setup/tools.js'
import { missingBrowser, startBrowser } from './browser/browser.js'
import { choose, run, sentences, tableRows, transcript, waitForCount, waitForEnd, waitForText, write }
  from './browser/steps.js'

const scratch = join(root, 'build', 'page_run')
const skip = missingBrowser() ?? false
const clock = name => `label:has-text("${name}") >> nth=0`

let browser

before(async () => {
  if (skip) return
  mkdirSync(scratch, { recursive: true })
  await build({ say: () => {} })
  browser = await startBrowser()
}, { timeout: 600_000 })

after(() => browser?.close())

/** Opens a page for one test, and checks at the end that no script failed. */
async function withPage(options, use) {
  const page = await browser.open(options)
  try {
    await use(page)
    assert.deepEqual(page.errors, [])
  } finally {
    await page.close()
  }
}

/** A picture for human eyes, in both themes and three widths. */
async function picture(page, name) {
  for (const [width, height] of [[360, 780], [800, 1100], [1440, 900]]) {
    await page.setViewportSize({ width, height })
    for (const theme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme: theme })
      await page.waitForTimeout(60)
      await page.screenshot({ path: join(scratch, `${name}-${width}-${theme}.png`) })
    }
  }
  await page.setViewportSize({ width: 1440, height: 900 })
}

/** A program of tasks, one for each text in `tasks`; main gathers them. */
function program(tasks, includes = '') {
  const names = tasks.map((_, at) => `task_${at}`)
  return `#include <stdio.h>\n${includes}#include "weft.h"\n\n${tasks.map((body, at) =>
    `static int ${names[at]}(void *arg)\n{\n    (void)arg;\n${body}\n    return WEFT_OK;\n}\n`).join('\n')}
static int amain(void *arg)
{
    (void)arg;
    return weft_gather(${names.map(name => `{${name}, NULL}`).join(', ')});
}

int main(void) { return weft_run(amain, NULL); }
`
}

// --- nothing that was printed or done is lost ----------------------------------------------------

const TICKS = '    for (int i = 0; i < 5; i++) { printf("tick %d\\n", i); WEFT_TRY(weft_sleep(1)); }'
const BUSY = `    printf("busy begins\\n");
    WEFT_TRY(weft_sleep(2.5));
    printf("busy computes\\n");
    for (volatile long i = 0;; i++)
        ;`

for (const name of ['Virtual', 'Real']) {
  test(`a task that never waits: all that was said stays, and who it is (${name})`, { skip, timeout: 120_000 }, () =>
    withPage({}, async page => {
      await choose(page, 'lock')
      await page.click(clock(name))
      await write(page, program([TICKS, BUSY]))
      await page.keyboard.press('Control+Enter')
      await waitForText(page, '#log', /busy computes/, 60_000)
      await waitForText(page, '#status', /Running: Task-3 has not waited since 2\.5/)
      await page.click('#stop')
      await waitForEnd(page)
      const printed = (await transcript(page)).replace(/^\[.*?\] /gm, '').trim().split('\n')
      assert.deepEqual(printed, ['tick 0', 'busy begins', 'tick 1', 'tick 2', 'busy computes'])
      const said = /Task-3 has run since 2\.5\d* s without waiting, so nobody else can: it last went on at line 15\./
      assert.match(await sentences(page), said)
      assert.match(await sentences(page), /did not stop within half a second, so the page ended it/)
      assert.match(await page.textContent('#status'), /Ended at 2\.5/)
      await waitForText(page, '#report', said.source.endsWith('.') ? said : /Task-3 has run since 2\.5/)
      const rows = await tableRows(page)
      assert.match(rows.at(-1), /^2\.5\d* s \d+ Task-3 runs .*It ran until the program was ended/)
      if (name === 'Virtual') await picture(page, 'never_waits')
      await page.click(clock('Virtual'))
    }))
}
