// The public list of @weft/host. Nothing is done here: every name lives in a file of lib/.

export { load } from './lib/load.js'
export { WeftError } from './lib/errors.js'
export { environment } from './lib/options.js'
export { EXIT, outcome } from './lib/exit.js'
export { SIGNALS } from './lib/signals.js'
export { createFolder } from './lib/world/folder.js'
