// How large the smallest program is. What only some programs need is linked with those (docs/architecture.md): a call of it
// from the core by its plain name brings it into every program, and nothing else would say so.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { openCache } from '../toolchain/cache.js'
import { buildLibrary, LIBRARIES } from '../toolchain/library.js'
import { makeProgram } from '../toolchain/program.js'
import { root } from './programs.js'

const sources = { 'hello.c': readFileSync(join(root, 'playground/examples/tasks/hello.c'), 'utf8') }

for (const [optimize, library, most] of [[2, LIBRARIES.fast, 37_185], ['z', LIBRARIES.small, 34_305]]) {
  test(`hello.c at -O${optimize} has at most ${most} bytes`, async t => {
    const { bytes, ok, text } = await makeProgram({
      sources, options: { optimize }, weaving: { optimize },
      library: await buildLibrary({ cache: await openCache({}), options: library })
    })
    assert.ok(ok, text)
    t.diagnostic(`${bytes.length} bytes`)
    assert.ok(bytes.length <= most, `${bytes.length} bytes`)
  })
}
