// Bad input: what is missing, wrong, too large or no program at all; programs that trap, overflow,
// fail or never end. Each time one sentence, the exit code of docs/guide.md, and nothing left
// running. Programs of tests/bad, by the command line, on every host that is there.

import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import test, { before, describe } from 'node:test'
import { linkProgram } from '../toolchain/program.js'
import {
  buildNative, buildWasm, inParallel, needs, prepareForWasmtime, root, run, tools, underWasmtime,
  weft
} from './programs.js'
import { isWhole } from './sample.js'

const folder = join(root, 'build', 'programs', 'bad')
const home = join(root, 'tests', 'bad')
const names = ['ends', 'traps', 'overflows', 'no_memory', 'stale', 'fails', 'blocks', 'nested',
  'waits', 'last_words', 'misuse', 'left_open', 'left_behind', 'names']
const sources = names.map(name => `tests/bad/${name}.c`)
const deepest = 100_000_000   // calls: nobody has a stack for them

/** The hosts of `weft run`, by the names that the tests have: the tools, the Node, the option. */
const hosts = {
  node: { tools: [], node: () => process.execPath, option: 'node' },
  node24: { tools: ['node24'], node: () => tools().node24, option: 'node' },
  node26: { tools: ['node26'], node: () => tools().node26, option: 'node' },
  wasmtime: { tools: ['wasmtime'], node: () => process.execPath, option: 'wasmtime' },
  native: { tools: ['gcc'], node: () => process.execPath, option: 'native' }
}

let files   // the wasm files by name: as `weft run` builds them, and for wasmtime as `weft build` does
let optimised

before(async () => {
  mkdirSync(folder, { recursive: true })
  files = await buildWasm(sources, 'run')
  if (tools().wasmtime) optimised = await buildWasm(sources, 'build')
  if (tools().gcc) await inParallel(sources, warmUp)
})

/** Compiles for --host native, which later says nothing about it. A wrong clock runs nothing. */
function warmUp(source) {
  const words = [process.execPath, weft, 'run', '--host', 'native', basename(source)]
  return run(words, { cwd: home, env: { WEFT_CLOCK: '?' } })
}

/** `weft run` on a host, under the virtual clock unless `options` or `env` say something else. */
function weftRun(host, name, { args = [], options = ['--clock', 'virtual'], ...how } = {}) {
  const { node, option } = hosts[host]
  const program = host === 'native' ? `${name}.c` : host === 'wasmtime' ? optimised[name] : files[name]
  const words = [node(), weft, 'run', '--host', option, ...options, program, '--', ...args]
  return run(words, { cwd: home, ...how })
}

/**
 * Checks an end: the code, what was printed, and on standard error one sentence and what belongs
 * to it, in lines of their own that begin with two spaces; nothing at all without a `sentence`.
 */
function check(result, { code, sentence, details, stdout = '' }) {
  const shown = `it ended with ${result.code ?? result.signal} and said:\n${result.stderr}`
  assert.equal(result.late, false, `it did not end; ${shown}`)
  assert.deepEqual(result.left, [], 'a process outlived it')
  assert.equal(result.code, code, shown)
  assert.equal(result.stdout, stdout)
  if (!sentence) return assert.equal(result.stderr, '')
  const [first, ...rest] = result.stderr.split('\n')
  assert.match(first, sentence, shown)
  assert.match(first, /^weft: /, shown)
  assert.equal(rest.pop(), '', 'the last line has an end')
  assert.ok(rest.every(line => line.startsWith('  ')), `more than one sentence; ${shown}`)
  if (details) assert.deepEqual(rest.map(line => line.trim()), details)
}

/** The same for each host. */
function onHosts(title, some, body) {
  for (const host of some) test(`${title}, ${host}`, needs(...hosts[host].tools), () => body(host))
}

const everywhere = Object.keys(hosts).filter(host => isWhole || !['node24', 'node26'].includes(host))   // other suites play the newer ones
const inWasm = everywhere.filter(host => host !== 'native')
const threeHosts = ['node', 'wasmtime', 'native']   // where the engine's version plays no part

