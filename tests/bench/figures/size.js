// Figure size: the bytes that Weft adds to a program, and those of a small program in all.

import { statSync } from 'node:fs'
import { buildPlain, buildWasm } from '../build.js'

const place = '-Oz'
const hello = { level: 'z', defines: ['SLEEPS'], output: 'hello_sleeps' }

async function entries() {
  const plain = statSync(await buildPlain('hello', { level: 'z' })).size
  const sleeps = statSync(await buildWasm('hello', hello)).size
  const row = (who, bytes) => ({ place, who, run: async () => ({ bytes: [bytes] }) })
  return [
    row('hello, plain stdio', plain),
    row('hello that sleeps', sleeps),
    row('what Weft adds', sleeps - plain)
  ]
}

const LIMITS = {
  'hello that sleeps': { atMost: 30000, text: '30 000 or less' },
  'what Weft adds': { atMost: 15000, text: '15 000 or less' }
}

export const sizeFigure = {
  name: 'size',
  about: 'what a program gains in bytes, and a hello that sleeps in all',
  rounds: { full: 1, quick: 1 },
  entries,
  tables: [{
    title: 'Size of the wasm file, bytes',
    series: 'bytes',
    by: 'min',
    limits: { own: () => null, peer: (_, who) => LIMITS[who], elsewhere: () => null }
  }]
}
