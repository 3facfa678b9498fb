// An interface of WIT's, resolved: every type as data that the host's codec knows, every function with what it takes and gives, and
// what the library may ask of the host, numbered. The writers for C and for JavaScript start from this.

/**
 * @param {ReturnType<import('./wit.js').parseWit>} world
 */
export function shapeOf(world) {
  const types = new Map(world.types.map(one => [one.name, one]))
  const exports = world.exports.map(one => shapeFunction(one, types))
  const imports = world.imports.map(one => shapeFunction(one, types))
  return { name: world.name, types: world.types, known: types, exports, imports, asks: listAsks(exports, imports, types) }
}

/** An alias stands for what it names, however long the row. */
export function settled(type, types) {
  const one = Array.isArray(type) && type[0] === 'named' ? types.get(type[1]) : undefined
  return one?.kind === 'alias' ? settled(one.type, types) : type
}

function shapeFunction(one, types) {
  const result = settled(one.result, types)
  const isResult = Array.isArray(result) && result[0] === 'result'
  const [ok, error] = isResult ? result.slice(1) : [one.result, null]
  const stream = Array.isArray(ok) && ok[0] === 'stream' ? ok[1] : null
  return {
    ...one, fails: isResult || one.isAsync, stream,
    ok: stream ? null : ok,
    error: settled(error, types) === 'string' ? null : error   // words go the way of weft_raise
  }
}

/** What goes out: imports, then what each generator gives, then what is read of each kind of stream. */
function listAsks(exports, imports, types) {
  const yields = exports.flatMap((one, index) => one.stream ? [{ kind: 'yield', index, of: one, type: one.stream }] : [])
  const streams = new Map(exports.flatMap(({ params }) => params)
    .map(({ type }) => settled(type, types)).filter(type => type[0] === 'stream').map(type => [JSON.stringify(type), type]))
  return [
    ...imports.map((one, index) => ({ kind: 'import', index, of: one })),
    ...yields,
    ...[...streams.values()].map(type => ({ kind: 'next', type: type[1] }))
  ]
}
