// A WebAssembly module as data: reads the sections, walks the code and writes a changed copy.
// What the code means (who reaches a switch, where the stack moves) lives in reach.js and
// stackcheck.js. Reads are bounded: hostile bytes end in an error with a sentence, never in a
// long loop or a wrong answer.

import { ModuleError } from './error.js'

/** The numbers of the sections. */
export const SECTION = {
  custom: 0, type: 1, import: 2, function: 3, table: 4, memory: 5, global: 6, export: 7,
  start: 8, element: 9, code: 10, data: 11, dataCount: 12, tag: 13
}
const SECTION_ORDER = [1, 2, 3, 4, 5, 13, 6, 7, 8, 9, 12, 10, 11]
const KINDS = ['function', 'table', 'memory', 'global', 'tag']
const VALUE_TYPES = {
  0x7f: 'i32', 0x7e: 'i64', 0x7d: 'f32', 0x7c: 'f64', 0x7b: 'v128', 0x70: 'funcref',
  0x6f: 'externref'
}

const NO_EXCEPTIONS = 'Build it without setjmp and C++ exceptions.'

/** Names for the operations that other files look at; the prefix 0xfc is in the high byte. */
export const OP = {
  block: 0x02, loop: 0x03, if: 0x04, else: 0x05, end: 0x0b, call: 0x10, callIndirect: 0x11,
  localGet: 0x20, localSet: 0x21, localTee: 0x22, globalGet: 0x23, globalSet: 0x24,
  i32Const: 0x41, i32LtU: 0x49, i32Add: 0x6a, i32Sub: 0x6b, i32And: 0x71, i32Or: 0x72,
  unreachable: 0x00, refFunc: 0xd2
}

function notWasm(what, at) {
  const sentence = `This is not a valid WebAssembly module: ${what} at byte ${at}.`
  return new ModuleError('not-wasm', sentence)
}

function unsupported(what, advice) {
  const sentence = `The module uses ${what}, which Weft cannot weave. ${advice}`
  return new ModuleError('unsupported', sentence)
}

/**
 * Reads bytes between two positions and fails with a sentence at the end.
 * @param {Uint8Array} bytes @param {number} start @param {number} end
 */
function createReader(bytes, start, end) {
  const text = new TextDecoder('utf-8', { fatal: true })
  const reader = { at: start, end }

  reader.byte = () => {
    if (reader.at >= reader.end) throw notWasm('it ends too early', reader.at)
    return bytes[reader.at++]
  }

  reader.skip = count => {
    if (count > reader.end - reader.at) throw notWasm('it ends too early', reader.at)
    reader.at += count
  }

  reader.u32 = () => {
    let value = 0
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = reader.byte()
      if (shift === 28 && byte > 0x0f) break
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return value >>> 0
    }
    throw notWasm('a number is too long', reader.at)
  }

  reader.s32 = () => {
    let value = 0
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = reader.byte()
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return shift < 25 && byte & 0x40 ? value | (-1 << (shift + 7)) : value
    }
    throw notWasm('a number is too long', reader.at)
  }

  reader.skipNumber = () => {
    for (let count = 0; count < 10; count++) if (reader.byte() < 0x80) return
    throw notWasm('a number is too long', reader.at)
  }

  /** A count of things of at least one byte each: more than the bytes left is a lie. */
  reader.count = () => {
    const at = reader.at
    const value = reader.u32()
    if (value <= reader.end - reader.at) return value
    throw notWasm(`a count of ${value} is larger than the file`, at)
  }

  reader.index = (limit, what) => {
    const at = reader.at
    const value = reader.u32()
    if (value >= limit) throw notWasm(`${what} ${value} does not exist`, at)
    return value
  }

  reader.name = () => {
    const length = reader.count()
    const from = reader.at
    reader.skip(length)
    try {
      return text.decode(bytes.subarray(from, from + length))
    } catch {
      throw notWasm('a name is not UTF-8', from)
    }
  }

  return reader
}

/**
 * Reads a module. The parts that a rewrite leaves alone are kept as ranges of the given bytes.
 * @param {Uint8Array} bytes
 */
