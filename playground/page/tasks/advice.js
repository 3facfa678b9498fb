// What to do about a deadlock: by what the tasks wait for, and whether they wait for each other.

const ADVICE = {
  lock: 'A lock is given back by the task that holds it, on every way out.',
  get: 'Nobody is left who puts. Let the producers shut the queue when they are done, and get says WEFT_CLOSED.',
  put: 'Nobody is left who gets, and it is full.',
  receive: 'Nobody is left who sends. Close the sender when it is done.',
  send: 'Nobody is left who receives.',
  event: 'Nobody is left who sets it. Does every way through the program set it?',
  condition: 'A notify that comes before the wait is lost. Wait in a while loop that asks for what is waited for.',
  semaphore: 'A permit that was taken was not given back.',
  barrier: 'It counts more parties than there are tasks that come.',
  drain: 'Each item that is got needs a weft_task_done.',
  future: 'Nobody is left who sets it.',
  join: 'The task that it waits for waits itself.'
}

/** A wait for children is nobody's mistake: the child's wait is. */
export const isCause = kind => Number(!['join', 'group', 'gather', 'any', 'next'].includes(kind))

/**
 * @param {{wait: {kind: string}}[]} ring the tasks that wait for each other, none where there is no ring
 * @param {{kind: string}} wait the wait that is to blame
 */
export function adviceFor(ring, wait) {
  if (ring.length > 1 && ring.every(({ wait }) => wait.kind === 'lock')) return 'Take the locks in the same order in every task.'
  if (ring.length === 1 && wait.kind === 'lock') return 'A lock that a task holds is not given to it a second time: take it once, further out.'
  if (ring.length > 1) return 'One of them has to go on without the other.'
  return ADVICE[wait.kind] ?? ''
}
