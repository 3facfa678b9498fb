// The public list of @weft/host/trace: reading what a run left behind. Nothing is done here: bytes
// are read in trace/decode.js, the state is rebuilt in trace/changes.js, what a picture needs is
// gathered in trace/timeline.js; docs/trace.md explains.

export { decode, decoder, records } from './trace/decode.js'
export { wordsOf } from './trace/explain.js'
export { history } from './trace/history.js'
export { lanesOf, lookOf } from './trace/lanes.js'
export { plain, shortName, textOf } from './trace/phrase.js'
export { endTimeline, extendTimeline, timeline } from './trace/timeline.js'
export { world } from './trace/world.js'
export { CODES, KINDS, READY, STATES, WROTE_OWN } from './trace/kinds.js'
export { seconds } from './trace/words.js'
