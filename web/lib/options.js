// The options of a run: which of them become environment variables of the program (they mean the
// same on every host), and their checks. What only this host does with the rest is in run.js.

import { WeftError } from './errors.js'
import { ownOptions } from './own.js'
import { signalBit } from './signals.js'

/** The variable of each option, and how a value becomes its text. */
const TEXTS = {
  clock: ['WEFT_CLOCK', clock],
  seed: ['WEFT_SEED', seed],
  choices: ['WEFT_CHOICES', choices],
  signals: ['WEFT_SIGNALS', signals],
  until: ['WEFT_UNTIL', seconds],
  netFaults: ['WEFT_NET_FAULTS', faults],
  failAlloc: ['WEFT_FAIL_ALLOC', count],
  failHost: ['WEFT_FAIL_HOST', count],
  cancelAt: ['WEFT_CANCEL_AT', count]
}
const FLAGS = ['stamp', 'census', 'report', 'debug', 'dump']
const DESCRIPTORS = { trace: '3', record: '4', replay: '5' }
const MOST_BYTES = 2 ** 20
const FASTEST = 1e6   // eleven days a second: the end of a program's time is hours away

/**
 * The environment variables that say to a program how to run. Options that are not given leave
 * their variable unset.
 * @param {object} given clock, seed, choices, stamp, signals, until, net, netFaults, trace, census, report, debug, dump,
 *   failAlloc, failHost, cancelAt
 * @returns {Record<string, string>}
 */
export function environment(given) {
  const options = ownOptions(given)
  const env = {}
  const put = (name, text) => {
    env[`WEFT_${name.toUpperCase()}`] = text
  }
  for (const [name, [variable, read]] of Object.entries(TEXTS)) {
    if (options[name] !== undefined) env[variable] = read(options[name], name)
  }
  for (const [name, usual] of Object.entries(DESCRIPTORS)) if (options[name]) put(name, typeof options[name] === 'string' ? options[name] : usual)
  for (const name of ['net', 'processes']) if (options[name] === 'inside') put(name, 'inside')
  for (const name of FLAGS) if (options[name]) put(name, '1')
  return env
}

/** All variables of a program, as bytes. */
export const variables = given =>
  encodeStrings(Object.entries({ ...given.env, ...environment(given) }).map(pair => pair.join('=')), 'env')

function refuse(name, value, wanted) {
  const complaint = `is ${wanted}, not ${show(value)}`
  const error = new WeftError('options', `The option "${name}" ${complaint}.`)
  throw Object.assign(error, { option: name, complaint })
}

/** A value in a sentence, whatever it is. */
export function show(value) {
  return typeof value === 'string' ? JSON.stringify(value) : textOf(value)
}

function textOf(value) {
  try {
    return String(value)
  } catch {
    return 'something that has no text'
  }
}

const isFunction = value => typeof value === 'function'
const isAmount = value => typeof value === 'number' && value >= 0
const isInterval = value => Number.isInteger(value) && value > 0 && value < 2 ** 32

const isNetwork = value => typeof value === 'boolean' || value === 'inside' ||
  ['resolve', 'connect'].every(name => isFunction(value[name]))

const isProcesses = value => typeof value === 'boolean' || value === 'inside' || typeof value?.env === 'object'

/** The options that only this host knows: what they may be, where they are given. */
const CHECKS = [
  ...['onStdout', 'onStderr', 'onTrace', 'onWatched', 'onRecording', 'onJobOutput'].map(name => [name, isFunction, 'a function']),
  ['replay', value => value instanceof Uint8Array, 'a recording, as bytes'],
  ['net', isNetwork, 'true, "inside" or a network'],
  ['processes', isProcesses, 'true, "inside" or { env }'],
  ['files', value => typeof value?.functions === 'object' && isFunction(value.has), 'an object with the functions of a file system'],
  ['effects', value => typeof value === 'object' && Object.values(value).every(isFunction), 'an object of functions'],
  ['interval', isInterval, 'a number of steps from 1 on'],
  ['grace', isAmount, 'a number of milliseconds from 0 on'],
  ['signal', value => isFunction(value?.addEventListener) && isFunction(value.throwIfAborted), 'an AbortSignal'],
  ['signalWord', value => value instanceof Int32Array && value.length > 0, 'an Int32Array of one number'],
  ['jobs', value => typeof value === 'boolean', 'true or false'],
  ['jobWorker', value => typeof value === 'string' || value instanceof URL, 'an address'],
  ['terminal', value => Array.isArray(value), 'a list of descriptors'],
  ['args', value => Array.isArray(value), 'a list of strings'],
  ['env', value => typeof value === 'object', 'an object of strings'],
  ['limits', value => typeof value === 'object', 'an object of numbers']
]
const LIMITS = { output: 'bytes', unread: 'bytes', memory: 'bytes', steps: 'steps', time: 'seconds' }

