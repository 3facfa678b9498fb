// Makes a program that fails smaller, as long as it still fails: whole bodies go first, then
// stretches of operations, then what is around others, then arguments.

import { RUN, numbered } from './program.js'

/** The smallest program found for which `fails(program)` is still true. */
export function shrink(program, fails) {
  let smallest = program
  for (let again = true; again;) {
    again = false
    for (const smaller of candidates(smallest)) {
      const tried = numbered(smaller)
      if (fails(tried)) {
        smallest = tried
        again = true
        break
      }
    }
  }
  return smallest
}

function * candidates([semaphores, queues, barriers, bodies, [way, ...mains]]) {
  if (way !== RUN) yield [semaphores, queues, barriers, bodies, [RUN]]
  for (let place = 0; place < mains.length; place++) yield [semaphores, queues, barriers, bodies, [way, ...mains.toSpliced(place, 1)]]
  for (const list of lists(bodies)) yield [semaphores, queues, barriers, list, [way, ...mains]]
}

/** The bodies with one of them smaller; their number stays. */
function * lists(bodies) {
  for (let index = 0; index < bodies.length; index++) {
    for (const smaller of smallerLists(bodies[index])) yield bodies.with(index, smaller)
  }
}

function * smallerLists(ops) {
  for (let length = ops.length; length > 0; length = length >> 1) {
    for (let from = 0; from + length <= ops.length; from += length) yield ops.toSpliced(from, length)
  }
  for (let index = 0; index < ops.length; index++) {
    const [word, number, args, ...inner] = ops[index]
    for (const list of inner) yield ops.toSpliced(index, 1, ...list)
    for (let place = 0; place < inner.length; place++) {
      for (const smaller of smallerLists(inner[place])) {
        yield ops.with(index, [word, number, args, ...inner.with(place, smaller)])
      }
    }
    for (let place = 0; place < args.length; place++) {
      for (const value of [0, args[place] - 1]) {
        if (value >= 0 && value < args[place] && isFree(word, place)) {
          yield ops.with(index, [word, number, args.with(place, value), ...inner])
        }
      }
    }
  }
}

/** Whether an argument may become any smaller number: those that name bodies may not. */
function isFree(word, place) {
  return !/spawn|gather|fail/.test(word) || (/spawn/.test(word) && place === 0)
}
