// The numbers of the WebAssembly format that other files name, and the two ways to refuse a module.

import { ModuleError } from '../error.js'

/** The numbers of the sections. */
export const SECTION = {
  custom: 0, type: 1, import: 2, function: 3, table: 4, memory: 5, global: 6, export: 7,
  start: 8, element: 9, code: 10, data: 11, dataCount: 12, tag: 13
}

/** Names for the operations that other files look at; the prefix 0xfc is in the high byte. */
export const OP = {
  block: 0x02, loop: 0x03, if: 0x04, else: 0x05, end: 0x0b, call: 0x10, callIndirect: 0x11,
  localGet: 0x20, localSet: 0x21, localTee: 0x22, globalGet: 0x23, globalSet: 0x24,
  i32Const: 0x41, i64Const: 0x42, i32LtU: 0x49, i32Add: 0x6a, i32Sub: 0x6b, i32And: 0x71, i32Or: 0x72,
  unreachable: 0x00, refFunc: 0xd2
}

export const NO_EXCEPTIONS = 'Build it without setjmp and C++ exceptions.'

export function notWasm(what, at) {
  const sentence = `This is not a valid WebAssembly module: ${what} at byte ${at}.`
  return new ModuleError('not-wasm', sentence)
}

export function unsupported(what, advice) {
  const sentence = `The module uses ${what}, which Weft cannot weave. ${advice}`
  return new ModuleError('unsupported', sentence)
}
