// From files on a disk to a program that is right: what is included is the file that C means, byte by
// byte; what has changed is built anew; size costs no more than its share.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { tools } from '../dev/setup/tools.js'
import { cacheFolder } from '../toolchain/cache.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const weftFile = join(root, 'toolchain', 'weft.js')
const there = tools()
const hasNative = there.gcc || there.clang
const hosts = ['node', ...(hasNative ? ['native'] : [])]
const cache = cacheFolder({ env: {}, from: root })
const environment = { ...process.env, WEFT_CACHE: cache, WEFT_WASMTIME: there.wasmtime ?? '' }

let top
let folder
let count = 0

before(() => { top = mkdtempSync(join(tmpdir(), 'weft-builds-')) })
after(() => rmSync(top, { recursive: true, force: true }))

/** Puts files into a new folder, in which the programs of a test are built. */
function write(files) {
  folder = join(top, String(++count))
  mkdirSync(folder)
  put(files)
}

function put(files) {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
}

/** Runs the command line; what it says of its progress is left out. */
function weft(words, { input = '', env = {}, timeout = 120_000 } = {}) {
  const list = Array.isArray(words) ? words : words.split(' ')
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [weftFile, ...list], {
    cwd: folder, input, encoding: 'utf8', timeout, env: { ...environment, ...env }
  })
  assert.equal(signal, null, `weft ${words} does not end`)
  const said = stderr.split('\n').filter(line => !/^weft: .* …$/.test(line)).join('\n')
  return { code: status, stdout, stderr: said }
}

/** A program whose amain prints what an expression says. */
function printing(format, value, head = '') {
  return `#include <stdio.h>
#include <weft.h>
${head}
static int amain(void *arg) { (void)arg; printf("${format}\\n", ${value}); return WEFT_OK; }
int main(void) { return weft_run(amain, NULL); }
`
}

describe('an include', () => {
  it('of a parent folder is found from any depth, and is the file that it names', () => {
    write({
      'src/net/who.c': '#include "config.h"\n#include "../config.h"\n#include "../util/../util/answer.h"\n' +
        'const char *who(void) { return WHO; }\nint answer(void) { return ANSWER + MINE; }\n',
      'src/net/config.h': '#define MINE 1\n#ifndef WHO\n#define WHO_IS_MISSING\n#endif\n',
      'src/config.h': '#define WHO "outer"\n',
      'src/util/answer.h': '#include "../../top.h"\n',
      'top.h': '#define ANSWER 41\n',
      'src/main.c': printing('%s %d', 'who(), answer()', 'const char *who(void); int answer(void);')
    })
    for (const host of hosts) {
      const { stdout, stderr } = weft(`run src/main.c src/net/who.c --host ${host}`)
      assert.equal(stdout, 'outer 42\n', stderr)
    }
    assert.equal(weft([`run`, join(folder, 'src/main.c'), 'src/net/who.c']).stdout, 'outer 42\n')
  })
})

describe('a program', () => {
  it('with a large array of zeros is built as soon as another', () => {
    write({ 'big.c': printing('%d', 'bytes[zero]', 'static volatile int zero; static char bytes[200000000];') })
    const { stdout, stderr } = weft('run big.c')
    assert.equal(stdout, '0\n', stderr)
  })

  it('has long doubles also where no constant says so', () => {
    write({
      'read.c': printing('%g', '(double)strtold("2.5", NULL)', '#include <stdlib.h>'),
      'wide.c': printing('%ls', 'wide()', '#include <wchar.h>\nstatic wchar_t *wide(void) ' +
        '{ static wchar_t text[9]; swprintf(text, 9, L"%.1Lf", 2.5L); return text; }')
    })
    for (const file of ['read.c', 'wide.c']) {
      const { stdout, stderr } = weft(`run ${file}`)
      assert.equal(stdout, '2.5\n', stderr)
    }
  })

  it('that an option keeps clang from compiling gets a sentence', () => {
    write({ 'a.c': printing('%d', '1') })
    const { code, stderr } = weft('run a.c -fsyntax-only')
    assert.equal(code, 121)
    assert.match(stderr, /clang makes no object of a\.c\n/)
    assert.doesNotMatch(stderr, /TypeError/)
  })
})
