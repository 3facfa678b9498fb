/**
 * The lessons in Debian's Chromium, each played through as a learner would: a wrong answer first, then hints, then a right one, with keys
 * alone. What is kept, what is shown of an order that fails, and the budgets. Where there is no Chromium the tests are skipped and say so.
 */
import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
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
import { checkAxe } from './browser/axe.js'
import { openPlayground } from './browser/suite.js'
import { waitForText } from './browser/steps.js'
import { sample } from './sample.js'

const suite = openPlayground({ folder: 'page_lessons' })
const { skip, scratch, withPage } = suite
const lessons = readLessons()
const SAID = '#lesson-pane .answer'
let built = null

/** What the build has made of a lesson: the programs that the page loads. */
function builtOf(name) {
  built ??= JSON.parse(suite.browser.bytes(dist(/^lessons-\w+\.json$/)))
  return JSON.parse(suite.browser.bytes(built.find(lesson => lesson.name === name).file))
}

const dist = pattern => readdirSync(suite.built.out).find(file => pattern.test(file))

const machineOf = (lesson, program) => createMachine(suite.browser.bytes(builtOf(lesson.name).programs[program].program), { name: `${program}.c` })

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

const said = (page, pattern) => waitForText(page, SAID, pattern)

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
    const { finding } = checkOrders(machineOf(lesson, step.program), step, { limits: { orders: 30_000, seconds: 3 } })
    await press(page, 'Begin')
    const next = async number => {
      const before = await page.textContent(SAID)
      await page.keyboard.press(String(number))
      await page.waitForFunction(([selector, text]) => document.querySelector(selector).textContent !== text, [SAID, before], { polling: 20 })
      return page.textContent(SAID)
    }
    await said(page, /^Choice 1,/)
    let text = ''
    if (lesson.name === 'races') {
      while (!/broke/i.test(text)) text = await next(1)   // first come, first served
      assert.match(text, /^Not broken/)
      await press(page, 'Begin again')
      await said(page, /^Choice 1,/)
      text = ''
    }
    for (let at = 0; !/broke/i.test(text); at++) text = await next((finding.choices[at] ?? 0) + 1)
    assert.match(text, /^You broke it/)
    assert.ok(await page.locator('#lanes .deviation').count() > 0, 'the deviations are marked in the lanes')
  },
  async edit(page, lesson, step) {
    const wrong = lesson === lessons[0] && Object.keys(lesson.programs).find(name => name.startsWith(`${step.id}_wrong`))
    if (wrong) await write(page, lesson.programs[wrong].source)   // compiled in the page; elsewhere what one begins with is wrong enough
    await press(page, 'Try every order')
    await page.waitForSelector(`${SAID}.bad`)
    await quiet(page)
    await hints(page, step)
    await write(page, lesson.programs[step.solution].source)
    await press(page, 'Try every order')
    await page.waitForSelector(`${SAID}.good`)
    await waitForText(page, SAID, /orders? (do|was|were)|There is one order/)
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
    await page.waitForSelector(`${SAID}.good`)
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

/** Two learners at a time, each with half of those that are played. Without the page, lessons.test.js plays every one. */
test('lessons are played through, with keys alone, a wrong answer first', { skip }, t => Promise.all([0, 1].map(half => withPage({ fresh: true }, async page => {
  const own = sample(lessons, 3).filter((lesson, at) => at % 2 === half)
  for (const lesson of own) await t.test(lesson.name, plays(lesson, page))
  await page.evaluate(() => { location.hash = 'lessons' })
  await waitForText(page, '#lesson-pane', new RegExp(`${own.length} of ${lessons.length} lessons finished`))
}))))

/** The tab of the lesson, on a phone. */
async function lessonTab(page) {
  await page.focus('#tab-text')
  await page.keyboard.press('Enter')
}

test('on a phone, from Tab to Tab: predicted, run, broken and mended', { skip }, () => withPage({ fresh: true, width: 360, hash: '#lesson=races' }, async page => {
  const narrow = () => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)
  const enter = async selector => {
    await tabTo(page, selector)
    await page.keyboard.press('Enter')
  }
  await tabTo(page, '.ask input')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowUp')
  await enter('.ask ~ .row .btn.run')
  await said(page, /^Kept/)
  assert.ok(await narrow())
  await enter('.answer a')
  await waitForText(page, '#lesson-step', /^Run$/)
  await enter('#lesson-pane .row .btn.run')
  await said(page, /^You said/)
  assert.equal(await page.evaluate(() => document.body.dataset.tab), 'text', 'one stays with the lesson')
  await enter('.after a:last-child')
  await waitForText(page, '#lesson-step', /^Step$/)
  await enter('.after a:last-child')
  await waitForText(page, '#lesson-step', /^Break$/)
  await enter('#lesson-pane .row .btn.run')
  await said(page, /^Choice 1/)
  for (const [number, choice] of [1, 1, 2, 2, 1].entries()) {
    await said(page, new RegExp(`^Choice ${number + 1},`))
    await page.keyboard.press(String(choice))
  }
  await said(page, /^You broke it: .*balance: 1[12]0/)
  assert.ok(await narrow())
  await enter('.after a:last-child')
  await waitForText(page, '#lesson-step', /^Fix$/)
  await enter('#lesson-pane .row .btn.run')
  await said(page, /One order fails.*ran ahead of/)
  await quiet(page)
  await enter('.story .link')
  await page.waitForSelector('.playhead:not([hidden])')
  assert.equal(await page.evaluate(() => document.body.dataset.tab), 'tasks', 'the moment is shown')
  assert.ok(await page.locator('#lanes .deviation').count() >= 2)
  assert.ok(await narrow())
  await lessonTab(page)
  await page.evaluate(() => document.getElementById('plain').click())
  await press(page, 'Edit the program')
  await page.waitForSelector('#code textarea')
  await page.keyboard.press('Control+a')
  await page.keyboard.insertText(`${lessons.find(({ name }) => name === 'races').programs.bank_fixed.source}/* mended */\n`)
  await page.keyboard.press('Escape')
  await lessonTab(page)
  await enter('#lesson-pane .row .btn.run')
  await page.waitForSelector(`${SAID}.good`)
  await waitForText(page, SAID, /All 8 orders do what it must/)
  await quiet(page)
}))

