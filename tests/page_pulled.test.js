/**
 * Programs that were pulled out of a run, in Debian's Chromium: one that goes from Node to a server, from there into the page, and back to
 * Node; moments that are saved; recordings; and files that are none of these.
 */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { promisify } from 'node:util'
import { load } from '@weft/host'
import { packSnapshot } from '@weft/host/snapshot'
import { unpackPulled } from '../toolchain/pulled.js'
import { openPlayground } from './browser/suite.js'
import { choose, run as runIt, transcript, waitForEnd, waitForText } from './browser/steps.js'
import { openWorkerd } from './durable/workerd.js'
import { weft } from './programs.js'

const setClock = (page, name) => page.click(`label:has-text("${name}") >> nth=0`)
const { skip, scratch, withPage } = openPlayground({ folder: 'page_pulled', prepare: page => setClock(page, 'Virtual') })
const folder = await mkdtemp(join(tmpdir(), 'weft-page-pulled-'))
after(() => rm(folder, { recursive: true, force: true }))
const run = words => promisify(execFile)(process.execPath, [weft, ...words], { cwd: folder })

const JOURNEY = `/* A journey */
#include <stdio.h>
#include "weft.h"

static weft_event home;

static int waits(void *arg)
{
    WEFT_TRY(weft_event_wait(&home));
    printf("welcome\\n");
    return WEFT_OK;
}

static int amain(void *arg)
{
    char word[20];

    WEFT_GROUP(group);
    weft_group_spawn(&group, waits, NULL);
    for (int i = 1; i <= 4; i++) {
        WEFT_TRY(weft_wait_readable(0));
        if (fgets(word, sizeof word, stdin))
            printf("%d: %s", i, word);
        fflush(stdout);
    }
    weft_event_set(&home);
    WEFT_TRY(weft_group_join(&group));
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }
`
const LINES = ['1: node\n', '2: workerd\n', '3: page\n', '4: home\nwelcome\n']

/** To be looked at, in build/page_pulled. */
async function picture(page, width, name) {
  await page.setViewportSize({ width, height: 900 })
  await page.screenshot({ path: join(scratch, `${name}-${width}.png`), fullPage: width < 700 })
}

/** Opens files as a person does. */
async function open(page, files) {
  await page.evaluate(() => { document.getElementById('share').open = true })
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.click('#ask')])
  await chooser.setFiles(files)
}

async function save(page, name) {
  await page.evaluate(() => { document.getElementById('share').open = true })
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('#save')])
  await download.saveAs(join(folder, name))
  return unpackPulled(new Uint8Array(await readFile(join(folder, name))))
}

