// Plays random programs on Weft and on CPython's asyncio, and says where they part.

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { buildNative, root } from '../programs.js'
import { campaign, listed, summary } from './campaign.js'
import { generate } from './generator.js'
import { asyncioPlayer, weftPlayer } from './players.js'
import { numbered, wordsIn, written } from './program.js'

const keptFile = join(root, 'build', 'fuzz.json')
const page = join(root, 'docs', 'testing.md')

const help = `node tests/fuzz/fuzz.js [OPTION…]

Plays random programs on Weft, natively, and on asyncio, and compares what they say line by line: the
time, the turn, the task and what came of each operation. A program that differs is shrunk and shown.

  --cases N    how many programs (1000)
  --seed S     the seed of the first one; the others follow (1)
  --minutes M  stop after so many minutes, if that comes first
  --orders N   play each one in N shuffled orders, too, and look at what must hold in any order (3)
  --checked    with the address and undefined behaviour sanitizers
  --goes-on    keep what was played in build/fuzz.json, and go on there
  --count      how often each operation stands in the programs, and play nothing
  --write      put what was played with --goes-on into docs/testing.md
  --show       write the program of --seed, and play nothing
  --help       this text

tests/fuzz/differences.json names the differences that are meant; a program ends there.
`

function whole(name, text, least) {
  if (!/^\d+$/.test(text) || Number(text) < least) throw new Error(`--${name}: expected a whole number from ${least}`)
  return Number(text)
}

function countWords(first, cases) {
  const counts = {}
  for (let seed = first; seed < first + cases; seed++) {
    for (const word of wordsIn(generate(seed))) counts[word] = (counts[word] ?? 0) + 1
  }
  return counts
}

/** The paragraph of docs/testing.md that says so. */
function writeInto(played, first, orders) {
  const text = readFileSync(page, 'utf8')
  const command = `node tests/fuzz/fuzz.js --cases ${played.cases} --seed ${first} --orders ${orders}`
  const said = `\`${command}\` played ${summary(played)}. Without a reason: ${played.failures.length}.`
  writeFileSync(page, text.replace(/^`node tests\/fuzz\/fuzz\.js --cases \d+ .*\n/m, `${said}\n`))
}

async function main() {
  const text = { type: 'string' }
  const flag = { type: 'boolean', default: false }
  const { values } = parseArgs({
    options: {
      cases: { ...text, default: '1000' },
      seed: { ...text, default: '1' },
      minutes: text,
      orders: { ...text, default: '3' },
      checked: flag,
      show: flag,
      'goes-on': flag,
      count: flag,
      write: flag,
      help: flag
    }
  })
  if (values.help) return console.log(help)
  const first = whole('seed', values.seed, 0)
  if (values.show) return console.log(written(numbered(generate(first))))
  const cases = whole('cases', values.cases, 1)
  const orders = whole('orders', values.orders, 0)
  if (values.count) return console.log(listed(countWords(first, cases)))
  const kept = values['goes-on'] && existsSync(keptFile) ? JSON.parse(readFileSync(keptFile, 'utf8')) : undefined
  const end = values.minutes ? Date.now() + whole('minutes', values.minutes, 1) * 60_000 : Infinity
  const { interpreter } = await buildNative(values.checked ? 'checked' : 'plain', ['tests/fuzz/interpreter.c'])
  const played = campaign({
    asyncio: await asyncioPlayer(),
    weft: weftPlayer(interpreter, orders),
    first,
    cases,
    over: () => Date.now() > end,
    begun: kept,
    note: so => { if (values['goes-on']) writeFileSync(keptFile, JSON.stringify(so)) }
  })
  for (const { words } of played.failures) console.log(`${words}\n`)
  console.log(summary(played))
  if (values.write) writeInto(played, first, orders)
  if (played.failures.length > 0) process.exitCode = 1
}

main().catch(error => {
  console.error(error.message)
  process.exitCode = 2
})
