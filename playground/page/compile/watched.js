// A program that is compiled for watching: with clang's symbols, and with a word in memory that always says which line of it is carried
// out. So that the page can say what a variable holds after each step, and at which line a trap came. Nothing of it is in other builds.

import { linkProgram } from '../../../toolchain/program.js'
import { weave } from '../../../toolchain/weave.js'
import { OP, SECTION } from '../../../toolchain/wasm/format.js'
import { findExport, readModule } from '../../../toolchain/wasm/read.js'
import { createReader, repeat } from '../../../toolchain/wasm/reader.js'
import { walkBody } from '../../../toolchain/wasm/walk.js'
import { concatBytes, encodeNumber, encodeSigned, writeModule } from '../../../toolchain/wasm/write.js'
import { readSymbols } from './symbols.js'

const HELPER = 'weft_watched.c'
const STORE = 0x36
const WORD_ALIGNED = 2

/** Two words: the line, and the stack of the task whose step was the last. */
const WATCHED = 'int weft_watched[2];\n'

/** The one function by which every stack is entered; its first parameter is the stack. */
const ENTRY = 'weft__stack_resume'

/**
 * @param {object} request as of makeProgram, with one source
 * @returns {Promise<{ok: boolean, bytes?: Uint8Array, symbols?: object, diagnostics: object[], text: string}>}
 */
export async function makeWatched({ weaving, ...request }) {
  const [file] = Object.keys(request.sources)
  const raw = [...request.linker.raw, '--export=weft_watched']
  const linked = await linkProgram({ ...request, sources: { ...request.sources, [HELPER]: WATCHED },
    options: { ...request.options, optimize: '0', debug: true }, linker: { ...request.linker, raw } })
  if (!linked.ok) return linked
  if (linked.plain) throw new Error('it is plain C: without tasks there are no steps to watch')
  const module = readModule(linked.bytes)
  const symbols = readSymbols(module, file)
  const word = module.globals[findExport(module, 'weft_watched', 'global')].value
  const bodies = bodiesOf(module, symbols)
  const marked = writeModule(module, { bodies: withLines(module, bodies, symbols.lines, word).set(...withStack(module, word)) })
  const { bytes } = await weave(marked, weaving)
  return { ...linked, bytes, symbols: describe(module, symbols, bodies, word) }
}

/** The program's own functions in the code, with the size of their frames. */
function bodiesOf(module, { functions }) {
  const { start } = module.sections.find(({ id }) => id === SECTION.code)
  const pointer = findExport(module, '__stack_pointer', 'global')
  const found = new Map()
  for (const entry of functions) {
    const body = module.bodies.find(each => each.start - start <= entry.low + 5 && each.end - start >= entry.high && each.end - start > entry.low)
    if (body) found.set(entry, { ...body, offset: start, ...frameOf(module, body, pointer) })
  }
  return found
}

/** How far a function moves the stack, and where its own code begins; -1 where that is no constant. */
function frameOf(module, body, pointer) {
  let [frame, from, state] = [0, body.codeStart, 'before']
  walkBody(module, body, (op, at, next, first) => {
    if (state === 'before' && op === OP.globalGet && first === pointer) state = 'size'
    else if (state === 'size' && op === OP.i32Const) [frame, state] = [first, 'set']
    else if (state === 'set' && op === OP.i32And) frame = -1
    else if (state === 'set' && op === OP.globalSet) [from, state] = [next, 'done']
  })
  return { frame, from }
}

/** The stack that is entered is written down. */
function withStack(module, word) {
  const index = findExport(module, ENTRY, 'function')
  const { start, codeStart, end } = module.bodies.find(body => body.index === index)
  return [index, concatBytes([module.bytes.subarray(start, codeStart), store(word + 4, [OP.localGet, 0]), module.bytes.subarray(codeStart, end)])]
}

const store = (at, value) => [OP.i32Const, ...encodeSigned(at), ...value, STORE, WORD_ALIGNED, ...encodeNumber(0)]

/** Before each statement stands the number of its line. */
function withLines(module, bodies, lines, word) {
  const changed = new Map()
  for (const body of bodies.values()) {
    const wanted = new Map(lines.map(({ address, line }) => [address + body.offset, line]).filter(([at]) => at >= body.from && at < body.end - 1))
    const parts = [module.bytes.subarray(body.start, body.codeStart)]
    let from = body.codeStart
    let last = 0
    walkBody(module, body, (op, at) => {
      if (op === OP.block || op === OP.loop || op === OP.else || op === OP.end || op === OP.if) last = 0   // it may come from elsewhere
      if (!wanted.has(at) || wanted.get(at) === last) return
      last = wanted.get(at)
      parts.push(module.bytes.subarray(from, at), store(word, [OP.i32Const, ...encodeSigned(last)]))
      from = at
    })
    parts.push(module.bytes.subarray(from, body.end))
    changed.set(body.index, concatBytes(parts))
  }
  return changed
}

/** What reads the values has to know. */
function describe(module, { types, globals, functions, lines }, bodies, word) {
  const byIndex = new Map([...bodies].map(([{ name }, { index }]) => [index, name]))
  return {
    word, types, globals,
    functions: functions.map(entry => {
      const { name, span, locals } = entry
      const body = bodies.get(entry)
      return { name, span, frame: body?.frame ?? -1, locals, calls: body ? callsIn(module, body, byIndex, lines) : [] }
    }),
    table: tableOf(module).map(index => byIndex.get(index) ?? '')
  }
}

/** Which of the program's own functions it calls, and at which line. */
function callsIn(module, body, byIndex, lines) {
  const found = []
  walkBody(module, body, (op, at, next, first) => {
    if (op !== OP.call || !byIndex.has(first)) return
    const row = lines.findLast(({ address }) => address + body.offset <= at && address + body.offset >= body.start)
    found.push({ to: byIndex.get(first), line: row?.line ?? 0 })
  })
  return found
}

/** The functions in the order of their numbers in pointers. */
function tableOf(module) {
  const section = module.sections.find(({ id }) => id === SECTION.element)
  const table = []
  if (!section) return table
  const reader = createReader(module.bytes, section.start, section.end)
  repeat(reader, () => {
    if (reader.u32() !== 0) throw new Error('the table of functions has a form that the page does not know')
    reader.byte()
    let at = reader.s32()
    reader.byte()
    repeat(reader, () => { table[at++] = reader.u32() })
  })
  return Array.from(table, index => index ?? -1)
}