export function readModule(bytes) {
  if (!(bytes instanceof Uint8Array)) throw notWasm('no bytes were given', 0)
  const magic = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]
  if (magic.some((byte, at) => bytes[at] !== byte)) {
    throw notWasm('the first eight bytes are wrong', 0)
  }
  const module = emptyModule(bytes)
  const reader = createReader(bytes, 8, bytes.length)
  let lastRank = -1
  while (reader.at < bytes.length) {
    const section = readSectionHead(reader)
    if (section.id !== SECTION.custom) {
      const rank = SECTION_ORDER.indexOf(section.id)
      const { id, headStart } = section
      if (rank < 0) throw notWasm(`section ${id} is unknown`, headStart)
      if (rank <= lastRank) throw notWasm(`section ${id} is out of order`, headStart)
      lastRank = rank
    }
    readSection(module, section)
    module.sections.push(section)
    reader.skip(section.end - reader.at)
  }
  if (module.bodies.length !== module.functions.length - module.importedFunctions) {
    throw notWasm('the function and code sections do not match', bytes.length)
  }
  return module
}

function emptyModule(bytes) {
  return {
    bytes, sections: [], types: [], imports: [], functions: [], importedFunctions: 0, tables: [],
    memories: 0, globals: [], exports: [], elements: new Set(), start: null, bodies: [],
    functionNames: new Map(),
    functionSites: []   // where outside of code a function's number stands: {at, next, index}
  }
}

function readSectionHead(reader) {
  const headStart = reader.at
  const id = reader.byte()
  const size = reader.u32()
  const start = reader.at
  if (size > reader.end - start) throw notWasm(`section ${id} is longer than the file`, headStart)
  return { id, headStart, start, end: start + size, name: null }
}

const readers = {
  [SECTION.custom]: readCustom,
  [SECTION.type]: (module, reader) => repeat(reader, () => module.types.push(readType(reader))),
  [SECTION.import]: (module, reader) => repeat(reader, () => readImport(module, reader)),
  [SECTION.function]: (module, reader) => repeat(reader, () => {
    module.functions.push(reader.index(module.types.length, 'type'))
  }),
  [SECTION.table]: (module, reader) => repeat(reader, () => {
    module.tables.push({ imported: false, type: readTableType(reader) })
  }),
  [SECTION.memory]: (module, reader) => repeat(reader, () => {
    readLimits(reader)
    module.memories++
  }),
  [SECTION.global]: (module, reader) => repeat(reader, () => readGlobal(module, reader)),
  [SECTION.export]: (module, reader) => repeat(reader, () => readExport(module, reader)),
  [SECTION.start]: (module, reader) => { module.start = readFunctionSite(module, reader) },
  [SECTION.element]: (module, reader) => repeat(reader, () => readElement(module, reader)),
  [SECTION.code]: (module, reader) => repeat(reader, () => readBody(module, reader)),
  [SECTION.tag]: () => { throw unsupported('exceptions', NO_EXCEPTIONS) }
}

function readSection(module, section) {
  const read = readers[section.id]
  if (!read) return
  const reader = createReader(module.bytes, section.start, section.end)
  read(module, reader, section)
  if (section.id !== SECTION.custom && reader.at !== section.end) {
    throw notWasm(`section ${section.id} has bytes left over`, reader.at)
  }
}

function repeat(reader, read) {
  for (let left = reader.count(); left > 0; left--) read()
}

function readValueType(reader) {
  const byte = reader.byte()
  const type = VALUE_TYPES[byte]
  if (type) return type
  throw unsupported(`the value type 0x${byte.toString(16)}`, 'Build it with -mcpu=generic.')
}

function readTypes(reader) {
  return Array.from({ length: reader.count() }, () => readValueType(reader))
}

function readType(reader) {
  const start = reader.at
  const form = reader.byte()
  if (form !== 0x60) throw unsupported('types of the GC proposal', 'Build it with -mcpu=generic.')
  const params = readTypes(reader)
  const results = readTypes(reader)
  const key = `(${params.join(', ')}) -> (${results.join(', ')})`
  return { params, results, key, start, end: reader.at }
}

function readLimits(reader) {
  const flags = reader.byte()
  if (flags & 2) throw unsupported('shared memory', 'Build it without -pthread.')
  if (flags > 1) throw unsupported('64-bit memory', 'Build it for wasm32.')
  reader.u32()
  if (flags & 1) reader.u32()
}

function readTableType(reader) {
  const type = readValueType(reader)
  readLimits(reader)
  return type
}

