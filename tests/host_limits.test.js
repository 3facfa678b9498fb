// What ends a run that takes too much, when a run is at rest, and the two other ways to read what it writes.

import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { load } from '../web/index.js'
import { records } from '../web/lib/trace.js'
import { openCache } from '../toolchain/cache.js'
import { buildLibrary } from '../toolchain/library.js'
import { makeProgram } from '../toolchain/program.js'

const source = `
#include <stdio.h>
#include <stdlib.h>
#include <weft.h>

static int amain(void *arg)
{
    for (int i = 0; ; i++) {
        if (*(char *)arg == 'y')
            WEFT_TRY(weft_yield());
        else
            WEFT_TRY(weft_sleep(*(char *)arg == 's' ? 0.001 : 1000));
        if (i < 3)
            printf("%d\\n", i);
    }
}

int main(int argc, char **argv) { return weft_run(amain, argc > 1 ? argv[1] : "forever"); }
`

let program

before(async () => {
  const library = await buildLibrary({ cache: await openCache({}) })
  const made = await makeProgram({ sources: { 'loop.c': source }, options: { optimize: 1 }, library })
  assert.ok(made.ok, made.text)
  program = await load(made.bytes)
})

describe('a limit', () => {
  it('of steps ends a program that never waits, with a sentence', async () => {
    const run = program.start({ args: ['yield'], limits: { steps: 10_000 }, trace: true, onTrace: () => {} })
    const { reason, message } = await run.exit
    assert.deepEqual([reason, message], ['limit', 'The program has run more than the 10000 steps that it may.'])
    assert.equal((await run.stdout.text()), '0\n1\n2\n')
  })

  it('of time ends one that waits, and one that does not', async () => {
    for (const way of ['yield', 'sleep', 'forever']) {
      const { code, reason, message } = await program.start({ args: [way], limits: { time: 0.02 } }).exit
      assert.deepEqual([code, reason, message], [109, 'limit', 'The program took more than the 0.02 seconds that it may.'], way)
    }
  })

  it('that has no meaning is refused', () => {
    for (const name of ['steps', 'time']) {
      assert.throws(() => program.start({ limits: { [name]: -1 } }), { code: 'options', message: new RegExp(`limits.${name}`) })
    }
  })
})

describe('at rest', () => {
  it('a run that waits can be copied, and goes on elsewhere', async () => {
    const run = program.start({ args: ['forever'] })
    assert.equal(await run.atRest(), true)
    assert.equal(await run.atRest(), true, 'it still is')
    const snapshot = run.snapshot()
    run.kill()
    await run.exit
    assert.equal(await run.atRest(), false)
    const other = program.restore(snapshot)
    assert.equal(await other.atRest(), true)
    other.kill()
  })

  it('a run that ends meanwhile says so, and a paused one rests', async () => {
    const run = program.start({ args: ['yield'], clock: 'virtual', limits: { steps: 1000 } })
    assert.equal(await run.atRest(), false)
    const paused = program.start({ args: ['yield'], paused: true })
    assert.equal(await paused.atRest(), true)
    paused.kill()
  })
})

describe('what a run writes', () => {
  it('is a ReadableStream', async () => {
    const run = program.start({ args: ['yield'], limits: { steps: 1000 } })
    assert.equal(await new Response(run.stdout.stream()).text(), '0\n1\n2\n')
  })

  it('its trace is records while it runs', async () => {
    const run = program.start({ args: ['sleep'], trace: true })
    const kinds = new Set()
    for await (const record of records(run.trace)) {
      kinds.add(record.kind)
      if (kinds.size === 5) run.kill()
    }
    assert.ok(kinds.size >= 5)
  })
})
