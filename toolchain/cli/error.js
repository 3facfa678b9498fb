// The error of the command line: a sentence and an exit code.

import { EXIT } from '@weft/host/lib/exit.js'

/** Ends the command with a sentence. `text` is printed before it as it is (a compiler's words). */
export class CommandError extends Error {
  /**
   * @param {string} message a sentence; '' when `text` says it all
   * @param {{exit?: number, text?: string}} [details] exit: EXIT.usage when not given
   */
  constructor(message, { exit = EXIT.usage, text = '' } = {}) {
    super(message)
    this.name = 'CommandError'
    this.exit = exit
    this.text = text
  }
}

/** Why the system refused something, in its words, without its code and the path. */
export function reason({ message }) {
  return /^E[A-Z0-9]+: ([^,]+)/.exec(message)?.[1] ?? message
}
