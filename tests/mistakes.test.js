/**
 * The mistakes that everybody makes: what the command line and the page say, with the line and with what to write
 * instead, and that docs/mistakes.md says the same. The hints, and what is found in a text, without a compiler.
 */
import assert from 'node:assert/strict'
import test, { after } from 'node:test'
import { isStale } from '../docs/make/mistakes.js'
import { hintFor, hintsFor } from '../toolchain/hints.js'
import { lint } from '../toolchain/lints.js'
import { openPlayground } from './browser/suite.js'
import { readMistakes, readSaid, saidByCommand, saidByPage } from './mistakes/said.js'
import { openWarm } from './warm.js'

const suite = openPlayground()
const { skip } = suite
const said = readSaid()
const weft = openWarm()
after(() => weft.close())

test('docs/mistakes.md is what the tests see', () =>
  assert.ok(!isStale(), 'look at what has changed, then: node docs/make/mistakes.js --write'))

for (const mistake of readMistakes()) {
  test(`on the command line: ${mistake.title}`, async () => {
    const words = await saidByCommand(weft, mistake)
    assert.ok(words.includes(mistake.says), `it does not say "${mistake.says}":\n${words}`)
    assert.match(words, new RegExp(`\\.c:${mistake.line}\\b|line ${mistake.line}\\b`))
    assert.equal(words, said[mistake.name].command)
  })
}

test('in the page', { skip }, async t => {
  const page = await suite.browser.open({ fresh: true })
  for (const mistake of readMistakes()) {
    await t.test(mistake.title, async () => {
      const words = await saidByPage(page, mistake)
      assert.equal(words, said[mistake.name].page)
    })
  }
  assert.deepEqual(page.errors, [])
  await page.close()
})

test('a hint fits the source and the line', () => {
  const undeclared = 'a.c:1:1: error: call to undeclared function \'weft_sleep\'; ISO C99'
  assert.match(hintFor(undeclared, { source: 'int main(void) {}' }), /Write #include "weft\.h"/)
  assert.match(hintFor('use of undeclared identifier \'WEFT_OK\'', { source: '// #include "weft.h"' }), /Write #include/)
  assert.match(hintFor(undeclared, { source: '# include <weft.h>\n' }), /no such name/)
  assert.match(hintFor('unknown type name \'async\''), /leave out "async"/)
  assert.match(hintFor('warning: ignoring return value of function declared with \'warn_unused_result\' attribute',
    { line: '    weft_sleep(1);' }), /WEFT_TRY\(weft_sleep\(1\)\);$/)
  assert.equal(hintFor('expected \';\''), '')
})

test('a hint for gcc\'s words, too; another host is offered only where there is one', () => {
  const gcc = 'a.c:3:5: warning: ignoring return value of ‘weft_sleep’ declared with attribute ‘warn_unused_result’'
  assert.match(hintFor(gcc, { compiler: 'native', line: 'weft_sleep(1);' }), /Pass that on/)
  const socket = 'a.c:1:1: error: call to undeclared function \'socket\''
  assert.match(hintFor(socket, { hasNative: true }), /Or use --host native\.$/)
  assert.doesNotMatch(hintFor(socket), /--host/)
  assert.equal(hintFor(socket, { compiler: 'native' }), '')
})

test('each hint once, with its first place', () => {
  const text = 'a.c:2:1: error: unknown type name \'async\'\na.c:4:1: error: use of undeclared identifier \'await\'\n'
  assert.deepEqual(hintsFor(text, { sourceOf: () => '' }).map(({ place }) => place), ['a.c:2'])
})

test('tasks that share the variable of a loop are found, and others are not', () => {
  const loop = body => lint(`for (int i = 0; i < 3; i++)\n    ${body}\n`)
  assert.deepEqual(loop('weft_group_spawn(&group, worker, &i);').map(({ line, column }) => [line, column]), [[2, 38]])
  assert.equal(loop('{ weft_task t = weft_spawn(worker, &i); keep(t); }').length, 1)
  assert.equal(loop('weft_spawn(worker, &jobs[i]);').length, 0)
  assert.equal(loop('{ if (weft_join(weft_spawn(worker, &i))) return 1; }').length, 0, 'each has ended before the next')
  assert.equal(loop('weft_spawn(worker, &index);').length, 0)
  assert.equal(lint('// for (int i = 0; i < 3; i++) weft_spawn(worker, &i);').length, 0)
})
