// Which bar is chosen when a run has ended and nobody has chosen one.

/** Waits of a task that has started the others. */
const PLAIN = ['group', 'gather', 'join', 'turn']

/**
 * What went wrong, else the longest wait that says something. A stack that was used up is found when its task has just begun to wait.
 * @param {object} model
 * @param {string} reason why the run ended
 * @returns {object | null} a bar
 */
export function firstChoice({ bars, broken, dead, ring, time }, reason) {
  if (broken) return broken
  if (reason === 'overflow' && bars.length > 0) return bars.at(-1)
  const others = bars.filter(bar => bar.state === 'waiting' && bar.wait !== 'sleep')
  if (dead) {   // one that waits behind a ring only waits for it
    const open = others.filter(bar => bar.to < 0)
    return open.findLast(({ task }) => ring.includes(task)) ?? open.at(-1) ?? bars[0]
  }
  const length = ({ from, to }) => (time[to] ?? 0) - time[from]
  const good = others.filter(({ to, wait }) => to >= 0 && !PLAIN.includes(wait))
  const longer = (a, b) => !a || length(b) > length(a) ? b : a
  const starter = bars[0]?.task
  const sleeps = bars.filter(({ wait, task, to }) => wait === 'sleep' && to >= 0 && task !== starter)
  const joins = others.filter(({ to, wait }) => to >= 0 && wait === 'join')
  const best = [good, joins, sleeps, others].find(list => list.length > 0)?.reduce(longer, null)
  return best ?? bars.find(({ state }) => state === 'running') ?? null
}
