// The worker in which a run is run again to see what its variables hold: the same program with symbols, the same clock, seed, choices and
// input. After each step it reads memory, and keeps what has changed. The run that is watched was none the slower for it.

import { createFolder, load } from '@weft/host'
import { READY, decoder } from '@weft/host/trace'
import { createObjectReader } from './object_reader.js'
import { createValues, readExpression } from './values.js'

const MOST_CHANGES = 20_000
const MOST_TASKS = 200
const MOST_SEARCHED = 20   // tasks whose locals are searched for locks and queues
const STACK = { high: 8, fn: 16 }   // of struct weft_stack (runtime/port/stack_asyncify.c)

let memory = null

/** The host keeps the memory of a program to itself; here it is looked at, and nothing else. */
WebAssembly.Instance = class extends WebAssembly.Instance {
  constructor(...given) {
    super(...given)
    memory = this.exports.memory ?? memory
  }
}

async function watch({ program, options, stdin, symbols, wanted, isInside = false, steps: most }) {
  const values = createValues(symbols, () => memory)
  const inside = isInside ? createObjectReader(symbols, values) : null
  const expressions = wanted.map(words => ({ ...readExpression(words), last: new Map() }))
  const functions = new Map(symbols.functions.map(entry => [entry.name, entry]))
  const state = { steps: 0, runs: '', tasks: new Map(), changes: [], isFull: false, line: 0 }
  const reader = decoder({ most: Infinity })
  const whose = []   // of each step: the task that ran, as the trace numbers it

  function take(chunk) {
    for (const { kind, detail, task, generation } of reader.push(chunk)) {
      const key = `${task}.${generation}`
      if (kind === 'ran' && (detail === READY.step || detail === READY.call)) {
        state.steps++
        state.runs = detail === READY.step ? key : ''
        whose.push(state.runs)
      }
      if (kind === 'finished') state.tasks.delete(key)
      if (kind === 'finished' && state.runs === key) state.runs = ''
    }
    look()
    if (state.steps > most) run.kill()
  }

  /** Where the task stands that ran last; then what everything holds. */
  function look() {
    state.line = values.word(symbols.word) || state.line
    if (state.runs) {
      const stack = values.word(symbols.word + 4)
      state.tasks.set(state.runs, { high: values.word(stack + STACK.high), fn: symbols.table[values.word(stack + STACK.fn)] ?? '', line: state.line })
    }
    for (const [at, expression] of expressions.entries()) {
      const places = new Map(placesOf(expression, state, symbols, functions).map(place => [place.owner, place]))
      for (const owner of expression.last.keys()) if (!places.has(owner)) note(expression, at, owner, null)
      for (const [owner, { address, type }] of places) note(expression, at, owner, values.show(expression, address, type))
    }
    inside?.look(state.steps, [...state.tasks].slice(0, MOST_SEARCHED).flatMap(([owner, task]) => localsOf(task, functions).map(place => ({ owner, ...place }))))
  }

  /** What it holds now; null: it is there no more. */
  function note({ last }, at, owner, text) {
    const before = last.get(owner)
    if (before?.text === text) return
    if (state.changes.length >= MOST_CHANGES) return void (state.isFull = true)
    if (before && before.step === state.steps) return void (before.text = text)
    const change = { at, owner, step: state.steps, text }
    last.set(owner, change)
    state.changes.push(change)
  }

  const silent = () => {}
  const encoder = new TextEncoder()
  let isRead = false
  const input = { read(most, block) {
    if (!isRead && stdin.text) {
      isRead = true
      return encoder.encode(stdin.text)
    }
    if (stdin.ended) return null
    if (block) throw new Error('standard input')
  } }
  const run = (await load(program)).start({ ...options, trace: true, interval: 1, stdin: input, files: createFolder(), limits: { memory: 2 ** 28 },
    onStdout: silent, onStderr: silent, onTrace: take })
  const exit = await run.exit
  self.postMessage({ watched: { changes: settled(state.changes), whose, isFull: state.isFull, line: state.line, reason: exit.reason,
    inside: inside?.result() ?? null } })
}

/** Where a variable lies now: once for all, or once for each task that is in its function. */
function placesOf({ name }, { tasks }, { globals }, functions) {
  const global = globals.find(each => each.name === name)
  if (global) return [{ owner: '', ...global }]
  const places = []
  for (const [owner, { high, fn, line }] of tasks) {
    const place = localOf(name, { high, fn, line }, functions)
    if (place) places.push({ owner, ...place })
    if (places.length >= MOST_TASKS) break
  }
  return places
}

/** A local of the task's own function, or of one that it has called and in which it waits. */
function localOf(name, task, functions) {
  return localsOf(task, functions).find(each => each.name === name) ?? null
}

/** All locals of a task that waits; one that another hides is left out. */
function localsOf({ high, fn, line }, functions) {
  const own = functions.get(fn)
  if (!own) return []
  const here = [...functions.values()].find(({ span }) => line >= span[0] && line <= span[1]) ?? own
  const path = pathTo(here, own, functions) ?? [own]
  let base = high
  const found = new Map()
  for (const [at, { frame, locals, calls }] of path.entries()) {
    if (frame < 0) break
    base -= frame
    const next = path[at + 1]?.name
    const lines = next ? calls.filter(({ to }) => to === next).map(call => call.line) : path.at(-1) === here ? [line] : []
    const isIn = ({ line: from, span }) => lines.length === 0 || lines.some(each => each >= from && (!span || (each >= span[0] && each <= span[1])))
    const inner = locals.filter(isIn).sort((a, b) => size(b) - size(a))   // what is called last hides what called it, a block what is around it
    for (const local of inner) found.set(local.name, { name: local.name, address: base + local.at, type: local.type })
  }
  return [...found.values()]
}

const size = ({ span }) => span ? span[1] - span[0] : Infinity

/** The one way of calls from a function to another; null where there are several, or none. */
function pathTo(inner, own, functions) {
  const path = [inner]
  while (path[0] !== own) {
    const callers = [...functions.values()].filter(({ calls }) => calls.some(({ to }) => to === path[0].name))
    if (callers.length !== 1 || path.includes(callers[0])) return null
    path.unshift(callers[0])
  }
  return path
}

/** What was written over within one step is none. */
function settled(changes) {
  const last = new Map()
  return changes.filter(({ at, owner, text }) => {
    const isNew = (last.get(`${at} ${owner}`) ?? null) !== text
    last.set(`${at} ${owner}`, text)
    return isNew
  })
}

self.onmessage = async ({ data }) => {
  try {
    await watch(data)
  } catch (error) {
    self.postMessage({ failed: error.message })
  }
}
