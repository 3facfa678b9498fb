// The errors of the toolchain: every failure is a sentence that says what to do, with a stable
// code. The class is the host's, so that whoever uses both asks for one. Exit codes and how an error
// is printed live in the command line, not here.

import { WeftError } from '@weft/host/lib/errors.js'

export { WeftError }

/** The bytes are not a WebAssembly module that this toolchain handles. */
export class ModuleError extends WeftError {
  name = 'ModuleError'
}

/** The compiler or the linker refused the program, or has no files to work with. */
export class BuildError extends WeftError {
  name = 'BuildError'

  /**
   * @param {string} code
   * @param {string} message
   * @param {{text?: string, diagnostics?: string}} [details] what a tool wrote
   */
  constructor(code, message, details) {
    super(code, message)
    Object.assign(this, details)
  }
}
