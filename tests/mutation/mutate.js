// `npm run mutate`: small changes of the runtime, the WASI host, the JavaScript host and the toolchain, made by
// rules, one at a time; what npm test runs must notice each. What has been judged is kept in build/mutation, so a
// run that was stopped goes on; --write keeps what it says of files that have not changed in tests/mutation/judged.json, for other checkouts.
// tests/mutation/equivalent.json says of mutants that nothing can notice why.

import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { chance } from '../fuzz/chance.js'
import { root } from '../programs.js'
import { nativeFiles, openNative, readSource } from './native.js'
import { mutantsOf, mutated, nameOf } from './rules.js'
import { openScripts } from './scripts.js'
import { openWasm, wasmFiles } from './wasm.js'

const folder = join(root, 'build', 'mutation')
const stateFile = join(folder, 'judged.json')
const page = join(root, 'docs', 'mutation.md')
const equivalentFile = fileURLToPath(new URL('equivalent.json', import.meta.url))
const keptFile = fileURLToPath(new URL('judged.json', import.meta.url))
const areas = ['runtime', 'wasi', 'web/lib', 'toolchain']

const help = `npm run mutate [-- FILE… OPTION…]

Changes the sources of ${areas.join(', ')} by rules, one change at a time, and runs what can see it, the
quickest first. Without FILEs: a sample of all of them; a FILE is a part of a path.

  --sample N    how many mutants (200)
  --seed S      which ones (1)
  --minutes M   stop after so many minutes; the next run goes on
  --list        name the mutants that would be judged, and judge none
  --again       judge the survivors once more, and no others: after a test was written
  --suites A,B  of the suites for JavaScript only these: what none of them comes to is not judged
  --most N      how many are judged beside each other, where that can be done (2)
  --write       write docs/mutation.md from all that was judged
  --help        this text
`

/** The files of the areas, without what is made and what only other systems use. */
export function listFiles() {
  return areas.flatMap(area => readdirSync(join(root, area), { recursive: true }).map(name => `${area}/${name.replaceAll('\\', '/')}`))
    .filter(path => /\.(c|js)$/.test(path) && !/node_modules|^toolchain\/(runtime|wasi|compiled|templates|emscripten)\/|asyncify\.c$|stack_ucontext/.test(path)).sort()
}

/** Why nothing can notice a mutant, by its name. */
export function readEquivalent() {
  return JSON.parse(readFileSync(equivalentFile, 'utf8'))
}

/** What is wrong with the list: a mutant that no longer exists, a reason that is none. */
export function faultsOf(equivalent) {
  const names = new Set(listFiles().flatMap(path => mutantsOf(path, readSource(path)).map(nameOf)))
  return Object.entries(equivalent).flatMap(([name, why]) => [
    ...names.has(name) ? [] : [`no such mutant: ${name}`],
    ...typeof why === 'string' && why.length > 20 ? [] : [`no reason: ${name}`]
  ])
}

const mutantsIn = paths => paths.flatMap(path => mutantsOf(path, readSource(path)))
const isNative = path => nativeFiles().includes(path)

/** Who judges a file, by name; the files of other systems, of components and of other linkages nobody does. */
const judges = {
  native: { of: isNative, open: () => openNative(join(folder, 'native'), mutantsIn(nativeFiles().filter(path => path.endsWith('.c')))) },
  wasm: { of: path => wasmFiles().includes(path), open: () => openWasm(join(folder, 'wasm'), mutantsIn(wasmFiles())) },
  'web/lib': { of: path => path.startsWith('web/lib/'), open: (only, paths) => openScripts(join(folder, 'web'), 'web/lib', only, paths) },
  toolchain: { of: path => /^toolchain\/.*\.js$/.test(path), open: (only, paths) => openScripts(join(folder, 'toolchain'), 'toolchain', only, paths) }
}
const judgeOf = path => Object.keys(judges).find(name => judges[name].of(path))

const filesOf = words => listFiles().filter(path => judgeOf(path) && (words.length === 0 || words.some(word => path.includes(word))))

