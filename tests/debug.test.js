// What `-g` keeps through weaving (docs/debugging.md): a breakpoint by source and line in Node's inspector, the line of a trap on each host,
// and DWARF whose addresses are those of the source map.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { moveDebug } from '../toolchain/dwarf/debug.js'
import { readLineTables, sequencesOf } from '../toolchain/dwarf/line_table.js'
import { startOfCode } from '../toolchain/dwarf/moves.js'
import { readModule } from '../toolchain/wasm/read.js'
import { createReader } from '../toolchain/wasm/reader.js'
import { concatBytes, writeModule } from '../toolchain/wasm/write.js'
import { createLines } from '../web/lib/lines/source_map.js'
import { load } from '../web/index.js'
import { openPage } from './conformance/hosts.js'
import { needs, root, run, weft } from './programs.js'

const folder = mkdtempSync(join(tmpdir(), 'weft-debug-'))
const text = readFileSync(join(root, 'tests/debug/lines.c'), 'utf8')
const lineOf = words => text.split('\n').findIndex(line => line.includes(words)) + 1
const LEVELS = ['-O0', '-O1', '-O2']
const TRAP = `divide (lines.c:${lineOf('return sum / b')}), called by task (lines.c:${lineOf('= divide(3')}), called by amain (lines.c:${lineOf('? task(')})`
const where = /It was in (.*), called by weft_run/

const fileOf = level => join(folder, `lines${level}.wasm`)
const node = (...words) => JSON.parse(execFileSync(process.execPath, words, { cwd: folder, encoding: 'utf8' }))

before(() => {
  copyFileSync(join(root, 'tests/debug/lines.c'), join(folder, 'lines.c'))
  for (const level of LEVELS) execFileSync(process.execPath, [weft, 'build', '-g', level, 'lines.c', '-o', fileOf(level)], { cwd: folder, stdio: 'pipe' })
})

after(() => rmSync(folder, { recursive: true, force: true }))

/** The content of a custom section. */
function section(module, wanted) {
  const { start, end } = module.sections.find(({ name }) => name === wanted)
  const reader = createReader(module.bytes, start, end)
  reader.name()
  return module.bytes.subarray(reader.at, end)
}

