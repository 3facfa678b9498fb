/**
 * Findings, forks, every order and what one takes home, in Debian's Chromium: what is found leads to its moment and its line, also while a run goes on;
 * two futures from one moment stand side by side, by pointer and with keys alone; a lock that is left out; a project, a trace for Perfetto,
 * the playground in a page of somebody else's. What counts as a finding is in tests/findings.test.js. Where there is no Chromium the tests
 * are skipped and say so.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { unzipSync, strFromU8 } from 'fflate'
import { filesOf, projectOf } from '../playground/page/program/project.js'
import { orderTest } from '../playground/page/program/order_test.js'
import { differenceOf } from '../playground/page/tasks/compare.js'
import { locksIn, withoutLock } from '../playground/page/source/locks.js'
import { root } from '../dev/setup/tools.js'
import { checkThemes } from './browser/axe.js'
import { openPlayground } from './browser/suite.js'
import { choose, run, waitForText, write } from './browser/steps.js'

const suite = openPlayground({ folder: 'page_fork' })
const { skip, scratch, withPage } = suite
const BANK = '#lesson=races'

/** Stands at a moment of the lesson's program, so many steps before its end. */
async function standAt(page, back) {
  await page.waitForSelector('#lesson-pane h2')
  await run(page)
  if (await page.locator('#tab-tasks').isVisible()) await page.click('#tab-tasks')
  await page.click('#steps')
  await page.waitForSelector('.playhead:not([hidden])')
  for (let n = 0; n < back; n++) await page.click('.playhead button[aria-label="One back"]')
}

/** Two transfers, each of which takes the lock of the purse that gives first. */
const TWO_LOCKS = readFileSync(join(root, 'playground/lessons/locks/transfer.c'), 'utf8')
const MENDED = readFileSync(join(root, 'playground/lessons/locks/transfer_ordered.c'), 'utf8')

const output = page => page.evaluate(() => [...document.querySelectorAll('#log li:not(.sys)')].map(line => line.querySelector('span').textContent).join('\n'))

test('two futures from one moment, and the page goes on with the other', { skip }, () => withPage({ hash: BANK }, async page => {
  await standAt(page, 6)
  await page.click('.playhead >> text=Fork here')
  await waitForText(page, '#futures', /Choice 2 of this run, at 0\.0 s: 2 tasks could run/)
  assert.ok(await page.isDisabled('#futures .ways .btn >> nth=0'), 'what ran is no other future')
  await page.click('#futures .ways .btn >> nth=1')
  await waitForText(page, '#futures [role=status]', /^They part at step 3: main runs there, here deposit 1\. They print the same\.$/)
  const sides = await page.$$eval('#futures .two > section', all => all.map(side => ({ title: side.querySelector('h3').textContent,
    bars: side.querySelectorAll('.cloth path').length, parted: side.querySelectorAll('.part').length, text: side.querySelector('pre').textContent })))
  assert.deepEqual(sides.map(({ title }) => title), ['As it was: main first', 'Instead: deposit 1 first'])
  for (const { bars, parted, text } of sides) assert.ok(bars > 5 && parted === 1 && text === 'balance: 130\n')
  await page.click('#futures >> text=Go on with this one')
  await page.waitForSelector('#futures', { state: 'hidden' })
  await page.waitForFunction(() => !document.getElementById('run').disabled)
  await page.waitForSelector('.deviation')
  // from there, the last choice loses a deposit: main ahead of deposit 1 until both have read
  await page.click('#steps')
  await page.waitForSelector('.playhead:not([hidden])')
  await page.focus('.playhead .slide')
  await page.keyboard.press('Home')
  await page.click('.playhead >> text=Fork here')
  await waitForText(page, '#futures', /Choice 1 of this run/)
}))

