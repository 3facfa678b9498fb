/**
 * weft/test.h and `weft test`: what a case, a fixture and an expectation say, that a failure in a
 * shuffled order is printed with the words that replay it, and that node --test reads it.
 */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { orderTest } from '../playground/page/program/order_test.js'
import { readTap } from '../toolchain/node_test.js'
import { tools } from '../dev/setup/tools.js'

const weftFile = fileURLToPath(new URL('../toolchain/weft.js', import.meta.url))
const nodeTest = new URL('../toolchain/node_test.js', import.meta.url).href
const there = tools()
const skipNative = !there.gcc && !there.clang && 'there is no C compiler'
const skipWasmtime = !there.wasmtime && 'there is no wasmtime'
const hosts = [['node', false], ['native', skipNative], ['wasmtime', skipWasmtime]]

let folder

const GOOD = `#include <weft/test.h>

static int made, put_away;

static int set_up(void **state)
{
    WEFT_TRY(weft_sleep(1));
    made++;
    *state = &made;
    return WEFT_OK;
}

static int tear_down(void *state)
{
    WEFT_TRY(weft_sleep(1));
    put_away++;
    return state == &made ? WEFT_OK : WEFT_INVALID;
}

static const weft_test_fixture fixture = {.set_up = set_up, .tear_down = tear_down};

WEFT_TEST(uses_it)
{
    WEFT_EXPECT_EQUAL(weft_time(), 1.0);
    WEFT_EXPECT_EQUAL(*(int *)state, made);
    return WEFT_OK;
}

WEFT_TEST(it_was_put_away)
{
    WEFT_EXPECT_EQUAL(put_away, 12);
    return WEFT_OK;
}

static int yields(void *arg) { (void)arg; return weft_yield(); }

WEFT_TEST(three_tasks)
{
    return weft_gather({yields, NULL}, {yields, NULL}, {yields, NULL});
}

WEFT_TESTS({"a fixture waits", uses_it, .fixture = &fixture, .seeds = 11},
           {"twice", it_was_put_away},
           {"in every order", three_tasks, .orders = 1000},
           {"up to a bound", three_tasks, .orders = 5})
`

const BAD = `#include <weft/test.h>

static int seen[3], count;

static int notes(void *arg) { seen[count++] = *(int *)arg; return WEFT_OK; }

WEFT_TEST(in_order)
{
    int numbers[] = {1, 2, 3};

    count = 0;
    WEFT_TRY(weft_gather_each(notes, numbers, 3));
    WEFT_EXPECT_EQUAL(seen[0], 1);
    return WEFT_OK;
}

static int put_away;
static int tear_down(void *state) { (void)state; put_away++; return WEFT_OK; }
static const weft_test_fixture fixture = {.tear_down = tear_down};

WEFT_TEST(values)
{
    const char *text = "one\\ntwo";
    size_t size = 3;

    WEFT_EXPECT(size == 4);
    WEFT_EXPECT_EQUAL(size, 4);
    WEFT_EXPECT_EQUAL(weft_time() + 0.25, 1.5);
    WEFT_EXPECT_EQUAL(weft_yield(), WEFT_TIMEOUT);
    WEFT_EXPECT_TEXT(text, "one\\nthree");
    return 7;
}

WEFT_TEST(it_was_put_away) { WEFT_EXPECT_EQUAL(put_away, 1); return WEFT_OK; }

static weft_handle timer;
static void rings(void *arg) { (void)arg; }

WEFT_TEST(leaves_a_timer) { return weft_call_later(&timer, 60, rings, NULL); }

WEFT_TESTS({"seeded", in_order, .seeds = 100}, {"ordered", in_order, .orders = 100},
           {"values", values, .fixture = &fixture}, {"put away", it_was_put_away},
           {"leak", leaves_a_timer})
`

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'weft-test-'))
  writeFileSync(join(folder, 'good_test.c'), GOOD)
  writeFileSync(join(folder, 'bad_test.c'), BAD)
  writeFileSync(join(folder, 'broken_test.c'), 'int main(void) { return what }\n')
  writeFileSync(join(folder, 'c.test.js'), `import { testFile } from '${nodeTest}'
testFile('good_test.c')
testFile('bad_test.c', ['--host', 'node'])
`)
})

after(() => rmSync(folder, { recursive: true, force: true }))

function run(words) {
  const options = { cwd: folder, env: { ...process.env, NODE_TEST_CONTEXT: undefined } }
  if (there.wasmtime) options.env.WEFT_WASMTIME = there.wasmtime
  return new Promise(resolve => {
    execFile(process.execPath, words, options, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }))
  })
}

