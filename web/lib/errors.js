// The one class of error that this package throws, and the three things an import may throw inside
// wasm. What an exit code means is in exit.js; the sentence about a trap is made in trap.js.

/**
 * An error of the host or of the program it runs. `code` is stable and meant for programs;
 * `message` is a sentence meant for people; `cause` is what the engine threw, where it did.
 */
export class WeftError extends Error {
  name = 'WeftError'   // fields, not assignments: those fail where the prototypes are frozen
  code

  /**
   * @param {string} code one of the codes in index.d.ts
   * @param {string} message a sentence that says what to do
   * @param {{cause?: unknown}} [options]
   */
  constructor(code, message, options) {
    super(message, options)
    this.code = code
  }
}

/** Thrown by a checked access to memory and turned into a WASI error number at the border. */
export class Errno {
  constructor(number) {
    this.number = number
  }
}

/** Thrown in place of what a callback of the embedding program threw, which may be anything. */
export class Failure {
  constructor(cause) {
    this.cause = cause
  }
}

/**
 * A callback of the embedding program, so that what it throws is known for what it is. One that is
 * async throws later: then it is `fail` that learns of it.
 * @template {undefined | ((...args: unknown[]) => unknown)} F
 * @param {F} callback
 * @param {(failure: Failure) => void} [fail]
 * @returns {F}
 */
export function guarded(callback, fail = () => {}) {
  return callback && ((...args) => {
    try {
      const result = callback(...args)
      if (typeof result?.then === 'function') {
        Promise.resolve(result).catch(error => fail(new Failure(error)))
      }
      return result
    } catch (error) {
      throw new Failure(error)
    }
  })
}

/** Thrown through the program's frames to end it: by proc_exit, kill, or a host that failed. */
export class Stop {
  constructor(result) {
    this.result = result
  }
}
