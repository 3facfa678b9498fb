// Asyncify's silent failures, and ours: what is woven keeps its values, what must not be woven is
// refused, and a stack that is too small ends in a sentence. The programs are in asyncify/; none of
// them needs the runtime.

import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { cacheKey, openCache } from '../toolchain/cache.js'
import { CLANG_VERSION, askDriver, compile, compilerArguments } from '../toolchain/compile.js'
import { ModuleError, WeftError } from '../toolchain/error.js'
import { link } from '../toolchain/link.js'
import { findReach } from '../toolchain/reach.js'
import { readModule } from '../toolchain/wasm/read.js'
import { readCalls } from '../toolchain/wasm/walk.js'
import { encodeNumber, writeModule } from '../toolchain/wasm/write.js'
import { BINARYEN_VERSION, weave } from '../toolchain/weave.js'
import { asyncifyBlindly, optimiseFirst } from './asyncify/broken.js'
import { linkProgram, run } from './asyncify/build.js'
import { root, run as runCommand, weft } from './programs.js'

const SURVIVED = `2104533975873 11455182776235 4398046526548 1234678853 -35131348479355 1001
2164663518045 315731868581 4398046526552 234578853 -45853903344963 2002
2224793060217 12927555305107 4398046526556 134568853 -38679586699865 3003
2284922602389 5267456616147 4398046526560 124567853 255395237605 4004
285 pauses, same
`

const programs = new Map()

/** Links a program once for all tests. */
function linked(name, options = {}) {
  const key = JSON.stringify([name, options])
  if (!programs.has(key)) programs.set(key, linkProgram(name, options))
  return programs.get(key)
}

const refused = (code, words) => error => {
  assert.ok(error instanceof WeftError, String(error))
  assert.equal(error.code, code)
  assert.match(error.message, words)
  return true
}

for (const optimize of [0, 2, 'z']) {
  for (const level of optimize === 'z' ? [0, 'z'] : [0, 2]) {
    test(`values survive a suspension: clang -O${optimize}, woven at ${level}`, async () => {
      const { bytes } = await weave(await linked('survive.c', { optimize }), { optimize: level })
      for (const unwind of [false, true]) {
        const { code, out, waits } = await run(bytes, { unwind })
        assert.equal(out, SURVIVED)
        assert.equal(code, 0)
        assert.ok(waits.every(wait => wait.rewound === unwind))
      }
    })
  }

  test(`the computed list behaves as full instrumentation: clang -O${optimize}`, async () => {
    for (const name of ['survive.c', 'base.c']) {
      const program = await linked(name, { optimize })
      const ours = await weave(program)
      const full = await weave(program, { full: true })
      assert.ok(ours.report.instrumented < ours.report.total / 2)
      for (const unwind of [false, true]) {
        const a = await run(ours.bytes, { unwind })
        const b = await run(full.bytes, { unwind })
        assert.deepEqual([a.code, a.out, a.error, a.waits], [b.code, b.out, b.error, b.waits])
      }
    }
  })
}

test('a module that was optimised before weaving is refused, and would go wrong', async () => {
  const copy = optimiseFirst(await linked('survive.c'))
  assert.ok(WebAssembly.validate(copy))
  await assert.rejects(weave(copy), refused('not-weft', /optimised before/))
  const wrong = await run(asyncifyBlindly(copy)).then(({ out }) => out, error => error.texts[1])
  assert.notEqual(wrong, SURVIVED)
  assert.equal((await run(asyncifyBlindly(await linked('survive.c')))).out, SURVIVED)
})

test('weave refuses what is no linked Weft program', async () => {
  const program = await linked('survive.c')
  const { bytes } = await weave(program)
  await assert.rejects(weave(bytes), refused('not-weft', /Asyncify already/))
  const empty = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)
  await assert.rejects(weave(empty), refused('not-weft', /no weft_base/))
  const text = new TextEncoder().encode('int main')
  await assert.rejects(weave(text), refused('not-wasm', /first eight/))
  await assert.rejects(weave(program, { optimize: 7 }), refused('bad-option', /level 7/))
})