test('where a future prints something else, that line is marked in both', { skip }, () => withPage({ hash: BANK }, async page => {
  await page.waitForSelector('#lesson-pane h2')
  await page.click('#world summary')
  await page.fill('#world-env', 'WEFT_CHOICES=0,0,1')
  await page.keyboard.press('Escape')
  await standAt(page, 4)
  await page.click('.playhead >> text=Fork here')
  await page.waitForSelector('#futures .ways .btn')
  const other = page.locator('#futures .ways .btn:not([disabled])')
  await other.first().click()
  await page.waitForSelector('#futures .two')
  const words = await page.textContent('#futures [role=status]')
  assert.match(words, /What they print differs first in line 1: “balance: 1[123]0” there, “balance: 1[123]0” here\.$/)
  assert.equal(await page.locator('#futures pre mark').count(), 2)
  assert.equal(await page.locator('#futures text.apart').count(), 2)
}))

test('with keys alone', { skip }, () => withPage({ hash: BANK }, async page => {
  await page.waitForSelector('#lesson-pane h2')
  await run(page)
  await page.focus('#steps')
  await page.keyboard.press('Enter')
  await page.waitForSelector('.playhead:not([hidden])')
  await page.keyboard.press('Home')
  await page.locator('.playhead >> text=Fork here').focus()
  await page.keyboard.press('Enter')
  await page.waitForSelector('#futures .ways .btn')
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Two futures')
  const reached = async pattern => {
    for (let n = 0; n < 12; n++) {
      await page.keyboard.press('Tab')
      if (pattern.test(await page.evaluate(() => document.activeElement.textContent))) return
    }
    assert.fail(`Tab does not reach ${pattern}`)
  }
  await reached(/runs ahead|waited longest/)
  await page.keyboard.press('Enter')
  await page.waitForSelector('#futures .two')
  await reached(/Go on with this one/)
  await page.keyboard.press('Enter')
  await page.waitForSelector('#futures', { state: 'hidden' })
}))

test('at the end there is nothing to choose, and the page says so', { skip }, () => withPage({ hash: BANK }, async page => {
  await standAt(page, 0)
  await page.click('.playhead >> text=Fork here')
  await waitForText(page, '#futures', /From this moment on there is nothing to choose.*Step back, and fork there/)
  await page.click('#futures >> text=Close')
  assert.ok(await page.isHidden('#futures'))
}))

test('what if a lock were not here: the program without it, in an order that shows it', { skip }, () => withPage({ fresh: true }, async page => {
  await write(page, readFileSync(join(root, 'tests/explore/locked.c'), 'utf8'))
  await page.click('label:has-text("Virtual") >> nth=0')
  await run(page)
  await page.click('#steps')
  await page.click('.playhead >> text=Fork here')
  await page.click('#futures >> text=/^the lock .*, line \\d+$/')
  await waitForText(page, '#futures', /Without the lock, an order with 2 deviations goes wrong\. It was found after \d+ orders\./)
  const said = await page.$$eval('#futures .two > section', all => all.map(side => side.querySelector('p').textContent))
  assert.match(said[0], /^It ends at 0\.0 s\.$/)
  assert.match(said[1], /^It is stopped by a trap at 0\.0 s\.$/)
}))

test('a finding leads to its moment and to its line', { skip }, () => withPage({}, async page => {
  await choose(page, 'gather')
  await run(page)
  assert.ok(await page.isHidden('#findings'), 'gather has no findings')
  await choose(page, 'lock')
  await run(page)
  await waitForText(page, '#findings summary', /^1 finding: A waits 0\.5 s with the lock counter->lock held$/)
  assert.ok(!await page.evaluate(() => document.getElementById('findings').open), 'it is folded')
  await page.focus('#findings summary')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.waitForSelector('.playhead:not([hidden])')
  await waitForText(page, '.playhead output', /A has just run/)
  await page.click('#findings a')
  assert.equal(await page.textContent('#findings a'), 'line 26')
  await page.waitForFunction(() => document.querySelector('#code .lit'))
  await choose(page, 'queue')
  assert.ok(await page.isHidden('#findings'))
}))

