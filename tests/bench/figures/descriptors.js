// Figure descriptors: what one wait for a descriptor costs while ten thousand others wait, beside ten.

import { buildNative } from '../build.js'
import { readLaps, run } from '../run.js'

const HOPS = 10_000

async function entries({ tools, quick }) {
  const row = async count => {
    const who = `${count.toLocaleString('en').replace(',', ' ')} wait`
    if (!tools.gcc) return { place: 'natively', who, missing: 'not here' }
    const program = await buildNative(tools.gcc, 'descriptors')
    const words = [program, String(count), String(quick ? 10 : 40), String(HOPS)]
    return { place: 'natively', who, run: async () => ({ ns: readLaps((await run(words)).out) }) }
  }
  return Promise.all([10, 10_000].map(row))
}

export const descriptorsFigure = {
  name: 'descriptors',
  about: 'a byte that goes round through descriptors: ten, and ten thousand',
  rounds: { full: 3, quick: 2 },
  entries,
  tables: [{
    title: 'A wait for a descriptor that ends, a read and a write, ns',
    series: 'ns',
    by: 'min',
    limits: { own: () => null, peer: () => null, elsewhere: () => null }
  }]
}
