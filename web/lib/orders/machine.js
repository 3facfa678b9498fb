// One instance of a program that was built to be searched (`weft explore`), in which many runs follow each other, each from the same
// memory and in an order of its own. It has no world: no input, no files, and a clock that goes on with each look.

import { joinBytes } from '../bytes.js'
import { FIELD } from '../base.js'
import { WeftError } from '../errors.js'
import { CHOICES, CHOICES_SIZE, MOMENTS, SEARCH, SEARCH_SIZE, VERSION } from './choices.js'

const PAGE = 65536
const ARENA_PAGES = 512
const TABLE_PLACES = 2 ** 20
const INTERVAL = 20_000
const WASI = 'wasi_snapshot_preview1'
const TAKES_OPERATIONS = 1
const [SUCCESS, BADF, NOSYS] = [0, 8, 52]
const FNV = 0x01000193
const [BASIS, OTHER_BASIS] = [0x811c9dc5 | 0, 0x2f0b4a27]
const LOOKED_AT = 2 ** 16   // bytes of output; more of it is not kept
const TRACE_MOST = 2 ** 20  // bytes of a trace; a run that is kept ends there

/** Thrown through the program: an end of the run. Made once, since a stack trace costs more than a short run. */
const EXIT = Object.freeze({ end: 'exit' })
const WORLD = Object.freeze({ end: 'world' })
const ENDLESS = Object.freeze({ end: 'endless' })

/**
 * How a run ended.
 * @typedef {object} Outcome
 * @property {'exit' | 'trap' | 'world' | 'endless' | 'known'} end
 * @property {number} code the exit code
 * @property {number} moments at how many moments there was a choice
 * @property {number} output a digest of what was written to standard output
 * @property {number} userBytes what malloc gave and nobody freed
 * @property {string} [text] the outputs, where they are kept
 * @property {string} [said]
 * @property {string} [trap] the engine's words
 */

/**
 * @param {BufferSource | WebAssembly.Module} program
 * @param {object} [options]
 * @param {string} [options.name]
 * @param {string[]} [options.args]
 * @param {Record<string, string>} [options.env]
 * @param {number} [options.steps] a run of more steps is taken for endless
 */
