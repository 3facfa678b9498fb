// Figures yield and queue: what one yield of the scheduler costs, and one item through a queue
// of 1.

import { rowsOf } from './rows.js'

/** How long a run is: laps of about two milliseconds, by what a yield costs about. */
const LAP_NS = 2e6
const LAPS = { full: 160, quick: 80 }
const EXPECTED_NS = {
  yield: { Weft: 30, Go: 130, goWasm: 500, goJs: 500, tokio: 150, await: 40, asyncio: 2000 },
  queue: { Weft: 120, Go: 170, goWasm: 700, goJs: 700, tokio: 350, await: 150, asyncio: 8000 }
}
const programs = { program: 'switch', python: 'asyncio_peer.py', node: 'await.js' }

/** Both figures have the same rows and the same programs. */
function entriesOf(what) {
  return async ({ tools, quick }) => {
    const words = speed => {
      const count = Math.max(100, Math.round(LAP_NS / EXPECTED_NS[what][speed] / 2) * 2)
      return [what, String(LAPS[quick ? 'quick' : 'full']), String(count)]
    }
    return rowsOf(tools, { ...programs, words })
  }
}

const isNative = place => place === 'natively'
const below1 = { atMost: 1, text: 'below 1' }

export const yieldFigure = {
  name: 'yield',
  about: 'one yield of the scheduler, beside Go, tokio, asyncio and JavaScript\'s await',
  rounds: { full: 3, quick: 2 },
  entries: entriesOf('yield'),
  tables: [{
    title: 'One yield of the scheduler, ns',
    series: 'ns',
    by: 'min',
    limits: {
      own: place => isNative(place) ? { atMost: 15, text: '15 or less' } : null,
      peer: (place, who) => ({
        await: { atMost: 2, text: '2 or less' },
        'Go js': { atMost: 1 / 8, text: '1/8 or less' },
        'Go wasip1': { atMost: 1 / 8, text: '1/8 or less' }
      })[who],
      elsewhere: (place, { place: from, who }) =>
        !isNative(place) && isNative(from) && /^(Go|tokio)/.test(who) ? below1 : null
    }
  }]
}

export const queueFigure = {
  name: 'queue',
  about: 'one item through a queue of 1, beside the same',
  rounds: { full: 3, quick: 2 },
  entries: entriesOf('queue'),
  tables: [{
    title: 'One item through a queue of 1, ns',
    series: 'ns',
    by: 'min',
    limits: {
      own: () => null,
      peer: () => null,
      elsewhere: (place, { place: from, who }) =>
        !isNative(place) && isNative(from) && /^Go/.test(who)
          ? { atMost: 1, text: '1 or less' } : null
    }
  }]
}
