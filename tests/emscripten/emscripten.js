// The matrix of Emscripten's versions, levels and kinds of waiting, and the figures: what a switch and hello cost.
//
//     npm run emscripten                   this machine's emcc
//     npm run emscripten -- --all          also roots of Debian 13 and of forky, made by debootstrap below build/roots (as root)
//     npm run emscripten -- --figures      the figures instead
//
// Each cell links some examples, runs them, and compares what they print with their transcripts; then a program that awaits promises.

import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { findExample, readExamples } from '../../playground/make/shelves.js'
import { difference, transcriptEnvironment } from '../transcript.js'
import { link, makeFolder, root, run, runProgram } from './build.js'

const help = `npm run emscripten -- OPTION…

  --all           also Debian 13's Emscripten and forky's, in roots below build/roots (needs root and debootstrap)
  --examples all  all examples in each cell, instead of a few
  --level O2      only this level
  --figures       what a switch and hello cost, instead of the matrix
  --write         put the table into docs/emscripten.md
`

const few = ['queue_workers', 'echo_pair']
const levels = ['O0', 'O1', 'O2', 'O3', 'Oz']
const waits = { plain: [], ASYNCIFY: ['-sASYNCIFY'], JSPI: ['-sJSPI'] }
const minutesOfMine = 3
const roots = [
  { suite: 'trixie', script: [], minutes: 4, apt: [] },
  { suite: 'forky', script: ['/usr/share/debootstrap/scripts/sid'], minutes: 8, apt: ['-o', 'Acquire::Check-Valid-Until=false'] }
]
const mirror = 'http://deb.debian.org/debian'
const page = join(root, 'docs', 'emscripten.md')

async function version() {
  const { stdout } = await run('emcc', ['--version'], { env: { NODE_PATH: '/usr/share/nodejs' } })
  return / (\d+\.\d+\.\d+)/.exec(stdout)?.[1] ?? 'none'
}

/** Node's flags for JSPI; null where it has none. */
function flagsForJspi() {
  const has = flags => spawnSync(process.execPath, [...flags, '-e', 'process.exit(WebAssembly.Suspending ? 0 : 1)']).status === 0
  return [[], ['--experimental-wasm-jspi']].find(has) ?? null
}

/** One row of cells for each level: what is wrong with each, or that nothing is. */
async function matrix({ examples, only }) {
  const folder = makeFolder('matrix')
  const number = await version()
  const rows = []
  for (const level of levels.filter(level => !only || level === only)) {
    const row = { level: `-${level}`, version: number }
    for (const [name, options] of Object.entries(waits)) {
      row[name] = await cell({ name, options: [`-${level}`, ...options], folder, examples, number })
      process.stderr.write(`${number} -${level} ${name}: ${row[name]}\n`)
    }
    rows.push(row)
  }
  return rows
}

async function cell({ name, options, folder, examples, number }) {
  const flags = name === 'JSPI' ? flagsForJspi() : []
  if (name === 'JSPI' && (number.startsWith('3.1.6 ') || number === '3.1.6')) return 'has none'
  if (flags === null) return 'the engine has none'
  let passed = 0
  for (const example of examples) {
    const script = join(folder, `${example.name}.js`)
    const { code, stderr } = await link([...options, join(root, example.file), '-o', script])
    if (code) return `${example.name}: ${stderr.trim().split('\n')[0]}`
    const wrong = difference(example, [process.execPath, ...flags, script], transcriptEnvironment(example))
    if (wrong) return `${example.name}: ${wrong.split('\n').slice(0, 2).join(', ')}`
    passed++
  }
  const script = join(folder, 'awaits.js')
  const { code, stderr } = await link([...options, join(root, 'tests/emscripten/awaits.c'), '-o', script])
  if (code) return `awaits: ${stderr.trim().split('\n')[0]}`
  const { stdout, stderr: said } = await runProgram(script, { flags })
  if (stdout !== readFileSync(join(root, 'tests/emscripten/awaits.txt'), 'utf8')) return `awaits: ${(said || stdout).trim().split('\n').slice(-1)}`
  return `${passed + 1} of ${examples.length + 1}`
}

// --- roots ---------------------------------------------------------------------------------------

/** Makes the root once, and copies into it what the cells need. */
function prepareRoot({ suite, script, apt }) {
  const folder = join(root, 'build', 'roots', suite)
  const quietly = (command, words) => execFileSync(command, words, { stdio: ['ignore', 'ignore', 'inherit'] })
  if (!existsSync(join(folder, 'usr/bin/emcc'))) {
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
    quietly('debootstrap', ['--variant=minbase', '--include=ca-certificates', suite, folder, mirror, ...script])
    quietly('chroot', [folder, 'apt-get', ...apt, 'install', '-y', '-q', '--no-install-recommends', 'emscripten'])
  }
  const copy = join(folder, 'weft')
  mkdirSync(join(copy, 'node_modules'), { recursive: true })
  const parts = ['runtime', 'wasi', 'web', 'toolchain', 'tests/emscripten', 'tests/transcript.js', 'playground/examples', 'playground/make/shelves.js',
    'docs/emscripten.md', 'package.json', 'node_modules/binaryen', 'node_modules/@weft']
  for (const part of parts) {
    rmSync(join(copy, part), { recursive: true, force: true })
    cpSync(join(root, part), join(copy, part), { recursive: true, verbatimSymlinks: true })
  }
  return folder
}

