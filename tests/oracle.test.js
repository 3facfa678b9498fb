/**
 * The twins in playground/examples print, under CPython, exactly what their transcripts hold, and
 * those hold what the seeds' expected outputs say, transcribed below by hand. Nothing is written:
 * `node tests/oracle/oracle.js --write` makes the transcripts anew.
 */
import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { exampleFile, examples, playExample, transcript } from './oracle/oracle.js'

const table = await examples()

/** Stamps lines that are all printed at `time`. */
function at(time, ...lines) {
  return lines.map(line => `[${time.toFixed(3)}] ${line}`.trimEnd())
}

/** Joins groups of lines to a transcript. */
function text(groups) {
  return groups.flat().map(line => line + '\n').join('')
}

/** Lists what `make` gives for first, first + 1, … last. */
function each(first, last, make) {
  return Array.from({ length: last - first + 1 }, (_, index) => make(first + index))
}

function fetching(first, last) {
  return each(first, last, number => `Fetching https://api.example.com/${number}`)
}

/** The expected outputs: blocks A1 to A17, B1 and C3 of the seed inventory. */
const expected = {
  gather: [
    at(0, 'A: started', 'B: started', 'C: started'),
    at(1, 'B: finished'),
    at(2, 'A: finished'),
    at(3, 'C: finished', "Result: ['a', 'b', 'c']")
  ],
  create_task: [
    at(0, 'Main started at 00:00:00', 'Main can do other work now.', 'Background task started.'),
    at(1, 'Main did some work.'),
    at(3, 'Background task finished.', 'Main finished at 00:00:03')
  ],
  lock: [
    at(2.98, 'A done'),
    at(2.99, 'B done'),
    at(3, 'C done', 'Final value: 300')
  ],
  semaphore: [
    at(0, ...fetching(0, 2)),
    at(1, ...fetching(3, 5)),
    at(2, ...fetching(6, 8)),
    at(3, ...fetching(9, 9)),
    at(4, ...each(0, 9, number => `Response from https://api.example.com/${number}`))
  ],
  event: [
    at(0, ...each(1, 3, number => `Task ${number} waiting for event`)),
    at(0, 'Setting event in 2 seconds...'),
    at(2, 'Event set!', ...each(1, 3, number => `Task ${number} got the event!`))
  ],
  condition: [
    at(0, 'Produced: P1-0', 'Produced: P2-0', 'C1 consumed: P1-0', 'C2 consumed: P2-0'),
    at(0.1, 'Produced: P1-1', 'Produced: P2-1'),
    ...each(1, 3, number => at(
      0.2 * number, `C1 consumed: P1-${number}`, `C2 consumed: P2-${number}`,
      `Produced: P1-${number + 1}`, `Produced: P2-${number + 1}`
    )),
    at(0.8, 'C1 consumed: P1-4', 'C2 consumed: P2-4')
  ],
  condition_deadlock: each(0, 4, number => at(
    0.1 * number, `Produced: P1-${number}`, `C${number % 2 + 1} consumed: P1-${number}`
  )),
  queue: each(0, 4, number => at(
    0.5 * number, `Produced: P1-item-${number}`, `Produced: P2-item-${number}`,
    `C1 consumed: P1-item-${number}`, `C2 consumed: P2-item-${number}`
  )),
  queue_slow_producers: [
    at(0, 'Produced: P1-item-0', 'C1 consumed: P1-item-0'),
    at(1.25, 'Produced: P2-item-0', 'C2 consumed: P2-item-0'),
    at(2.1, 'C1 timed out, exiting'),
    at(2.5, 'Produced: P1-item-1', 'C2 consumed: P1-item-1'),
    at(3.75, 'Produced: P2-item-1', 'C2 consumed: P2-item-1'),
    at(5, 'Produced: P1-item-2', 'C2 consumed: P1-item-2'),
    at(6.25, 'Produced: P2-item-2', 'C2 consumed: P2-item-2'),
    at(8.35, 'C2 timed out, exiting')
  ],
  priority_queue: [
    at(0, 'Added: low priority (priority 3)'),
    at(0, 'Added: high priority (priority 1)'),
    at(0, 'Added: medium priority (priority 2)'),
    at(0, 'Processing: high priority (priority 1)'),
    at(0.5, 'Processing: medium priority (priority 2)'),
    at(1, 'Processing: low priority (priority 3)')
  ],
  graceful_shutdown: [
    ...each(0, 2, time => at(time, 'Worker-1 working...', 'Worker-2 working...')),
    at(2.5, '', 'Shutdown requested...'),
    at(2.5, 'Worker-1 cancelled, cleaning up...', 'Worker-2 cancelled, cleaning up...'),
    at(3, 'Worker-1 cleanup done', 'Worker-2 cleanup done', 'All tasks cancelled')
  ],
  loop_hook: [
    at(0, 'Ready: 1, Scheduled: 0', 'Ready: 3, Scheduled: 0', 'Ready: 0, Scheduled: 3'),
    at(0.1, 'Ready: 1, Scheduled: 2', 'Task 0.1 done'),
    at(0.1, 'Ready: 1, Scheduled: 2', 'Ready: 0, Scheduled: 2'),
    at(0.2, 'Ready: 1, Scheduled: 1', 'Task 0.2 done'),
    at(0.2, 'Ready: 1, Scheduled: 1', 'Ready: 0, Scheduled: 1'),
    at(0.3, 'Ready: 1, Scheduled: 0', 'Task 0.3 done'),
    at(0.3, ...each(1, 3, () => 'Ready: 1, Scheduled: 0'))
  ],
  timeouts: [
    at(1, 'Timeout for slow.com'),
    at(2, 'cached response'),
    at(3.5, "['Overall timeout']"),
    at(4.5, "['Response from one.com', 'Response from two.com']")
  ],
  retry: [
    at(0, 'Attempt 1 failed, retrying in 1.00s'),
    at(1.05, 'Attempt 2 failed, retrying in 2.00s'),
    at(3.15, 'Result: Success!')
  ],
  task_group: [
    at(0.5, 'Caught: C failed!')
  ],
  cancel_cleanup: [
    ...each(0, 2, time => at(time, 'Working...')),
    at(3, 'Task was cancelled!', 'Main: Task cancelled successfully')
  ]
}

