/**
 * The contract and what the cases say of it: statements.json holds the statements by area, each
 * case in *.c names the statements that it shows, differences.json says why one is not kept, and
 * mutants.json (tests/mutants) which broken copies prove the starred ones.
 *
 *     node tests/conformance/conformance.js --write
 *
 * runs the cases natively and the twins under CPython, and writes docs/conformance.md.
 */
import { existsSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { playExample } from '../oracle/oracle.js'
import { buildNative, inParallel, root, run } from '../programs.js'

const folder = fileURLToPath(new URL('.', import.meta.url))
const page = join(root, 'docs', 'conformance.md')
const differenceWord = 'different'

/** The files of cases, relative to the repository, in the order of their names. */
export function caseFiles() {
  return readdirSync(folder).filter(name => name.endsWith('.c')).sort()
    .map(name => `tests/conformance/${name}`)
}

/**
 * The statements in order: number, star, area, what it says.
 * @returns {{ number: string, star: boolean, area: string, title: string, says: string }[]}
 */
export function readStatements() {
  return readJson('statements.json').flatMap(({ area, title, statements }) =>
    byNumber(statements).map(([number, text]) => ({
      number,
      area,
      title,
      star: text.startsWith('(*) '),
      says: text.replace(/^\(\*\) /, '')
    })))
}

/** An object has "100" before "099": only the former looks like an index. */
function byNumber(statements) {
  return Object.entries(statements).sort(([a], [b]) => a.localeCompare(b))
}

/** Why a statement is not kept, by its number: `{ reason, theirs, options }`; the options are of its twin's run. */
export function readDifferences() {
  return readJson('differences.json')
}

/** The statements that broken copies stand for, with the words of each copy's bug. */
export function readMutants() {
  const proven = {}
  for (const { bug, statements = [] } of readJson('../mutants/mutants.json')) {
    for (const number of statements) (proven[number] ??= []).push(bug)
  }
  return proven
}

function readJson(name) {
  return JSON.parse(readFileSync(join(folder, name), 'utf8'))
}

/**
 * Reads the TAP output of a file of cases.
 * @param {string} output
 * @returns {{ numbers: string[], kept: boolean, says: string, passed: boolean, log: string[] }[]}
 */
export function readCases(output) {
  const cases = []
  let log = []
  for (const line of output.split('\n')) {
    const shown = /^# \| ?(.*)$/.exec(line)
    if (shown) log.push(shown[1])
    const result = /^(not )?ok \d+ - ([\d, ]+) (kept|different): (.*)$/.exec(line)
    if (!result) continue
    const [, failed, numbers, word, says] = result
    cases.push({
      numbers: numbers.split(',').map(number => number.trim()),
      kept: word !== differenceWord,
      says,
      passed: !failed,
      log
    })
    log = []
  }
  return cases
}

/**
 * What the cases make of each statement.
 * @param {Record<string, ReturnType<typeof readCases>>} casesByFile
 */
export function judge(casesByFile) {
  const shown = {}
  for (const [file, cases] of Object.entries(casesByFile)) {
    for (const { numbers, ...rest } of cases) {
      for (const number of numbers) (shown[number] ??= []).push({ file: basename(file), ...rest })
    }
  }
  return readStatements().map(statement => {
    const cases = shown[statement.number] ?? []
    const word = cases.length === 0 ? 'untested'
      : cases.every(({ kept }) => kept) ? 'kept' : differenceWord
    return { ...statement, cases, word }
  })
}

/** Counts kept, different and untested statements of each area, in the order of the contract. */
export function count(statements) {
  const areas = new Map()
  for (const { area, title, word } of statements) {
    if (!areas.has(area)) areas.set(area, { title, kept: 0, different: 0, untested: 0 })
    areas.get(area)[word]++
  }
  return areas
}

// --- running -------------------------------------------------------------------------------------

/** Builds and runs every file natively; gives the cases by file. */
export async function runNatively() {
  const files = caseFiles()
  const programs = await buildNative('plain', files)
  const outputs = await inParallel(files, async file => {
    const { stdout } = await run([programs[basename(file, '.c')]])
    return [file, readCases(stdout)]
  })
  return Object.fromEntries(outputs)
}

/** What CPython prints for the twin of a statement that is not kept; null when there is none. */
async function playTwin(number, options = {}) {
  const twin = `tests/conformance/twins/${number}.py`
  return existsSync(join(root, twin)) ? (await playExample({ twin, options })).stdout.trimEnd() : null
}

// --- the page ------------------------------------------------------------------------------------

/** The text of docs/conformance.md. */
export async function makePage(statements) {
  const differences = readDifferences()
  const mutants = readMutants()
  const parts = [introduction(), summary(count(statements))]
  for (const [area, { title }] of count(statements)) {
    const own = statements.filter(statement => statement.area === area)
    parts.push(`## ${area}: ${title}`, rows(own, mutants))
    for (const statement of own) {
      if (statement.word !== differenceWord) continue
      parts.push(await explain(statement, differences[statement.number]))
    }
  }
  return parts.join('\n\n') + '\n'
}

function introduction() {
  return `# Conformance

What asyncio (CPython 3.14) and Trio do, statement by statement, and whether Weft does the same. Made by
\`node tests/conformance/conformance.js --write\` from \`tests/conformance/\`; do not edit it by hand. The cases run natively,
under wasmtime, in Node and in Chromium (\`npm test -- conformance\`).

**Kept**: a case shows it. **Different**: a case shows what Weft does instead; both outputs and the reason follow the table.
**Untested**: no case; the test allows none. A statement with (\\*) is one that re-implementations often get wrong: a broken
copy of the runtime proves its case (\`tests/mutants/mutants.json\`). Old bugs of others: [old-bugs.md](old-bugs.md).`
}

function summary(areas) {
  const lines = [...areas].map(([area, { title, kept, different, untested }]) =>
    `| [${area}](#${anchor(area, title)}) | ${title} | ${kept} | ${different} | ${untested} |`)
  return ['| Area | | Kept | Different | Untested |', '|---|---|---|---|---|', ...lines].join('\n')
}

function anchor(area, title) {
  return `${area}: ${title}`.toLowerCase().replace(/[^\w\- ]/g, '').replaceAll(' ', '-')
}

function rows(statements, mutants) {
  const lines = statements.map(({ number, star, says, word, cases }) => {
    const shown = cases.map(one => `\`${one.file}\`: ${cell(one.says)}`)
    const proof = mutants[number] ? ['proven on a broken copy'] : []
    return `| ${number}${star ? ' (\\*)' : ''} | ${cell(says)} | ${word} | ${[...shown, ...proof].join('<br>')} |`
  })
  return ['| # | Statement | | Shown by |', '|---|---|---|---|', ...lines].join('\n')
}

function cell(text) {
  return text.replaceAll('|', '\\|')
}

async function explain({ number, cases }, difference = {}) {
  const theirs = await playTwin(number, difference.options) ?? difference.theirs ?? ''
  const ours = cases.filter(({ kept }) => !kept).flatMap(({ log }) => log).join('\n')
  return [`**${number}** ${difference.reason ?? ''}`, fence('asyncio or Trio', theirs), fence('Weft', ours)].join('\n\n')
}

function fence(title, text) {
  return `${title}:\n\n\`\`\`\n${text}\n\`\`\``
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const text = await makePage(judge(await runNatively()))
  if (process.argv.includes('--write')) writeFileSync(page, text)
  else process.stdout.write(text)
}
