// From files on a disk to a program that is right: what is included is the file that C means, byte by
// byte; what has changed is built anew; size costs no more than its share.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { tools } from '../dev/setup/tools.js'
import { load } from '../web/index.js'
import { cacheFolder, cacheKey, openCache } from '../toolchain/cache.js'
import { findCompiler } from '../toolchain/cli/host_native.js'
import { compileRuntime } from '../toolchain/cli/objects.js'
import { patienceMs } from './patience.js'
import { sample } from './sample.js'
import { openWarm } from './warm.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const weftFile = join(root, 'toolchain', 'weft.js')
const there = tools()
const hasNative = there.gcc || there.clang
const hosts = ['node', ...(hasNative ? ['native'] : [])]
const cache = cacheFolder({ env: {}, from: root })
const environment = { ...process.env, WEFT_CACHE: cache, WEFT_WASMTIME: there.wasmtime ?? '' }

const warm = openWarm()
let top
let folder
let count = 0

before(() => { top = mkdtempSync(join(tmpdir(), 'weft-builds-')) })
after(() => warm.close())
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

/** Runs the command line; what it says of its progress is left out. With `input` in a process of its own. */
async function weft(words, { input, env = {}, cwd = folder } = {}) {
  const list = Array.isArray(words) ? words : words.split(' ')
  const how = { cwd, env: { ...environment, ...env } }
  const { code, stdout, stderr } = input === undefined ? await warm.run(list, how) : withInput(input, list, how)
  const said = stderr.split('\n').filter(line => !/^weft: .* …$/.test(line)).join('\n')
  return { code, stdout, stderr: said }
}

function withInput(input, list, how) {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [weftFile, ...list], { ...how, input, encoding: 'utf8', timeout: patienceMs })
  assert.equal(signal, null, `weft ${list} does not end`)
  return { code: status, stdout, stderr }
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
  it('of a parent folder is found from any depth, and is the file that it names', async () => {
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
      const { stdout, stderr } = await weft(`run src/main.c src/net/who.c --host ${host}`)
      assert.equal(stdout, 'outer 42\n', stderr)
    }
    assert.equal((await weft([`run`, join(folder, 'src/main.c'), 'src/net/who.c'])).stdout, 'outer 42\n')
  })
})

/** What a header says, included in one of many ways. */
const WAYS = {
  'after a comment': ['/* ours */ #include "cfg.h"'],
  'on two lines': ['#include \\\n  "cfg.h"'],
  'with a digraph': ['%:include "cfg.h"'],
  'by its own macro': ['#define NAME "cfg.h"\n#include NAME'],
  'put together': ['#define S_(x) #x\n#define S(x) S_(x)\n#include S(cfg.KIND)', '-DKIND=h'],
  'given with -D': ['#include CONFIG', '-DCONFIG="cfg.h"'],
  'with include_next': ['#include <wrap.h>', '-I', 'first', '-I', 'next'],
  'when it is there': ['#if __has_include("cfg.h")\n#include "cfg.h"\n#else\n#define CFG -1\n#endif']
}

