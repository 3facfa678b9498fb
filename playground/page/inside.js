// What the locks and queues of a run hold at each of its steps, for "this moment": read from memory while the run is run again with symbols.
// Where the compiler is here this comes by itself; where it would be fetched first, somebody asks for it.

import { setStatus } from './kit/status.js'
import { canRunAgain, runAgain, symbolsOf } from './rerun.js'
import { contentsOf } from './tasks/contents.js'
import { idsOf, isSame } from './tasks/same.js'

const KINDS = ['lock', 'queue', 'channel']
const OTHERWISE = 'Run again, it does something else: by the real clock, by a line that you typed, or by what C leaves open. With the virtual clock it can be seen.'

/**
 * @param {object} page the record of page.js
 * @param {{onKnown: () => void}} acts called when there is more, or something else, to be said
 */
export function createInside(page, { onKnown }) {
  const state = { model: null, contents: null, why: '', isOpen: false, isAt: '' }

  /** What is said instead of a button. */
  function say(model, why, isAt = '') {
    if (state.model !== model) return
    Object.assign(state, { why, isAt })
    onKnown()
  }

  async function look(model, isAhead) {
    try {
      say(model, isAhead ? '' : 'Compiling it with the names of its variables.', 'work')
      const built = await symbolsOf(page, { isAhead })
      if (!isAhead) setStatus(built ? 'Compiled, with the names of its variables.' : 'Not compiled.')
      if (!built) return say(model, isAhead ? '' : 'It was not compiled, so this cannot be seen.')
      const { whose, inside } = await runAgain(page, built, model, { isInside: true })
      if (state.model !== model) return
      if (!isSame(model, whose)) return say(model, OTHERWISE)
      const ids = idsOf(model)
      state.contents = contentsOf(model, inside, whose.map(key => ids.get(key) ?? 0), owner => ids.get(owner) ?? 0)
      say(model, '')
    } catch (error) {
      say(model, `What they hold cannot be seen: ${error.message}.`)
    }
  }

  return {
    /** The playhead has a run now. */
    open(model) {
      if (state.model === model) return
      Object.assign(state, { model, contents: null, why: '', isAt: '' })
      if (isWorth(model) && canRunAgain(page.program)) look(model, !state.isOpen)
    },
    /** What is known of something that is shared; '' for nothing. */
    words: (resource, record) => state.contents?.(resource, record) ?? '',
    /** A button, a sentence in its place, or neither. @returns {{act?: () => void, why?: string} | null} */
    offer(model) {
      if (state.model !== model || state.contents || !isWorth(model) || !canRunAgain(page.program)) return null
      if (state.why) return { why: state.why }
      return state.isAt ? null : { act: () => {
        state.isOpen = true
        look(model, false)
      } }
    }
  }
}

const isWorth = ({ resources }) => [...resources.values()].some(({ kind }) => KINDS.includes(kind))
