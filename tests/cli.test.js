// The command line: its options, its sentences and exit codes, the three hosts, signals, standard
// input, and what it does with files that are missing, wrong or somewhere else. That every example
// prints its transcript is tests/transcripts.test.js.

import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { cacheFolder } from '../toolchain/cache.js'
import { helpFor } from '../toolchain/cli/help.js'
import { OPTIONS, nearest, readOptions } from '../toolchain/cli/options.js'
import { tools } from '../dev/setup/tools.js'
import { buildRaw } from './host/build.js'
import { isWhole } from './sample.js'
import { openWarm } from './warm.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const weftFile = join(root, 'toolchain', 'weft.js')
const there = tools()
const skipNative = !there.gcc && !there.clang && 'there is no C compiler'
const skipWasmtime = !there.wasmtime && 'there is no wasmtime'
const noProbes = (process.platform !== 'linux' || process.arch !== 'x64') && 'compilers differ in it'
const cache = cacheFolder({ env: {}, from: root })   // the folders of these tests have none near
const environment = { ...process.env, WEFT_CACHE: cache, WEFT_WASMTIME: there.wasmtime ?? '' }

const warm = openWarm()
let folder

const HELLO = `#include <stdio.h>
#include <weft.h>
#include "name.h"

static int amain(void *arg)
{
    (void)arg;
    printf("Hello %s\\n", NAME);
    WEFT_TRY(weft_sleep(1));
    printf("one second later\\n");
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }
`
const WAITS = `#include <stdio.h>
#include <weft.h>

static int amain(void *arg)
{
    (void)arg;
    printf("ready\\n");
    WEFT_TRY(weft_signal_wait(WEFT_SIGINT));
    printf("goodbye\\n");
    return 7;
}

int main(void) { return weft_run(amain, NULL); }
`
const SPINS = `#include <stdio.h>
#include <weft.h>

static int amain(void *arg)
{
    (void)arg;
    printf("ready\\n");
    fflush(stdout);
    for (;;) __asm__ volatile("");
}

int main(void) { return weft_run(amain, NULL); }
`
const ENDS = `#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <weft.h>

static volatile int zero;

static int amain(void *arg)
{
    const char *what = arg;
    weft_event event = {0};

    if (strcmp(what, "trap") == 0) return 7 / zero;
    if (strcmp(what, "abort") == 0) abort();
    if (strcmp(what, "deadlock") == 0) return weft_event_wait(&event);
    if (strcmp(what, "fail") == 0) return weft_raise(3, "no luck");
    if (strcmp(what, "until") == 0) return weft_sleep(1000);
    return atoi(what);
}

int main(int argc, char **argv) { return weft_run(amain, argc > 1 ? argv[1] : "0"); }
`
const NAMED = `#include <assert.h>
#include <stdio.h>
#include <weft.h>

static int amain(void *arg)
{
    printf("%s\\n", *(char **)arg);
    assert(!arg);
    return WEFT_OK;
}

int main(int argc, char **argv) { (void)argc; return weft_run(amain, argv); }
`
const WIDE = `#include <stdlib.h>
#include <weft.h>

static volatile char last;

static int amain(void *arg)
{
    int size = atoi(arg);
    char bytes[size];

    for (int i = 0; i < 100; i++) bytes[i] = (char)i;
    last = bytes[50];
    return WEFT_OK;
}

int main(int argc, char **argv) { return weft_run(amain, argv[argc - 1]); }
`
const AROUND = `#include <stdio.h>
#include <weft.h>

static int amain(void *arg)
{
    (void)arg;
    printf("in\\n");
    return weft_sleep(1.5);
}

int main(void)
{
    printf("before\\n");
    int code = weft_run(amain, NULL);
    printf("between\\n");
    code = code ? code : weft_run(amain, NULL);
    printf("after\\n");
    return code;
}
`

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'weft-cli-'))
  const files = { 'hello.c': HELLO, 'name.h': '#define NAME "World"\n', 'waits.c': WAITS,
    'spins.c': SPINS, 'ends.c': ENDS, 'around.c': AROUND,
    'named.c': NAMED, 'wide.c': WIDE,
    'broken.c': 'int main(void) { return x; }\n',
    'unlinked.c': 'int other(void); int main(void) { return other(); }\n',
    'plain.c': 'int main(void) { return 0; }\n', 'text.wasm': 'no wasm', 'notes.txt': '',
    'deep/er/part.c': '#include "../near.h"\nint part(void) { return PART; }\n',
    'deep/near.h': '#define PART 4\n' }
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  writeFileSync(join(folder, 'raw.wasm'), (await buildRaw()).woven)
  writeFileSync(join(folder, 'linked.wasm'), (await buildRaw()).linked)
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))   // the same cache
})

