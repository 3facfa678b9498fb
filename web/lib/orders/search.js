// The search over the orders of a program: first come first served, then every order with one deviation from it, then with two, and
// so on, each in depth; when half of the time is over, orders by chance. A run ends where its state was seen before: what follows was or will be tried from
// there. It never says that a program is right, only how many orders it has tried.

const MOST_WAITING = 2 ** 20   // orders that are known and wait for their run
const CHANCE_LOOKS = 64        // orders by chance between two looks at the clock

/**
 * @typedef {object} Limits
 * @property {number} [orders] at most so many runs
 * @property {number} [seconds] at most so long
 * @property {number} [deviations] at most so many from first come, first served; then chance
 *
 * @typedef {object} Finding
 * @property {Uint8Array} choices of the shortest failing order
 * @property {string} why 'exit', 'trap', 'endless', 'memory', 'output' or 'leak'
 * @property {number} deviations
 */

/**
 * @param {ReturnType<import('./machine.js').createMachine>} machine
 * @param {Limits & {expected?: number | ((output: number) => boolean), seed?: number, now?: () => number, onProgress?: (state: object) => void}}
 *   [options] `expected`: the digest of the output that every order should have, or whether a digest is one of a good output
 */
export function explore(machine, { orders = 1e6, seconds = 30, deviations = Infinity, expected, seed = 1, now = () => performance.now(), onProgress } = {}) {
  const started = now()
  const outputs = new Map()
  const levels = [[new Uint8Array(0)]]
  const state = { orders: 0, ended: 0, known: 0, waiting: 1, level: 0, phase: 'deviations', all: false, outputs, first: null, finding: null,
    states: 0, elapsed: 0, dropped: 0, why: '' }
  let lastWord = started

  const judge = outcome => whyItFails(outcome, state.first, expected)

  function look() {
    const time = now()
    state.elapsed = (time - started) / 1000
    state.states = machine.states
    if (onProgress && time - lastWord > 500) {
      lastWord = time
      onProgress(state)
    }
    return state.elapsed < seconds
  }

  /** Runs it and keeps count. True: it failed. */
  function one(choices, options) {
    const outcome = machine.run(choices, options)
    state.orders++
    if (outcome.end === 'known') state.known++
    else state.ended++
    state.first ??= outcome
    if (outcome.end === 'exit' && outcome.code === 0) count(outputs, outcome.output, machine, outcome.moments)
    const why = judge(outcome)
    if (why) state.finding = { choices: takenOf(machine, outcome.moments), why }
    state.last = outcome
    return Boolean(why)
  }

  /** The other ways at each moment that this order came to first. */
  function branch(prefix, level) {
    const { moments, end } = state.last
    const above = levels[level + 1] ??= []
    const last = end === 'known' ? moments - 1 : moments
    for (let at = last - 1; at >= prefix.length; at--) {
      const of = machine.of(at)
      for (let taken = of - 1; taken > 0; taken--) {
        if (state.waiting >= MOST_WAITING) {
          state.dropped++
          continue
        }
        const next = new Uint8Array(at + 1)
        next.set(prefix)
        next[at] = taken
        above.push(next)
        state.waiting++
      }
    }
  }

  /** False when the search is over: an order failed, or there is none left, or no time. */
  function byDeviations() {
    const [half, halfTime] = deviations === Infinity ? [orders / 2, seconds / 2] : [orders, seconds]
    for (let level = 0; level <= deviations && levels[level]?.length > 0; level++) {
      state.level = level
      const queue = levels[level]
      while (queue.length > 0) {
        if (state.orders >= half) return true
        if ((state.orders & 63) === 0) {
          look()
          if (state.elapsed >= halfTime) return true
        }
        const prefix = queue.pop()
        state.waiting--
        if (one(prefix, { looks: true })) return false
        branch(prefix, level)
      }
    }
    state.all = state.waiting === 0 && state.dropped === 0
    return !state.all
  }

  function byChance() {
    state.phase = 'chance'
    const empty = new Uint8Array(0)
    let chance = seed >>> 0 || 1
    for (let n = 0; state.orders < orders; n++) {
      if (n % CHANCE_LOOKS === 0 && !look()) return
      chance = (Math.imul(chance, 1664525) + 1013904223) >>> 0 || 1
      if (one(empty, { chance })) return
    }
  }

  if (byDeviations() && !state.finding) byChance()
  if (state.finding) state.finding = shrink(machine, state.finding, state.first, expected)
  look()
  return state
}

/**
 * Why an order counts as failing, '' if it does not.
 * @param {import('./machine.js').Outcome} outcome
 * @param {import('./machine.js').Outcome} first that of first come, first served
 */
export function whyItFails({ end, code, output, userBytes }, first, expected) {
  if (end === 'known' || end === 'world') return ''
  if (end !== 'exit') return end
  if (code !== 0) return 'exit'
  if (typeof expected === 'function' ? !expected(output) : expected !== undefined && output !== expected) return 'output'
  return first && userBytes > first.userBytes ? 'leak' : ''
}

function count(outputs, output, machine, moments) {
  const known = outputs.get(output)
  if (known) known.orders++
  else if (outputs.size < 1000) outputs.set(output, { orders: 1, choices: takenOf(machine, moments) })
}

/** The choices of the last run, without zeros at the end. */
function takenOf(machine, moments) {
  const all = Uint8Array.from({ length: moments }, (_, at) => machine.taken(at))
  return all.slice(0, all.findLastIndex(taken => taken > 0) + 1)
}

export const deviationsOf = choices => choices.reduce((sum, taken) => sum + (taken > 0 ? 1 : 0), 0)

/**
 * The same failure in fewer deviations: each is left out in turn, or made smaller, as long as the run still fails in that way.
 * What the rest of the list means may change with it, so the result is what the run took.
 */
function shrink(machine, { choices, why }, first, expected) {
  let best = choices
  const still = candidate => {
    const outcome = machine.run(candidate, {})
    return whyItFails(outcome, first, expected) === why && isPossible(machine, candidate, outcome) ? takenOf(machine, outcome.moments) : null
  }
  for (let shorter = true; shorter;) {
    shorter = false
    for (let at = best.length - 1; at >= 0 && !shorter; at--) {
      for (const taken of best[at] > 1 ? [0, 1] : best[at] > 0 ? [0] : []) {
        const found = still(best.with(at, taken))
        if (!found || !isLess(found, best)) continue
        best = found
        shorter = true
        break
      }
    }
  }
  return { choices: best, why, deviations: deviationsOf(best) }
}

/** Fewer deviations, then a shorter list, then smaller choices. */
function isLess(a, b) {
  const sum = list => list.reduce((total, taken) => total + taken, 0)
  return (deviationsOf(a) - deviationsOf(b) || a.length - b.length || sum(a) - sum(b)) < 0
}

/** A list that asks for a task that was not there ends with a sentence: that is another failure. */
function isPossible(machine, list, { moments }) {
  return list.slice(0, moments).every((taken, at) => taken === machine.taken(at) && taken < machine.of(at))
}
