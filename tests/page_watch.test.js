/**
 * Variables, links that stand at a moment, and a program as one file, in Debian's Chromium: what is watched has a value at each step and a
 * mark in the lanes; the moment says what queues and locks hold; a trap names its line; a file runs from disk, without a server. What values are is in tests/watched.test.js. Where there
 * is no Chromium the tests are skipped and say so.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { pathToFileURL } from 'node:url'
import { root } from '../dev/setup/tools.js'
import { checkAxe } from './browser/axe.js'
import { openPlayground } from './browser/suite.js'
import { choose, run, waitForEnd, waitForText, write } from './browser/steps.js'

const suite = openPlayground({ folder: 'page_watch' })
const { skip, scratch, withPage } = suite
const bank = readFileSync(join(root, 'tests/watched/bank.c'), 'utf8')

/** Runs a program and opens its variables. */
async function openVariables(page, text) {
  if (text) await write(page, text)
  await run(page)
  if (await page.locator('#tab-tasks').isVisible()) await page.click('#tab-tasks')
  await page.click('#steps')
  await page.click('.playhead >> text=Variables')
}

async function watch(page, name) {
  await page.fill('#watch-name', name)
  await page.keyboard.press('Enter')
  await page.waitForFunction(wanted => [...document.querySelectorAll('#watches th')].some(head => head.textContent === wanted), name)
}

const rows = page => page.$$eval('#watches tr', all => all.map(row => [...row.querySelectorAll('th, td:not(.acts)')].map(cell => cell.textContent).join('|')))
const back = page => page.click('.playhead button[aria-label="One back"]')

test('a variable has a value at each step, and a mark where it changes', { skip }, () => withPage({}, async page => {
  await openVariables(page, bank)
  await watch(page, 'total')
  assert.deepEqual(await rows(page), ['total|120|'])
  const marks = await page.$$eval('.changes .change title', all => all.map(({ textContent }) => textContent))
  assert.deepEqual(marks, ['total: 101', 'total: 110', 'total: 102', 'total: 120'])
  await watch(page, 'seen')
  await page.click('#watches button[aria-label="The change before of total"]')
  await page.click('#watches button[aria-label="The change before of total"]')
  await waitForText(page, '.playhead output', /^Step 6 of /)
  assert.deepEqual(await rows(page), ['total|102|', 'seen|110|in Task-3'])
  assert.equal(await page.locator('#watches tr.now').count(), 1)
  await back(page)
  assert.deepEqual(await rows(page), ['total|110|', 'seen|101|in Task-2', '|110|in Task-3'])
  for (const theme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme: theme })
    await page.screenshot({ path: join(scratch, `variables-1440-${theme}.png`) })
  }
  await page.click('#watches button[aria-label="Watch total no more"]')
  await page.waitForFunction(() => [...document.querySelectorAll('#watches th')].map(head => head.textContent).join() === 'seen')
}))

test('what is none is refused by a sentence', { skip }, () => withPage({}, async page => {
  await openVariables(page, bank)
  const say = async (name, pattern) => {
    await page.fill('#watch-name', name)
    await page.keyboard.press('Enter')
    await waitForText(page, '#watches [role=status]', pattern)
  }
  await say('total + 1', /^That is no variable\. Write a name/)
  await say('balance', /^There is no variable balance in the program\. A member is written with what it is part of/)
  await say('deposit', /^deposit is a function/)
  await watch(page, 'amount')
  assert.match((await rows(page))[0], /^amount\|amount is a local of deposit\(\), and no task waits there now/)
}))

const WITHIN = {
  lock: [/^the lock counter->lock: held by \w+; beside it in counter: value is \d$/, ['value is 0', 'value is 1', 'value is 6']],
  queue: [/^the queue me->queue: 2 items, room for 3; in it, next first: \{text: "P1-item-0"\}, \{text: "P2-item-0"\}$/, ['in it {text: "P2-item-0"}', 'empty']]
}

/** What is shared at each step, from one end of the run to the other. */
async function sharedBy(page, key) {
  const shared = []
  for (;;) {
    shared.push(await page.locator('.moment-now > div', { has: page.locator('h3', { hasText: 'Shared' }) }).locator('li').allTextContents())
    if (await page.locator(`.playhead button[aria-label="${key === '.' ? 'One forward' : 'One back'}"]`).isDisabled()) return shared
    await page.keyboard.press(key)
  }
}

for (const [width, name, variable] of [[360, 'lock', 'counter'], [1440, 'queue', 'queue']]) {
  test(`with keys alone, nothing is cut, and axe finds nothing; the moment says what ${name}s hold, at ${width}`, { skip }, () => withPage({ width }, async page => {
    await choose(page, name)
    await run(page)
    if (width < 700) await page.click('#tab-tasks')
    await page.focus('#steps')
    await page.keyboard.press('Enter')
    await page.locator('.moment-now >> text=What they hold').focus()
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => !document.querySelector('.moment-now :is(button, [role=status])'))
    await page.focus('.playhead .slide')
    await page.keyboard.press('Home')
    const shared = await sharedBy(page, '.')
    const [pattern, parts] = WITHIN[name]
    const at = shared.findIndex(items => items.some(item => pattern.test(item)))
    assert.ok(at > 0, JSON.stringify(shared))
    for (const part of parts) assert.ok(shared.some(items => items.some(item => item.includes(part))), part)
    assert.deepEqual((await sharedBy(page, ',')).reverse(), shared)
    for (let n = 0; n < at; n++) await page.keyboard.press('.')
    await checkAxe(page)
    await page.screenshot({ path: join(scratch, `holds-${name}-${width}.png`), fullPage: width < 700 })
    await page.locator('.playhead >> text=Variables').focus()
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => document.activeElement.id === 'watch-name')
    await watch(page, variable)
    await page.focus('.playhead .slide')
    await page.keyboard.press('Home')
    for (let n = 0; n < 4; n++) await page.keyboard.press('.')
    await checkAxe(page)
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth))
    await page.screenshot({ path: join(scratch, `variables-${name}-${width}.png`), fullPage: width < 700 })
  }))
}

