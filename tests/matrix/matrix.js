/**
 * The packages as npm packs them, in every engine and through every bundler that can be had here; and what the checkers of packages say of them.
 *
 *     npm run matrix               prints the table
 *     npm run matrix -- --write    and puts it into docs/embed-js.md
 *     npm run matrix -- vite bun   some rows
 *
 * The bundlers, engines and checkers are those of tests/matrix/package.json. They are installed into build/matrix, pinned by its lock file.
 */
import { execFileSync, spawn } from 'node:child_process'
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build as esbuild } from 'esbuild'
import { chromium } from 'playwright-core'
import { deploy } from '../../durable/lib/deploy.js'
import { findWorkerd } from '../../durable/lib/workerd.js'
import { buildLibrary, folder as libraries } from '../library/build.js'
import { installOnDemand } from '../on_demand.js'
import { root, tools } from '../programs.js'

const PAGE = join(root, 'docs/embed-js.md')
const own = fileURLToPath(new URL('.', import.meta.url))
const place = join(root, 'build/matrix')
const installed = join(place, 'tools')
const app = join(place, 'app')
const WANTED = '42'
const CSP = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:"
const INLINE = CSP.replace("script-src 'self'", "script-src 'self' 'unsafe-inline'")   // Parcel writes a script into the page
const TYPES = { '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm', '.html': 'text/html' }

const program = (name, file) => join(installed, 'node_modules', name, file)
const requireTool = createRequire(join(installed, 'package.json'))
const importTool = async name => import(pathToFileURL(requireTool.resolve(name)))
const run = (words, options = {}) => execFileSync(words[0], words.slice(1), { cwd: app, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 300_000, ...options })

/** The tarball of a package of ours, without what is made for it. */
export function pack(name) {
  const to = join(place, 'packs')
  mkdirSync(to, { recursive: true })
  const [{ filename }] = JSON.parse(run(['npm', 'pack', '--json', '--ignore-scripts', '--pack-destination', to], { cwd: join(root, name) }))
  return join(to, filename)
}

/** An app that has the packed host and a library, and uses it in a page, in a page's worker and elsewhere. */
export async function makeApp() {
  rmSync(app, { recursive: true, force: true })
  mkdirSync(app, { recursive: true })
  await buildLibrary('small')
  for (const end of ['js', 'd.ts', 'wasm']) copyFileSync(join(libraries, `small.${end}`), join(app, `small.${end}`))
  cpSync(join(own, 'app'), app, { recursive: true })
  run(['npm', 'install', '--offline', '--no-audit', '--no-fund', pack('web')])
}

// ---- engines ----

const byFile = find => ({ elsewhere: () => run([find(), 'elsewhere.js']).trim() })

const ENGINES = {
  'this Node': { tool: () => !/^v2[046]\./.test(process.version), ...byFile(() => process.execPath) },
  'Node 20': { tool: () => process.version.startsWith('v20.') && process.execPath, ...byFile(() => process.execPath) },
  'Node 24': { tool: () => tools().node24, ...byFile(() => tools().node24) },
  'Node 26': { tool: () => tools().node26, ...byFile(() => tools().node26) },
  Deno: { tool: () => native('deno'), elsewhere: () => run([native('deno'), 'run', '--allow-read', '--allow-env', 'elsewhere.js']).trim() },
  Bun: { tool: () => native('bun'), elsewhere: () => run([native('bun'), 'elsewhere.js']).trim() },
  workerd: { tool: () => true, elsewhere: underWorkerd }
}

/** The program of an engine that npm has as a package for each machine. */
function native(name) {
  const path = join(installed, 'node_modules', name === 'bun' ? 'bun/bin/bun.exe'   // its name everywhere: npm makes no other link
    : `@deno/linux-${process.arch}-glibc/deno`)
  return existsSync(path) ? path : null
}

