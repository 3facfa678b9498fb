// The errors of the toolchain: every failure is a sentence that says what to do, with a stable
// code. Exit codes and how an error is printed live in the command line, not here.

/** What a person can act on: `code` never changes its meaning, `message` is a sentence. */
export class WeftError extends Error {
  /** @param {string} code @param {string} message @param {object} [details] copied to the error. */
  constructor(code, message, details) {
    super(message)
    this.name = 'WeftError'
    Object.assign(this, details)
    this.code = code
  }
}

/** The bytes are not a WebAssembly module that this toolchain handles. */
export class ModuleError extends WeftError {
  constructor(code, message, details) {
    super(code, message, details)
    this.name = 'ModuleError'
  }
}

/** The compiler or the linker refused the program; `diagnostics` is its own text. */
export class BuildError extends WeftError {
  constructor(code, message, details) {
    super(code, message, details)
    this.name = 'BuildError'
  }
}
