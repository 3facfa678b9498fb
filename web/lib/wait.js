// Waiting, in the three ways a host can: one timer that is only a hint, one turn of the event loop,
// and a synchronous wait that blocks the thread. What is waited for is decided by the callers, with
// their own clock: a timer of the host may be late, early, clamped or throttled.

import { hostNow } from './clock.js'

/** The longest that a timer of the host can wait; it takes more for no time at all. */
export const LONGEST_MS = 2 ** 31 - 1

/**
 * A place where a run waits and others wake it.
 * @returns {{wait(ms: number): Promise<void>, rest(): Promise<void>, wake(): void}}
 */
export function createWaiter() {
  let wakeUp = null
  let woken = false

  function pause(arm) {
    if (woken) {
      woken = false
      return Promise.resolve()
    }
    return new Promise(resolve => {
      const disarm = arm(done)
      function done() {
        wakeUp = null
        disarm()
        resolve()
      }
      wakeUp = done
    })
  }
  return {
    /** Waits that long at most. Infinity keeps the thread alive, as a timer does. */
    wait: ms => pause(done => armTimer(done, ms)),
    /** Waits until somebody wakes it, without keeping the thread alive. */
    rest: () => pause(() => () => {}),
    /** Ends the wait in progress, or the next one if there is none. */
    wake() {
      if (wakeUp) wakeUp()
      else woken = true
    }
  }
}

/**
 * Wakes somebody once for all that comes in one turn of the event loop, behind it: a program that is entered costs more
 * than what one connection brings.
 * @param {() => void} wake
 */
export function createBell(wake) {
  let rung = false
  return () => {
    if (rung) return
    rung = true
    later(() => {
      rung = false
      wake()
    })
  }
}

const later = typeof setImmediate === 'function' ? setImmediate : call => turn().then(call)

/**
 * Calls `done` in so many milliseconds; in less than one by a turn of the event loop, for no timer is that quick.
 * @param {() => void} done
 * @param {number} ms
 * @returns {() => void} takes it back
 */
export function armTimer(done, ms) {
  if (ms < 1) {
    let off = false
    turn().then(() => off || done())
    return () => {
      off = true
    }
  }
  const timer = setTimeout(done, Math.min(Math.floor(ms), LONGEST_MS))
  return () => clearTimeout(timer)
}

/** Lets the event loop run once. Never setTimeout(0), which a page stretches to 4 ms. */
export function turn() {
  if (typeof setImmediate === 'function') return new Promise(resolve => setImmediate(resolve))
  return new Promise(resolve => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(null)
  })
}

let cell

/** A shared word that nobody ever changes; undefined where there is no shared memory at all. */
function quietCell() {
  if (cell !== undefined) return cell
  try {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true })
    cell = new Int32Array(memory.buffer)
  } catch {
    cell = null
  }
  return cell
}

/**
 * Blocks this thread. Where the thread may not be blocked (a page's own), it looks at the clock
 * until the time has come.
 * @param {number} ms
 */
export function sleepSync(ms) {
  const until = hostNow() + ms
  for (let left = ms; left > 0; left = until - hostNow()) {
    try {
      Atomics.wait(quietCell(), 0, 0, left)
    } catch {
      while (hostNow() < until);
    }
  }
}
