/**
 * The lessons in Debian's Chromium, each played through as a learner would: a wrong answer first, then hints, then a right one, with keys
 * alone. What is kept, what is shown of an order that fails, and the budgets. Where there is no Chromium the tests are skipped and say so.
 */
import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import test from 'node:test'
import { root } from '../dev/setup/tools.js'
import { readLessons } from '../playground/make/lessons.js'
import { checkOrders } from '../playground/page/lessons/judge.js'
import { missingIn } from '../playground/page/lessons/moment.js'
import { momentRows } from '../playground/page/tasks/moment.js'
import { lastTask, stopsOf } from '../playground/page/tasks/stops.js'
import { createMachine } from '../web/lib/orders/machine.js'
import { decode, endTimeline, extendTimeline, timeline } from '../web/lib/trace.js'
import { openPlayground } from './browser/suite.js'
import { waitForText } from './browser/steps.js'

const suite = openPlayground({ folder: 'page_lessons' })
const { skip, scratch, withPage } = suite
const axe = skip || readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const lessons = readLessons()
const SAID = '#lesson-pane .answer'
let built = null

/** What the build has made of a lesson: the programs that the page loads. */
function builtOf(name) {
  built ??= JSON.parse(suite.browser.bytes(dist(/^lessons-\w+\.json$/)))
  return JSON.parse(suite.browser.bytes(built.find(lesson => lesson.name === name).file))
}

const dist = pattern => readdirSync(suite.built.out).find(file => pattern.test(file))

const machineOf = (lesson, program) => createMachine(suite.browser.bytes(builtOf(lesson.name).programs[program].searched), { name: `${program}.c` })

/** Goes to a step of a lesson by its address, as a link does. */
async function goTo(page, lesson, id) {
  await page.evaluate(hash => { location.hash = hash }, `lesson=${lesson}/${id}`)
  await page.waitForFunction(([lesson, id]) => location.hash.endsWith(`${lesson}/${id}`) &&
    document.querySelector('.thread .cur a')?.getAttribute('href') === `#lesson=${lesson}/${id}`, [lesson, id], { polling: 20 })
}

/** Presses a button of the lesson with a key. */
async function press(page, words) {
  await page.locator('#lesson-pane button', { hasText: words }).first().focus()
  await page.keyboard.press('Enter')
}

/** Goes on with Tab until the focus is where it should be. */
async function tabTo(page, selector) {
  for (let n = 0; n < 120; n++) {
    if (await page.evaluate(wanted => document.activeElement?.matches(wanted), selector)) return
    await page.keyboard.press('Tab')
  }
  assert.fail(`No Tab leads to ${selector}`)
}

const said = (page, pattern) => waitForText(page, SAID, pattern, 30_000)

/** Waits until nothing runs and what is shown is drawn. */
const quiet = page => page.waitForFunction(() => !document.getElementById('run').disabled, null, { polling: 20 })

const kept = (page, key) => page.evaluate(key => JSON.parse(localStorage.getItem('weft:lessons') ?? '{}').steps?.[key] ?? {}, key)

/** Puts a text in place of the program, in the plain text area, with keys. */
async function write(page, text) {
  if (await page.textContent('#edit') === 'Edit') {
    await page.evaluate(() => document.getElementById('plain').checked || document.getElementById('plain').click())
    await press(page, 'Edit the program')
  }
  await page.waitForSelector('#code textarea')
  await page.focus('#code textarea')
  await page.keyboard.press('Control+a')
  await page.keyboard.insertText(text)
  await page.keyboard.press('Escape')
}