test('one program goes from Node to workerd, into the page, and back to Node', { skip }, t => withPage({}, async page => {
  await writeFile(join(folder, 'journey.c'), JOURNEY)
  await run(['build', '--snapshot', 'journey.c', '-o', 'journey.wasm'])
  const program = await load(await readFile(join(folder, 'journey.wasm')))
  const whole = program.start({ stdin: 'node\nworkerd\npage\nhome\n' })
  assert.equal(await whole.stdout.text(), LINES.join(''))

  let printed = ''
  const begun = program.start({ stdin: true, onStdout: chunk => { printed += Buffer.from(chunk) } })
  begun.input('node\n')
  while (printed === '') await begun.atRest()
  const leaving = await packSnapshot(begun.snapshot())
  begun.kill()
  assert.equal(printed, LINES[0])

  const server = await openWorkerd({ folder: join(folder, 'server'), program: join(folder, 'journey.wasm'), notes: 'http://127.0.0.1:9/' })
  t.after(() => server.kill())
  assert.equal((await server.ask('PUT', 'a/snapshot', leaving)).build, program.id)
  await server.ask('POST', 'a/message', 'workerd\n')
  let output = ''
  while (output === '') output = (await server.ask('GET', 'a/output')).text
  assert.equal(output, LINES[1])
  let bytes = null
  while (!bytes) bytes = (await server.ask('GET', 'a/snapshot')).bytes ?? null
  await server.kill()
  await writeFile(join(folder, 'served.snapshot'), bytes)

  await open(page, join(folder, 'served.snapshot'))
  await waitForText(page, '#noticewords', /^program has no program in it, as it comes from a server: open the \.wasm file/)
  await open(page, ['journey.wasm', 'journey.c'].map(name => join(folder, name)))
  await waitForText(page, '#status', /^Stands at \d+\.\d+ s, where it was taken\./)
  await waitForText(page, '.moment-now', /waits for the event home/)
  assert.ok(await page.isHidden('#notice'), 'nothing is missing any more')
  assert.deepEqual(await page.locator('.pin').allInnerTexts().then(pins => pins.length), 2, 'each task has a pin in the source')
  assert.equal(await page.textContent('#run span'), 'Go on')
  for (const width of [1440, 360]) await picture(page, width, 'pulled')
  await page.setViewportSize({ width: 1440, height: 900 })
  const stood = parseFloat((await page.textContent('#status')).slice('Stands at '.length))
  await page.keyboard.press('Control+Enter')
  await page.waitForSelector('#stdin:not([hidden])')
  await page.fill('#input', 'page')
  await page.click('#sendline')
  await waitForText(page, '#log', /3: page/)
  const at = parseFloat(await page.textContent('#log time'))
  assert.ok(at > stood - 0.01, `it stood at ${stood} s and printed at ${at} s`)   // both are rounded
  await picture(page, 1440, 'gone-on')
  await page.waitForSelector('#stdin:not([hidden])')
  const pushed = await save(page, 'pushed.snapshot')
  assert.deepEqual(Object.keys(pushed.sources), ['journey.c'])

  const back = program.restore(pushed.snapshot, { stdin: 'home\n', trace: false })
  assert.equal(await back.stdout.text(), LINES[3])
  assert.deepEqual(await back.exit, { code: 0, reason: 'exit', message: '' })
}))

test('a moment of a run in the page goes on in Node', { skip }, () => withPage({}, async page => {
  await choose(page, 'lock')
  await runIt(page)
  const all = (await transcript(page)).replace(/^\[.*?\] /gm, '')
  await page.click('#steps')
  await page.focus('.playhead .slide')
  for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowLeft')
  const { program, snapshot } = await save(page, 'moment.snapshot')
  const moved = (await load(program)).restore(snapshot, { trace: false })
  const rest = await moved.stdout.text()
  assert.ok(rest.length > 0 && all.endsWith(rest), `"${rest}" is the end of "${all}"`)
}))

test('a recording plays with the program that is shown', { skip }, () => withPage({}, async page => {
  await writeFile(join(folder, 'played.c'), JOURNEY)
  const child = promisify(execFile)(process.execPath, [weft, 'run', 'played.c', '--record', 'played.tape'], { cwd: folder })
  child.child.stdin.end('a\nb\nc\nd\n')
  const { stdout } = await child
  await open(page, join(folder, 'played.c'))
  await waitForText(page, '#example option:checked', /A journey/)
  await open(page, join(folder, 'played.tape'))
  await waitForEnd(page)
  assert.equal((await transcript(page)).replace(/^\[.*?\] /gm, ''), stdout)
}))

test('what is no snapshot, or a damaged one, is one sentence', { skip }, () => withPage({}, async page => {
  const good = await readFile(join(folder, 'pushed.snapshot'))
  for (const [name, bytes, sentence] of [
    ['noise.bin', Buffer.from([1, 2, 3]), /^noise\.bin is no snapshot, no recording, no program and no C file/],
    ['cut.snapshot', good.subarray(0, 5000), /^The snapshot is damaged: /],
    ['program.wasm', await readFile(join(folder, 'journey.wasm')), /^Open the snapshot that belongs to this program/]
  ]) {
    await writeFile(join(folder, name), bytes)
    await open(page, join(folder, name))
    await waitForText(page, '#noticewords', sentence)
  }
  await page.evaluate(() => { location.hash = '#open=https://example.com/x.snapshot' })
  await waitForText(page, '#noticewords', /a page opens files of its own server only/)
}))
