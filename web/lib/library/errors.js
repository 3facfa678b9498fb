// How a call of a library's function fails: one class for each way, so that `instanceof` tells them apart. `name` is what programs
// that know nothing of this package look at.

import { WeftError } from '../errors.js'

/** The codes of enum weft_code and of what is linked beside it, as words. */
const CODES = ('cancelled timeout closed no-memory unsupported invalid usage stale empty full pending host broken refused reset not-found ' +
  'incomplete limit in-use denied').split(' ')

/** A call that did not bring its result. */
export class CallError extends WeftError {
  name = 'CallError'
  number   // what C returned
  text     // what weft_raise said, or what the code means
  call     // the function, as WIT names it
  task     // the number of the task, as the trace has it
  place    // 'lib.c:12': where it was said; '' for nowhere
  payload  // the error of the function's own type

  constructor({ code, number, text, call, task = 0, place = '', payload }, options) {
    super(code ?? CODES[-1 - number] ?? (number > 0 ? 'failed' : 'host'), `${call}: ${text}${place ? ` (${place})` : ''}`, options)
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
