/**
 * The twins in playground/examples print, under CPython, exactly what their transcripts hold.
 * Nothing is written: `node tests/oracle/oracle.js --write` makes the transcripts anew.
 */
import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { readExamples } from '../playground/make/shelves.js'
import { playExample, transcript } from './oracle/oracle.js'
import { root } from './programs.js'

const examples = readExamples()

/** Stamps lines that are all printed at `time`. */
function at(time, ...lines) {
  return lines.map(line => `[${time.toFixed(3)}] ${line}`.trimEnd())
}

/** Joins groups of lines to a transcript. */
function text(groups) {
  return groups.flat().map(line => line + '\n').join('')
}

describe('twins', () => {
  for (const example of examples.filter(({ twin }) => twin)) {
    test(example.name, async () => {
      const committed = await readFile(join(root, example.transcript), 'utf8')
      const { stdout, stderr, code } = await playExample(example)
      assert.equal(stdout, committed)
      assert.equal(code, example.exit)
      const remarks = (await readFile(join(root, example.twin), 'utf8')).includes('debug=True')
      if (code === 0) assert.equal(stderr !== '', remarks, stderr)
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
    const names = [2, 3, 4, 5, 6, 7, 8, 9, 10].map(number => `Task-${number}`).join(' ')
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
    assert.equal(code, 109)
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
