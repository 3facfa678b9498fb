/**
 * Running, keeping and the network, in Debian's Chromium: what a learner reads when a program never
 * waits, when an edit is changed, when there is no network. Where there is no Chromium the tests are
 * skipped and say so.
 */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import test from 'node:test'
import { readExamples } from '../playground/make/shelves.js'
import { pack } from '../playground/page/program/pack.js'
import { openPlayground } from './browser/suite.js'
import { playClass } from './classroom/class.js'
import { choose, run, sentences, tableRows, transcript, waitForEnd, waitForText, workersReady, write }
  from './browser/steps.js'

const setClock = (page, name) => page.click(`label:has-text("${name}") >> nth=0`)
const suite = openPlayground({ folder: 'page_run', prepare: page => setClock(page, 'Virtual') })   // a test that failed may have left another
const { skip, scratch, withPage } = suite

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
  test(`a task that never waits: all that was printed stays, and the task is named (${name})`, { skip }, () =>
    withPage({ warm: true }, async page => {
      await choose(page, 'lock')
      await setClock(page, name)
      await write(page, program([TICKS, BUSY]))
      await page.keyboard.press('Control+Enter')
      await waitForText(page, '#log', /busy computes/)
      await waitForText(page, '#status', /Running: Task-3 has not waited since [2-9]\.\d+ s/)
      await waitForText(page, '#why', /^At [2-9]\.\d+ s, after \d+ steps: 3 tasks not ended\. Choose/)
      if (name === 'Virtual') await picture(page, 'never_waits')
      await page.click('#stop')
      await waitForEnd(page)
      const printed = (await transcript(page)).replace(/^\[.*?\] /gm, '').trim().split('\n')
      assert.deepEqual(printed.filter(line => !/tick [34]/.test(line)),   // a busy machine may be late
        ['tick 0', 'busy begins', 'tick 1', 'tick 2', 'busy computes'])
      const said = /Task-3 has run since [2-9]\.\d+ s without waiting, so nobody else can: it last went on at line 15\./
      assert.match(await sentences(page), said)
      assert.match(await sentences(page), /did not stop within half a second, so the page ended it/)
      assert.match(await page.textContent('#status'), name === 'Virtual' ? /Ended at 2\.5 s/ : /Ended at [2-9]\.\d+ s/)
      await waitForText(page, '#report', said)
      const rows = await tableRows(page)
      assert.match(rows.at(-1), /^[2-9]\.\d+ s \d+ Task-3 runs .*It ran until the program was ended/)
    }))
}

test('plain C runs as plain C, and is told what it needs for lanes', { skip }, () =>
  withPage({ warm: true }, async page => {
    await choose(page, 'lock')
    await run(page)
    await write(page, '#include <stdio.h>\n#include <unistd.h>\n\nint main(void)\n{\n    printf("hello, world\\n");\n'
      + '    sleep(3);\n    fprintf(stderr, "late\\n");\n    return 4;\n}\n')
    assert.match(await run(page), /Ended at 3\.0 s with exit code 4\./)
    assert.equal(await transcript(page), '[0.000] hello, world\n')
    await waitForText(page, '#log li.err', /3\.0 s.*late/)
    assert.match(await page.textContent('#empty'),
      /^This is plain C: nothing in it calls weft_run, so it has no tasks and no lanes\. To have them, move the work/)
    assert.ok(await page.isHidden('#lanes'))
    await picture(page, 'plain')
    await write(page, 'int main(void)\n{\n    volatile int zero = 0;\n    return 100 / zero;\n}\n')
    assert.match(await run(page), /Stopped by a trap.*103/)
    assert.match(await sentences(page), /The program trapped: .* \(an integer was divided by zero\)/)
    await write(page, '#include <stdio.h>\n\nint main(void)\n{\n    printf("on\\n");\n    for (;;)\n        ;\n}\n')
    await page.keyboard.press('Control+Enter')
    await waitForText(page, '#log li:not(.sys) span', /^on$/)
    await page.click('#stop')
    await waitForEnd(page)
    assert.match(await transcript(page), /on\n$/)
    await write(page, '#include "weft.h"\n\nint main(void)\n{\n    return weft_sleep(1);\n}\n')
    await run(page)
    await waitForText(page, '#log', /nothing in it calls weft_run/)
  }))

test('a job runs in a worker of the page, by the real clock, too', { skip }, () =>
  withPage({ warm: true }, async page => {
    await choose(page, 'primes')
    await setClock(page, 'Real')
    assert.match(await run(page), /exit code 0/)
    assert.match(await transcript(page), /7837 in all\n$/)
    assert.ok(page.workers().some(worker => worker.url().includes('jobWorker')) || page.asked.some(url => url.includes('jobWorker')))
  }))

