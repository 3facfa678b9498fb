/**
 * Jobs beside the loop on every host: the same result natively, in Node, under wasmtime and in Chromium; workers that work at
 * once; a job that dies; recordings; and, natively, threads that call what they must not.
 */
import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'
import { load } from '../web/index.js'
import { openPage } from './conformance/hosts.js'
import { needs, root, weft } from './programs.js'
import { patienceMs } from './patience.js'

const HEAD = `#include <stdio.h>
#include <stdlib.h>
#include "weft.h"
#include "weft/job.h"

struct part { int number, result; };
`
const MAIN = '\nint main(void) { return weft_run(amain, NULL); }\n'

/** Eight jobs, in a group: what each has made of its bytes. */
const EIGHT = `${HEAD}
static const int squares_of[] = {3, 1, 4, 1, 5, 9, 2, 6};
static int square(void *bytes)
{
    struct part *part = bytes;
    part->result = squares_of[part->number] * squares_of[part->number];
    return part->number == 7 ? 42 : WEFT_OK;
}
static int offload(void *arg) { return weft_offload(square, (struct part *)arg); }
static int amain(void *arg)
{
    struct part parts[8];
    weft_task tasks[8];

    (void)arg;
    for (int i = 0; i < 8; i++) {
        parts[i] = (struct part){.number = i};
        tasks[i] = weft_spawn(offload, &parts[i]);
    }
    for (int i = 0; i < 8; i++) {
        int code = weft_join(tasks[i]);
        printf("%d %d\\n", parts[i].result, code);
    }
    return WEFT_OK;
}${MAIN}`
const EIGHT_LINES = '9 0\n1 0\n16 0\n1 0\n25 0\n81 0\n4 0\n36 42\n'

/** Jobs that die, and one after each. */
const DEATHS = `${HEAD}
static int fine(void *bytes) { ((struct part *)bytes)->result = 1; return WEFT_OK; }
static int divides(void *bytes) { struct part *part = bytes; volatile int zero = part->number; part->result = 6 / zero; return WEFT_OK; }
static int ends(void *bytes) { exit(((struct part *)bytes)->number + 3); }
static int never_ends(void *bytes) { volatile int *number = &((struct part *)bytes)->number; while (!*number) (void)0; return WEFT_OK; }
static int amain(void *arg)
{
    struct part part = {0};

    (void)arg;
    printf("%d %s\\n", weft_offload(divides, &part) == WEFT_DIED, weft_error_text());
    printf("%d %d\\n", weft_offload(fine, &part), part.result);
    printf("%d %s\\n", weft_offload(ends, &part) == WEFT_DIED, weft_error_text());
    printf("%d %d\\n", weft_offload(fine, &part), part.result);
    if (getenv("FOR_EVER")) {
        printf("%s\\n", weft_error_name(weft_wait_for(weft_offload(never_ends, &part), 0.05)));
        fflush(stdout);
        exit(0);
    }
    return WEFT_OK;
}${MAIN}`

/** A job prints and has its own copy of a variable. */
const STATE = `${HEAD}
static int counted = 5;
static int counts(void *bytes) { ((struct part *)bytes)->result = counted++; printf("in the job\\n"); return WEFT_OK; }
static int amain(void *arg)
{
    struct part part = {0};

    (void)arg;
    counted = 100;
    for (int i = 0; i < 3; i++) {
        WEFT_TRY(weft_offload(counts, &part));
        printf("%d\\n", part.result);
    }
    return WEFT_OK;
}${MAIN}`

/** From a thread, what only the loop may call. */
const WRONG = `${HEAD}
static weft_event event;
static int sets(void *arg) { (void)arg; weft_block(0.01); weft_event_set(&event); return WEFT_OK; }
static int in_thread(void *arg) { return weft_to_thread(sets, arg); }
static int amain(void *arg)
{
    (void)arg;
    weft_task task = weft_spawn(in_thread, NULL);
    WEFT_TRY(weft_event_wait(&event));
    return weft_join(task);
}${MAIN}`

let folder
const file = name => join(folder, name)

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'weft-job-'))
  const programs = { eight: EIGHT, deaths: DEATHS, state: STATE, wrong: WRONG }
  for (const [name, text] of Object.entries(programs)) writeFileSync(file(`${name}.c`), text)
})
after(() => rmSync(folder, { recursive: true }))

function run(...words) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [weft, ...words], { cwd: folder, encoding: 'utf8', timeout: patienceMs })
  return { code: status, stdout, stderr: stderr.replaceAll(/^weft: (compiling|getting) .*\n/gm, '') }
}

/** Without waiting, so that a server can answer meanwhile. */
function build(name) {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [weft, 'build', `${name}.c`, '-o', `${name}.wasm`], { cwd: folder },
      (error, stdout, stderr) => error ? reject(new Error(stderr)) : resolve(readFileSync(file(`${name}.wasm`))))
  })
}

async function start(name, options = {}) {
  const program = await load(await build(name))
  const { stdout, stderr, exit } = program.start({ env: {}, ...options })
  const [out, err, end] = await Promise.all([stdout.text(), stderr.text(), exit])
  return { stdout: out, stderr: err, ...end }
}

