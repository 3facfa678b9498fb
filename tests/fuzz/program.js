// A program of the fuzzer: [semaphores, queues, barriers, bodies]. An operation is its word, its
// number, its arguments and the bodies inside of it: ['lock', 4, [0], [['sleep', 5, [1]]]].

const kinds = ['first in first out', 'last in first out', 'by priority']

/** Gives the operations their numbers, in the order in which they stand. */
export function numbered([semaphores, queues, barriers, bodies]) {
  let last = 0
  const renumber = ops => ops.map(([word, , args, ...inner]) => {
    const number = ++last
    return [word, number, args, ...inner.map(renumber)]
  })
  return [semaphores, queues, barriers, bodies.map(renumber)]
}

/** How many operations stand in a program. */
export function operationsIn([, , , bodies]) {
  const count = ops => ops.reduce((sum, [, , , ...inner]) => sum + 1 + inner.reduce((n, list) => n + count(list), 0), 0)
  return bodies.reduce((sum, ops) => sum + count(ops), 0)
}

/** A program to read. */
export function written([semaphores, queues, barriers, bodies]) {
  const all = JSON.stringify(bodies)
  const shared = [
    ...semaphores.map(([permits, bounded], index) =>
      `semaphore ${index}: ${permits} permits${bounded ? ', bounded' : ''}`),
    ...queues.map(([capacity, kind], index) =>
      `queue ${index}: ${capacity ? `room for ${capacity}` : 'grows'}, ${kinds[kind]}`),
    ...barriers.map((parties, index) => `barrier ${index}: ${parties} parties`)
  ].filter(line => all.includes(words[line.split(' ')[0]]))
  const tasks = bodies.flatMap((ops, body) =>
    ops.length > 0 || body === 0 ? [body === 0 ? 'main' : `body ${body}`, ...lines(ops, 1)] : [])
  return [...shared, ...tasks].join('\n')
}

const words = { semaphore: /** @type {string} */ ('"'), queue: '"', barrier: '"barrier' }

function lines(ops, depth) {
  return ops.flatMap(([word, number, args, ...inner]) => [
    `${'  '.repeat(depth)}#${number} ${[word, ...args].join(' ')}`,
    ...inner.flatMap((list, index) => [...(index > 0 ? [`${'  '.repeat(depth)}then`] : []), ...lines(list, depth + 1)])
  ])
}
