// @weft/host as npm packs it: what is in the archive, and that it works where it is installed: in every Node that
// the tests have, as a module and by require, in a page and in a page's worker.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { extname, join, normalize } from 'node:path'
import { after, before, test } from 'node:test'
import * as trace from '../web/lib/trace.js'
import { keepRaw } from './host/build.js'
import { needs, root, tools } from './programs.js'

const web = join(root, 'web')
const folder = mkdtempSync(join(tmpdir(), 'weft-package-'))
const manifest = JSON.parse(readFileSync(join(web, 'package.json'), 'utf8'))
const installed = join(folder, 'node_modules', '@weft', 'host')
let packed

const npm = (words, cwd) => execFileSync('npm', words, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

before(async () => {
  [packed] = JSON.parse(npm(['pack', '--json', '--pack-destination', folder], web))
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }')
  npm(['install', '--offline', '--no-audit', '--no-fund', join(folder, packed.filename)], folder)
  writeFileSync(join(folder, 'raw.wasm'), await keepRaw())
})

after(() => rmSync(folder, { recursive: true, force: true }))

test('the archive holds the files of the package, and nothing else', () => {
  const wanted = readdirSync(join(web, 'lib'), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath ?? entry.path, entry.name).slice(web.length + 1))
  const rest = ['LICENSE', 'README.md', 'index.d.ts', 'index.js', 'job_worker.d.ts', 'library.d.ts', 'package.json', 'snapshot.d.ts', 'trace.d.ts']
  assert.deepEqual(packed.files.map(({ path }) => path).sort(), [...rest, ...wanted].sort())
  assert.ok(wanted.every(name => name.endsWith('.js')))
  const inFolder = /^lib\/(trace|world|library|orders|snapshots|lines|refusals|browser)\//
  const size = some => packed.files.filter(some).reduce((sum, file) => sum + file.size, 0)
  const core = size(({ path }) => path.startsWith('lib/') && !inFolder.test(path))
  assert.ok(core < 90_000, `what every run loads: ${core} bytes`)
  const world = size(({ path }) => path.startsWith('lib/world/'))
  assert.ok(world < 83_000, `the world, each file loaded when it is used: ${world} bytes`)
  const library = size(({ path }) => /^(lib\/)?library/.test(path))
  assert.ok(library < 70_000, `libraries, which no run loads: ${library} bytes`)
  const orders = size(({ path }) => path.startsWith('lib/orders/'))
  assert.ok(orders < 30_000, `the search of orders, which no run loads: ${orders} bytes`)
  const snapshots = size(({ path }) => /^(lib\/)?snapshot/.test(path))
  assert.ok(snapshots < 12_500, `snapshots: ${snapshots} bytes`)
  const lines = size(({ path }) => path.startsWith('lib/lines/'))
  assert.ok(lines < 3_000, `the lines of a module that was built with -g, loaded with such a one: ${lines} bytes`)
  const refusals = size(({ path }) => path.startsWith('lib/refusals/'))
  assert.ok(refusals < 3_000, `why something is not loaded, loaded then: ${refusals} bytes`)
  const browser = size(({ path }) => path.startsWith('lib/browser/'))
  assert.ok(browser < 9_000, `what a page has of a network: ${browser} bytes`)
  const types = size(({ path }) => /^(index|trace)\.d\.ts$/.test(path))
  assert.ok(types < 29_000, `types, which no program loads: ${types} bytes`)
  const left = packed.unpackedSize - world - library - orders - snapshots - lines - refusals - browser - types
  assert.ok(left < 189_400, `the rest: ${left} bytes`)
})

test('it needs nothing, runs nothing when it is installed, and bears the licence', () => {
  for (const name of ['dependencies', 'peerDependencies', 'optionalDependencies', 'bundleDependencies', 'scripts',
    'bin', 'gypfile']) assert.equal(manifest[name], undefined, name)
  assert.deepEqual(manifest.sideEffects, ['./lib/world/job_worker.js'], 'all that a bundler must not leave out')
  assert.deepEqual(readdirSync(join(folder, 'node_modules')).filter(name => !name.startsWith('.')), ['@weft'])
  assert.equal(readFileSync(join(installed, 'LICENSE'), 'utf8'), readFileSync(join(root, 'LICENSE'), 'utf8'))
  for (const { path } of packed.files) {
    const text = readFileSync(join(installed, path), 'utf8')
    assert.ok(!text.includes(root.replace(/\/$/, '')), `${path} names a folder of this machine`)
  }
})