test('findings come while the run goes on, and a task that never waits is one', { skip }, () => withPage({ fresh: true }, async page => {
  await write(page, readFileSync(join(root, 'tests/classroom/programs/sleep_then_loop.c'), 'utf8'))
  await page.click('label:has-text("Virtual") >> nth=0')
  await page.keyboard.press('Control+Enter')
  await page.waitForFunction(() => /has not waited since/.test(document.getElementById('status').textContent))
  await waitForText(page, '#findings summary', /never waits/)
  await page.click('#stop')
  await waitForText(page, '#findings summary', /1 finding: .* never waits/)
}))

for (const width of [360, 1440]) {
  test(`axe finds nothing, and nothing is cut, at ${width}`, { skip }, () => withPage({ width, hash: BANK }, async page => {
    await standAt(page, 6)
    await page.click('.playhead >> text=Fork here')
    await page.click('#futures .ways .btn >> nth=1')
    await page.waitForSelector('#futures .two')
    await checkThemes(page, '', theme => page.screenshot({ path: join(scratch, `fork-${width}-${theme}.png`), fullPage: width < 700 }))
    const cut = await page.evaluate(() => [...document.querySelectorAll('#futures, #futures *')].filter(part => part.getBoundingClientRect().right > innerWidth + 1 && !part.closest('svg'))
      .map(({ outerHTML }) => outerHTML.slice(0, 80)))
    assert.deepEqual(cut, [])
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth))
  }))
}

// --- every order -----------------------------------------------------------------------------------

const LOST = readFileSync(join(root, 'tests/explore/lost_update.c'), 'utf8')

/** Presses the button, and waits for what is said in the end. */
async function everyOrder(page) {
  await page.click('#every')
  return ordersSaid(page)
}

async function ordersSaid(page) {
  await page.waitForFunction(() => document.querySelector('#orders .answer :is(pre, .row)') || document.querySelector('#orders .answer.good'))
  return page.innerText('#orders .answer')
}

