// docs/from-asyncio.md as data: which names of Python's stand for ours. A row of its tables is
// `| name of asyncio's or Trio's | ours | the difference |`.

import { existsSync, readFileSync } from 'node:fs'

const page = new URL('../from-asyncio.md', import.meta.url)

/** @returns {{ theirs: string[], ours: string[], difference: string }[]} */
export function readRows() {
  if (!existsSync(page)) return []
  return readFileSync(page, 'utf8').split('\n')
    .filter(line => /^\| `/.test(line))
    .map(line => line.split(/(?<!\\)\|/).slice(1, -1).map(cell => cell.trim()))
    .map(([theirs, ours, difference]) => ({ theirs: code(theirs), ours: code(ours), difference }))
}

function code(cell) {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, word]) => word)
}

/**
 * Ours to theirs: `weft_sleep` to `['asyncio.sleep']`. In a row with as many names on either side
 * they stand for each other in order; else all of theirs stand for each of ours.
 */
export function readSources() {
  const sources = new Map()
  for (const { theirs, ours } of readRows()) {
    const names = ours.flatMap(word => word.match(/\b(weft|WEFT)_\w+/g) ?? [])
    for (const [at, name] of names.entries()) {
      const fitting = names.length === theirs.length ? [theirs[at]] : theirs
      sources.set(name, [...(sources.get(name) ?? []), ...fitting])
    }
  }
  return sources
}
