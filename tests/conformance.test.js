/**
 * The contract, statement by statement, on the host that WEFT_TEST_HOST names (native, wasmtime,
 * node or chromium). Natively also what holds for the whole: no statement is untested,
 * each difference has its reason and both outputs, each starred statement that is kept is proven on a
 * broken copy, and docs/conformance.md is what the cases say.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { after, before, test } from 'node:test'
import {
  caseFiles, count, judge, makePage, readCases, readDifferences, readMutants, runNatively
} from './conformance/conformance.js'
import { startRunner } from './conformance/hosts.js'
import { root } from './programs.js'

const host = process.env.WEFT_TEST_HOST ?? 'native'
let runner

before(async () => { runner = await startRunner(host, caseFiles()) })
after(() => runner?.close())

for (const file of caseFiles()) {
  test(`${basename(file)} on ${host}`, async () => {
    const { stdout, stderr, code } = await runner.run(file)
    const failed = stdout.split('\n').filter(line => /^(not ok|# (?!\|))/.test(line))
    assert.equal(code, 0, [...failed, stderr.slice(-2000)].join('\n'))
    const [, planned] = /^1\.\.(\d+)$/m.exec(stdout)
    assert.equal(readCases(stdout).length, Number(planned), 'a case without the number of its statement')
  })
}

if (host === 'native') {
  test('the whole contract', async t => {
    const statements = judge(await runNatively())
    const numbers = new Set(statements.map(({ number }) => number))
    for (const [area, { kept, different, untested }] of count(statements)) {
      t.diagnostic(`${area}: ${kept} kept, ${different} different, ${untested} untested`)
    }
    const list = found => found.map(({ number }) => number)

    await t.test('no statement is untested', () =>
      assert.deepEqual(list(statements.filter(({ word }) => word === 'untested')), []))

    await t.test('a difference has a reason and both outputs, and nothing else has', async () => {
      const differences = readDifferences()
      const different = statements.filter(({ word }) => word === 'different')
      assert.deepEqual(Object.keys(differences).sort(), list(different))
      const page = await makePage(statements)
      for (const { number, cases } of different) {
        assert.ok(differences[number].reason?.length > 20, `${number} has no reason`)
        assert.ok(cases.some(({ log }) => log.length > 0), `${number}: the case logs nothing`)
        assert.ok(!page.includes(`**${number}** undefined`))
      }
      assert.ok(!/\n(asyncio or Trio|Weft):\n\n```\n\n```/.test(page), 'an output is empty')
    })

    await t.test('a starred statement that is kept is proven on a broken copy', () => {
      const proven = readMutants()
      assert.deepEqual(Object.keys(proven).filter(number => !numbers.has(number)), [])
      assert.deepEqual(list(statements.filter(({ number, star, word }) =>
        star && word === 'kept' && !proven[number])), [])
    })

    await t.test('docs/conformance.md is what the cases say', async () =>
      assert.equal(readFileSync(join(root, 'docs/conformance.md'), 'utf8'), await makePage(statements),
        'write it anew: node tests/conformance/conformance.js --write'))
  })
}
