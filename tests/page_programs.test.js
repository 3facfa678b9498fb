/**
 * What a learner reads after Run: programs with the mistakes and the oddities of a first hour, each in Debian's Chromium.
 * tests/classroom/programs.js says what must stand there; those that do much are played by `npm run classroom`. Where there is
 * no Chromium the tests are skipped and say so.
 */
import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import test from 'node:test'
import { openPlayground } from './browser/suite.js'
import { checkProgram } from './classroom/check.js'
import { PROGRAMS } from './classroom/programs.js'

const suite = openPlayground()
const { skip } = suite
test('each program of the folder has its words', () => {
  const files = readdirSync(new URL('classroom/programs', import.meta.url)).map(file => file.replace(/\.c$/, '')).sort()
  assert.deepEqual(Object.keys(PROGRAMS).sort(), files)
})

test('what a learner reads', { skip }, async t => {
  const page = await suite.browser.open({ fresh: true })
  for (const name of Object.keys(PROGRAMS).filter(each => !PROGRAMS[each].isLong)) await t.test(name, () => checkProgram(page, name))
  assert.deepEqual(page.errors, [])
  await page.close()
})
