// The process of one suite: node --import preload.js script_player.js SUITE. It loads the file of the suite, whose tests collected.js has, and does
// what it is told by messages: { play, mutant, cache } plays a test with a mutant chosen, { note } all of them with none, { end } ends.

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { finish, tests } from './collected.js'

const reachedFile = process.env.MUTANT_REACHED
const choose = globalThis.weftMutantChoose
let stray = null   // what is thrown where nobody waits for it is the failure of the test that goes on

for (const name of ['uncaughtException', 'unhandledRejection']) process.on(name, error => { stray ??= error ?? new Error(name) })

const wordsOf = error => String(error?.message ?? error).split('\n')[0].slice(0, 200)
const turn = () => new Promise(resolve => setImmediate(resolve))

async function failureOf(work) {
  stray = null
  try {
    await work()
    await turn()
    await turn()
  } catch (error) {
    return wordsOf(error) || 'it fails'
  }
  return stray && wordsOf(stray)
}

async function play({ play: index, mutant, cache, fromStart }) {
  if (cache) process.env.WEFT_CACHE = cache
  if (!fromStart) choose(0)
  const unready = await failureOf(tests[index].prepare)
  if (unready) return { failure: unready }
  if (!fromStart) reachedSince()
  choose(mutant)
  const failure = await failureOf(tests[index].play)
  if (fromStart) return { failure }
  return { failure, came: reachedSince().includes(mutant) }
}

/** What was come to since the last look, here and in what was started. */
function reachedSince() {
  const own = choose(0)
  const others = existsSync(reachedFile) ? readFileSync(reachedFile, 'utf8').split('\n').filter(Boolean).map(Number) : []
  writeFileSync(reachedFile, '')
  return [...new Set([...own, ...others])]
}

async function note() {
  const around = new Set(reachedSince())
  const noted = []
  for (const { name, prepare, play: own } of tests) {
    const unready = await failureOf(prepare)
    for (const number of reachedSince()) around.add(number)
    const begun = performance.now()
    const failure = unready ?? await failureOf(own)
    noted.push({ name, failure, took: Math.round(performance.now() - begun), reached: reachedSince() })
    process.send({ noted: name })
  }
  return { around: [...around], tests: noted }
}

process.on('message', async message => {
  if (message.end) {
    await failureOf(finish)
    process.exit(0)
  }
  process.send(message.note ? await note() : await play(message))
})
process.on('disconnect', () => process.exit(0))
const failure = await failureOf(() => import(`../${process.argv[2]}.test.js`))
process.send({ isReady: true, failure })