export function createMachine(program, { name = 'program', args = [], env = {}, steps = 1_000_000 } = {}) {
  const module = program instanceof WebAssembly.Module ? program : new WebAssembly.Module(program)
  if (!WebAssembly.Module.exports(module).some(({ name }) => name === 'weft_search')) {
    throw new WeftError('not-weft', 'This program was not built to be searched.')
  }
  const mostLooks = Math.ceil(steps / INTERVAL)
  const host = { args: strings([name, ...args]), env: strings([]), plain: variables(env), code: 0, looks: 0, time: 0n, random: 0,
    digest: BASIS, second: OTHER_BASIS, stdout: BASIS, keeps: false, kept: { 1: [], 2: [], 3: [] }, size: 0, traceSize: 0, mostLooks }
  const imports = importsOf(module, host)
  const at = openInstance(module, imports)
  const moments = at.choices + CHOICES.moments
  host.at = at

  /** What is left of a run that ended with a trap are two globals: outside of a switch Asyncify has nothing open. */
  function begin(list, length, { chance, looks }) {
    const { bytes, words, choices, search } = at
    for (const piece of at.pieces) bytes.set(piece.bytes, piece.at)
    at.stack.value = at.top
    at.limit.value = 0
    for (let i = 0; i < length; i++) bytes[moments + 2 * i] = list[i]
    words[(choices + CHOICES.searches) >> 2] = 1
    words[(choices + CHOICES.given) >> 2] = length
    words[(choices + CHOICES.made) >> 2] = 0
    words[(choices + CHOICES.chance) >> 2] = chance
    words[(choices + CHOICES.known) >> 2] = 0
    words[(search + SEARCH.mask) >> 2] = looks ? TABLE_PLACES - 1 : 0
    words[(search + SEARCH.userBytes) >> 2] = 0
    words[(search + SEARCH.exhausted) >> 2] = 0
    words[(at.base + FIELD.hostFlags) >> 2] = TAKES_OPERATIONS
    words[(at.base + FIELD.interval) >> 2] = INTERVAL
    host.code = host.looks = host.size = host.traceSize = 0
    host.time = 0n
    host.random = 0x9e3779b9
    host.digest = host.stdout = BASIS
    host.second = OTHER_BASIS
    words[(search + SEARCH.output) >> 2] = host.digest
    words[(search + SEARCH.output + 4) >> 2] = host.second
  }

  function outcome(end, trap) {
    const { words, choices, search } = at
    const made = words[(choices + CHOICES.made) >> 2]
    const known = words[(choices + CHOICES.known) >> 2]
    const userBytes = words[(search + SEARCH.userBytes) >> 2]
    if (words[(search + SEARCH.exhausted) >> 2]) end = 'memory'
    return { end: known && end === 'exit' ? 'known' : end, code: host.code, moments: Math.min(known || made, MOMENTS), output: host.stdout, userBytes, trap }
  }

  return {
    /**
     * One run.
     * @param {ArrayLike<number>} list choices; after them first come, first served
     * @param {object} [options]
     * @param {number} [options.length] how many of the list
     * @param {number} [options.chance] a seed: what comes after the list is drawn
     * @param {boolean} [options.looks] the run ends at a state that was seen before
     * @param {boolean} [options.keeps] keep what it wrote, and a trace
     * @returns {Outcome}
     */
    run(list, { length = list.length, chance = 0, looks = false, keeps = false } = {}) {
      host.env = keeps ? host.traced ??= variables({ ...env, WEFT_TRACE: '3' }) : host.plain
      host.keeps = keeps
      if (keeps) host.kept = { 1: [], 2: [], 3: [] }
      begin(list, length, { chance, looks })
      let end = 'exit'
      let trap
      try {
        at.start()
      } catch (error) {
        if (error === EXIT || error === WORLD || error === ENDLESS) end = error.end
        else {
          end = 'trap'
          trap = String(error?.message ?? error)
        }
      }
      const result = outcome(end, trap)
      if (keeps) Object.assign(result, { text: textOf(host.kept[1]), said: textOf(host.kept[2]), trace: joinBytes(host.kept[3]) })
      return result
    },

    /** For another machine of the same program. */
    module,

    /** The choice of the last run at a moment from 0, and of how many. */
    taken: moment => at.bytes[moments + 2 * moment],
    of: moment => at.bytes[moments + 2 * moment + 1],
    /** How many states were seen. */
    get states() { return at.words[(at.search + SEARCH.count) >> 2] }
  }
}

/** The digest that `output` of an outcome has, of other bytes. @param {Uint8Array} bytes */
export function digestOf(bytes) {
  return bytes.reduce((digest, byte) => Math.imul(digest ^ byte, FNV), BASIS)
}

/** An instance with room, and copies of the memory from which each run begins. */
function openInstance(module, imports) {
  const { exports } = new WebAssembly.Instance(module, imports)
  const { memory } = exports
  const arena = memory.grow(ARENA_PAGES + 8 * TABLE_PLACES / PAGE) * PAGE
  const bytes = new Uint8Array(memory.buffer)
  const words = new Uint32Array(memory.buffer)
  const [choices, search, base] = [exports.weft_choices, exports.weft_search, exports.weft_base].map(({ value }) => value)
  if (words[(choices + CHOICES.version) >> 2] !== VERSION) {
    throw new WeftError('not-weft', 'This program was built for another version of the search. Build it again.')
  }
  const table = arena + ARENA_PAGES * PAGE
  words[(search + SEARCH.arena) >> 2] = arena
  words[(search + SEARCH.end) >> 2] = table
  words[(search + SEARCH.seen) >> 2] = table
  const { __stack_pointer: stack, weft_stack_limit: limit } = exports
  const [from, to] = [words[(search + SEARCH.from) >> 2], words[(search + SEARCH.to) >> 2]]
  const held = [[choices, CHOICES_SIZE], [search, SEARCH_SIZE]].sort(([a], [b]) => a - b)
  const ends = [from, ...held.flatMap(([start, size]) => [start, start + size]), to]
  const pieces = [0, 2, 4].map(i => ({ at: ends[i], bytes: bytes.slice(ends[i], ends[i + 1]) })).filter(piece => piece.bytes.length > 0)
  return { bytes, words, view: new DataView(memory.buffer), memory, choices, search, base, table, start: exports._start, stack, limit, top: stack.value, pieces }
}

