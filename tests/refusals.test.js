/**
 * What a compiler says of mistakes with the interface: errors for what would write over memory or call
 * the wrong function, warnings for results that nobody looks at, and not a word about what is right.
 * The programs are in tests/bad/refused; each line of one that is wrong is named here.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { compile } from '../toolchain/compile.js'
import { needs, root, run } from './programs.js'

const folder = 'tests/bad/refused'
const runtime = join(root, 'runtime')
const strict = ['-Wall', '-Wextra', '-Wpedantic']

/** By name: what the compiler makes of a program, `{ ok, text }`, with these warnings. */
const compilers = {
  gcc: { tools: ['gcc'], compile: (file, warnings) => byCommand('gcc', file, warnings) },
  clang: { tools: ['clang'], compile: (file, warnings) => byCommand('clang', file, warnings) },
  'the npm clang': { tools: [], compile: ours }
}

async function byCommand(command, file, warnings) {
  const words = [command, '-std=c11', '-O1', ...warnings, `-I${runtime}`, '-c', file, '-o', '/dev/null']
  const { code, stderr } = await run(words, { cwd: root, env: { LC_ALL: 'C' } })
  return { ok: code === 0, text: stderr }
}

async function ours(file, warnings) {
  const headers = { 'weft.h': readFileSync(join(runtime, 'weft.h'), 'utf8') }
  const sources = { [file]: readFileSync(join(root, file), 'utf8') }
  return compile({ sources, headers, options: { optimize: 1, standard: 'c11', warnings } })
}

/** The lines of the program that some place of the compiler's text names. */
function linesNamed(text, file) {
  return [...new Set([...text.matchAll(new RegExp(`${file}:(\\d+):`, 'g'))].map(([, line]) => Number(line)))].sort((a, b) => a - b)
}

/** What each program is told, and at which lines. */
const mistakes = {
  gather: { lines: [9, 14], words: /error: (?:missing|suggest) braces around initial/ },
  items: {
    lines: [15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25],
    words: /error: static.assert.*the type of the (?:item|sender|clone) is not that of the (?:queue|sender|receiver|channel|end)|discards .*qualifier/
  },
  ignored: { lines: [8, 9, 10, 11, 12, 13, 14, 15], words: /warning: ignoring return value/, compiles: true }
}

for (const [compiler, { tools, compile }] of Object.entries(compilers)) {
  for (const [name, { lines, words, compiles = false }] of Object.entries(mistakes)) {
    test(`${name}, ${compiler}`, needs(...tools), async () => {
      const file = `${folder}/${name}.c`
      const { ok, text } = await compile(file, [])
      assert.equal(ok, compiles, text)
      const said = text.split('\n').filter(line => /(?:error|warning): /.test(line) && !/being treated as errors/.test(line))
      for (const line of said) assert.match(line, words)
      for (const line of lines) assert.ok(linesNamed(text, file).includes(line), `nothing is said of line ${line}:\n${text}`)
    })
  }

  test(`what is right, ${compiler}`, needs(...tools), async () => {
    const { ok, text } = await compile(`${folder}/fine.c`, strict)
    assert.deepEqual([ok, text], [true, ''])
  })
}
