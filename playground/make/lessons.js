/**
 * The lessons: each folder of playground/lessons is one. `lesson.md` has the words, the C files beside it are its programs, a `NAME.py`
 * is the twin of `NAME.c`. How lesson.md is written:
 *
 *     # Title
 *     number: 12              its place among the others
 *     part: Sharing           the heading above it in the list
 *     about: One sentence.
 *
 *     ## Predict              a step: Predict, Run, Step, Break, Fix, Make
 *     kind: choice            how it is done: choice, order, run, moment, choose, edit, parsons
 *     program: bank           bank.c, which is shown
 *
 *     Paragraphs, with `code` and **words that stand out**.
 *
 *     ( ) an answer           choice: the answers, (x) is the right one; each has a reply of its own
 *         its reply
 *     - a line                order, parsons: the lines, in the right order; `-- line` is glued to the one before by "Make it smaller",
 *     ~ a line                and `~` does not belong there, with its reply
 *     ? code /regex/          edit, parsons, order: a common wrong answer, and its reply. What can be asked: code, prints, why, first
 *         its reply
 *     > a hint                three of them; after them comes the solution
 *
 * `fix_wrong_NAME.c` is a common wrong answer of the step Fix: tests/lessons.test.js looks at what it hears. `changed: NAME` of a choice
 * is the program after the change that it asks about, and `prints:` what that prints; break_wrong_NAME.c is for this. The page has no `_wrong_`.
 *
 * Whatever reads the lessons reads them here.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const FOLDER = fileURLToPath(new URL('../lessons/', import.meta.url))
/** A common wrong answer, for the tests: fix_wrong_NAME.c */
export const WRONG = /^[a-z]+_wrong_/
const STEPS = ['Predict', 'Run', 'Step', 'Break', 'Fix', 'Make']
const KINDS = {
  choice: [], order: [], run: [], moment: ['shows'], choose: ['property'], edit: ['property', 'solution'], parsons: ['property', 'solution']
}
const KEYS = ['kind', 'program', 'property', 'prints', 'within', 'shows', 'solution', 'keeps', 'without', 'most', 'changed']

/**
 * @typedef {object} Lesson
 * @property {string} name
 * @property {number} number
 * @property {string} title
 * @property {string} part
 * @property {string} about
 * @property {object[]} steps
 * @property {Record<string, {source: string, twin: string | null}>} programs
 */

/** All lessons in their order. @returns {Lesson[]} */
export function readLessons(folder = FOLDER) {
  const names = readdirSync(folder, { withFileTypes: true }).filter(entry => entry.isDirectory()).map(({ name }) => name)
  return names.map(name => readLesson(join(folder, name), name)).sort((a, b) => a.number - b.number)
}

function readLesson(folder, name) {
  const files = readdirSync(folder)
  const programs = Object.fromEntries(files.filter(file => file.endsWith('.c')).sort().map(file => {
    const twin = join(folder, file.replace(/c$/, 'py'))
    return [file.slice(0, -2), { source: readFileSync(join(folder, file), 'utf8'), path: join(folder, file),
      twin: existsSync(twin) ? readFileSync(twin, 'utf8') : null }]
  }))
  const lesson = { name, ...parseLesson(readFileSync(join(folder, 'lesson.md'), 'utf8'), name), programs }
  for (const step of lesson.steps) checkStep(lesson, step)
  return lesson
}