describe('a header', () => {
  it('that the same program found in another folder, which is gone, is looked for again', async () => {
    const [head, ...words] = WAYS['put together']
    for (const place of ['here', 'there']) {
      const own = mkdtempSync(join(tmpdir(), `weft-${place}-`))
      writeFileSync(join(own, 'a.c'), printing('%d', 'CFG', head))
      writeFileSync(join(own, 'cfg.h'), '#define CFG 3\n')
      const { stdout, stderr } = await weft(['run', 'a.c', ...words], { cwd: own })
      rmSync(own, { recursive: true, force: true })
      assert.equal(stdout, '3\n', stderr)
    }
  })

  it('is found however it is included, and when it changes the program is built anew', async () => {
    for (const [way, [head, ...words]] of sample(Object.entries(WAYS), 2)) {
      write({ 'first/wrap.h': '#include_next <wrap.h>\n', 'a.c': printing('%d', 'CFG', head) })
      const native = way === 'put together' && hasNative ? [['native']] : []
      const cc = way === 'after a comment' && there.wasiClang ? [['node', '--cc', there.wasiClang]] : []
      for (const value of [1, 2]) {
        const text = `#define CFG ${value}\n`
        put({ 'cfg.h': text, 'next/wrap.h': text })
        for (const [host, ...more] of [['node'], ...native, ...cc]) {
          const { stdout, stderr } = await weft(['run', 'a.c', '--host', host, ...more, ...words])
          assert.equal(stdout, `${value}\n`, `${way}, ${host}: ${stderr}`)
        }
      }
    }
  })

  it('that appears later is seen', async () => {
    write({ 'a.c': printing('%d', 'CFG', '#if __has_include("here.h")\n#define CFG 1\n#else\n#define CFG 0\n#endif') })
    for (const host of hosts) assert.equal((await weft(`run a.c --host ${host}`)).stdout, '0\n')
    put({ 'here.h': '' })
    for (const host of hosts) assert.equal((await weft(`run a.c --host ${host}`)).stdout, '1\n')
  })

  it('of the C library is not mistaken for a file of the working folder', async () => {
    write({ 'stdint.h': '#error mine\n', 'a.c': printing('%d', '(int)sizeof(int32_t)', '#include <stdint.h>') })
    const { stdout, stderr } = await weft('run a.c')
    assert.equal(stdout, '4\n', stderr)
  })

  it('that is a device or a pipe is no header', { skip: process.platform === 'win32' }, async () => {
    write({ 'a.c': printing('%d', '1', '#include "/dev/zero"') })
    spawnSync('mkfifo', [join(folder, 'pipe.c')])
    for (const host of hosts) {
      for (const [file, words] of [['a.c', /a\.c names \/dev\/zero, a pipe or a device/], ['pipe.c', /is a pipe or a device/]]) {
        const { code, stderr } = await weft(`run ${file} --host ${host}`)
        assert.equal(code, 120)
        assert.match(stderr, words)
      }
    }
  })
})

describe('the bytes of a file', () => {
  it('are the compiler\'s, whatever they are', async () => {
    const bytes = Uint8Array.of(1, 0x80, 0xff, 2, 0, 0xc3)
    const source = printing('%d %02x', '(int)sizeof text, text[3]', 'static const unsigned char text[] = "cafX";\n/* \0 */')
    const show = 'unsigned at; for (at = 0; at < sizeof data; at++) printf("%02x", data[at])'
    write({
      'latin.c': Buffer.from(source.replace('cafX', 'caf\xe9'), 'latin1'),
      'data.bin': bytes,
      'embed.c': printing('', '0', `static const unsigned char data[] = {\n#embed "data.bin"\n};`)
        .replace('printf("\\n", 0)', show)
    })
    assert.equal((await weft('run latin.c')).stdout, '5 e9\n')
    assert.equal((await weft('run embed.c -std=c23')).stdout, '0180ff0200c3')
    put({ 'data.bin': bytes.fill(7) })
    assert.equal((await weft('run embed.c -std=c23')).stdout, '070707070707')
  })

  it('may be too many', async () => {
    write({ 'a.c': printing('%d', '1', '#if 0\n#embed "large.bin"\n#endif') })
    put({ 'large.bin': '' })
    truncateSync(join(folder, 'large.bin'), 2 ** 30)
    const { code, stderr } = await weft('run a.c')
    assert.equal(code, 120)
    assert.match(stderr, /^weft: The sources hold more than 256 MiB, [^\n]*large\.bin\. Read such data when the program runs\.\n$/)
  })
})

