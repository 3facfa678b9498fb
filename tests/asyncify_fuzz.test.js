// Random C programs (asyncify/generate.js): every build, woven by the list or in full, prints in Node and under
// wasmtime what gcc's native one prints; and the same check notices a function that is missing from the list.
// (What an optimiser does that runs first is shown in asyncify.test.js.)

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { functionName, readModule } from '../toolchain/wasm/read.js'
import { findReach } from '../toolchain/reach.js'
import { asyncifyListed } from './asyncify/broken.js'
import { checkPrograms, keep, linkText, runFiles, runNatively } from './asyncify/fuzz.js'
import { generate } from './asyncify/generate.js'
import { isWhole } from './sample.js'

const SEED = 1
const PROGRAMS = isWhole ? 2 : 1

test('random programs print the same in every build on every host', async t => {
  const { programs, lines, pauses, failures } = await checkPrograms(SEED, PROGRAMS, { functions: 10 })
  assert.deepEqual(failures, [])
  t.diagnostic(`seeds ${SEED} to ${SEED + PROGRAMS - 1}: ${programs} programs, ${lines} lines, ${pauses} pauses`)
})

test('and another thing when a function is missing from the list', async t => {
  const text = generate(SEED, { functions: 10 })
  const linked = await linkText(text, 2)
  const module = readModule(linked)
  const { functions } = findReach(module)
  const own = functions.filter(index => /^[acdf]_0$/.test(functionName(module, index)))
  assert.equal(own.length, 4)
  const copies = [
    ['whole', asyncifyListed(linked, functions)],
    ...own.map(index => [functionName(module, index), asyncifyListed(linked, functions.filter(one => one !== index))])
  ]
  const files = copies.map(([name, bytes]) => keep(`broken-${name}`, bytes))
  const [whole, ...without] = await runFiles(files)
  const wanted = await runNatively(text, 'broken')
  assert.equal(whole, wanted)
  for (const [i, result] of without.entries()) {
    assert.notEqual(result, wanted, `without ${functionName(module, own[i])}`)
    t.diagnostic(`without ${functionName(module, own[i])}: ${result.split('\n')[0]}`)
  }
})