const keyOf = (mutant, text) => createHash('sha256').update(`${text}\n${nameOf(mutant)}\n${mutant.from}`).digest('hex').slice(0, 24)

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      sample: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' }, minutes: { type: 'string' },
      list: { type: 'boolean' }, again: { type: 'boolean' }, most: { type: 'string', default: '2' }, suites: { type: 'string' }, write: { type: 'boolean' }, help: { type: 'boolean' }
    }
  })
  if (values.help) return console.log(help)
  const all = filesOf(positionals)
  const judged = readJudged()
  const chosen = values.again ? mutantsIn(all).filter(mutant => judged[keyOf(mutant, readSource(mutant.path))]?.verdict === 'survived')
    : chance(Number(values.seed)).some(mutantsIn(all), Number(values.sample))
  if (values.list) return console.log(chosen.map(mutant => `${mutant.path}:${mutant.line} ${nameOf(mutant)}`).join('\n'))
  mkdirSync(folder, { recursive: true })
  const equivalent = readEquivalent()
  const faults = faultsOf(equivalent)
  if (faults.length > 0) throw new Error(`tests/mutation/equivalent.json:\n  ${faults.join('\n  ')}`)
  if (!values.write || values.minutes) await judgeAll(chosen, judged, equivalent, values)
  const rows = tell(judged, equivalent)
  if (!values.write) return
  writeFileSync(page, written(rows, equivalent))
  writeFileSync(keptFile, keptOf(judged))
}

async function judgeAll(chosen, judged, equivalent, { minutes, again, most, suites }) {
  const end = minutes ? Date.now() + Number(minutes) * 60_000 : Infinity
  const todo = chosen.map(mutant => ({ mutant, text: readSource(mutant.path), name: nameOf(mutant) })).filter(({ mutant, text, name }) => {
    const old = judged[keyOf(mutant, text)]
    return !equivalent[name] && (!old || old.verdict === 'no mutant' || (again && old.verdict === 'survived'))
  })
  let done = 0
  for (const judge of Object.keys(judges)) {
    const own = todo.filter(({ mutant }) => judgeOf(mutant.path) === judge)
    if (own.length === 0 || Date.now() > end) continue
    const opened = await judges[judge].open(suites?.split(','), [...new Set(own.map(({ mutant }) => mutant.path))])
    const next = own.values()
    const work = async () => {
      for (const { mutant, text, name } of next) {
        if (Date.now() > end) return
        const result = await opened.judge(mutant, mutated(text, mutant))
        if (result.verdict !== 'not asked') keep(judged, keyOf(mutant, text), { name, line: mutant.line, rule: mutant.rule, path: mutant.path, ...result })
        console.log(`${++done}/${todo.length} ${result.verdict}${result.by ? ` by ${result.by}` : ''}: ${mutant.path}:${mutant.line} ${mutant.rule}: ${mutant.before}`)
      }
    }
    await Promise.all(Array.from({ length: judge === 'native' ? Number(most) : 1 }, work))
    await opened.close?.()
  }
}

const readIf = file => existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
const readJudged = () => ({ ...readIf(keptFile), ...readIf(stateFile) })

/** A line for each that is still there; of those that were noticed no more than where. */
function keptOf(judged) {
  const current = currentKeys()
  const lines = Object.entries(judged).filter(([key, { verdict }]) => verdict !== 'no mutant' && current.has(key)).sort(([a], [b]) => a < b ? -1 : 1)
    .map(([key, { path, verdict, name, line, reached }]) => `${JSON.stringify(key)}: ${JSON.stringify(verdict === 'killed' ? { path, verdict } : { path, verdict, line, name, reached })}`)
  return `{\n${lines.join(',\n')}\n}\n`
}

const currentKeys = () => new Set(listFiles().flatMap(path => {
  const text = readSource(path)
  return mutantsOf(path, text).map(mutant => keyOf(mutant, text))
}))

/** Another area may be judged beside this one: what that has written is kept. */
function keep(judged, key, result) {
  Object.assign(judged, readJudged(), { [key]: result })
  writeFileSync(`${stateFile}.new`, JSON.stringify(judged, null, 1))
  renameSync(`${stateFile}.new`, stateFile)
}

