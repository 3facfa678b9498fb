// Test programs in C (weft/test.h) as tests of `node --test`:
//
//     import { testFile } from '@weft/cli/node_test.js'
//     testFile('queue_test.c')

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const WEFT = fileURLToPath(new URL('./weft.js', import.meta.url))

/**
 * Compiles and runs a test program; each of its cases is a test of its own.
 * @param {string} file
 * @param {string[]} [words] options of `weft test`, such as ['--seed', '7']
 * @returns {Promise<void>}
 */
export function testFile(file, words = []) {
  return test(file, async t => {
    const { code, stdout, stderr } = await runWeft(['test', file, ...words])
    const { planned, cases } = readTap(stdout)
    for (const { name, passed, notes } of cases) {
      await t.test(name, () => assert.ok(passed, [name, ...notes].join('\n')))
    }
    assert.equal(cases.length, planned, `${file} ended early, with ${code}:\n${stderr}`)
  })
}

/**
 * Reads what a test program prints.
 * @param {string} text
 * @returns {{ planned: number, cases: { name: string, passed: boolean, notes: string[] }[] }} with
 *   the comments before each case; planned is NaN when the program did not begin
 */
export function readTap(text) {
  const cases = []
  let planned = NaN
  let notes = []
  for (const line of text.split('\n')) {
    const result = /^(not )?ok \d+ - (.*)$/.exec(line)
    if (result) {
      cases.push({ name: result[2], passed: !result[1], notes })
      notes = []
    } else if (line.startsWith('# ')) notes.push(line.slice(2))
    else if (/^1\.\.\d+$/.test(line)) planned = Number(line.slice(3))
  }
  return { planned, cases }
}

function runWeft(words) {
  const child = spawn(process.execPath, [WEFT, ...words], { stdio: ['ignore', 'pipe', 'pipe'] })
  const texts = { stdout: '', stderr: '' }
  for (const [name, stream] of [['stdout', child.stdout], ['stderr', child.stderr]]) {
    stream.setEncoding('utf8').on('data', text => { texts[name] += text })
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', code => resolve({ code, ...texts }))
  })
}