function readImport(module, reader) {
  const start = reader.at
  const entry = { module: reader.name(), name: reader.name(), kind: KINDS[reader.byte()] }
  if (entry.kind === 'function') {
    entry.type = reader.index(module.types.length, 'type')
    entry.index = module.functions.length
    module.functions.push(entry.type)
    module.importedFunctions++
  } else if (entry.kind === 'table') {
    module.tables.push({ imported: true, type: readTableType(reader) })
  } else if (entry.kind === 'memory') {
    readLimits(reader)
    module.memories++
  } else if (entry.kind === 'global') {
    const type = readValueType(reader)
    module.globals.push({ imported: true, type, mutable: reader.byte() === 1 })
  } else {
    throw unsupported(`an import of the kind ${entry.kind ?? 'unknown'}`, NO_EXCEPTIONS)
  }
  module.imports.push({ ...entry, start, end: reader.at })
}

/** A function's number, and where it stands. */
function readFunctionSite(module, reader) {
  const at = reader.at
  const index = reader.index(module.functions.length, 'function')
  module.functionSites.push({ at, next: reader.at, index })
  return index
}

function readGlobal(module, reader) {
  const start = reader.at
  const global = { imported: false, type: readValueType(reader), mutable: reader.byte() === 1 }
  global.value = readConstant(module, reader)
  module.globals.push({ ...global, start, end: reader.at })
}

/** A constant expression; answers the number of a single i32.const and null for anything else. */
function readConstant(module, reader) {
  let value = null
  for (let count = 0; ; count++) {
    const op = reader.byte()
    if (op === OP.end) return value
    if (op === OP.i32Const) {
      value = count === 0 ? reader.s32() : null
      continue
    }
    value = null
    if (op === OP.refFunc) module.elements.add(readFunctionSite(module, reader))
    else if (op === 0x42 || op === OP.globalGet || op === 0xd0) reader.skipNumber()
    else if (op === 0x43) reader.skip(4)
    else if (op === 0x44) reader.skip(8)
    else if (op === 0xfd && reader.u32() === 12) reader.skip(16)
    else throw unsupported('a constant that is computed', 'Build it with -mcpu=generic.')
  }
}

function readExport(module, reader) {
  const start = reader.at
  const name = reader.name()
  const kind = KINDS[reader.byte()]
  const limits = {
    function: module.functions.length, table: module.tables.length,
    memory: module.memories, global: module.globals.length
  }
  const indexAt = reader.at
  const index = kind === 'function' ? readFunctionSite(module, reader)
    : reader.index(limits[kind] ?? 0, kind ?? 'export')
  module.exports.push({ name, kind, index, start, indexAt, end: reader.at })
}

function readElement(module, reader) {
  const flags = reader.u32()
  if (flags > 7) throw notWasm('an element segment has unknown flags', reader.at)
  const passive = flags & 1
  if (!passive) {
    if (flags & 2) reader.index(module.tables.length, 'table')
    readConstant(module, reader)
  }
  if (flags & 3) reader.byte()
  repeat(reader, () => {
    if (flags & 4) readConstant(module, reader)
    else module.elements.add(readFunctionSite(module, reader))
  })
}

function readBody(module, reader) {
  const size = reader.count()
  const start = reader.at
  const index = module.importedFunctions + module.bodies.length
  const typeIndex = module.functions[index]
  if (typeIndex === undefined) throw notWasm('there is more code than functions', start)
  reader.skip(size)
  const inner = createReader(module.bytes, start, start + size)
  const params = module.types[typeIndex].params
  let locals = params.length
  repeat(inner, () => {
    locals += inner.u32()
    if (locals > 50000) throw notWasm(`function ${index} has more than 50000 locals`, inner.at)
    readValueType(inner)
  })
  module.bodies.push({ index, start, end: start + size, codeStart: inner.at, params, locals })
}

function readCustom(module, reader, section) {
  section.name = reader.name()
  if (section.name !== 'name') return
  try {
    readNames(module, reader)
  } catch (error) {
    if (!(error instanceof ModuleError)) throw error
    module.functionNames.clear()
  }
}

function readNames(module, reader) {
  while (reader.at < reader.end) {
    const kind = reader.byte()
    const size = reader.count()
    const next = reader.at + size
    if (kind === 1) {
      repeat(reader, () => module.functionNames.set(reader.u32(), reader.name()))
    }
    if (next < reader.at) throw notWasm('the name section is damaged', reader.at)
    reader.at = next
  }
}

/**
 * Visits each instruction of one body: `visit(op, at, next, first)`. `first` is the first number
 * of the instruction (a function for call, a type for call_indirect and blocks, a constant for
 * i32.const).
 * @param {object} module @param {object} body one of module.bodies
 * @param {(op: number, at: number, next: number, first: number) => void} visit
 */
