/**
 * The playground in Debian's Chromium: its examples, editing, errors, floods, lanes, budgets. Where there is no
 * Chromium the tests are skipped and say so.
 */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { readExamples } from '../playground/make/shelves.js'
import { readLessons } from '../playground/make/lessons.js'
import { pack } from '../playground/page/program/pack.js'
import { root } from '../dev/setup/tools.js'
import { checkThemes } from './browser/axe.js'
import { startBrowser } from './browser/browser.js'
import { sample } from './sample.js'
import { openPlayground } from './browser/suite.js'
import {
  choose, lanesTexts, pressAndRead, recordWorkers, run, sentences, tableRows, transcript,
  waitForCount, waitForEnd, waitForFrames, waitForText, write
} from './browser/steps.js'

const suite = openPlayground({ folder: 'page' })
const { skip, scratch, withPage } = suite
const hello = body => `#include <stdio.h>\n#include "weft.h"\n\n${body}`
const withMain = body => hello(`static int amain(void *arg)\n{\n    (void)arg;\n${body}\n`
  + '    return WEFT_OK;\n}\n\nint main(void)\n{\n    return weft_run(amain, NULL);\n}\n')

test('the budgets hold', { skip }, t => {
  for (const { name, ok, line } of suite.built.budgets) {
    t.diagnostic(line)
    assert.ok(ok, `${name}: ${line}`)
  }
})

