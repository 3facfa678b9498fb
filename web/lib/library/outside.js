// What a library with a network needs of the host, and one without does not: it is loaded for the option `net` only.

export { shut, transfer } from '../transfer.js'
export { openNetwork } from '../world/network.js'
export { createOutside } from '../world/outside.js'
export { createResources } from '../world/resources.js'
