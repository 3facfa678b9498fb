// `npm run bench`: builds the programs, ours and the peers', measures them side by side and prints
// each figure beside its peers and its target. docs/benchmarks.md says what each figure means.

import { loadavg } from 'node:os'
import { descriptorsFigure } from './figures/descriptors.js'
import { editFigure } from './figures/edit.js'
import { firstFigure } from './figures/first.js'
import { echoFigure, streamFigure } from './figures/network.js'
import { pureFigure } from './figures/pure.js'
import { sizeFigure } from './figures/size.js'
import { sleepersFigure } from './figures/sleepers.js'
import { queueFigure, yieldFigure } from './figures/switch.js'
import { scaleFigure, taskFigures } from './figures/tasks.js'
import { interleave } from './run.js'
import { makeTable, printTable, printVerdicts } from './table.js'
import { describeMachine, findTools, tokioVersion } from './tools.js'

const BUSY = 1.5
const figures = [yieldFigure, queueFigure, ...taskFigures, scaleFigure, sleepersFigure,
  descriptorsFigure, echoFigure, streamFigure, sizeFigure, pureFigure, firstFigure, editFigure]

const help = `npm run bench [-- NAME… OPTION…]

Measures Weft beside its peers in one run and says which targets are met. With NAMEs: the figures
whose name contains one of them.

${figures.map(({ name, about }) => `  ${name.padEnd(12)} ${about}`).join('\n')}

  --quick   fewer rounds, 100 000 sleeping tasks instead of a million
  --json    print everything as JSON
  --help    this text

A peer whose tool is missing is "not here". Builds are kept in build/bench.
`

async function main(words) {
  const chosen = words.filter(word => word.startsWith('--'))
  const unknown = chosen.find(word => !['--quick', '--json', '--help'].includes(word))
  if (unknown) throw new Error(`${unknown} is not an option; see npm run bench -- --help.`)
  if (chosen.includes('--help')) return console.log(help)
  const selected = select(words.filter(word => !word.startsWith('--')))
  const quick = chosen.includes('--quick')
  const json = chosen.includes('--json')
  const context = { tools: findTools(), quick }
  const head = describeRun(context)
  if (!json) console.log(printHead(head))
  const started = performance.now()
  const tables = []
  for (const figure of selected) tables.push(...await measure(figure, context, head, json))
  head.seconds = Math.round((performance.now() - started) / 1000)
  console.log(json ? JSON.stringify({ ...head, tables }, null, 2) : printEnd(head, tables))
}

function select(names) {
  if (names.length === 0) return figures
  const found = figures.filter(({ name }) => names.some(word => name.includes(word)))
  if (found.length > 0) return found
  throw new Error(`No figure is called ${names.join(' or ')}; see npm run bench -- --help.`)
}

async function measure({ name, rounds, entries, tables }, context, head, json) {
  const say = text => status(`${name}: ${text}`)
  say('building')
  const rows = await entries(context).catch(error => {
    throw new Error(`${name} cannot be built: ${error.message}`)
  })
  const highest = await interleave(rows, rounds[context.quick ? 'quick' : 'full'], say)
  status('')
  head.load.highest = Math.max(head.load.highest, highest)
  const made = tables.map(table => ({ name, ...makeTable(table, rows, context.quick) }))
  if (!json) for (const table of made) console.log(printTable(table))
  return made
}

/** What is being done, on a terminal only. */
function status(text) {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text.slice(0, 79)}`)
}

// ---- the run ----

function describeRun({ tools, quick }) {
  const [before] = loadavg()
  return {
    date: new Date().toISOString().slice(0, 16).replace('T', ' '),
    machine: describeMachine(),
    tools: [tools.gcc, tools.wasmtime, ...tools.nodes, tools.go, tools.cargo, tools.python]
      .filter(Boolean).map(({ place }) => place).concat(`tokio ${tokioVersion()}`),
    quick,
    load: { before, highest: before }
  }
}

function printHead({ date, machine, tools, quick, load }) {
  return [
    `${date} UTC, ${machine}, load ${load.before.toFixed(1)}${quick ? ', --quick' : ''}`,
    tools.join(', '),
    ...load.before > BUSY ? [busy('is', load.before)] : []
  ].join('\n')
}

function printEnd({ load, seconds }, tables) {
  return [
    printVerdicts(tables),
    `\n${seconds} s, load at most ${load.highest.toFixed(1)}`,
    ...load.highest > BUSY ? [busy('was', load.highest)] : []
  ].join('\n')
}

function busy(verb, load) {
  return `WARNING: the machine ${verb} busy with other things (load ${load.toFixed(1)}, above ` +
    `${BUSY}): trust ratios more than times, and neither much.`
}

main(process.argv.slice(2)).catch(error => {
  status('')
  console.error(error.message)
  process.exitCode = 1
})