after(() => warm.close())
after(() => rmSync(folder, { recursive: true, force: true }))

/** Runs the command line and gives what it wrote and its code. With `input` in a process of its own. */
async function weft(words, { input, cwd = folder, env = {} } = {}) {
  const list = Array.isArray(words) ? words : words.split(' ')
  const how = { cwd, env: { ...environment, ...env } }
  const { code, stdout, stderr } = input === undefined ? await warm.run(list, how) : withInput(input, list, how)
  return { code, stdout, stderr: withoutProgress(stderr) }
}

function withInput(input, list, how) {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [weftFile, ...list], { ...how, input, encoding: 'utf8' })
  assert.equal(signal, null, stderr)
  return { code: status, stdout, stderr }
}

function withoutProgress(text) {
  return text.split('\n').filter(line => !/^weft: .* …$/.test(line)).join('\n')
}

/** Runs it, and does something each time that standard output has a line. */
function converse(words, onLine) {
  const child = spawn(process.execPath, [weftFile, ...words.split(' ')], { cwd: folder, env: environment })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', chunk => {
    stdout += chunk
    onLine(`${chunk}`, child)
  })
  child.stderr.on('data', chunk => {
    stderr += chunk
    onLine(`${chunk}`, child)
  })
  return new Promise(resolve => {
    child.on('close', (code, signal) => {
      resolve({ code, signal, stdout, stderr: withoutProgress(stderr) })
    })
  })
}

function assertSentence({ code, stdout, stderr }, expected, pattern) {
  assert.equal(code, expected, stderr)
  assert.equal(stdout, '')
  assert.match(stderr, /^weft: [^\n]+[.?)]\n$/)
  assert.match(stderr, pattern)
}

describe('help', () => {
  it('is there for everything, and names every option', async () => {
    assert.equal((await weft('--help')).stdout, helpFor())
    assert.match((await weft('--version')).stdout, /^weft \d+\.\d+\.\d+\n$/)
    for (const [command, options] of Object.entries(OPTIONS)) {
      const { code, stdout } = await weft(`${command} --help`)
      assert.equal(code, 0)
      assert.equal(stdout, helpFor(command))
      for (const name of Object.keys(options)) assert.ok(stdout.includes(name), `${command} ${name}`)
      for (const line of stdout.split('\n')) assert.ok(line.length <= 100, line)
    }
  })

  it('comes by itself without a word, as an error', async () => {
    const { code, stdout, stderr } = await weft([])
    assert.deepEqual([code, stdout, stderr], [120, '', helpFor()])
  })
})

