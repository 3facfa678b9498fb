// One run of a program: it enters the machine, waits while the program is away, and goes back in.
// What the world may ask of a run (signals, input, pausing, snapshots, the end) is decided here and
// happens between two steps.

import { joinBytes } from './bytes.js'
import { createClock, hostNow, LATEST_NS } from './clock.js'
import { guarded, Stop, WeftError } from './errors.js'
import { EXIT, outcome } from './exit.js'
import { createInput } from './input.js'
import { createMachine } from './machine.js'
import { checkOptions, checkRestoreOptions, checkSpeed, encodeStrings, show, variables } from './options.js'
import { ownOptions } from './own.js'
import { anyDue, asksForNews, isClockAlone, nextDue, readPlan, wantsInput, writeEvents } from './poll.js'
import { createMailbox, createSignals, signalBit, signalNames } from './signals.js'
import { takeSnapshot } from './snapshots/snapshot.js'
import { createStream } from './stream.js'
import * as opened from './transfer.js'
import { explain } from './trap.js'
import { createBell, createWaiter, LONGEST_MS, sleepSync, turn } from './wait.js'
import { createImports, ERRNO } from './wasi.js'
import { flagsForJobs, HOST } from './base.js'
import { createJobs } from './world/job.js'
import { retell } from './world/moved.js'
import { createEffects } from './world/effects.js'
import { createOperations } from './world/operations.js'
import { createOutside } from './world/outside.js'
import { createResources } from './world/resources.js'
import { openNetwork } from './world/network.js'
import { openProcesses } from './world/processes.js'

const TURN_EVERY_MS = 8
const UNREAD_BYTES = 2 ** 24
const GRACE_MS = 1000
const TRACE_FD = 3
const RECORD_FD = 4
const REPLAY_FD = 5

/**
 * Starts a run. The program's first instruction runs after the caller's own code has returned.
 * @param {WebAssembly.Module} module
 * @param {string} id
 * @param {import('../index.d.ts').StartOptions} given
 * @param {import('../index.d.ts').Snapshot | null} snapshot where to go on from
 * @returns {import('../index.d.ts').Run}
 */
export function startRun(module, id, given, snapshot) {
  const options = ownOptions(given)
  checkOptions(options)
  if (snapshot) checkRestoreOptions(options)
  options.signal?.throwIfAborted()
  const run = createState(module, id, options, snapshot)
  drive(run)
  return createHandle(run)
}

/** Everything that a run consists of, in one record; the functions below work on it. */
function createState(module, id, options, snapshot) {
  const waiter = createWaiter()
  const before = snapshot && { ...snapshot.host, clock: clockOf(snapshot, options) }
  const run = {
    id,
    options,
    waiter,
    mailbox: createMailbox(options.signalWord),
    streams: createStreams(options, error => stop(run, error), waiter.wake),
    plan: before?.plan ?? null,     // what the program waits for while it is away
    paused: false,
    stepping: null,                 // { promise, resolve, reject }: settles when the step in progress has ended
    halt: null,                     // what the next call into or out of the program throws
    result: null,                   // how it ended
    operations: null,               // what it waits for from outside; they hang in its memory
    watched: 0,
    resting: [],                    // settle when the program waits, or has ended
    steps: 0,                       // about how many it has run, where they are limited
    began: hostNow(),
    onWatched: guarded(options.onWatched ?? undefined, error => stop(run, error)),
    lastTurn: hostNow(),            // when the event loop last ran
    forget: () => {}                // takes the run off the AbortSignal
  }
  run.exit = new Promise(resolve => {
    run.resolveExit = resolve
  })
  run.host = createHost(run, options, before)
  run.host.jobs = openJobs(run, module)
  if (options.effects) run.host.ask = createEffects(run.host, options.effects)
  const flags = HOST.takesOperations + (run.host.net ? run.host.net.listen ? HOST.hasSockets : HOST.reachesOut : 0) + (run.host.net?.secure ? HOST.hasTls : 0) +
    (run.host.processes ? HOST.hasProcesses : 0) +
    (run.host.ask ? HOST.answers : 0) +
    (run.host.jobs ? flagsForJobs(run.host.jobs.places) : 0)
  run.machine = createMachine(module, createImports(run.host), flags)
  run.host.view = run.machine.view
  run.operations = createOperations(run.host, run.machine.base, createSignals(run.host, run.mailbox), createBell(run.waiter.wake), createOutside)
  if (snapshot) placeSnapshot(run, snapshot)
  run.interval = options.interval ?? before?.interval ?? run.machine.base.get('interval')
  run.machine.base.set('interval', run.interval)
  if (options.paused) pause(run)
  else run.host.clock.go()   // a snapshot's has stood
  listenToAbort(run, options)
  return run
}

