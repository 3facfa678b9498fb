// Plays programs of programs/ in the page, and compares what somebody reads with programs.js.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { PROGRAMS } from './programs.js'
import { readAfterRun } from './read.js'

const INSIDE = /poll_oneoff|weft__|asyncify|\[object|\bundefined is not/i

/** @param {object} page an open page @param {string} name of a program */
export async function checkProgram(page, name) {
  const { reads, never = {}, ...how } = PROGRAMS[name]
  const read = await readAfterRun(page, readFileSync(new URL(`programs/${name}.c`, import.meta.url), 'utf8'), how)
  const texts = Object.fromEntries(Object.entries(read).map(([part, value]) => [part, [value].flat().join('\n')]))
  for (const [part, wanted] of Object.entries(reads)) {
    for (const each of [wanted].flat()) {
      if (typeof each === 'string') assert.equal(texts[part], each, part)
      else assert.match(texts[part], each, part)
    }
  }
  for (const [part, pattern] of Object.entries(never)) assert.doesNotMatch(texts[part], pattern, part)
  assert.doesNotMatch(Object.values(texts).join('\n'), INSIDE, 'nothing of the inside is shown')
}
