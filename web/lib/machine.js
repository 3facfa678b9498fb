// One instance of a program and the Asyncify protocol of its base: entering it, leaving it between
// two steps, going back in. An instance is entered by one place only, here; when anything throws
// through it, it is dead and is never entered again. Nothing here knows what is waited for.

import { WeftError } from './errors.js'
import { createInstance } from './instance.js'

/** As createInstance; and its life. */
export function createMachine(module, imports, flags) {
  const instance = createInstance(module, imports, flags)
  const { base, exports, view } = instance
  const saved = base.address + 16
  let state = 'new'

  function grow(pages) {
    try {
      exports.memory.grow(pages)
    } catch (error) {
      throw new WeftError('snapshot', `The snapshot does not fit: ${error.message}`, { cause: error })
    }
  }

  function leave() {
    const over = base.get('cursor') - base.get('end')
    if (over > 0) {
      throw new WeftError('overflow', 'The base of the program, main and the loop, was too deep ' +
        `to be left: its frames need ${over} bytes more than the program keeps for them.`)
    }
    exports.asyncify_stop_unwind()
    state = 'away'
  }

  return {
    ...instance,
    get state() {
      return state
    },
    /** Is the program's code on this thread's stack right now? */
    get busy() {
      return state === 'running' || state === 'unwinding' || state === 'rewinding'
    },
    /**
     * Runs the program from its beginning, or from where it was left.
     * @returns {boolean} true when it was left between two steps, false when main has returned
     */
    enter() {
      const back = state === 'away'
      state = back ? 'rewinding' : 'running'
      if (back) exports.asyncify_start_rewind(saved)
      exports._start()
      if (state === 'unwinding') leave()
      else if (state !== 'running') throw new Error('the program was not where it was left')
      return state === 'away'
    },
    /** Called by the loop's own poll_oneoff: makes every frame of the base return. */
    unwind() {
      state = 'unwinding'
      exports.asyncify_start_unwind(saved)
    },
    /** Called by poll_oneoff when the base has come back to it. */
    rewound() {
      exports.asyncify_stop_rewind()
      state = 'running'
    },
    /** See world/moved.js; undefined when it says nothing. */
    retell(what) {
      state = 'running'
      try {
        return exports.weft_retell?.(what)
      } finally {
        state = 'away'
      }
    },
    die() {
      state = 'dead'
    },
    /** Puts a program in place of the fresh one, as if it had just been left. */
    place({ memory, size = memory.length, globals: { stackPointer, stackLimit } }) {
      const missing = size - exports.memory.buffer.byteLength
      if (missing < 0) throw new WeftError('snapshot', 'The snapshot has less memory than the program.')
      grow(missing / 65536)
      view.put(0, memory)
      view.bytes(memory.length, size - memory.length).fill(0)
      base.set('hostFlags', flags)
      exports.__stack_pointer.value = stackPointer
      if (exports.weft_stack_limit) exports.weft_stack_limit.value = stackLimit
      state = 'away'
    }
  }
}
