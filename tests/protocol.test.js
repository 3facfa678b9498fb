// The two sides of the host protocol: where the JavaScript host looks for the fields of `weft_base` and of
// an operation, and where the C compiler puts them. docs/host-protocol.md says what they mean.

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { compile } from '../toolchain/compile.js'
import { readRuntime } from '../toolchain/runtime.js'
import { BASE_SIZE, FIELD as BASE } from '../web/lib/base.js'
import { FIELD as OPERATION, STATE, VERB } from '../web/lib/world/operation.js'

/** Fields of the base that are part of what runs now. */
const RUNNING = { task: 'number', taskName: 'name', taskFile: 'file', taskLine: 'line',
  stackLow: 'stack_low', stackHigh: 'stack_high' }

const snake = name => name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
const isAt = (type, field, offset) => `_Static_assert(offsetof(struct ${type}, ${field}) == ${offset}, "${field}");`
const is = (name, number) => `_Static_assert(WEFT__${name.toUpperCase()} == ${number}, "${name}");`

/** What clang says of C text that is compiled with the host's headers; '' for nothing. */
async function say(text) {
  const { headers } = readRuntime('wasm')
  const options = { standard: 'c11', includes: ['runtime', 'wasi'] }
  const { ok, text: said } = await compile({ sources: { 'a.c': text }, headers, options })
  return ok ? '' : said
}

describe('the host protocol', () => {
  const asserts = [
    ...Object.entries(BASE).map(([name, offset]) =>
      isAt('weft_base', RUNNING[name] ? `running.${RUNNING[name]}` : snake(name), offset)),
    `_Static_assert(sizeof(struct weft_base) == ${BASE_SIZE}, "size");`,
    ...Object.entries(OPERATION).map(([name, offset]) => isAt('weft__operation', snake(name), offset)),
    ...Object.entries({ ...VERB, ...STATE }).map(([name, number]) => is(name, number))
  ]

  it('has its fields where the C compiler puts them', async () => {
    assert.equal(await say(`#include "host_wasi.h"\n${asserts.join('\n')}\n`), '')
  })

  it('would notice a field elsewhere', async () => {
    const moved = isAt('weft_base', 'submitted', BASE.submitted + 4)
    assert.match(await say(`#include "host_wasi.h"\n${moved}\n`), /static assertion failed/)
  })
})
