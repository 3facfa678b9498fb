// One instance of a program and the Asyncify protocol of its base: entering it, leaving it between
// two steps, going back in. An instance is entered by one place only, here; when anything throws
// through it, it is dead and is never entered again. Nothing here knows what is waited for.

import { createBase } from './base.js'
import { WeftError } from './errors.js'
import { createView } from './memory.js'

/**
 * Makes an instance.
 * @param {WebAssembly.Module} module
 * @param {object} imports
 * @param {number} flags what the host can do (HOST in base.js)
 */
export function createMachine(module, imports, flags) {
  const { exports } = instantiate(module, imports)
  const baseStack = exports.__stack_pointer.value
  const view = createView(exports.memory)
  const base = createBase(view, exports.weft_base.value)
  const saved = base.address + 16
  let state = 'new'

  base.set('hostFlags', flags)

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
    view,
    base,
    exports,
    memory: exports.memory,
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
    /**
     * Lets a program that has just died say who was running, and write what it still holds of its
     * trace. It runs on the base's stack, whose frames are never returned to. If its step was broken off, it says which.
     */
    describe(isBrokenOff = false) {
      exports.__stack_pointer.value = baseStack
      if (exports.weft_stack_limit) exports.weft_stack_limit.value = 0
      if (isBrokenOff) exports.weft_describe_step?.()
      exports.weft_describe?.()
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
    /** The mutable globals, which with the memory are the whole program. */
    globals: () => ({
      stackPointer: exports.__stack_pointer.value,
      stackLimit: exports.weft_stack_limit?.value ?? 0
    }),
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

function instantiate(module, imports) {
  try {
    return new WebAssembly.Instance(module, imports)
  } catch (error) {
    throw new WeftError('load', `The program cannot be started: ${error.message}`, { cause: error })
  }
}