/** A Worker gets the module by an import; what it answers is asked over HTTP. */
async function underWorkerd() {
  const out = join(place, 'workerd')
  const port = 20000 + process.pid % 20000
  const { config } = deploy({ worker: join(app, 'workerd.js'), out, objects: [], address: `127.0.0.1:${port}` })
  const child = spawn(findWorkerd(import.meta.url), ['serve', config], { cwd: out, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = once(child, 'exit')
  let said = ''
  child.stderr.on('data', chunk => { said += chunk })
  try {
    for (let tries = 0; ; tries++) {
      const answer = await fetch(`http://127.0.0.1:${port}/`).then(response => response.text(), () => null)
      if (answer !== null) return answer.trim()
      if (tries === 100 || child.exitCode !== null) throw new Error(said || 'it does not answer')
      await new Promise(resolve => setTimeout(resolve, 100))
    }
  } finally {
    child.kill()
    await ended
  }
}

// ---- bundlers: each gives the folder of a site, with index.html ----

const outOf = name => {
  const out = join(place, 'out', name)
  rmSync(out, { recursive: true, force: true })
  mkdirSync(out, { recursive: true })
  return out
}

const BUNDLERS = {
  esbuild: async () => {
    const out = outOf('esbuild')
    await esbuild({ entryPoints: [join(app, 'page.js'), join(app, 'worker.js')], bundle: true, splitting: true, minify: true, format: 'esm', outdir: out, logLevel: 'error' })
    for (const name of ['small.wasm', 'index.html']) copyFileSync(join(app, name), join(out, name))
    return out
  },
  rollup: async () => {
    const out = outOf('rollup')
    const { rollup } = await importTool('rollup')
    const { nodeResolve } = await importTool('@rollup/plugin-node-resolve')
    const bundle = await rollup({ input: [join(app, 'page.js'), join(app, 'worker.js')], plugins: [nodeResolve({ browser: true })] })
    await bundle.write({ dir: out, format: 'es', chunkFileNames: '[name]-[hash].js' })
    for (const name of ['small.wasm', 'index.html']) copyFileSync(join(app, name), join(out, name))
    return out
  },
  Vite: async () => {
    const out = outOf('vite')
    run([process.execPath, program('vite', 'bin/vite.js'), 'build', '--base', './', '--outDir', out, '--config', 'vite.config.mjs', '--logLevel', 'warn'])
    return out
  },
  webpack: async () => {
    const out = outOf('webpack')
    const { default: webpack } = await importTool('webpack')
    const stats = await new Promise((resolve, reject) => webpack({
      mode: 'production', context: app, entry: './page.js', output: { path: out, filename: 'page.js', publicPath: 'auto' }
    }, (error, stats) => error ? reject(error) : resolve(stats)))
    if (stats.hasErrors()) throw new Error(stats.toString({ all: false, errors: true }))
    copyFileSync(join(app, 'index.html'), join(out, 'index.html'))
    return out
  },
  Parcel: async () => {
    const out = outOf('parcel')
    run([process.execPath, program('parcel', 'lib/bin.js'), 'build', 'index.html', '--dist-dir', out, '--public-url', './', '--no-cache', '--no-source-maps'])
    return out
  }
}

/** What a page says that is served from a folder, under a policy without `unsafe-eval`, in its own thread and in a worker. */
async function inChromium(folder, policy = CSP) {
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, 'http://x').pathname))
    const file = join(folder, path === '/' ? 'index.html' : path)
    response.writeHead(existsSync(file) ? 200 : 404, { 'content-type': TYPES[extname(file)] ?? 'text/plain', 'content-security-policy': policy })
    response.end(existsSync(file) ? readFileSync(file) : '')
  })
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
  const browser = await chromium.launch({ executablePath: tools().chromium, args: ['--headless', '--no-sandbox', '--disable-gpu'] })
  const said = []
  try {
    const page = await browser.newPage()
    page.on('pageerror', error => said.push(error.message))
    page.on('console', message => message.type() === 'error' && said.push(message.text()))
    await page.goto(`http://127.0.0.1:${server.address().port}/`)
    await page.waitForFunction(() => document.title.startsWith('{'), { timeout: 20_000 }).catch(() => { throw new Error(said.join(' ') || 'the page says nothing') })
    return JSON.parse(await page.title())
  } finally {
    await browser.close()
    server.close()
  }
}

// ---- the table ----

/** A cell: yes, or what went wrong. */
async function cell(ask) {
  try {
    const answer = await ask()
    return answer === WANTED ? 'yes' : `no: ${answer}`
  } catch (error) {
    return `no: ${String(error.stderr || error.message).trim().split('\n').find(line => /error|cannot|not/i.test(line)) ?? error.message}`.slice(0, 200)
  }
}

export async function askRow(name) {
  if (ENGINES[name]) return [name, await cell(ENGINES[name].elsewhere), '']
  let both
  try {
    both = await inChromium(await BUNDLERS[name](), name === 'Parcel' ? INLINE : CSP)
  } catch (error) {
    return [name, await cell(() => { throw error }), '']
  }
  return [name, await cell(() => both.page), await cell(() => both.worker)]
}

/** What publint and attw say of a package. */
function check(name) {
  const file = pack(name)
  const tool = (words, good) => {
    try {
      return good(run([process.execPath, ...words, file], { cwd: place, env: { ...process.env, NO_COLOR: '1' } }))
    } catch (error) {
      return `no: ${(error.stdout || error.message).trim().split('\n').at(-1)}`
    }
  }
  const publint = tool([program('publint', 'src/cli.js'), '--strict'], text => text.includes('All good!') ? 'clean' : text)
  const hasTypes = name !== 'toolchain'
  const attw = hasTypes ? tool([program('@arethetypeswrong/cli', 'dist/index.js'), '--profile', 'esm-only', '--format', 'ascii'], () => 'clean') : 'has no types'
  return [`@weft/${{ web: 'host', durable: 'durable', toolchain: 'cli' }[name]}`, publint, attw]
}

const table = (head, rows) => [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n')

async function main() {
  installOnDemand(own, installed, 'the bundlers and engines of tests/matrix')
  await makeApp()
  const words = process.argv.slice(2).filter(word => !word.startsWith('--')).map(word => word.toLowerCase())
  const isAsked = name => words.length === 0 || words.some(word => name.toLowerCase().includes(word))
  const here = [...Object.keys(ENGINES).filter(name => ENGINES[name].tool()), ...Object.keys(BUNDLERS)]
  const rows = []
  for (const name of here.filter(isAsked)) {
    rows.push(await askRow(name))
    console.error(rows.at(-1).join(' | '))
  }
  const checks = ['web', 'durable', 'toolchain'].filter(name => isAsked(`checks ${name}`)).map(check)
  const text = `${table(['', 'it runs', 'in a worker of the page'], rows)}\n\n${table(['package', 'publint', 'attw'], checks)}`
  console.log(text)
  if (process.argv.includes('--write')) {
    const page = readFileSync(PAGE, 'utf8')
    writeFileSync(PAGE, page.replace(/(<!-- matrix -->\n)[^]*(\n<!-- end of matrix -->)/, (_, before, after) => `${before}${text}${after}`))
  }
  if (rows.flat().concat(checks.flat()).some(word => String(word).startsWith('no'))) process.exitCode = 1
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main()