describe('exit codes', () => {
  for (const [asked, code] of [[0, 0], [1, 1], [42, 42], [99, 99], [150, 99]]) {
    onHosts(`main returns ${asked}`, everywhere, async host => {
      const sentence = asked > 0 && new RegExp('^weft: main ended with code ' +
        `${asked} \\(failed\\), spawned at ends.c:27; last wait at .*:12 in returns$`)
      const result = await weftRun(host, 'ends', { args: ['return', `${asked}`] })
      check(result, { code, sentence, details: [], stdout: `returns ${asked}\n` })
    })
  }

  for (const code of [0, 7, 99]) {
    onHosts(`a task calls exit(${code})`, threeHosts, async host => {
      const result = await weftRun(host, 'ends', { args: ['exit', `${code}`] })
      check(result, { code, stdout: `exits with ${code}` })
    })
  }

  for (const asked of ['150', '-1']) {
    onHosts(`exit(${asked}) becomes 1, as wasmtime wants it, and a sentence says so`, threeHosts, async host => {
      const { code, stdout, stderr } = await weftRun(host, 'ends', { args: ['exit', asked] })
      assert.deepEqual([code, stdout], [1, `exits with ${asked}`])
      assert.match(stderr, /^weft: The program ended with [^\n]* outside of 0 to 125; 1 stands for it\.\n$/)
    })
  }

  test('wasmtime alone gives the same codes', needs('wasmtime'), async () => {
    const prepared = await prepareForWasmtime(files)
    const runAlone = (name, ...args) =>
      run(underWasmtime(prepared[name], { WEFT_CLOCK: 'virtual' }, { args }))
    const wanted = [['ends', 'return', '42', 42], ['ends', 'return', '150', 99], ['stale', 105],
      ['overflows', 'frames', '16', '16384', 102], ['no_memory', 'huge', 104]]
    for (const [name, ...args] of wanted) {
      const code = args.pop()
      const result = await runAlone(name, ...args)
      assert.deepEqual([name, result.code, result.late], [name, code, false], result.stderr)
    }
  })
})

describe('a failed main', () => {
  onHosts('is told with its code, text, place and causes', everywhere, async host => {
    check(await weftRun(host, 'fails'), {
      code: 42,
      sentence: /^weft: main ended with code 42 \(failed\), spawned at fails.c:37; /,
      details: [
        '1 of 1 parts did not start (code 42), raised at fails.c:23 in amain',
        'caused by:',
        'the settings cannot be read (code 7), raised at fails.c:16 in read_settings',
        'caused by:',
        'there is no file settings.txt (code 2), raised at fails.c:9 in open_file'
      ]
    })
  })

  onHosts('is not told with the text of a failure that it had dealt with', ['node', 'native'], async host => {
    check(await weftRun(host, 'fails', { args: ['later'] }), {
      code: 105, sentence: /^weft: main ended with code -2 \(timed out\), spawned at /, details: []
    })
  })
})

/** What tests/bad/misuse.c says of each call. */
const misuses = {
  'wrong use': ['unlock_by_a_stranger', 'release', 'notify_without_the_lock',
    'free_while_a_getter_waits', 'free_while_a_putter_waits', 'free_while_a_joiner_waits',
    'return_without_a_loan', 'borrow_twice', 'return_to_another', 'borrow_from_two',
    'send_on_a_closed_end', 'open_twice'],
  'invalid argument': ['release_too_often', 'bounded_by_none', 'too_many_permits',
    'permits_up_to_the_brim', 'no_parties', 'too_many_parties', 'done_too_often', 'put_nothing',
    'fail_with_success'],
  broken: ['lock_of_the_dead', 'aborted_barrier', 'send_to_nobody'],
  closed: ['put_into_a_shut_queue', 'set_twice'],
  ok: ['notify_more_than_there_are']
}

/** What the report says of those that wait for what never comes. */
const waits = {
  lock_twice: 'main waits for the lock &own, which it holds itself',
  a_permit_of_none: 'main waits for a permit of the semaphore &none',
  a_token_of_none: 'main waits for a token of the limiter &none',
  most_parties: 'main waits at the barrier &everybody',
  from_an_open_sender: 'main waits for an item in the channel &channel'
}

/** What a release by a task that does not hold the lock says, where it stands. */
const stranger = new RegExp('^weft: main releases the lock &lock at misuse.c:63 in release, and does not hold it: ' +
  'Task-2 has held it since misuse.c:21 in holds\\. Release it in the task that acquired it; [^\n]*\n$')