test('every entry has types, and they come first', () => {
  for (const [name, entry] of Object.entries(manifest.exports)) {
    if (typeof entry === 'string') continue
    assert.equal(Object.keys(entry)[0], 'types', name)
    for (const file of Object.values(entry)) assert.ok(packed.files.some(({ path }) => `./${path}` === file), file)
  }
})

test('trace.d.ts declares what the trace reader exports, and what its records and moments have', () => {
  const types = readFileSync(join(web, 'trace.d.ts'), 'utf8')
  const declared = [...types.matchAll(/^export (?:function|const) (\w+)/gm)].map(([, name]) => name)
  assert.deepEqual(declared.sort(), Object.keys(trace).sort())
  const members = name => {
    const [, body] = new RegExp(`^export interface ${name} \\{\\n([^]*?)^\\}`, 'm').exec(types)
    return [...body.matchAll(/^ {2}(?:readonly )?(\w+)[(:]/gm)].map(([, word]) => word).sort()
  }
  const past = trace.history()
  assert.deepEqual(members('History'), Object.keys(past).sort())
  assert.deepEqual(members('Moment'), Object.keys(past.now).sort())
  assert.deepEqual(members('World'), Object.keys(trace.world()).sort())
  const { records, ...summary } = trace.decode(new Uint8Array(0))
  assert.deepEqual(records, [])
  assert.deepEqual(members('TraceSummary'), Object.keys(summary).sort())
})

const nodes = { 'this Node': () => process.execPath, node24: () => tools().node24, node26: () => tools().node26 }

for (const [name, find] of Object.entries(nodes)) {
  test(`it runs in ${name}, as a module and by require`, name === 'this Node' ? {} : needs(name), () => {
    const body = `
      const program = await load(readFileSync('raw.wasm'))
      const run = program.start({ args: ['count', '2'], speed: 1000 })
      process.stdout.write(await run.stdout.text() + (await run.exit).code + typeof decode)`
    const module = `import { load } from '@weft/host'
      import { decode } from '@weft/host/trace'
      import { readFileSync } from 'node:fs'
      ${body}`
    const common = `const { load } = require('@weft/host')
      const { decode } = require('@weft/host/trace')
      const { readFileSync } = require('node:fs');
      (async () => {${body}})()`
    for (const [type, text] of [['module', module], ['commonjs', common]]) {
      const words = [`--input-type=${type}`, '--no-warnings', '-e', text]
      const out = execFileSync(find(), words, { cwd: folder, encoding: 'utf8' })
      assert.equal(out, 'line 1\nline 2\n0function', type)
    }
  })
}

test('it runs in a page as it is, and in a worker of that page', needs('chromium'), async () => {
  const work = `
    import { load } from '/node_modules/@weft/host/index.js'
    const program = await load('/raw.wasm')
    const run = program.start({ args: ['count', '2'] })
    const text = await run.stdout.text() + (await run.exit).code`
  const files = {
    '/': `<!doctype html><title>host</title><script type="module">${work}
      const worker = new Worker('/worker.js', { type: 'module' })
      worker.onmessage = ({ data }) => { document.title = JSON.stringify([text, data]) }</script>`,
    '/worker.js': `${work}\n postMessage(text)`
  }
  const types = { '.js': 'text/javascript', '.wasm': 'application/wasm' }
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url, 'http://x').pathname)
    response.writeHead(200, { 'content-type': types[extname(path)] ?? 'text/html' })
    try {
      response.end(files[path] ?? readFileSync(join(folder, path)))
    } catch {
      response.end('')
    }
  })
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
  const { chromium } = await import('playwright-core')
  const browser = await chromium.launch({
    executablePath: tools().chromium, args: ['--headless', '--no-sandbox', '--disable-gpu']
  })
  try {
    const page = await browser.newPage()
    await page.goto(`http://127.0.0.1:${server.address().port}/`)
    await page.waitForFunction(() => document.title.startsWith('['))
    const lines = 'line 1\nline 2\n0'
    assert.deepEqual(JSON.parse(await page.title()), [lines, lines])
  } finally {
    await browser.close()
    server.close()
  }
})