describe('options', () => {
  it('come in the forms that people know', async () => {
    const words = ['a.c', '-Iinclude', '-I', 'more', '-DX=1', '-D', 'Y', '-Wall', '-O2', '-g', '-std=c11',
      '--seed=7', '--signal', 'INT@1', '--signal=TERM@2', '--stamp', 'b.c', '--', '--seed', 'x']
    assert.deepEqual(readOptions(words, 'run'), {
      files: ['a.c', 'b.c'],
      args: ['--seed', 'x'],
      options: { includes: ['include', 'more'], defines: ['X=1', 'Y'], warnings: ['-Wall'],
        optimize: ['-O2'], symbols: true, standard: ['-std=c11'], seed: '7',
        signals: ['INT@1', 'TERM@2'], stamp: true }
    })
    assert.equal(readOptions(['-o', 'x.wasm'], 'build').options.output, 'x.wasm')
    assert.equal(readOptions(['-ox.wasm'], 'build').options.output, 'x.wasm')
  })

  it('that are wrong get one sentence with what was meant', async () => {
    assert.equal(nearest('rnu', ['run', 'build']), 'run')
    assert.equal(nearest('frobnicate', ['run', 'build']), undefined)
    const cases = [['run --sede 7 hello.c', /no option --sede\. Did you mean --seed\?/],
      ['run --frobnicate hello.c', /"weft run --help" lists/], ['rnu hello.c', /Did you mean "run"\?/],
      ['hello.c', /weft run hello\.c/], ['run', /Name a file/], ['run --seed', /--seed needs a value/],
      ['run hello.c --seed x', /--seed is a whole number/], ['run hello.c --host moon', /node, wasmtime or/],
      ['run hello.c --signal INT', /--signal is a list/], ['run hello.c --until x', /--until is a number/],
      ['run hello.c --speed 0', /--speed is a number/],
      ['run hello.c --speed 1e9', /--speed is a number.* at most a million/],
      ['run hello.c --trace hello.c', /would write over a program/], ['run hello.c --stamp=1', /takes no value/],
      ['run hello.c --env X', /NAME=VALUE/], ['run hello.c -O7', /no -O7/],
      ['run raw.wasm --host native', /--host native compiles C/], ['run hello.c -Wl,-x', /not passed on/],
      ['run hello.c --speed 2 --host wasmtime', /--host node only/],
      ['build raw.wasm', /built already/], ['build hello.c -o name.c', /write over a C file/],
      ['build hello.c -o no/where.wasm', /cannot be written/], ['trace', /Name one trace file/],
      ['run hello.c --cc nope', /no compiler nope/], ['run hello.c -lpq', /-lpq is for --host native/],
      ['run hello.c -o x', /"weft build FILE\.c -o OUT\.wasm"/], ['version', /Did you mean "--version"/],
      ['help nope', /no command "nope"\. "weft --help" lists/]]
    for (const [words, pattern] of cases) assertSentence(await weft(words), 120, pattern)
  })

  it('and so do files that cannot be run', async () => {
    assertSentence(await weft('trace hello.c'), 122, /hello\.c cannot be shown/)
    assertSentence(await weft('run nope.c'), 120, /There is no file nope\.c/)
    assertSentence(await weft(['run', '']), 120, /There is no file ""/)
    assertSentence(await weft('run hello.c/more.c'), 120, /There is no file hello\.c\/more\.c/)
    symlinkSync('circle.c', join(folder, 'circle.c'))
    assertSentence(await weft('run circle.c'), 120, /circle\.c cannot be read: too many symbolic links/)
    assertSentence(await weft('run deep'), 120, /deep is a folder/)
    assertSentence(await weft('run notes.txt'), 120, /neither a \.c file nor/)
    assertSentence(await weft('run hello.c raw.wasm'), 120, /either \.c files or one/)
    for (const host of ['node', ...(skipWasmtime ? [] : ['wasmtime'])]) {
      assertSentence(await weft(`run text.wasm --host ${host}`), 122, /not a WebAssembly file/)
      assertSentence(await weft(`run linked.wasm --host ${host}`), 122, /asyncify|does not export/)
    }
    assertSentence(await weft('build plain.c'), 122, /nothing in it calls weft_run/)
    assertSentence(await weft('run raw.wasm --host wasmtime', { env: { WEFT_WASMTIME: 'nope' } }), 120, /nope/)
  })
})