/** What it prints there; jobs run in workers of that file, if one is given. */
async function runInChromium(name, jobWorker) {
  const bytes = await build(name)
  const { page, close } = await openPage()
  try {
    return await page.evaluate(async ({ given, worker }) => {
      const { load } = await import('/web/index.js')
      const program = await load(new Uint8Array(given))
      const run = program.start({ env: {}, ...(worker ? { jobWorker: new URL(worker, location.href) } : {}) })
      await run.exit
      return run.stdout.text()
    }, { given: [...bytes], worker: jobWorker })
  } finally {
    await close()
  }
}

describe('the same result', () => {
  for (const [host, tool] of [['native', 'gcc'], ['node', null], ['wasmtime', 'wasmtime']]) {
    for (const clock of ['real', 'virtual']) {
      it(`${host}, on the ${clock} clock`, tool ? needs(tool) : {}, () => {
        const { code, stdout, stderr } = run('run', '--host', host, '--clock', clock, 'eight.c')
        assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: EIGHT_LINES, stderr: '' })
      })
    }
  }

  it('in Chromium', needs('chromium'), async () => {
    assert.equal(await runInChromium('eight'), EIGHT_LINES)
  })
})

describe('workers work at once', () => {
  it('in Node', async () => {
    const jobWorker = pathToFileURL(join(root, 'tests/job/barrier_worker.js'))
    assert.equal((await start('eight', { jobWorker })).stdout, EIGHT_LINES)
  })

  it('in Chromium', needs('chromium'), async () => {
    assert.equal(await runInChromium('eight', '/tests/job/barrier_worker.js'), EIGHT_LINES)
  })

  it('and not without them', async () => {
    assert.equal((await start('eight', { jobs: false, debug: true })).stderr.split('\n')
      .filter(line => line.includes('in place')).length, 1)
  })
})

describe('a job that dies', () => {
  it('is an error of its own, and its worker is replaced', async () => {
    const { stdout, code } = await start('deaths')
    assert.match(stdout, /^1 the job divides trapped: (divide by zero|.*unreachable).*\n0 1\n1 the job ends ended the program, with exit code 3\n0 1\n$/)
    assert.equal(code, 0)
  })

  it('or never ends: the end of the program ends it', async () => {
    const { stdout, code } = await start('deaths', { env: { FOR_EVER: '1' } })
    assert.match(stdout, /\ntimed out\n$/)
    assert.equal(code, 0)
  })
})

describe('a job in a worker', () => {
  it('sees the values of the source, each time', async () => {
    const { stdout } = await start('state')
    assert.deepEqual(stdout.split('\n').filter(line => /^\d/.test(line)), ['5', '5', '5'])
  })

  it('prints', async () => {
    assert.equal((await start('state')).stdout.match(/in the job/g).length, 3)
    const heard = []
    const { stdout } = await start('state', { onJobOutput: (descriptor, bytes) => heard.push(descriptor, new TextDecoder().decode(bytes)) })
    assert.deepEqual(heard, [1, 'in the job\n', 1, 'in the job\n', 1, 'in the job\n'])
    assert.equal(stdout, '5\n5\n5\n')
  })
})

describe('a recording', () => {
  it('holds what jobs have brought', needs('gcc', 'wasmtime'), () => {
    for (const host of ['node', 'native']) {
      assert.equal(run('run', '--host', host, '--record', `${host}.tape`, 'eight.c').stdout, EIGHT_LINES)
      for (const player of ['node', 'wasmtime', 'native']) {
        const { code, stdout, stderr } = run('replay', `${host}.tape`, 'eight.c', '--host', player)
        assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: EIGHT_LINES, stderr: '' }, `${host} in ${player}`)
      }
    }
  })

  it('holds why one died', needs('wasmtime'), () => {
    const { stdout } = run('run', '--host', 'node', '--record', 'deaths.tape', 'deaths.c')
    assert.match(stdout, /ended the program, with exit code 3/)
    assert.equal(run('replay', 'deaths.tape', 'deaths.c', '--host', 'wasmtime').stdout, stdout)
  })
})

describe('the wrong thread', () => {
  it('is refused in debug mode', needs('gcc'), () => {
    const { code, stderr } = run('run', '--host', 'native', '--debug', 'wrong.c')
    assert.equal(code, 105)
    assert.match(stderr, /another thread than the loop's called a function of Weft; from there only weft_call_from_thread/)
  })
})

describe('threads', () => {
  it('are clean under the thread sanitizer', needs('clang'), async () => {
    const { listSources } = await import('../toolchain/runtime.js')
    const program = file('threads')
    const built = spawnSync('clang', ['-std=c11', '-D_POSIX_C_SOURCE=200809L', '-O1', '-g', '-fsanitize=thread', '-Iruntime', '-Itests/c',
      'tests/c/test_job.c', ...listSources('ucontext'), '-lm', '-o', program], { cwd: root, encoding: 'utf8' })
    assert.equal(built.status, 0, built.stderr)
    const { status, stdout, stderr } = spawnSync(program, { encoding: 'utf8' })
    assert.doesNotMatch(stderr, /WARNING: ThreadSanitizer/, stderr.slice(0, 3000))
    assert.doesNotMatch(stdout, /^not ok/m)
    assert.equal(status, 0)
  })
})

