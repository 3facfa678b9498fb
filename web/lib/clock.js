// The clocks a program sees: the wall clock, and a monotonic one that a host may speed up or stop.
// Everything inside is a Number of milliseconds of the host or of nanoseconds of the program;
// 2^53 ns are 104 days. Waiting is in wait.js. The virtual clock is the program's own affair.

const START_NS = 1e9
export const LATEST_NS = 2 ** 62   // 146 years: a clock stands there, and the program's sums do not overflow

/** Milliseconds of the host, never going backwards. */
export const hostNow = typeof performance === 'object' && performance
  ? () => performance.now()
  : createForwardClock(() => Date.now())

/** A clock that may be set back, with only its steps forward counted. */
function createForwardClock(read) {
  let [last, passed] = [read(), 0]
  return () => {
    const now = read()
    passed += Math.max(0, now - last)
    last = now
    return passed
  }
}

/**
 * A monotonic clock that runs `speed` times as fast as the host's and can be stopped.
 * @param {number} speed
 * @param {number} [startNs] where it starts: for a run that goes on from a snapshot
 * @param {boolean} [running] false: until `go`, it stands
 */
export function createClock(speed, startNs = START_NS, running = true) {
  let base = startNs
  let mark = hostNow()

  const now = () => running
    ? Math.min(LATEST_NS, base + Math.max(0, hostNow() - mark) * 1e6 * speed)
    : base
  const rebase = () => {
    base = now()
    mark = hostNow()
  }
  return {
    /** Nanoseconds of the program. */
    now,
    /** Nanoseconds since 1970, never scaled: what libc's time() says. */
    wall: () => Date.now() * 1e6,
    stop() {
      rebase()
      running = false
    },
    go() {
      if (!running) mark = hostNow()
      running = true
    },
    get speed() {
      return speed
    },
    set speed(times) {
      rebase()
      speed = times
    }
  }
}
