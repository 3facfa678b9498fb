// One instance of a module, and its last words.

import { createBase } from './base.js'
import { WeftError } from './errors.js'
import { createView } from './memory.js'

/** `flags`: HOST in base.js. */
export function createInstance(module, imports, flags) {
  const { exports } = instantiate(module, imports)
  const baseStack = exports.__stack_pointer.value
  const view = createView(exports.memory)
  const base = createBase(view, exports.weft_base.value)
  base.set('hostFlags', flags)
  return {
    module,
    view,
    base,
    exports,
    memory: exports.memory,
    /** A program that has just died says who was running, and writes what it holds of its trace; on the base's stack, which nobody returns to. */
    describe(isBrokenOff = false) {
      exports.__stack_pointer.value = baseStack
      if (exports.weft_stack_limit) exports.weft_stack_limit.value = 0
      if (isBrokenOff) exports.weft_describe_step?.()
      exports.weft_describe?.()
    },
    /** The mutable globals, which with the memory are the whole program. */
    globals: () => ({
      stackPointer: exports.__stack_pointer.value,
      stackLimit: exports.weft_stack_limit?.value ?? 0
    })
  }
}

function instantiate(module, imports) {
  try {
    return new WebAssembly.Instance(module, imports)
  } catch (cause) {
    throw new WeftError('load', `The program cannot be started: ${cause.message}`, { cause })
  }
}