test('a trap names its line', { skip }, () => withPage({}, async page => {
  await write(page, bank.replace('total = seen + amount;', 'total = seen + amount;\n        if (i == 1) __builtin_trap();'))
  assert.match(await run(page), /Stopped by a trap/)
  await waitForText(page, '#log', /The trap came at line \d+: if \(i == 1\) __builtin_trap\(\);/)
}))

test('a link stands at its moment, in its order, once it has run; nothing runs before', { skip }, () => withPage({ fresh: true }, async page => {
  await choose(page, 'lock')
  await run(page)
  await page.click('#steps')
  for (let n = 0; n < 5; n++) await back(page)
  const where = await page.textContent('.playhead output')
  await page.evaluate(() => {
    const mix = document.getElementById('mix')
    mix.value = 80
    mix.dispatchEvent(new Event('input'))
  })
  await page.click('#share summary')
  await page.waitForFunction(() => /moment=\d+/.test(document.getElementById('link').value))
  const link = await page.inputValue('#link')
  const other = await page.context().newPage()
  await other.goto(link)
  await other.waitForSelector('body[data-ready]')
  await waitForText(other, '#noticewords', /^This link stands at step \d+ of the run\.$/)
  assert.equal(await other.locator('#log li:not(.only)').count(), 0, 'nothing has run')
  await other.click('#noticebutton')
  await waitForEnd(other)
  await other.waitForSelector('.playhead:not([hidden])')
  assert.equal(await other.textContent('.playhead output'), where)
  assert.equal(await other.inputValue('#mix'), '80')
  await other.close()
}))

test('a program is one file that runs from disk, without a network', { skip }, () => withPage({ fresh: true }, async page => {
  await choose(page, 'queue')
  await run(page)
  const printed = await page.$$eval('#log li:not(.sys)', all => all.map(line => line.textContent))
  const file = await takeOne(page, 'queue.html')
  const disk = await openFile(page, file)
  assert.equal(await disk.textContent('#code-pane h2'), 'Pass items through a bounded queue')
  await disk.click('#run')
  await waitForEnd(disk)
  assert.deepEqual(await disk.$$eval('#log li:not(.sys)', all => all.map(line => line.textContent)), printed)
  await disk.waitForSelector('#lanes .s-running')
  await disk.click('#steps')
  await disk.waitForSelector('.playhead:not([hidden])')
  await back(disk)
  assert.equal(await disk.locator('.playhead >> text=Fork here').count(), 0)
  assert.match(await disk.getAttribute('a:has-text("Edit it in the playground")', 'href'), /#v=1&example=queue/)
  await disk.screenshot({ path: join(scratch, 'single-1440.png') })
  await disk.setViewportSize({ width: 360, height: 780 })
  await disk.screenshot({ path: join(scratch, 'single-360.png') })
  assert.deepEqual(disk.asked.filter(address => !/^(file|blob|data):/.test(address)), [])
  assert.deepEqual(disk.errors, [])
  await disk.close()
}))

test('a lesson is one file, with its words', { skip }, () => withPage({ fresh: true, hash: '#lesson=races' }, async page => {
  await page.waitForSelector('#lesson-pane h2')
  const disk = await openFile(page, await takeOne(page, 'bank.html'))
  await waitForText(disk, '.lesson-words', /Only one task runs at a time, and a number is still lost/)
  await disk.keyboard.press('Control+Enter')
  assert.match(await waitForEnd(disk), /exit code 0/)
  await disk.screenshot({ path: join(scratch, 'single-lesson-1440.png') })
  assert.deepEqual(disk.errors, [])
  await disk.close()
}))

/** The file that "One HTML file" gives. */
async function takeOne(page, name) {
  await page.click('#share summary')
  await page.waitForSelector('#singlewords')
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('#share >> text=One HTML file')])
  assert.equal(download.suggestedFilename(), name)
  const path = join(scratch, name)
  await download.saveAs(path)
  await waitForText(page, '#singlewords', /has \d+ KB, of 1.500 at most/)
  console.log(await page.textContent('#singlewords'))
  return path
}

async function openFile(page, path) {
  const disk = await page.context().newPage()
  Object.assign(disk, { errors: [], asked: [] })
  disk.on('pageerror', error => disk.errors.push(error.message))
  disk.on('request', request => disk.asked.push(request.url()))
  await disk.context().setOffline(true)
  await disk.goto(pathToFileURL(path).href)
  await disk.waitForSelector('body[data-ready]')
  return disk
}
