// The options of a run: which of them become environment variables of the program (they mean the
// same on every host), and their checks. What only this host does with the rest is in run.js.

import { WeftError } from './errors.js'
import { signalBit } from './signals.js'

const FLAGS = {
  stamp: 'WEFT_STAMP',
  census: 'WEFT_CENSUS',
  report: 'WEFT_REPORT',
  debug: 'WEFT_DEBUG',
  dump: 'WEFT_DUMP'
}
const FAULTS = {
  failAlloc: 'WEFT_FAIL_ALLOC',
  failHost: 'WEFT_FAIL_HOST',
  cancelAt: 'WEFT_CANCEL_AT'
}
const MOST_BYTES = 2 ** 20

/**
 * The environment variables that say to a program how to run. Options that are not given leave
 * their variable unset.
 * @param {object} options clock, seed, stamp, signals, until, trace, census, report, debug, dump,
 *   failAlloc, failHost, cancelAt
 * @returns {Record<string, string>}
 */
export function environment(options) {
  const env = {}
  if (options.clock !== undefined) env.WEFT_CLOCK = clock(options.clock)
  if (options.seed !== undefined) env.WEFT_SEED = seed(options.seed)
  if (options.signals !== undefined) env.WEFT_SIGNALS = signals(options.signals)
  if (options.until !== undefined) env.WEFT_UNTIL = seconds(options.until, 'until')
  if (options.trace) env.WEFT_TRACE = typeof options.trace === 'string' ? options.trace : '3'
  for (const [name, variable] of Object.entries(FLAGS)) if (options[name]) env[variable] = '1'
  for (const [name, variable] of Object.entries(FAULTS)) {
    if (options[name] !== undefined) env[variable] = count(options[name], name)
  }
  return env
}

function refuse(name, value, wanted) {
  const shown = typeof value === 'string' ? JSON.stringify(value) : String(value)
  throw new WeftError('options', `The option "${name}" is ${wanted}, not ${shown}.`)
}

function clock(value) {
  if (value !== 'real' && value !== 'virtual') refuse('clock', value, '"real" or "virtual"')
  return value
}

function seed(value) {
  const text = String(value)
  const whole = /^\d{1,20}$/.test(text) && BigInt(text) < 2n ** 64n
  if (!whole) refuse('seed', value, 'a whole number from 0 to 2^64 - 1')
  return text
}

function seconds(value, name) {
  const text = String(value)
  const good = /^\d+(\.\d*)?$|^\.\d+$/.test(text) && Number(text) < 9e9
  if (!good) refuse(name, value, 'a number of seconds from 0 on, such as 10 or 2.5')
  return text
}

function count(value, name) {
  const text = String(value)
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

/**
 * Arguments or variables as NUL-terminated bytes, refused where C could not hold them.
 * @param {readonly string[]} list
 * @param {string} name what they are, for the sentence
 * @returns {Uint8Array[]}
 */
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

/**
 * The speed of the clock.
 * @param {unknown} value
 * @returns {number}
 */
export function checkSpeed(value) {
  if (typeof value !== 'number' || !(value > 0) || value === Infinity) {
    refuse('speed', value, 'a finite number above 0')
  }
  return value
}