test('what is not done, and what is kept', { skip }, () => withPage({ fresh: true, hash: '#lesson=races/run' }, async page => {
  await press(page, 'Run it')
  await said(page, /You have not said what you expected/)
  assert.equal((await kept(page, 'races/run')).done, undefined, 'nobody is done by watching')
  assert.ok(!page.asked.some(address => /compileWorker|parts\//.test(address)), 'no compiler is fetched')
  await goTo(page, 'races', 'predict')
  await page.focus('.ask input')
  await page.keyboard.press('Space')
  await press(page, 'Keep my prediction')
  await said(page, /after a run/)
  assert.equal((await kept(page, 'races/predict')).answers[0].before, false)
  // the solution, put in by its button, passes and does not count
  await goTo(page, 'races', 'fix')
  await hints(page, { hints: [1, 2, 3] })
  await press(page, 'Use it and try')
  await said(page, /as it was shown, so this step stays open/)
  await quiet(page)
  const fix = await kept(page, 'races/fix')
  assert.equal(fix.done, undefined)
  assert.equal(fix.hints, 4)
  // the file
  await page.evaluate(() => { location.hash = 'lessons' })
  await waitForText(page, '#lesson-pane', /0 of \d+ lessons finished/)
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('#save-progress')])
  const file = JSON.parse(readFileSync(await download.path(), 'utf8'))
  assert.equal(file.version, 1)
  assert.equal(file.steps['races/predict'].answers[0].before, false)
  // and back, with what is no progress in it
  file.steps['races/break'] = { done: '2026-01-01T00:00:00Z', tries: -1, hints: 99, answers: [{ answer: 'x'.repeat(9000), right: 'yes' }, null].slice(0, 1) }
  file.steps['<img src=x>'] = { done: 'now' }
  for (const [content, words] of [[JSON.stringify(file), /4 steps read/], ['{"version":2}', /no progress in it/], ['rubbish', /cannot be read/]]) {
    await page.setInputFiles('#lesson-pane input[type=file]', { name: 'p.json', mimeType: 'application/json', buffer: Buffer.from(content) })
    await waitForText(page, '#lesson-pane', words)
  }
  const taken = await kept(page, 'races/break')
  assert.deepEqual([taken.tries, taken.hints, taken.answers[0].answer.length, taken.answers[0].right], [0, 4, 400, false])
  // an address of no lesson is the list; another program ends the lesson
  await page.evaluate(() => { location.hash = 'lesson=nothing' })
  await waitForText(page, '#lesson-step', /^Lessons$/)
  await page.evaluate(() => { location.hash = 'v=1&example=gather' })
  await page.waitForSelector('body:not(.lessons-on)')
  assert.equal(await page.locator('.ask, .thread').count(), 0)
}))