const PLAY = {
  async choice(page, lesson, step) {
    const choose = async at => {
      await page.locator('.ask input').nth(at).focus()
      await page.keyboard.press('Space')
      await press(page, step.id === 'predict' ? 'Keep my prediction' : 'Answer')
    }
    const wrong = step.options.findIndex(({ right }) => !right)
    await choose(wrong)
    if (step.id === 'predict') return said(page, /^Kept: .*run it/)
    await said(page, new RegExp(escaped(step.options[wrong].reply)))
    assert.equal((await kept(page, `${lesson.name}/${step.id}`)).done, undefined)
    await choose(step.options.findIndex(({ right }) => right))
    await said(page, new RegExp(escaped(step.options.find(({ right }) => right).reply)))
  },
  async order(page) {
    await page.locator('.arrange button:not(:disabled)').first().focus()
    await page.keyboard.press('Enter')
    await press(page, 'Keep my prediction')
    await said(page, /^Kept.*run it/)
  },
  async run(page, lesson) {
    await press(page, 'Run it')
    await said(page, /^You said|^It printed/)
    const { answers } = await kept(page, `${lesson.name}/predict`)
    assert.equal(answers.at(-1).before, true, 'the prediction was kept before the run')
  },
  async moment(page, lesson, step) {
    await press(page, 'Step through')
    await page.waitForSelector('.playhead:not([hidden])')
    const { stops, good, bad } = momentsOf(lesson, step)
    const stand = async stop => {
      await page.focus('.playhead .slide')
      await page.keyboard.press('Home')
      for (let n = 0; n < stops.indexOf(stop); n++) await page.keyboard.press('.')
    }
    await stand(bad)
    await press(page, 'This is the moment')
    await said(page, /^Not yet\./)
    await stand(good)
    await press(page, 'This is the moment')
    await said(page, /^That is such a moment/)
    await page.focus('.playhead .slide')
  },
  async choose(page, lesson, step) {
    const { finding } = checkOrders(machineOf(lesson, step.program), step, { limits: { orders: 60_000, seconds: 3 } })
    await press(page, 'Begin')
    const next = async number => {
      const before = await page.textContent(SAID)
      await page.keyboard.press(String(number))
      await page.waitForFunction(([selector, text]) => document.querySelector(selector).textContent !== text, [SAID, before], { polling: 20 })
      return page.textContent(SAID)
    }
    await said(page, /^Choice 1,/)
    let text = ''
    while (!/broke/i.test(text)) text = await next(1)   // first come, first served
    assert.match(text, /^Not broken/)
    await press(page, 'Begin again')
    await said(page, /^Choice 1,/)
    text = ''
    for (let at = 0; !/broke/i.test(text); at++) text = await next((finding.choices[at] ?? 0) + 1)
    assert.match(text, /^You broke it/)
    assert.ok(await page.locator('#lanes .deviation').count() > 0, 'the deviations are marked in the lanes')
  },
  async edit(page, lesson, step) {
    const wrong = lesson === lessons[0] && Object.keys(lesson.programs).find(name => name.startsWith(`${step.id}_wrong`))
    if (wrong) await write(page, lesson.programs[wrong].source)   // compiled in the page; elsewhere what one begins with is wrong enough
    await press(page, 'Try every order')
    await page.waitForSelector(`${SAID}.bad`, { timeout: 30_000 })
    await quiet(page)
    await hints(page, step)
    await write(page, lesson.programs[step.solution].source)
    await press(page, 'Try every order')
    await page.waitForSelector(`${SAID}.good`, { timeout: 30_000 })
    assert.match(await page.textContent(SAID), /orders? (do|was|were)|There is one order/)
    await quiet(page)
  },
  async parsons(page, lesson, step) {
    await press(page, 'Put them in and try every order')
    await page.waitForSelector(`${SAID}.bad`)
    assert.ok(step.lines.some(({ stray, reply }) => stray && reply), 'what does not belong has a reply')
    await press(page, 'Make it smaller')
    if (await page.locator('button:has-text("Make it smaller")').isVisible()) await press(page, 'Make it smaller')
    const wanted = await page.locator('.arrange code').allTextContents()
    const own = step.lines.filter(({ stray }) => !stray).map(({ text }) => text)
    wanted.sort((a, b) => own.indexOf(a.split('\n')[0]) - own.indexOf(b.split('\n')[0]))
    for (const [at, text] of wanted.entries()) {
      for (;;) {
        const now = (await page.locator('.arrange code').allTextContents()).indexOf(text)
        if (now <= at) break
        await page.locator('.arrange li').nth(now).locator('[data-act=up]').focus()
        await page.keyboard.press('Enter')
      }
    }
    await press(page, 'Put them in and try every order')
    await page.waitForSelector(`${SAID}.good`, { timeout: 30_000 })
    await quiet(page)
  }
}

const escaped = text => text.replace(/[`*]/g, '').replace(/\[([^\]]+)\]\([^)]*\)/g, '$1').replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** A moment that is asked for, and one that is not. */
function momentsOf(lesson, step) {
  const model = timeline()
  extendTimeline(model, decode(machineOf(lesson, step.program).run([], { keeps: true }).trace).records)
  endTimeline(model, 'exit')
  const stops = stopsOf(model, 'step')
  const isGood = stop => {
    const now = model.past.at(stop)
    const task = lastTask(model, stop)
    return !missingIn(step.shows, [...momentRows(now), { title: 'Ran', items: task ? [now.task(task).name] : [] }])
  }
  return { stops, good: stops.find(isGood), bad: stops.find(stop => !isGood(stop)) }
}

/** Three hints, one after the other, then the solution as a difference. */
async function hints(page, step) {
  await press(page, /^A hint$/)
  for (let n = 2; n <= 3; n++) await press(page, 'Next hint')
  assert.equal(await page.locator('.hints li').count(), step.hints.length)
  assert.equal(await page.locator('.hints .diff').count(), 0)
  await press(page, 'Show the solution')
  assert.ok(await page.locator('.hints .diff ins').count() > 0)
}

const plays = (lesson, page) => async () => {
  for (const step of lesson.steps) {
    await goTo(page, lesson.name, step.id)
    await PLAY[step.kind](page, lesson, step)
    assert.ok((await kept(page, `${lesson.name}/${step.id}`)).done, `${lesson.name}, ${step.title}: it is done`)
  }
  assert.equal(await page.locator('.thread .past').count(), lesson.steps.length - 1)
}

test('every lesson is played through, with keys alone, a wrong answer first', { skip, timeout: 300_000 }, t => withPage({ fresh: true }, async page => {
  for (const lesson of lessons) await t.test(lesson.name, plays(lesson, page))
  await page.evaluate(() => { location.hash = 'lessons' })
  await waitForText(page, '#lesson-pane', new RegExp(`${lessons.length} lessons finished|All lessons are finished`))
}))
