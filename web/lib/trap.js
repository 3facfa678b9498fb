// Why a program died, as a sentence: what the engine threw, which task was running, where it was
// spawned. Here and nowhere else an exception that went through a program becomes a result.

import { Errno, Failure, Stop, WeftError } from './errors.js'
import { EXIT } from './exit.js'

/** Functions that are not the program's own, and names that engines make up. */
const RUNTIME = /^(_start|__main_void|__original_main)$|^weft__|\[/

/** What engines say in different words, and what it means to someone who writes C. */
const MEANINGS = [
  [/memory access out of bounds|out of bounds memory|Out of bounds memory/i,
    'a pointer led outside the program\'s memory'],
  [/divide by zero|division by zero/i, 'an integer was divided by zero'],
  [/divide result unrepresentable|integer overflow/i, 'a division overflowed'],
  [/float unrepresentable|invalid conversion|Out of bounds Trunc/i,
    'a floating-point number did not fit into an integer'],
  [/table index|null function|signature mismatch|indirect call/i,
    'a function was called through a pointer that is wrong or has another type'],
  [/unreachable/i, 'abort() was called, an assertion failed, or the program did what C does not allow']
]

/** For modules that have them: from a byte of the module to its place in the source. */
export const lines = new WeakMap()

/**
 * The result of a run that ended by an exception, whatever that is.
 * @param {ReturnType<import('./machine.js').createMachine> | null} [machine] undefined for a program without tasks
 * @returns {{code: number, reason: string, message: string, error?: WeftError}}
 */
export function explain(error, machine) {
  if (error instanceof Stop) return error.result
  if (error instanceof Failure && !isExhausted(error.cause)) return failed(error.cause, machine)
  if (error instanceof Failure) return explain(error.cause, machine)
  if (error instanceof WeftError) {
    return died(error.code, EXIT[error.code] ?? EXIT.host, error.message, error)
  }
  const who = machine ? runner(machine) : machine
  if (who?.overflowed) return died('overflow', EXIT.overflow, overflow(who), error)
  if (isTrap(error)) return died('trap', EXIT.trap, trap(error, who, machine), error)
  return failed(error, machine)
}

function failed(cause, machine) {
  const who = machine ? runner(machine) : machine
  return died('host', EXIT.host, `The host failed${place(who)}: ${words(cause)}.`, cause)
}

function died(reason, code, message, cause) {
  return { code, reason, message, error: new WeftError(reason, message, { cause }) }
}

function isTrap(error) {
  return error instanceof WebAssembly.RuntimeError || isExhausted(error)
}

/** Chromium and Node throw a RangeError, Firefox an InternalError. */
function isExhausted(error) {
  try {
    return error instanceof Error && /call stack|recursion|stack overflow/i.test(error.message)
  } catch {
    return false   // a callback may throw what throws when it is looked at
  }
}

/** Who was running, as far as the memory of a dead program can be trusted. */
function runner(machine) {
  try {
    const pointer = machine.globals().stackPointer
    machine.describe()
    const who = machine.base.who()
    const below = pointer < who.stackLow || pointer > machine.view.size
    return { ...who, pointer, overflowed: who.stackLow > 0 && below }
  } catch {
    return null
  }
}

function place(who) {
  if (who === undefined) return ''
  if (!who || who.task === 0) return ' outside any task'
  const name = who.name ? ` "${who.name}"` : ''
  const spawned = who.file ? `, spawned at ${who.file}:${who.line}` : ''
  return ` in task ${who.task}${name}${spawned}`
}

function overflow(who) {
  const had = who.stackHigh - who.stackLow
  const needed = who.stackHigh - who.pointer
  return `A stack overflowed${place(who)}: it had ${had} bytes and needed at least ${needed}.`
}

function trap(error, who, machine) {
  if (isExhausted(error)) {
    return `The program trapped${place(who)}: calls nest so deeply that the engine's own stack ` +
      `is used up.${frames(error, machine)}`
  }
  return `The program trapped${place(who)}: ${describeCause(error, machine)}`
}

/** What the engine threw, in its words and in those of C, and where. */
export function describeCause(error, machine) {
  const text = words(error)
  const meaning = MEANINGS.find(([pattern]) => pattern.test(text))
  return `${text}${meaning ? ` (${meaning[1]})` : ''}.${frames(error, machine)}`
}

/** The program's own functions on the stack, where the engine and the module tell their names. */
function frames(error, machine) {
  const placeOf = lines.get(machine?.module)
  const names = []
  for (const line of String(error.stack ?? '').split('\n')) {
    const [, found, at] = /^\s*at (?:\S*\.wasm\.)?(\S+) \(.*:wasm-.*:0x(\w+)\)/.exec(line) ?? []
    if (!found || RUNTIME.test(found)) continue
    const where = placeOf?.(parseInt(at, 16))
    const said = where ? `${found} (${where})` : found
    if (said !== names.at(-1)) names.push(said)
  }
  return names.length > 0 ? ` It was in ${names.slice(0, 4).join(', called by ')}.` : ''
}

function words(error) {
  try {
    if (error instanceof Errno) return `error number ${error.number}`
    return String(error?.message ?? error)
  } catch {
    return 'an error without words'
  }
}
