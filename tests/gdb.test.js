/**
 * What gdb and lldb show of tasks (toolchain/gdb, docs/debugging.md): each with what it waits for, and the stack of one that waits,
 * down to where it began; the program goes on afterwards as if nothing had been looked at.
 */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { lldbPython } from '../dev/setup/tools.js'
import { buildNative, needs, root, run, tools } from './programs.js'

const script = join(root, 'toolchain/gdb/weft_gdb.py')
let program

before(async () => {
  if (tools().gcc && (tools().gdb || tools().lldb)) program = (await buildNative('plain', ['tests/gdb/waits.c'])).waits
})

/** What gdb prints to these commands, in a run that has stopped at a breakpoint. */
async function gdb(commands, breakpoint = 'weft_stop') {
  const words = ['set debuginfod enabled off', `break ${breakpoint}`, 'run', ...commands].flatMap(words => ['-ex', words])
  const { stdout, stderr } = await run([tools().gdb, '-nx', '-batch', '-x', script, ...words, program],
    { env: { WEFT_CLOCK: 'virtual' }, limitMs: 300_000 })
  return stdout.replace(/^[^]*?\nBreakpoint 1, .*\n.*\n/, '') + stderr
}

function checkTasks(lines) {
  assert.match(lines[0], /^ +1 {2}main +waits for the tasks of group at waits\.c:\d+ in amain; spawned at waits\.c:\d+ in main$/)
  assert.match(lines[1], /^ +2 {2}Task-2 +sleeps at waits\.c:\d+ in sleeps; spawned at waits\.c:\d+ in amain$/)
  assert.match(lines[2], /^ +3 {2}Task-3 +waits for the lock &the_lock at waits\.c:\d+ in deep; spawned at waits\.c:\d+ in amain$/)
  assert.match(lines[3], /^\* +4 {2}Task-4 +runs; spawned at waits\.c:\d+ in amain$/)
}

describe('gdb', needs('gcc', 'gdb'), () => {
  it('lists tasks: what each waits for, and where', async () => {
    checkTasks((await gdb(['weft tasks'])).split('\n'))
  })

  it('walks the stack of a task that waits, by number and by name', async () => {
    for (const word of ['3', 'Task-3']) {
      const frames = (await gdb([`weft backtrace ${word}`])).match(/^#\d+ .*$/gm).map(line => /(?:in )?(\w+) \(/.exec(line)[1])
      const from = frames.indexOf('deep')
      assert.deepEqual(frames.slice(from, from + 5), ['deep', 'deep', 'deep', 'wants', 'weft__stack_begin'])
    }
  })

  it('walks all, that of the running task too, and leaves the program as it was', async () => {
    const text = await gdb(['weft bt all 1', 'backtrace 2', 'continue'])
    assert.equal(text.match(/^#0 /gm).length, 5)
    assert.match(text, /^#0 .*weft_stop[^]*^#1 .* stops /m)
    assert.match(text, /exited with code 0151|exited normally/)
  })

  it('says what it cannot show', async () => {
    assert.match(await gdb(['weft backtrace 77']), /There is no task 77\. "weft tasks" lists them\./)
    assert.match(await gdb(['weft backtrace']), /takes a task, by its number or name, or all/)
    assert.match(await gdb(['weft backtrace 2'], 'amain'), /There is no task 2/)
    assert.match(await gdb(['weft tasks'], 'main'), /There are no tasks: weft_run has not begun, or has ended\./)
  })
})

/** What lldb prints to these commands, in a run that has stopped at a breakpoint. */
async function lldb(commands, breakpoint = 'weft_stop') {
  const first = [`command script import ${join(root, 'toolchain/gdb/weft_lldb.py')}`, 'settings set target.env-vars WEFT_CLOCK=virtual',
    'settings set target.disable-aslr false', `breakpoint set -n ${breakpoint}`, 'run']
  const words = [...first, ...commands].flatMap(words => ['-o', words])
  const { stdout, stderr } = await run([tools().lldb, '--no-lldbinit', '--batch', ...words, program],
    { env: { PYTHONPATH: lldbPython() }, limitMs: 300_000 })
  return stdout.slice(stdout.indexOf(`(lldb) ${commands[0]}\n`)) + stderr
}

describe('lldb', needs('gcc', 'lldb'), () => {
  it('lists tasks: what each waits for, and where', async () => {
    checkTasks((await lldb(['weft tasks'])).split('\n').slice(1))
  })

  it('walks the stacks of all tasks, and leaves the program as it was', async () => {
    const text = await lldb(['weft backtrace Task-3', 'weft bt all 1', 'thread backtrace -c 2', 'continue'])
    const frames = text.slice(0, text.indexOf('(lldb) weft bt')).match(/frame #\d+: .*$/gm).map(line => /`(\w+)/.exec(line)[1])
    const from = frames.indexOf('deep')
    assert.deepEqual(frames.slice(from, from + 5), ['deep', 'deep', 'deep', 'wants', 'weft__stack_begin'])
    assert.match(text, /frame #0: .*weft_stop[^]*frame #1: .*stops/)
    assert.match(text, /exited with status = 105/)
  })

  it('says what it cannot show', async () => {
    const says = {
      'weft tasks': /There are no tasks: weft_run has not begun, or has ended\./,
      'weft backtrace 77': /There is no task 77\. "weft tasks" lists them\./,
      'weft backtrace': /takes a task, by its number or name, or all/,
      weft: /weft tasks, or weft backtrace TASK/
    }
    for (const [command, sentence] of Object.entries(says)) assert.match(await lldb([command], 'main'), sentence)
  })
})
