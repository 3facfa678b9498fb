/**
 * The old bugs of other runtimes, and how each is kept out of this one: old_bugs.json says what they
 * are, mutants.json has the broken copies that put them back (`old` names their numbers), and
 *
 *     node tests/mutants/old_bugs.js --write
 *
 * writes docs/old-bugs.md of both.
 */
import { readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('.', import.meta.url))
export const page = join(folder, '..', '..', 'docs', 'old-bugs.md')

function readJson(name) {
  return JSON.parse(readFileSync(join(folder, name), 'utf8'))
}

/**
 * The bugs in order, each with the broken copies that put it back.
 * @returns {{ number: number, seen: string, bug: string, not?: string, tests?: string[],
 *   copies: { marks: object, bug: string, test: string, notices?: string, statements?: string[] }[] }[]}
 */
export function readOldBugs() {
  const copies = readJson('mutants.json')
  return readJson('old_bugs.json').map(bug =>
    ({ ...bug, copies: copies.filter(({ old = [] }) => old.includes(bug.number)) }))
}

/** The text of docs/old-bugs.md. */
export function makePage(bugs) {
  const proven = bugs.filter(({ copies }) => copies.length > 0).length
  return `# Old bugs

Bugs of asyncio, Trio, anyio, tokio, uvloop, Emscripten and others, some of which came more than once, and what keeps them
out of Weft. Made by \`node tests/mutants/old_bugs.js --write\` from \`tests/mutants/\`; do not edit it by hand.

**Proven**: the bug is put into a copy of the runtime, and the case named here notices (\`npm test -- mutants\`); ${proven} of
${bugs.length} are. The copy breaks the statement with that mark (\`grep -r 'mutant: ' runtime\`). gh and bpo are CPython's issues; the others belong to the projects that they name.

| # | The bug | Seen as | Here |
|---|---|---|---|
${bugs.map(row).join('\n')}
`
}

function row({ number, bug, seen, not, tests = [], copies }) {
  const proofs = [...new Set(copies.map(proof))]
  const here = proofs.length > 0 ? `proven: ${proofs.join('<br>')}` : [not, ...tests.map(code)].join(' ')
  return `| ${number} | ${bug} | ${seen} | ${here} |`.replaceAll(' |  | ', ' | | ')
}

function proof({ marks, test, statements, notices }) {
  const who = statements ? `case ${statements.join(', ')}` : `"${notices}"`
  return `${Object.keys(marks).map(code).join(', ')} broken, ${code(`tests/${test}.c`)}: ${who}`
}

function code(text) {
  return `\`${text}\``
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const text = makePage(readOldBugs())
  if (process.argv.includes('--write')) writeFileSync(page, text)
  else process.stdout.write(text)
}
