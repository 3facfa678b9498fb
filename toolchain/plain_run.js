// C without tasks: a WASI command that runs from its beginning to its end in one go and blocks its
// thread. It stands on parts of @weft/host, which runs programs with tasks.

import { createClock } from '@weft/host/lib/clock.js'
import { guarded } from '@weft/host/lib/errors.js'
import { createInput } from '@weft/host/lib/input.js'
import { checkModule, readModule } from '@weft/host/lib/module.js'
import { createView } from '@weft/host/lib/memory.js'
import { checkOptions, checkSpeed, encodeStrings } from '@weft/host/lib/options.js'
import { ownOptions } from '@weft/host/lib/own.js'
import { anyDue, nextDue, readPlan, wantsInput, writeEvents } from '@weft/host/lib/poll.js'
import { createStream } from '@weft/host/lib/stream.js'
import { explain } from '@weft/host/lib/trap.js'
import { sleepSync } from '@weft/host/lib/wait.js'
import { createImports, ERRNO } from '@weft/host/lib/wasi.js'

const START_NS = 1e9
const LOOK_NS = 10_000   // what a look at the virtual clock takes: a loop that waits for a time ends

/**
 * Loads a WASI command.
 * @param {unknown} source what `load` of @weft/host takes
 * @returns {Promise<{module: WebAssembly.Module, run: (options?: object) => object}>} `run` takes clock, speed,
 *   name, args, env, stdin, terminal, and onStdout and onStderr, which get chunks with the program's time in seconds
 */
export async function loadPlain(source) {
  const { module } = await readModule(source)
  await checkModule(module, { memory: 'memory', _start: 'function' }, 'a WASI command')
  return { module, run: (options = {}) => runPlain(module, options) }
}

/** Runs the program to its end. @returns {{code: number, reason: string, message: string, seconds: number}} */
function runPlain(module, given) {
  const options = ownOptions(given)
  checkOptions(options)
  const clock = options.clock === 'virtual' ? createVirtualClock() : createClock(checkSpeed(options.speed ?? 1))
  const host = createHost(options, clock)
  host.poll = (...args) => poll(host, ...args)
  try {
    const { exports } = new WebAssembly.Instance(module, createImports(host))
    host.view = createView(exports.memory)
    host.flush = () => exports.fflush?.(0)
    exports._start()
    return { ...ended(0), seconds: secondsOf(clock) }
  } catch (error) {
    const { error: _, ...result } = explain(error)
    return { ...result, seconds: secondsOf(clock) }
  } finally {
    host.input.stop()
  }
}

/** No connections: those come with tasks. */
const NO_RESOURCES = { get: () => undefined, close: () => false }

const secondsOf = clock => (clock.now() - START_NS) / 1e9

/** All of its exit codes are its own. */
function ended(code) {
  return { code, reason: 'exit', message: '' }
}

function createHost(options, clock) {
  const host = { flush: () => {} }
  const outputTo = callback => createStream({ total: options.limits?.output ?? Infinity, unread: Infinity,
    callback: guarded(callback && (chunk => callback(chunk, secondsOf(clock)))) })
  return Object.assign(host, {
    view: null,
    args: encodeStrings([options.name ?? 'program', ...(options.args ?? [])], 'args'),
    env: encodeStrings(Object.entries(options.env ?? {}).map(pair => pair.join('=')), 'env'),
    clock,
    input: createInput(withFlush(options.stdin ?? undefined, host), () => {}, error => { throw error }),
    outputs: { 1: outputTo(options.onStdout ?? (() => {})), 2: outputTo(options.onStderr ?? (() => {})) },
    files: {},
    resources: NO_RESOURCES,
    open: new Set([0, 1, 2]),
    terminal: new Set(options.terminal ?? []),
    check() {},
    outcome: ended
  })
}

/** A prompt is there before the program waits for the answer. */
function withFlush(source, host) {
  if (typeof source?.read !== 'function') return source
  return {
    read(most, block) {
      if (block) host.flush()
      return source.read(most, block)
    }
  }
}

/** libc's sleeps and polls: the thread waits, or the virtual clock jumps. */
function poll(host, subscriptions, events, count, result) {
  const { clock, input } = host
  const plan = readPlan(host, subscriptions, count)
  while (!anyDue(plan, host)) {
    const left = nextDue(plan, clock)
    if (left === Infinity) {
      if (!wantsInput(plan) || !input.canBlock) return ERRNO.AGAIN
      input.block()
    } else if (clock.advance) clock.advance(left)
    else sleepSync(Math.min(left, wantsInput(plan) ? 10 : 1000))
  }
  return writeEvents(host, plan, events, result)
}

/** Time passes only where the program waits for it. */
function createVirtualClock() {
  const begun = Date.now() * 1e6
  let now = START_NS
  const look = () => now += LOOK_NS
  return {
    speed: 1,
    now: () => now,
    read: look,
    wall: () => begun + look() - START_NS,
    advance(milliseconds) {
      now += Math.ceil(milliseconds * 1e6)
    }
  }
}