test('every example has an expected output, and no other', () => {
  assert.deepEqual(table.map(example => example.name), Object.keys(expected))
})

describe('twins', () => {
  for (const example of table) {
    test(example.name, async () => {
      const committed = await readFile(exampleFile(example, '.txt'), 'utf8')
      const { stdout, stderr, code } = await playExample(example)
      assert.equal(stdout, committed)
      assert.equal(stdout, text(expected[example.name]))
      assert.equal(code, example.exit)
      if (code === 0) assert.equal(stderr, '')
    })
  }
})

describe('the oracle', () => {
  let folder

  before(async () => { folder = await mkdtemp(join(tmpdir(), 'oracle-')) })
  after(() => rm(folder, { recursive: true }))

  /** Plays an asyncio program whose main coroutine has this body. */
  async function play(body, options) {
    const file = join(folder, 'program.py')
    await writeFile(file, [
      'import asyncio, sys, time',
      'async def nap(seconds, name):',
      '    await asyncio.sleep(seconds)',
      '    print(name)',
      'async def main():',
      ...body.map(line => '    ' + line),
      'asyncio.run(main())'
    ].join('\n'))
    return transcript(file, options)
  }

  test('ends a deadlock at once and names the unfinished tasks', async () => {
    assert.deepEqual(await play([
      'asyncio.create_task(nap(1, "done"))',
      'try:',
      '    await asyncio.create_task(asyncio.Event().wait())',
      'finally:',
      '    print("never printed")'
    ]), {
      stdout: '[1.000] done\n',
      stderr: 'deadlock at 1.000: Task-1 main, Task-3 Event.wait\n',
      code: 100
    })
  })

  test('runs equal deadlines by registration, also when they are sums of fractions', async () => {
    const { stdout } = await play([
      'first = asyncio.create_task(nap(0.8, "first"))',
      'await asyncio.sleep(0.1)',
      'await asyncio.gather(first, *[nap(0.7, name) for name in "abcdefgh"])'
    ])
    assert.equal(stdout, text([at(0.8, 'first', ...'abcdefgh')]))
  })

  test('goes through sets of tasks in the order in which they were given or created', async () => {
    const { stdout } = await play([
      'async def leave(name):',
      '    try: await asyncio.sleep(9)',
      '    finally: print(name, end="\\n" if name == 8 else " ")',
      'tasks = [asyncio.create_task(leave(number)) for number in range(9)]',
      'for next in asyncio.as_completed([nap(1, name) for name in "abc"]): await next',
      'done, pending = await asyncio.wait(tasks, timeout=1)',
      'print(*[task.get_name() for task in pending])'
    ])
    const names = each(2, 10, number => `Task-${number}`).join(' ')
    assert.equal(stdout, text([
      at(1, 'a', 'b', 'c'),
      at(2, names, '0 1 2 3 4 5 6 7 8')
    ]))
  })

  test('cancels the main task on an interrupt that nobody handles', async () => {
    const { stdout, stderr, code } = await play([
      'try: await nap(9, "never printed")',
      'finally: print("leaving")'
    ], { signals: [{ name: 'INT', at: 2.5 }] })
    assert.equal(stdout, '[2.500] leaving\n')
    assert.match(stderr, /KeyboardInterrupt\n$/)
    assert.equal(code, 130)
  })

  test('stops where its time is up', async () => {
    assert.deepEqual(await play([
      'for number in range(9): await nap(1, number)'
    ], { until: 2.5 }), { stdout: '[1.000] 0\n[2.000] 1\n', stderr: '', code: 0 })
  })

  test('charges a blocking sleep, rounds stamps half up and leaves empty lines bare', async () => {
    const { stdout } = await play([
      'time.sleep(0.25)',
      'print("a\\n\\nb", end="")',
      'await asyncio.sleep(0.0005)',
      'print("c")',
      'print("d")'
    ])
    assert.equal(stdout, '[0.250] a\n[0.250]\n[0.250] bc\n[0.251] d\n')
  })

  test("gives the program's own code, and keeps its error output apart", async () => {
    assert.deepEqual(await play([
      'print("oops", file=sys.stderr)',
      'sys.exit(7)'
    ]), { stdout: '', stderr: 'oops\n', code: 7 })
  })
})
