// Values of JavaScript in a library's memory, and back. A type is data, as the generated file of a library holds it: 'u32',
// ['list', 'string'], ['record', [['name', 'string']]]. Where things lie is what WIT's canonical ABI says, which is what a C
// compiler makes of the same structs. The callers own the memory.

import { WeftError } from '../errors.js'

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
const SHORT = 48

/** A value that its type does not take: what is wrong, and where in the argument. */
export class Unfit extends TypeError {}

const refuse = (wanted, value, path) => {
  throw new Unfit(`${path} is ${wanted}, not ${describe(value)}`)
}

function describe(value) {
  if (value === null || value === undefined) return String(value)
  if (typeof value === 'string') return value.length < 40 ? JSON.stringify(value) : 'a long string'
  if (typeof value === 'object') return `an object (${value.constructor?.name ?? 'without a class'})`
  return typeof value === 'function' || typeof value === 'symbol' ? `a ${typeof value}` : String(value)
}

const up = (number, align) => Math.ceil(number / align) * align
/** A name of WIT's as JavaScript writes it. */
export const camel = name => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase())

// ---- numbers ----

const scalar = (size, get, set, check) => ({
  size, align: size, scalar: true, check,
  lift: (memory, at) => memory.data[get](at, true),
  lower(memory, at, value, path) {
    memory.data[set](at, check(value, path), true)
  }
})

const number = (size, get, set, least, most) => scalar(size, get, set, (value, path) =>
  typeof value === 'number' && value >= least && value <= most && Number.isInteger(value) ? value
    : refuse(`a whole number from ${least} to ${most}`, value, path))

const big = (get, set, least, most) => scalar(8, get, set, (value, path) => {
  const whole = typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : value
  return typeof whole === 'bigint' && whole >= least && whole <= most ? whole : refuse(`a bigint from ${least} to ${most}`, value, path)
})

const float = (size, get, set) => scalar(size, get, set, (value, path) => typeof value === 'number' ? value : refuse('a number', value, path))

const bool = {
  ...scalar(1, 'getUint8', 'setUint8', (value, path) => typeof value === 'boolean' ? value : refuse('true or false', value, path)),
  lift: (memory, at) => memory.data.getUint8(at) !== 0
}

const char = {
  size: 4, align: 4,
  lift: (memory, at) => codePoint(memory.data.getUint32(at, true)),
  lower(memory, at, value, path) {
    const [one, ...more] = typeof value === 'string' ? value : []
    if (one === undefined || more.length > 0 || !one.isWellFormed?.() && /[\ud800-\udfff]/u.test(one)) refuse('one character', value, path)
    memory.data.setUint32(at, one.codePointAt(0), true)
  }
}

const codePoint = value => value < 0x110000 && (value < 0xd800 || value > 0xdfff) ? String.fromCodePoint(value) : '\ufffd'

const SIMPLE = {
  bool, char,
  u8: number(1, 'getUint8', 'setUint8', 0, 2 ** 8 - 1),
  s8: number(1, 'getInt8', 'setInt8', -(2 ** 7), 2 ** 7 - 1),
  u16: number(2, 'getUint16', 'setUint16', 0, 2 ** 16 - 1),
  s16: number(2, 'getInt16', 'setInt16', -(2 ** 15), 2 ** 15 - 1),
  u32: number(4, 'getUint32', 'setUint32', 0, 2 ** 32 - 1),
  s32: number(4, 'getInt32', 'setInt32', -(2 ** 31), 2 ** 31 - 1),
  u64: big('getBigUint64', 'setBigUint64', 0n, 2n ** 64n - 1n),
  s64: big('getBigInt64', 'setBigInt64', -(2n ** 63n), 2n ** 63n - 1n),
  f32: float(4, 'getFloat32', 'setFloat32'),
  f64: float(8, 'getFloat64', 'setFloat64'),
  string: { size: 8, align: 4, lift: liftString, lower: lowerString },
  stream: { size: 4, align: 4, lift: (memory, at) => memory.data.getUint32(at, true), lower: lowerStream }
}

// ---- texts and lists ----

/** An address and a count in memory, as bytes; the count is never believed. */
function span(memory, at, size) {
  const start = memory.data.getUint32(at, true)
  const count = memory.data.getUint32(at + 4, true)
  if (start + count * size > memory.bytes.length) throw damaged()
  return { start, count }
}

export const damaged = () => new WeftError('disposed', 'The library gave a value that leads out of its memory: what a result ' +
  'points to must be there until the function has returned, as memory of weft_memory is.')

