/**
 * What a learner sees and reads in the page, in Debian's Chromium: names and moments, reports, the editor, a phone, the
 * Python twin, the manual. Where there is no Chromium the tests are skipped and say so.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { readExamples } from '../playground/make/shelves.js'
import { align } from '../playground/page/source/align.js'
import { root } from '../dev/setup/tools.js'
import { checkAxe as check } from './browser/axe.js'
import { openPlayground } from './browser/suite.js'
import { choose, lanesTexts, run, tableRows, waitForCount, waitForText, waitOnPage, write } from './browser/steps.js'

const suite = openPlayground({ folder: 'page_teach', options: { fresh: true } })
const { skip, scratch, withPage } = suite
const mistake = name => readFileSync(join(root, 'tests', 'mistakes', `${name}.c`), 'utf8')

const SHARED = `#include <stdio.h>
#include "weft.h"

struct purse { int coins; weft_lock lock; };
struct order { struct purse *from, *to; };

static int move(void *arg)
{
    struct order *order = arg;
    WEFT_TRY(weft_lock_acquire(&order->from->lock));
    WEFT_UNLOCK_AT_EXIT(&order->from->lock);
    WEFT_TRY(weft_sleep(0.1));
    WEFT_TRY(weft_lock_acquire(&order->to->lock));
    WEFT_UNLOCK_AT_EXIT(&order->to->lock);
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    struct purse red = {0}, blue = {0};
    struct order there = {&red, &blue}, back = {&blue, &red};
    return weft_gather({move, &there}, {move, &back});
}

int main(void) { return weft_run(amain, NULL); }
`

const MANY = `#include <stdio.h>
#include "weft.h"

static int one(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_sleep(1));
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    WEFT_GROUP(crowd);
    for (int i = 0; i < 2000; i++)
        weft_group_spawn(&crowd, one, NULL);
    return weft_group_join(&crowd);
}

int main(void) { return weft_run(amain, NULL); }
`

const boxOf = (page, selector) => page.locator(selector).first().boundingBox()

// --- names and moments ---------------------------------------------------------------------------

test('tasks are called by what the program calls them, and the first choice says something', { skip }, () =>
  withPage({}, async page => {
    await run(page)
    await waitForCount(page, '#lanes .choice-layer .sel', 1)
    const texts = await lanesTexts(page)
    for (const name of ['main', 'A', 'B', 'C']) assert.ok(texts.includes(name), `${name} of ${texts}`)
    assert.ok(!texts.some(text => /^Task-\d/.test(text)), texts.join())
    await waitForText(page, '#why', /^C sleeps until 3\.0 s/)
  }))

test('a grey band and the virtual clock are explained where they are seen', { skip }, () =>
  withPage({}, async page => {
    await waitForText(page, '#legend', /A grey band is one moment, opened up/)
    await waitForText(page, '.bar', /waiting takes no real time/)
    await run(page)
    await waitForText(page, '#legend', /a grey band: one moment, opened up/)
    await page.click('label:has-text("Real") >> nth=0')
    assert.doesNotMatch(await page.innerText('.bar'), /waiting takes no real time/)
  }))

test('what stands above the listing does not stand in it once more, and a link of another program has its own title', { skip }, () =>
  withPage({}, async page => {
    assert.ok(await page.isHidden('#L1') && await page.isVisible('#L6'))
    await page.click('#listing button:has-text("Lines 1 to 5")')
    assert.ok(await page.isVisible('#L1'))
    await choose(page, 'lock')
    await page.click('#twin-button')
    await page.waitForSelector('#python')
    assert.ok(await page.isVisible('#L1'), 'the whole beside the twin')
    await write(page, SHARED)
    assert.ok(await page.isHidden('#twin-button'), 'another program has no twin')
    await page.click('#share > summary')
    await page.waitForFunction(() => /source=/.test(document.getElementById('link').value))
    const link = await page.inputValue('#link')
    await page.goto('about:blank')
    await page.goto(link)
    await page.waitForSelector('body[data-ready]')
    assert.equal(await page.title(), 'A program – Weft playground')
    await waitForText(page, '#status', /An edited program is compiled here/)
  }))

test('the lock example is short enough to read', { skip }, () =>
  withPage({}, async page => {
    await choose(page, 'lock')
    await run(page)
    const texts = await lanesTexts(page)
    assert.equal(texts.filter(text => text === 'for counter->lock').length >= 4, true, texts.join())
    assert.deepEqual(['A', 'B', 'C'].map(name => texts.filter(text => text === name).length), [3, 3, 3],
      'a lane each, and each holds the lock twice')
  }))

test('two locks of one name are numbered in lanes, sentences and report', { skip }, () =>
  withPage({}, async page => {
    await choose(page, 'hello')
    await write(page, SHARED)
    await run(page)
    const report = await page.innerText('#report')
    assert.match(report, /Task-2 waits for the lock order->to->lock \(1\), held by Task-3/)
    assert.match(report, /Task-3 waits for the lock order->to->lock \(2\), held by Task-2/)
    assert.match(report, /take the locks in the same order in every task/)
    const texts = await lanesTexts(page)
    assert.ok(texts.includes('order->to->lock (1)') && texts.includes('order->to->lock (2)'), texts.join())
  }))

test('a pin stands beside the code, and what is beneath its column can be moved out', { skip }, () =>
  withPage({}, async page => {
    await run(page)
    await waitForCount(page, '#listing.pinned', 1)
    const pins = await page.locator('#listing .pins').evaluateAll(all => all.map(each => {
      const { left, right } = each.getBoundingClientRect()
      return { left, right, back: getComputedStyle(each).backgroundColor }
    }))
    const code = await boxOf(page, '#code')
    for (const { right, back } of pins) {
      assert.ok(Math.abs(right - code.x - code.width) < 20, 'at the edge')
      assert.notEqual(back, 'rgba(0, 0, 0, 0)', 'no letters show between the pins')
    }
    const hidden = await page.evaluate(() => {
      const box = document.getElementById('code')
      box.scrollLeft = 10_000
      const edge = Math.min(...[...document.querySelectorAll('#listing .pins')].map(each => each.getBoundingClientRect().left))
      return [...document.querySelectorAll('#listing .ln:has(.pins) > code')].filter(each => each.getBoundingClientRect().right > edge + 1).length
    })
    assert.equal(hidden, 0)
  }))

test('nothing jumps between runs, and the borders can be moved', { skip }, () =>
  withPage({}, async page => {
    const head = async () => (await boxOf(page, '#tasks > header')).y
    const at = await head()
    for (const name of ['gather', 'hello', 'rate_limiter_deadlock']) {
      await choose(page, name)
      assert.equal(await head(), at, `${name} before it runs`)
      await run(page)
      assert.equal(await head(), at, name)
    }
    const wide = (await boxOf(page, '#code-pane')).width
    await page.focus('.split.x')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    assert.ok((await boxOf(page, '#code-pane')).width > wide + 20)
    assert.equal(await page.getAttribute('.split.x', 'aria-valuenow'), '48')
    const border = await boxOf(page, '.split.y')
    await page.mouse.move(border.x + 200, border.y + 4)
    await page.mouse.down()
    await page.mouse.move(border.x + 200, border.y - 96)
    await page.mouse.up()
    assert.ok(Math.abs(await head() - at + 100) < 8)
    await page.reload()
    await page.waitForSelector('.split.y')
    assert.ok(Math.abs(await head() - at + 100) < 8, 'it is kept')
    await page.dblclick('.split.y')
    assert.equal(await head(), at)
  }))

// --- reports -------------------------------------------------------------------------------------

test('a report says the cause first, and folds', { skip }, () =>
  withPage({}, async page => {
    await choose(page, 'rate_limiter_deadlock')
    await run(page)
    assert.equal(await page.locator('#report li:visible').count(), 1)
    await waitForText(page, '#report', /waits for itself[^]*15 others wait behind that\. Show all/)
    await page.click('#report summary')
    assert.equal(await page.locator('#report li:visible').count(), 16)
    const lines = () => page.locator('#log .sys.err:visible').count()
    assert.equal(await lines(), 1, 'the output does not say it all once more')
    await page.click('#log .sys.err button')
    assert.ok(await lines() > 30)
  }))

test('a mistake that ends the program is told with its line, which is lit', { skip }, () =>
  withPage({}, async page => {
    await choose(page, 'hello')
    await write(page, mistake('divide_by_zero'))
    await run(page)
    await waitForText(page, '#report', /Task-3 divided by zero at program\.c:8/)
    await waitForText(page, '#why', /Task-3 [^]* divided by zero at line 8/)
    await page.click('#edit')
    await page.click('#report a')
    await waitForCount(page, '#listing .ln.lit[data-line="8"]', 1)
    await write(page, 'int main(void) { return oops; }\n')
    await run(page)
    await waitForCount(page, '#report .stale', 1)
  }))

test('colours for a terminal are colours, and a line that is written over is one line', { skip }, () =>
  withPage({}, async page => {
    await choose(page, 'hello')
    await write(page, '#include <stdio.h>\n#include "weft.h"\n\nstatic int amain(void *arg)\n{\n    (void)arg;\n'
      + '    printf("\\x1b[1;31mred\\x1b[0m and plain\\x1b[2K\\n");\n    printf("10 %%\\r50 %%\\r100 %%\\n");\n'
      + '    return WEFT_OK;\n}\n\nint main(void)\n{\n    return weft_run(amain, NULL);\n}\n')
    await run(page)
    const lines = await page.locator('#log li:not(.sys) > span').evaluateAll(all => all.map(each => each.textContent))
    assert.deepEqual(lines, ['red and plain', '100 %'])
    assert.equal(await page.textContent('#log .tty-red.tty-bold'), 'red')
    assert.ok(!(await lanesTexts(page)).some(text => /001b|\[/.test(text)), 'nor do they stand in the lanes')
  }))

// --- the editor ----------------------------------------------------------------------------------

test('in the editor a line leads to its bar, and a bar to its line', { skip }, () =>
  withPage({}, async page => {
    await run(page)
    await page.click('#edit')
    await page.waitForSelector('.cm-content')
    await waitForCount(page, '.cm-lineNumbers .cm-wait', 2)
    await page.click('.cm-line:has-text("weft_gather(")')
    await waitForText(page, '#why', /^main waits from 0\.0 s for 3 calls/)
    await waitForCount(page, '.cm-line.lit', 1)
    const pins = await page.locator('.cm-pins .pin').evaluateAll(all => all.map(each => each.innerText.trim()))
    assert.ok(pins.includes('main') && pins.includes('A'), pins.join())
    const code = await boxOf(page, '#code')
    for (const pin of await page.locator('.cm-pins .pin').all()) {
      const { x, width } = await pin.boundingBox()
      assert.ok(x + width <= code.x + code.width, 'a pin is not cut')
    }
    await page.click('.cm-lineNumbers .cm-wait >> nth=0')
    await waitForText(page, '#why', /sleeps/)
  }))

test('a name of weft.h says what it does, and is completed', { skip }, () =>
  withPage({}, async page => {
    await page.hover('#listing .wt:has-text("weft_sleep")')
    await waitForText(page, '#card', /WEFT_WAITS int weft_sleep\(double seconds\);/)
    await waitForText(page, '#card', /Waits/)
    assert.match(await page.getAttribute('#card a', 'href'), /^manual\/[\w-]+\.html#weft_sleep$/)
    await page.keyboard.press('Escape')
    await page.click('#edit')
    await page.click('.cm-content')
    await page.keyboard.press('Control+End')
    await page.keyboard.type('weft_group_j')
    await waitForText(page, '.cm-tooltip-autocomplete:not(.cm-tooltip-autocomplete-disabled)', /weft_group_join/)
    await waitOnPage(page, 100)   // for 75 ms the editor takes an Enter as meant for the text
    await page.keyboard.press('Enter')
    await waitForText(page, '.cm-content', /weft_group_join/)
    await page.hover('.cm-line:has-text("weft_gather(") .wt')
    await waitForText(page, '.cm-tooltip-hover', /weft_gather/)
  }))

// --- the table -----------------------------------------------------------------------------------

test('a table of 2 000 tasks with a far choice: 40 rows, no long frame', { skip }, () =>
  withPage({}, async page => {
    await choose(page, 'hello')
    await write(page, MANY)
    await run(page)
    await page.focus('#lanes')
    await page.keyboard.press('End')
    await page.evaluate(() => {
      window.long = []
      new PerformanceObserver(list => window.long.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' })
    })
    await page.keyboard.press('t')
    await page.waitForSelector('#twin tbody tr.lit')
    assert.ok(await page.locator('#twin tbody tr').count() <= 40)
    await page.click('#twin button:has-text("Last") >> nth=0')
    assert.match(await page.innerText('#twin .more >> nth=0'), /of \d+\s?\d* rows/)
    assert.ok(await page.locator('#twin tbody tr').count() <= 40)
    const rows = await page.locator('#twin table').getAttribute('aria-rowcount')
    assert.equal(await page.locator('#twin tbody tr').last().getAttribute('aria-rowindex'), rows)
    console.log(`long tasks: ${await page.evaluate(() => window.long.join())}`)
  }))

// --- a phone -------------------------------------------------------------------------------------

test('on a phone a line leads to the code, errors are seen, and lanes become larger', { skip }, () =>
  withPage({ width: 360 }, async page => {
    await choose(page, 'lock')
    await run(page)
    assert.equal(await page.evaluate(() => document.body.dataset.tab), 'tasks')
    const axis = () => page.locator('#lanes .axisrow .tick').count()
    const whole = await axis()
    await page.click('#zoomin')
    await page.click('#zoomin')
    await page.waitForSelector('#zoomall:not([hidden])')
    await page.click('#zoomall')
    await waitForCount(page, '#lanes .axisrow .tick', whole)
    assert.ok(await page.isVisible('#find'))
    await page.click('#why a')
    assert.equal(await page.evaluate(() => document.body.dataset.tab), 'code')
    const lit = await boxOf(page, '#listing .ln.lit')
    assert.ok(lit.y > 0 && lit.y < 780, `the line is in sight: ${lit.y}`)
    await page.click('#tab-out')
    await page.click('#log li[data-line] >> nth=0')
    assert.equal(await page.evaluate(() => document.body.dataset.tab), 'tasks')
    await page.click('#tab-code')
    await write(page, 'int main(void) { return oops; }\n')
    await run(page)
    const problem = await boxOf(page, '#problems li')
    assert.ok(problem.y > 0 && problem.y + 20 < 780 - 64, `the error is in sight: ${problem.y}`)
    const fits = await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)
    assert.ok(fits, 'nothing is wider than the phone')
  }))

test('on a phone the form of Input is whole, and a name stands at the first line of what its task printed', { skip }, () =>
  withPage({ width: 360 }, async page => {
    await page.click('#tab-out')
    await page.click('#world > summary')
    await page.waitForSelector('#world-args')
    const [panel, field] = [await boxOf(page, '#worldbox'), await boxOf(page, '#world-args')]
    assert.ok(panel.x >= 0 && panel.x + panel.width <= 360, `the form is from ${panel.x} to ${panel.x + panel.width}`)
    assert.ok(field.width > panel.width * 0.8, 'a field has the width of the form')
    await page.keyboard.press('Escape')
    await page.click('#tab-code')
    await choose(page, 'rate_limiter_deadlock')
    await run(page)
    await page.click('#tab-out')
    const [name, text] = [await boxOf(page, '#log li:not(.sys) small'), await boxOf(page, '#log li:not(.sys) span')]
    assert.ok(text.height > 30 && Math.abs(name.y - text.y) < 4, 'the name is not in the middle of the lines')
  }))

test('a task without a name is called so, and a sleep that was cut short says how long it was', { skip }, () =>
  withPage({}, async page => {
    await choose(page, 'timeouts')
    await run(page)
    assert.ok((await lanesTexts(page)).includes('1.0 of 5.0 s'), (await lanesTexts(page)).join())
    await choose(page, 'hello')
    await write(page, MANY.replace('{\n    (void)arg;', '{\n    weft_task_set_name(weft_current(), "");\n    (void)arg;').replace('2000', '2'))
    await run(page)
    assert.ok((await tableRows(page)).some(row => /\(no name\) sleeps/.test(row)), (await tableRows(page)).join('\n'))
    const group = `crowd_${'of_people_'.repeat(6)}`
    await write(page, MANY.replaceAll('crowd', group).replace('2000', '2'))
    await run(page)
    const name = await boxOf(page, '#lanes .scope')
    const first = await boxOf(page, '#lanes .s-running')
    assert.ok(name.x + name.width < first.x, `a long name ends at ${name.x + name.width}, and the lanes begin at ${first.x}`)
  }))

test('two fingers make the lanes larger', { skip }, () =>
  withPage({ width: 360 }, async page => {
    await choose(page, 'lock')
    await run(page)
    const fingers = (name, places) => page.evaluate(([type, list]) => {
      const box = document.getElementById('lanes')
      const target = box.querySelector('svg.cloth:not(.axisrow)')
      list.forEach((x, id) => target.dispatchEvent(new PointerEvent(type, { pointerId: id + 10, pointerType: 'touch', isPrimary: id === 0,
        clientX: x, clientY: box.getBoundingClientRect().top + 80, bubbles: true })))
    }, [name, places])
    await fingers('pointerdown', [150, 200])
    await fingers('pointermove', [100, 250])
    await fingers('pointermove', [60, 300])
    await fingers('pointerup', [60, 300])
    await page.waitForSelector('#zoomall:not([hidden])')
  }))

// --- the twin ------------------------------------------------------------------------------------

test('the twin stands beside the example, line against line', { skip }, () =>
  withPage({}, async page => {
    assert.ok(!page.asked.some(url => /twins\//.test(url)), 'it is fetched when it is asked for')
    await page.click('#twin-button')
    await page.waitForSelector('#python')
    const pairs = [['WEFT_TRY(weft_sleep(job->seconds));', 'await asyncio.sleep(seconds)'],
      ['return weft_run(amain, NULL);', 'asyncio.run(main())'], ['static int amain(void *arg)', 'async def main():']]
    for (const [c, python] of pairs) {
      const left = await boxOf(page, `#listing .ln:has-text("${c}")`)
      const right = await boxOf(page, `#python .ln:has-text("${python}")`)
      assert.ok(Math.abs(left.y - right.y) < 2, `${c} and ${python} are level`)
    }
    await page.hover('#python .ln:has-text("asyncio.sleep")')
    await waitForText(page, '#listing .ln.twin', /weft_sleep/)
    await page.click('#edit')
    await waitForCount(page, '#python', 0)
    await waitForCount(page, '#twin-button[aria-pressed=false]', 1)
  }))

test('most lines of every twin have their line of C', () => {
  for (const { name, source, twin } of readExamples().filter(example => example.twin)) {
    const python = readFileSync(join(root, twin), 'utf8').trimEnd().split('\n')
    const pairs = align(source.trimEnd().split('\n'), python)
    const said = python.filter(line => line.trim()).length
    assert.ok(pairs.length / said > 0.35, `${name}: ${pairs.length} of ${said}`)
    assert.ok(pairs.every(([one, other], at) => at === 0 || (one > pairs[at - 1][0] && other > pairs[at - 1][1])), 'in order')
  }
})

// --- the manual ----------------------------------------------------------------------------------

async function withManual(name, use, options = {}) {
  await withPage(options, async page => {
    await page.goto(new URL(`manual/${name}.html`, suite.browser.address).href)
    await page.waitForSelector('body[data-ready]')
    await use(page)
  })
}

test('the manual is one click away, and searched', { skip }, () =>
  withPage({}, async page => {
    await page.click('#manual')
    await page.waitForSelector('body.manual[data-ready]')
    await page.fill('#find-manual', 'weft_lock_acquire')
    await waitForText(page, '#hits', /weft_lock_acquire/)
    await page.press('#find-manual', 'Enter')
    await page.waitForURL(/lock\.html#weft_lock_acquire$/)
    assert.ok(await page.isVisible('h2:has-text("weft_lock_acquire")'))
  }))

test('an example of the reference runs where it stands', { skip }, () =>
  withManual('lock', async page => {
    await page.click('[data-run] >> nth=0')
    const frame = page.frameLocator('iframe')
    await frame.locator('body[data-ready]').waitFor()
    await frame.locator('#run').click()
    await frame.locator('#log li:not(.sys)').first().waitFor()
    assert.match(await frame.locator('#status').innerText(), /exit code 0/)
  }))

test('every page of the manual, and every link in it, is there', { skip }, () =>
  withManual('guide', async page => {
    const pages = await page.locator('.toc a').evaluateAll(all => all.map(({ href }) => href))
    assert.ok(pages.length > 25)
    const anchors = new Map()
    const wanted = []
    for (const address of pages) {
      const { ids, links, programs } = await page.evaluate(async address => {
        const read = new DOMParser().parseFromString(await (await fetch(address)).text(), 'text/html')
        return { ids: [...read.querySelectorAll('[id]')].map(({ id }) => id),
          programs: [...read.querySelectorAll('.listing:has([data-run]) code')].map(each => each.textContent),
          links: [...read.querySelectorAll('main a[href]')].map(link => new URL(link.getAttribute('href'), address).href) }
      }, address)
      anchors.set(address, new Set(ids))
      assert.equal(anchors.get(address).size, ids.length, `${address} has an anchor twice`)
      for (const code of programs) assert.match(code, /\bint amain\(|\bint main\([^)]*\)\s*\{(?![^]*\bamain\b)/, `${address}: what can be run is whole`)
      wanted.push(...links.filter(link => link.startsWith(suite.browser.address)).map(link => [address, link]))
    }
    for (const [from, link] of wanted) {
      const [to, anchor] = link.split('#')
      assert.ok(anchors.has(to), `${from} leads to ${to}`)
      if (anchor) assert.ok(anchors.get(to).has(decodeURIComponent(anchor)), `${from} leads to ${link}`)
    }
  }))

// --- for everybody -------------------------------------------------------------------------------

for (const theme of ['light', 'dark']) {
  test(`axe finds nothing with every panel open, ${theme}`, { skip }, () =>
    withPage({ theme }, async page => {
      const checkAxe = (page, where) => check(page, where, { onlyColours: theme !== 'light' })
      await choose(page, 'rate_limiter_deadlock')
      await run(page)
      await page.click('#report summary')
      await checkAxe(page)
      for (const id of ['browse', 'settings', 'share', 'world']) {
        await page.click(`#${id} > summary`)
        if (id === 'world') await page.waitForSelector('#world-args')
        await checkAxe(page, id)
        await page.keyboard.press('Escape')
      }
      await page.keyboard.press('t')
      await page.waitForSelector('#twin tbody tr')
      await checkAxe(page, 'table')
      await page.click('#twin-button')
      await page.waitForSelector('#python')
      await checkAxe(page, 'Python')
      await page.hover('#listing .wt >> nth=0')
      await page.waitForSelector('#card')
      await checkAxe(page, 'card')
      await page.click('#edit')
      await page.click('.cm-content')
      await page.keyboard.press('Control+f')
      await page.waitForSelector('.cm-search')
      await checkAxe(page, 'search')
      await page.keyboard.press('Escape')
      await page.keyboard.press('Control+End')
      await page.keyboard.type('weft_gr')
      await page.waitForSelector('.cm-tooltip-autocomplete')
      await checkAxe(page, 'completion')
      await page.keyboard.press('Escape')
      await page.click('#reset')
      await checkAxe(page, 'notice')
      await page.click('#versions > summary')
      await page.waitForSelector('#versionlist li')
      await checkAxe(page, 'versions')
    }))

  test(`axe finds nothing in the manual, ${theme}`, { skip }, () =>
    withManual('lock', async page => {
      await page.fill('#find-manual', 'lock')
      await waitForText(page, '#hits', /weft_lock/)
      await check(page, '', { onlyColours: theme !== 'light' })
    }, { theme }))
}

test('from the front page to a deadlock that one has made and mended, with keys alone on a phone', { skip }, () => withPage({ fresh: true, width: 360 }, async page => {
  const focused = () => page.evaluate(() => document.activeElement.textContent.trim())
  const reach = async pattern => {
    for (let n = 0; n < 60; n++) {
      await page.keyboard.press('Tab')
      if (pattern.test(await focused())) return
    }
    assert.fail(`Tab does not reach ${pattern}`)
  }
  await reach(/^Examples$/)
  await page.keyboard.press('Enter')
  await page.waitForSelector('#shelf a')
  await page.keyboard.type('deadlock')
  await waitForText(page, '#searchwords', /^\d examples and 1 lesson$/)
  await reach(/^Locks$/)
  await page.keyboard.press('Enter')
  await page.waitForSelector('#lesson-step')
  assert.ok(!await page.evaluate(() => document.getElementById('browse').open))
  await reach(/^Break$/)
  await page.keyboard.press('Enter')
  await waitForText(page, '#lesson-step', /^Break$/)
  await reach(/^Begin$/)
  await page.keyboard.press('Enter')
  for (const key of '22211') {
    await page.waitForSelector('.choices button')
    const asked = await page.textContent('.answer')
    await page.keyboard.press(key)
    await page.waitForFunction(words => document.querySelector('.answer').textContent !== words, asked)
  }
  await waitForText(page, '.answer', /^You broke it: the tasks wait for each other for ever, a deadlock\./)
  await reach(/^Show it in the lanes$/)
  await page.keyboard.press('Enter')
  await page.waitForSelector('#report:visible')
  await waitForText(page, '#report', /pay waits for the lock .* held by repay.*repay waits for the lock .* held by pay.*take the locks in the same order in every task/s)
  await page.screenshot({ path: join(scratch, 'deadlock-360.png') })
  await page.click('#tab-text')
  await reach(/^Fix ›$/)
  await page.keyboard.press('Enter')
  await waitForText(page, '#lesson-step', /^Fix$/)
  await reach(/^Edit the program$/)
  await page.keyboard.press('Enter')
  await page.waitForSelector('.cm-content')
  await page.waitForFunction(() => document.activeElement.matches('.cm-content'))
  await page.keyboard.press('Control+a')
  await page.keyboard.insertText(readFileSync(join(root, 'playground/lessons/locks/transfer_ordered.c'), 'utf8'))
  await page.keyboard.press('Escape')
  await page.focus('#tab-code')
  await page.keyboard.press('ArrowLeft')
  await reach(/^Try every order$/)
  await page.keyboard.press('Enter')
  await waitForText(page, '#lesson-pane', /orders/)
  await waitForText(page, '#lesson-pane .answer.good', /.*/)
  await page.screenshot({ path: join(scratch, 'mended-360.png') })
}))
