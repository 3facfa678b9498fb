// The matrix of Emscripten's versions, levels and kinds of waiting, and the figures: what a switch and hello cost.
//
//     npm run emscripten                   this machine's emcc
//     npm run emscripten -- --all          also roots of Debian 13 and of forky, made by debootstrap below build/roots (as root)
//     npm run emscripten -- --root forky   that root alone
//     npm run emscripten -- --figures      the figures instead
//
// Each cell links all examples as one program, runs it once for each, and compares what it prints with the transcript; then some that are linked alone,
// a program that awaits promises, and one that measures a switch of tasks.

import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { findExample, readExamples } from '../../playground/make/shelves.js'
import { difference, differenceMeanwhile, transcriptEnvironment } from '../transcript.js'
import { link, makeFolder, once, root, run, runProgram } from './build.js'
import { compileTogether } from './one_program.js'

const help = `npm run emscripten -- OPTION…

  --all           also Debian 13's Emscripten and forky's, in roots below build/roots (needs root and debootstrap)
  --root NAME     only this root: trixie or forky
  --roots FOLDER  where the roots are, instead of build/roots
  --examples few  a few examples in each cell, instead of all
  --level O2      only this level, or only the row of fibers, or of port
  --kind plain    only this column: plain, ASYNCIFY or JSPI
  --lanes 4       how many cells are made beside each other, instead of one for each processor
  --figures       what a switch and hello cost, instead of the matrix
  --write         put it into docs/emscripten.md; rows of versions that were not run stay there
`

const alone = ['queue_workers', 'echo_pair']   // linked alone, too
const levels = ['O0', 'O1', 'O2', 'O3', 'Oz']
const waits = { plain: [], ASYNCIFY: ['-sASYNCIFY'], JSPI: ['-sJSPI'] }
const MOST_NANOSECONDS = 85   // a switch
const LAPS = 8                // of which the least counts where the first was above that
const seconds = { root: 20, level: 10, cell: 40 }   // preparing the root, compiling the examples, a cell
const roots = [
  { suite: 'trixie', script: [], apt: [] },
  { suite: 'forky', script: ['/usr/share/debootstrap/scripts/sid'], apt: ['-o', 'Acquire::Check-Valid-Until=false'] }
]
const mirror = 'http://deb.debian.org/debian'
const page = join(root, 'docs', 'emscripten.md')

async function version() {
  const { stdout } = await emcc(['--version'])
  return / (\d+\.\d+\.\d+)/.exec(stdout)?.[1] ?? 'none'
}

/** A Node with JSPI, this one or a newer one that is there; null for none. */
function nodeWithJspi() {
  const has = ([program, ...flags]) => spawnSync(program, [...flags, '-e', 'process.exit(WebAssembly.Suspending ? 0 : 1)']).status === 0
  const newer = process.env.WEFT_NEWER_NODE ? [[process.env.WEFT_NEWER_NODE]] : []
  return [[process.execPath], [process.execPath, '--experimental-wasm-jspi'], ...newer].find(has) ?? null
}

/** One row of cells for each level: what is wrong with each, or that nothing is. */
async function matrix({ examples, only, kind, lanes }) {
  const number = await version()
  const rows = levels.filter(level => !only || level === only).map(level => ({ version: number, level: `-${level}` }))
  const cells = rows.flatMap(row => {
    const objects = once(() => compileTogether(examples, [row.level], makeFolder('matrix', row.level)))
    return Object.keys(waits).filter(name => !kind || name === kind).map(name => ({ row, name, objects }))
  })
  await inLanes(lanes, cells, async ({ row, name, objects }) => {
    row[name] = await cell({ name, level: row.level, examples, objects, number })
    process.stderr.write(`${number} ${row.level} ${name}: ${row[name]}\n`)
  })
  if (!kind && (!only || only === 'fibers')) {
    rows.push({ version: number, level: 'its fibers', plain: '', ASYNCIFY: await costOfFibers(makeFolder('matrix')), JSPI: 'has none' })
  }
  const port = !kind && (!only || only === 'port') ? await asPort(number, makeFolder('matrix')) : null
  if (port) rows.push({ version: number, level: '`--use-port`', plain: port, ASYNCIFY: '', JSPI: '' })
  return rows
}

