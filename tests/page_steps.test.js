/**
 * Stepping through a run in Debian's Chromium: forward and back, by step and by turn, with keys alone, on a phone; output, source, lanes
 * and the moment agree. And a list of choices gives the trace in the page that it gives in Node. Where there is no Chromium the tests
 * are skipped and say so.
 */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { root } from '../dev/setup/tools.js'
import { decode } from '../web/lib/trace.js'
import { checkThemes } from './browser/axe.js'
import { openPlayground } from './browser/suite.js'
import { choose, recordWorkers, run, transcript, waitForText, write } from './browser/steps.js'

const suite = openPlayground({ folder: 'page_steps' })
const { skip, scratch, withPage } = suite
/** Runs an example and opens the steps. */
async function begin(page, name, { narrow = false } = {}) {
  await choose(page, name)
  await run(page)
  if (narrow) await page.click('#tab-tasks')
  await page.click('#steps')
  await page.waitForSelector('.playhead:not([hidden])')
}

/** What all places show. */
function moment(page) {
  return page.evaluate(() => {
    const text = selector => [...document.querySelectorAll(selector)].map(({ textContent }) => textContent)
    return {
      where: text('.playhead output')[0],
      now: Object.fromEntries([...document.querySelectorAll('.moment-now > div')].map(row =>
        [row.querySelector('h3').textContent, [...row.querySelectorAll('li')].map(item => item.textContent)])),
      printed: [...document.querySelectorAll('#log li:not(.later)')].map(line => line.textContent),
      pins: text('#code .pin .long').sort(),
      lit: text('#code .lit .ln, #code .lit'),
      fog: Number(document.querySelector('.fog-layer .fog')?.getAttribute('x') ?? Infinity),
      at: Number(document.querySelector('.playhead .slide').value),
      most: Number(document.querySelector('.playhead .slide').max)
    }
  })
}

const press = (page, name) => page.click(`.playhead button[aria-label="${name}"]`)

test('each way to a moment shows the same, in all places', { skip }, () => withPage({}, async page => {
  await begin(page, 'lock_resource')
  const whole = await moment(page)
  assert.equal(whole.at, whole.most)
  assert.match(whole.where, /The run ended with exit code 0\.$/)
  const back = [whole]
  for (let at = whole.most; at > 0; at--) {
    await press(page, 'One back')
    back.unshift(await moment(page))
  }
  assert.match(back[0].where, /^Step 0 of \d+, turn 1, at 0\.0 s\. Nothing has run yet\.$/)
  for (const [at, seen] of back.entries()) {
    if (at > 0) {
      assert.ok(seen.printed.length >= back[at - 1].printed.length)
      assert.ok(seen.fog >= back[at - 1].fog)
      await press(page, 'One forward')
    }
    assert.deepEqual(await moment(page), seen, `step ${at}`)
  }
  const held = back.find(({ now }) => now.Shared.some(text => /lock.*held by/.test(text)))
  assert.ok(held, 'a lock is held at some step')
  assert.ok(back.some(({ now }) => now.Waiting.some(text => /waits? for the lock/.test(text))))
  for (let at = 1; at < back.length; at++) assert.match(back[at].where, new RegExp(`^Step ${at} of ${whole.most}, `))
  // at random, with the slider
  let seed = 7
  for (let n = 0; n < 12; n++) {
    seed = (seed * 1103515245 + 12345) % 2 ** 31
    const at = seed % back.length
    await page.evaluate(value => {
      const slide = document.querySelector('.playhead .slide')
      slide.value = value
      slide.dispatchEvent(new Event('input'))
    }, at)
    assert.deepEqual(await moment(page), back[at], `to ${at}`)
  }
  await page.click('.playhead >> text=Close')
  assert.equal(await page.locator('#log li.later').count(), 0)
  assert.equal(await page.locator('.fog-layer').count(), 0)
}))

