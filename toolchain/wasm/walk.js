// The instructions of a module's functions, one after the other, and whom each function calls.

import { NO_EXCEPTIONS, OP, notWasm, unsupported } from './format.js'
import { readValueType } from './read.js'
import { createReader, repeat } from './reader.js'

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
