// What every engine and every bundle must say: the result of a call of the library.

import { load } from './small.js'

export async function answer(options) {
  const library = await load(options)
  const found = await library.next(41)
  await library.dispose()
  return String(found)
}