test('with keys alone, by step and by turn', { skip }, () => withPage({}, async page => {
  await choose(page, 'queue')
  await run(page)
  const text = await transcript(page)
  await page.focus('#steps')
  await page.keyboard.press('Enter')
  await page.waitForSelector('.playhead:not([hidden])')
  assert.equal(await page.evaluate(() => document.activeElement.className), 'slide')
  await page.keyboard.press('Home')
  assert.equal((await moment(page)).printed.length, 0)
  await page.keyboard.press('.')
  assert.match((await moment(page)).where, /^Step 1 of /)
  await page.keyboard.press('ArrowRight')
  assert.match((await moment(page)).where, /^Step 2 of /)
  await page.keyboard.press(',')
  assert.match((await moment(page)).where, /^Step 1 of /)
  await page.focus('#lanes')
  await page.keyboard.press('.')
  assert.match((await moment(page)).where, /^Step 2 of /)
  await page.focus('.playhead .seg button:nth-child(2)')
  await page.keyboard.press('Enter')
  const turn = async () => Number(/turn (\d+)/.exec((await moment(page)).where)[1])
  const first = await turn()
  await page.keyboard.press('.')
  assert.equal(await turn(), first + 1)
  await page.focus('.playhead .slide')
  await page.keyboard.press('End')
  assert.equal(await transcript(page), text)
}))

test('play goes to the end and stops there; pause stops before', { skip }, () => withPage({}, async page => {
  await begin(page, 'hello')
  await press(page, 'Play')
  await page.waitForSelector('.playhead button[aria-label="Pause"]')
  await press(page, 'Pause')
  const { at } = await moment(page)
  assert.ok(at < (await moment(page)).most)
  await press(page, 'Play')
  await page.waitForSelector('.playhead button[aria-label="Play"]')
  const end = await moment(page)
  assert.equal(end.at, end.most)
}))

test('another run, another program and an edit close it', { skip }, () => withPage({}, async page => {
  await begin(page, 'gather')
  await run(page)
  await page.waitForSelector('.playhead', { state: 'hidden' })
  await page.click('#steps')
  await page.waitForSelector('.playhead:not([hidden])')
  await choose(page, 'queue')
  await page.waitForSelector('.playhead', { state: 'hidden' })
  assert.equal(await page.locator('#log li.later').count(), 0)
}))

for (const width of [360, 800, 1440]) {
  test(`axe finds nothing, and nothing is cut, at ${width}`, { skip }, () => withPage({ width }, async page => {
    await begin(page, 'lock_resource', { narrow: width < 700 })
    for (let n = 0; n < 12; n++) await press(page, 'One back')
    await checkThemes(page, '', theme => page.screenshot({ path: join(scratch, `steps-${width}-${theme}.png`) }))
    const cut = await page.evaluate(() => [...document.querySelectorAll('.playhead, .playhead *, .moment-now')]
      .filter(part => part.getBoundingClientRect().right > innerWidth + 1).map(({ outerHTML }) => outerHTML.slice(0, 80)))
    assert.deepEqual(cut, [])
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth))
  }))
}

/** What a trace says apart from names: those of files differ. */
function essence(bytes) {
  return decode(bytes).records.filter(({ kind }) => !['string', 'place', 'resource', 'kind'].includes(kind))
    .map(({ kind, time, task, detail, subject, value }) => `${kind} ${time} ${task} ${kind === 'spawned' ? '' : `${detail} ${subject}`} ${value}`)
}

test('a list of choices gives the trace that it gives in Node', { skip }, () => withPage({ before: recordWorkers }, async page => {
  const file = join(root, 'tests/explore/lost_update.c')
  const trace = join(scratch, 'choices.trace')
  execFileSync(process.execPath, [join(root, 'toolchain/weft.js'), 'run', file, '--clock', 'virtual', '--choices', '0,1', '--trace', trace])
  await write(page, readFileSync(file, 'utf8'))
  await page.click('label:has-text("Virtual") >> nth=0')
  await page.click('#world summary')
  await page.fill('#world-env', 'WEFT_CHOICES=0,1')
  await page.keyboard.press('Escape')
  await run(page)
  await waitForText(page, '#log', /balance: 130/)
  const bytes = await page.evaluate(() => window.heard.trace)
  assert.deepEqual(essence(Uint8Array.from(bytes)), essence(readFileSync(trace)))
}))