export function walkBody(module, body, visit) {
  const reader = createReader(module.bytes, body.codeStart, body.end)
  while (reader.at < body.end) {
    const at = reader.at
    let op = reader.byte()
    let first = 0
    if (op === 0xfc || op === 0xfd) {
      const prefix = op
      const sub = reader.u32()
      op = prefix << 8 | sub
      first = prefix === 0xfc ? skipMiscellaneous(reader, sub) : skipVector(reader, sub)
    } else {
      first = readImmediate(module, reader, op)
    }
    visit(op, at, reader.at, first)
  }
}

function readImmediate(module, reader, op) {
  if (op >= 0x45 && op <= 0xc4) return 0
  if (op >= 0x20 && op <= 0x24) return reader.u32()
  if (op === OP.i32Const) return reader.s32()
  if (op >= 0x28 && op <= 0x3e) return skipMemoryArgument(reader)
  switch (op) {
    case OP.unreachable: case 0x01: case OP.else: case OP.end: case 0x0f: case 0x1a: case 0x1b:
    case 0xd1:
      return 0
    case OP.block: case OP.loop: case OP.if:
      return reader.s32()   // a type; below 0: of one value, or none
    case 0x42: case 0xd0:
      return reader.skipNumber() ?? 0
    case 0x0c: case 0x0d: case 0x25: case 0x26: case 0x3f: case 0x40:
      return reader.u32()
    case 0x0e:
      repeat(reader, () => reader.u32())
      return reader.u32()
    case OP.call: case OP.refFunc:
      return reader.index(module.functions.length, 'function')
    case OP.callIndirect: {
      const type = reader.index(module.types.length, 'type')
      reader.index(module.tables.length, 'table')
      return type
    }
    case 0x1c:
      repeat(reader, () => readValueType(reader))
      return 0
    case 0x43: return reader.skip(4) ?? 0
    case 0x44: return reader.skip(8) ?? 0
    default: throw unknownOperation(op, reader.at)
  }
}

function unknownOperation(op, at) {
  if (op === 0x12 || op === 0x13) {
    return unsupported('tail calls', 'Build it without -mtail-call and musttail.')
  }
  if ((op >= 0x06 && op <= 0x0a) || op === 0x18 || op === 0x19 || op === 0x1f) {
    return unsupported('exceptions', NO_EXCEPTIONS)
  }
  if (op === 0xfe) return unsupported('atomic operations', 'Build it without -pthread.')
  if (op === 0xfb || op === 0x14 || op === 0x15 || (op >= 0xd3 && op <= 0xd6)) {
    return unsupported('typed references', 'Build it with -mcpu=generic.')
  }
  return notWasm(`the operation 0x${op.toString(16)} is unknown`, at)
}

function skipMemoryArgument(reader) {
  if (reader.u32() >= 64) throw unsupported('more than one memory', 'Build it with -mcpu=generic.')
  reader.u32()
  return 0
}

function skipMiscellaneous(reader, sub) {
  if (sub > 17) throw notWasm(`the operation 0xfc ${sub} is unknown`, reader.at)
  if (sub < 8) return 0
  const first = reader.u32()
  if (sub === 8 || sub === 10 || sub === 12 || sub === 14) reader.u32()
  return first
}

function skipVector(reader, sub) {
  if (sub > 255) throw unsupported('relaxed vector operations', 'Build it with -msimd128 only.')
  if (sub <= 11 || sub === 92 || sub === 93) return skipMemoryArgument(reader)
  if (sub === 12 || sub === 13) reader.skip(16)
  else if (sub >= 21 && sub <= 34) reader.byte()
  else if (sub >= 84 && sub <= 91) {
    skipMemoryArgument(reader)
    reader.byte()
  }
  return 0
}

/**
 * What each function calls: `{direct: Set, indirect: Set of types}` by function index (imports have
 * empty sets). Functions named by ref.func join `module.elements`.
 */
export function readCalls(module) {
  module.calls ??= collectCalls(module)
  return module.calls
}

function collectCalls(module) {
  const none = { direct: new Set(), indirect: new Set() }
  const calls = module.functions.map(() => none)
  for (const body of module.bodies) {
    const direct = new Set()
    const indirect = new Set()
    walkBody(module, body, (op, at, next, first) => {
      if (op === OP.call) direct.add(first)
      else if (op === OP.callIndirect) indirect.add(first)
      else if (op === OP.refFunc) module.elements.add(first)
    })
    calls[body.index] = { direct, indirect }
  }
  return calls
}

