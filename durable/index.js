// The public list of @weft/durable, for workerd. What knows nothing of workerd is in ./keeper.

export { durable } from './lib/object.js'
export { DurableError } from './lib/error.js'