async function inLanes(count, list, work) {
  const left = [...list]
  await Promise.all(Array.from({ length: count }, async () => {
    while (left.length) await work(left.shift())
  }))
}

async function cell({ name, level, examples, objects, number }) {
  const node = name === 'JSPI' ? nodeWithJspi() : [process.execPath]
  if (name === 'JSPI' && number === '3.1.6') return 'has none'
  if (node === null) return 'the engine has none'
  const folder = makeFolder('matrix', level, name)
  const options = [level, ...waits[name]]
  const script = join(folder, 'examples.js')
  const { code, stderr } = await link([...options, ...await objects(), '-o', script])
  if (code) return stderr.trim().split('\n')[0]
  const wrong = []
  const judge = async (example, words, how = '') => {
    const found = await differenceMeanwhile(example, [...node, ...words], transcriptEnvironment(example))
    if (found) wrong.push(`${example.name}${how}: ${found.split('\n').slice(0, 2).join(', ')}`)
  }
  for (const example of examples) await judge(example, [script, example.name])
  for (const example of examples.filter(example => alone.includes(example.name))) {
    const own = join(folder, `${example.name}.js`)
    const { code, stderr } = await link([...options, join(root, example.file), '-o', own])
    if (code) wrong.push(`${example.name} alone: ${stderr.trim().split('\n')[0]}`)
    else await judge(example, [own], ' alone')
  }
  const awaited = await ownProgram('awaits', { options, folder, node })
  if (awaited.stdout !== readFileSync(join(root, 'tests/emscripten/awaits.txt'), 'utf8')) wrong.push(`awaits: ${awaited.said}`)
  const { stdout, said } = await ownProgram('switches', { options, folder, node })
  if (!/^\d+\n$/.test(stdout)) wrong.push(`switches: ${said}`)
  const most = examples.length + 1
  if (wrong.length) return `not all of ${most}: ${wrong.join('; ')}`
  return `${most} of ${most}, ${await leastOf(Number(stdout), join(folder, 'switches.js'), node)} ns`
}

/** What else the machine does can only make it longer. */
async function leastOf(nanoseconds, script, node) {
  let least = nanoseconds
  for (let lap = 1; lap < LAPS && least > MOST_NANOSECONDS; lap++) {
    least = Math.min(least, Number((await runProgram(script, { node })).stdout))
  }
  return least
}

/** Links and runs a program beside this file; `said` is what went wrong, if anything did. */
async function ownProgram(name, { options, folder, node }) {
  const script = join(folder, `${name}.js`)
  const { code, stderr } = await link([...options, join(root, `tests/emscripten/${name}.c`), '-o', script])
  if (code) return { stdout: '', said: stderr.trim().split('\n')[0] }
  const { stdout, stderr: said } = await runProgram(script, { node })
  return { stdout, said: (said || stdout).trim().split('\n').at(-1) }
}

async function costOfFibers(folder) {
  const script = join(folder, 'fibers.js')
  const { code, stderr } = await emcc(['-O2', '-sASYNCIFY', '-sDEFAULT_TO_CXX=0', join(root, 'tests/emscripten/fibers.c'), '-o', script])
  if (code) return stderr.trim().split('\n')[0]
  const { stdout } = await runProgram(script, { node: [process.execPath, ...flagsAgainstFetch()] })
  return `${stdout.trim()} ns`
}

const emcc = words => run('emcc', words, { env: { NODE_PATH: '/usr/share/nodejs' } })

/** As a port of emcc's own, where it has ports. */
async function asPort(number, folder) {
  const [major, minor, patch] = number.split('.').map(Number)
  if (major < 3 || (major === 3 && minor === 1 && patch < 54)) return null
  const script = join(folder, 'port.js')
  const { code, stdout, stderr } = await run('emcc', ['-O2', join(root, 'playground/examples/tasks/hello.c'), '-o', script,
    `--use-port=${join(root, 'toolchain/emscripten/weft.py')}`])
  if (code) return (stderr || stdout).trim().split('\n').at(-1)
  const example = findExample('hello')
  return difference(example, [process.execPath, script], transcriptEnvironment(example))?.split('\n')[0] ?? '1 of 1'
}