describe('a program in C', () => {
  it('that does not compile or link gets the compiler\'s own words', async () => {
    const broken = await weft('run broken.c')
    assert.equal(broken.code, 121)
    assert.match(broken.stderr, /^broken\.c:1:25: error: use of undeclared identifier 'x'\n/)
    assert.doesNotMatch(broken.stderr, /weft:/)
    const unlinked = await weft('build unlinked.c')
    assert.equal(unlinked.code, 121)
    assert.match(unlinked.stderr, /undefined symbol: other/)
  })

  it('may be called anything, and what is no folder of headers holds none', async () => {
    for (const name of ['-dash.c', 'my prog.c', 'prögräm.c']) {
      writeFileSync(join(folder, name), HELLO)
      const { stdout, stderr } = await weft(['run', `./${name}`, '-I', 'hello.c', '--clock', 'virtual'])
      assert.equal(stdout, 'Hello World\none second later\n', stderr)
    }
  })

  it('gets what clang thinks of its options, and nothing else', async () => {
    const { code, stderr } = await weft('run hello.c -fnosuch')
    assert.deepEqual([code, stderr], [121, 'clang: error: unknown argument: \'-fnosuch\'\n'])
    const warned = (await weft('run hello.c -fstack-clash-protection --clock virtual')).stderr
    assert.match(warned, /^clang: warning: [^\n]*-fstack-clash-protection[^\n]*\n$/)
  })

  it('may print long doubles and ask for the time that it took', async () => {
    writeFileSync(join(folder, 'long.c'), `#include <stdio.h>
#include <time.h>
#include <weft.h>
static int amain(void *arg) { (void)arg; printf("%.2Lf %d\\n", 1.25L, clock() >= 0); return 0; }
int main(void) { return weft_run(amain, NULL); }
`)
    const words = 'run long.c -D_WASI_EMULATED_PROCESS_CLOCKS'
    assert.deepEqual(await weft(words), { code: 0, stdout: '1.25 1\n', stderr: '' })
    if (!there.wasiClang) return
    const { code, stdout, stderr } = await weft(`${words} --cc ${there.wasiClang}`)
    assert.deepEqual([code, stdout], [0, '1.25 1\n'], stderr)
  })

  it('is told what to do where clang cannot know it', async () => {
    writeFileSync(join(folder, 'jump.c'), '#include <setjmp.h>\nint main(void) { return 0; }\n')
    const { code, stderr } = await weft('run jump.c')
    assert.equal(code, 121)
    assert.match(stderr, /setjmp\.h:\d+:\d+: error[^]*\nweft: There is no setjmp in WebAssembly\. [^\n]*\n$/)
  })

  it('is compiled once and then comes from the cache, warnings too', async () => {
    writeFileSync(join(folder, 'fresh.c'), `${HELLO}// ${folder}\nstatic int unused;\n`)
    const first = await weft('run fresh.c -Wall --clock virtual --verbose')
    const again = await weft('run fresh.c -Wall --clock virtual --verbose')
    assert.match(first.stderr, /unused[^]*weft: built/)
    assert.match(first.stderr, /amain: calls weft_sleep/)
    assert.match(again.stderr, /unused[^]*weft: from the cache/)
    assert.equal(again.stdout, first.stdout)
    writeFileSync(join(folder, 'name.h'), '#define NAME "Moon"\n')
    assert.match((await weft('run fresh.c --clock virtual')).stdout, /^Hello Moon/)
    writeFileSync(join(folder, 'name.h'), '#define NAME "World"\n')
  })

  it('may lie anywhere, and is called as the command line calls it', async () => {
    const lines = '[0.000] Hello World\n[1.000] one second later\n'
    const options = ['--clock', 'virtual', '--stamp']
    for (const [file, cwd] of [['hello.c', folder], ['./hello.c', folder], ['../hello.c', join(folder, 'deep')],
      [join(folder, 'hello.c'), root]]) {
      assert.equal((await weft(['run', file, ...options], { cwd })).stdout, lines)
    }
    writeFileSync(join(folder, 'bad.c'), '#include "deep/near.h"\nint main(void) { return PART + y; }\n')
    const up = await weft(['run', '../bad.c'], { cwd: join(folder, 'deep') })
    assert.match(up.stderr, /^\.\.\/bad\.c:2:32: error/)
    const full = await weft(['run', join(folder, 'bad.c')], { cwd: root })
    assert.ok(full.stderr.startsWith(`${folder}/bad.c:2:32: error`), full.stderr)
  })

  it('may have several files, folders, macros and arguments', async () => {
    writeFileSync(join(folder, 'many.c'), `#include <stdio.h>
#include <weft.h>
#include <near.h>
int part(void);
static int amain(void *arg) { printf("%s %d %d\\n", (char *)arg, part() + PART, MORE); return 0; }
int main(int argc, char **argv) { return weft_run(amain, argv[argc - 1]); }
`)
    const words = 'run many.c deep/er/part.c -I deep -DMORE=5 -Wall -Werror -std=c11 -g -- --last'
    assert.deepEqual(await weft(words), { code: 0, stdout: '--last 8 5\n', stderr: '' })
  })

  it('is built to one file, the same each time, that runs', async () => {
    const begun = Date.now()
    assert.deepEqual(await weft('build hello.c -o one.wasm'), { code: 0, stdout: '', stderr: '' })
    const other = join(folder, 'cache')   // with the library, which takes its time, and without the program
    const kept = isWhole ? [] : readdirSync(cache).filter(name => statSync(join(cache, name)).mtimeMs < begun)
    for (const name of kept) cpSync(join(cache, name), join(other, name), { recursive: true })
    assert.equal((await weft('build hello.c -o two.wasm', { env: { WEFT_CACHE: other } })).code, 0)
    assert.ok(readFileSync(join(folder, 'one.wasm')).equals(readFileSync(join(folder, 'two.wasm'))))
    assert.match((await weft('run one.wasm --clock virtual')).stdout, /later/)
  })

  it('can be compiled by an installed clang', { skip: !there.wasiClang && 'no clang for WASI' }, async () => {
    const lines = '[0.000] Hello World\n[1.000] one second later\n'
    const words = `run hello.c --clock virtual --stamp -Wall -O2 --cc ${there.wasiClang}`
    assert.equal((await weft(words)).stdout, lines)
    assert.match((await weft(`run broken.c --cc ${there.wasiClang}`)).stderr, /^broken\.c:1:25: error/)
  })
})