describe('what tasks share, used wrongly', () => {
  onHosts('is refused with the documented code', threeHosts, async host => {
    const { code, stdout, stderr } = await weftRun(host, 'misuse')
    assert.equal(code, 0, stderr)
    assert.match(stderr, stranger)   // once for its place, though a second one is there
    const wanted = Object.entries(misuses)
      .flatMap(([words, calls]) => calls.map(call => `${call}: ${words}`))
    assert.deepEqual(stdout.trimEnd().split('\n').sort(), wanted.sort())
  })

  const orphaned = 'Task-2 ended while it held the lock &left, taken at line 28; WEFT_UNLOCK_AT_EXIT would ' +
    'release it (code -13), raised at misuse.c:86 in lock_of_the_dead'
  for (const [call, number, words, details] of [['notify_without_the_lock', -7, 'wrong use', []],
    ['release_too_often', -6, 'invalid argument', []], ['lock_of_the_dead', -13, 'broken', [orphaned]]]) {
    onHosts(`${call} is told when main passes it on`, threeHosts, async host => {
      const sentence = new RegExp(`^weft: main ended with code ${number} \\(${words}\\), `)
      check(await weftRun(host, 'misuse', { args: [call] }), { code: 105, sentence, details })
    })
  }

  onHosts('a release of a lock that another task holds is told where it stands', threeHosts, async host => {
    const { code, stderr } = await weftRun(host, 'misuse', { args: ['unlock_by_a_stranger'] })
    const [first, second, end] = stderr.split('\n')
    assert.equal(code, 105)
    assert.match(`${first}\n`, stranger)
    assert.match(second, /^weft: main ended with code -7 \(wrong use\), /)
    assert.equal(end, '')
  })

  for (const [call, words] of Object.entries(waits)) {
    onHosts(`${call} is a deadlock, which is told`, ['native', 'wasmtime'], async host => {
      const result = await weftRun(host, 'misuse', { args: [call] })
      const sentence = /^weft: deadlock at 0.000 s: .* 1 task waits for ever$/
      check(result, { code: 100, sentence })
      assert.equal(result.stderr.split('\n')[1].trim(), words)
    })
  }

  test('a queue without slots does not compile', async () => {
    const { code, stderr } = await run([process.execPath, weft, 'run', 'tests/bad/no_slots.c'])
    assert.equal(code, 121)
    const refused = /no_slots\.c:(\d+):\d+: error: (?:'capacity' .* negative|array is too large)/g
    const lines = [...stderr.matchAll(refused)].map(([, line]) => Number(line))
    assert.deepEqual([...new Set(lines)], [4, 5, 6, 7])
  })
})

describe('what reports name', () => {
  onHosts('two locks of the same words have numbers, and the words of the place that waits', threeHosts, async host => {
    const { code, stderr } = await weftRun(host, 'names', { args: ['locks'] })
    assert.equal(code, 100)
    assert.match(stderr, /^ {2}Task-2 waits for the lock pair->yours \(1\), held by Task-3$/m)
    assert.match(stderr, /^ {2}Task-3 waits for the lock pair->yours \(2\), held by Task-2$/m)
    assert.match(stderr, /^ {2}main waits for the calls of gather$/m, 'what is alone has no number')
  })

  onHosts('the last wait of a failed main is one of the program\'s', threeHosts, async host => {
    const sentence = /^weft: main ended with code -9 \(empty\), .*; last wait at \S*names\.c:42 in clean_up$/
    check(await weftRun(host, 'names', { args: ['queue'] }), { code: 105, sentence, details: [] })
  })

  const randomNumber = async (host, clock, seed) => {
    const options = ['--clock', clock, ...(seed ? ['--env', `WEFT_RANDOM=${seed}`] : [])]
    const { code, stdout, stderr } = await weftRun(host, 'names', { args: ['random'], options })
    assert.equal(code, 7, stderr)
    return { number: stdout, seed: /^ {2}WEFT_RANDOM=(\d+) gives the same random numbers again$/m.exec(stderr)?.[1] }
  }

  onHosts('random numbers of the real clock differ, and come again with the seed that is told', threeHosts, async host => {
    const first = await randomNumber(host, 'real')
    const second = await randomNumber(host, 'real')
    assert.notEqual(first.number, second.number)
    assert.deepEqual(await randomNumber(host, 'real', first.seed), { ...first, seed: undefined })
  })

  onHosts('random numbers of the virtual clock are the same in each run', threeHosts, async host => {
    const first = await randomNumber(host, 'virtual')
    assert.equal(first.seed, undefined)
    assert.deepEqual(await randomNumber(host, 'virtual'), first)
    assert.notEqual((await randomNumber(host, 'virtual', '7')).number, first.number)
  })
})