// --- roots ---------------------------------------------------------------------------------------

/** Makes the root once, and copies into it what the cells need. */
async function prepareRoot({ suite, script, apt }, below) {
  const { tools } = await import('../../dev/setup/tools.js')
  const folder = join(below, suite)
  const quietly = (command, words) => execFileSync(command, words, { stdio: ['ignore', 'ignore', 'inherit'] })
  if (!existsSync(join(folder, 'usr/bin/emcc'))) {
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
    quietly('debootstrap', ['--variant=minbase', '--include=ca-certificates', suite, folder, mirror, ...script])
    writeFileSync(join(folder, 'etc/dpkg/dpkg.cfg.d/unsafe-io'), 'force-unsafe-io\n')   // Emscripten has very many files
    quietly('chroot', [folder, 'apt-get', ...apt, 'install', '-y', '-q', '--no-install-recommends', 'emscripten', 'libatomic1'])
  }
  const copy = join(folder, 'weft')
  mkdirSync(join(copy, 'node_modules'), { recursive: true })
  const parts = ['runtime', 'wasi', 'web', 'toolchain', 'tests/emscripten', 'tests/transcript.js', 'playground/examples', 'playground/make/shelves.js',
    'docs/emscripten.md', 'package.json', 'node_modules/binaryen', 'node_modules/@weft']
  for (const part of parts) {
    rmSync(join(copy, part), { recursive: true, force: true })
    cpSync(join(root, part), join(copy, part), { recursive: true, verbatimSymlinks: true })
  }
  const { node26 } = tools()
  if (node26) cpSync(node26, join(copy, 'newer-node'))   // Debian's has no JSPI
  return folder
}

/** The same matrix by the root's own emcc and Node. What it builds of libc is kept in the root. */
function matrixIn(folder, words) {
  const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root', EM_CACHE: '/weft/cache', LC_ALL: 'C.UTF-8', WEFT_CACHE: '/weft/kept', WEFT_NEWER_NODE: '/weft/newer-node' }
  if (existsSync(join(folder, 'usr/share/emscripten/cache/sysroot/lib'))) delete env.EM_CACHE   // Debian 13's has its libraries
  const out = execFileSync('chroot', [folder, 'node', '/weft/tests/emscripten/emscripten.js', '--json', ...words],
    { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1 << 26 })
  return JSON.parse(out)
}

const kinds = Object.keys(waits)

function table(rows) {
  return ['| Emscripten | | ' + kinds.join(' | ') + ' |', '|---|---|' + kinds.map(() => '---|').join(''), ...rows.map(lineOf)].join('\n')
}

function lineOf(row) {
  return `| ${row.version} | ${row.level} | ${kinds.map(kind => row[kind] ?? '').join(' | ')} |`
}

/** The rows that the page has of other versions, with these: by version. */
function withOthers(rows) {
  const kept = [...readFileSync(page, 'utf8').matchAll(/^\| (\d+\.\d+\.\d+) \| ([^|]*) \| ([^|]*) \| ([^|]*) \| ([^|]*) \|$/gm)]
    .map(([, version, level, ...cells]) => ({ version, level, ...Object.fromEntries(kinds.map((kind, at) => [kind, cells[at]])) }))
  const weight = version => version.split('.').reduce((sum, part) => sum * 1000 + Number(part), 0)
  const same = (a, b) => a.version === b.version && a.level === b.level
  const merged = kept.map(row => ({ ...row, ...rows.find(other => same(row, other)) }))
  return [...merged, ...rows.filter(row => !kept.some(other => same(row, other)))].sort((a, b) => weight(a.version) - weight(b.version) || (a.level < b.level ? -1 : 1))
}

// --- figures -------------------------------------------------------------------------------------

