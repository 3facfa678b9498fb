/**
 * What somebody reads who makes one of the mistakes of mistakes.json: on the command line, and in the page in Chromium.
 * tests/mistakes.test.js looks at it, and docs/make/mistakes.js makes docs/mistakes.md of it.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { choose, run, write } from '../browser/steps.js'

const folder = fileURLToPath(new URL('.', import.meta.url))

/** What debug mode says of every run, and of how long a step took. */
const OF_THE_MACHINE = /^weft: debug: (?:the run |\S+ took )/

/** @returns {{name: string, title: string, options: string[], line: number, says: string, source: string}[]} */
export function readMistakes() {
  return JSON.parse(readFileSync(join(folder, 'mistakes.json'), 'utf8')).map(mistake =>
    ({ ...mistake, source: readFileSync(join(folder, `${mistake.name}.c`), 'utf8') }))
}

/** What stands for this mistake in docs/mistakes.md, as it was when that was made. */
export function readSaid() {
  return JSON.parse(readFileSync(join(folder, 'said.json'), 'utf8'))
}

/** The command line's words, without what it says of its own work; `weft` is from openWarm. @returns {Promise<string>} */
export async function saidByCommand(weft, { name, options }) {
  const { stderr: text } = await weft.run(['run', '--clock', 'virtual', ...options, `${name}.c`], { cwd: folder })
  const lines = text.split('\n').filter(line =>
    !/^weft: (?:compiling|getting|linking|weaving) |^$/.test(line) && !OF_THE_MACHINE.test(line))
  const first = lines.find(line => /^\w+\.c:\d+:\d+: (?:fatal )?(?:error|warning): /.test(line))
  const own = lines.slice(Math.max(0, lines.findIndex(line => /^weft: /.test(line))))
    .filter(line => /^weft: |^ {2,4}\S/.test(line) && !/^ +\d+ \|/.test(line))
  return [first && shortened(first), ...own].filter(Boolean).join('\n')
}

/** The page's words: the first problem with its hints, or the report, or what stands on standard error. */
export async function saidByPage(page, { source, options }) {
  await choose(page, 'hello')
  await write(page, source)
  const isDebug = options.includes('--debug')
  if (isDebug) await switchDebug(page)
  await run(page)
  if (isDebug) await switchDebug(page)
  const found = await page.evaluate(() => {
    const shown = id => document.getElementById(id)?.checkVisibility() ? document.getElementById(id) : null
    const texts = (root, selector) => [...root?.querySelectorAll(selector) ?? []].map(each => each.innerText.replace(/\s+/g, ' ').trim())
    return { problem: texts(shown('problems'), 'li').slice(0, 1), hints: texts(shown('problems'), 'li p'),
      report: texts(shown('report'), 'h3, p, li, summary'),
      errors: [...document.querySelectorAll('#log .err span')].map(each => each.textContent),
      sentences: texts(document, '#log .sys:not(.err)') }
  })
  found.errors = found.errors.filter(text => !OF_THE_MACHINE.test(text))
  await page.click('#reset')
  const hints = found.hints.filter(hint => !found.problem.some(text => text.includes(hint)))
  const words = found.problem.length > 0 ? [...found.problem.map(shortened), ...hints]
    : found.report.length > 0 ? found.report : found.errors.length > 0 ? found.errors : found.sentences.slice(0, 2)
  return words.join('\n').replaceAll('hello.c', 'program.c')
}

async function switchDebug(page) {
  await page.click('#world > summary')
  await page.click('#world-debug')
  await page.keyboard.press('Escape')
}

/** Without the parts of clang's words that nobody reads. */
function shortened(line) {
  return line.replace(/ due to requirement '.*?'(?=: )/, '').replace(/ \(aka '[^']*'\)/g, '')
    .replace(/; ISO C99 and later do not support implicit function declarations/, '')
}