/** What the program's clock says when it goes on, in nanoseconds: time may have passed meanwhile. */
function clockOf({ host, taken }, { clock, speed }) {
  const times = speed ?? host.speed ?? 1
  const meanwhile = clock === 'running' ? Math.max(0, Date.now() - (taken ?? Date.now())) * 1e6 * times
    : typeof clock === 'number' ? clock * 1e9 : 0
  return Math.min(host.clock + meanwhile, LATEST_NS)
}

function placeSnapshot(run, snapshot) {
  run.machine.place(snapshot)
  retell(run, snapshot.host)
  run.mailbox.put(snapshot.host.signals)
  if (run.options.stdin !== undefined) return
  if (snapshot.host.stdin.bytes.length > 0) run.host.input.add(snapshot.host.stdin.bytes)
  if (snapshot.host.stdin.ended) run.host.input.close()
}

function createStreams({ onStdout, onStderr, onTrace, onRecording, limits }, fail, wake) {
  const size = { total: limits?.output ?? Infinity, unread: limits?.unread ?? UNREAD_BYTES, wake }
  return {
    stdout: createStream({ callback: guarded(onStdout, fail), ...size }),
    stderr: createStream({ callback: guarded(onStderr, fail), ...size }),
    trace: createStream({ callback: guarded(onTrace, fail), total: Infinity, unread: size.unread * 4 }),
    recording: createStream({ callback: guarded(onRecording, fail), total: Infinity, unread: Infinity })
  }
}

/** Workers beside the program: what a job prints is printed as if the program had. */
function openJobs(run, module) {
  const { args, env, outputs } = run.host
  const onJobOutput = guarded(run.options.onJobOutput ?? undefined, error => stop(run, error))
  if (run.options.jobs === false || !WebAssembly.Module.exports(module).some(({ name }) => name === 'weft_job')) return undefined
  return createJobs({
    module,
    address: run.options.jobWorker,
    settings: () => ({ args, env }),
    write(descriptor, bytes) {
      if (run.result || !run.host.open.has(descriptor)) return
      try {
        if (onJobOutput) onJobOutput(descriptor, bytes)
        else outputs[descriptor].push(bytes)
      } catch (error) {
        stop(run, error)
      }
    }
  })
}

/** What the imports work on. */
function createHost(run, options, before) {
  const { stdout, stderr, trace, recording } = run.streams
  const traced = Boolean(options.trace ?? before?.trace)
  const speed = checkSpeed(options.speed ?? before?.speed ?? 1)
  const stdin = options.stdin ?? (before && !before.stdin.ended ? true : undefined)
  return {
    view: null,
    args: before?.args ??
      encodeStrings([options.name ?? 'program', ...(options.args ?? [])], 'args'),
    env: before?.env ?? variables(options),
    clock: createClock(speed, before?.clock, !before),
    input: createInput(stdin, run.waiter.wake, error => stop(run, error)),
    outputs: {
      1: stdout,
      2: stderr,
      ...(traced ? { [TRACE_FD]: trace } : {}),
      ...(options.record ? { [RECORD_FD]: recording } : {})
    },
    disk: options.files ?? null,
    files: options.replay ? { [REPLAY_FD]: { bytes: options.replay, at: 0 } } : {},
    open: new Set([...before?.open ?? [0, 1, 2], ...(traced ? [TRACE_FD] : []), ...(options.record ? [RECORD_FD] : []),
      ...(options.replay ? [REPLAY_FD] : [])]),
    terminal: new Set(options.terminal ?? []),
    net: openNetwork(options.net),
    processes: openProcesses(options.processes),
    resources: createResources(before?.resources ?? [], options.files?.after),
    ...opened,
    outcome,
    poll: (...args) => pollOneoff(run, ...args),
    check(name) {
      if (run.halt) throw run.halt
      const state = run.machine?.state
      if (state === 'running' || (state === 'rewinding' && name === 'poll_oneoff')) return
      throw new WeftError('disposed', `The program called ${name} when it must not: its memory ` +
        'is damaged, or it was not built by "weft build".')
    }
  }
}

