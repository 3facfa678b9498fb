/**
 * The programs of docs/guide.md: each listing in C is followed by what it prints, each output by a
 * picture of its lanes if the page shows one.
 *
 *     node docs/make/guide.js          says what differs
 *     node docs/make/guide.js --write  puts the outputs into the page and writes the pictures
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { load } from '@weft/host'
import { LEVELS, buildProgram } from '../../toolchain/cli/build.js'
import { drawLanes, drawLegend } from './lanes.js'

const root = fileURLToPath(new URL('../../', import.meta.url))
const folder = join(root, 'build', 'guide')
const page = join(root, 'docs', 'guide.md')
const PART = /^```c\n([^]*?)^```|^```text(.*)\n([^]*?)^```|^!\[(.*?)\]\(guide\/(.*?)\.svg\)/gm

/**
 * The outputs that the page shows, in order: `{ file, options, output, picture, title }`; file is
 * the program, written below build/guide.
 */
export function readGuide(text = readFileSync(page, 'utf8')) {
  const runs = []
  let file
  let programs = 0
  mkdirSync(folder, { recursive: true })
  for (const [, program, options, output, title, picture] of text.matchAll(PART)) {
    if (program !== undefined && program.includes('int main(')) {
      file = `build/guide/step${++programs}.c`
      if (readOr(join(root, file)) !== program) writeFileSync(join(root, file), program)
    } else if (output !== undefined && file) {
      runs.push({ file, options: options.trim(), output })
    } else if (picture && runs.length > 0) {
      Object.assign(runs.at(-1), { picture, title })
    }
  }
  return runs
}

function readOr(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

const built = new Map()

/** Runs one of them through the host: `{ output, code, trace }`. */
export async function runGuide({ file, options }) {
  if (!built.has(file)) built.set(file, load(await buildProgram([join(root, file)], {}, LEVELS.run)))
  const [, signals] = /--signal (\S+)/.exec(options) ?? []
  const run = (await built.get(file))
    .start({ clock: 'virtual', stamp: true, trace: true, ...(signals && { signals }) })
  const trace = []
  for await (const chunk of run.trace) trace.push(...chunk)
  const output = await run.stdout.text()
  return { output, code: (await run.exit).code, trace: Uint8Array.from(trace) }
}

/** What the page and its pictures should be: `{ text, pictures: { name: svg } }`. */
export async function makeGuide() {
  let text = readFileSync(page, 'utf8')
  const [, legend] = /!\[(.*?)\]\(guide\/legend\.svg\)/.exec(text)
  const pictures = { legend: drawLegend(legend) }
  const results = []
  for (const run of readGuide(text)) {
    const result = await runGuide(run)
    if (result.code !== 0) throw new Error(`${run.file} ended with ${result.code}`)
    results.push(result.output)
    if (run.picture) pictures[run.picture] = drawLanes(result.trace, run.title)
  }
  let program = false
  text = text.replace(PART, (all, source, options) => {
    program ||= Boolean(source?.includes('int main('))
    const isOutput = source === undefined && options !== undefined && program
    return isOutput ? `\`\`\`text${options}\n${results.shift()}\`\`\`` : all
  })
  return { text, pictures }
}

/** The files that are not what they should be. */
export function staleFiles({ text, pictures }) {
  const wrong = Object.keys(pictures).map(name => `docs/guide/${name}.svg`)
    .filter((file, at) => readOr(join(root, file)) !== Object.values(pictures)[at])
  return text === readFileSync(page, 'utf8') ? wrong : ['docs/guide.md', ...wrong]
}

function write({ text, pictures }) {
  writeFileSync(page, text)
  mkdirSync(join(root, 'docs/guide'), { recursive: true })
  for (const [name, picture] of Object.entries(pictures)) {
    writeFileSync(join(root, `docs/guide/${name}.svg`), picture)
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const guide = await makeGuide()
  if (process.argv.includes('--write')) write(guide)
  for (const file of staleFiles(guide)) {
    console.error(`${file} is not what the programs show`)
    process.exitCode = 1
  }
}
