// The one class of error that this package throws.

/** `code` is stable and for programs, `message` a sentence for people. */
export class DurableError extends Error {
  name = 'DurableError'
  code

  /**
   * @param {'started' | 'no-program' | 'ended' | 'busy' | 'refused' | 'input' | 'options'} code
   * @param {string} message
   */
  constructor(code, message) {
    super(message)
    this.code = code
  }
}
