// An interface in JavaScript: the file that an embedding program imports, and its types. The file holds the types as data; what is
// done with them is in @weft/host/library.

import { settled } from './shape.js'

const camel = name => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase())
const pascal = name => camel(`-${name}`)

/** A type as the host's codec takes it. */
export function describe(type, known) {
  if (type === null) return null
  const plain = settled(type, known)
  if (typeof plain === 'string') return plain
  if (plain[0] !== 'named') return [plain[0], ...plain.slice(1).map(inner => describe(inner, known))]
  const one = known.get(plain[1])
  if (one.kind === 'record') return ['record', one.fields.map(({ name, type: held }) => [name, describe(held, known)])]
  if (one.kind === 'variant') return ['variant', one.cases.map(({ name, type: held }) => [name, describe(held, known)])]
  return [one.kind, one.cases]
}

/**
 * @param {ReturnType<import('./shape.js').shapeOf>} shape
 * @param {string} base lib for lib.wit
 * @param {{isPlain: (one: object) => boolean, file: string}} about `file` is the module's name beside this one
 */
export function writeJavaScript(shape, base, { isPlain, file }) {
  const names = new Map()
  const constants = shape.types.filter(({ kind }) => kind !== 'alias').map(one => {
    names.set(one.name, `type${pascal(one.name)}`)
    return `const ${names.get(one.name)} = ${write(['named', one.name], true)}`
  })

  /** A named type once, as a constant of the file. */
  function write(type, isItself = false) {
    if (type === null) return 'null'
    const plain = settled(type, shape.known)
    if (typeof plain === 'string') return `'${plain}'`
    if (plain[0] === 'named' && !isItself) return names.get(plain[1])
    if (plain[0] !== 'named') return `['${plain[0]}', ${plain.slice(1).map(inner => write(inner)).join(', ')}]`
    const one = shape.known.get(plain[1])
    const pairs = (one.fields ?? one.cases).map(part => typeof part === 'string' ? `'${part}'` : `['${part.name}', ${write(part.type)}]`)
    return `['${one.kind}', [${pairs.join(', ')}]]`
  }

  const describeFunction = one => `{ ${[
    `name: '${one.name}'`, `params: [${one.params.map(({ name, type }) => `['${name}', ${write(type)}]`).join(', ')}]`,
    `ok: ${write(one.ok)}`, `error: ${write(one.error)}`,
    ...(one.isAsync ? ['isAsync: true'] : []), ...(one.fails ? ['fails: true'] : []), ...(isPlain(one) ? ['isPlain: true'] : []),
    ...(one.stream ? [`stream: ${write(one.stream)}`] : [])
  ].join(', ')} }`
  const asks = shape.asks.map(ask => ask.kind === 'import' ? `{ kind: 'import', of: ${describeFunction(ask.of)} }`
    : `{ kind: '${ask.kind}', type: ${ask.kind === 'next' ? `['variant', [['none', null], ['some', ${write(ask.type)}]]]` : write(ask.type)} }`)

  return `// Made by weft from ${base}.wit: edit that.

import { loadLibrary } from '@weft/host/library'

export { CallCancelled, CallError, CallFailed, CallTimedOut, LibraryDied, WeftError } from '@weft/host/library'

${constants.join('\n')}${constants.length ? '\n' : ''}
export const description = {
  name: '${base}',
  format: 2,
  exports: [
    ${shape.exports.map(describeFunction).join(',\n    ')}
  ],
  asks: [
    ${asks.join(',\n    ')}
  ]
}

/** Loads the library. Each call makes a new one, which shares nothing with others. */
export function load(options = {}) {
  return loadLibrary(description, () => new URL('./${file}', import.meta.url), options)
}
`
}

// ---- types ----

const TYPES = { bool: 'boolean', char: 'string', string: 'string', u64: 'bigint', s64: 'bigint' }
const ARRAYS = { u8: 'Uint8Array', s8: 'Int8Array', u16: 'Uint16Array', s16: 'Int16Array', u32: 'Uint32Array', s32: 'Int32Array',
  u64: 'BigUint64Array', s64: 'BigInt64Array', f32: 'Float32Array', f64: 'Float64Array' }