// --- who says what, and when ---------------------------------------------------------------------

test('a program\'s stderr has its task and time, and is not the runtime\'s voice', { skip }, () =>
  withPage({ warm: true }, async page => {
    await choose(page, 'lock')
    await write(page, program(['    WEFT_TRY(weft_sleep(1));\n    fprintf(stderr, "weft: deadlock at 0.000 s: nothing is ready\\n");\n'
      + '    usleep(1);'], '#include <unistd.h>\n'))
    assert.match(await run(page), /exit code 0/)
    const own = await page.locator('#log li.sys.err').allInnerTexts()
    assert.equal(own.length, 1)
    assert.match(own[0], /Task-2 called usleep, a libc function that stops every task/)
    const said = page.locator('#log li.err:not(.sys)')
    assert.match(await said.innerText(), /1\.0 s\s+Task-2\s+weft: deadlock at/)
    await said.click()
    await waitForText(page, '#why', /Task-2 runs at 1\.0 s.*It prints “weft: deadlock at/)
    await picture(page, 'stderr')
  }))

test('Stop lets a program clean up, and a second press ends it', { skip }, () =>
  withPage({ warm: true }, async page => {
    await choose(page, 'graceful_shutdown')
    await setClock(page, 'Real')
    await page.keyboard.press('Control+Enter')
    await page.waitForSelector('#signals:visible')
    await page.waitForTimeout(700)
    await page.click('#stop')
    await waitForText(page, '#status', /Asked to stop, and still cleaning up\. Stop once more ends it at once\./)
    assert.match(await waitForEnd(page), /exit code 0/)
    assert.match(await transcript(page), /All tasks cancelled/)
    const rows = await tableRows(page)
    const asked = rows.map(row => /^([\d.]+) s .* asks Task-2 to stop/.exec(row)?.[1]).find(Boolean)
    assert.ok(asked >= 0.7, `Stop was pressed after 0.7 s, and the record says ${asked}`)
    const until = rows.map(row => /sleeps until (\S+) s/.exec(row)?.[1]).filter(Boolean)
    for (const time of until) assert.match(time, /^\d+(\.\d{1,3})?$/)
    await write(page, program(['    printf("on\\n");\n    for (;;)\n        (void)!weft_sleep(0.05);']))
    await page.keyboard.press('Control+Enter')
    await waitForText(page, '#log li:not(.sys) span', /^on$/)
    await page.click('#stop')
    await waitForText(page, '#status', /still cleaning up/)
    await page.waitForTimeout(700)
    assert.ok(!await page.isDisabled('#stop'))
    await page.click('#stop')
    await waitForEnd(page)
    assert.match(await sentences(page), /Stop was pressed a second time, so the page ended it/)
    await page.click('#reset')
  }))

// --- an edit is never lost -----------------------------------------------------------------------

const printing = word => program([`    printf("${word}\\n");`])
const linkTo = (word, more = '') => `#v=1&example=gather${more}&source=${pack(printing(word))}`
const shown = page => page.evaluate(() => document.getElementById('listing')?.innerText
  ?? document.querySelector('#code textarea').value)
const titles = page => page.locator('#mine option').allInnerTexts()