const hosts = [['node', false], ['wasmtime', skipWasmtime], ['native', skipNative]]

for (const [host, skip] of hosts) {
  describe(`--host ${host}`, { skip }, () => {
    const run = words => weft(`run ends.c --clock virtual --host ${host} ${words}`)

    it('ends with the same codes as the others', async () => {
      assert.equal((await run('-- 0')).code, 0)
      assert.equal((await run('-- 42')).code, 42)
      assert.equal((await run('-- deadlock')).code, 100)
      assert.match((await run('-- deadlock')).stderr, /deadlock/)
      assert.equal((await run('--until 10 -- until')).code, 107)
      const failed = await run('-- fail')
      assert.equal(failed.code, 3)
      assert.match(failed.stderr, /no luck/)
    })

    it('says why a program died, in one sentence', async () => {
      for (const what of ['abort', ...(host === 'native' && process.arch === 'arm64' ? [] : ['trap'])]) {
        const { code, stdout, stderr } = await run(`-- ${what}`)
        assert.equal(code, 103, stderr)
        assert.equal(stdout, '')
        assert.match(stderr, /^weft: (The program trapped|main divided by zero at ends\.c:13)[^\n]*\n$/)
      }
    })

    it('calls the program as the command line does', async () => {
      const { code, stdout, stderr } = await weft(`run named.c --host ${host} -- fail`)
      assert.deepEqual([code, stdout], [103, 'named.c\n'])
      assert.match(stderr, host === 'native' ? /^named\.c: .*Assertion/m : /^Assertion failed: /m)
    })

    it('stamps what is printed between runs and after the last, too', async () => {
      const { stdout } = await weft(`run around.c --clock virtual --stamp --host ${host}`)
      assert.equal(stdout,
        'before\n[0.000] in\n[1.500] between\n[0.000] in\n[1.500] after\n')
    })

    if (host !== 'native') it('passes standard input and variables on', async () => {
      const { stdout } = await weft(`run raw.wasm --host ${host} -- echo`, { input: 'hello' })
      assert.equal(stdout, '[hello]')
      const shown = (await weft(`run raw.wasm --host ${host} --env A=b=c --seed 3 -- show`)).stdout
      assert.match(shown, /^A=b=c$/m)
      assert.match(shown, /^WEFT_SEED=3$/m)
      assert.doesNotMatch(shown, /PATH/)
    })

    it('writes the trace where it was asked', async () => {
      const file = join(folder, `${host}.trace`)
      assert.equal((await weft(`run hello.c --clock virtual --host ${host} --trace ${file}`)).code, 0)
      assert.equal(readFileSync(file).subarray(0, 8).toString(), 'WEFTRACE')
      const { code, stdout } = await weft(`trace ${file}`)
      assert.equal(code, 0)
      assert.match(stdout, /^ *1\.000 s  main +runs, because its sleep is over$/m)
      assertSentence(await weft(`run hello.c --host ${host} --trace no/where`), 120, /cannot be written/)
    })

    if (host !== 'native') it('writes it into a pipe, too', async () => {
      const words = `run hello.c --clock virtual --host ${host} --trace /dev/fd/3`.split(' ')
      const piped = ['-c', '{ "$0" "$@" 3>&1 >&2; } | { "$0" "$1" trace -; }', process.execPath, weftFile]
      const { stdout, stderr } = spawnSync('sh', [...piped, ...words],
        { cwd: folder, encoding: 'utf8', env: environment })
      assert.match(stderr, /one second later/)
      assert.match(stdout, /^ *1\.000 s  The run +ends with exit code 0$/m)
    })

    if (host !== 'wasmtime') it('hears Ctrl-C, and a second one ends it', async () => {
      const first = await converse(`run waits.c --host ${host}`, (text, child) => {
        if (text.includes('ready')) child.kill('SIGINT')
      })
      assert.deepEqual([first.code, first.stdout], [7, 'ready\ngoodbye\n'])
      let again = null
      const second = await converse(`run spins.c --host ${host}`, (text, child) => {
        if (text.includes('ready')) child.kill('SIGINT')
        if (text.includes('once more')) child.kill('SIGINT')
        if (host === 'native') again ??= setInterval(() => child.kill('SIGINT'), 20)
      })
      clearInterval(again)
      // one that is sent while the command line itself ends finds nobody there who handles it any more
      assert.ok(second.code === 109 || (host === 'native' && second.signal === 'SIGINT'), second.stderr)
      assert.match(second.stderr, /main has run since 0\.\d+ s without waiting: it was spawned at \S*spins\.c:\d+ in main\n/)
      assert.match(second.stderr, host === 'native' ? /ended by a second Ctrl-C\n$/
        : /interrupted a second time: the program was ended\.\n$/)
    })
  })
}