const weft = words => run([weftFile, 'test', ...words.split(' ')])

for (const [host, skip] of hosts) {
  test(`cases, fixtures, orders and expectations on ${host}`, { skip }, async t => {
    const good = await weft(`good_test.c --host ${host}`)
    assert.equal(good.stdout, `TAP version 13
1..4
ok 1 - a fixture waits
ok 2 - twice
# in every order: 216 orders
ok 3 - in every order
# up to a bound: 5 orders
ok 4 - up to a bound
`)
    assert.equal(good.code, 0)

    const { code, stdout } = await weft(`bad_test.c --host ${host}`)
    assert.equal(code, 1)
    const { planned, cases } = readTap(stdout)
    assert.equal(planned, 5)
    assert.deepEqual(cases.map(({ passed }) => passed), [false, false, false, true, false])
    const [seeded, ordered, values, , leak] = cases.map(({ notes }) => notes.join('\n'))

    await t.test('both values are printed', () => {
      assert.match(values, /bad_test\.c:26: this does not hold: size == 4/)
      assert.match(values, /bad_test\.c:27: size is 3, not 4/)
      assert.match(values, /:28: weft_time\(\) \+ 0\.25 is 0\.25, not 1\.5/)
      assert.match(values, /:29: weft_yield\(\) is 0, not -2/)
      assert.match(values, /:30: text is\n {4}one\n {4}two\nand not\n {4}one\n {4}three/)
      assert.match(values, /^values: the run ended with 7, not 0$/m)
      assert.match(leak, /left behind: 0 tasks, 1 timers, 0 bytes/)
    })

    await t.test('a failure in a shuffled order is replayed', async () => {
      const [, words] = /replay it: weft test (.*)$/.exec(seeded)
      assert.match(words, /^bad_test\.c --seed \d+$/)
      const [message] = seeded.split('\n')
      const again = readTap((await weft(`${words} --host ${host}`)).stdout)
      assert.deepEqual(again.cases[0], { name: 'seeded', passed: false, notes: [message] })
      assert.match(ordered, /ordered: failed in order \d+, as it will when it is run again/)
    })
  })
}

test('an order that the playground found is a test: it fails in that order only', async () => {
  const text = readFileSync(new URL('./explore/lost_update.c', import.meta.url), 'utf8')
  const made = orderTest({ file: 'lost.c', text, choices: [0, 0, 1, 1], story: ['main ran ahead of Task-2'], why: 'it is stopped by a trap' })
  writeFileSync(join(folder, made.name), made.text)
  const [, words] = /weft test (.*) \*\//.exec(made.text)
  const failed = await weft(words)
  assert.equal(failed.code, 1)
  assert.match(failed.stderr, /Assertion failed: balance == 130 \(lost\.c: amain: 30\)/, 'its lines are those of the program')
  const { code, stdout } = await weft(made.name)
  assert.equal(code, 0)
  assert.match(stdout, /^ok 1 - in that order it ends well$/m)
})

test('several files are subtests of one output', async () => {
  const { code, stdout, stderr } = await weft('good_test.c broken_test.c bad_test.c')
  assert.equal(code, 1)
  const { planned, cases } = readTap(stdout)
  assert.equal(planned, 3)
  assert.deepEqual(cases.map(({ name, passed }) => [name, passed]),
    [['good_test.c', true], ['broken_test.c', false], ['bad_test.c', false]])
  assert.match(stdout, /^# Subtest: good_test\.c\n {4}1\.\.4\n {4}ok 1 - a fixture waits$/m)
  assert.match(stdout, /^# 2 of 3 files failed: broken_test\.c, bad_test\.c$/m)
  assert.equal(stdout.match(/TAP version/g).length, 1)
  assert.match(stderr, /broken_test\.c:1:\d+: error/)
})

test('node --test reads them', async () => {
  const { code, stdout } = await run(['--test', '--test-reporter=tap', 'c.test.js'])
  assert.equal(code, 1)
  assert.match(stdout, /^ {4}ok 1 - a fixture waits$/m)
  assert.match(stdout, /^ok 1 - good_test\.c$/m)
  assert.match(stdout, /^ {4}not ok 1 - seeded$/m)
  assert.match(stdout, /^not ok 2 - bad_test\.c$/m)
  assert.match(stdout, /replay it: weft test bad_test\.c --seed/)
})