async function figures() {
  const folder = makeFolder('figures')
  const here = join(root, 'tests', 'emscripten')
  const build = async (name, options, how = link) => {
    const script = join(folder, `${name}.js`)
    const { code, stderr } = await how([...options, '-o', script])
    if (code) throw new Error(stderr)
    return script
  }
  const sizes = script => `${kilobytes(script.replace(/\.js$/, '.wasm'))} wasm, ${kilobytes(script)} JavaScript`
  const hello = join(root, 'playground/examples/tasks/hello.c')
  const number = async (script, flags = []) => Number((await runProgram(script, { node: [process.execPath, ...flags] })).stdout)
  const ours = await build('switches', ['-O2', join(here, 'switches.c')])
  const withAsyncify = await build('switches_asyncify', ['-O2', '-sASYNCIFY', join(here, 'switches.c')])
  const fibers = await build('fibers', ['-O2', '-sASYNCIFY', join(here, 'fibers.c')], emcc)
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
    `| hello without Weft, \`emcc -Oz\` | ${sizes(await build('plain', ['-Oz', '-sDEFAULT_TO_CXX=0', join(here, 'plain.c')], emcc))} |`,
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
  const kind = after('--kind')
  const lanes = Number(after('--lanes') ?? cpus().length)
  const chosen = roots.filter(({ suite }) => words.includes('--all') || suite === after('--root'))
  const isHere = words.includes('--all') || !after('--root')
  const examples = readExamples().filter(({ name }) => after('--examples') !== 'few' || alone.includes(name))
  const minutes = minutesOf({ only, kind, lanes, examples, chosen, isHere })
  if (!words.includes('--json')) console.error(`This takes about ${minutes} minute${minutes > 1 ? 's' : ''} on a quiet machine${chosen.length ? ', and ten more where roots are not made yet' : ''}.`)
  const rows = isHere ? await matrix({ examples, only, kind, lanes }) : []
  const passed = ['--level', '--kind', '--examples', '--lanes'].filter(name => words.includes(name)).flatMap(name => [name, after(name)])
  for (const entry of chosen) rows.push(...matrixIn(await prepareRoot(entry, after('--roots') ?? join(root, 'build', 'roots')), passed))
  if (words.includes('--json')) return console.log(JSON.stringify(rows))
  console.log(table(rows))
  if (words.includes('--write')) write('matrix', `${table(withOthers(rows))}\n\n${footer(examples.length)}`)
  const wrong = rows.flatMap(row => kinds.filter(kind => row[kind] && !isGreen(row[kind])).map(kind => `${row.version} ${row.level} ${kind}`))
  if (wrong.length) throw new Error(`Not as it should be: ${wrong.join(', ')}.`)
}

function minutesOf({ only, kind, lanes, examples, chosen, isHere }) {
  const ofLevel = seconds.level + (kind ? 1 : kinds.length) * seconds.cell / Math.min(lanes, cpus().length)
  const ofVersion = ofLevel * (only ? 1 : levels.length) * (examples.length > alone.length ? 1 : 0.4)
  return Math.ceil(((isHere ? 1 : 0) * ofVersion + chosen.length * (seconds.root + ofVersion)) / 60)
}

/** All that it should have printed, a switch within its bound; or that there is no such thing. */
function isGreen(cell) {
  const [, passed, most, , nanoseconds] = /^(\d+) of (\d+)(, (\d+) ns)?$/.exec(cell) ?? []
  return passed ? passed === most && !(nanoseconds > MOST_NANOSECONDS) : /^(has none|the engine has none|\d+ ns)$/.test(cell)
}

function footer(count) {
  return `Each cell: programs that printed what they should, ${count} examples (one program at that level and kind, ${alone.length} of them also linked alone) and one that awaits promises; `
    + `then the least that a switch of tasks took (where the machine was busy and it was above ${MOST_NANOSECONDS} ns, of up to ${LAPS} runs). JSPI is that of Node 24 and newer; "its fibers" `
    + 'is a swap of Emscripten\'s own, in the same run.'
}

main(process.argv.slice(2)).catch(error => {
  console.error(error.message)
  process.exitCode = 1
})
