// `npm test`: sets up, runs the suites of tests/suites.js, and ends with a table of what passed, what
// failed and what could not run for want of which tool.

import { readFileSync, readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { basename, join } from 'node:path'
import { isWhole } from '../tests/sample.js'
import { suites as listed } from '../tests/suites.js'
import { root, setUp, tools } from './setup.js'
import { runCommand } from './test/command.js'
import { runPreset } from './test/ctest.js'
import { flags, runFile } from './test/node.js'

const strict = ['true', '1'].includes(process.env.CI ?? '')

const mostLines = 30

const help = `npm test [-- NAME… OPTION…]

Sets up what is missing (as root on Debian this installs packages, and says which), then runs the
suites whose name contains one of the NAMEs; all of them without one.

  --list      name the suites and the tools that they need; run nothing
  --no-setup  leave the machine as it is
  --verbose   show what each suite writes while it runs
  --help      this text

A suite whose tool is missing is skipped and says so. With CI=true that is a failure.
WEFT_ALL=1 plays also what is left out for time: most places of the faults, other compilers and engines.
`

const options = ['--list', '--no-setup', '--verbose', '--help']

async function main(words) {
  const chosen = words.filter(word => word.startsWith('--'))
  const unknown = chosen.find(word => !options.includes(word))
  if (unknown) throw new Error(`${unknown} is not an option; see npm test -- --help.`)
  if (chosen.includes('--help')) return console.log(help)
  const suites = select(allSuites(), words.filter(word => !word.startsWith('--')))
  if (chosen.includes('--list')) return list(suites)
  if (!chosen.includes('--no-setup')) await setUp('test')
  const results = await runAll(suites, chosen.includes('--verbose'))
  summarize(results)
  if (results.some(isBad)) process.exitCode = 1
}

/** The listed suites, and every test file that has no entry of its own. */
function allSuites() {
  const known = new Set(listed.map(suite => suite.file))
  const found = readdirSync(join(root, 'tests'))
    .filter(file => file.endsWith('.test.js'))
    .map(file => ({ name: basename(file, '.test.js'), file: `tests/${file}` }))
    .filter(suite => !known.has(suite.file))
    .map(suite => ({ ...suite, about: firstWords(suite.file) }))
  return [...listed, ...found]
}

/** The first line of the comment that a test file begins with. */
function firstWords(file) {
  const [, words = ''] = /^[/* \n]*(.*)/.exec(readFileSync(join(root, file), 'utf8')) ?? []
  return words.replace(/[ */]*$/, '')
}

function select(suites, names) {
  if (names.length === 0) return isWhole ? suites : suites.filter(({ more }) => !more)
  const found = suites.filter(suite => names.some(name => suite.name.includes(name)))
  if (found.length > 0) return found
  throw new Error(`No suite is called ${names.join(' or ')}; see npm test -- --list.`)
}

function list(suites) {
  for (const { name, about, needs = [] } of suites) {
    const wants = needs.length > 0 ? `   [${needs.join(', ')}]` : ''
    console.log(`${name.padEnd(22)}${about}${wants}`)
  }
}

/**
 * First those that need the machine for themselves, then the others, two more at a time than there are processors, for each waits
 * now and then. At most two drive the page, once it is built: they find it built, and write nothing.
 */
async function runAll(suites, verbose) {
  const isAlone = ({ preset }) => verbose || Boolean(preset)
  const results = new Map()
  const runNext = async queue => {
    for (const suite of queue) results.set(suite, await runAndSay(suite, verbose))
  }
  await runNext(suites.filter(isAlone))
  const others = suites.filter(suite => !isAlone(suite))
  if (others.length > 1) await runCommand([process.execPath, ...flags, 'dev/test/libraries.js'], { minutes: 45 })
  const inBrowser = others.filter(({ browser }) => browser)
  const rest = others.filter(({ browser }) => !browser).values()
  const built = inBrowser.length > 1 ? buildPage() : null
  const pages = inBrowser.values()
  await Promise.all([
    ...Array.from({ length: 2 }, () => Promise.resolve(built).then(() => runNext(pages)).then(() => runNext(rest))),
    ...Array.from({ length: availableParallelism() }, () => runNext(rest))
  ])
  return suites.map(suite => results.get(suite))
}

/** What fails here fails in the suites, too, which say what it is. */
async function buildPage() {
  console.log('building the page …')
  const { status } = await runCommand([process.execPath, 'playground/build.js'], { minutes: 45 })
  console.log(`building the page: ${status === 0 ? 'done' : 'failed; the suites of the page say why'}`)
}

async function runAndSay(suite, verbose) {
  console.log(`${suite.name} …`)
  const result = await runOne(suite, verbose)
  console.log(`${suite.name}: ${describe(result)}`)
  for (const note of result.notes ?? []) console.log(`  ${note.trim()}`)
  if (result.output) console.log(`${result.output.trimEnd()}\n`)
  return result
}

async function runOne(suite, verbose) {
  const started = performance.now()
  const there = tools()
  const missing = (suite.needs ?? []).filter(name => !there[name])
  const outcome = missing.length > 0 ? { missing } : await start(suite, verbose)
  return { passed: 0, failed: 0, skipped: 0, ...outcome, suite, ms: performance.now() - started }
}

function start(suite, verbose) {
  const settings = { minutes: suite.minutes ?? 45, env: suite.env, repeat: suite.repeat, verbose }
  return suite.preset ? runPreset(suite.preset, settings) : runFile(suite.file, settings)
}

function isBad(result) {
  return result.failed > 0 || (strict && isIncomplete(result))
}

function isIncomplete(result) {
  return Boolean(result.missing) || result.skipped > 0
}

function describe({ passed, failed, skipped, missing, ms }) {
  if (missing) return `not run: no ${missing.join(', no ')}`
  const counts = [`${passed} passed`]
  if (failed > 0) counts.push(`${failed} FAILED`)
  if (skipped > 0) counts.push(`${skipped} skipped`)
  return `${counts.join(', ')} in ${(ms / 1000).toFixed(1)} s`
}

function summarize(results) {
  const width = Math.max(...results.map(({ suite }) => suite.name.length)) + 2
  console.log('\nSummary')
  for (const result of results) {
    const mark = isBad(result) ? 'FAILED' : isIncomplete(result) ? 'partly' : 'ok'
    console.log(`  ${mark.padEnd(8)}${result.suite.name.padEnd(width)}${describe(result)}`)
  }
  for (const { suite, failures } of results) {
    if (failures) console.log(`\n${suite.name}\n${shorten(failures.trim())}`)
  }
  console.log(`\n${verdict(results)}, ${(performance.now() / 1000).toFixed(0)} s`)
}

// Whoever reads only the end of a long log sees what failed.
function shorten(text) {
  const lines = text.split('\n')
  return [...lines.slice(0, mostLines), ...lines.length > mostLines ? ['…'] : []].join('\n')
}

function verdict(results) {
  const bad = results.filter(isBad).length
  if (bad > 0) return `${bad} of ${results.length} suites failed`
  const partly = results.filter(isIncomplete).length
  if (partly > 0) return `nothing failed; ${partly} of ${results.length} suites lack a tool`
  return 'all is well'
}

main(process.argv.slice(2)).catch(error => {
  console.error(error.message)
  process.exitCode = 1
})
