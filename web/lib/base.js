// `weft_base`, the struct through which a program and its host know each other: where its fields
// are, and reading them. The C side of it is in wasi/host_wasi.c; docs/host-protocol.md explains it.

import { WeftError } from './errors.js'

const MAGIC = 0x54464557
const VERSION = 3

/** Offsets of the fields, each an unsigned 32-bit number. */
export const FIELD = Object.freeze({
  magic: 0,
  version: 4,
  waiting: 8,
  interval: 12,
  cursor: 16,
  end: 20,
  buffer: 24,
  hostFlags: 28,
  submitted: 32,
  completed: 36,
  changes: 40,
  task: 44,
  taskName: 48,
  taskFile: 52,
  taskLine: 56,
  stackLow: 60,
  stackHigh: 64,
  newest: 68,
  removed: 72
})

export const BASE_SIZE = 76

/** The host's flags. docs/host-protocol.md says what they mean. */
export const HOST = Object.freeze({ takesOperations: 1, hasSockets: 2, hasProcesses: 4, hasJobs: 8, answers: 16, hasTls: 32, reachesOut: 64 })

/** The flags of a host that runs so many jobs at once. */
export const flagsForJobs = places => HOST.hasJobs + places * 256

/**
 * The base of an instance, checked.
 * @param {ReturnType<import('./memory.js').createView>} view
 * @param {number} address
 */
export function createBase(view, address) {
  checkBase(view, address)
  return {
    address,
    get: field => view.u32(address + FIELD[field]),
    set: (field, value) => view.setU32(address + FIELD[field], value),
    /** Who runs: for sentences about what went wrong. */
    who() {
      return {
        task: view.u32(address + FIELD.task),
        name: view.text(view.u32(address + FIELD.taskName)),
        file: view.text(view.u32(address + FIELD.taskFile)),
        line: view.u32(address + FIELD.taskLine),
        stackLow: view.u32(address + FIELD.stackLow),
        stackHigh: view.u32(address + FIELD.stackHigh)
      }
    }
  }
}

function checkBase(view, address) {
  const inside = Number.isInteger(address) && address > 0 && address % 4 === 0 && address + BASE_SIZE <= view.size
  if (!inside || view.u32(address) !== MAGIC) {
    throw new WeftError('not-weft', 'This is not a Weft program: what it exports as weft_base is ' +
      'something else. Build it with "weft build".')
  }
  const version = view.u32(address + FIELD.version)
  if (version !== VERSION) {
    throw new WeftError('not-weft', `This program was built for version ${version} of the Weft ` +
      `host, and this host knows version ${VERSION}. Build the program again, or use the host ` +
      'package that belongs to it.')
  }
}