describe('a main', () => {
  const body = 'static int amain(void *arg) { (void)arg; return WEFT_OK; }\n'
  const returns = '{ return weft_run(amain, NULL); }\n'

  it('of a form that is not known, or none, is told in a sentence about the program', async () => {
    for (const [main, words] of [
      [`int main(int count, char **words, char **variables) ${returns}`, /This main has a form/],
      ['void main(void) { weft_run(amain, NULL); }\n', /This main has a form/],
      [`static int main(void) ${returns}`, /has no main that the system can call/],
      [`int Main(void) ${returns}`, /has no main that the system can call/]
    ]) {
      write({ 'a.c': `#include <weft.h>\n${body}${main}` })
      const { code, stderr } = await weft('run a.c')
      assert.equal(code, 122, stderr)
      assert.match(stderr, words)
      assert.match(stderr, /Write int main\(void\) or int main\(int argc, char \*\*argv\)\.\n$/)
    }
  })

  it('is missed natively in the same words', { skip: !hasNative }, async () => {
    write({ 'a.c': `#include <weft.h>\n${body}static int main(void) ${returns}` })
    const { code, stderr } = await weft('run a.c --host native')
    assert.equal(code, 121)
    assert.match(stderr, /\nweft: The program has no main that the system can call\. Write int main\(void\) or [^\n]*\.\n$/)
  })

  it('may call weft_run by another name, and one that calls it nowhere is plain C', async () => {
    write({
      'named.c': `#include <weft.h>\n${body}int main(void) { return RUN(amain, NULL); }\n`,
      'plain.c': '#include <stdio.h>\n/* weft_run(amain, NULL) */\nint main(void) { return puts("plain") < 0; }\n'
    })
    assert.equal((await weft('run named.c -DRUN=weft_run')).code, 0)
    const { code, stderr } = await weft('build plain.c')
    assert.equal(code, 122)
    assert.match(stderr, /^weft: plain\.c is not a Weft program: nothing in it calls weft_run/)
  })

  it('runs as plain C, with libc\'s clocks and sleeps, and is told what it lacks', async () => {
    write({
      'plain.c': '#include <stdio.h>\n#include <time.h>\n#include <unistd.h>\nint main(int count, char **words)\n'
        + '{\n    int n = 0;\n    time_t from = time(NULL);\n    sleep(3600);\n    while (time(NULL) < from + 3602)\n        ;\n'
        + '    printf("%s %d %d\\n", words[count - 1], (int)(time(NULL) - from), scanf("%d", &n) + n);\n    return n;\n}\n',
      'traps.c': 'int main(void) { volatile int zero = 0; return 100 / zero; }\n',
      'outside.c': '#include <weft.h>\nint main(void) { return weft_sleep(1); }\n'
    })
    const { code, stdout, stderr } = await weft('run plain.c --clock virtual -- word', { input: '41' })
    assert.deepEqual([code, stdout], [41, 'word 3602 42\n'])
    assert.match(stderr, /plain\.c is plain C: nothing in it calls weft_run, so it has no tasks, and no trace/)
    const trapped = await weft('run traps.c')
    assert.equal(trapped.code, 103)
    assert.match(trapped.stderr, /The program trapped: divide by zero \(an integer was divided by zero\)/)
    assert.match((await weft('run outside.c')).stderr, /outside\.c is not a Weft program: nothing in it calls weft_run/)
  })
})

