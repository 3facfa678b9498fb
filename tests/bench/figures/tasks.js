// The figures of tasks.c: what it costs to spawn, hand over, gather, take as completed and bound
// in time, and whether a task among a million costs what one of ten does.

import { rowsOf } from './rows.js'

const LAP_NS = 2e6
const LAPS = { full: 100, quick: 50 }
const programs = { program: 'tasks', python: 'asyncio_tasks.py', node: 'await_tasks.js' }

/** The newest is enough. */
function newest(tools) {
  return { ...tools, nodes: tools.nodes.slice(-1) }
}

/**
 * A figure of laps. `expected` has about the ns of each, for laps of about two milliseconds; whom
 * it does not name has nothing of its own for this. `unit`: a lap is a whole number of these.
 */
function lapFigure(name, measurement, about, title, expected, unit = 2) {
  const words = quick => speed => {
    if (!expected[speed]) return null
    const count = Math.max(1, Math.round(LAP_NS / expected[speed] / unit)) * unit
    return [measurement, String(LAPS[quick ? 'quick' : 'full']), String(count)]
  }
  return {
    name,
    about,
    rounds: { full: 2, quick: 1 },
    entries: ({ tools, quick }) => rowsOf(newest(tools), { ...programs, words: words(quick) }),
    tables: [{ title, series: 'ns', by: 'min', limits: none }]
  }
}

const none = { own: () => null, peer: () => null, elsewhere: () => null }

export const taskFigures = [
  lapFigure('spawn', 'spawn', 'a task that is spawned and joined', 'A task spawned and joined, ns',
    { Weft: 120, Go: 400, goWasm: 900, tokio: 250, asyncio: 9000, await: 50 }),
  lapFigure('lock', 'lock', 'a lock handed over to a task that waits for it',
    'A lock handed over, ns',
    { Weft: 60, Go: 200, goWasm: 700, tokio: 180, asyncio: 6000, await: 110 }),
  lapFigure('gather', 'gather', 'a gather of 1 000 calls', 'Of a gather of 1 000 calls: each, ns',
    { Weft: 150, Go: 400, goWasm: 900, tokio: 250, asyncio: 8000, await: 200 }, 1000),
  lapFigure('completed', 'completed', 'the same, taken in the order in which they end',
    'Of 1 000 tasks taken as they complete: each, ns',
    { Weft: 200, Go: 600, goWasm: 1200, tokio: 450, asyncio: 11000 }, 1000),
  lapFigure('timeout', 'timeout', 'a deadline set and withdrawn, while 1 000 others run',
    'A deadline set and withdrawn, ns',
    { Weft: 100, Go: 700, goWasm: 1500, tokio: 350, asyncio: 17000, await: 600 }),
  lapFigure('crowd-queue', 'crowd', 'an item through a queue of 10 that ten thousand tasks fill',
    'One item through a queue of 10 that ten thousand tasks fill, ns',
    { Weft: 120, Go: 70, goWasm: 300, tokio: 190, asyncio: 6000 })
]

// ---- scale ----

const COUNTS = [10, 100, 1000, 10000, 100000, 1000000]
const MOST = { quick: 100000, full: 1000000, asyncio: 100000 }

async function scaleEntries({ tools, quick }) {
  const counts = COUNTS.filter(count => count <= MOST[quick ? 'quick' : 'full'])
  const rowsFor = count => rowsOf(newest(tools), {
    ...programs,
    words: speed => isMeasured(speed, count) ? ['scale', String(count)] : null,
    read: text => readSeries(text, count)
  })
  return (await Promise.all(counts.map(rowsFor))).flat()
}

function isMeasured(speed, count) {
  return !speed.startsWith('go') && count <= (MOST[speed] ?? Infinity)
}

/** A line for each series: its name, then ns; the first quarter is the warm-up. */
function readSeries(text, count) {
  const lines = text.trim().split('\n').map(line => line.split(' '))
  return Object.fromEntries(lines.map(([name, ...laps]) =>
    [`${name} ${count}`, laps.slice(Math.floor(laps.length / 4)).map(Number)]))
}

const columns = name => quick =>
  COUNTS.filter(count => count <= MOST[quick ? 'quick' : 'full']).map(count => ({
    label: count.toLocaleString('en').replaceAll(',', ' '),
    series: `${name} ${count}`
  }))

export const scaleFigure = {
  name: 'scale',
  about: 'the cost of a task among ten to a million others',
  rounds: { full: 1, quick: 1 },
  entries: scaleEntries,
  tables: [
    {
      title: 'A task\'s life (spawned, one step, joined) among so many, ns',
      columns: columns('life')
    },
    { title: 'A yield among so many tasks, ns', columns: columns('yield') }
  ]
}