/** @param {ReturnType<import('./shape.js').shapeOf>} shape */
export function writeTypes(shape, base) {
  const typeOf = (type, isGiven) => {
    const plain = settled(type, shape.known)
    if (plain === null) return 'void'
    if (typeof plain === 'string') return isGiven && ['u64', 's64'].includes(plain) ? 'bigint | number' : TYPES[plain] ?? 'number'
    const [kind, ...inner] = plain
    if (kind === 'named') return pascal(inner[0])
    const [first] = inner
    if (kind === 'list') {
      const array = ARRAYS[settled(first, shape.known)]
      const plainList = `${bracket(typeOf(first, isGiven))}[]`
      return array ? isGiven ? `${array} | ${plainList}${array === 'Uint8Array' ? ' | ArrayBuffer' : ''}` : array : plainList
    }
    if (kind === 'option') {
      const nested = Array.isArray(settled(first, shape.known)) && settled(first, shape.known)[0] === 'option'
      return nested ? `{ tag: 'none' } | { tag: 'some', val: ${typeOf(first, isGiven)} }` : `${typeOf(first, isGiven)} | undefined${isGiven ? ' | null' : ''}`
    }
    if (kind === 'stream') return `AsyncIterable<${typeOf(first, isGiven)}> | Iterable<${typeOf(first, isGiven)}>`
    if (kind === 'tuple') return `[${inner.map(one => typeOf(one, isGiven)).join(', ')}]`
    return `{ tag: 'ok'${valOf(inner[0], isGiven)} } | { tag: 'err'${valOf(inner[1], isGiven)} }`
  }
  const valOf = (type, isGiven) => type ? `; val: ${typeOf(type, isGiven)}` : ''
  const bracket = text => /[ |]/.test(text) ? `(${text})` : text
  const optional = type => Array.isArray(settled(type, shape.known)) && settled(type, shape.known)[0] === 'option'

  const WRITERS = {
    alias: one => `export type ${pascal(one.name)} = ${typeOf(one.type, false)}`,
    record: one => `export interface ${pascal(one.name)} {\n${one.fields.map(({ name, doc, type }) =>
      `${jsdoc(doc, '  ')}  ${camel(name)}${optional(type) ? '?' : ''}: ${typeOf(type, false)}`).join('\n')}\n}`,
    enum: one => `export type ${pascal(one.name)} = ${one.cases.map(name => `'${name}'`).join(' | ')}`,
    flags: one => `export interface ${pascal(one.name)} {\n${one.cases.map(name => `  ${camel(name)}?: boolean`).join('\n')}\n}`,
    variant: one => `export type ${pascal(one.name)} =\n${one.cases.map(({ name, type }) => `  | { tag: '${name}'${valOf(type, false)} }`).join('\n')}`
  }
  const params = (one, isGiven) => one.params.map(({ name, type }, at) =>
    `${camel(name)}${isGiven && one.params.slice(at).every(param => optional(param.type)) ? '?' : ''}: ${typeOf(type, isGiven)}`)
  const exported = one => {
    const list = [...params(one, true), ...(one.isAsync ? ['options?: CallOptions'] : [])].join(', ')
    const result = one.stream ? `AsyncIterableIterator<${typeOf(one.stream, false)}>`
      : one.isAsync ? `Promise<${typeOf(one.ok, false)}>` : typeOf(one.ok, false)
    return `${jsdoc(one.doc, '  ')}  ${camel(one.name)}(${list}): ${result}`
  }
  const imported = one => {
    const result = typeOf(one.ok, true)
    return `${jsdoc(one.doc, '  ')}  ${camel(one.name)}(${[...params(one, false), 'context: CallContext'].join(', ')}): ${result} | Promise<${result}>`
  }

  const own = pascal(base.replace(/[^a-zA-Z0-9]+/g, '-').replace(/^-|-$/g, '').toLowerCase())
  const given = `LibraryOptions${shape.imports.length ? ' & { imports: Imports }' : ''}`

  return `// Made by weft from ${base}.wit: edit that.

import type { CallContext, CallOptions, InWorker, Library, LibraryOptions } from '@weft/host/library'

export { CallCancelled, CallError, CallFailed, CallTimedOut, LibraryDied, WeftError } from '@weft/host/library'

${shape.types.map(one => `${jsdoc(one.doc)}${WRITERS[one.kind](one)}\n`).join('\n')}
/** What the library needs of its embedding program. */
export interface Imports {
${shape.imports.map(imported).join('\n')}
}

export interface ${own} extends Library {
${shape.exports.map(exported).join('\n')}
}

/** Loads the library. Each call makes a new one, which shares nothing with others. */
export function load(options: ${given} & { worker: true | string | URL }): Promise<InWorker<${own}>>
export function load(options${shape.imports.length ? '' : '?'}: ${given}): Promise<${own}>
`
}

function jsdoc(doc, indent = '') {
  return doc ? `${indent}/** ${doc.replaceAll('*/', '').replaceAll('\n', `\n${indent} * `)} */\n` : ''
}