const isPassed = value => value === 'stopped' || value === 'virtual' || value === 'running' || isAmount(value) && value < 9e9

/** Of a run that goes on from a snapshot, the clock is something else. */
export function checkRestoreOptions({ clock }) {
  if (clock !== undefined && !isPassed(clock)) refuse('clock', clock, '"stopped", "running", "virtual" or a number of seconds from 0 on')
}

/** Refuses what an option of a run cannot be; null counts as not given. */
export function checkOptions(options) {
  for (const [name, good, wanted] of CHECKS) {
    const value = options[name] ?? undefined
    if (value !== undefined && !good(value)) refuse(name, value, wanted)
  }
  for (const [name, unit] of Object.entries(LIMITS)) {
    const value = options.limits?.[name]
    if (value !== undefined && !isAmount(value)) refuse(`limits.${name}`, value, `a number of ${unit} from 0 on`)
  }
  for (const [name, value] of Object.entries(options.env ?? {})) {
    if (name === '' || name.includes('=')) refuse('env', name, 'made of names without "="')
    if (typeof value !== 'string') refuse('env', value, `made of strings, and so is ${name}`)
  }
}

function clock(value) {
  if (value !== 'real' && value !== 'virtual') refuse('clock', value, '"real" or "virtual"')
  return value
}

function faults(value) {
  const text = textOf(value)
  if (!/^\d+(,(latency|short|refused|reset|half-open|partition|slow|loss|double|reorder))*$/.test(text)) {
    refuse('netFaults', value, 'a seed, and after commas latency, short, refused, reset, half-open, partition, slow, loss, double or reorder')
  }
  return text
}

function seed(value) {
  const text = textOf(value)
  const whole = /^\d{1,20}$/.test(text) && BigInt(text) < 2n ** 64n
  if (!whole) refuse('seed', value, 'a whole number from 0 to 2^64 - 1')
  return text
}

function choices(value) {
  const text = Array.isArray(value) ? value.map(textOf).join(',') : textOf(value)
  if (!/^(\d{1,8}:)?\d{1,8}(,(\d{1,8}:)?\d{1,8})*$/.test(text)) {
    refuse('choices', value, 'a list of numbers from 0 on, such as "0,2,1", or "17:2" for the 17th moment')
  }
  return text
}

function seconds(value, name) {
  const text = textOf(value)
  const good = /^\d+(\.\d*)?$|^\.\d+$/.test(text) && Number(text) < 9e9
  if (!good) refuse(name, value, 'a number of seconds from 0 on, such as 10 or 2.5')
  return text
}

function count(value, name) {
  const text = textOf(value)
  if (!/^[1-9]\d{0,9}\+?$/.test(text)) refuse(name, value, 'a number from 1 on, "+" may follow')
  return text
}

function signals(value) {
  const list = Array.isArray(value) ? value : String(value).split(',')
  for (const item of list) {
    const [name, time, ...more] = String(item).split('@')
    const known = signalBit(name) !== 0 && time !== undefined && more.length === 0
    if (!known) refuse('signals', item, 'a list of signals with their times, such as "INT@2.5"')
    seconds(time, 'signals')
  }
  return list.map(item => String(item).toUpperCase().replace(/^SIG/, '')).join(',')
}

/** Arguments or variables as NUL-terminated bytes, refused where C could not hold them. */
export function encodeStrings(list, name) {
  const encoder = new TextEncoder()
  let total = 0
  return Array.from(list, value => {
    if (typeof value !== 'string') refuse(name, value, 'made of strings')
    if (value.includes('\0')) refuse(name, value, 'made of strings without a NUL character')
    const bytes = encoder.encode(value + '\0')
    total += bytes.length
    if (total > MOST_BYTES) {
      throw new WeftError('options', `The option "${name}" holds more than 1 MiB of text.`)
    }
    return bytes
  })
}

/** The speed of the clock. */
export function checkSpeed(value) {
  if (typeof value !== 'number' || !(value > 0) || value > FASTEST) {
    refuse('speed', value, 'a number above 0, and at most a million')
  }
  return value
}
