// Reading options: which words are options, which are files, and what follows `--`. What an option
// means is in the commands; the texts about them are in help.js.

import { CommandError } from './error.js'

/** Options of every command that compiles. */
const COMPILING = {
  '-I': { glued: 'includes' },
  '-D': { glued: 'defines' },
  '-l': { glued: 'libraries' },
  '-L': { glued: 'libraryFolders' },
  '-W': { rest: 'warnings' },
  '-O': { rest: 'optimize' },
  '-std=': { rest: 'standard' },
  '-f': { rest: 'raw' },
  '-g': { flag: 'symbols' },
  '-pedantic': { flag: 'pedantic' },
  '--cc': { value: 'cc', shown: 'CLANG' },
  '--verbose': { flag: 'verbose' }
}

/** Which WASI a component is of. */
const WASI = { value: 'wasi', shown: 'VERSION', choices: ['0.2', '0.3'] }

/** The options of each command. */
export const OPTIONS = {
  run: {
    ...COMPILING,
    '--host': { value: 'host', shown: 'HOST', choices: ['node', 'wasmtime', 'native'] },
    '--clock': { value: 'clock', shown: 'CLOCK', choices: ['real', 'virtual'] },
    '--speed': { value: 'speed', shown: 'N' },
    '--seed': { value: 'seed', shown: 'N' },
    '--choices': { value: 'choices', shown: 'LIST' },
    '--stamp': { flag: 'stamp' },
    '--signal': { list: 'signals', shown: 'NAME@SECONDS' },
    '--until': { value: 'until', shown: 'SECONDS' },
    '--net-faults': { value: 'netFaults', shown: 'SEED' },
    '--trace': { value: 'trace', shown: 'FILE' },
    '--record': { value: 'record', shown: 'FILE' },
    '--from': { value: 'from', shown: 'FILE' },
    '--net': { value: 'net', shown: 'NET', choices: ['inside', 'host'] },
    '--wasi': WASI,
    '--processes': { value: 'processes', shown: 'PROCESSES', choices: ['inside', 'host'] },
    '--env': { list: 'env', shown: 'NAME=VALUE' },
    '--dir': { list: 'folders', shown: 'FOLDER' },
    '--census': { flag: 'census' },
    '--report': { flag: 'report' },
    '--debug': { flag: 'debug' },
    '--watch': { flag: 'watch' }
  },
  serve: {
    ...COMPILING,
    '--host': { value: 'host', shown: 'HOST', choices: ['node', 'wasmtime', 'native'] },
    '--port': { value: 'port', shown: 'PORT' },
    '--address': { value: 'address', shown: 'ADDRESS' },
    '--wasi': WASI,
    '--grace': { value: 'grace', shown: 'SECONDS' },
    '--trace': { value: 'trace', shown: 'FILE' },
    '--record': { value: 'record', shown: 'FILE' },
    '--env': { list: 'env', shown: 'NAME=VALUE' },
    '--dir': { list: 'folders', shown: 'FOLDER' },
    '--report': { flag: 'report' },
    '--debug': { flag: 'debug' },
    '--watch': { flag: 'watch' }
  },
  test: {
    ...COMPILING,
    '--host': { value: 'host', shown: 'HOST', choices: ['node', 'wasmtime', 'native'] },
    '--seed': { value: 'seed', shown: 'N' },
    '--choices': { value: 'choices', shown: 'LIST' },
    '--net-faults': { value: 'netFaults', shown: 'SEED' },
    '--trace': { value: 'trace', shown: 'FILE' },
    '--watch': { flag: 'watch' }
  },
  build: {
    ...COMPILING,
    '-o': { glued: 'output', single: true },
    '--lib': { flag: 'library' },
    '--component': { flag: 'component' },
    '--world': { value: 'world', shown: 'WORLD', choices: ['command', 'http'] },
    '--wasi': WASI,
    '--record': { flag: 'record' },
    '--net-faults': { flag: 'netFaults' },
    '--choices': { flag: 'choices' },
    '--snapshot': { flag: 'retold' }
  },
  snapshot: {
    ...COMPILING,
    '--at': { value: 'at', shown: 'SECONDS' },
    '-o': { glued: 'output', single: true },
    '--clock': { value: 'clock', shown: 'CLOCK', choices: ['real', 'virtual'] },
    '--seed': { value: 'seed', shown: 'N' },
    '--speed': { value: 'speed', shown: 'N' },
    '--signal': { list: 'signals', shown: 'NAME@SECONDS' },
    '--env': { list: 'env', shown: 'NAME=VALUE' }
  },
  replay: {
    ...COMPILING,
    '--host': { value: 'host', shown: 'HOST', choices: ['node', 'wasmtime', 'native'] },
    '--trace': { value: 'trace', shown: 'FILE' },
    '--env': { list: 'env', shown: 'NAME=VALUE' },
    '--report': { flag: 'report' }
  },
  new: { '--lib': { flag: 'lib' }, '--http': { flag: 'http' }, '--cmake': { flag: 'cmake' }, '--emscripten': { flag: 'emscripten' },
    '--editor': { flag: 'editor' } },
  doctor: {},
  completion: {},
  explore: {
    ...COMPILING,
    '--orders': { value: 'orders', shown: 'N' },
    '--seconds': { value: 'seconds', shown: 'N' },
    '--deviations': { value: 'deviations', shown: 'N' },
    '--seed': { value: 'seed', shown: 'N' },
    '--patience': { value: 'patience', shown: 'SECONDS' },
    '--expect': { value: 'expect', shown: 'FILE' },
    '--env': { list: 'env', shown: 'NAME=VALUE' },
    '--quiet': { flag: 'quiet' }
  },
  trace: { '--json': { flag: 'json' }, '--states': { flag: 'states' } }
}

