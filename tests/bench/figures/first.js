// Figure first: from a program's bytes in memory to its first line of output, in the Node host.

import { fileURLToPath } from 'node:url'
import { buildWasm } from '../build.js'
import { run } from '../run.js'

const host = fileURLToPath(new URL('../hosts/first.js', import.meta.url))
const hello = { level: 'z', defines: ['SLEEPS'], output: 'hello_sleeps' }

async function entries({ tools }) {
  const file = await buildWasm('hello', hello)
  return tools.nodes.map(({ path, place }) => ({
    place,
    who: 'Weft',
    run: async () => {
      const [fresh, ...again] = (await run([path, host, file])).out.trim().split('\n').map(Number)
      return { fresh: [fresh], again }
    }
  }))
}

const limits = {
  own: () => ({ atMost: 10, text: '10 or less' }),
  peer: () => null,
  elsewhere: () => null
}

export const firstFigure = {
  name: 'first',
  about: 'from the bytes to the first line of output, in Node',
  rounds: { full: 10, quick: 4 },
  entries,
  tables: [
    {
      title: 'First line of output after the bytes are there, a fresh process, ms',
      series: 'fresh',
      by: 'median',
      limits
    },
    {
      title: 'First line of output after the bytes are there, once more in that process, ms',
      series: 'again',
      by: 'median',
      limits
    }
  ]
}
