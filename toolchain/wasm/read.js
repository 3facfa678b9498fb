// A WebAssembly module as data: its sections, and what they name. The code inside of functions is read
// in walk.js; what it means (who reaches a switch, where the stack moves) lives in ../reach.js and
// ../stackcheck.js.

import { ModuleError } from '../error.js'
import { NO_EXCEPTIONS, OP, SECTION, notWasm, unsupported } from './format.js'
import { createReader, repeat } from './reader.js'

const SECTION_ORDER = [1, 2, 3, 4, 5, 13, 6, 7, 8, 9, 12, 10, 11]
const KINDS = ['function', 'table', 'memory', 'global', 'tag']
const VALUE_TYPES = {
  0x7f: 'i32', 0x7e: 'i64', 0x7d: 'f32', 0x7c: 'f64', 0x7b: 'v128', 0x70: 'funcref',
  0x6f: 'externref'
}
const MAGIC = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]

/** Do these bytes begin as a module or an object file does? */
export function isModule(bytes) {
  return MAGIC.every((byte, at) => bytes[at] === byte)
}

/** Are these bytes LLVM's bitcode, which -flto makes? */
export function isBitcode([first, second, third]) {
  return first === 0x42 && second === 0x43 && third === 0xc0
}

/**
 * Reads a module. The parts that a rewrite leaves alone are kept as ranges of the given bytes.
 * @param {Uint8Array} bytes
 */
export function readModule(bytes) {
  if (!(bytes instanceof Uint8Array)) throw notWasm('no bytes were given', 0)
  if (!isModule(bytes)) throw notWasm('the first eight bytes are wrong', 0)
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

export function readValueType(reader) {
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

/** The declarations of a body's locals: how many of which type, in their order. */
export function readLocals(bytes, start) {
  const reader = createReader(bytes, start, bytes.length)
  const groups = []
  repeat(reader, () => groups.push([reader.u32(), reader.byte()]))
  return groups
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
