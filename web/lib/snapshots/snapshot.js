// A suspended program as data: memory, globals, and the little that the host keeps for it. The
// record can be cloned, stored and sent; it holds no functions and nothing of this machine.

import { WeftError } from '../errors.js'

const FORMAT = 'weft-snapshot'
const VERSION = 2
const PAGE = 65536

/**
 * Copies a program that was left between two steps.
 * @param {ReturnType<import('../machine.js').createMachine>} machine
 * @param {string} program the program's identity
 * @param {object} host what the host keeps, plain data
 */
export function takeSnapshot(machine, program, host) {
  if (program === '') throw nameless()
  const memory = new Uint8Array(machine.memory.buffer)
  return {
    format: FORMAT,
    version: VERSION,
    program,
    taken: Date.now(),
    size: memory.length,
    memory: memory.slice(0, usedPages(memory) * PAGE),
    globals: machine.globals(),
    host
  }
}

/** Pages up to the last that holds anything: what is behind them was never used. */
function usedPages(memory) {
  const words = new Float64Array(memory.buffer)
  let last = words.length - 1
  while (last > 0 && words[last] === 0) last--
  return Math.floor(last * 8 / PAGE) + 1
}

/**
 * Refuses what is no snapshot of this program: it may come from a file.
 * @param {unknown} snapshot
 * @param {string} program
 */
export function checkSnapshot(snapshot, program) {
  if (!isSnapshot(snapshot)) {
    throw new WeftError('snapshot', 'This is not a snapshot that this host can read.')
  }
  if (program === '') throw nameless()
  if (snapshot.program !== program) {
    throw new WeftError('snapshot', 'The snapshot belongs to another program, or to another build.')
  }
}

const nameless = () => new WeftError('snapshot', 'The program carries no identity, so nobody could tell whose snapshot it is. ' +
  'Build it again with "weft build".')

/** Is it a snapshot, whosever? */
export function isSnapshot(snapshot) {
  if (snapshot?.format !== FORMAT || (snapshot.version !== VERSION && snapshot.version !== 1)) return false
  const { memory, globals, host, size = memory?.length, taken = 0 } = snapshot
  return isBytes(memory) && memory.length > 0 && memory.length % PAGE === 0 &&
    isWord(size) && size >= memory.length && size % PAGE === 0 && isTime(taken) && typeof snapshot.program === 'string' &&
    isWord(globals?.stackPointer) && isWord(globals.stackLimit) && isHost(host)
}

function isHost(host) {
  return isList(host?.args, isBytes) && isList(host.env, isBytes) && isList(host.open, isWord) && isDescriptors(host.resources ?? []) &&
    typeof host.trace === 'boolean' && isTime(host.clock) && isWord(host.interval) && isWord(host.signals) &&
    isBytes(host.stdin?.bytes) && typeof host.stdin.ended === 'boolean' &&
    isList(host.plan?.subscriptions, isSubscription)
}

/** What it had open on another host. */
const isDescriptors = list => isList(list, value => Number.isInteger(value) && value > 2 && value < 2 ** 20)

function isSubscription(one) {
  const { type, low, high, errno, fd, deadline } = one ?? {}
  if (!isWord(low) || !isWord(high) || !isWord(errno)) return false
  return type === 0 ? isTime(deadline) || deadline === Infinity : (type === 1 || type === 2) && isWord(fd)
}

const isBytes = value => value instanceof Uint8Array
const isWord = value => Number.isInteger(value) && Math.abs(value) < 2 ** 32
const isTime = value => Number.isFinite(value) && value >= 0
const isList = (value, good) => Array.isArray(value) && value.every(good)