// --- poll_oneoff ---------------------------------------------------------------------------------

function pollOneoff(run, subscriptions, events, count, result) {
  const { host, machine } = run
  if (machine.state === 'rewinding') {
    machine.rewound()
    const plan = run.plan
    run.plan = null
    return answer(run, plan, events, result)
  }
  if (asksForNews(host.view, subscriptions, count) && machine.base.get('waiting') === 1) {
    run.steps += machine.base.get('interval')
    look(run)
    if (!hasNews(run)) return host.view.setU32(result, 0)
  }
  const plan = readPlan(host, subscriptions, count)
  host.view.at(events, plan.subscriptions.length * 32, 8)
  host.view.at(result, 4, 4)
  if (machine.base.get('waiting') !== 1) {
    if (!waitHere(run, plan)) return ERRNO.AGAIN
    return writeEvents(host, plan, events, result)
  }
  look(run)
  if (!mustLeave(run, plan)) return answer(run, plan, events, result)
  run.plan = plan
  machine.unwind()
}

/** Whenever the program's loop asks. */
function look(run) {
  run.operations.look()
  const watched = run.operations.watched()
  if (watched !== run.watched) {
    run.watched = watched
    run.onWatched?.(signalNames(watched))
  }
  const { memory, steps } = run.options.limits ?? {}
  if (memory !== undefined && run.machine.view.size > memory) {
    throw new Stop(limit(EXIT.memory, `The program uses more than the ${memory} bytes of memory that it may.`))
  }
  if (steps !== undefined && run.steps > steps) {
    throw new Stop(limit(EXIT.interrupted, `The program has run more than the ${steps} steps that it may.`))
  }
  checkTime(run)
}

const limit = (code, message) => ({ code, reason: 'limit', message })

/** Milliseconds that are left to the run. */
function timeLeft({ options, began }) {
  const most = options.limits?.time
  return most === undefined || most === null ? Infinity : began + most * 1000 - hostNow()
}

function checkTime(run) {
  if (timeLeft(run) >= 0) return
  throw new Stop(limit(EXIT.interrupted, `The program took more than the ${run.options.limits.time} seconds that it may.`))
}

/** A busy loop asks every hundred steps or so, and as a rule there is none: worth no plan. */
function hasNews(run) {
  return run.paused || run.mailbox.peek() !== 0 || isTurnDue(run) || run.operations.anyDue()
}

/** Does the base have to be left, or can the call be answered at once? */
function mustLeave(run, plan) {
  if (run.paused || isTurnDue(run)) return true
  return !isDue(run, plan)
}

/** Is there an answer to what the program waits for? */
function isDue(run, plan) {
  return run.mailbox.peek() !== 0 || anyDue(plan, run.host) || run.operations.anyDue()
}

function isTurnDue(run) {
  return hostNow() - run.lastTurn >= TURN_EVERY_MS
}

/** Completes the operations for which there is something, and says what else is due. */
function answer(run, plan, events, result) {
  run.operations.completeAll()
  if (run.machine.base.get('waiting') === 1 && isClockAlone(plan)) return run.host.view.setU32(result, 0)
  return writeEvents(run.host, plan, events, result)
}

/**
 * A blocking call inside a task: the whole program waits, as everywhere.
 * @returns {boolean} false when it would be for ever: input comes by the event loop, which does not run
 */
function waitHere(run, plan) {
  const { host } = run
  while (!anyDue(plan, host)) {
    const left = nextDue(plan, host.clock)
    if (left === Infinity && wantsInput(plan)) {
      if (!host.input.canBlock) return false
      host.input.block()
    } else sleepSync(Math.min(left, wantsInput(plan) ? 10 : 1000))
  }
  return true
}

// --- the drive -----------------------------------------------------------------------------------

async function drive(run) {
  try {
    await null
    if (run.machine.state === 'away') run.operations.look()   // a restored program may wait for what has come already
    for (;;) {
      await settle(run)
      const away = run.machine.enter()
      if (!away) return finish(run, outcome(0))
      if (run.paused) rest(run)
    }
  } catch (error) {
    if (error === run.halt && error instanceof Stop) lastWords(run)
    finish(run, explain(error, run.machine))
  }
}