test('weave says which export is missing', async () => {
  const program = readModule(await linked('survive.c'))
  for (const name of ['weft__stack_suspend', 'weft__stack_resume', 'weft__host_wait',
    'weft_stack_limit', 'weft_stack_overflow', '__stack_pointer']) {
    const other = renameExport(program, name)
    const advice = new RegExp(`--export-if-defined=${name}`)
    await assert.rejects(weave(other), refused('not-weft', advice))
  }
})

function renameExport({ bytes }, name) {
  const copy = Buffer.from(bytes)
  const at = copy.indexOf(Buffer.from([name.length, ...Buffer.from(name)]))
  copy.write('x', at + 1)
  return new Uint8Array(copy)
}

test('which printf is linked is chosen by the constants that can be a float\'s format', async () => {
  const choose = async format => {
    const text = '#include <stdio.h>\n'
      + `int main(int c, char **v) { return printf(${format}, c, v[0]); }`
    const { objects } = await compile({ sources: { 'a.c': text }, options: { warnings: ['-w'] } })
    const { ok, printscan } = await link({ objects, options: { printscan: 'auto' } })
    assert.ok(ok)
    return printscan
  }
  for (const format of ['"%d %s\\n"', '"%5ld of 3 and fine"']) {
    assert.equal(await choose(format), 'no-float')
  }
  for (const format of ['"%.3f"', '"%%.%df"', '"%2$f"', 'c > 1 ? "%d" : "%a"']) {
    assert.equal(await choose(format), 'full')
  }
  for (const format of ['"x %-+8.*Lg"', '"%%.%dLf"', '"%2$LE"']) {
    assert.equal(await choose(format), 'long-double')
  }
})

test('a woven program imports WASI only and exports what the contract says', async () => {
  const { bytes } = await weave(await linked('base.c'), { optimize: 2 })
  const module = new WebAssembly.Module(bytes)
  const from = WebAssembly.Module.imports(module).map(entry => entry.module)
  assert.deepEqual([...new Set(from)], ['wasi_snapshot_preview1'])
  const names = WebAssembly.Module.exports(module).map(({ name }) => name).sort()
  assert.deepEqual(names, ['__stack_pointer', '_start', 'asyncify_start_rewind',
    'asyncify_start_unwind', 'asyncify_stop_rewind',
    'asyncify_stop_unwind', 'memory', 'weft_base', 'weft_stack_limit', 'weft_stack_overflow'])
})

test('function names can be kept and still belong to their functions', async () => {
  const program = await linked('overflow.c', { exports: ['world'] })
  const { bytes } = await weave(program, { names: true })
  const names = [...readModule(bytes).functionNames.values()]
  for (const name of ['recurse', 'fiber_resume', 'puts']) assert.ok(names.includes(name))
  const error = await run((await weave(program, { names: true, stackCheck: false })).bytes,
    { args: ['wrapping'] }).catch(error => error)
  assert.match(error.stack, /\bat (\S+\.)?wrapping /)
})

test('only the loop\'s own wait can unwind the base; usleep is answered at once', async () => {
  const program = await linked('base.c')
  const { bytes, report } = await weave(program, { verbose: true })
  const names = report.functions.map(({ name }) => name)
  for (const name of ['wait_deep', '__original_main', '_start', 'task']) {
    assert.ok(names.includes(name))
  }
  const bystanders = names.filter(name => /sleep|^poll|ppoll|__wasi_|printf|write/.test(name))
  assert.deepEqual(bystanders, [])
  assert.match(report.text, /wait_deep: calls base_wait/)
  assert.match(report.text, /fiber_enter: calls \(i32\) -> \(\) through .*, which may be task/)
  const { code, out, waits } = await run(bytes, { unwind: true })
  assert.equal(out, '0 10.000\n1 29.781\n2 49.562\n3 69.344\n')
  assert.equal(code, 7)
  assert.ok(waits.some(wait => !wait.waiting))
  assert.ok(waits.every(wait => Boolean(wait.waiting) === wait.rewound))
})

