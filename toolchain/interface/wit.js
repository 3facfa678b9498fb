// WIT as text becomes an interface as data: the types, exports and imports of one world. Only what a library of C can
// have is known; everything else is refused with its line. What the types are in C and in JavaScript is elsewhere.

import { BuildError } from '../error.js'

const PLAIN = ['bool', 'u8', 'u16', 'u32', 'u64', 's8', 's16', 's32', 's64', 'f32', 'f64', 'char', 'string']
const TOKEN = /\/\/\/([^\n]*)|\/\/[^\n]*|\/\*[^]*?\*\/|\s+|(->|%?[a-zA-Z][\w-]*|@?[0-9][\w.-]*|[^\s])/g
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/

/**
 * @param {string} text
 * @param {string} file for the sentences
 * @returns {{name: string, types: object[], exports: object[], imports: object[]}} a type is `{name, kind, …}`, a function
 *   `{name, line, doc, isAsync, params: {name, type}[], result}`; a reference to a type is a word, or a list that begins with one
 * @throws {BuildError} `interface`, with the place
 */
export function parseWit(text, file) {
  const input = createInput(text, file)
  const world = { name: '', types: [], exports: [], imports: [] }
  if (input.accept('package')) while (!input.accept(';')) input.take()
  input.expect('world')
  world.name = name(input)
  input.expect('{')
  while (!input.accept('}')) item(input, world)
  if (input.word() !== undefined) throw input.wrong('only one world stands in a file')
  check(world, input)
  return world
}

function createInput(text, file) {
  const tokens = readTokens(text)
  let at = 0
  const wrong = (what, line = tokens[Math.min(at, tokens.length - 1)]?.line ?? 1) =>
    new BuildError('interface', `${file}:${line}: ${what}.`)
  return {
    wrong,
    get line() {
      return tokens[at]?.line ?? 1
    },
    get doc() {
      return tokens[at]?.doc ?? ''
    },
    word: () => tokens[at]?.word,
    take() {
      if (at >= tokens.length) throw wrong('the file ends too early')
      return tokens[at++].word
    },
    accept(word) {
      if (tokens[at]?.word !== word) return false
      at++
      return true
    },
    expect(word) {
      if (tokens[at]?.word !== word) throw wrong(`"${word}" is missing before ${show(tokens[at]?.word)}`)
      at++
    }
  }
}

const show = word => word === undefined ? 'the end' : `"${word}"`

function readTokens(text) {
  const tokens = []
  let line = 1
  let doc = []
  for (const [whole, comment, word] of text.matchAll(TOKEN)) {
    if (comment !== undefined) doc.push(comment.trim())
    if (word !== undefined) {
      tokens.push({ word: word.replace(/^%/, ''), line, doc: doc.join('\n') })
      doc = []
    }
    line += whole.split('\n').length - 1
  }
  return tokens
}

function name(input) {
  const { line } = input
  const word = input.take()
  if (NAME.test(word)) return word
  throw input.wrong(`${show(word)} is no name of WIT's: small letters and digits, with "-" between words`, line)
}

const DEFINITIONS = {
  record: input => ({ kind: 'record', fields: named(input) }),
  variant: input => ({ kind: 'variant', cases: list(input, '}', () => ({ name: name(input), type: optionalType(input) })) }),
  enum: input => ({ kind: 'enum', cases: list(input, '}', () => name(input)) }),
  flags: input => ({ kind: 'flags', cases: list(input, '}', () => name(input)) })
}

function item(input, world) {
  const { line, doc } = input
  const word = input.take()
  if (word === 'export' || word === 'import') return void world[`${word}s`].push(func(input, { line, doc }))
  if (word === 'type') {
    const alias = { kind: 'alias', name: name(input), line, doc }
    input.expect('=')
    alias.type = type(input)
    input.expect(';')
    return void world.types.push(alias)
  }
  if (!Object.hasOwn(DEFINITIONS, word)) {
    throw input.wrong(`${show(word)} is not known here: a world of a library has record, variant, enum, flags, type, import and export`, line)
  }
  const own = name(input)
  input.expect('{')
  world.types.push({ name: own, line, doc, ...DEFINITIONS[word](input) })
}

