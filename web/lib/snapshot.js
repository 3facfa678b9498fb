// A suspended program as data: memory, globals, and the little that the host keeps for it. The
// record can be cloned, stored and sent; it holds no functions and nothing of this machine.

import { WeftError } from './errors.js'

const FORMAT = 'weft-snapshot'
const VERSION = 1
const PAGE = 65536

/**
 * Copies a program that was left between two steps.
 * @param {ReturnType<import('./machine.js').createMachine>} machine
 * @param {string} program the program's identity
 * @param {object} host what the host keeps, plain data
 */
export function takeSnapshot(machine, program, host) {
  return {
    format: FORMAT,
    version: VERSION,
    program,
    memory: new Uint8Array(machine.memory.buffer).slice(),
    globals: machine.globals(),
    host
  }
}

/**
 * Refuses what is no snapshot of this program.
 * @param {unknown} snapshot
 * @param {string} program
 */
export function checkSnapshot(snapshot, program) {
  const good = snapshot?.format === FORMAT && snapshot.version === VERSION &&
    snapshot.memory instanceof Uint8Array && snapshot.memory.length % PAGE === 0 &&
    Number.isInteger(snapshot.globals?.stackPointer) && typeof snapshot.host === 'object'
  if (!good) throw new WeftError('snapshot', 'This is no snapshot that this host can read.')
  if (snapshot.program !== program) {
    throw new WeftError('snapshot', 'The snapshot belongs to another program, or to another build.')
  }
}
