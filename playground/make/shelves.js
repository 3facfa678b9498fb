/**
 * The examples on their shelves. Each folder of playground/examples is a shelf and each NAME.c in it
 * an example, with NAME.txt, what it prints, and NAME.py, its Python twin, where it has one. The
 * comment at its head says the rest:
 *
 *     /* Title
 *      *
 *      * What it does.
 *      * Run with: --signal INT@2.5      where NAME.txt is of a run with options
 *      * Exit code: 109                  where it is not 0
 *      * Try: what to change.
 *
 * order.json says which example comes before which. One that it does not name comes last on its
 * shelf. Whatever reads the examples reads them here.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The example that a newcomer sees. */
export const FIRST = 'gather'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const FOLDER = join(ROOT, 'playground', 'examples')

/** The folder that is no shelf: its programs are tests, for `weft test`. */
const TESTS = 'tests'

const OPTIONS = ['signal', 'until', 'seed']
const LABELLED = /\n(?= *(?:Run with|Exit code|Try):)/

/**
 * @typedef {object} Example
 * @property {string} name
 * @property {string} topic     what its shelf is about, in words
 * @property {string} title
 * @property {string} about     what it does
 * @property {string} hint      what to try; begins with "Try:", or is empty
 * @property {object} options   with which its transcript was made: `{ signal: 'INT@2.5' }`
 * @property {number} exit      its exit code
 * @property {string} source    the text of its C file
 * @property {string} file      the C file, relative to the repository, as the two that follow
 * @property {string} transcript
 * @property {string | null} twin
 */

/** All examples, shelf by shelf. @returns {Example[]} */
export function readExamples(folder = FOLDER) {
  const order = JSON.parse(readFileSync(join(folder, 'order.json'), 'utf8'))
  const placeOf = ({ name }) => order.includes(name) ? order.indexOf(name) : order.length
  const all = shelvesIn(folder).flatMap(shelf => readShelf(folder, shelf))
  refuseEqualNames(all)
  all.sort((a, b) => placeOf(a) - placeOf(b) || (a.name < b.name ? -1 : 1))
  return [...byTopic(all).values()].flat()
}

/** The example of that name. @returns {Example} */
export function findExample(name) {
  const found = readExamples().find(example => example.name === name)
  if (!found) throw new Error(`There is no ${name}.c on a shelf of playground/examples.`)
  return found
}

/** @param {{topic: string}[]} list @returns {Map<string, object[]>} the shelves by their topics */
export function byTopic(list) {
  const found = new Map()
  for (const entry of list) found.set(entry.topic, [...found.get(entry.topic) ?? [], entry])
  return found
}

function shelvesIn(folder) {
  const entries = readdirSync(folder, { withFileTypes: true })
  return entries.filter(entry => entry.isDirectory() && entry.name !== TESTS)
    .map(({ name }) => name)
}

function readShelf(folder, shelf) {
  const words = shelf.replaceAll('_', ' ')
  const topic = words[0].toUpperCase() + words.slice(1)
  return readdirSync(join(folder, shelf)).filter(file => file.endsWith('.c'))
    .map(file => ({ topic, ...readExample(join(folder, shelf), file.slice(0, -'.c'.length)) }))
}

function readExample(shelf, name) {
  const path = extension => relative(ROOT, join(shelf, name + extension)).replaceAll(sep, '/')
  const source = readFileSync(join(shelf, `${name}.c`), 'utf8')
  const twin = existsSync(join(shelf, `${name}.py`)) ? path('.py') : null
  const file = path('.c')
  return { name, ...readHead(source, file), source, file, transcript: path('.txt'), twin }
}

/** What the comment at the head of an example says. */
function readHead(source, file) {
  const comment = /^\/\*([\s\S]*?)\*\//.exec(source)?.[1].replace(/^ \*/gm, '') ?? ''
  const [title, ...paragraphs] = comment.split(/\n\s*\n/)
  const [about, ...labelled] = paragraphs.join('\n').split(LABELLED).map(plain)
  if (!title.trim() || !about) {
    throw new Error(`${file} wants a comment at its head: a title, an empty line, what it does.`)
  }
  const after = label => labelled.find(part => part.startsWith(label))?.slice(label.length).trim()
  return {
    title: plain(title),
    about,
    hint: labelled.find(part => part.startsWith('Try:')) ?? '',
    options: readOptions(after('Run with:') ?? '', file),
    exit: Number(after('Exit code:') ?? 0)
  }
}

/** `--signal INT@2.5` as `{ signal: 'INT@2.5' }`. */
function readOptions(text, file) {
  const pairs = [...text.matchAll(/--(\w+) ([^-\s]\S*)/g)]
  const known = pairs.every(([, name]) => OPTIONS.includes(name))
  if (!known || pairs.map(([pair]) => pair).join(' ') !== text) {
    const names = OPTIONS.map(name => `--${name}`).join(', ')
    throw new Error(`${file}: "Run with: ${text}" is not understood. `
      + `It takes ${names}, each with its value.`)
  }
  return Object.fromEntries(pairs.map(([, name, value]) => [name, value]))
}

function plain(text) {
  return text.replaceAll('`', '').replace(/\s+/g, ' ').trim()
}

/** A name is an address on the page and a program of the build: no two shelves may have it. */
function refuseEqualNames(examples) {
  const files = new Map()
  for (const { name, file } of examples) {
    if (files.has(name)) {
      throw new Error(`${file} has the name of ${files.get(name)}. Give one of them another name.`)
    }
    files.set(name, file)
  }
}