test('the loop is not woven for what it calls through pointers: no hook of a primitive has the type of a task', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'weft-loop-'))
  try {
    const words = ['build', '--verbose', join(root, 'tests/bench/tasks.c'), '-o', join(folder, 'tasks.wasm')]
    const { code, stdout, stderr } = await runCommand([process.execPath, weft, ...words], { limitMs: 300_000 })
    assert.equal(code, 0)
    assert.match(stdout + stderr, /^ {2}weft__queue_put: calls weft__stack_suspend$/m)
    assert.doesNotMatch(stdout + stderr, /^ {2}weft__(loop_step|task_finish|task_end|explain_orphan): /m)
  } finally {
    await rm(folder, { recursive: true })
  }
})

const WAYS = ['recurse', 'large', 'aligned', 'dynamic', 'wrapping', 'huge']

for (const optimize of [0, 2, 'z']) {
  test(`a stack that is too small ends in the overflow function: clang -O${optimize}`, async () => {
    const program = await linked('overflow.c', { optimize, exports: ['world'] })
    for (const level of [0, 2]) {
      const { bytes } = await weave(program, { optimize: level })
      for (const way of ['shallow', 'shrinking']) {
        assert.deepEqual([way, (await run(bytes, { args: [way] })).out], [way, 'fits\n'])
      }
      for (const way of WAYS) {
        const ended = await run(bytes, { args: [way] })
        const { code, error, out } = ended
        assert.deepEqual([way, code, error, out], [way, 102, 'stack overflow\n', ''])
        assert.ok(neighbourIsWhole(ended), `${way} wrote below its region`)
      }
    }
  })
}

test('without the stack check the neighbour is overwritten', async () => {
  const program = await linked('overflow.c', { exports: ['world'] })
  const { bytes } = await weave(program, { stackCheck: false })
  for (const way of ['recurse', 'large', 'aligned', 'dynamic']) {
    const ended = await run(bytes, { args: [way] })
    assert.equal(ended.code, 0)
    assert.ok(!neighbourIsWhole(ended))
  }
})

function neighbourIsWhole({ exports }) {
  const below = new Uint8Array(exports.memory.buffer, exports.world.value, 65536 - 4096)
  return below.every(byte => byte === 0x5a)
}

test('reading hostile bytes ends in a WeftError or a module, never in anything else', async () => {
  const bytes = await linked('survive.c')
  for (let end = 0; end < bytes.length; end += end < 2000 ? 1 : 331) tryReading(bytes.slice(0, end))
  let seed = 1
  const random = limit => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
    return Math.floor(seed / 4294967296 * limit)
  }
  for (let round = 0; round < 400; round++) {
    const copy = bytes.slice()
    for (let flips = 1 + random(4); flips > 0; flips--) {
      copy[8 + random(copy.length - 8)] = random(256)
    }
    tryReading(copy)
  }
})

function tryReading(bytes) {
  try {
    const module = readModule(bytes)
    readCalls(module)
    findReach(module)
  } catch (error) {
    if (!(error instanceof WeftError)) throw error
    assert.match(error.message, /^[A-Z].*[.?]$/)
  }
}

test('counts and numbers that lie are refused', () => {
  const huge = [0xff, 0xff, 0xff, 0xff, 0x0f]
  const module = (id, ...payload) => Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, id,
    ...encodeNumber(payload.length), ...payload)
  const notWasm = error => error instanceof ModuleError && error.code === 'not-wasm'
  for (const id of [1, 2, 3, 4, 5, 6, 7, 9, 10]) {
    assert.throws(() => readModule(module(id, ...huge)), notWasm, `section ${id}`)
  }
  assert.throws(() => readModule(module(1, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01)), notWasm)
  assert.throws(() => readModule(module(14, 0)), notWasm)
  const body = (...code) => Uint8Array.of(...module(1, 1, 0x60, 0, 0), 3, 2, 1, 0,
    10, code.length + 2, 1, code.length, ...code)
  assert.equal(readModule(body(0, 0x0b)).bodies.length, 1)
  assert.throws(() => readModule(body(1, ...huge, 0x7f, 0x0b)), notWasm)
  assert.throws(() => readCalls(readModule(body(0, 0x10, 9, 0x0b))), notWasm)
  const unsupported = words => error => error.code === 'unsupported' && words.test(error.message)
  const read = (...code) => () => readCalls(readModule(body(0, ...code, 0x0b)))
  assert.throws(read(0x12, 0), unsupported(/tail calls/))
  assert.throws(read(0x06, 0x40, 0x0b), unsupported(/exceptions/))
  assert.throws(read(0xfe, 3, 0), unsupported(/atomic/))
})