describe('wrong use', () => {
  onHosts('the name of a task that is gone is refused', threeHosts, async host => {
    check(await weftRun(host, 'stale'), {
      code: 105,
      sentence: /^weft: main ended with code -8 \(stale task\), .* at stale.c:28 in/,
      stdout: 'result -8, cancel -8, ended 1, name ""\n'
    })
  })

  onHosts('libc\'s sleeps stop every task, at the cost of virtual time', threeHosts, async host => {
    check(await weftRun(host, 'blocks'), {
      code: 0,
      sentence: new RegExp('^weft: main called usleep, a libc function that stops every task; ' +
        'call weft_sleep instead; its last wait was at \\S+:\\d+ in amain$'),
      details: [],
      stdout: 'main is on at 1.750\nthe other is on at 1.750\n'
    })
  })

  const before = 'it ended with 7\n'
  const leavings = {
    sleep: before, yield: before, event: before, another: before, end: before,
    'written over': `${before}A\n`, 'end of a task': '', 'outer call': '', 'outer scope': ''
  }
  for (const [then, stdout] of Object.entries(leavings)) {
    onHosts(`a timeout that was left open is told: ${then}`, threeHosts, async host => {
      check(await weftRun(host, 'left_open', { args: [then] }), {
        code: 105,
        sentence: new RegExp('^weft: (?:main|job) left the timeout begun at \\S*left_open.c:16 in leave_it_open ' +
          'without ending it: declare it with WEFT_TIMEOUT, which a WEFT_TRY may leave$'),
        details: [],
        stdout
      })
    })
  }

  const leftBehind = [
    ['handle', 'the callback asked for', 'timed', 'declare its handle with WEFT_HANDLE'],
    ['signal', 'the callback asked for', 'signalled', 'declare its handle with WEFT_HANDLE'],
    ['future', 'the callback asked for', 'watched', 'or let what it watches live longer'],
    ['group', 'the group first used', 'grouped', 'declare it with WEFT_GROUP'],
    ['generator', 'the generator begun', 'generated', 'declare it with WEFT_GENERATOR, or close it'],
    ['loan', 'the token borrowed', 'borrowed', 'declare its loan with WEFT_LOAN'],
    ['written over', 'the callback asked for', 'timed', 'declare its handle with WEFT_HANDLE', 'A\nit has returned\n'],
    ['end of a task', 'the callback asked for', 'timed', 'declare its handle with WEFT_HANDLE', '', 'job']
  ]
  for (const [what, thing, where, advice, stdout = 'it has returned\n', task = 'main'] of leftBehind) {
    onHosts(`what the runtime holds on a stack that is gone is told: ${what}`, threeHosts, async host => {
      check(await weftRun(host, 'left_behind', { args: [what] }), {
        code: 105,
        sentence: new RegExp(`^weft: ${task} left ${thing} at \\S*left_behind.c:\\d+ in ${where} behind.*${advice}`),
        details: [],
        stdout
      })
    })
  }
  onHosts('a group of a callback gives its tasks up, and says so', threeHosts, async host => {
    const { code, stdout, stderr } = await weftRun(host, 'left_behind', { args: ['callback'] })
    assert.deepEqual([code, stdout], [0, 'a task of the group: cancelled, clean-up ok\nit has returned\n'], stderr)
    assert.match(stderr, /^weft: the group group was left in a callback, which cannot wait for its 2 tasks: cancelled; declare it in a task, at \S*left_behind.c:\d+ in declares_a_group\nweft: Task-\d ended with code 3 \(failed\), spawned at [^\n]*\n$/)
  })
  onHosts('a body that waits for what a failed task of its group had ends with the failure', threeHosts, async host => {
    const { code, stderr } = await weftRun(host, 'left_behind', { args: ['body'] })
    assert.equal(code, 7, stderr)
    assert.match(stderr, /^weft: main ended with code 7 \(failed\), [^\n]*\n {2}the only worker broke \(code 7\), raised at \S*left_behind\.c:\d+ in takes_one_and_fails\n/)
  })
  onHosts('what is cancelled, closed, settled and given back may leave its function', threeHosts, async host => {
    check(await weftRun(host, 'left_behind', { args: ['well'] }), { code: 0, stdout: 'it has returned\n' })
  })

  onHosts('a run inside a run is refused', threeHosts, async host => {
    check(await weftRun(host, 'nested'), {
      code: 0,
      sentence: /^weft: weft_run was called inside a run; call inner itself, or spawn it$/,
      details: [],
      stdout: 'the inner run gave 105\nthe outer run goes on\n'
    })
  })
})