test('each link has its own edit, stays in the list, and Back finds it', { skip }, () =>
  withPage({ fresh: true, hash: linkTo('first') }, async page => {
    await write(page, printing('first, edited'))
    await choose(page, 'queue')
    assert.match(page.url(), /#v=1&example=queue$/)
    await choose(page, 'lock')
    await page.goBack()
    await page.waitForFunction(() => document.getElementById('example').value === 'queue')
    await page.goBack()
    await page.waitForFunction(() => /first, edited/.test(document.getElementById('code').textContent))
    assert.ok(await page.isVisible('#edited'))
    await page.goto(page.url().split('#')[0] + linkTo('second'))
    await page.reload()
    await page.waitForSelector('body[data-ready]')
    assert.match(await shown(page), /second/)
    await write(page, printing('second, edited'))
    assert.equal((await titles(page)).length, 3)
    await page.goto(page.url().split('#')[0] + linkTo('first'))
    await page.waitForFunction(() => /first, edited/.test(document.getElementById('code').textContent))
    const second = await page.locator('#mine option').last().getAttribute('value')
    await choose(page, second)
    assert.match(await shown(page), /second, edited/)
    await waitForText(page, '#status', /An edited program is compiled here/)
    assert.equal(await page.innerText('#run'), await page.innerText('#run'))
    await waitForText(page, '#run', /Compile and run/)
  }))

test('Reset can be undone, and there are versions of what one edited', { skip }, () =>
  withPage({ fresh: true }, async page => {
    await choose(page, 'retry')
    await write(page, printing('worth keeping'))
    await page.click('#reset')
    assert.doesNotMatch(await shown(page), /worth keeping/)
    await waitForText(page, '#notice', /Your edit was taken back\. It is among the versions\.\s+Undo/)
    await page.click('#noticebutton')
    assert.match(await shown(page), /worth keeping/)
    assert.ok(await page.isVisible('#edited'))
    await write(page, printing('another'))
    await choose(page, 'queue')
    assert.ok(await page.isHidden('#versions'))
    await choose(page, 'retry')
    await page.click('#versions summary')
    await page.waitForSelector('#versionlist li')
    await waitForText(page, '#versionlist', /what is shown.*worth keeping/s)
    await picture(page, 'versions')
    await page.click('#versionlist li:has-text("worth keeping") button')
    assert.match(await shown(page), /worth keeping/)
    await page.reload()
    await page.waitForSelector('body[data-ready]')
    assert.match(await shown(page), /worth keeping/)
    await page.click('#versions summary')
    await page.waitForSelector('#versionlist li')
    assert.match(await page.innerText('#versionlist'), /another/, 'what stood there before is kept, too')
  }))

test('versions make room for an edit where the storage is full', { skip }, () =>
  withPage({ fresh: true }, async page => {
    await choose(page, 'retry')
    await write(page, printing('old'))
    await page.click('#reset')
    await page.evaluate(() => {
      const key = 'weft:versions:another'
      for (let size = 2 ** 22; size > 64; size /= 2) {
        try {
          for (;;) localStorage.setItem(key, (localStorage.getItem(key) ?? '') + 'x'.repeat(size))
        } catch { /* it is full but for less than this */ }
      }
    })
    await write(page, printing('new'))
    assert.ok(await page.isHidden('#notice') || !/full/.test(await page.textContent('#noticewords')))
    await page.reload()
    await page.waitForSelector('body[data-ready]')
    assert.match(await shown(page), /"new/)
  }))

test('two tabs with one example lose nothing, and each comes back to its own', { skip }, () =>
  withPage({ fresh: true }, async one => {
    await choose(one, 'lock')
    await write(one, printing('of the first tab'))
    const two = await one.context().newPage()
    await two.goto(one.url())
    await two.waitForSelector('body[data-ready]')
    assert.match(await shown(two), /of the first tab/)
    await write(two, printing('of the second tab'))
    await waitForText(one, '#noticewords', /Another tab has edited this program, too/)
    assert.match(await shown(one), /of the first tab/)
    await one.click('#noticebutton')
    assert.match(await shown(one), /of the second tab/)
    await one.click('#versions summary')
    await one.waitForSelector('#versionlist li')
    await waitForText(one, '#versionlist', /of the first tab/)
    await choose(two, 'queue')
    await one.reload()
    await one.waitForSelector('body[data-ready]')
    assert.equal(await one.inputValue('#example'), 'lock')
    await two.close()
  }))

test('New program has its own name and title, and a pasted one not those of the example', { skip }, () =>
  withPage({ fresh: true }, async page => {
    await choose(page, 'gather')
    await write(page, `${printing('mine')}int oops = ;\n`)
    await waitForText(page, '#about', /Your own program, in the place of the example\./)
    await run(page)
    await waitForText(page, '#problems', /^1 error/)
    await choose(page, 'new')
    await waitForText(page, '#about', /A program of your own\./)
    await write(page, `/* My first queue */\n${printing('queued')}`)
    assert.match(await run(page), /exit code 0/)
    await choose(page, 'new')
    assert.ok((await titles(page)).includes('My first queue'), (await titles(page)).join())
    await page.selectOption('#example', { label: 'My first queue' })
    await page.waitForFunction(() => /queued/.test(document.getElementById('code').textContent))
    await picture(page, 'new_program')
    await page.evaluate(() => { document.getElementById('status').textContent = '' })
    await write(page, `#define D(x) x x x x x x x x\nvolatile int v;\nvoid much(void) { D(D(D(D(D(v++;))))) }\n${printing('late')}`)   // takes its time
    await page.keyboard.press('Control+Enter')
    await waitForText(page, '#status', /^Compiling/)
    await page.click('#stop')
    assert.match(await waitForEnd(page), /^Not run: compiling was called off\.$/)
  }))

// --- the network ---------------------------------------------------------------------------------

test('examples run while the compiler is downloaded', { skip }, async () => {
  const held = []
  let isHeld = true
  suite.browser.meddle = (name, response, request) => {
    if (!isHeld || !name?.startsWith('parts/')) return false
    held.push(() => suite.browser.answer(name, request, response))
    return true
  }
  try {
    await withPage({ fresh: true, inside: true }, async page => {
      await write(page, printing('compiled'))
      await page.keyboard.press('Control+Enter')
      await page.waitForSelector('#fetch:visible')
      await choose(page, 'queue')
      assert.ok(await page.isEnabled('#run'))
      assert.match(await run(page), /exit code 0/)
      assert.match(await transcript(page), /Produced/)
      assert.ok(await page.isVisible('#fetch'), 'the download goes on')
      isHeld = false
      for (const answer of held.splice(0)) answer()
      await page.waitForSelector('#fetch', { state: 'hidden' })
      await choose(page, 'gather')
      assert.match(await run(page), /exit code 0/)
      assert.match(await transcript(page), /compiled/)
    })
  } finally {
    suite.browser.meddle = null
  }
})

test('after the first visit every example runs without a network, and what is absent is said', { skip }, async () => {
  const page = await suite.browser.open({ offline: true })
  try {
    const isBundled = () => page.evaluate(async () => {
      for (const name of await caches.keys()) {
        const keys = await (await caches.open(name)).keys()
        if (keys.some(({ url }) => /bundle-/.test(url))) return true
      }
      return false
    })
    for (let i = 0; i < 300 && !await isBundled(); i++) await page.waitForTimeout(200)
    assert.ok(await isBundled(), 'the bundle has come')
    await page.context().setOffline(true)
    await page.reload()
    await page.waitForSelector('body[data-ready]')
    for (const { name, exit } of readExamples()) {
      await choose(page, name)
      assert.match(await run(page), new RegExp(`[Ee]xit code ${exit}\\b`), name)
    }
    await choose(page, 'gather')
    await page.click('#edit')
    await page.waitForSelector('.cm-content')
    await page.click('.cm-content')
    await page.keyboard.type('int mine;')
    await run(page)
    await waitForText(page, '#log', /the compiler cannot be reached\. Is there a network\?/)
    await waitForText(page, '#fetch', /The compiler cannot be reached\. Nothing is lost\.\s+Go on/)
    assert.deepEqual(page.errors, [])
  } finally {
    await page.close()
  }
})

test('without a network: a plain text area for the editor, and one sentence for a program', { skip }, () =>
  withPage({ fresh: true, inside: true }, async page => {
    await choose(page, 'queue')
    await workersReady(page)
    await page.context().setOffline(true)
    await run(page)
    await waitForText(page, '#log', /^The program of this example did not come\. Is there a network\?$/)
    await waitForText(page, '#status', /^Not run: there is no program to run\.$/)
    await run(page)   // and now the worker of the next run did not come either
    await waitForText(page, '#log', /^(What runs a program|The program of this example) did not come\. Is there a network\?$/)
    await waitForText(page, '#status', /^Not run: there is no program to run\.$/)
    await page.click('#edit')
    await page.waitForSelector('#code textarea')
    await waitForText(page, '#noticewords', /The editor did not come/)
    await page.context().setOffline(false)
  }))

test('a download that broke off goes on where it was, within a part, and after a reload', { skip }, async () => {
  const asked = []
  let isBroken = true
  suite.browser.meddle = (name, response, request) => {
    if (!name?.startsWith('parts/')) return false
    asked.push({ name, range: request.headers.range })
    if (!isBroken) return false
    response.writeHead(200, { 'content-length': 1048576 })
    response.write(suite.browser.bytes(name).subarray(0, 600_000))
    setTimeout(() => response.destroy(), 300)
    return true
  }
  try {
    await withPage({ fresh: true, inside: true }, async page => {
      await write(page, printing('at last'))
      await run(page)
      await waitForText(page, '#fetch', /broke off at 1\.8 of \d+\.\d MB\. The page keeps what came\./)
      await page.reload()
      await page.waitForSelector('body[data-ready]')
      isBroken = false
      asked.length = 0
      assert.match(await run(page), /exit code 0/)
      assert.deepEqual(asked.filter(({ range }) => range).map(({ range }) => range), Array(3).fill('bytes=600000-'))
    })
  } finally {
    suite.browser.meddle = null
  }
})

// --- what a program is given ---------------------------------------------------------------------

const READS = '    int a, b;\n    printf("Two numbers, please: ");\n    if (scanf("%d %d", &a, &b) != 2) {\n'
  + '        printf("no numbers\\n");\n        return 1;\n    }\n    printf("sum %d\\n", a + b);'

test('a program that reads is asked for a line when it reads, and goes on with it', { skip }, () =>
  withPage({ warm: true }, async page => {
    await choose(page, 'lock')
    for (const source of [program([READS]), `#include <stdio.h>\n\nint main(void)\n{\n${READS}\n    return 0;\n}\n`]) {
      await write(page, source)
      await page.keyboard.press('Control+Enter')
      await page.waitForSelector('#stdin:visible')
      await waitForText(page, '#status', /reads standard input/)
      await waitForText(page, '#log', /Two numbers, please:/)
      assert.equal(await page.evaluate(() => document.activeElement.id), 'input')
      await page.keyboard.type('19')
      await page.keyboard.press('Enter')
      await waitForText(page, '#inputwords', /You have typed: 19/)
      await page.keyboard.type('23')
      await page.keyboard.press('Enter')
      assert.match(await waitForEnd(page), /exit code 0/)
      assert.match(await transcript(page), /sum 42/)
      assert.ok(await page.isHidden('#stdin'))
    }
    await page.keyboard.press('Control+Enter')
    await page.waitForSelector('#stdin:visible')
    await picture(page, 'asks')
    await page.click('#sendend')
    await waitForEnd(page)
    assert.match(await transcript(page), /no numbers/)
    await page.keyboard.press('Control+Enter')
    await page.waitForSelector('#stdin:visible')
    await page.click('#stop')
    await waitForEnd(page)
    assert.match(await sentences(page), /It was stopped while it read standard input/)
    await page.click('#reset')
  }))

test('arguments, environment, input, signals and debug mode: kept for the program, and in links', { skip }, () =>
  withPage({ fresh: true }, async page => {
    await choose(page, 'lock')
    const source = program(['    char line[40];\n    for (int i = 1; i < count; i++) printf("[%s]\\n", words[i]);\n'
      + '    printf("%s\\n", getenv("NAME"));\n    while (fgets(line, sizeof line, stdin)) printf("read %s", line);\n'
      + '    WEFT_TRY(weft_block(0.3));\n    WEFT_TRY(weft_sleep(10));'], '#include <stdlib.h>\n')
      .replace('int main(void) { ', 'int main(int argc, char **argv) { count = argc; words = argv; ')
      .replace('static int task_0', 'static int count;\nstatic char **words;\n\nstatic int task_0')
    await write(page, source)
    await page.click('#world summary')
    await page.fill('#world-args', 'one "two three"')
    await page.fill('#world-env', 'NAME=weft=1')
    await page.fill('#world-stdin', 'a line')
    await page.fill('#world-signals', 'INT@2.5')
    await page.check('#world-debug')
    await picture(page, 'input')
    await page.keyboard.press('Escape')
    assert.match(await run(page), /Interrupted at 2\.5 s/)
    assert.match(await transcript(page), /\[one\]\n.*\[two three\]\n.*weft=1\n.*read a line\n/s)
    assert.match(await sentences(page), /debug: Task-2 took \d+\.\d+ s/)
    await page.click('#share summary')
    await page.waitForFunction(() => /source=/.test(document.getElementById('link').value))
    const link = await page.inputValue('#link')
    await page.keyboard.press('Escape')
    await choose(page, 'queue')
    assert.ok(await page.locator('#world.given').count() === 0, 'another program is given nothing')
    assert.match(await run(page), /exit code 0/)
    const two = await suite.browser.open({ fresh: true, hash: link.slice(link.indexOf('#')) })
    await two.click('#world summary')
    await two.waitForSelector('#world-args')
    assert.equal(await two.inputValue('#world-args'), 'one "two three"')
    assert.equal(await two.inputValue('#world-stdin'), 'a line')
    assert.ok(await two.isChecked('#world-debug'))
    await two.close()
    await choose(page, 'lock')
    assert.ok(await page.locator('#world.given').count() === 1)
  }))

test('a small class on a server without TLS: nothing is lost, and memory is flat', { skip }, async () => {
  const { lost, errors, held, runs } = await playClass({ browser: suite.browser, tabs: 3, say: console.log })
  assert.deepEqual([...lost, ...errors], [])
  assert.equal(runs.length, 27)
  assert.ok(held.at(-1) < held[0] * 1.3, `${held} MB`)
})
