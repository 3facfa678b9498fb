// The programs of the page, examples and lessons: each is built once, by processes side by side, into a file that is named by its
// content. Where the page cannot wait for all of them, those that take longer have a name of their own for as long, and the server
// (start.js) asks for them here.

import { openBuilders } from '../../toolchain/cli/builders.js'

/** How often a long build says how far it is. */
const SAY_EVERY_MS = 5000
const LATER = '-later.wasm'

/**
 * @param {{folder: object, say: (text: string) => void, withinMs?: number}} request `withinMs`: how long the page waits for programs
 * @returns {{put: Function, ask: Function, rest: () => Promise<void>, close: () => void}}
 */
export function openPrograms({ folder, say, withinMs = Infinity }) {
  const builders = openBuilders()
  const named = new Map()   // by the name that a program has until it is there
  const count = { all: 0, done: 0 }
  const tell = sayNowAndThen(() => say(`Compiling the examples and lessons: ${count.done} of ${count.all}.`))
  let isUp = false
  let stop
  const up = withinMs === Infinity ? new Promise(() => {}) : new Promise(resolve => { stop = setTimeout(resolve, withinMs) }).then(() => { isUp = true })

  return {
    /**
     * Builds a program as a command of `weft` does.
     * @param {string} name of its file in the folder, without an end
     * @param {string} path of its source
     * @param {'page' | 'lesson'} as
     * @returns {Promise<string>} its file's name, or the one that it has until it is there
     */
    async put(name, path, as) {
      count.all++
      const later = `${name}${LATER}`
      const built = builders.build(path, as).then(bytes => {
        count.done++
        tell()
        return folder.putHashed(`${name}.wasm`, bytes)
      })
      named.set(later, { path, built })
      built.catch(() => {})   // whoever waits for it hears of it
      return isUp ? later : Promise.race([built, up.then(() => later)])
    },
    /** The file of a program that was to come later: it is built next. @returns {Promise<string> | undefined} */
    ask(later) {
      const found = named.get(later)
      if (found) builders.hurry(found.path)
      return found?.built
    },
    /** How many are not there yet. */
    get left() { return count.all - count.done },
    /** Until all are there. */
    rest: () => Promise.all([...named.values()].map(({ built }) => built)),
    close() {
      clearTimeout(stop)
      builders.close()
    }
  }
}

function sayNowAndThen(say) {
  let said = Date.now()
  return () => {
    if (Date.now() - said < SAY_EVERY_MS) return
    said = Date.now()
    say()
  }
}