describe('a trap', () => {
  for (const how of ['unreachable', 'null', 'divide', 'memory', 'abort']) {
    onHosts(how, everywhere, async host => {
      const result = await weftRun(host, 'traps', { args: [how] })
      const sentence = how === 'divide' && host !== 'wasmtime'
        ? /^weft: trapper divided by zero at traps\.c:21, column \d+; it was spawned at traps\.c:29 in amain$/
        : /^weft: The program trapped/
      check(result, { code: 103, sentence, details: [], stdout: 'now\n' })
    })
  }

  test('that a check comes before is told with its line natively, too', needs('gcc'), async () => {
    for (const [name, said] of [
      ['null_pointer', /^weft: Task-2 used a NULL pointer at \S*null_pointer\.c:12, column \d+, where it needs one to 'struct job'; the argument that it was given is NULL; it was spawned at \S*null_pointer\.c:19 in amain$/],
      ['divide_by_zero', /^weft: Task-3 divided by zero at \S*divide_by_zero\.c:8, column \d+; it was spawned at \S*divide_by_zero\.c:16 in amain$/]
    ]) {
      const words = [process.execPath, weft, 'run', '--host', 'native', '--clock', 'virtual', join(root, 'tests', 'mistakes', `${name}.c`)]
      const { code, stderr } = await run(words)
      assert.equal(code, 103)
      assert.match(stderr.split('\n').filter(line => !line.endsWith('…')).join('\n').trimEnd(), said)
    }
  })

  test('is told with its task and where that was spawned, node', async () => {
    const { stderr } = await weftRun('node', 'traps', { args: ['null'] })
    assert.match(stderr, / in task 2 "trapper", spawned at traps.c:29: /)
  })
})

describe('a stack overflow', () => {
  const fine = { code: 0, stdout: 'it was enough\n' }

  /** The sentence says what the task had, and that it needed more. */
  function checkOverflow(result, bytes) {
    const sentence = new RegExp('^weft: stack overflow in deep, spawned at ' +
      'overflows.c:115 in amain: it has (\\d+) bytes and needed at least (\\d+)$')
    check(result, { code: 102, sentence })
    const [, had, needed] = sentence.exec(result.stderr.split('\n')[0]).map(Number)
    assert.equal(had, bytes)
    assert.ok(needed > had, `${needed} is not more than ${had}`)
    assert.match(result.stderr, /^ {2}give it more: .*\.stack_bytes = \d+\)/m)
  }

  const runDeep = (host, ...args) => weftRun(host, 'overflows', { args: args.map(String) })

  for (const [bytes, enough, tooMany] of [[16384, 12, 16], [4096, 3, 4]]) {
    onHosts(`of ${bytes} bytes by large frames`, threeHosts, async host => {
      check(await runDeep(host, 'frames', enough, bytes), fine)
      checkOverflow(await runDeep(host, 'frames', tooMany, bytes), bytes)
    })
  }

  onHosts('by calls without end', everywhere, async host => {
    checkOverflow(await runDeep(host, 'frames', deepest, 16384), 16384)
  })

  onHosts('by what many waiting calls save', everywhere, async host => {
    check(await runDeep(host, 'calls', 100, 16384), fine)
    checkOverflow(await runDeep(host, 'calls', 3000, 16384), 16384)
  })

  onHosts('that wrote over what is known of the task', inWasm, async host => {
    check(await runDeep(host, 'below', 100, 16384), fine)
    const result = await runDeep(host, 'below', 5000, 16384)
    const sentence = /^weft: stack overflow in a task that has written over its own name: it has 16384 /
    check(result, { code: 102, sentence })
    assert.match(result.stderr, /^ {2}give it more: .*\.stack_bytes = \d+\)/m)
  })

  onHosts('of one that begins inside its spawn, or has begun another so', threeHosts, async host => {
    for (const how of ['after', 'inside']) {
      check(await runDeep(host, how, 12, 16384), fine)
      checkOverflow(await runDeep(host, how, 16, 16384), 16384)
    }
  })

  onHosts('where the program takes reports with a function that needs stack itself', threeHosts, async host => {
    checkOverflow(await runDeep(host, 'hooked', 16, 16384), 16384)
  })

  onHosts('of main\'s own stack, before a run', inWasm, async host => {
    const result = await runDeep(host, 'before', deepest, 16384)
    check(result, { code: 102, sentence: /^weft: stack overflow outside any task: do it in a task/, details: [] })
  })

  onHosts('by one frame that is larger than all of it', threeHosts, async host => {
    checkOverflow(await runDeep(host, 'at_once', 0, 16384), 16384)
  })

  // Below 8 KiB there is no guard page: the stack runs over its neighbours, perhaps over the record
  // of its own task. It is still reported, with fewer words.
  onHosts('by calls without end and without a guard page', ['native'], async host => {
    for (const how of ['frames', 'calls']) {
      const result = await runDeep(host, how, deepest, 4096)
      check(result, { code: 102, sentence: /^weft: stack overflow in (deep|a task whose stack)/ })
    }
  })

  // The engine's own stack is used up first: the calls take nothing of the task's.
  onHosts('of the engine\'s own is a trap', inWasm, async host => {
    check(await runDeep(host, 'calls', deepest, 16384),
      { code: 103, sentence: /^weft: The program trapped.*stack/ })
  })
})