/** The same matrix by the root's own emcc and Node. What it builds of libc is kept in the root. */
function matrixIn(folder, words) {
  const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root', EM_CACHE: '/weft/cache', LC_ALL: 'C.UTF-8', WEFT_CACHE: '/weft/kept' }
  if (existsSync(join(folder, 'usr/share/emscripten/cache/sysroot/lib'))) delete env.EM_CACHE   // Debian 13's has its libraries
  const out = execFileSync('chroot', [folder, 'node', '/weft/tests/emscripten/emscripten.js', '--json', ...words],
    { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1 << 26 })
  return JSON.parse(out)
}

function table(rows) {
  const kinds = Object.keys(waits)
  const lines = rows.map(row => `| ${row.version} | ${row.level} | ${kinds.map(kind => row[kind]).join(' | ')} |`)
  return ['| Emscripten | | ' + kinds.join(' | ') + ' |', '|---|---|' + kinds.map(() => '---|').join(''), ...lines].join('\n')
}

// --- figures -------------------------------------------------------------------------------------

async function figures() {
  const folder = makeFolder('figures')
  const here = join(root, 'tests', 'emscripten')
  const plainly = options => run('emcc', options, { env: { NODE_PATH: '/usr/share/nodejs' } })
  const build = async (name, options, how = link) => {
    const script = join(folder, `${name}.js`)
    const { code, stderr } = await how([...options, '-o', script])
    if (code) throw new Error(stderr)
    return script
  }
  const sizes = script => `${kilobytes(script.replace(/\.js$/, '.wasm'))} wasm, ${kilobytes(script)} JavaScript`
  const hello = join(root, 'playground/examples/tasks/hello.c')
  const number = async (script, flags = []) => Number((await runProgram(script, { flags })).stdout)
  const ours = await build('switches', ['-O2', join(here, 'switches.c')])
  const withAsyncify = await build('switches_asyncify', ['-O2', '-sASYNCIFY', join(here, 'switches.c')])
  const fibers = await build('fibers', ['-O2', '-sASYNCIFY', join(here, 'fibers.c')], plainly)
  const laps = { ours: [], withAsyncify: [], fibers: [] }
  for (let lap = 0; lap < 3; lap++) {   // in turns, so that all have the same machine
    laps.ours.push(await number(ours))
    laps.withAsyncify.push(await number(withAsyncify))
    laps.fibers.push(await number(fibers, flagsAgainstFetch()))
  }
  const least = list => Math.min(...list)
  return [
    '| | |', '|---|---|',
    `| a switch of tasks | ${least(laps.ours)} ns |`,
    `| the same in a program with \`-sASYNCIFY\` | ${least(laps.withAsyncify)} ns |`,
    `| a swap of Emscripten's fibers | ${least(laps.fibers)} ns |`,
    `| hello with tasks, \`-Oz\` | ${sizes(await build('hello', ['-Oz', hello]))} |`,
    `| hello without Weft, \`emcc -Oz\` | ${sizes(await build('plain', ['-Oz', '-sDEFAULT_TO_CXX=0', join(here, 'plain.c')], plainly))} |`,
    '', `Emscripten ${await version()}, Node ${process.versions.node}; the least of three runs in turns, at load ${Math.round(loadavg()[0])} on ${cpus().length} processors.`
  ].join('\n')
}

/** Emscripten 3.1.6 takes the fetch of newer Nodes for one that reads files. */
function flagsAgainstFetch() {
  return Number(process.versions.node.split('.')[0]) < 24 ? ['--no-experimental-fetch'] : []
}

function kilobytes(path) {
  return `${(statSync(path).size / 1024).toFixed(1)} KB`
}

// --- the command ---------------------------------------------------------------------------------

function write(mark, text) {
  const pattern = new RegExp(`(<!-- ${mark}:[^>]*-->\n)[^]*?(<!-- end of ${mark} -->)`)
  writeFileSync(page, readFileSync(page, 'utf8').replace(pattern, (_, begin, end) => `${begin}${text}\n${end}`))
}

async function main(words) {
  if (words.includes('--help')) return console.log(help)
  const after = name => words.includes(name) ? words[words.indexOf(name) + 1] : undefined
  if (words.includes('--figures')) {
    const text = await figures()
    console.log(text)
    if (words.includes('--write')) write('figures', text)
    return
  }
  const only = after('--level')
  const isAll = words.includes('--all')
  const examples = after('--examples') === 'all' ? readExamples() : few.map(name => findExample(name))
  const factor = (examples.length + 1) / (few.length + 1) * (only ? 1 / levels.length : 1)
  const minutes = minutesOfMine * factor + (isAll ? roots.reduce((sum, { minutes }) => sum + minutes * factor, 0) : 0)
  console.error(`This takes about ${Math.ceil(minutes)} minutes${isAll ? ', and ten more where roots are not made yet' : ''}.`)
  const rows = await matrix({ examples, only })
  const passed = words.filter(word => word !== '--all' && word !== '--write' && word !== '--json')
  if (isAll) for (const entry of roots) rows.push(...matrixIn(prepareRoot(entry), passed))
  if (words.includes('--json')) return console.log(JSON.stringify(rows))
  console.log(table(rows))
  if (words.includes('--write')) write('matrix', `${table(rows)}\n\nEach cell: programs that printed what they should, ${examples.length} examples and one that awaits promises.`)
}

main(process.argv.slice(2)).catch(error => {
  console.error(error.message)
  process.exitCode = 1
})
