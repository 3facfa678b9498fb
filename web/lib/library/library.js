// One library that was loaded: an instance whose loop is polled. It is entered from here only; what the embedding program gave runs
// between two entries. The first thing that throws through it is its end.

import { HOST } from '../base.js'
import { createClock, hostNow } from '../clock.js'
import { WeftError } from '../errors.js'
import { outcome } from '../exit.js'
import { createInstance } from '../instance.js'
import { anyDue, nextDue, readPlan, writeEvents } from '../poll.js'
import { explain } from '../trap.js'
import { armTimer, LONGEST_MS, sleepSync, turn } from '../wait.js'
import { createImports } from '../wasi.js'
import { createOperations } from '../world/operations.js'
import { createCalls } from './calls.js'
import { LibraryDied } from './errors.js'
import { createMemory } from './memory.js'
import { createOutputs } from './outputs.js'

const TURN_EVERY_MS = 8
/** Standard input has ended before it began. */
const NO_INPUT = { state: { waiting: 0 }, ready: () => true, block: () => true, take: () => new Uint8Array(0), fill: () => 0 }
/** It asks for nothing. */
const NO_ASKS = { run: () => false, forget() {} }
/** No descriptor is open but those of the start. */
const NO_RESOURCES = { get() {}, close: () => false, closeAll: () => null }
const settled = Promise.resolve()   // Node's queueMicrotask makes a resource for each call

/**
 * @param {WebAssembly.Module} module
 * @param {object} description
 * @param {object} options
 * @param {import('./parts.js').Parts} parts
 */
export function openLibrary(module, description, options, parts) {
  const { outside } = parts
  const library = {
    calls: new Map(),      // by number: those that are tasks
    lowering: 0,           // the call whose arguments go into the memory now
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
  const machine = createInstance(module, createImports(host), flags)
  host.view = machine.view
  library.exports = machine.exports
  library.memory = createMemory(machine.exports)
  library.asks = parts.asks ? parts.asks.createAsks(library, description, options.imports ?? {}) : NO_ASKS
  host.ask = library.asks.begin
  const operations = createOperations(host, machine.base, null, schedule, outside.createOutside)
  const calls = createCalls(library, description, parts)

  let scheduled = false
  let polling = false
  let pollNext = false      // else it is looked at only what the library asks for
  let disarm = null
  let due = Infinity        // when the timer that is armed strikes
  let lastTurn = hostNow()
  let disposing = null      // { promise, resolve }
  const keeper = createKeeper()

  // ---- in and out ----

  function createHost(given, { list }) {
    return {
      ...outside,
      args: [new TextEncoder().encode(`${description.name}\0`)],
      env: parts.settings ? parts.settings.variables(given) : [],
      clock: createClock(1),
      input: NO_INPUT,
      outputs: list,
      open: new Set([0, ...Object.keys(list).map(Number)]),
      terminal: new Set(),
      net: outside ? outside.openNetwork(given.net) : undefined,
      resources: outside ? outside.createResources() : NO_RESOURCES,
      outcome,
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
    try {
      return work(address)
    } catch (error) {
      throw die(error)
    } finally {
      outputs.flush()
    }
  }

  /** Something may be ready in the library: it is polled behind the code that runs now. Or it only asks for something. */
  function schedule(isReady = true) {
    pollNext ||= isReady
    if (scheduled || polling || library.died) return
    scheduled = true
    settled.then(poll)
  }

  function go() {
    lastTurn = hostNow()
    pollNext = true
    poll()
  }

  function poll() {
    scheduled = false
    if (library.died || polling) return
    polling = true
    try {
      for (let seconds; ; pollNext = true) {
        if (pollNext) {
          pollNext = false
          seconds = enter(library.exports.weft_library_poll)
          calls.settleEnded()
          if (seconds < 0) return end()
        }
        operations.look()
        while (library.asks.run()) operations.look()
        const isBusy = pollNext || seconds === 0 || operations.anyDue()
        if (!isBusy) return arm(seconds)
        if (hostNow() - lastTurn < TURN_EVERY_MS) continue
        scheduled = true
        return void turn().then(go)
      }
    } catch (error) {
      die(error)
    } finally {
      polling = false
    }
  }

  function arm(seconds) {
    keeper.keep(library.calls.size > 0)
    if (seconds === undefined || seconds === Infinity && due === Infinity) return
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
      go()
    }, Math.ceil(ms))
  }

  // ---- the end ----

  /** The library is dead: everything that waits for it learns why. */
  function die(cause) {
    if (library.died) return library.died
    const { reason, message, error } = cause instanceof LibraryDied ? { error: cause } : explain(cause, machine)
    const said = reason === 'exit' ? `The library "${description.name}" called exit, with code ${cause.result.code}.` : message
    library.died = cause instanceof LibraryDied ? cause : new LibraryDied(reason === 'exit' ? 'exit' : reason, said, { cause: error?.cause ?? error })
    close()
    return library.died
  }

  function close() {
    disarm?.()
    disarm = null
    keeper.stop()
    options.signal?.removeEventListener('abort', dispose)
    for (const entry of library.calls.values()) {
      entry.forget?.()
      library.asks.forget(entry.number)
      entry.reject(library.died)
    }
    library.calls.clear()
    operations.stop()
    outputs.end()
    Promise.resolve(host.resources.closeAll()).then(() => disposing?.resolve())
  }

  /** Everything has ended, as dispose asked. */
  function end() {
    const bytes = enter(library.exports.weft_library_close)
    die(new LibraryDied('disposed', `The library "${description.name}" was disposed of.`))
    left = bytes
  }

  function dispose() {
    if (disposing) return disposing.promise
    disposing = {}
    disposing.promise = new Promise(resolve => {
      disposing.resolve = resolve
    })
    if (library.died) disposing.resolve()
    else enter(library.exports.weft_library_end)
    schedule()
    return disposing.promise
  }

  let left = 0   // bytes, after the end
  const usage = Object.freeze({
    get calls() {
      return library.calls.size
    },
    get bytes() {
      return library.died ? left : library.exports.weft_library_bytes() >>> 0
    },
    get memory() {
      return library.died ? 0 : machine.memory.buffer.byteLength
    }
  })

  function begin() {
    library.exports._initialize()
    const code = library.exports.weft_library_open()
    if (code !== 0) throw new WeftError('options', `The library "${description.name}" cannot be opened with these options (${code}).`)
  }

  enter(begin)
  options.signal?.addEventListener('abort', dispose, { once: true })
  schedule()
  const kill = (why = `The library "${description.name}" was ended by its embedding program.`) => void die(new LibraryDied('killed', why))
  return { ...calls.functions, dispose, kill, usage, [Symbol.asyncDispose ?? 'dispose']: dispose }
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