describe('a program that was built with -g', () => {
  it('stops at a breakpoint by source and line, once for each time that the line is reached', () => {
    for (const [level, words] of [['-O0', 'printf("begins'], ['-O0', 'int sum ='], ['-O0', 'WEFT_TRY(weft_sleep(1))'], ['-O1', 'printf("begins'], ['-O2', 'printf("begins']]) {
      const line = lineOf(words)
      const { stops, result, sources, text: own } = node(join(root, 'tests/debug/inspected.js'), fileOf(level), 'lines.c', String(line))
      assert.deepEqual(stops.map(([{ place }]) => place), [`lines.c:${line}`], `${level} ${words}`)
      assert.equal(result.reason, 'trap')
      assert.equal(sources.includes('lines.c') && own, text)
    }
  })

  it('names the line of a trap, in Node', async () => {
    const said = (await (await load(readFileSync(fileOf('-O0')))).start({ clock: 'virtual', onStdout() {} }).exit).message
    assert.equal(where.exec(said)?.[1], TRAP)
    const { message } = await (await load(readFileSync(fileOf('-O2')))).start({ clock: 'virtual', onStdout() {} }).exit
    assert.match(message, new RegExp(`It was in \\w+ \\(lines\\.c:${lineOf('return sum / b')}\\)`), 'also where the function is part of another')
  })

  it('names the line of a trap, in a page', needs('chromium'), async () => {
    const { page, close } = await openPage()
    try {
      const said = await page.evaluate(async bytes => {
        const { load } = await import('/web/index.js')
        return (await (await load(new Uint8Array(bytes))).start({ clock: 'virtual', onStdout() {} }).exit).message
      }, [...readFileSync(fileOf('-O0'))])
      assert.equal(where.exec(said)?.[1], TRAP)
    } finally {
      await close()
    }
  })

  it('names the line of a trap, under wasmtime', needs('wasmtime'), async () => {
    const { code, stderr } = await run([process.execPath, weft, 'run', '--host', 'wasmtime', '--clock', 'virtual', fileOf('-O0')])
    assert.equal(code, 103)
    assert.equal(where.exec(stderr)?.[1], TRAP)
  })

  it('has DWARF for the code as it is: its lines are those of the source map', () => {
    for (const level of LEVELS) {
      const module = readModule(new Uint8Array(readFileSync(fileOf(level))))
      const code = module.sections.find(({ id }) => id === 10)
      const lines = createLines(section(module, 'sourceMappingURL'))
      const rows = readLineTables(section(module, '.debug_line')).flatMap(({ rows, files }) => rows.map(row => ({ ...row, file: files[row.file] })))
      const last = new Map(rows.filter(({ ends }) => !ends).map(row => [row.address, row]))
      assert.ok(last.size > 8, level)
      for (const { address, file, line } of last.values()) {
        assert.ok(address < code.end - code.start)
        assert.equal(lines(address + code.start), line === 0 ? '' : `${file}:${line}`, `${level}, byte ${address}`)
      }
    }
  })

  it('keeps it when a function is changed before the weaving, as main of a program of Emscripten\'s is', () => {
    const NOP = 0x01
    const module = readModule(new Uint8Array(readFileSync(fileOf('-O0'))))
    const [body] = module.bodies
    const grown = concatBytes([module.bytes.subarray(body.start, body.codeStart), [NOP], module.bytes.subarray(body.codeStart, body.end)])
    const changed = readModule(writeModule(module, { bodies: new Map([[body.index, grown]]) }))
    const moved = readModule(moveDebug(module, changed, new Map([[body.index, [{ at: body.codeStart, size: 1 }]]])))
    const begins = new Set(moved.bodies.map(({ start }) => start - startOfCode(moved)))
    const sequences = readLineTables(section(moved, '.debug_line')).flatMap(({ rows }) => sequencesOf(rows))
    assert.ok(sequences.length > 3)
    assert.deepEqual(sequences.filter(([{ address }]) => !begins.has(address)), [])
  })

  it('runs as the same program without -g does', () => {
    execFileSync(process.execPath, [weft, 'build', 'lines.c', '-o', 'plain.wasm'], { cwd: folder, stdio: 'pipe' })
    const plain = readModule(new Uint8Array(readFileSync(join(folder, 'plain.wasm'))))
    assert.deepEqual(plain.sections.filter(({ name }) => /debug|source/.test(name ?? '')), [])
  })
})

describe('a native program', () => {
  const faults = { pointer: ['*wild = 3', 'SIGSEGV'], divide: ['7 / zero', 'SIGFPE'], string: ['strlen(', 'SIGSEGV'], abort: ['abort()', 'SIGABRT'] }
  const native = readFileSync(join(root, 'tests/debug/native.c'), 'utf8').split('\n')

  it('names the line of a fault that no check sees, at each level', needs('gcc'), async () => {
    for (const [kind, [words, signal]] of Object.entries(faults)) {
      for (const level of ['-O1', '-O2']) {
        const { code, stdout, stderr } = await run([process.execPath, weft, 'run', '--host', 'native', level, 'tests/debug/native.c', '--', kind])
        assert.equal(code, 103)
        assert.equal(stdout, 'before\n')
        assert.match(stderr, new RegExp(`The program trapped in task \\S+, spawned at tests/debug/native\\.c:\\d+: ${signal} \\(.*\\)\\. It was at ` +
          `tests/debug/native\\.c:${native.findIndex(line => line.includes(words)) + 1}\\.$`, 'm'), `${kind} ${level}`)
      }
    }
  })
})

describe('a source map that somebody has damaged', () => {
  it('gives no lines, and no error', () => {
    for (const bytes of [new Uint8Array(0), new TextEncoder().encode('data:application/json;base64,e30='), new TextEncoder().encode('data:application/json;base64,!')]) {
      assert.equal(createLines(bytes)(77), '')
    }
  })
})