describe('calls that nest deeply', () => {
  const source = `#include <stdio.h>
#include <stdlib.h>
#include <weft.h>
static int sum(int n)
{
    volatile int own = n;
    return own > 0 ? sum(n - 1) + own % 2 : 0;
}
static int counts(void *arg) { printf("%d\\n", sum(atoi(arg))); return WEFT_OK; }
static int amain(void *arg) { return weft_join(weft_spawn_with(counts, arg, .stack_bytes = 64 << 20)); }
int main(int count, char **words) { (void)count; return weft_run(amain, words[1]); }
`

  for (const host of [...hosts, ...(there.wasmtime ? ['wasmtime'] : [])]) {
    it(`come back, where the task has the room: ${host}`, async () => {
      write({ 'a.c': source })
      const { stdout, stderr } = await weft(`run a.c --host ${host} -- 20000`)
      assert.equal(stdout, '10000\n', stderr)
    })
  }

  it('and end the program in the same words where an engine cannot', { skip: !there.wasmtime }, async () => {
    for (const host of ['node', 'wasmtime']) {
      const { code, stderr } = await weft(`run a.c --host ${host} -- 1000000`)
      assert.equal(code, 103, stderr)
      assert.match(stderr, /^weft: The program trapped[^\n]*: calls nest so deeply that the engine's own stack is used up\./)
    }
  })
})

describe('what C has and WebAssembly has not', () => {
  /** What an amain calls, with its header, and what is said of it. */
  const CASES = [
    ['sys/socket.h', 'socket(AF_INET, SOCK_STREAM, 0)', /no sockets of C's\. weft\/stream\.h/],
    ['netdb.h', '0', /no sockets of C's\. weft\/stream\.h/],
    ['unistd.h', 'fork()', /no fork and no shell\. weft_process_start/],
    ['stdlib.h', 'system("ls")', /no fork and no shell\. weft_process_start/],
    ['stdio.h', 'popen("ls", "r") != 0', /no fork and no shell\. weft_process_start/],
    ['sys/wait.h', '0', /no fork and no shell\. weft_process_start/],
    ['threads.h', 'mtx_init(0, 0)', /has no threads\. Tasks take their place/],
    ['unistd.h', 'alarm(1)', /has no alarms/],
    ['unistd.h', 'dup(1)', /no pipes/],
    ['stdio.h', 'tmpfile() != 0', /temporary files/],
    ['time.h', '(tzset(), 0)', /no time zones/],
    ['sys/mman.h', '0', /Add -D_WASI_EMULATED_MMAN\. Leave -l out/],
    ['iostream', '0', /Weft compiles C\.\n/]
  ]

  it('is told with what to do instead', async () => {
    write({})
    for (const [header, call, words] of CASES) {
      put({ 'a.c': printing('%d', call, `#include <${header}>`) })
      const { code, stderr } = await weft('run a.c')
      assert.equal(code, 121, call)
      assert.match(stderr, words)
      assert.match(stderr, /error[^]*\nweft: [^\n]+\.\n$/)
    }
    put({ 'a.c': printing('%d', '0', '#include <stdafx.h>') })
    assert.doesNotMatch((await weft('run a.c')).stderr, /sysroot/)
  })

  it('is told also where it compiles and does something else', async () => {
    write({})
    for (const [header, call, words] of [
      ['pthread.h', 'pthread_create(0, 0, 0, 0) != 0', /^weft: pthread_create starts no thread here[^\n]*weft_spawn[^\n]*\n$/],
      ['threads.h', 'thrd_sleep(&(struct timespec){.tv_nsec = 1}, NULL) == 0', /^weft: thrd_sleep stops every task/],
      ['poll.h', 'poll(NULL, 0, 1) == 0', /^weft: poll stops every task[^\n]*weft_wait_readable/],
      ['sys/select.h', 'select(0, 0, 0, 0, &(struct timeval){.tv_usec = 1}) == 0', /^weft: select stops every task/]
    ]) {
      put({ 'a.c': printing('%d', call, `#include <${header}>`) })
      const { stdout, stderr } = await weft('run a.c')
      assert.equal(stdout, '1\n')
      assert.match(stderr, words)
    }
    put({ 'a.c': printing('%d', 'thrd_sleep(&(struct timespec){.tv_nsec = 1}, NULL) + usleep(1)', '#include <threads.h>\n#include <unistd.h>') })
    assert.match((await weft('run a.c -D_GNU_SOURCE')).stderr, /\nweft: thrd_sleep cannot be linked beside another sleep\. Both stop every task: call weft_sleep\.\n$/)
  })

  it('a thread of the program\'s own sleeps as ever, natively', { skip: !hasNative }, async () => {
    write({
      'thread.c': `#include <pthread.h>
#include <stdio.h>
#include <threads.h>
#include <time.h>
#include <weft.h>
static void *thread(void *arg)
{
    for (int i = 0; i < 3; i++)
        nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
    return arg;
}
static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}
static int amain(void *arg)
{
    pthread_t other;
    double before = now();
    pthread_create(&other, NULL, thread, NULL);
    WEFT_TRY(weft_sleep(5));
    pthread_join(other, NULL);
    printf("%.1f, and the thread has slept: %d\\n", weft_time(), now() - before > 0.055);
    thrd_sleep(&(struct timespec){.tv_sec = 4}, NULL);
    printf("%.1f\\n", weft_time());
    return arg != NULL;
}
int main(void) { return weft_run(amain, NULL); }
`
    })
    const { stdout, stderr } = await weft('run thread.c --host native --clock virtual')
    assert.equal(stdout, '5.0, and the thread has slept: 1\n9.0\n', stderr)
    assert.match(stderr, /^weft: main called thrd_sleep, a libc function that stops every task; call weft_sleep instead[^\n]*\n$/)
  })

  it('old C is told to be newer', async () => {
    write({ 'a.c': printing('%d', '0') })
    for (const host of hosts) {
      const { code, stderr } = await weft(`run a.c -std=c89 --host ${host}`)
      assert.equal(code, 121)
      assert.match(stderr, /\nweft: weft\.h is C11\. Leave -std out/)
    }
  })
})

describe('what a cache holds', () => {
  it('is taken only when it is whole', { skip: !hasNative }, async () => {
    write({ 'a.c': printing('%d', '42') })
    const env = { WEFT_CACHE: join(folder, 'cache') }
    const { key } = await compileRuntime(findCompiler(), ['-std=c11'], 'run', { say() {} })
    cpSync(join(cache, 'objects', key), join(env.WEFT_CACHE, 'objects', key), { recursive: true })   // compiling it twice takes its time
    assert.equal((await weft('run a.c --host native', { env })).stdout, '42\n')
    const files = readdirSync(env.WEFT_CACHE, { recursive: true }).map(name => join(env.WEFT_CACHE, name))
    for (const file of files) if (statSync(file).isFile()) truncateSync(file, 0)
    assert.equal((await weft('run a.c --host native', { env })).stdout, '42\n')
  })

  it('is what it says', async () => {
    write({})
    const store = openCache({ folder: join(folder, 'cache') })
    const key = cacheKey('some')
    const rest = Buffer.concat([Buffer.from([3, 0, 0, 0]), Buffer.from('no JSON')])
    put({ [`cache/${key}.weft`]: Buffer.concat([createHash('sha256').update(rest).digest(), rest]) })
    assert.equal(await store.get(key), null)
  })
})

describe('a program', () => {
  it('with a large array of zeros is built as soon as another', async () => {
    write({ 'big.c': printing('%d', 'bytes[zero]', 'static volatile int zero; static char bytes[200000000];') })
    const { stdout, stderr } = await weft('run big.c')
    assert.equal(stdout, '0\n', stderr)
  })

  it('has long doubles also where no constant says so', async () => {
    write({
      'read.c': printing('%g', '(double)strtold("2.5", NULL)', '#include <stdlib.h>'),
      'wide.c': printing('%ls', 'wide()', '#include <wchar.h>\nstatic wchar_t *wide(void) ' +
        '{ static wchar_t text[9]; swprintf(text, 9, L"%.1Lf", 2.5L); return text; }')
    })
    for (const file of ['read.c', 'wide.c']) {
      const { stdout, stderr } = await weft(`run ${file}`)
      assert.equal(stdout, '2.5\n', stderr)
    }
  })

  it('may have a sleep of its own', async () => {
    write({ 'a.c': printing('%u', 'sleep(7)', 'unsigned sleep(unsigned seconds) { return seconds * 6; }') })
    for (const words of [...hosts.map(host => `--host ${host}`), ...(there.wasiClang ? [`--cc ${there.wasiClang}`] : [])]) {
      const { stdout, stderr } = await weft(`run a.c ${words}`)
      assert.equal(stdout, '42\n', stderr)
    }
  })

  it('gets the variables that it is given, and no others', async () => {
    write({ 'a.c': printing('%s %d', 'getenv("GIVEN"), getenv("PATH") || getenv("OURS")', '#include <stdlib.h>') })
    for (const host of [...hosts, ...(there.wasmtime ? ['wasmtime'] : [])]) {
      const { stdout, stderr } = await weft(`run a.c --host ${host} --env GIVEN=yes`, { env: { OURS: '1' } })
      assert.equal(stdout, 'yes 0\n', stderr)
    }
  })

  it('reads the files of a folder that it is given, and is told where it has none', async () => {
    write({ 'data/x.txt': 'words\n', 'a.c': printing('%s', 'line(arg)', `#include <string.h>
static const char *line(void *arg)
{
    static char text[9];
    FILE *file = fopen("data/x.txt", "r");
    (void)arg;
    if (!file || !fgets(text, sizeof text, file)) exit(3);
    return strtok(text, "\\n");
}`).replace('<stdio.h>', '<stdio.h>\n#include <stdlib.h>') })
    const wasmtime = there.wasmtime ? [['--host', 'wasmtime']] : []
    const given = [[], ['--trace', 'a.trace'], ...wasmtime, ...wasmtime.map(words => [...words, '--trace', 'a.trace']), ...(hasNative ? [['--host', 'native']] : [])]
    for (const words of given) {
      for (const place of ['data', '.']) {
        const { stdout, stderr } = await weft(['run', 'a.c', '--dir', place, ...words])
        assert.equal(stdout, 'words\n', `${words} ${place} ${stderr}`)
      }
    }
    for (const words of [[], ...wasmtime]) {
      const { code, stderr } = await weft(['run', 'a.c', ...words])
      assert.equal(code, 3)
      assert.match(stderr, /^weft: The program opens files, and here there are none for it\. [^\n]*--dir FOLDER[^\n]*\n$/m)
    }
    writeFileSync(join(folder, 'f.c'), `#include "weft/http.h"
static int amain(void *arg)
{
    WEFT_RESPONSE(page);
    (void)arg;
    return weft_fetch(&page, "http://127.0.0.1:1/");
}
int main(void) { return weft_run(amain, NULL); }
`)
    for (const words of [[], ...wasmtime]) {
      const { code, stderr } = await weft(['run', 'f.c', '--net', 'inside', ...words])
      assert.equal(code, 105)
      assert.doesNotMatch(stderr, /opens files/, 'it could, and did not')
    }
    assert.match((await weft('run a.c --dir a.c --host native')).stderr, /^weft: --dir a\.c is no folder\.\n$/)
  })

  it('does with the files of its folder the same on every host, and reaches none outside', async () => {
    const source = `#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <weft.h>
static const char *said(int result) { return result < 0 ? strerror(errno) : "well"; }
static int amain(void *arg)
{
    char text[100] = "";
    struct stat stat_of;
    FILE *file = fopen("data/a.txt", "w");
    fprintf(file, "one\\ntwo\\n");
    fclose(file);
    file = fopen("data/a.txt", "a+");
    fputs("three\\n", file);
    fseek(file, 4, SEEK_SET);
    if (fgets(text, sizeof text, file)) printf("%s", text);
    fclose(file);
    const char *seen_as = said(stat("data/a.txt", &stat_of));
    printf("stat %s, %ld bytes, a file %d\\n", seen_as, (long)stat_of.st_size, S_ISREG(stat_of.st_mode));
    printf("exclusive: %d\\n", open("data/a.txt", O_CREAT | O_EXCL | O_WRONLY, 0666));
    printf("mkdir %s\\n", said(mkdir("data/deep", 0777)));
    printf("rename %s\\n", said(rename("data/a.txt", "data/deep/b.txt")));
    printf("missing %d\\n", open("data/a.txt", O_RDONLY));
    int seen = 0;
    DIR *folder = opendir("data");
    for (struct dirent *entry; folder && (entry = readdir(folder));) seen += entry->d_name[0] != '.';
    if (folder) closedir(folder);
    printf("%d in it\\n", seen);
    file = fopen("data/deep/b.txt", "r+");
    printf("cut %s\\n", said(ftruncate(fileno(file), 3)));
    memset(text, 0, sizeof text);
    printf("%zu %s\\n", fread(text, 1, sizeof text, file), text);
    fclose(file);
    printf("rmdir of a full one %d\\n", rmdir("data/deep"));
    printf("unlink %s\\n", said(unlink("data/deep/b.txt")));
    printf("rmdir %s\\n", said(rmdir("data/deep")));
#ifdef __wasm__
    printf("outside %d %d %d\\n", open("data/../secret.txt", O_RDONLY), open("data/link.txt", O_RDONLY), open("/etc/hostname", O_RDONLY));
#else
    printf("outside -1 -1 -1\\n");
#endif
    return arg != NULL;
}
int main(void) { return weft_run(amain, NULL); }
`
    const all = []
    for (const host of ['node', ...(there.wasmtime ? ['wasmtime'] : []), ...(hasNative ? ['native'] : [])]) {
      write({ 'files.c': source, 'secret.txt': 'secret', 'data/there.txt': '' })
      symlinkSync('../secret.txt', join(folder, 'data', 'link.txt'))
      const { stdout, stderr, code } = await weft(`run files.c --dir data --host ${host}`)
      assert.equal(code, 0, `${host}: ${stdout} ${stderr}`)
      all.push(stdout)
    }
    assert.match(all[0], /^two\nstat well, 14 bytes, a file 1\n[^]*\n3 in it\ncut well\n3 one\n[^]*outside -1 -1 -1\n$/)
    for (const other of all) assert.equal(other, all[0])
  })

  it('shows what it asks before it waits for an answer', async () => {
    write({ 'ask.c': `#include <stdio.h>
#include <unistd.h>
#include <weft.h>
static int amain(void *arg)
{
    int number;
    char letter;
    (void)arg;
    printf("Number? ");
    if (scanf("%d", &number) != 1) return 1;
    printf("Letter? ");
    if (read(0, &letter, 1) != 1) return 2;
    printf("%d %c\\n", number, letter);
    return WEFT_OK;
}
int main(void) { return weft_run(amain, NULL); }
` })
    assert.equal((await weft('build ask.c')).code, 0)
    const shown = []
    const answers = ['42\n', 'x']
    const program = await load(readFileSync(join(folder, 'ask.wasm')))
    const run = program.start({
      stdin: { read: () => shown.push('read') && answers.length > 0 ? Buffer.from(answers.shift()) : null },
      onStdout: chunk => shown.push(`${Buffer.from(chunk)}`)
    })
    assert.equal((await run.exit).code, 0)
    assert.equal(shown.join('|').replace('|\n', '\n'), 'Number? |read|Letter? |read|42 x\n')
  })

  it('that an option keeps clang from compiling gets a sentence', async () => {
    write({ 'a.c': printing('%d', '1') })
    const { code, stderr } = await weft('run a.c -fsyntax-only')
    assert.equal(code, 121)
    assert.match(stderr, /clang makes no object of a\.c\n/)
    assert.doesNotMatch(stderr, /TypeError/)
  })
})
