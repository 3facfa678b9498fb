// The public list of @weft/host/library: what the files that `weft build --lib` writes import.

export { loadLibrary } from './library/load.js'
export { CallCancelled, CallError, CallFailed, CallTimedOut, LibraryDied } from './library/errors.js'
export { WeftError } from './errors.js'