describe('no memory', () => {
  const sentence = /^weft: main ended with code -4 \(no memory\), spawned at no_memory.c:\d+; it never waited$/
  const later = /^weft: main ended with code -4 \(no memory\), spawned at .*; last wait at no_memory.c:29 in/

  onHosts('for a stack of half the address space', everywhere, async host => {
    check(await weftRun(host, 'no_memory', { args: ['huge'] }), { code: 104, sentence })
  })

  onHosts('after the program took all of it', inWasm, async host => {
    check(await weftRun(host, 'no_memory', { args: ['exhausted'] }), { code: 104, sentence: later })
  })

  test('after the program took all of it, native', needs('gcc'), async () => {
    const { no_memory: program } = await buildNative('plain', ['tests/bad/no_memory.c'])
    const words = ['sh', '-c', `ulimit -v 300000; exec "${program}" exhausted`]
    check(await run(words, { env: { WEFT_CLOCK: 'virtual' } }), { code: 104, sentence })
  })
})

describe('options of a run', () => {
  const wrong = {
    WEFT_CLOCK: ['banana', 'Virtual'],
    WEFT_SEED: ['x', '-1', '1.5', '18446744073709551616'],
    WEFT_UNTIL: ['soon', '-1', '1,5', '5000000000'],
    WEFT_SIGNALS: ['FOO@1', 'INT', 'INT@', 'INT@x', '@1', 'INT@1,,', 'INT@1,FOO@2',
      Array.from({ length: 17 }, (_, second) => `INT@${second}`).join(',')],
    WEFT_FAIL_ALLOC: ['0', 'x', '3-', '1++'],
    WEFT_FAIL_HOST: ['-1'],
    WEFT_CANCEL_AT: ['1.5']
  }
  const pairs = Object.entries(wrong)
    .flatMap(([name, values]) => values.map(value => [name, value]))

  async function checkAll(runWith) {
    await inParallel(pairs, async ([name, value]) => {
      const shown = value.replace(/[+.]/g, '\\$&')
      const sentence = new RegExp(`^weft: ${name}=${shown} has no meaning; give `)
      check(await runWith({ [name]: value }), { code: 120, sentence, details: [] })
    })
  }

  test('without meaning end the run before it began, native', needs('gcc'), async () => {
    const { ends } = await buildNative('plain', ['tests/bad/ends.c'])
    await checkAll(env => run([ends], { env }))
  })

  test('without meaning end the run before it began, wasmtime', needs('wasmtime'), async () => {
    const { ends } = await prepareForWasmtime({ ends: files.ends })
    await checkAll(env => run(underWasmtime(ends, env)))
  })

  test('without meaning end the run before it began, node', async () => {
    await checkAll(env => weftRun('node', 'ends', { env, options: [] }))
  })

  test('without meaning end the first run of a runner, native', needs('gcc'), async () => {
    const { runner } = await buildNative('plain', ['tests/bad/runner.c'])
    check(await run([runner], { env: { WEFT_CLOCK: 'virtual', WEFT_SEED: 'x' } }), {
      code: 120, sentence: /^weft: WEFT_SEED=x has no meaning; give /, details: []
    })
  })

  test('a trace that cannot be written is told, and the run goes on', needs('gcc'), async () => {
    const { ends } = await buildNative('plain', ['tests/bad/ends.c'])
    const env = { WEFT_CLOCK: 'virtual', WEFT_TRACE: '/nowhere/trace' }
    check(await run([ends], { env }), {
      code: 0,
      sentence: /^weft: the trace could not be written to \/nowhere\/trace; the run goes on/,
      stdout: 'returns 0\n'
    })
  })
})

