// A program of the fuzzer: [semaphores, queues, barriers, bodies, runs]. `runs` is how it is run and the bodies of further
// main tasks: by weft_run, by a runner, by a loop of its own that polls, by weft_run again and again. An operation is its word, its
// number, its arguments and the bodies inside of it: ['lock', 4, [0], [['sleep', 5, [1]]]].

export const [RUN, RUNNER, GUEST, AGAIN] = [0, 1, 2, 3]

const kinds = ['first in first out', 'last in first out', 'by priority']

/** Gives the operations their numbers, in the order in which they stand. */
export function numbered([semaphores, queues, barriers, bodies, runs = [RUN]]) {
  let last = 0
  const renumber = ops => ops.map(([word, , args, ...inner]) => {
    const number = ++last
    return [word, number, args, ...inner.map(renumber)]
  })
  return [semaphores, queues, barriers, bodies.map(renumber), runs]
}

/** The words of the operations that stand in a program. */
export function wordsIn([, , , bodies]) {
  const all = ops => ops.flatMap(([word, , , ...inner]) => [word, ...inner.flatMap(all)])
  return bodies.flatMap(all)
}

/** A program to read. */
export function written([semaphores, queues, barriers, bodies, [way, ...mains]]) {
  const all = JSON.stringify(bodies)
  const shared = [
    ...semaphores.map(([permits, bounded], index) =>
      `semaphore ${index}: ${permits} permits${bounded ? ', bounded' : ''}`),
    ...queues.map(([capacity, kind], index) =>
      `queue ${index}: ${capacity ? `room for ${capacity}` : 'grows'}, ${kinds[kind]}`),
    ...barriers.map((parties, index) => `barrier ${index}: ${parties} parties`)
  ].filter(line => all.includes(words[line.split(' ')[0]]))
  if (way !== RUN) shared.unshift([`run ${ways[way]}`, ...mains.map(body => `then body ${body}`)].join(', '))
  const tasks = bodies.flatMap((ops, body) =>
    ops.length > 0 || body === 0 ? [body === 0 ? 'main' : `body ${body}`, ...lines(ops, 1)] : [])
  return [...shared, ...tasks].join('\n')
}

export const ways = ['once', 'in a runner', 'by a loop that polls', 'again']
const words = { semaphore: /** @type {string} */ ('"'), queue: '"', barrier: '"barrier' }

function lines(ops, depth) {
  return ops.flatMap(([word, number, args, ...inner]) => [
    `${'  '.repeat(depth)}#${number} ${[word, ...args].join(' ')}`,
    ...inner.flatMap((list, index) => [...(index > 0 ? [`${'  '.repeat(depth)}then`] : []), ...lines(list, depth + 1)])
  ])
}