describe('--host native', { skip: skipNative }, () => {
  it('does without a cache that can be written, and says where it may not write at all', async () => {
    const quick = join(folder, 'quick-cc')   // the runtime is compiled anew
    writeFileSync(quick, `#!/bin/sh\nexec ${there.gcc ?? there.clang} "$@" -O0\n`, { mode: 0o755 })
    const env = { WEFT_CACHE: '/dev/null/cache', CC: quick }
    const { code, stdout, stderr } = await weft('run hello.c --host native --clock virtual', { env })
    assert.deepEqual([code, stdout, stderr], [0, 'Hello World\none second later\n', ''])
    assertSentence(await weft('run hello.c --host native', { env: { ...env, TMPDIR: '/dev/null' } }), 106,
      /No folder can be made in \/dev\/null: not a directory\. Set TMPDIR/)
  })

  it('notices a frame that is larger than the guard below a stack', { skip: noProbes }, async () => {
    const { code, stdout, stderr } = await weft('run wide.c --host native -- 1000000')
    assert.deepEqual([code, stdout], [102, ''])
    assert.match(stderr, /^weft: stack overflow in main, [^\n]*\n {2}do it in a task that has more: [^\n]*\n$/)
  })
})

describe('what nobody can read', () => {
  const into = (file, words) => spawnSync('sh', ['-c', `exec "$0" "$@" >${file}`, process.execPath, weftFile, ...words],
    { cwd: folder, encoding: 'utf8', env: environment })

  it('is told in a sentence where the disk is full', async () => {
    writeFileSync(join(folder, 'empty.trace'), '')
    for (const words of [['--help'], ['--version'], ['run', '--help'], ['trace', 'empty.trace'],
      ['test', 'plain.c', 'plain.c']]) {
      const { status, stderr } = into('/dev/full', words)
      assert.deepEqual([status, stderr],
        [106, 'weft: The output cannot be written: no space left on device.\n'], words.join(' '))
    }
  })

  it('is not worth a word where the reader has gone', async () => {
    for (const [words, wanted] of [[['--help'], 0], [['rnu'], 120], [['run', 'broken.c'], 121]]) {
      const child = spawn(process.execPath, [weftFile, ...words], { cwd: folder, env: environment })
      child.stdout.destroy()
      child.stderr.destroy()
      assert.equal(await new Promise(resolve => child.on('close', resolve)), wanted, words.join(' '))
    }
  })
})

describe('--host node', () => {
  it('is woken by input that comes later', async () => {
    const child = spawn(process.execPath, [weftFile, 'run', 'raw.wasm', '--', 'echo'], {
      cwd: folder, env: environment
    })
    let stdout = ''
    child.stdin.write('one')
    child.stdout.on('data', chunk => {
      stdout += chunk
      if (stdout === '[one]') child.stdin.end('two')
    })
    const code = await new Promise(resolve => child.on('close', resolve))
    assert.deepEqual([code, stdout], [0, '[one][two]'])
  })

  it('ends quietly when nobody reads its output', async () => {
    const child = spawn(process.execPath, [weftFile, 'run', 'raw.wasm', '--', 'print', '20000'], {
      cwd: folder, env: environment
    })
    let stderr = ''
    child.stderr.on('data', chunk => { stderr += chunk })
    child.stdout.once('data', () => child.stdout.destroy())
    const code = await new Promise(resolve => child.on('close', resolve))
    assert.deepEqual([code, stderr], [109, ''])
  })

  /** The program sleeps for a thousand seconds, more than the test may take. */
  it('runs the real clock faster when asked', { timeout: 600_000 }, async () => {
    const { code } = await weft('run ends.c --speed 100000 -- until')
    assert.equal(code, 0)
  })
})