describe('output that nobody takes', () => {
  const sentence = /^weft: some output was lost: the host could not write it$/
  const full = words => ['sh', '-c', `exec ${words.map(word => `"${word}"`).join(' ')} >/dev/full`]
  const env = { WEFT_CLOCK: 'virtual' }

  for (const name of ['ends', 'last_words']) {
    test(`ends the run of ${name} with the host's code, native`, needs('gcc'), async () => {
      const programs = await buildNative('plain', [`tests/bad/${name}.c`])
      check(await run(full([programs[name]]), { env }), { code: 106, sentence })
    })

    test(`ends the run of ${name} with the host's code, wasmtime`, needs('wasmtime'), async () => {
      const prepared = await prepareForWasmtime({ [name]: files[name] })
      check(await run(full(underWasmtime(prepared[name], env))), { code: 106, sentence })
    })
  }
})

describe('the command line', () => {
  const command = (...words) => run([process.execPath, weft, ...words])
  const file = 'tests/bad/ends.c'
  const refused = {
    'a missing file': [['run', 'missing.c'], /There is no file missing\.c/],
    'a missing wasm file': [['run', 'missing.wasm'], /There is no file missing\.wasm/],
    'a missing trace': [['trace', 'missing.trace'], /missing\.trace/],
    'a folder': [['run', 'tests'], /tests is a folder/],
    'a file that is neither': [['run', 'README.md'], /README\.md is neither/],
    'no file': [['run'], /Name a file/],
    'no such command': [['rum', 'x.c'], /There is no command "rum"/],
    'no such option': [['run', '--sed', '1', file], /no option --sed.* Did you mean --seed/],
    'an option without its value': [['run', file, '--seed'], /--seed needs a value/],
    'no such host': [['run', '--host', 'mars', file], /--host is node, wasmtime or native/],
    'no such clock': [['run', '--clock', 'banana', file], /--clock is real or virtual/],
    'no such seed': [['run', '--seed', 'x', file], /--seed is a whole number/],
    'no such signal': [['run', '--signal', 'FOO@1', file], /--signal is a list/],
    'no such time': [['run', '--until', 'soon', file], /--until is a number of seconds/],
    'a trace in no folder': [['run', '--trace', 'no/such/folder', file], /no\/such\/folder/]
  }
  for (const [what, [words, sentence]] of Object.entries(refused)) {
    test(`refuses ${what}`, async () => {
      check(await command(...words), { code: 120, sentence, details: [] })
    })
  }

  test('shows the compiler\'s words as they are', async () => {
    const wanted = [
      'tests/bad/does_not_compile.c:5:21: error: use of undeclared identifier \'nothing\'',
      '    5 |     return weft_run(nothing, NULL);',
      '      |                     ^~~~~~~',
      '1 error generated.', ''
    ].join('\n')
    for (const words of [['run'], ['build', '-o', join(folder, 'none.wasm')]]) {
      const { code, stdout, stderr } = await command(...words, 'tests/bad/does_not_compile.c')
      assert.deepEqual([code, stdout], [121, ''])
      assert.equal(withoutProgress(stderr), wanted)
    }
  })

  test('shows an installed compiler\'s words as they are', needs('gcc'), async () => {
    const words = ['run', '--host', 'native', 'tests/bad/does_not_compile.c']
    const env = { CC: tools().gcc }
    const { code, stderr } = await run([process.execPath, weft, ...words], { env })
    assert.equal(code, 121)
    assert.match(stderr, /^tests\/bad\/does_not_compile\.c:5:21: error: .nothing. undeclared/m)
  })

  test('has the same hint for an installed compiler\'s words', needs('gcc'), async () => {
    const { code, stderr } = await run([process.execPath, weft, 'run', '--host', 'native', 'tests/bad/other_name.c'], { env: { CC: tools().gcc } })
    assert.equal(code, 121)
    assert.match(stderr, /^weft: tests\/bad\/other_name\.c:5: weft\.h has no weft_cancel: it is called weft_task_cancel\.$/m)
  })

  /** Without the lines that tell what takes long. */
  function withoutProgress(text) {
    return text.replace(/^weft: .* …\n/gm, '')
  }
})