/**
 * The first of some options that were given, as one types it; undefined when there is none.
 * @param {string} command
 * @param {object} options as read
 * @param {string[]} keys what they are called in `options`
 */
export function firstGiven(command, options, keys) {
  const key = keys.find(key => options[key] !== undefined)
  return key && Object.keys(OPTIONS[command]).find(name => Object.values(OPTIONS[command][name]).includes(key))
}

/**
 * Reads the words of a command.
 * @param {string[]} words
 * @param {string} command
 * @returns {{files: string[], args: string[], options: object}}
 */
export function readOptions(words, command) {
  const result = { files: [], args: [], options: {} }
  const queue = [...words]
  while (queue.length > 0) {
    const word = queue.shift()
    if (word === '--') {
      result.args = queue
      break
    }
    if (!word.startsWith('-') || word === '-') result.files.push(word)
    else readOption(word, queue, OPTIONS[command], result.options, command)
  }
  return result
}

function readOption(word, queue, known, options, command) {
  const [name, glued] = split(word, known)
  const option = known[name]
  if (!option) throw unknownOption(word, known, command)
  if (option.flag) {
    if (glued !== undefined) throw new CommandError(`The option ${name} takes no value.`)
    options[option.flag] = true
  } else if (option.rest) add(options, option.rest, word)
  else if (option.glued) {
    const value = glued || next(name, queue)
    if (option.single) options[option.glued] = value
    else add(options, option.glued, value)
  } else readValue(name, glued ?? next(name, queue), option, options)
}

/** `--seed=7` is `--seed 7`; `-Ifolder` is `-I folder`. */
function split(word, known) {
  if (word.startsWith('--')) {
    const at = word.indexOf('=')
    return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)]
  }
  if (Object.hasOwn(known, word) && known[word].flag) return [word, undefined]
  const prefix = Object.keys(known)
    .filter(name => !name.startsWith('--') && !known[name].flag && word.startsWith(name))
    .sort((a, b) => b.length - a.length)[0]
  return prefix ? [prefix, word.slice(prefix.length)] : [word, undefined]
}

function next(name, queue) {
  if (queue.length === 0 || queue[0] === '--') {
    throw new CommandError(`The option ${name} needs a value.`)
  }
  return queue.shift()
}

function readValue(name, value, option, options) {
  if (option.choices && !option.choices.includes(value)) {
    const list = option.choices.join(', ').replace(/, ([^,]*)$/, ' or $1')
    throw new CommandError(`The option ${name} is ${list}, not "${value}".`)
  }
  if (option.list) add(options, option.list, value)
  else options[option.value] = value
}

function add(options, name, value) {
  options[name] = [...(options[name] ?? []), value]
}

/** What compilers have and weft has not, with what to do instead. */
const OTHERS = [
  [/^-o/, '"weft build FILE.c -o OUT.wasm" writes a file.'],
  [/^-[cSEM]$/, '"weft build FILE.c -o OUT.wasm" does all steps at once.']
]

function unknownOption(word, known, command) {
  const name = word.split('=')[0]
  const other = OTHERS.find(([pattern]) => pattern.test(word))
  if (other) return new CommandError(`weft ${command} has no option ${name}. ${other[1]}`)
  const close = nearest(name, Object.keys(known).filter(option => option.length > 2))
  const hint = close ? `Did you mean ${close}?` : `"weft ${command} --help" lists what there is.`
  const after = command === 'run' ? ' (Options for the program itself come after "--".)' : ''
  return new CommandError(`weft ${command} has no option ${name}. ${hint}${after}`)
}

/**
 * The word of a list that is closest to a word, if any is close enough to be a slip.
 * @param {string} word
 * @param {string[]} list
 * @returns {string | undefined}
 */
export function nearest(word, list) {
  const [best] = list
    .map(candidate => ({ candidate, distance: distance(word, candidate) }))
    .filter(entry => entry.distance <= Math.max(1, Math.floor(entry.candidate.length / 3)))
    .sort((a, b) => a.distance - b.distance)
  return best?.candidate
}

/** How many letters have to be changed, added, taken away, or swapped with their neighbour. */
function distance(a, b) {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)]
  for (let i = 1; i <= a.length; i++) {
    rows[i] = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = rows[i - 1][j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      rows[i][j] = Math.min(change, rows[i - 1][j] + 1, rows[i][j - 1] + 1,
        swapped ? rows[i - 2][j - 2] + 1 : Infinity)
    }
  }
  return rows[a.length][b.length]
}
