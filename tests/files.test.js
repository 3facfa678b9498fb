// weft/file.h on every host: natively, in Node and under wasmtime in the folder that --dir gives, and in a folder in memory, in
// Node and in Chromium. What was recorded is replayed everywhere without the files.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { createFolder, load } from '../web/index.js'
import { openPage } from './conformance/hosts.js'
import { buildWasm, needs, root, tools, weft } from './programs.js'
import { patienceMs } from './patience.js'

const LINES = `given: words
tick
tick
tick
log: begins
log: half and half
21 bytes
read from what is open to write: the file made/log.txt: it was not opened for that
- a
- log.txt
no such file: the file nothing: not found
a folder: the file made: it is a folder
there already: the file made/a: it is there already
a folder that is there: the file made: it is there already
a folder that is not empty: the file made: the folder is not empty
on a file: the file made/a: a part of the path is no folder
a file in a file: the file made/a/b: a part of the path is no folder
- given.txt
`
const NOT_GIVEN = 'given: the file given.txt: this host gives the program no folder (weft run --dir FOLDER)\n'
const hosts = ['node', ...tools().wasmtime ? ['wasmtime'] : [], ...tools().gcc ? ['native'] : []]
const source = join(root, 'tests/files/all.c')

let folder
let programs
let recordable   // all.c, linked for recordings

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'weft-files-'))
  programs = await buildWasm(['all', 'open', 'fill'].map(name => `tests/files/${name}.c`))
  recordable = join(folder, 'recordable.wasm')
  assert.equal(run(['build', '--record', source, '-o', recordable]).code, 0)
})
after(() => rmSync(folder, { recursive: true, force: true }))

/** What a host runs: native compiles it. */
const programFor = (host, file = programs.all) => host === 'native' ? source : file

/** A command of weft's in a folder with one file in it, or with none. */
function run(words, hasFile = true) {
  const cwd = mkdtempSync(join(folder, 'run-'))
  const place = join(cwd, 'place')
  mkdirSync(place)
  if (hasFile) writeFileSync(join(place, 'given.txt'), 'words\n')
  const { status, stdout, stderr } = spawnSync(process.execPath, [weft, ...words], { cwd: place, encoding: 'utf8', timeout: patienceMs })
  return { code: status, stdout, stderr, place }
}

async function play(name, options) {
  const program = await load(readFileSync(programs[name]))
  const run = program.start(options)
  const { code } = await run.exit
  return { code, stdout: await run.stdout.text(), stderr: await run.stderr.text() }
}

describe('the same lines', () => {
  for (const host of hosts) {
    for (const clock of ['real', 'virtual']) {
      it(`${host}, on the ${clock} clock`, () => {
        const { code, stdout, stderr, place } = run(['run', '--host', host, '--dir', '.', '--clock', clock, '--debug', programFor(host)])
        assert.deepEqual({ code, stdout }, { code: 0, stdout: LINES }, stderr)
        assert.doesNotMatch(stderr, /in place|still open/)
        assert.equal(existsSync(join(place, 'made')), false)
      })
    }
  }

  it('a folder in memory, in Node', async () => {
    const files = createFolder({ 'given.txt': 'words\n' })
    assert.deepEqual(await play('all', { files }), { code: 0, stdout: LINES, stderr: '' })
    assert.deepEqual(files.paths(), ['given.txt'])
  })

  it('and in Chromium', needs('chromium'), async () => {
    const { page, close } = await openPage()
    try {
      const stdout = await page.evaluate(async given => {
        const { createFolder, load } = await import('/web/index.js')
        const program = await load(new Uint8Array(given))
        const run = program.start({ files: createFolder({ 'given.txt': 'words\n' }) })
        await run.exit
        return run.stdout.text()
      }, [...readFileSync(programs.all)])
      assert.equal(stdout, LINES)
    } finally {
      await close()
    }
  })
})

describe('without a folder', () => {
  for (const host of hosts.filter(host => host !== 'native')) {
    it(`a sentence, ${host}`, () => {
      assert.equal(run(['run', '--host', host, programs.all]).stdout, NOT_GIVEN)
    })
  }

  it('and in JavaScript', async () => {
    assert.equal((await play('all', {})).stdout, NOT_GIVEN)
  })
})

describe('a recording', () => {
  for (const host of hosts.filter(host => host !== 'wasmtime')) {
    it(`of ${host} is replayed on every host, without the files`, () => {
      const tape = join(folder, `${host}.tape`)
      const recorded = run(['run', '--host', host, '--dir', '.', '--record', tape, '--trace', `${tape}.trace`, programFor(host, recordable)])
      assert.equal(recorded.stdout, LINES, recorded.stderr)
      const trace = readFileSync(`${tape}.trace`)
      for (const other of hosts) {
        const again = run(['replay', tape, programFor(other, recordable), '--host', other, '--trace', `${tape}.${other}`], false)
        assert.deepEqual([again.code, again.stdout], [0, LINES], `${other}: ${again.stderr}`)
        assert.ok(readFileSync(`${tape}.${other}`).equals(trace), `the trace is another one on ${other}`)
        assert.equal(existsSync(join(again.place, 'made')), false)
      }
    })
  }

  it('and a program that writes something else differs', () => {
    const tape = join(folder, 'differs.tape')
    const other = join(folder, 'all.c')
    writeFileSync(other, readFileSync(source, 'utf8').replace('"begins\\n", 7', '"begunn\\n", 7'))
    assert.equal(run(['run', '--dir', '.', '--record', tape, recordable]).code, 0)
    const { code, stderr } = run(['replay', tape, other], false)
    assert.equal(code, 110)
    assert.match(stderr, /the program sends these bytes, and in the recording it sent others/)
  })
})

describe('a folder in memory', () => {
  it('has an end, gives back what is removed, and leads nowhere else', async () => {
    const files = createFolder({ 'deep/x': new Uint8Array([1, 2]) })
    const { code, stdout } = await play('fill', { files })
    assert.equal(stdout, `63 MB, the file deep/large: no space is left
the host failed, ok
../secret: not allowed
deep/../../secret: not allowed
/etc/passwd: not found
deep/..: invalid argument
`)
    assert.equal(code, 0)
    assert.deepEqual(files.paths(), ['deep/x', 'here', 'other'])
    assert.deepEqual([...files.read('deep/x')], [1, 2])
    assert.equal(files.read('no/such'), undefined)
    files.write('new/one', 'text')
    assert.equal(Buffer.from(files.read('new/one')).toString(), 'text')
  })

  it('is not in a snapshot: the program is told that it was moved', async () => {
    const program = await load(readFileSync(programs.open))
    const files = createFolder({ 'given.txt': 'words\nmore\n' })
    const run = program.start({ files, clock: 'virtual', paused: true, interval: 1 })
    for (let i = 0; i < 30 && (await run.step()) && !Buffer.from(files.read('given.txt')).toString().startsWith('x'); i++);
    for (let i = 0; i < 2; i++) await run.step()
    const snapshot = run.snapshot()
    run.kill()
    const again = program.restore(snapshot, { files: createFolder() })
    again.resume()
    await again.exit
    assert.equal(await again.stdout.text(), 'the file given.txt: the program was moved\n')
  })
})