describe('a file that is not a Weft program', () => {
  const kinds = {
    'an empty file': () => new Uint8Array(0),
    'a text': () => readFileSync(join(root, 'README.md')),
    'half a program': () => readFileSync(files.ends).subarray(0, 2000),
    'a plain program of WASI': linkPlain,
    'a module without anything': () => new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])
  }

  async function linkPlain() {
    const text = readFileSync(join(root, 'tests', 'bad', 'plain.c'), 'utf8')
    const linked = await linkProgram({ sources: { 'plain.c': text } })
    assert.ok(linked.ok, linked.text)
    return linked.bytes
  }

  for (const [what, make] of Object.entries(kinds)) {
    test(`${what} is refused by its name on each host`, async () => {
      const file = join(folder, `${what.replaceAll(' ', '_')}.wasm`)
      writeFileSync(file, await make())
      for (const host of ['node', ...(tools().wasmtime ? ['wasmtime'] : [])]) {
        const result = await run([process.execPath, weft, 'run', '--host', host, file])
        check(result, { code: 122, sentence: /^weft: /, details: [] })
      }
    })
  }

  test('a C file that does not call weft_run is plain C, and runs as that', async () => {
    const { code, stdout } = await run([process.execPath, weft, 'run', 'tests/bad/plain.c'])
    assert.deepEqual([code, stdout], [0, 'hello\n'])
  })
})

describe('Ctrl-C', () => {
  const busy = /^weft: main has run since 0\.\d+ s without waiting: it last went on at \S*waits\.c:\d+ in computes$/
  const ready = { after: /ready\n/, name: 'SIGINT' }

  onHosts('cancels a main that waits', ['node', 'node24', 'node26', 'native'], async host => {
    const result = await weftRun(host, 'waits', { args: ['wait'], open: true, signals: [ready] })
    check(result, { code: 109, sentence: /^weft: interrupted$/, details: [], stdout: 'ready\n' })
  })

  // Natively a signal that comes just before the read begins leaves it waiting, as in any C program.
  onHosts('ends a read that blocks, and then cancels main', ['node', 'node24', 'node26'], async host => {
    const result = await weftRun(host, 'waits', { args: ['read'], options: [], open: true, signals: [ready] })
    check(result, { code: 109, sentence: /^weft: interrupted$/, details: [], stdout: 'ready\ninterrupted\n' })
  })

  // Virtual time passes without a look at the host, so this one ends by itself before it could hear of the signal.
  onHosts('is not lost when the program ends before it looks', ['node', 'node24', 'node26'], async host => {
    const result = await weftRun(host, 'waits', { args: ['read'], open: true, signals: [ready] })
    check(result, { code: 109, sentence: /^weft: ended by the signal INT$/, details: [], stdout: 'ready\ninterrupted\ninterrupted\n' })
  })

  onHosts('ends a clean-up when it comes again', ['node', 'native'], async host => {
    const again = { after: /cleaning up\n/, name: 'SIGINT' }
    const how = { args: ['clean_up'], open: true, signals: [ready, again] }
    const sentence = host === 'native'
      ? /^weft: ended by the signal INT$/
      : /^weft: interrupted a second time: the program was ended\.$/
    const stdout = 'ready\ncleaning up\n'
    check(await weftRun(host, 'waits', how), { code: 109, sentence, details: [], stdout })
  })

  test('ends a computation when it comes again, native', needs('gcc'), async () => {
    const how = { args: ['compute'], open: true, signals: [{ ...ready, everyMs: 20 }] }
    const result = await weftRun('native', 'waits', how)
    // one that is sent while the command line itself ends finds nobody there who handles it any more
    const code = result.signal === 'SIGINT' ? 109 : result.code
    assert.deepEqual([code, result.late, result.left, result.stdout], [109, false, [], 'ready\n'])
    const [which, end] = result.stderr.split('\n')
    assert.match(which, busy)
    assert.equal(end, 'weft: ended by a second Ctrl-C')
  })

  test('ends a computation when it comes again, node', async () => {
    const again = { after: /the program is busy and has not seen the signal/, name: 'SIGINT' }
    const how = { args: ['compute'], open: true, signals: [ready, again] }
    const { code, late, left, stdout, stderr } = await weftRun('node', 'waits', how)
    assert.deepEqual([code, late, left, stdout], [109, false, [], 'ready\n'])
    const [first, which, ...rest] = stderr.split('\n')
    assert.equal(first, 'weft: the program is busy and has not seen the signal; once more ends it.')
    assert.match(which, busy)
    assert.deepEqual(rest, ['weft: interrupted a second time: the program was ended.', ''])
  })

  test('ends wasmtime, which can tell no program of it', needs('wasmtime'), async () => {
    for (const args of [['wait'], ['compute']]) {
      const how = { args, open: true, signals: [ready] }
      const { code, late, left } = await weftRun('wasmtime', 'waits', how)
      assert.deepEqual([code, late, left], [109, false, []])
    }
  })
})