/** Ended from outside in the middle of a step: what it has printed and its libc holds back is still written. */
function lastWords(run) {
  if (run.machine.state !== 'running') return
  const why = run.halt
  run.halt = null
  try {
    run.machine.describe()
  } catch {
    // its memory may be damaged: then there is nothing more to be had
  }
  run.halt = why
}

/** Until the program has a reason to go on. */
async function settle(run) {
  await null
  if (isTurnDue(run)) await takeTurn(run)
  for (;;) {
    if (run.halt) throw run.halt
    checkTime(run)
    if (run.paused && !run.stepping) await sayResting(run).waiter.rest()
    else if (!run.plan || isDue(run, run.plan)) return
    else await waitForPlan(run)
  }
}

async function takeTurn(run) {
  await turn()
  run.lastTurn = hostNow()
}

/** Only a hint: whoever called looks at the clock again. */
async function waitForPlan(run) {
  await sayResting(run).waiter.wait(Math.min(nextDue(run.plan, run.host.clock), Math.max(timeLeft(run) + 1, 0)))
  run.lastTurn = hostNow()
}

/** Nothing of the program runs before something comes, time passes or somebody asks. */
function sayResting(run) {
  for (const resolve of run.resting.splice(0)) resolve(true)
  return run
}

function atRest(run) {
  if (!isAlive(run)) return Promise.resolve(false)
  return new Promise(resolve => {
    run.resting.push(resolve)
    run.waiter.wake()
  })
}

/** Milliseconds until time alone wakes the program; 0 while it runs or has a reason to. */
function dueIn(run) {
  if (run.result || run.paused) return Infinity
  if (run.machine.state !== 'away' || run.machine.busy || !run.plan || isDue(run, run.plan)) return 0
  return Math.max(0, nextDue(run.plan, run.host.clock))
}

/** The run has come to a stop between two steps, as somebody asked. */
function rest(run) {
  run.host.clock.stop()
  const step = run.stepping
  run.stepping = null
  step?.resolve(true)
}

/** The end, whatever its reason. It happens once, and the instance is never entered again. */
function finish(run, result) {
  const { error, ...shown } = result
  run.result = shown
  run.error = error ?? null
  run.halt = new Stop(shown)
  run.machine.die()
  run.host.jobs?.stop()
  run.forget()
  run.host.input.stop()
  for (const stream of Object.values(run.streams)) stream.end()
  if (run.stepping) error ? run.stepping.reject(error) : run.stepping.resolve(false)
  run.stepping = null
  for (const resolve of run.resting.splice(0)) resolve(false)
  run.machine = null
  run.operations.stop()
  const lingers = run.host.resources.closeAll()
  if (lingers) lingers.then(() => run.resolveExit(shown))
  else run.resolveExit(shown)
}

// --- what the world may ask ----------------------------------------------------------------------

/** Throws what killed the program, again and again; true while it lives. */
function isAlive(run) {
  if (run.error) throw run.error
  return run.result === null
}

function checkIdle(run, what) {
  if (!isAlive(run)) {
    throw new WeftError('disposed', `The program has ended with exit code ${run.result.code}: ` +
      `there is nothing left to ${what}.`)
  }
  if (run.machine.busy || run.stepping) {
    throw new WeftError('busy', `The program is running: ${what} it between two steps.`)
  }
}

function pause(run) {
  if (!isAlive(run)) return Promise.resolve(false)
  run.paused = true
  run.machine.base.set('interval', 1)
  if (run.machine.busy || run.stepping) return stepEnd(run)
  run.host.clock.stop()
  run.waiter.wake()
  return Promise.resolve(true)
}

function step(run) {
  if (!isAlive(run)) return Promise.resolve(false)
  checkIdle(run, 'step')
  if (!run.paused) throw new WeftError('busy', 'Pause the program before you step it.')
  run.host.clock.go()
  const end = stepEnd(run)
  run.waiter.wake()
  return end
}