test('writing a module without a change gives the same bytes', async () => {
  const bytes = await linked('survive.c')
  assert.deepEqual(writeModule(readModule(bytes)), bytes)
  const { start, end } = readModule(bytes).bodies[0]
  const bodies = new Map([[readModule(bytes).bodies[0].index, bytes.slice(start, end)]])
  assert.ok(WebAssembly.validate(writeModule(readModule(bytes), { bodies, strip: true })))
})

test('vector code is read and woven', async () => {
  const program = await linked('survive.c', { optimize: 3, raw: ['-msimd128', '-ffast-math'] })
  const { bytes } = await weave(program, { optimize: 2 })
  assert.equal((await run(bytes)).out, SURVIVED)
})

test('our arguments of clang are the driver\'s own', async () => {
  const files = { 'a/b.c': 'int x;' }
  for (const optimize of [0, 1, 2, 3, 's', 'z']) {
    const options = { optimize, debug: optimize === 2, checks: optimize === 1, standard: 'c11', warnings: ['-Wall'],
      defines: { A: '1' }, includes: ['inc'] }
    assert.deepEqual([...compilerArguments('a/b.c', options)].sort(),
      (await askDriver('a/b.c', files, options)).args.sort())
  }
})

test('the versions in the cache keys are those that are installed', async () => {
  assert.equal((await import('@yowasp/clang')).version, CLANG_VERSION)
  const { createRequire } = await import('node:module')
  const manifest = createRequire(import.meta.url)('binaryen/package.json')
  assert.equal(manifest.version, BINARYEN_VERSION)
})

test('diagnostics are clang\'s own text and a list', async () => {
  const main = '#include "b.h"\nint main(void) { return wrong; }\n'
  const sources = { 'a.c': main, 'b.h': 'int x = "";\n' }
  const { ok, text, diagnostics } = await compile({ sources })
  assert.equal(ok, false)
  assert.match(text, /a\.c:2:25: error: use of undeclared identifier 'wrong'\n/)
  const found = diagnostics.filter(({ severity }) => severity === 'error')
  assert.deepEqual(found.map(({ file, line }) => [file, line]), [['./b.h', 1], ['a.c', 2]])
  await assert.rejects(compile({ sources: { '../a.c': '' } }), refused('bad-path', /relative path/))
})

test('the cache survives damage, parallel writers and its limit', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'weft-cache-'))
  try {
    const cache = openCache({ folder, limit: 5000 })
    const key = cacheKey('a', { b: 1 })
    assert.notEqual(key, cacheKey('a{', '"b":1}'))
    assert.equal(await cache.get(key), null)
    const put = () => cache.put(key, Uint8Array.of(1, 2, 3), { n: 1 })
    await Promise.all(Array.from({ length: 8 }, put))
    assert.deepEqual(await cache.get(key), { record: { n: 1 }, bytes: Uint8Array.of(1, 2, 3) })
    await writeFile(join(folder, `${key}.weft`), 'damaged, and long enough to look like an entry')
    assert.equal(await cache.get(key), null)
    assert.deepEqual(await readdir(folder), [])
    for (let index = 0; index < 9; index++) await cache.put(cacheKey(index), new Uint8Array(1000))
    const left = await readdir(folder)
    assert.ok(left.length > 0 && left.length <= 4, `${left.length} entries are left`)
    assert.equal(await openCache({ folder: '/dev/null/no' }).put(key, Uint8Array.of(1)), false)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