/** @param {string} text of a lesson.md @param {string} name for what is wrong with it */
export function parseLesson(text, name) {
  const [head, ...parts] = text.split(/^## /m)
  const title = /^# (.+)$/m.exec(head)?.[1]
  const { number, part, about } = keysIn(head.split('\n').slice(1))
  if (!title || !number || !part || !about) throw new Error(`${name}/lesson.md wants a title, a number, a part and an about.`)
  return { title, number: Number(number), part, about, steps: parts.map(part => parseStep(part, name)) }
}

function keysIn(lines) {
  return Object.fromEntries(lines.map(line => /^([a-z]+): (.+)$/.exec(line)).filter(Boolean).map(([, key, value]) => [key, value.trim()]))
}

function parseStep(text, name) {
  const [title, ...lines] = text.split('\n')
  const end = lines.findIndex(line => !line.trim())
  const keys = keysIn(lines.slice(0, end))
  const unknown = Object.keys(keys).find(key => !KEYS.includes(key))
  if (!STEPS.includes(title) || unknown) throw new Error(`${name}/lesson.md: ${unknown ? `"${unknown}:" is not known` : `"${title}" is no step`}.`)
  const step = { id: title.toLowerCase(), title, text: [], options: [], lines: [], wrong: [], hints: [], ...keys }
  readBody(step, lines.slice(end), name)
  for (const key of ['within', 'most']) if (step[key] !== undefined) step[key] = Number(step[key])
  return step
}

/** Lines that begin with a mark, each with what is indented below it; the rest are paragraphs. */
function readBody(step, lines, name) {
  let paragraph = null
  let reply = null
  for (const line of lines) {
    const [, mark, rest] = /^(\( \)|\(x\)|--?|~|\?|>) (.*)$/.exec(line) ?? []
    if (!line.trim()) paragraph = reply = null
    else if (reply && /^ {4}\S/.test(line)) reply.reply = `${reply.reply} ${line.trim()}`.trim()
    else if (mark?.startsWith('(')) step.options.push(reply = { text: rest, right: mark === '(x)', reply: '' })
    else if (mark === '-' || mark === '--' || mark === '~') step.lines.push(reply = { text: rest, glued: mark === '--', stray: mark === '~', reply: '' })
    else if (mark === '?') step.wrong.push(reply = { ...conditionOf(rest, name), reply: '' })
    else if (mark === '>') step.hints.push(rest)
    else if (paragraph !== null) step.text[paragraph] += ` ${line.trim()}`
    else paragraph = step.text.push(line.trim()) - 1
  }
}

function conditionOf(text, name) {
  const [, what, pattern] = /^(code|prints|why|first) \/(.+)\/$/.exec(text) ?? []
  if (!what) throw new Error(`${name}/lesson.md: "? ${text}" is not understood.`)
  new RegExp(pattern, 's')
  return { what, pattern }
}

function checkStep({ name, programs }, step) {
  const wrong = words => { throw new Error(`${name}/lesson.md, ${step.title}: ${words}`) }
  const needs = KINDS[step.kind] ?? wrong(`the kind is one of ${Object.keys(KINDS).join(', ')}.`)
  for (const key of needs) if (step[key] === undefined) wrong(`"${key}:" is missing.`)
  for (const program of [step.program, step.solution, step.changed]) if (program && !programs[program]) wrong(`there is no ${program}.c.`)
  if (!step.program) wrong('"program:" is missing.')
  if (step.kind === 'choice' && (step.options.filter(({ right }) => right).length === 0 || step.options.some(({ reply }) => !reply))) {
    wrong('one answer is right at least, and each has a reply.')
  }
  if (['edit', 'parsons'].includes(step.kind) && step.hints.length !== 3) wrong('three hints, please.')
}

/** What the page has of each lesson: the list of all in one file, each lesson in one, its programs in the form whose orders can be
 * searched, which runs as any other. */
export async function makeLessons({ folder, programs, say }) {
  const list = await Promise.all(readLessons().map(lesson => putLesson(folder, lesson, programs)))
  const index = list.map(({ name, number, title, part, about, steps, file, shown }) =>
    ({ name, number, title, part, about, file, shown, steps: steps.map(({ id, title }) => ({ id, title })) }))
  say(`${list.length} lessons.`)
  return { file: folder.putHashed('lessons.json', JSON.stringify(index)), list }
}

async function putLesson(folder, lesson, programs) {
  const { name } = lesson
  const own = Object.entries(lesson.programs).filter(([program]) => !WRONG.test(program))
  const made = Object.fromEntries(await Promise.all(own.map(async ([program, { source, path, twin }]) => {
    return [program, { source, python: twin && folder.putHashed(`twins/${name}-${program}.json`, JSON.stringify(twin)),
      program: await programs.put(`lessons/${name}-${program}`, path, 'lesson') }]
  })))
  const whole = { ...lesson, programs: made }
  const first = made[lesson.steps[0].program]
  return { ...whole, shown: first.program, file: folder.putHashed(`lessons/${name}.json`, JSON.stringify(whole)) }
}