/** The index of an exported thing, or -1. */
export function findExport(module, name, kind) {
  return module.exports.find(entry => entry.name === name && entry.kind === kind)?.index ?? -1
}

/** The index of an imported function, or -1. */
export function findImport(module, from, name) {
  const is = entry => entry.kind === 'function' && entry.module === from && entry.name === name
  return module.imports.find(is)?.index ?? -1
}

/** What a person calls a function: its name, its export, its import, or its number. */
export function functionName(module, index) {
  const named = module.functionNames.get(index)
  if (named !== undefined) return named
  const imported = module.imports.find(entry => entry.kind === 'function' && entry.index === index)
  if (imported) return `${imported.module}.${imported.name}`
  const exported = module.exports.find(entry => entry.kind === 'function' && entry.index === index)
  return exported?.name ?? `function ${index}`
}

/** An unsigned number as the format writes it. */
export function encodeNumber(value) {
  const out = []
  let rest = value >>> 0
  do {
    const byte = rest & 0x7f
    rest >>>= 7
    out.push(rest ? byte | 0x80 : byte)
  } while (rest)
  return out
}

/** The same in exactly `size` bytes, as the format allows: for a number that takes another's place. */
export function encodePadded(value, size) {
  const out = encodeNumber(value)
  if (out.length > size) throw new ModuleError('not-wasm', `${value} does not fit into ${size} bytes.`)
  while (out.length < size) {
    out[out.length - 1] |= 0x80
    out.push(0)
  }
  return out
}

/** A number as the format writes it where it may also be negative, as in the type of a block. */
export function encodePositive(value) {
  const out = encodeNumber(value)
  if (out.at(-1) & 0x40) {
    out[out.length - 1] |= 0x80
    out.push(0)
  }
  return out
}

/** Where the number that begins at `at` ends. */
export function endOfNumber(bytes, at) {
  while (bytes[at] >= 0x80) at++
  return at + 1
}

/** A signed number of 32 bits as it stands in a module. */
export function encodeSigned(value) {
  const out = []
  let rest = value | 0
  for (;;) {
    const byte = rest & 0x7f
    rest >>= 7
    const last = rest === (byte & 0x40 ? -1 : 0)
    out.push(last ? byte : byte | 0x80)
    if (last) return out
  }
}

/** Joins arrays and Uint8Arrays. */
export function concatBytes(parts) {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}

/**
 * Writes the module again.
 * @param {object} module
 * @param {object} change
 * @param {Map<number, Uint8Array>} [change.bodies] new bodies (locals and code) by function index.
 * @param {boolean} [change.strip] leaves out every custom section.
 * @param {Map<number, string>} [change.names] writes a name section with these function names.
 * @returns {Uint8Array}
 */
export function writeModule(module, { bodies = new Map(), strip = false, names = null } = {}) {
  const parts = [module.bytes.subarray(0, 8)]
  for (const section of module.sections) {
    if (section.id === SECTION.custom && (strip || (names && section.name === 'name'))) continue
    if (section.id === SECTION.code && bodies.size) parts.push(writeCode(module, bodies))
    else parts.push(module.bytes.subarray(section.headStart, section.end))
  }
  if (names) parts.push(writeNames(names))
  return concatBytes(parts)
}

function writeCode(module, bodies) {
  const all = module.bodies.map(({ index, start, end }) =>
    bodies.get(index) ?? module.bytes.subarray(start, end))
  return writeSection(SECTION.code, writeEntries(all.map(withSize)))
}

/** A section with its head. */
export function writeSection(id, content) {
  return concatBytes([[id], withSize(content)])
}

/** How many entries there are, and the entries: what most sections consist of. */
export function writeEntries(entries) {
  return concatBytes([encodeNumber(entries.length), ...entries])
}

/** Bytes after their number. */
export function withSize(bytes) {
  return concatBytes([encodeNumber(bytes.length), bytes])
}

/** A section that gives functions names. */
export function writeNames(names) {
  const utf8 = new TextEncoder()
  const entries = [...names].sort((a, b) => a[0] - b[0])
  const list = [encodeNumber(entries.length)]
  for (const [index, name] of entries) {
    list.push(encodeNumber(index), withSize(utf8.encode(name)))
  }
  const functions = concatBytes([[1], withSize(concatBytes(list))])
  return writeSection(SECTION.custom, concatBytes([withSize(utf8.encode('name')), functions]))
}