function liftString(memory, at) {
  const { start, count } = span(memory, at, 1)
  if (count > SHORT) return decoder.decode(memory.bytes.subarray(start, start + count))
  let text = ''
  for (let i = start; i < start + count; i++) {
    const byte = memory.bytes[i]
    if (byte > 127) return decoder.decode(memory.bytes.subarray(start, start + count))
    text += String.fromCharCode(byte)
  }
  return text
}

/** With a NUL behind it, which it does not count: so C may take it for a string of its own. */
function lowerString(memory, at, value, path) {
  if (typeof value !== 'string') refuse('a string', value, path)
  const count = lowerAscii(memory, at, value) ?? lowerBytes(memory, at, encoder.encode(value), 1)
  memory.data.setUint32(at + 4, count, true)
}

/** Most texts are short and plain; an encoder costs more than all of them. */
function lowerAscii(memory, at, value) {
  const { length } = value
  if (length > SHORT) return undefined
  const start = memory.room(length + 1, 1)
  const { bytes } = memory
  for (let i = 0; i < length; i++) {
    const code = value.charCodeAt(i)
    if (code > 127) return undefined
    bytes[start + i] = code
  }
  bytes[start + length] = 0
  memory.data.setUint32(at, start, true)
  return length
}

function lowerBytes(memory, at, bytes, more) {
  const start = memory.room(bytes.length + more, 8)
  memory.bytes.set(bytes, start)
  if (more) memory.bytes[start + bytes.length] = 0
  memory.data.setUint32(at, start, true)
  return bytes.length
}

function lowerStream(memory, at, value, path) {
  if (!value?.[Symbol.asyncIterator] && !value?.[Symbol.iterator]) refuse('an iterable, async or not', value, path)
  memory.data.setUint32(at, memory.stream(value), true)
}

/** Numbers that JavaScript has arrays of. */
const ARRAYS = { u8: Uint8Array, s8: Int8Array, u16: Uint16Array, s16: Int16Array, u32: Uint32Array, s32: Int32Array,
  u64: BigUint64Array, s64: BigInt64Array, f32: Float32Array, f64: Float64Array }

function numbers(type, element) {
  const Array = ARRAYS[type]
  return {
    size: 8, align: 4,
    lift(memory, at) {
      const { start, count } = span(memory, at, element.size)
      const copy = memory.bytes.slice(start, start + count * element.size)
      return type === 'u8' ? copy : new Array(copy.buffer)
    },
    lower(memory, at, value, path) {
      const given = type === 'u8' && value instanceof ArrayBuffer ? new Uint8Array(value)
        : type === 'u8' && value instanceof Uint8ClampedArray ? new Uint8Array(value.buffer, value.byteOffset, value.length) : value
      if (!(given instanceof Array)) return lowerList(memory, at, element, value, path, Array.name)
      lowerBytes(memory, at, new Uint8Array(given.buffer, given.byteOffset, given.byteLength), 0)
      memory.data.setUint32(at + 4, given.length, true)
    }
  }
}

function list(element) {
  return {
    size: 8, align: 4,
    lift(memory, at) {
      const { start, count } = span(memory, at, element.size)
      const all = []
      for (let i = 0; i < count; i++) all.push(element.lift(memory, start + i * element.size))
      return all
    },
    lower: (memory, at, value, path) => lowerList(memory, at, element, value, path, 'array')
  }
}

function lowerList(memory, at, element, value, path, name) {
  if (!Array.isArray(value)) refuse(`a${/^[aI]/.test(name) ? 'n' : ''} ${name}`, value, path)
  const start = memory.room(value.length * element.size, element.align)
  value.forEach((one, i) => element.lower(memory, start + i * element.size, one, `${path}[${i}]`))
  memory.data.setUint32(at, start, true)
  memory.data.setUint32(at + 4, value.length, true)
}

// ---- what is made of others ----

/** Where each of several lies, one behind the other. */
export function layOut(codecs, from = 0) {
  let [end, align] = [from, 1]
  const offsets = codecs.map(({ size, align: own }) => {
    const at = up(end, own)
    end = at + size
    align = Math.max(align, own)
    return at
  })
  return { offsets, size: up(end, align), align, end }
}

