// Plays many programs on both sides and finds those where they part.

import { cutIn, difference } from './compare.js'
import { generate } from './generator.js'
import { numbered, ways, wordsIn, written } from './program.js'
import { shrink } from './shrink.js'

const atOnce = 200

/**
 * Plays the programs of the seeds from `first` on, until there were `cases` or `over()` says so, or `most` have failed.
 * @param {object} how also `begun`, what an earlier call returned, which is gone on with, and `note`, which is given what was played after each stretch
 * @returns what was played, and of each that failed: its seed, what is wrong, and with `shrinks` the shrunk program in words
 */
export function campaign({ asyncio, weft, first, cases, most = 3, shrinks = true, over = () => false, begun, note: noted = () => {} }) {
  const played = begun ?? { cases: 0, operations: 0, lines: 0, deadlocks: 0, cuts: {}, words: {}, ways: {}, failures: [] }
  while (played.cases < cases && played.failures.length < most && !over()) {
    const count = Math.min(atOnce, cases - played.cases)
    const programs = Array.from({ length: count }, (_, index) => numbered(generate(first + played.cases + index)))
    const theirs = asyncio(programs)
    const ours = weft(programs)
    programs.forEach((program, index) => {
      note(played, program, theirs[index])
      const wrong = difference(theirs[index], ours[index] ?? 'broken: it was not played')
      if (!wrong || played.failures.length === most) return
      played.failures.push({ seed: first + played.cases + index, wrong, program })
    })
    played.cases += count
    if (played.failures.length === 0) noted(played)
  }
  if (shrinks) played.failures = played.failures.map(failure => explain(failure, asyncio, weft))
  return played
}

function note(played, program, theirs) {
  const cut = cutIn(theirs)
  const words = wordsIn(program)
  const way = ways[program[4][0]]
  played.operations += words.length
  for (const word of words) played.words[word] = (played.words[word] ?? 0) + 1
  played.ways[way] = (played.ways[way] ?? 0) + 1
  played.lines += theirs.split('\n').length
  if (cut) played.cuts[cut] = (played.cuts[cut] ?? 0) + 1
  if (/\nend 100 /.test(theirs)) played.deadlocks++
}

/** A failure with its program made as small as it gets, and in words. */
export function explain({ seed, wrong, program }, asyncio, weft) {
  const play = tried => [asyncio([tried])[0], weft([tried])[0] ?? 'broken: it was not played']
  const small = shrink(program, tried => difference(...play(tried)) !== null)
  const [theirs, ours] = play(small)
  const words = [
    `seed ${seed}: ${wrong}`,
    `shrunk: ${difference(theirs, ours) ?? 'it does not fail alone'}`,
    written(small), '', 'asyncio:', theirs, '', 'Weft:', ours
  ].join('\n')
  return { seed, wrong, program: small, words }
}

/** One line about what was played. */
export function summary({ cases, operations, lines, deadlocks, cuts, ways: played }) {
  return `${cases} programs (${listed(played)}), ${operations} operations, ${lines} lines; ${deadlocks} deadlocks; ` +
    `cut at known differences: ${listed(cuts) || 'none'}`
}

/** Names with their counts. */
export const listed = counts => Object.entries(counts).sort().map(([name, count]) => `${name} ${count}`).join(', ')
