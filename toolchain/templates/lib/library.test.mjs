import assert from 'node:assert/strict'
import { test } from 'node:test'
import { load } from './library.js'

test('calls of C are promises, and so are its calls of JavaScript', async () => {
  const library = await load({ imports: { fetchText: async url => `the text of ${url}` } })
  assert.equal(library.countWords('one two three'), 3)
  assert.deepEqual(await Promise.all(['a', 'b'].map(url => library.countWordsAt(url))), [4, 4])
  await library.dispose()
})
