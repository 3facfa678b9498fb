// Twenty-four sick programs: each is ill in some orders only. Found, shrunk and drawn in Chromium with the page's own code, beside what
// PyPI's detangle finds in their Python twins:
//
//   npm run sick -- [--python PYTHON] [--picture FILE] [NAME...]
//
// PYTHON is one that has detangle (python3 -m venv V && V/bin/pip install detangle); without it its columns say so. The command fails
// when a program's illness is not found, is seen first come, first served already, or takes longer than a second.

import { execFileSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { loadavg } from 'node:os'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { openBuilders } from '../../toolchain/cli/builders.js'
import { missingBrowser, openBrowser } from '../browser/browser.js'

const MOST_MS = 1000
const HERE = fileURLToPath(new URL('.', import.meta.url))
const PLAYGROUND = join(HERE, '../../playground')

const { values, positionals } = parseArgs({ allowPositionals: true, options: { python: { type: 'string', default: 'python3' }, picture: { type: 'string' } } })

const names = readdirSync(join(HERE, 'programs')).filter(file => file.endsWith('.c')).map(file => basename(file, '.c'))
  .filter(name => positionals.length === 0 || positionals.includes(name))

/** The programs, in the form whose orders can be searched. */
async function programs() {
  const builders = openBuilders()
  try {
    return await Promise.all(names.map(async name => {
      const file = join(HERE, 'programs', `${name}.c`)
      const source = readFileSync(file, 'utf8')
      return { name, source, title: /^\/\* (.+?) \*\//.exec(source)[1], bytes: Array.from(await builders.build(file, 'explore')) }
    }))
  } finally {
    builders.close()
  }
}

async function pageOf() {
  const { outputFiles: [{ text }] } = await build({ entryPoints: [join(HERE, 'page.js')], bundle: true, format: 'iife', write: false, define: { __FILES__: '{}' } })
  const styles = ['tokens.css', 'playground.css', 'page.css'].map(file => readFileSync(join(PLAYGROUND, file), 'utf8')).join('\n')
  return `<!doctype html><meta charset="utf-8"><title>Sick programs</title><style>${styles} body { display: block; height: auto; overflow: auto; padding: 16px }
    section { margin-bottom: 24px } h2 { font: var(--t-text); font-weight: 700 } .cloth { display: block } .axisrow { position: static }
    .deviation circle { fill: var(--ink) } .cloth .deviation text { fill: var(--sheet); font: 700 11px/12px var(--sans) }</style><body><script>${text.replaceAll('</script', '<\\/script')}</script>`
}

/** Each program in Chromium, one after the other; the first is played twice, so that none pays for a cold engine. */
async function ours(list) {
  const browser = await openBrowser({ measured: true })
  try {
    const page = await browser.newPage({ viewport: { width: 900, height: 800 } })
    await page.setContent(await pageOf())
    await page.evaluate(program => window.play(program), list[0])
    await page.evaluate(() => document.querySelector('section').remove())
    const rows = []
    for (const program of list) rows.push(await page.evaluate(program => window.play(program), program))
    if (values.picture) await page.screenshot({ path: values.picture, fullPage: true })
    return rows
  } finally {
    await browser.close()
  }
}

function theirs() {
  try {
    const files = names.map(name => join(HERE, 'programs', `${name}.py`))
    const lines = execFileSync(values.python, [join(HERE, 'twins.py'), ...files], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    return lines.trim().split('\n').map(line => JSON.parse(line))
  } catch {
    return null
  }
}

const missing = missingBrowser()
if (missing) throw new Error(`The table needs a browser: ${missing}.`)
const rows = await ours(await programs())
const others = theirs()
const wrong = []
console.log(`load ${loadavg()[0].toFixed(1)}, Node ${process.version}; times in ms. detangle: ${others ? 'on the Python twins' : `not here (${values.python} has none)`}\n`)
console.log('| program | orders | deviations | found, shrunk | drawn | whole | detangle: runs | deviations | ms |')
console.log('|---|---|---|---|---|---|---|---|---|')
rows.forEach((row, at) => {
  const other = others?.[at]
  const theirs = !other ? '| | |' : other.found ? `${other.runs} | ${other.deviations} | ${other.ms.toFixed(1)} |` : `not found in ${other.runs} | | ${other.ms.toFixed(0)} |`
  if (!row.why) return void wrong.push(`${row.name} is not found`) || console.log(`| ${row.name} | ${row.orders} | not found | | | | ${theirs}`)
  console.log(`| ${row.name} | ${row.orders} | ${row.deviations} | ${row.found.toFixed(1)} | ${row.drawn.toFixed(1)} | ${row.whole.toFixed(1)} | ${theirs}`)
  if (!row.isHidden) wrong.push(`${row.name} is seen first come, first served`)
  if (row.whole > MOST_MS) wrong.push(`${row.name} took ${row.whole.toFixed(0)} ms`)
  if (row.bars === 0 || row.marks === 0) wrong.push(`${row.name} is not drawn`)
})
const sum = key => rows.reduce((total, row) => total + (row[key] ?? 0), 0)
console.log(`\n${rows.length - wrong.length} of ${rows.length} well found; all together ${sum('whole').toFixed(0)} ms${others ? `, detangle ${others.reduce((total, { ms }) => total + ms, 0).toFixed(0)} ms without a picture` : ''}.`)
for (const sentence of wrong) console.log(`  ${sentence}`)
process.exitCode = wrong.length > 0 ? 1 : 0
