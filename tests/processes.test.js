// Processes of the machine: the same program natively and in Node says the same; what was recorded replays without
// them; nothing is left; and a program of an embedder that did not allow them has none.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { load } from '../web/index.js'
import { needs, root, tools, weft } from './programs.js'

const TALK = 'tests/processes/talk.c'
const SAID = `1 7
0
up -9, then closed
one
two
1
/
not found
not allowed
not found
timed out
`
const folder = mkdtempSync(join(tmpdir(), 'processes-'))
const hosts = [['node', {}], ['native', needs('gcc')], ['wasmtime', needs('wasmtime')]]

after(() => rmSync(folder, { recursive: true }))

function run(...words) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [weft, ...words], { cwd: root, encoding: 'utf8' })
  return { status, stdout, stderr: stderr.replace(/^weft: (getting|compiling).*\n/gm, '') }
}

/** Processes of this test's that still run. */
function left() {
  return readdirSync('/proc').filter(name => /^\d+$/.test(name)).filter(name => {
    try {
      return readFileSync(`/proc/${name}/cmdline`, 'utf8') === 'sleep\0' + '4242\0'
    } catch {
      return false
    }
  })
}

describe('processes of the machine', () => {
  for (const [host, how] of hosts.slice(0, 2)) {
    it(`${host}: every kind of talk, recorded, and replayed without them`, how, () => {
      const tape = join(folder, `${host}.tape`)
      assert.deepEqual(run('run', '--host', host, '--record', tape, TALK), { status: 0, stdout: SAID, stderr: '' })
      assert.deepEqual(left(), [])
      for (const [other] of hosts) {
        if (other === 'wasmtime' && !tools().wasmtime) continue
        assert.deepEqual(run('replay', tape, TALK, '--host', other), { status: 0, stdout: SAID, stderr: '' }, other)
      }
    })
  }

  it('a program inherits nothing but its outputs, its variables and those that the embedder gives', async () => {
    const program = await build('inherit', `
      WEFT_PROCESS(child);
      WEFT_TRY(weft_process_start(&child, "cat; echo $OWN $GIVEN; echo err >&2", .shell = true));
      return weft_process_wait(&child);`)
    const result = program.start({ env: { OWN: 'own' }, stdin: 'unread', processes: { env: { PATH: process.env.PATH, GIVEN: 'given' } } })
    const [out, err] = [await result.stdout.text(), await result.stderr.text()]
    assert.deepEqual([out, err, (await result.exit).code], ['own given\n', 'err\n', 0])
  })

  it('there are none that the embedder has not allowed', async () => {
    const program = await build('sandbox', `
      WEFT_PROCESS(inside);
      WEFT_PROCESS(child);
      WEFT_TRY(weft_process_start(&inside, "echo inside", .shell = true));
      WEFT_TRY(weft_process_wait(&inside));
      int err = weft_process_start(&child, "ls", .out = WEFT_PIPE);
      printf("%s\\n", weft_error_name(err));
      return WEFT_OK;`)
    for (const processes of [undefined, false, 'inside']) {
      const result = program.start({ processes })
      const word = processes === 'inside' ? 'not found' : 'not supported on this host'
      assert.equal(await result.stdout.text(), `inside\n${word}\n`)
      assert.equal((await result.exit).code, 0)
    }
    assert.throws(() => program.start({ processes: 'yes' }), { code: 'options' })
  })
})

/** A program with this main task. */
async function build(name, body) {
  const { writeFileSync } = await import('node:fs')
  const source = join(folder, `${name}.c`)
  writeFileSync(source, `#include <stdio.h>\n#include "weft/process.h"\nstatic int amain(void *arg)\n{\n(void)arg;\n${body}\n}\n` +
    'int main(void) { return weft_run(amain, NULL); }\n')
  const file = join(folder, `${name}.wasm`)
  const { status, stderr } = run('build', source, '-o', file)
  assert.equal(status, 0, stderr)
  return load(readFileSync(file))
}
