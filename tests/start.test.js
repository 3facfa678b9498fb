/**
 * `npm start` before everything is built: a page that waits, then programs that are built when they are asked for.
 */
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { answerEarly } from '../playground/early.js'
import { openFolder } from '../playground/make/folder.js'
import { openPrograms } from '../playground/make/programs.js'
import { serve } from '../playground/serve.js'

const program = word => `#include <stdio.h>\nint main(void)\n{\n    puts("${word}");\n    return 0;\n}\n`

test('what is not there yet is waited for, and built first when it is asked for', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'weft-start-'))
  const sources = ['one', 'two', 'three', 'four'].map(word => {
    const path = join(folder, `${word}.c`)
    writeFileSync(path, program(word).replace('<stdio.h>\n', '<stdio.h>\n#include <weft.h>\n').replace('puts', '(void)weft_time; puts'))
    return { word, path }
  })
  const out = mkdtempSync(join(folder, 'dist-'))
  const early = answerEarly(out)
  const { address, close } = await serve({ folder: out, port: 0, meddle: early.meddle })
  const programs = openPrograms({ folder: openFolder(out), say: () => {}, withinMs: 0 })
  try {
    early.say('3 of 4.')
    const waiting = await fetch(address)
    assert.equal(waiting.headers.get('cache-control'), 'no-store')
    assert.match(await waiting.text(), /<p role="status">3 of 4\.<\/p>/)
    assert.equal((await fetch(`${address}page.js`)).status, 503)

    const names = await Promise.all(sources.map(({ word, path }) => programs.put(word, path, 'run')))
    assert.deepEqual(names, ['one-later.wasm', 'two-later.wasm', 'three-later.wasm', 'four-later.wasm'])
    assert.equal(programs.left, 4)
    early.open(programs)
    const asked = await fetch(`${address}four-later.wasm`)
    assert.equal(asked.headers.get('content-type'), 'application/wasm')
    assert.equal(asked.headers.get('cache-control'), 'no-cache')
    assert.ok(WebAssembly.validate(await asked.arrayBuffer()))
    await programs.rest()
    assert.equal(programs.left, 0)
    assert.equal(readdirSync(out).filter(name => /^(one|two|three|four)-\w{10}\.wasm$/.test(name)).length, 4)
    assert.equal((await fetch(`${address}one-later.wasm`)).status, 200, 'a page that is open goes on')
    assert.equal((await fetch(`${address}five-later.wasm`)).status, 404)
  } finally {
    programs.close()
    await close()
    rmSync(folder, { recursive: true, force: true })
  }
})

test('a program that does not compile says so', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'weft-start-'))
  writeFileSync(join(folder, 'wrong.c'), 'int main(void) { return nothing; }\n')
  const early = answerEarly(folder)
  const { address, close } = await serve({ folder, port: 0, meddle: early.meddle })
  const programs = openPrograms({ folder: openFolder(folder), say: () => {}, withinMs: 0 })
  try {
    early.open(programs)
    await programs.put('wrong', join(folder, 'wrong.c'), 'run')
    const answer = await fetch(`${address}wrong-later.wasm`)
    assert.equal(answer.status, 500)
    assert.match(await answer.text(), /use of undeclared identifier 'nothing'/)
    await assert.rejects(programs.rest(), /wrong\.c was not built/)
  } finally {
    programs.close()
    await close()
    rmSync(folder, { recursive: true, force: true })
  }
})