function record(fields) {
  const names = fields.map(([name]) => camel(name))
  const codecs = fields.map(([, type]) => codecOf(type))
  const { offsets, size, align } = layOut(codecs)
  return {
    size, align,
    lift(memory, at) {
      const value = {}
      for (let i = 0; i < names.length; i++) value[names[i]] = codecs[i].lift(memory, at + offsets[i])
      return value
    },
    lower(memory, at, value, path) {
      if (typeof value !== 'object' || value === null) refuse('an object', value, path)
      for (let i = 0; i < names.length; i++) codecs[i].lower(memory, at + offsets[i], value[names[i]], `${path}.${names[i]}`)
    }
  }
}

function tuple(types) {
  const codecs = types.map(codecOf)
  const { offsets, size, align } = layOut(codecs)
  return {
    size, align,
    lift: (memory, at) => codecs.map((codec, i) => codec.lift(memory, at + offsets[i])),
    lower(memory, at, value, path) {
      if (!Array.isArray(value) || value.length !== codecs.length) refuse(`an array of ${codecs.length}`, value, path)
      codecs.forEach((codec, i) => codec.lower(memory, at + offsets[i], value[i], `${path}[${i}]`))
    }
  }
}

function enumeration(cases) {
  return {
    size: 1, align: 1,
    lift(memory, at) {
      const value = cases[memory.data.getUint8(at)]
      if (value === undefined) throw damaged()
      return value
    },
    lower(memory, at, value, path) {
      const index = cases.indexOf(value)
      if (index < 0) refuse(`one of ${cases.map(name => `"${name}"`).join(', ')}`, value, path)
      memory.data.setUint8(at, index)
    }
  }
}

/** As few bytes as hold all bits. */
function flags(cases) {
  const names = cases.map(camel)
  const size = cases.length <= 8 ? 1 : cases.length <= 16 ? 2 : 4
  const bits = SIMPLE[`u${size * 8}`]
  return {
    size, align: size,
    lift(memory, at) {
      const word = bits.lift(memory, at)
      return Object.fromEntries(names.map((name, i) => [name, (word >>> i & 1) === 1]))
    },
    lower(memory, at, value, path) {
      if (typeof value !== 'object' || value === null) refuse('an object of true and false', value, path)
      bits.lower(memory, at, names.reduce((word, name, i) => value[name] ? word + 2 ** i : word, 0), path)
    }
  }
}

/** A byte that says which, and behind it what that one holds. */
function tagged(types) {
  const codecs = types.map(type => type === null ? null : codecOf(type))
  const held = codecs.filter(Boolean)
  const align = Math.max(1, ...held.map(codec => codec.align))
  const place = up(1, align)
  return {
    codecs, place, align,
    size: up(place + Math.max(0, ...held.map(codec => codec.size)), align)
  }
}

function variant(cases) {
  const names = cases.map(([name]) => name)
  const { codecs, place, size, align } = tagged(cases.map(([, type]) => type))
  return {
    size, align,
    lift(memory, at) {
      const index = memory.data.getUint8(at)
      if (index >= names.length) throw damaged()
      const tag = names[index]
      return codecs[index] ? { tag, val: codecs[index].lift(memory, at + place) } : { tag }
    },
    lower(memory, at, value, path) {
      const index = names.indexOf(value?.tag)
      if (index < 0) refuse(`{ tag, val } with one of ${names.map(name => `"${name}"`).join(', ')} as its tag`, value, path)
      memory.data.setUint8(at, index)
      codecs[index]?.lower(memory, at + place, value.val, `${path}.val`)
    }
  }
}

/** undefined for none; an option inside of an option has a tag, or the two could not be told apart. */
function option(type) {
  if (type[0] === 'option') return variant([['none', null], ['some', type]])
  const { codecs: [, codec], place, size, align } = tagged([null, type])
  return {
    size, align, isOptional: true,
    lift: (memory, at) => memory.data.getUint8(at) === 0 ? undefined : codec.lift(memory, at + place),
    lower(memory, at, value, path) {
      const some = value !== undefined && value !== null
      memory.data.setUint8(at, some ? 1 : 0)
      if (some) codec.lower(memory, at + place, value, path)
    }
  }
}

const COMPOUND = {
  list: type => ARRAYS[type] ? numbers(type, SIMPLE[type]) : list(codecOf(type)),
  record, tuple: (...types) => tuple(types), enum: enumeration, flags, variant, option,
  result: (ok, error) => variant([['ok', ok], ['err', error]])
}

const made = new WeakMap()

/** The codec of a type. */
export function codecOf(type) {
  if (typeof type === 'string') return SIMPLE[type]
  if (type[0] === 'stream') return SIMPLE.stream
  let codec = made.get(type)
  if (!codec) made.set(type, codec = COMPOUND[type[0]](...type.slice(1)))
  return codec
}
