/**
 * The oracle: what CPython prints for an asyncio program under a virtual clock, and when.
 *
 *     node tests/oracle/oracle.js FILE.py [--signal INT@2.5] [--until 10] [--seed 1]
 *     node tests/oracle/oracle.js --write
 *
 * The first form plays one program: its stamped output appears and its code becomes the exit code.
 * The second plays every twin in playground/examples and rewrites its transcript.
 *
 * CPython is Pyodide's. Every program gets an interpreter of its own, as good as new: a copy of one
 * whose memory was kept right after it had started, which takes a fraction of starting another.
 */
import { realpathSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { loadPyodide } from 'pyodide'
import { readExamples } from '../../playground/make/shelves.js'

const root = fileURLToPath(new URL('../../', import.meta.url))
/** Inside the interpreter: its home is a folder of its own file system, not of this machine. */
const env = { PYTHONHASHSEED: '0' }

/** Starts CPython, has it read vclock.py and vnet.py, and keeps its memory. */
async function start() {
  const python = await loadPyodide({ env, _makeSnapshot: true })
  for (const name of ['vclock.py', 'vnet.py']) {
    python.FS.writeFile(name, await readFile(new URL(name, import.meta.url)))
  }
  python.runPython('import vclock')
  return python.makeMemorySnapshot()
}

let started

/** Gives a fresh interpreter that knows vclock. */
async function interpreter() {
  started ??= start()
  return loadPyodide({ env, _loadSnapshot: await started })
}

/**
 * Plays the program in `file` and gives `{ stdout, stderr, code }`. Each line of `stdout` begins
 * with its virtual time. `signals`, a list of `{ name: 'INT', at: 2.5 }`, come at their times in
 * seconds; the run ends, with code 0, where the clock would pass `until`; `seed` is the seed of
 * Python's `random`.
 */
export async function transcript(file, { signals = [], until = null, seed = 0 } = {}) {
  const source = await readFile(file, 'utf8')
  const name = basename(file instanceof URL ? file.pathname : file)
  const vclock = (await interpreter()).pyimport('vclock')
  return JSON.parse(vclock.play(JSON.stringify({ name, source, signals, until, seed })))
}

/** Plays an example's twin with the example's options. */
export function playExample(example) {
  return transcript(join(root, example.twin), readOptions(example.options))
}

/** Turns options as they are written, `{ signal: 'INT@2.5' }`, into those of `transcript`. */
function readOptions({ signal = [], until, seed }) {
  return {
    signals: [signal].flat().map(readSignal),
    until: until === undefined ? undefined : readNumber(until),
    seed: seed === undefined ? undefined : readNumber(seed)
  }
}

function readSignal(text) {
  const [, name, at] = text.match(/^(INT|TERM)@(.+)$/) ?? []
  if (!name) throw new Error(`${text}: expected a signal and its time, INT@2.5 or TERM@2.5`)
  return { name, at: readNumber(at) }
}

function readNumber(text) {
  const number = Number(text)
  if (text === '' || !(number >= 0)) throw new Error(`${text}: expected a number, zero or more`)
  return number
}

async function writeTranscripts() {
  for (const example of readExamples().filter(({ twin }) => twin)) {
    const { stdout, stderr, code } = await playExample(example)
    if (code === example.exit) {
      await writeFile(join(root, example.transcript), stdout)
    } else {
      console.error(`${example.name}: code ${code}, expected ${example.exit}\n${stderr}`)
      process.exitCode = 1
    }
  }
}

async function play(file, options) {
  const { stdout, stderr, code } = await transcript(file, readOptions(options))
  process.stdout.write(stdout)
  process.stderr.write(stderr)
  process.exitCode = code
}

async function main() {
  const text = { type: 'string' }
  const { values: { write, ...options }, positionals: [file] } = parseArgs({
    options: {
      signal: { ...text, multiple: true },
      until: text,
      seed: text,
      write: { type: 'boolean' }
    },
    allowPositionals: true
  })
  if (write) return writeTranscripts()
  if (file) return play(file, options)
  throw new Error('usage: oracle.js FILE.py [--signal INT@2.5] [--until 10] [--seed 1] | --write')
}

const program = process.argv[1] && realpathSync(process.argv[1])

if (program === fileURLToPath(import.meta.url)) {
  main().catch(error => {
    console.error(error.message)
    process.exitCode = 2
  })
}
