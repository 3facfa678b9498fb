// A server that runs for weeks: ten scenes, ten thousand rounds each, and nothing grows. `npm run endurance`
// plays ten million, and looks at the time, too.

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { buildScenes, growth, playScene, readPage, scenes } from './endurance/endurance.js'
import { buildWasm, needs, weft } from './programs.js'

/** The last scene takes turns with the others: each of them gets as many. */
const roundsOf = name => name === 'trace' ? 80_000 : 10_000

describe('memory does not grow', () => {
  let program
  let wasm
  for (const name of Object.keys(scenes)) {
    it(`${name}, natively`, needs('gcc'), async () => {
      program ??= buildScenes()
      assert.equal(growth(await playScene([program], name, roundsOf(name), { limitMs: 240_000 })), null)
    })
    it(`${name}, in Node`, async () => {
      wasm ??= (await buildWasm(['tests/endurance/scenes.c'], 'run')).scenes
      const words = [process.execPath, weft, 'run', ...name === 'trace' ? ['--trace', '/dev/null'] : [], wasm, '--']
      assert.equal(growth(await playScene(words, name, roundsOf(name), { limitMs: 240_000 })), null)
    })
  }

  it('and a scene that leaks is noticed', needs('gcc'), async () => {
    program ??= buildScenes()
    assert.match(growth(await playScene([program], 'leaks', 10_000)), /bytes became/)
  })
})

it('the page shows every scene, flat', () => {
  const rows = readPage().split('\n').filter(line => line.startsWith('| ')).slice(1)
  assert.deepEqual(rows.map(row => row.split(' ')[1]), Object.keys(scenes))
  for (const row of rows) {
    const [first, last] = row.split('|').slice(3, 5).map(text => Number(text.replaceAll(' ', '')))
    assert.ok(first > 0 && last <= first + 4096, row)
  }
})