test('the order in which an update is lost: found, shrunk, in the lanes, a link, a test', { skip }, () => withPage({ fresh: true }, async page => {
  await write(page, LOST)
  await run(page)
  await waitForText(page, '#status', /exit code 0/)
  const said = await everyOrder(page)
  assert.match(said, /One order fails: it is stopped by a trap, as a failed assert is\. .*Its 2 deviations from first come, first served:\s+main ran ahead of Task-2, at 0\.0 s\s+Task-3 ran ahead of Task-2[^]*balance: 120\s+Assertion failed/)
  await page.waitForFunction(() => document.querySelectorAll('.deviation').length === 2)
  await page.click('#orders .story button >> nth=1')
  await waitForText(page, '.playhead output', /^Step \d of 8/)
  const { name, bytes } = await saved(page, page.click('#orders >> text=Make it a test'))
  assert.equal(name, 'test_program.c')
  assert.match(String(bytes), / \* {2}2\. Task-3 ran ahead of Task-2, at 0\.0 s\n \* Run it in that order:\n \* {2}weft test test_program\.c --choices 0,0,1,1 \*\//)
  await page.click('#orders >> text=A link to this order')
  await page.waitForFunction(() => /WEFT_CHOICES%3D0%2C0%2C1%2C1/.test(document.getElementById('link').value))
  const link = await page.inputValue('#link')
  await page.goto('about:blank')
  await page.goto(link)
  await page.waitForSelector('body[data-ready]')
  await run(page)
  assert.match(await output(page), /balance: 120/)
}))

test('a program that is well in every order, and one whose output depends on it', { skip }, () => withPage({}, async page => {
  await write(page, readFileSync(join(root, 'tests/explore/locked.c'), 'utf8'))
  await run(page)
  assert.match(await everyOrder(page), /^All 8 orders were tried, and none fails: no deadlock, no trap, no exit code but 0\. None is left untried\.\s+Each prints the same\.$/)
  await write(page, LOST.replace('    assert(balance == 130);\n', ''))
  await page.waitForSelector('#orders', { state: 'hidden' })   // what was found in another text
  await run(page)
  assert.match(await everyOrder(page), /none fails[^]*What it prints depends on the order: \d outputs were seen[^]*balance: 130\s+First come, first served\.[^]*balance: 120\s+main ran ahead/)
  await page.click('#orders .row >> nth=1 >> text=Run this order')
  await page.waitForSelector('.deviation')
  assert.doesNotMatch(await output(page), /130/)
}))

for (const width of [360, 1440]) {
  test(`a deadlock that one has made oneself is found in some order, and mended, with keys alone, at ${width}`, { skip }, () => withPage({ width }, async page => {
    await write(page, TWO_LOCKS)
    await run(page)
    assert.match(await page.textContent('#status'), /exit code 0/, 'first come, first served it is well')
    await page.focus('#every')
    await page.keyboard.press('Enter')
    assert.match(await ordersSaid(page), /One order fails: the tasks wait for each other for ever, a deadlock\./)
    await waitForText(page, '#report', /pay waits for the lock .*held by repay.*repay waits for the lock .*held by pay.*take the locks in the same order in every task/s)
    await checkThemes(page, '', theme => page.screenshot({ path: join(scratch, `orders-${width}-${theme}.png`) }))
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing is wider than the page')
    if (width < 700) await page.click('#tab-code')
    await page.fill('#code textarea', MENDED)
    await run(page)
    await page.focus('#every')
    await page.keyboard.press('Enter')
    assert.match(await ordersSaid(page), /^All \d+ orders were tried, and none fails/)
  }))
}

test('a test of an order calls the main task, whatever its main looks like', () => {
  const made = text => orderTest({ file: 'a b.c', text, choices: [0, 2], story: ['X ran ahead of Y */'], why: '' })
  const { name, text } = made('int main(void)\n{\n    return weft_run_with(&options, start, &state);\n}\n')
  assert.equal(name, 'test_a_b.c')
  assert.match(text, /int code = start\(&state\);/)
  assert.match(text, /weft test test_a_b\.c --choices 0,2 \*\/\n/)
  assert.equal(text.match(/\*\//g).length, 3, 'no comment ends too soon')
  assert.equal(made('int main(void) { return 0; } /* weft_run(amain, NULL) */'), null)
})

test('locks are found in code only, and leave it line by line', () => {
  const source = '/* weft_lock_acquire(&no) */\nWEFT_TRY(weft_lock_acquire(&bank->lock));\nprintf("weft_lock_acquire(&no)");\nWEFT_UNLOCK_AT_EXIT(&bank->lock);\nWEFT_TRY(weft_lock_acquire(of(\n    &other)));\nweft_lock_release(&bank->lock);\n'
  assert.deepEqual(locksIn(source), [{ words: '&bank->lock', line: 2 }, { words: 'of(\n    &other)', line: 5 }])
  const without = withoutLock(source, '&bank->lock')
  assert.equal(without.split('\n').length, source.split('\n').length)
  assert.match(without, /^\/\* weft_lock_acquire\(&no\) \*\/\nWEFT_TRY\(\(\(int\)\{WEFT_OK\}\)\);\n/)
  assert.match(without, /^\(void\)0;$/m)
  assert.match(without, /weft_lock_acquire\(of\(\n {4}&other\)\)/)
})

test('two futures that do the same differ nowhere', () => {
  const model = { bars: [], tasks: new Map(), prints: [] }
  assert.deepEqual(differenceOf({ model, text: 'a\n', end: 'ends' }, { model, text: 'a\n', end: 'ends' }), { step: null, line: null, end: false })
  const { line } = differenceOf({ model, text: 'a\nb\n', end: '' }, { model, text: 'a\n', end: '' })
  assert.deepEqual(line, { number: 2, a: 'b', b: null, records: [-1, -1] })
})

const downloaded = (page, button) => saved(page, page.click(`#share >> text=${button}`))

async function saved(page, act) {
  const [download] = await Promise.all([page.waitForEvent('download'), act])
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) }
}

test('a program is taken home as a project, its run as a file for Perfetto', { skip }, () => withPage({ fresh: true }, async page => {
  await choose(page, 'queue')
  await page.click('#share summary')
  await page.waitForSelector('#embed')
  assert.ok(await page.isDisabled('#share >> text=Its run, for Perfetto'), 'there is no run yet')
  await page.keyboard.press('Escape')
  await run(page)
  await page.click('#share summary')
  const project = await downloaded(page, 'A project for CMake or weft')
  assert.equal(project.name, 'queue.zip')
  const files = Object.fromEntries(Object.entries(unzipSync(project.bytes)).map(([name, bytes]) => [name, strFromU8(bytes)]))
  assert.deepEqual(Object.keys(files).sort(), ['queue/.gitignore', 'queue/CMakeLists.txt', 'queue/README.md', 'queue/main.c'])
  assert.match(files['queue/main.c'], /weft_run/)
  const trace = await downloaded(page, 'Its run, for Perfetto')
  assert.equal(trace.name, 'queue.json')
  const { traceEvents } = JSON.parse(trace.bytes)
  const names = traceEvents.filter(({ name }) => name === 'thread_name').map(({ args }) => args.name)
  assert.ok(names.includes('main') && names.length > 2)
  for (const event of traceEvents) {
    if (event.ph === 'X') assert.ok(event.dur >= 0 && Number.isFinite(event.ts) && event.name)
  }
  const count = kind => traceEvents.filter(({ ph }) => ph === kind).length
  assert.ok(count('X') > 20 && count('C') > 5 && count('s') === count('f') && count('s') > 5 && count('i') > 3)
  await page.screenshot({ path: join(scratch, 'share-1440-light.png') })
}))

test('in a page of somebody else\'s it comes when it is asked for, in the colours of that page', { skip }, () => withPage({ fresh: true }, async page => {
  await choose(page, 'lock')
  await page.click('#share summary')
  await page.waitForFunction(() => document.getElementById('embed')?.value.includes('example=lock'))
  const lines = await page.inputValue('#embed')
  const [, address] = /<script src="([^"]+)embed\.js">/.exec(lines)
  const host = await page.context().newPage()
  const asked = []
  host.on('request', request => asked.push(request.url()))
  await host.setContent(`<!doctype html><title>A course</title><body style="background: #111; color: #eee"><p>Run it:</p>${lines}`)
  await host.waitForSelector('weft-playground button')
  assert.deepEqual(asked, [`${address}embed.js`], 'nothing of the playground is loaded')
  await host.focus('weft-playground button')
  await host.keyboard.press('Enter')
  const frame = await (await host.waitForSelector('weft-playground iframe')).contentFrame()
  await frame.waitForSelector('body[data-ready]')
  assert.equal(await frame.evaluate(() => document.documentElement.dataset.theme), 'dark')
  assert.equal(await frame.inputValue('#example'), 'lock')
  await frame.click('#run')
  await frame.waitForFunction(() => /exit code/.test(document.getElementById('status').textContent))
  await host.screenshot({ path: join(scratch, 'embed-dark.png') })
  await host.close()
}))

test('a project has what both ways of building it need', () => {
  const { name, bytes } = projectOf({ file: 'my prog.c', text: 'int main(void) { return 0; }', title: 'Mine\n# and more' })
  assert.equal(name, 'my_prog.zip')
  assert.deepEqual(Buffer.from(bytes), Buffer.from(projectOf({ file: 'my prog.c', text: 'int main(void) { return 0; }', title: 'Mine\n# and more' }).bytes), 'the same program is the same file')
  const files = filesOf('mine', '', 'Mine\n# and more')
  assert.match(files['README.md'], /^# Mine # and more\n/)
  assert.match(files['CMakeLists.txt'], /project\(mine C\)[^]*add_executable\(mine main\.c\)\ntarget_link_libraries\(mine PRIVATE weft::weft\)\nweft_weave\(mine\)/)
})
