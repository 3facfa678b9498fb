// How a call of a library's function fails: one class for each way, so that `instanceof` tells them apart. `name` is what programs
// that know nothing of this package look at.

import { WeftError } from '../errors.js'

/** The codes of enum weft_code and of what is linked beside it, as words. */
const CODES = { '-1': 'cancelled', '-2': 'timeout', '-3': 'closed', '-4': 'no-memory', '-5': 'unsupported', '-6': 'invalid', '-7': 'usage',
  '-8': 'stale', '-9': 'empty', '-10': 'full', '-11': 'pending', '-12': 'host', '-13': 'broken', '-14': 'refused', '-15': 'reset',
  '-16': 'not-found', '-17': 'incomplete', '-18': 'limit', '-19': 'in-use', '-20': 'denied' }

/** A call that did not bring its result. */
export class CallError extends WeftError {
  name = 'CallError'
  number   // what C returned
  text     // what weft_raise said, or what the code means
  call     // the function, as WIT names it
  task     // the number of the task, as the trace has it
  place    // 'lib.c:12': where it was said; '' for nowhere
  payload  // the error of the function's own type

  constructor({ code, number, text, call, task, place, payload }, options) {
    super(code ?? CODES[number] ?? (number > 0 ? 'failed' : 'host'), `${call}: ${text}${place ? ` (${place})` : ''}`, options)
    Object.assign(this, { number, text, call, task, place, payload })
  }
}

/** C returned a code. */
export class CallFailed extends CallError {
  name = 'CallFailed'
}

/** Its task was cancelled: by the signal of the call, by the end of the library, or in C. */
export class CallCancelled extends CallError {
  name = 'AbortError'
}

/** A timeout struck, in C or by AbortSignal.timeout. */
export class CallTimedOut extends CallError {
  name = 'TimeoutError'
}

/** The library trapped, ended itself, or was disposed of. Every later call gives this same error. */
export class LibraryDied extends WeftError {
  name = 'LibraryDied'
}