/** Counts by area, and the survivors that nobody has explained. */
function tell(judged, equivalent) {
  const current = currentKeys()
  const all = Object.entries(judged).filter(([key, { verdict }]) => verdict !== 'no mutant' && current.has(key)).map(([, result]) => result)
  const rows = areas.map(area => {
    const own = all.filter(({ path, name }) => path.startsWith(`${area}/`) && !equivalent[name])
    const killed = own.filter(({ verdict }) => verdict === 'killed').length
    const explained = Object.keys(equivalent).filter(name => name.startsWith(`${area}/`)).length
    return { area, all: mutantsIn(filesOf([`${area}/`]).filter(path => path.startsWith(`${area}/`))).length, judged: own.length, killed, explained, open: own.filter(({ verdict, name }) => verdict === 'survived' && !equivalent[name]) }
  })
  for (const { area, judged: count, killed, explained, open } of rows) {
    console.log(`${area.padEnd(10)} ${count} judged, ${killed} killed (${share(killed, count)}), ${explained} equivalent, ${open.length} survive`)
    for (const { path, line, name } of open) console.log(`  ${path}:${line} ${name.slice(path.length + 2)}`)
  }
  return rows
}

const isMissed = ({ reached }) => reached === 0
const share = (part, whole) => whole === 0 ? 'none' : `${(part / whole * 100).toFixed(1)} %`

/** Which mutants the page is about: judge others, and say so here. */
const samples = `The sample of \`runtime\` is \`--sample 300\`, with what survived an earlier one of the same size. That of \`wasi\` is a part of \`--sample 75 --seed 2\`, in that order, with what survived an
earlier one. Of \`web/lib\` and \`toolchain\` so few are judged that their shares mean nothing: of their suites each has to be played once first, which takes minutes.`

function written(rows, equivalent) {
  const open = rows.flatMap(row => row.open)
  const of = text => text.replaceAll('|', '\\|')
  return `# Mutation

\`npm run mutate\` changes the sources by rules, one change at a time: a comparison, a connective, a negation, a flag, a one too much, a call or
an assignment that is left out, two statements that change places. What \`npm test\` runs must notice. \`npm run mutate -- --write\` makes
this page of all mutants that were judged and whose files have not changed since. \`-- runtime --sample 250\` judges so many of one folder.

- **runtime**, natively: the C tests, the conformance cases, the examples, traces, recordings and replays of some of them, a loop by hand, the programs of
  tests/bad, tests/output, tests/mistakes and tests/endurance, random programs, and a server and its clients with TLS, where this machine has OpenSSL. All mutants stand in one library, and a number in the environment says which one
  counts (\`tests/mutation/schema.js\`). So it is known which checks come to a mutant; these are played, the quickest first, up to one that differs.
- **wasi**, and the runtime's files that are for WebAssembly only: programs in Node, with the network and processes of the machine, and under wasmtime; the number is written into their data. Which of the plays in
  Node come to a mutant is known: these are asked, and those under wasmtime. Components and libraries are not judged.
- **web/lib** and **toolchain**: the tests of \`npm test\` that come to the place, the quickest first, up to the first failure. All mutants of a folder stand in one copy of its
  modules, and a number says which one counts (\`tests/mutation/script_schema.js\`): a process that has loaded a suite judges one after the other. What drives a browser or other engines is
  not among the suites, nor is Emscripten.

Judged are those that something can notice; the share is of them. A mutant that is not judged says nothing.

| part | mutants | judged | noticed | share | nothing can notice | survive | of these no check comes to |
|---|---:|---:|---:|---:|---:|---:|---:|
${rows.map(({ area, all, judged, killed, explained, open: left }) =>
  `| \`${area}\` | ${all} | ${judged} | ${killed} | ${share(killed, judged)} | ${explained} | ${left.length} | ${left.filter(isMissed).length} |`).join('\n')}

What no check comes to is seen, if at all, by suites that drive a program from outside (\`net\`, \`serve\`, \`tls\`, \`udp\`): \`npm run mutate\` does not run them.

${samples}

## What survives

${open.length === 0 ? 'Nothing that was judged.' : open.map(({ path, line, name, reached }) => `- \`${path}:${line}\` \`${of(name.slice(path.length + 2))}\`${isMissed({ reached }) ? ' (no check comes to it)' : ''}`).join('\n')}

## What nothing can notice, and why

${Object.entries(equivalent).map(([name, why]) => `- \`${of(name)}\`: ${why}`).join('\n') || 'Nothing yet.'}
`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main().catch(error => {
    console.error(error.message)
    process.exitCode = 2
  })
}