/** Things with a comma between them, up to `end`. */
function list(input, end, one) {
  const all = []
  while (!input.accept(end)) {
    all.push(one())
    if (input.word() !== end) input.expect(',')
  }
  return all
}

function named(input, end = '}') {
  return list(input, end, () => {
    const { doc } = input
    const own = name(input)
    input.expect(':')
    return { name: own, doc, type: type(input) }
  })
}

function optionalType(input) {
  if (!input.accept('(')) return null
  const found = type(input)
  input.expect(')')
  return found
}

function func(input, about) {
  const own = name(input)
  input.expect(':')
  const isAsync = input.accept('async')
  input.expect('func')
  input.expect('(')
  const params = named(input, ')')
  const result = input.accept('->') ? type(input) : null
  input.expect(';')
  return { name: own, ...about, isAsync, params, result }
}

function type(input) {
  const { line } = input
  const word = input.take()
  if (PLAIN.includes(word)) return word
  const inside = () => {
    input.expect('<')
    return list(input, '>', () => input.accept('_') ? null : type(input))
  }
  if (word === 'list' || word === 'option' || word === 'stream') {
    const [one, ...more] = inside()
    if (!one || more.length > 0) throw input.wrong(`${word} has one type inside, as in ${word}<u32>`, line)
    return [word, one]
  }
  if (word === 'tuple') return ['tuple', ...inside()]
  if (word === 'result') {
    const [ok = null, error = null, ...more] = input.word() === '<' ? inside() : []
    if (more.length > 0) throw input.wrong('result has at most two types inside', line)
    return ['result', ok, error]
  }
  if (!NAME.test(word)) throw input.wrong(`${show(word)} is no type`, line)
  return ['named', word, line]
}

// ---- names ----

/** What JavaScript needs for itself, on what a library gives. */
const RESERVED = ['then', 'dispose', 'kill', 'constructor', 'usage']

function check(world, input) {
  const types = new Map()
  for (const one of world.types) {
    if (types.has(one.name)) throw input.wrong(`there is a type ${one.name} already`, one.line)
    if (PLAIN.includes(one.name)) throw input.wrong(`${one.name} is a type of WIT's own`, one.line)
    refer(one, types, input)   // before itself: a type that holds itself has no size
    types.set(one.name, one)
  }
  const seen = new Set()
  for (const one of [...world.exports, ...world.imports]) {
    if (seen.has(one.name)) throw input.wrong(`there is a function ${one.name} already`, one.line)
    seen.add(one.name)
    if (RESERVED.includes(one.name)) throw input.wrong(`a function cannot be called ${one.name}, which every library has`, one.line)
    for (const part of [...one.params.map(param => param.type), one.result]) resolve(part, types, input)
    checkStreams(one, world.imports.includes(one), input)
  }
  if (world.exports.length === 0) throw input.wrong('the world exports no function', 1)
}

function refer(one, types, input) {
  const parts = one.type ? [one.type] : (one.fields ?? one.cases).map(part => part?.type ?? null)
  for (const part of parts) resolve(part, types, input)
  if ((one.fields ?? one.cases)?.length === 0) throw input.wrong(`${one.kind} ${one.name} is empty`, one.line)
  if (one.cases?.length > (one.kind === 'flags' ? 32 : 256)) throw input.wrong(`${one.kind} ${one.name} has too many cases`, one.line)
}

function resolve(part, types, input) {
  if (!Array.isArray(part)) return
  if (part[0] !== 'named') return part.slice(1).forEach(inner => resolve(inner, types, input))
  if (!types.has(part[1])) throw input.wrong(`there is no type ${part[1]} above this line`, part[2])
}

const holdsStream = part => Array.isArray(part) && (part[0] === 'stream' || part.slice(1).some(holdsStream))

/** A stream is what an asynchronous export gives, or a parameter of one. */
function checkStreams(one, isImport, input) {
  const places = [one.result, ...one.params.map(param => param.type)]
  const good = place => !holdsStream(place) || (place[0] === 'stream' && !holdsStream(place[1]))
  if (places.every(good) && (!places.some(holdsStream) || (one.isAsync && !isImport))) return
  throw input.wrong('a stream is the result or a parameter of an async export, and of nothing else', one.line)
}