const WIDTHS = [360, 800, 1440]

for (const width of WIDTHS) {
  test(`axe finds nothing in what is open, and nothing is cut, at ${width}`, { skip }, () => withPage({ fresh: true, width, hash: '#lesson=races/fix' }, async page => {
    const look = async name => {
      for (const theme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme: theme })
        await page.screenshot({ path: join(scratch, `${name}-${width}-${theme}.png`) })
        if (theme === (width === 800 ? 'light' : 'dark') && width !== 360) continue
        await checkAxe(page, name)
      }
      const widths = await page.evaluate(() => [document.documentElement, document.querySelector('.bench'), document.getElementById('lesson-pane')]
        .map(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth))
      assert.ok(Math.max(...widths) <= 1, `${name}: nothing sticks out: ${widths}`)
    }
    await press(page, 'Try every order')
    await page.waitForSelector(`${SAID}.bad`)
    await quiet(page)
    await hints(page, { hints: [1, 2, 3] })
    await look('fix')
    if (width === 360) {
      await page.click('#tab-tasks')
      await look('tasks')
      await page.click('#tab-text')
    }
    await goTo(page, 'races', 'break')
    await press(page, 'Begin')
    await said(page, /^Choice 1/)
    await look('break')
    if (width !== 800) {
      await goTo(page, 'groups', 'make')
      await look('parsons')
    }
    await page.evaluate(() => { location.hash = 'lessons' })
    await waitForText(page, '#lesson-step', /^Lessons$/)
    await look('list')
    await page.evaluate(() => { location.hash = 'teacher' })
    await waitForText(page, '#lesson-step', /^For teachers$/)
    await page.evaluate(() => document.querySelectorAll('.answers').forEach((answers, at) => { answers.open = at % 5 === 0 }))
    await look('teacher')
  }))
}

test('the way to the lessons has room in the head of a small phone', { skip }, () => withPage({ fresh: true, width: 360 }, async page => {
  for (const width of [360, 320]) {
    await page.setViewportSize({ width, height: 700 })
    const [all, link] = await page.evaluate(() => [document.documentElement.scrollWidth, document.getElementById('lessons').getBoundingClientRect().width])
    assert.ok(all <= width && link > 30, `${all} of ${width}`)
  }
}))

test('the budgets: a first paint, and the first run of a lesson', { skip }, () => {
  const sizes = Object.fromEntries(suite.built.budgets.map(({ name, kilobytes }) => [name, kilobytes]))
  assert.ok(sizes['first paint'] <= 60, `${sizes['first paint']} KB`)
  assert.ok(sizes['first run of a lesson'] <= 300, `${sizes['first run of a lesson']} KB`)
})