test('examples print their transcripts', { skip }, () =>
  withPage({}, async page => {
    for (const { name, exit, transcript: printed } of sample(readExamples(), 3)) {   // all of them are played in Node
      await choose(page, name)
      const status = await run(page)
      const expected = readFileSync(join(root, printed), 'utf8')
      assert.equal(await transcript(page), expected, name)
      assert.match(status, new RegExp(`[Ee]xit code ${exit}\\b`), name)
    }
    assert.ok(!page.asked.some(url => /compiler|parts\//.test(url)), 'no compiler was fetched')
  }))

test('an example is fetched when it is chosen', { skip }, () =>
  withPage({ width: 360, fresh: true }, async page => {
    const texts = () => page.asked.filter(url => /\/examples\//.test(url))
      .map(url => url.split('/').at(-1).replace(/-\w+\.json$/, ''))
    assert.deepEqual([...new Set(texts())], ['gather'])
    const topics = await page.locator('#example optgroup').evaluateAll(groups =>
      groups.map(({ label }) => label))
    assert.deepEqual(topics, ['Mine', ...new Set(readExamples().map(({ topic }) => topic))])
    await page.focus('#example')
    await page.keyboard.press('ArrowDown')
    const second = readExamples().find((_, place, all) => all[place - 1]?.name === 'gather')
    assert.match(await run(page), /exit code 0/)
    assert.equal(await page.inputValue('#example'), second.name)
    assert.deepEqual([...new Set(texts())], ['gather', second.name])
    assert.match(await transcript(page), /Fetching API 1/)
    const fits = await page.evaluate(() =>
      document.documentElement.scrollWidth <= document.documentElement.clientWidth)
    assert.ok(fits, 'nothing is wider than the phone')
  }))

test('an example that does not come leaves the one that is shown', { skip }, () =>
  withPage({ fresh: true }, async page => {
    await page.route(/examples\/lock-/, route => route.abort())
    await choose(page, 'lock')
    await waitForText(page, '#noticewords', /This example cannot be shown/)
    assert.equal(await page.inputValue('#example'), 'gather')
    assert.match(await run(page), /exit code 0/)
  }))

test('the same seed gives the trace of the command line', { skip }, () =>
  withPage({ before: recordWorkers, inside: true }, async page => {
    for (const [name, seed] of [['queue', '7'], ['semaphore', '42'], ['condition', '3']]) {
      await choose(page, name)
      await page.evaluate(() => { window.heard.trace = [] })
      await page.click('text=Shuffled')
      await page.fill('[data-field=seed] >> nth=0', seed)
      await page.press('[data-field=seed] >> nth=0', 'Tab')
      await run(page)
      const seen = Buffer.from(await page.evaluate(() => window.heard.trace))
      const file = join(scratch, `${name}.trace`)
      const list = JSON.parse(readFileSync(join(suite.built.out, listName(page)), 'utf8')).list
      const program = join(suite.built.out, list.find(entry => entry.name === name).program)
      execFileSync(process.execPath, [join(root, 'toolchain/weft.js'), 'run', '--clock', 'virtual',
        '--seed', seed, '--trace', file, program], { cwd: root })
      assert.ok(seen.equals(readFileSync(file)), `${name} with seed ${seed}: ${seen.length} bytes`)
    }
  }))

function listName(page) {
  return page.asked.find(url => /examples-\w+\.json/.test(url)).split('/').at(-1)
}

test('load, run, edit, compile error, fix, run', { skip }, () =>
  withPage({ warm: true }, async page => {
    await choose(page, 'gather')
    assert.match(await run(page), /exit code 0/)
    await page.click('#edit')
    await page.waitForSelector('.cm-content')
    await page.keyboard.press('Control+f')
    await page.keyboard.press('Escape')
    await page.click('.cm-content')
    await page.keyboard.press('Control+Home')
    await page.keyboard.type('oops ')
    assert.ok(await page.isVisible('#edited'))
    assert.match(await run(page), /Not run: \d+ errors?/)
    await waitForText(page, '#problems', /error: unknown type name 'oops'/)
    assert.ok(await page.locator('.cm-line.bad').count() > 0)
    await waitForText(page, '#why', /These lanes are from the run before your edit/)
    for (let i = 0; i < 5; i++) await page.keyboard.press('Control+z')
    await page.click('.cm-content')
    await page.keyboard.press('Control+End')
    await page.keyboard.type('/* mended */\n')
    assert.match(await run(page), /exit code 0/)
    assert.match(await transcript(page), /\[3\.000\] C: finished/)
    await page.click('#reset')
    assert.ok(!await page.isVisible('#edited'))
  }))

test('what one types is compiled when the typing pauses, and Run has it', { skip }, () =>
  withPage({ before: recordWorkers, inside: true }, async page => {
    const typeAtEnd = async text => {
      await page.click('.cm-content')
      await page.keyboard.press('Control+End')
      await page.keyboard.type(text)
    }
    const build = () => page.evaluate(() => window.heard.built?.id)
    await choose(page, 'hello')
    await page.click('#edit')
    await page.waitForSelector('.cm-content')
    await typeAtEnd('int first;\n')
    assert.match(await run(page), /exit code 0/)
    await typeAtEnd('oops;\n')
    await page.waitForSelector('.cm-line.bad')
    assert.ok(await page.isHidden('#problems'), 'nothing moves while one types')
    const broken = await build()
    await page.keyboard.press('Shift+ArrowUp')
    await page.keyboard.insertText('int second;\n')   // at once: on a slow machine what is half typed would be compiled, too
    await page.waitForFunction(before => window.heard.built.id > before && window.heard.built.ok, broken)
    const mended = await build()
    assert.match(await run(page), /exit code 0/)
    assert.equal(await build(), mended, 'Run did not compile once more')
    await waitForCount(page, '.cm-line.bad', 0)
    await page.click('#reset')
  }))

test('a loop that never waits is ended by Stop', { skip }, () =>
  withPage({ warm: true }, async page => {
    await choose(page, 'lock')
    await write(page, withMain('    printf("on\\n");\n    for (;;)\n        ;'))
    await page.keyboard.press('Control+Enter')
    await waitForText(page, '#status', /Running/)   // the compiler takes what it takes
    await page.waitForTimeout(300)
    const took = await page.evaluate(() => new Promise(resolve => {
      const start = performance.now()
      document.getElementById('stop').click()
      const look = setInterval(() => {
        if (!/Exit code/.test(document.getElementById('status').textContent)) return
        clearInterval(look)
        resolve(performance.now() - start)
      }, 5)
    }))
    console.log(`stopped after ${took.toFixed(0)} ms`)
    assert.match(await sentences(page), /did not stop within half a second, so the page ended it/)
    await choose(page, 'gather')
    assert.match(await run(page), /exit code 0/, 'the page goes on')
  }))

test('1 GB of output is bounded, and said', { skip }, () =>
  withPage({ warm: true }, async page => {
    await choose(page, 'semaphore')
    await write(page, withMain(`    static char line[100001];
    for (int i = 0; i < 100000; i++)
        line[i] = 'x';
    line[100000] = 0;
    for (int i = 0; i < 10000; i++)
        printf("%d %s\\n", i, line);`))
    const started = Date.now()
    const status = await run(page)
    const said = await sentences(page)
    console.log(`1 GB of output took ${Date.now() - started} ms: ${status}`)
    assert.match(status, /exit code 0/)
    assert.match(said, /lines .* are not shown/s)
    const shown = await page.evaluate(() => document.getElementById('log').textContent.length)
    assert.ok(shown < 6e6, `${shown} characters are in the page`)
    await waitForText(page, '#lines', /10.000 lines/)
    await waitForText(page, '#log li:nth-last-child(2)', /9999 x+ … .*more bytes/)
    assert.equal(await page.textContent('#log li:nth-last-child(2) time'), '0.0 s')
  }))

test('recursion past the stack, a trap, memory without end', { skip }, () =>
  withPage({ warm: true }, async page => {
    await choose(page, 'event')
    await write(page, hello(`static int deep(int n) { volatile char room[400]; room[0] = (char)n;
    return n ? deep(n + 1) + room[0] : 0; }
static int amain(void *arg) { (void)arg; printf("in\\n"); return deep(1); }
int main(void) { return weft_run(amain, NULL); }
`))
    assert.match(await run(page), /stack.*102/)
    console.log(`overflow: ${await sentences(page)}`)
    await waitForText(page, '#report', /stack/i)
    await write(page, withMain('    volatile int zero = 0;\n    WEFT_TRY(weft_sleep(1));\n'
      + '    printf("%d\\n", 1 / zero);'))
    assert.match(await run(page), /trap.*103/)
    await waitForText(page, '#report', /divided by zero/)
    await waitForText(page, '#why', /divided by zero at line 9/)
    await write(page, hello('#include <stdlib.h>\n#include <string.h>\n' + withMain(
      '    long n = 0;\n    for (char *p; (p = malloc(1 << 20)); n++) memset(p, 1, 1 << 20);\n'
      + '    printf("%ld MB\\n", n);').split('\n').slice(3).join('\n')))
    assert.match(await run(page), /exit code/i)
    console.log(`memory: ${await page.textContent('#log')}`)
  }))

test('a program that never ends, with both clocks', { skip }, () =>
  withPage({ warm: true }, async page => {
    await choose(page, 'timeouts')
    await write(page, withMain('    for (int i = 0;; i++) {\n        if (i < 10 || i % 32 == 0)\n            printf("tick\\n");\n'
      + '        WEFT_TRY(weft_sleep(0.1));\n    }'))
    await page.click('label:has-text("Real") >> nth=0')
    await page.keyboard.press('Control+Enter')
    await page.waitForFunction(() => document.querySelectorAll('#log li').length > 3)
    await waitForText(page, '#status', /Running, at/)
    await waitForCount(page, '#lanes .cloth', 2) // lanes are drawn while it runs
    await page.click('#stop')
    await waitForEnd(page)
    await page.click('label:has-text("Virtual") >> nth=0')
    await page.keyboard.press('Control+Enter')
    await waitForText(page, '#log', /are not shown/)   // after 70 000 waits: more records than are kept
    await page.evaluate(() => document.getElementById('stop').click())   // a click waits until nothing moves, and a flood goes on
    await waitForEnd(page)
    const said = await sentences(page)
    assert.match(said, /trace records? of the run were not kept/)
    assert.match(said, /are not shown/)
    console.log(`never ending: ${said}`)
  }))

test('a reload keeps edits, and Reset brings the example back', { skip }, () =>
  withPage({}, async page => {
    await choose(page, 'retry')
    const text = withMain('    printf("kept\\n");')
    await write(page, text)
    await page.reload()
    await page.waitForSelector('body[data-ready]')
    assert.equal(await page.inputValue('#example'), 'retry')
    assert.ok(await page.isVisible('#edited'))
    await waitForText(page, '#listing', /kept/)
    await page.click('#reset')
    assert.doesNotMatch(await page.textContent('#listing'), /kept/)
    await page.reload()
    await page.waitForSelector('body[data-ready]')
    assert.ok(!await page.isVisible('#edited'))
  }))

test('links: nothing runs, hostile ones are refused', { skip }, async () => {
  const source = withMain('    printf("</span><img src=x onerror=alert(1)>\\n");')
  const good = `#v=1&example=queue&clock=real&order=shuffled&seed=9&source=${pack(source)}`
  await withPage({ fresh: true, hash: good }, async page => {
    await waitForText(page, '#listing', /onerror=alert/)
    assert.equal(await page.locator('#listing img').count(), 0)
    await waitForText(page, '#log', /Nothing has run yet/)
    assert.ok(await page.isChecked('input[name=clock][value=real]'))
    const fetched = page.asked.filter(url => /compiler|parts\/|\.wasm/.test(url))
    assert.deepEqual(fetched, [], 'nothing is fetched to run')
    await page.click('#share summary')
    await page.waitForFunction(() => /source=/.test(document.getElementById('link').value))
    const link = await page.inputValue('#link')
    assert.ok(link.length < 500, `${link.length} characters`)
    assert.match(link, /clock=real.*seed=9/)
  })
  const bomb = pack('x'.repeat(20_000_000))
  const bad = ['#v=2&example=queue', '#v=1&example=nothing', `#v=1&source=${'A'.repeat(50_000)}`,
    `#v=1&source=${'A'.repeat(70_000)}`, '#v=1&source=%00%ff',
    `#v=1&source=${bomb.slice(0, 59_000)}`, '#v=1&example=__proto__',
    '#v=1&source=javascript:alert(1)']
  for (const hash of bad) {
    await withPage({ fresh: true, hash }, async page => {
      assert.ok(await page.isVisible('#notice'), hash.slice(0, 60))
      assert.match(await page.textContent('#notice'), /link cannot be read/, hash.slice(0, 60))
      await waitForText(page, '#listing', /weft_run/)
    })
  }
})

test('output and compiler text are plain text', { skip }, () =>
  withPage({ warm: true }, async page => {
    await choose(page, 'create_task')
    await write(page, withMain('    printf("<b>bold</b><img src=x onerror=\\"document.title=1\\">'
      + '\\033[31m\\xe2\\x80\\xae\\n");'))
    await run(page)
    assert.equal(await page.locator('#log b, #log img').count(), 0)
    await waitForText(page, '#log', /<b>bold<\/b>.*⟨202e⟩/)
    const joined = '\u{1f468}\u200d\u{1f469}\u200d\u{1f467} \u0645\u06cc\u200c\u062e\u0648'
    await write(page, withMain(`    printf("${joined} a\u200db\\n");`))
    await run(page)
    assert.ok((await page.textContent('#log')).includes(`${joined} a⟨200d⟩b`))
    await write(page, '#error <img src=x onerror=alert(1)>\n')
    assert.match(await run(page), /Not run/)
    assert.equal(await page.locator('#problems img').count(), 0)
    await waitForText(page, '#problems', /error: <img src=x/)
  }))

test('a download that breaks off is resumed', { skip }, async () => {
  const asked = []
  let allowed = 8
  suite.browser.meddle = (name, response) => {
    if (!name?.startsWith('parts/')) return false
    asked.push(name)
    if (allowed-- > 0) return false
    response.writeHead(200, { 'content-length': 1048576 })
    response.write('half of it')
    setTimeout(() => response.destroy(), 20)
    return true
  }
  try {
    await withPage({ fresh: true, inside: true }, async page => {
      await write(page, withMain('    printf("at last\\n");'))
      await run(page)
      const words = await page.innerText('#fetch')
      console.log(words.replace(/\s+/g, ' '))
      assert.match(words, /broke off at \d+\.\d of \d+\.\d MB\. The page keeps what came\.\s+Go on/)
      const first = asked.length
      allowed = Infinity
      await page.click('#fetchbutton')
      await waitForEnd(page)
      await page.waitForFunction(() => /at last/.test(document.getElementById('log').textContent))
      const again = asked.slice(first).filter(name => asked.slice(0, 8).includes(name))
      assert.deepEqual(again, [], 'what came is not fetched again')
      await page.reload()
      await page.waitForSelector('body[data-ready]')
      const before = asked.length
      await run(page)
      assert.equal(asked.length, before, 'after a reload nothing is fetched')
    })
  } finally {
    suite.browser.meddle = null
  }
})

test('a download can be cancelled', { skip }, async () => {
  suite.browser.meddle = (name, response) => {
    if (!name?.startsWith('parts/')) return false
    response.writeHead(200, { 'content-length': 1048576 })
    response.write('x'.repeat(100_000))
    return true
  }
  try {
    await withPage({ fresh: true, inside: true }, async page => {
      await write(page, withMain('    printf("no\\n");'))
      await page.keyboard.press('Control+Enter')
      await page.waitForSelector('#fetch:visible')
      await page.waitForFunction(() =>
        /\d\.\d of \d+\.\d MB/.test(document.getElementById('fetchwords').textContent))
      await page.click('#fetchbutton')
      assert.match(await waitForEnd(page), /Not run: getting the compiler was cancelled/)
      assert.ok(!await page.isVisible('#fetch'))
      await page.evaluate(() => { document.getElementById('status').textContent = '' })
      await page.click('#run')
      await page.waitForSelector('#fetch:visible')
      await page.click('#stop')
      assert.match(await waitForEnd(page), /Not run: getting the compiler was cancelled/, 'Stop, too')
    })
  } finally {
    suite.browser.meddle = null
  }
})

test('storage that is full or blocked is said', { skip }, async () => {
  const full = () => {
    Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }
    Object.defineProperty(window, 'caches', { value: undefined })
  }
  await withPage({ fresh: true, before: full }, async page => {
    await write(page, withMain('    printf("lost\\n");'))
    await waitForText(page, '#notice', /storage of this browser is full/)
    await choose(page, 'lock')
    await choose(page, 'gather')
    assert.match(await page.textContent('#listing'), /lost/, 'it is still there in this page')
  })
})

test('a signal button while the program waits for one', { skip }, () =>
  withPage({}, async page => {
    await choose(page, 'graceful_shutdown')
    await page.click('label:has-text("Real") >> nth=0')
    await page.keyboard.press('Control+Enter')
    await page.waitForSelector('#signals:visible')
    await waitForText(page, '#signals', /Send Ctrl-C/)
    await page.click('text=Send Ctrl-C')
    assert.match(await waitForEnd(page), /exit code 0/)
    assert.match(await transcript(page), /All tasks cancelled/)
    assert.ok(!await page.isVisible('#signals'))
    await page.click('label:has-text("Virtual") >> nth=0')
  }))

test('standard input, from the box and while the program waits', { skip }, () =>
  withPage({ warm: true }, async page => {
    await choose(page, 'condition')
    await write(page, withMain('    char line[80];\n    while (fgets(line, sizeof line, stdin))\n'
      + '        printf("read %s", line);'))
    await page.waitForTimeout(50)
    await page.reload()
    await page.waitForSelector('body[data-ready]')
    await page.fill('#given', 'one\ntwo')
    assert.match(await run(page), /exit code 0/)
    assert.match(await transcript(page), /read one\n.*read two/s)
    await write(page, hello(`#include <unistd.h>
static int amain(void *arg) { char text[80]; (void)arg;
    WEFT_TRY(weft_wait_readable(0));
    long n = read(0, text, sizeof text);
    printf("got %.*s", (int)n, text);
    return WEFT_OK; }
int main(void) { return weft_run(amain, NULL); }
`))
    await page.fill('#given', '').catch(() => {})
    await page.keyboard.press('Control+Enter')
    await page.waitForSelector('#stdin:visible')
    await page.fill('#input', 'hello')
    await page.click('#sendline')
    assert.match(await waitForEnd(page), /exit code 0/)
    assert.match(await transcript(page), /got hello/)
  }))

test('bar, line and output point at each other; keys alone', { skip }, () =>
  withPage({}, async page => {
    await choose(page, 'queue')
    await run(page)
    await page.click('#log li:nth-child(5)')
    await waitForText(page, '#why', /It prints “Produced: P1-item-1”/)
    await page.waitForSelector('#log li.lit')
    await page.click('#L30')
    await waitForText(page, '#why', /sleeps until/)
    await waitForCount(page, '.ln.lit', 1)
    assert.equal(await page.locator('.ln.lit').getAttribute('data-line'), '30')
    await page.focus('#lanes')
    const said = new Set()
    const keys = 'Home ArrowRight ArrowRight ArrowDown End ArrowUp ArrowLeft'.split(' ')
    for (const key of keys) said.add(await pressAndRead(page, key, '#why'))
    assert.ok(said.size >= 6, [...said].join('\n'))
    await page.keyboard.press('t')
    await page.waitForSelector('#twin table')
    await waitForCount(page, '#twin tr.lit', 1)
    assert.equal(await page.evaluate(() => document.activeElement.id), 'twin', 'the keys go on in the table')
    await page.keyboard.press('t')
    assert.equal(await page.evaluate(() => document.activeElement.id), 'lanes')
    await page.keyboard.press('Escape')
    await waitForCount(page, '.ln.lit', 0)
  }))

const reference = name => readFileSync(join(root, 'tests/reference', `${name}.c`), 'utf8')

test('sentences about cancels say what is so', { skip }, () =>
  withPage({ fresh: true }, async page => {
    await choose(page, 'timeouts')
    await run(page)
    const rows = await tableRows(page)
    const own = rows.filter(row => / main /.test(row.slice(0, 20)))
    assert.ok(own.length > 5)
    assert.deepEqual(own.filter(row => /cancelled|taken back/.test(row)), [],
      'a time limit that is over does not make main a cancelled task')
    await choose(page, 'graceful_shutdown')
    await run(page)
    const second = (await tableRows(page)).filter(row => /^\S+ s \d+ Task-2 /.test(row))
    assert.equal(second.filter(row => /asks Task-2 to stop/.test(row)).length, 1)
    assert.ok(second.some(row => /Task-2 could run from 3\.0 s, because its sleep is over/.test(row)))
    await choose(page, 'lock')
    await run(page)
    await waitForText(page, '#why', /for the lock counter->lock, held by [ABC]/)
    await choose(page, 'wait_first')
    await run(page)
    const calls = (await tableRows(page)).filter(row => /callbacks run at/.test(row))
    assert.match(calls[0], /callbacks run at 1\.0 s, because of Task-3\./)
  }))

test('each kind of wait has words, what is shared has a lane', { skip }, () =>
  withPage({ warm: true }, async page => {
    const seen = async (name, ...words) => {
      await write(page, reference(name))
      assert.match(await run(page), /exit code 0/)
      await waitForText(page, '#why', /waits from/)
      const texts = await lanesTexts(page)
      for (const text of words) assert.ok(texts.includes(text), `${name}: ${text} in ${texts}`)
    }
    await choose(page, 'gather')
    await seen('WEFT_CHANNEL', 'for a receiver', 'numbers', 'room 2')
    await seen('weft_barrier_wait', 'for the others', 'start', 'of 3')
    await seen('weft_limiter_borrow', 'for a token')
    await seen('weft_future_chain', 'for destination', 'set')
    await seen('weft_group_start', 'main')
    await waitForText(page, '#why', /It goes on at 1\.0 s, because Task-2 let it go on/)
    await write(page, reference('weft_task_uncancel'))
    await run(page)
    assert.ok((await tableRows(page)).some(row => /^2\.0 s \d+ Task-2 runs /.test(row)),
      'who was asked to stop and is not any more runs like the others')
    await write(page, reference('weft_signal_wait'))
    assert.match(await run(page), /Deadlock/)
    await waitForText(page, '#report', /Set the clock to Real, and a button sends one/)
  }))

test('a long line of output does not push the lanes away', { skip }, () =>
  withPage({ warm: true }, async page => {
    await choose(page, 'hello')
    await run(page)
    await waitForText(page, '#why', /prints “Hello”\./)
    const height = await page.evaluate(() => document.getElementById('why').offsetHeight)
    await write(page, withMain('    for (int i = 0; i < 400; i++)\n        printf("word%d ", i);\n'
      + '    printf("\\nlast\\n");'))
    await run(page)
    await waitForText(page, '#why', /prints “word0 word1 .{20,60} …” and more\. Then it ends/)
    assert.equal(await page.evaluate(() => document.getElementById('why').offsetHeight), height)
  }))

test('a step that does not end has its room, and its place', { skip }, () =>
  withPage({ warm: true }, async page => {
    await choose(page, 'shield')
    await write(page, withMain('    volatile int zero = 0;\n    WEFT_TRY(weft_sleep(1));\n'
      + '    printf("%d\\n", 1 / zero);'))
    assert.match(await run(page), /trap/)
    await waitForText(page, '#why', /It divided by zero at line 9, and that ends the program/)
    await waitForCount(page, '#lanes .sel', 1)
    const wide = Number(await page.getAttribute('#lanes .sel', 'width'))
    assert.ok(wide > 30, `the step that failed is ${wide} wide`)
    await write(page, 'int main(void) { return x }\n')
    await run(page)
    assert.ok(await page.locator('#report .stale').count() > 0, 'the report is of the run before')
    await page.click('#reset')
  }))

test('squiggles are where clang points, also in the listing', { skip }, () =>
  withPage({ warm: true }, async page => {
    await choose(page, 'event')
    await write(page, withMain('    /* é, ü */ oops = 5;\n    weft_sleep(1);\n    return 1'))
    await page.click('#edit')
    assert.match(await run(page), /Not run: 2 errors, 1 warning\./)
    const marks = await page.locator('#listing .sq').evaluateAll(all => all.map(mark =>
      `${mark.textContent}${mark.className.replace('sq', '')}`))
    assert.deepEqual(marks, ['oops', 'weft_sleep warn', ' gap'])
    assert.equal(await page.textContent('#problems a'), '7:16')
    await page.click('#reset')
    assert.equal(await page.locator('#listing .sq').count(), 0)
  }))

/** Emscripten has built the example with a page of its own. */
const hasCanvas = () => existsSync(join(suite.built.out, 'canvas/stars.html'))

test('examples are found by words, with keys alone', { skip }, () =>
  withPage({}, async page => {
    await page.focus('#browse summary')
    await page.keyboard.press('Enter')
    await waitForText(page, '#searchwords', new RegExp(`^${readExamples().length + (hasCanvas() ? 1 : 0)} examples and ${readLessons().length} lessons$`))
    const names = () => page.locator('#shelf a').evaluateAll(all => all.map(a => a.dataset.name))
    await page.keyboard.type('weft_lock')
    assert.ok((await names()).includes('lock_workers'))
    assert.ok(!(await names()).includes('blocking'), 'a part of a word is its beginning')
    await page.keyboard.type(' one')
    const found = await names()
    assert.ok(found.includes('lock_resource') && !found.includes('lock_workers'), found.join())
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.waitForFunction(name => document.getElementById('example').value === name, found[0])
    assert.ok(!await page.isVisible('#shelf'))
    assert.equal(await page.evaluate(() => document.activeElement.id), 'example')
    await page.click('#browse summary')
    await page.fill('#search', 'nothing-of-the-kind')
    await waitForText(page, '#searchwords', /No example and no lesson has all of these words/)
    if (!hasCanvas()) return
    await page.fill('#search', 'canvas main loop')
    await page.click('#shelf a')
    await page.waitForURL(/canvas\/stars\.html$/)
    await page.waitForSelector('#lanes .cloth')
  }))

test('things in the lanes are found, and rows gone through', { skip }, () =>
  withPage({ fresh: true }, async page => {
    await choose(page, 'queue')
    await run(page)
    await waitForFrames(page, 3)   // the end of the run is drawn
    const cloth = await page.evaluateHandle(() => document.querySelector('#lanes .cloth:last-child'))
    await page.focus('#lanes')
    await page.keyboard.press('Escape')
    await page.route(/chunk-\w+\.js/, async route => {
      await page.waitForTimeout(300)   // a slow network: Enter comes before what it is for
      await route.continue()
    })
    await page.keyboard.press('/')
    await page.keyboard.type('C1 consumed')
    await page.keyboard.press('Enter')
    await waitForText(page, '#why', /It prints “C1 consumed: P1-item-0”/)
    await page.keyboard.press('Enter')
    await waitForText(page, '#why', /It prints “C1 consumed: P1-item-1”/)
    assert.equal(await page.textContent('#found'), '2 of 5')
    await page.keyboard.press('Shift+Enter')
    await waitForText(page, '#why', /It prints “C1 consumed: P1-item-0”/)
    await page.fill('#find', 'line 42')
    await page.keyboard.press('Enter')
    await waitForText(page, '#why', /It waits at line 42/)
    assert.ok(await cloth.evaluate(element => element.isConnected), 'choosing draws no bar again')
    await page.keyboard.press('Escape')
    await page.keyboard.press('t')
    await page.focus('#twin')
    const before = await page.textContent('#why')
    await page.keyboard.press('ArrowDown')
    await page.waitForFunction(text => document.getElementById('why').textContent !== text, before)
    const shown = await page.evaluate(() => {
      const row = document.querySelector('#twin tr.lit').getBoundingClientRect()
      const why = document.getElementById('why').getBoundingClientRect()
      return why.top >= 0 && row.top >= why.bottom && row.bottom <= innerHeight
    })
    assert.ok(shown, 'the row and the sentence are in sight')
    await page.keyboard.press('t')
  }))

test('what was opened opens again without a network', { skip }, () =>
  withPage({ offline: true, inside: true }, async page => {
    await page.evaluate(() => navigator.serviceWorker.controller ?? new Promise(resolve =>
      navigator.serviceWorker.addEventListener('controllerchange', () => resolve(), { once: true })))
    await choose(page, 'lock')
    assert.match(await run(page), /exit code 0/)
    await page.context().setOffline(true)
    await page.reload()
    await page.waitForSelector('body[data-ready]')
    assert.equal(await page.inputValue('#example'), 'lock')
    assert.match(await run(page), /exit code 0/)
    await choose(page, 'gather')
    assert.match(await run(page), /exit code 0/)
    await choose(page, 'queue')
    await waitForText(page, '#noticewords', /the example did not come\. Is there a network\?/)
  }))

test('nothing is wider than the page at 400 %', { skip }, () =>
  withPage({ width: 320 }, async page => {
    await choose(page, 'queue')
    await run(page)
    for (const tab of ['code', 'out', 'tasks']) {
      await page.click(`#tab-${tab}`)
      const wide = await page.evaluate(() => document.documentElement.scrollWidth)
      assert.ok(wide <= 320, `${tab} is ${wide} wide`)
    }
    await page.click('#v-table')
    await page.waitForSelector('#twin table')
    const table = await page.evaluate(() => document.querySelector('#twin table').offsetWidth)
    assert.ok(table <= 320, `the table is ${table} wide`)
  }))

test('it works below a path', { skip }, async () => {
  const other = await startBrowser({ prefix: '/some/where/' })
  try {
    const page = await other.open({ fresh: true })
    assert.match(await run(page), /exit code 0/)
    assert.ok(page.asked.every(url => url.startsWith(other.address) || url.startsWith('data:')))
    assert.equal(await page.evaluate(() => crossOriginIsolated), false)
  } finally {
    await other.close()
  }
})

test('another example wears no marks of the last', { skip }, () =>
  withPage({ warm: true }, async page => {
    await choose(page, 'gather')
    await run(page)
    await waitForCount(page, '.ln.lit', 1)
    await choose(page, 'fetch_gather')
    assert.equal(await page.locator('.ln.lit, .ln.cause, .pins').count(), 0)
    await waitForText(page, '#log', /Nothing has run yet/)
  }))

test('served without TLS it compiles, and copies', { skip }, () =>
  withPage({ fresh: true, inside: true, untrusted: true }, async page => {
    assert.equal(await page.evaluate(() => isSecureContext), false)
    await write(page, withMain('    printf("in a class-room\\n");'))
    assert.match(await run(page), /exit code 0/)
    await page.click('#copy')
    await waitForText(page, '#copy', /^Copied$/)
    await page.click('#share summary')
    await page.waitForFunction(() => document.getElementById('link').value)
    await page.click('#copylink')
    await waitForText(page, '#copylink', /^Copied$/)
    await page.keyboard.press('Escape')
    await page.focus('#code textarea')
    await page.keyboard.press('Control+a')
    await page.keyboard.press('Control+v')
    assert.match(await page.inputValue('#code textarea'), /#v=1&.*source=/)
  }))

test('the script of an example is shown, and is not for another program', { skip }, () =>
  withPage({ warm: true }, async page => {
    const program = seconds => withMain(`    WEFT_TRY(weft_sleep(${seconds}));\n    printf("mine\\n");`)
    await choose(page, 'queue')
    assert.ok(!await page.isVisible('#script'))
    await choose(page, 'graceful_shutdown')
    await waitForText(page, '#script', /Send INT at 2\.5 s/)
    await run(page)
    assert.match(await sentences(page), /script sent INT at 2\.5 s/)
    const text = await page.evaluate(() => document.getElementById('listing').innerText)
    await write(page, program(5))
    assert.ok(!await page.isChecked('#scripted'))
    assert.match(await run(page), /Ended at 5\.0 s with exit code 0/)
    assert.doesNotMatch(await sentences(page), /script/)
    await page.check('#scripted')
    assert.match(await run(page), /Interrupted at 2\.5 s/)
    await write(page, program(1))
    assert.match(await run(page), /Ended at 1\.0 s/)
    assert.doesNotMatch(await sentences(page), /script sent/, 'it did not come to that')
    await page.click('label:has-text("Real") >> nth=0')
    assert.ok(!await page.isVisible('#script'), 'a button sends one instead')
    await page.click('label:has-text("Virtual") >> nth=0')
    await page.click('#reset')
    assert.ok(text.length > 500)
  }))

test('what stopped the compiler comes first, once, and is in sight', { skip }, () =>
  withPage({ width: 360 }, async page => {
    await choose(page, 'shield')
    await page.click('#tab-code')
    await write(page, hello(`static void worker(void *arg)
{
    weft_sleep(1);
    (void)arg;
}

static int amain(void *arg)
{
    (void)arg;
    weft_gather({worker, "A"}, {worker, "B"});
}

int main(void) { return weft_run(amain, NULL); }
`))
    assert.match(await run(page), /Not run: 2 errors, 2 warnings\./)
    const rows = await page.locator('#problems li').allInnerTexts()
    assert.deepEqual(rows.slice(0, 3).map(row => /error|warning/.exec(row)[0]), ['error', 'error', 'warning'])
    assert.match(rows[0], /A task is a function int name\(void \*arg\)/)
    assert.doesNotMatch(rows[1], /A task is a function/, 'a hint is given once')
    const top = await page.evaluate(() => document.querySelector('#problems li').getBoundingClientRect().top)
    assert.ok(top > 0 && top < 700, `the first error is at ${top}`)
    await write(page, withMain('    WEFT_TRY(weft_sleep(1));').replace('#include "weft.h"', ''))
    assert.match(await run(page), /Not run: 4 errors/)
    await waitForText(page, '#problems', /Write #include "weft\.h" at the top\./)
    await write(page, withMain('    weft_slepp(1);'))
    await run(page)
    await waitForText(page, '#problems', /weft\.h has no such name/)
    await page.click('#reset')
  }))

test('the axis tells the times that are, and none is cut off', { skip }, () =>
  withPage({ width: 360, fresh: true }, async page => {   // other tests have edited these examples
    const ticks = () => page.locator('.axisrow .tick').evaluateAll(all => all.map(tick => {
      const { left, right } = tick.getBoundingClientRect()
      return { text: tick.textContent, left, right }
    }))
    await choose(page, 'slow_step')
    await run(page)
    const times = new Set((await tableRows(page)).map(row => parseFloat(row)))
    assert.ok(times.has(0.05), [...times].join())
    await page.waitForSelector('.axisrow .tick')
    const shown = (await ticks()).map(({ text }) => parseFloat(text))
    assert.ok(shown.length >= 2)
    for (const time of shown) assert.ok(time === 0 || times.has(time), `${time} is none of ${[...times]}`)
    for (const name of ['slow_step', 'lock']) {
      await page.click('#tab-code')
      await choose(page, name)
      await run(page)
      await page.waitForSelector('.axisrow .tick')
      for (const { text, right } of await ticks()) assert.ok(right <= 360, `${name}: ${text} ends at ${right}`)
    }
  }))

test('no example shows what only the repository knows', { skip }, () => {
  for (const { name } of readExamples()) {
    const file = readdirSync(join(suite.built.out, 'examples')).find(path => path.startsWith(`${name}-`))
    assert.doesNotMatch(readFileSync(join(suite.built.out, 'examples', file), 'utf8'), /\(S\d+-\d+/, name)
  }
})

async function checkInside(page, what, width) {
  const { x, width: wide } = await page.locator(what).boundingBox()
  assert.ok(x >= 0 && x + wide <= width, `${what} is from ${x} to ${x + wide} of ${width}`)
}

const themes = ['light', 'dark']

for (const width of [360, 1440]) {   // what is between them is in `npm run classroom -- pictures`
  test(`axe finds nothing at ${width} in both themes`, { skip }, () =>
    withPage({ width }, async page => {
      const check = async where => {
        await page.evaluate(() => scrollTo(0, 0))
        await checkThemes(page, where)
      }
      const picture = async name => {
        for (const theme of themes) {
          await page.emulateMedia({ colorScheme: theme })
          await page.waitForTimeout(50)
          await page.screenshot({ path: join(scratch, `${width}-${theme}-${name}.png`) })
        }
      }
      const show = async name => {
        if (width < 700) await page.click(`#tab-${name}`)
        await picture(name)
      }
      await choose(page, 'gather')
      await check('before a run')
      await choose(page, 'condition_deadlock')
      await run(page)
      for (const name of ['tasks', 'out', 'code']) {
        await show(name)
        await check(`after a run, ${name}`)
      }
      await show('tasks')
      await page.click('#v-table')
      await check('as a table')
      await page.click('#browse summary')
      await page.waitForSelector('#shelf a')
      await check('examples')
      await checkInside(page, '#browse > div', width)
      await page.keyboard.press('Escape')
      await page.click('#share summary')
      await check('share')
      await checkInside(page, '#share > div', width)
      await page.keyboard.press('Escape')
      await page.click('#settings summary')
      await check('settings')
      await checkInside(page, '#settings > div', width)
      await page.keyboard.press('Escape')
      const wide = await page.evaluate(() => document.documentElement.scrollWidth)
      assert.ok(wide <= width, `the page is ${wide} wide`)
      await show('code')
      await choose(page, 'loop_hook')
      await write(page, 'int main(void) { return x }\n')
      await run(page)
      if (width < 700) await page.click('#tab-code')
      await picture('errors')
      await check('compile errors')
      await page.evaluate(() => document.getElementById('plain').click())
      await page.click('#edit')
      await page.click('#edit')
      await page.click('.cm-content')
      await page.keyboard.press('Control+f')
      await page.waitForSelector('.cm-search')
      await picture('search')
      await check('the editor\'s search')
      const sizes = await page.locator('.cm-search *').evaluateAll(all =>
        all.map(element => parseFloat(getComputedStyle(element).fontSize)))
      assert.ok(Math.min(...sizes) >= 11, `the smallest text is ${Math.min(...sizes)} px`)
      await page.evaluate(() => document.getElementById('plain').click())
      await page.click('#edit')
    }))
}