function variables(env) {
  return strings(Object.entries({ WEFT_CLOCK: 'virtual', ...env }).map(([name, value]) => `${name}=${value}`))
}

function strings(list) {
  const encoder = new TextEncoder()
  return list.map(text => encoder.encode(`${text}\0`))
}

const textOf = chunks => new TextDecoder().decode(joinBytes(chunks))

/** The part of WASI that a run without a world needs; what is not here answers ENOSYS. */
function importsOf(module, host) {
  const functions = {
    ...lists('args', host, () => host.args),
    ...lists('environ', host, () => host.env),
    clock_res_get(id, result) {
      host.at.view.setBigUint64(result, 1000n, true)
      return SUCCESS
    },
    clock_time_get(id, precision, result) {
      host.time += 1000n
      host.at.view.setBigUint64(result, host.time, true)
      return SUCCESS
    },
    random_get(buffer, size) {
      for (let i = 0; i < size; i++) {
        host.random = (Math.imul(host.random, 1664525) + 1013904223) >>> 0
        host.at.bytes[buffer + i] = host.random >>> 24
      }
      return SUCCESS
    },
    fd_fdstat_get(fd, result) {
      if (fd > 2) return BADF
      host.at.bytes.fill(0, result, result + 24)
      host.at.view.setBigUint64(result + 8, fd === 0 ? 2n : 64n, true)
      return SUCCESS
    },
    fd_prestat_get: () => BADF,
    fd_close: () => SUCCESS,
    fd_read(fd, vectors, count, result) {
      if (fd !== 0) return BADF
      host.at.words[result >> 2] = 0   // there is no input
      return SUCCESS
    },
    fd_write: (fd, vectors, count, result) => write(host, fd, vectors, count, result),
    poll_oneoff(subscriptions, events, count, came) {
      if (host.at.view.getBigUint64(subscriptions + 24, true) > 0n) throw WORLD
      if (++host.looks > host.mostLooks) throw ENDLESS
      host.at.words[came >> 2] = 0
      return SUCCESS
    },
    sched_yield: () => SUCCESS,
    proc_exit(code) {
      host.code = code
      throw EXIT
    }
  }
  const table = Object.create(null)
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    if (from !== WASI) throw new WeftError('not-weft', `The program imports ${from}.${name}, which a search does not have.`)
    table[name] = Object.hasOwn(functions, name) ? functions[name] : () => NOSYS
  }
  return { [WASI]: table }
}

function lists(name, host, list) {
  return {
    [`${name}_sizes_get`](count, size) {
      host.at.words[count >> 2] = list().length
      host.at.words[size >> 2] = list().reduce((sum, { length }) => sum + length, 0)
      return SUCCESS
    },
    [`${name}_get`](pointers, buffer) {
      for (const bytes of list()) {
        host.at.words[pointers >> 2] = buffer
        host.at.bytes.set(bytes, buffer)
        pointers += 4
        buffer += bytes.length
      }
      return SUCCESS
    }
  }
}

/** What is written is a part of the state; both digests are FNV-1a of other beginnings. */
function write(host, fd, vectors, count, result) {
  const { bytes, words, search } = host.at
  const output = fd === 1 || fd === 2
  let size = 0
  for (let i = 0; i < count; i++) {
    const [at, length] = [words[(vectors >> 2) + 2 * i], words[(vectors >> 2) + 2 * i + 1]]
    if (host.keeps && host.kept[fd] && (fd === 3 || host.size < LOOKED_AT)) host.kept[fd].push(bytes.slice(at, at + length))
    if (fd === 3 && (host.traceSize += length) > TRACE_MOST) throw ENDLESS
    if (output) {
      for (let k = at; k < at + length; k++) {
        host.digest = Math.imul(host.digest ^ bytes[k], FNV)
        host.second = Math.imul(host.second ^ bytes[k] ^ fd, FNV)
        if (fd === 1) host.stdout = Math.imul(host.stdout ^ bytes[k], FNV)
      }
      host.size += length
    }
    size += length
  }
  words[(search + SEARCH.output) >> 2] = host.digest
  words[(search + SEARCH.output + 4) >> 2] = host.second
  words[result >> 2] = size
  return SUCCESS
}
