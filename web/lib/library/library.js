// One library that was loaded: an instance whose loop is polled. It is entered from here only; what the embedding program gave runs
// between two entries. The first thing that throws through it is its end.

import { HOST } from '../base.js'
import { createClock, hostNow } from '../clock.js'
import { WeftError } from '../errors.js'
import { createInput } from '../input.js'
import { createMachine } from '../machine.js'
import { encodeStrings, environment } from '../options.js'
import { anyDue, nextDue, readPlan, writeEvents } from '../poll.js'
import { createMailbox } from '../signals.js'
import { explain } from '../trap.js'
import { armTimer, LONGEST_MS, sleepSync, turn } from '../wait.js'
import { createImports } from '../wasi.js'
import { openNetwork } from '../world/network.js'
import { createOperations } from '../world/operations.js'
import { createResources } from '../world/resources.js'
import { createAsks } from './asks.js'
import { createCalls } from './calls.js'
import { LibraryDied } from './errors.js'
import { createMemory } from './memory.js'
import { createOutputs } from './outputs.js'

const TURN_EVERY_MS = 8
const settled = Promise.resolve()   // Node's queueMicrotask makes a resource for each call

/**
 * @param {WebAssembly.Module} module
 * @param {object} description
 * @param {object} options
 */
export function openLibrary(module, description, options) {
  const library = {
    calls: new Map(),      // by number: those that are tasks
    lowering: 0,           // the call whose arguments go into the memory now
    inside: 0,             // how deep the library is entered
    died: null,            // the error of every later call
    exports: null,
    memory: null,
    asks: null,
    enter, schedule, die, woken: schedule,
    text: (at, most) => machine.view.text(at, most)
  }
  const outputs = createOutputs(options)
  const host = createHost(options, outputs)
  const flags = HOST.takesOperations + HOST.answers + (host.net ? HOST.hasSockets : 0)
  const machine = createMachine(module, createImports(host), flags)
  host.view = machine.view
  library.exports = machine.exports
  library.memory = createMemory(machine.exports)
  library.asks = createAsks(library, description, options.imports ?? {})
  host.ask = library.asks.begin
  const operations = createOperations(host, machine.base, createMailbox(), schedule)
  const calls = createCalls(library, description)

  let scheduled = false
  let polling = false
  let again = false
  let disarm = null
  let due = Infinity        // when the timer that is armed strikes
  let lastTurn = hostNow()
  let disposing = null      // { promise, resolve }
  const keeper = createKeeper()

  // ---- in and out ----

  function createHost(given, { list }) {
    return {
      view: null,
      args: encodeStrings([description.name], 'args'),
      env: encodeStrings(Object.entries({ ...given.env, ...environment(given) }).map(pair => pair.join('=')), 'env'),
      clock: createClock(1),
      input: createInput(undefined, () => {}, () => {}),
      outputs: list,
      disk: null,
      files: {},
      open: new Set([0, ...Object.keys(list).map(Number)]),
      terminal: new Set(),
      net: openNetwork(given.net),
      resources: createResources(),
      poll: answer,
      check() {
        if (library.died) throw library.died
      }
    }
  }

  /** The loop only looks: it is polled. A sleep of the C library's blocks, as everywhere. */
  function answer(subscriptions, events, count, result) {
    if (machine.base.get('waiting') === 1) {
      operations.completeAll()
      return host.view.setU32(result, 0)
    }
    const plan = readPlan(host, subscriptions, count)
    while (!anyDue(plan, host)) sleepSync(Math.min(nextDue(plan, host.clock), 1000))
    return writeEvents(host, plan, events, result)
  }

  function enter(work, address) {
    library.inside++
    try {
      return work(address)
    } catch (error) {
      throw die(error)
    } finally {
      library.inside--
      outputs.flush()
    }
  }

  /** Something may be ready in the library: it is polled behind the code that runs now. */
  function schedule() {
    if (scheduled || library.died) return
    if (polling) {
      again = true
      return
    }
    scheduled = true
    settled.then(poll)
  }

  async function rest() {
    await turn()
    lastTurn = hostNow()
    poll()
  }

  function poll() {
    scheduled = false
    if (library.died || polling) return
    polling = true
    try {
      for (;;) {
        again = false
        const seconds = enter(library.exports.weft_library_poll)
        calls.settleEnded()
        if (seconds < 0) return end()
        operations.look()
        while (library.asks.run()) operations.look()
        const isBusy = again || seconds === 0 || operations.anyDue()
        if (!isBusy) return arm(seconds)
        if (hostNow() - lastTurn < TURN_EVERY_MS) continue
        scheduled = true
        return void rest()
      }
    } catch (error) {
      die(error)
    } finally {
      polling = false
    }
  }

  function arm(seconds) {
    keeper.keep(library.calls.size > 0)
    if (seconds === Infinity && due === Infinity) return
    const ms = Math.min(seconds * 1000, LONGEST_MS)
    const at = hostNow() + ms
    if (Math.abs(at - due) < 0.05) return
    disarm?.()
    disarm = null
    due = seconds === Infinity ? Infinity : at
    if (due === Infinity) return
    disarm = armTimer(() => {
      disarm = null
      due = Infinity
      lastTurn = hostNow()
      poll()
    }, Math.ceil(ms))
  }

  // ---- the end ----

  /** The library is dead: everything that waits for it learns why. */
  function die(cause) {
    if (library.died) return library.died
    const { reason, message, error } = cause instanceof LibraryDied ? { error: cause } : explain(cause, machine)
    const said = reason === 'exit' ? `The library "${description.name}" called exit, with code ${cause.result.code}.` : message
    library.died = cause instanceof LibraryDied ? cause : new LibraryDied(reason === 'exit' ? 'exit' : reason, said, { cause: error?.cause ?? error })
    machine.die()
    close()
    return library.died
  }

  function close() {
    disarm?.()
    disarm = null
    keeper.stop()
    forgetSignal()
    for (const entry of [...library.calls.values()]) {
      library.calls.delete(entry.number)
      entry.forget?.()
      library.asks.forget(entry.number)
      entry.reject(library.died)
    }
    operations.stop()
    outputs.end()
    const lingers = host.resources.closeAll()
    if (lingers) lingers.then(() => disposing?.resolve())
    else disposing?.resolve()
  }

  /** Everything has ended, as dispose asked. */
  function end() {
    const left = enter(library.exports.weft_library_close)
    die(new LibraryDied('disposed', `The library "${description.name}" was disposed of.`))
    usage.left = left
  }

  function dispose() {
    if (disposing) return disposing.promise
    disposing = {}
    disposing.promise = new Promise(resolve => {
      disposing.resolve = resolve
    })
    if (library.died) disposing.resolve()
    else {
      enter(library.exports.weft_library_end)
      schedule()
    }
    return disposing.promise
  }

  function forgetSignal() {
    options.signal?.removeEventListener('abort', dispose)
  }

  const usage = {
    left: 0,
    get calls() {
      return library.calls.size
    },
    get bytes() {
      return library.died ? usage.left : library.exports.weft_library_bytes() >>> 0
    },
    get memory() {
      return library.died ? 0 : machine.memory.buffer.byteLength
    }
  }

  function begin() {
    library.exports._initialize()
    const code = library.exports.weft_library_open()
    if (code !== 0) {
      outputs.flush()
      throw new WeftError('options', `The library "${description.name}" cannot be opened with these options (${code}).`)
    }
  }

  enter(begin)
  options.signal?.addEventListener('abort', dispose, { once: true })
  schedule()
  const kill = (why = `The library "${description.name}" was ended by its embedding program.`) => void die(new LibraryDied('killed', why))
  const face = { ...calls.functions, dispose, kill, usage: Object.freeze(Object.create(null, Object.getOwnPropertyDescriptors({
    get calls() { return usage.calls }, get bytes() { return usage.bytes }, get memory() { return usage.memory }
  }))) }
  if (Symbol.asyncDispose) face[Symbol.asyncDispose] = dispose
  return face
}

/**
 * Keeps the process while somebody waits for calls in flight; a page needs no such thing. It lets go a turn later: calls often follow
 * one another, and to hold and let go each time would cost as much as a part of them.
 */
function createKeeper() {
  const timer = globalThis.process?.versions?.node ? setInterval(() => {}, LONGEST_MS) : null
  let wanted = false
  let held = false
  let looks = false
  timer?.unref()

  function look() {
    looks = false
    if (wanted || !held) return
    held = false
    timer.unref()
  }

  return {
    keep(on) {
      wanted = on
      if (on && !held) {
        held = true
        timer?.ref()
      } else if (!on && held && !looks && timer) {
        looks = true
        setImmediate(look)
      }
    },
    stop: () => clearInterval(timer)
  }
}
