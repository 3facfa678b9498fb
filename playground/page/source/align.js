// Which line of a C program says the same as which line of its Python twin: by the words that both have.
// Lines keep their order, so it is the heaviest path through the pairs; a pair weighs what its words weigh.

/** Words of C, and what stands for them in Python; what has no counterpart weighs nothing. */
const SAME = {
  printf: 'print', weft_sleep: 'sleep', weft_spawn: 'create_task', weft_gather: 'gather', weft_gather_each: 'gather',
  weft_gather_settled: 'gather', weft_wait_for: 'wait_for', weft_join: 'await', WEFT_TRY: 'await', weft_group_spawn: 'create_task',
  WEFT_GROUP: 'taskgroup', weft_lock_acquire: 'lock', WEFT_UNLOCK_AT_EXIT: 'with', weft_put: 'put', weft_get: 'get',
  weft_put_nowait: 'put_nowait', weft_get_nowait: 'get_nowait', weft_task_done: 'task_done', weft_queue_join: 'join',
  weft_event_wait: 'wait', weft_event_set: 'set', weft_run: 'run', amain: 'main', weft_task_cancel: 'cancel', weft_shield: 'shield',
  weft_task_set_name: 'set_name', weft_current: 'current_task', WEFT_QUEUE: 'queue', weft_lock: 'lock', weft_event: 'event',
  WEFT_SEMAPHORE: 'semaphore', weft_semaphore_acquire: 'semaphore', weft_raise: 'raise', WEFT_TIMEOUT: 'timeout', WEFT_CANCELLED: 'cancellederror',
  weft_condition_wait: 'wait', weft_condition_notify: 'notify', weft_condition_notify_all: 'notify_all', weft_time: 'time',
  weft_as_completed: 'as_completed', weft_group_join: 'taskgroup', NULL: 'none', 'true': 'true', 'false': 'false', strcmp: '==', snprintf: 'f'
}
const DULL = new Set(('int char void double const struct static return arg me sizeof err long unsigned bool typedef def async self '
  + 'in import asyncio f none item i n number size').split(' '))

/**
 * @param {string[]} left lines of C
 * @param {string[]} right lines of Python
 * @returns {[number, number][]} pairs of lines, from 0, in order
 */
export function align(left, right) {
  const a = left.map(line => wordsOf(line, true))
  const b = right.map(line => wordsOf(line, false))
  const rarity = rarityOf([...a, ...b])
  const best = Array.from({ length: a.length + 1 }, () => new Float64Array(b.length + 1))
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const pair = weight(a[i], b[j], rarity)
      best[i][j] = Math.max(best[i + 1][j], best[i][j + 1], pair > 0 ? pair + best[i + 1][j + 1] : 0)
    }
  }
  const pairs = []
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (best[i][j] === best[i + 1][j]) i++
    else if (best[i][j] === best[i][j + 1]) j++
    else pairs.push([i++, j++])
  }
  return pairs
}

function wordsOf(line, isC) {
  if (/^#include "weft\.h"|^import asyncio$/.test(line)) return new Set(['(the library)'])
  const plain = isC ? line.replace(/(\S.*?)(?:\/\*|\/\/).*/, '$1') : line.replace(/(\S)\s+#.*/, '$1')
  const words = new Set()
  for (const [word] of plain.matchAll(/[A-Za-z_]\w*|\d+(?:\.\d+)?|==/g)) {
    const known = isC && Object.hasOwn(SAME, word) ? SAME[word] : word
    const small = known.toLowerCase()
    if (!DULL.has(small) && !/^(?:weft|WEFT)_/.test(known)) words.add(small)
  }
  return words
}

function rarityOf(lines) {
  const counts = new Map()
  for (const words of lines) for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}

/** A word that stands in few lines says much; lines that share less than a third of theirs say different things. */
function weight(a, b, rarity) {
  let shared = 0
  let all = 0
  for (const word of a) {
    const value = 1 / Math.sqrt(rarity.get(word))
    all += value
    if (b.has(word)) shared += value
  }
  for (const word of b) if (!a.has(word)) all += 1 / Math.sqrt(rarity.get(word))
  return shared > 0 && shared / all > 0.22 ? shared * (0.5 + shared / all) : 0
}
