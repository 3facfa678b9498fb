// weft/embed.h: loops of somebody else's drive ours, each with a timer of its own beside our tasks. What
// they print says who came when; nothing of it depends on how fast the machine is.

import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { describe, it } from 'node:test'
import { buildNative, needs, tools } from './programs.js'
import { patienceMs } from './patience.js'

const BESIDE = [1, 2, 3].flatMap(n => [`the host's timer: ${n}`, `a task heard of ${n}`])
const ENDS = ['main ends', 'what was left over is cancelled']

/** What a program printed, line by line; it ends within twenty seconds or the test fails. */
async function linesOf(name, words = []) {
  const programs = await buildNative('plain', [`tests/embed/${name}.c`], ['-std=gnu11', ...words])
  const { stdout, stderr, status } = spawnSync(programs[name], { encoding: 'utf8', timeout: patienceMs })
  return { lines: stdout.trimEnd().split('\n'), stderr, status }
}

/** What pkg-config says of a library. */
function wordsOf(library) {
  return execFileSync('pkg-config', ['--cflags', '--libs', library], { encoding: 'utf8' }).trim().split(/\s+/)
}

describe('a guest', () => {
  it('of a poll() by hand: a thread wakes it, it can be asked to end, and be closed before', needs('gcc'), async () => {
    const { lines, stderr, status } = await linesOf('by_poll', ['-pthread'])
    assert.deepEqual(lines, [...BESIDE, ...ENDS, 'exit code 7, Ctrl-C is ours', 'nothing to do for ever',
      'a task heard of a thread', 'exit code 0', 'asked to end: exit code 101',
      'closed before its end: exit code 101', 'polled after that: 0',
      'a signal that nobody looked at: exit code 0, the loop\'s handler has it'])
    assert.equal(status, 0, stderr)
    assert.match(stderr, /weft: a runner was polled before it began or after it was closed\n$/)
  })

  it('of libuv\'s loop', needs('gcc', 'libuv'), async () => {
    const { lines, stderr, status } = await linesOf('by_libuv', wordsOf(tools().libuv))
    assert.deepEqual(lines, [...BESIDE, ...ENDS, 'exit code 7'], stderr)
    assert.equal(status, 0)
  })

  it('of GLib\'s main loop', needs('gcc', 'glib'), async () => {
    const { lines, stderr, status } = await linesOf('by_glib', wordsOf(tools().glib))
    assert.deepEqual(lines, [...BESIDE, ...ENDS, 'exit code 7'], stderr)
    assert.equal(status, 0)
  })
})