/** When the step in progress has ended. Whoever asks for that meanwhile gets the same promise. */
function stepEnd(run) {
  if (run.stepping) return run.stepping.promise
  const step = {}
  step.promise = new Promise((resolve, reject) => Object.assign(step, { resolve, reject }))
  step.promise.catch(() => {})   // who pauses and does not look must not end the process by that
  run.stepping = step
  return step.promise
}

function resume(run) {
  if (!isAlive(run)) return
  run.paused = false
  run.stepping?.resolve(true)
  run.stepping = null
  run.machine.base.set('interval', run.interval)
  run.host.clock.go()
  run.waiter.wake()
}

function snapshot(run) {
  checkIdle(run, 'take')
  if (run.machine.state !== 'away') {
    throw new WeftError('busy', 'The program has not begun: let it take a step first.')
  }
  const { args, env, clock, open, outputs, input, resources } = run.host
  return takeSnapshot(run.machine, run.id, {
    args,
    env,
    open: [...open],
    resources: resources.list(),
    trace: Boolean(outputs[TRACE_FD]),
    switched: run.switched,   // to the virtual clock
    clock: clock.now(),
    speed: clock.speed,
    plan: structuredClone(run.plan),
    interval: run.interval,
    signals: run.mailbox.peek(),
    stdin: { bytes: joinBytes(input.state.chunks), ended: input.state.ended, read: input.state.read }
  })
}

function sendSignal(run, name) {
  const bit = signalBit(name)
  if (bit === 0) throw new WeftError('options', `There is no signal ${show(name)}.`)
  if (!isAlive(run)) return false
  run.mailbox.put(bit)
  run.waiter.wake()
  return true
}

function feed(run, bytes) {
  if (!isAlive(run) || run.host.input.state.ended) return false
  run.host.input.add(bytes)
  return true
}

function kill(run, message) {
  stop(run, new Stop({ code: EXIT.interrupted, reason: 'killed', message }))
}

/** The thread was made to leave the program in the middle of a step, as a debugger can: it is over, and may say where it was. */
function brokenOff(run, message) {
  if (run.result || !run.machine.busy) return kill(run, message)
  try {
    run.machine.describe(true)
  } catch {
    // What it wanted to say is lost with it.
  }
  finish(run, { code: EXIT.interrupted, reason: 'killed', message })
}

/** From now on nothing of the program runs; what ended it is thrown where it stands. */
function stop(run, why) {
  if (run.result || run.halt) return
  run.halt = why
  run.waiter.wake()
}

/** Aborting asks the program to end as Ctrl-C does, and ends it when it does not. */
function listenToAbort(run, { signal, grace: given }) {
  const grace = given ?? GRACE_MS
  if (!signal) return
  let timer
  const abort = () => {
    sendSignal(run, 'INT')
    if (grace > LONGEST_MS) return   // which a timer takes for no time at all
    const late = `The program was aborted and did not end within ${grace} ms.`
    timer = setTimeout(kill, grace, run, late)
  }
  signal.addEventListener('abort', abort, { once: true })
  run.forget = () => {
    clearTimeout(timer)
    signal.removeEventListener('abort', abort)
  }
}

/** The record that the embedding program holds. */
function createHandle(run) {
  const handle = {
    stdout: run.streams.stdout.reader,
    stderr: run.streams.stderr.reader,
    trace: run.streams.trace.reader,
    recording: run.streams.recording.reader,
    exit: run.exit,
    get watched() {
      return run.machine ? signalNames(run.operations.watched()) : []
    },
    get paused() {
      return run.paused
    },
    get dueIn() {
      return dueIn(run)
    },
    get speed() {
      return run.host.clock.speed
    },
    set speed(times) {
      run.host.clock.speed = checkSpeed(times)
      run.waiter.wake()
    },
    signal: name => sendSignal(run, name),
    input: bytes => feed(run, bytes),
    closeInput: () => run.host.input.close(),
    wake: () => run.waiter.wake(),
    kill: (message = 'The program was ended by its host.') => kill(run, message),
    brokenOff: (message = 'The program was ended by its host.') => brokenOff(run, message),
    pause: () => pause(run),
    step: () => step(run),
    resume: () => resume(run),
    atRest: () => atRest(run),
    snapshot: () => snapshot(run)
  }
  if (Symbol.asyncDispose) {
    handle[Symbol.asyncDispose] = async () => {
      handle.kill()
      await run.exit
    }
  }
  return handle
}
