#!/usr/bin/env node
// The program `weft-emcc`: emcc, and the tasks switch. It takes what emcc takes.
//
//     weft-emcc -O2 hello.c -o hello.js
//
// Sources are compiled as they say, then linked with the Weft library before anything is optimised, and woven. A call that links
// nothing is emcc's, with the folder of weft.h.

import { spawn } from 'node:child_process'
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findProgram, isProgram } from '../cli/find.js'
import { BuildError } from '../error.js'
import { findRoot } from '../runtime.js'
import { archiveFor } from './archive.js'
import { linkOptions } from './options.js'
import { weaveFiles } from './weave.js'

const SOURCE = /\.(c|cc|cpp|cxx|m|mm|s|S)$/
const CXX = /\.(cc|cpp|cxx|mm)$/
const LINKS_NOTHING = ['-c', '-S', '-E', '-M', '-MM', '--version', '-v', '-dumpversion', '--cflags', '--show-ports', '--clear-cache']

/** Options whose word comes next. */
const WITH_WORD = ['-I', '-D', '-U', '-L', '-l', '-x', '-include', '-isystem', '-iquote', '-idirafter', '-MF', '-MT', '-MQ', '-Xclang',
  '-Xlinker', '-s', '--js-library', '--pre-js', '--post-js', '--extern-pre-js', '--extern-post-js', '--preload-file', '--embed-file',
  '--exclude-file', '--shell-file', '--source-map-base', '--memory-init-file', '--closure', '--closure-args', '--use-port', '-target', '-mllvm']
const DEBUG = /^-g/
const WITHOUT_LINES = /^-g[012]$/
const FOR_THE_LINK = /^(-l|-L|-Wl,|-Xlinker$|--js-library$|--pre-js$|--post-js$|--extern-p|--preload-file$|--embed-file$|--exclude-file$|--shell-file$|--closure|--emrun$|--bind$)/

/**
 * What the words say: sources, other inputs, options with their words, the output.
 * @param {string[]} words
 */
export function readWords(words) {
  const read = { sources: [], rest: [], output: null, level: '0', debug: false, linksNothing: false }
  for (let at = 0; at < words.length; at++) {
    const word = words[at]
    if (word === '-o') read.output = words[++at]
    else if (LINKS_NOTHING.includes(word)) read.linksNothing = true
    else if (WITH_WORD.includes(word)) read.rest.push([word, words[++at]])
    else if (SOURCE.test(word)) read.sources.push(word)
    else read.rest.push([word])
    if (DEBUG.test(word)) read.debug = !WITHOUT_LINES.test(word)
    const level = /^-O(.?)/.exec(word)
    if (level) read.level = level[1] === 'fast' ? '3' : level[1] || '1'
  }
  return read
}

/** Runs one of Emscripten's programs; its text is shown unless it is asked for. */
export function call([name, ...words], { cwd, isShown = false } = {}) {
  const chosen = process.env.EMCC && join(dirname(process.env.EMCC), name)
  const program = chosen || findProgram(name)
  if (!program || !isProgram(program)) {
    throw new BuildError('no-emcc', `There is no ${chosen || `${name} on the PATH`}. Install Emscripten (Debian: apt-get install emscripten), or `
      + 'activate its SDK: source emsdk_env.sh.')
  }
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { cwd, env: withModules(process.env), stdio: ['ignore', ...isShown ? ['inherit', 'inherit'] : ['pipe', 'pipe']] })
    let text = ''
    for (const stream of isShown ? [] : [child.stdout, child.stderr]) stream.on('data', chunk => { text += chunk })
    child.on('error', reject)
    child.on('close', code => resolve({ code: code ?? 1, text }))
  })
}

/** Debian's emcc finds its own packages for Node only beside Debian's Node. */
function withModules(env) {
  const debians = '/usr/share/nodejs'
  return { ...env, NODE_PATH: [env.NODE_PATH, debians].filter(Boolean).join(':') }
}

/** What the linker would refuse in words that say nothing. All else is refused in library.js, which sees every setting. */
const REFUSED = [
  [/^-pthread$|^-?s?(USE_PTHREADS|PTHREADS|SHARED_MEMORY)(?!=0)/, 'Threads share one memory, and tasks need one of their own: leave it out.'],
  [/^-?s?(MAIN_MODULE|SIDE_MODULE)(?!=0)/, 'A module that is linked in parts cannot be woven: link all of it at once.'],
  [/^-?s?WASMFS(?!=0)/, 'Its way to the console is not ours, which stamps what tasks print: leave it out. MEMFS and NODEFS work.'],
  [/^-flto/, 'An optimiser at the link would come before the weaving: leave it out. The weaving optimises the whole program.']
]

function refuse(words) {
  for (const word of words) {
    const found = REFUSED.find(([pattern]) => pattern.test(word))
    if (found) throw new BuildError('bad-option', `${word} is not possible. ${found[1]}`)
  }
}

const HELP = `weft-emcc FILE.c… [-o OUT.js | -o OUT.html] [OPTION of emcc]…

emcc, and the tasks of weft.h switch: compiles, links the Weft library, and weaves. It takes what emcc takes ("emcc --help");
-O0 to -O3, -Os and -Oz say how hard the weaving optimises; with -g it does not, and keeps lines and DWARF. A call with -c compiles
only, with the folder of weft.h.

  weft-emcc -O2 hello.c -o hello.js && node hello.js
  weft-emcc -O2 game.c -o game.html
  EMCC=/opt/emsdk/upstream/emscripten/emcc weft-emcc hello.c -o hello.js   another Emscripten

docs/emscripten.md says what goes together, and what is refused.
`

const NO_LINES = 'weft-emcc: -g keeps no lines here: with -sASYNCIFY emcc rewrites the program by itself (leave it out, it is not needed), or no object '
  + 'was compiled with -g.\n'

async function build(words) {
  if (words.includes('--help')) return process.stdout.write(HELP) && 0
  if (words.length === 0) throw new BuildError('no-input', 'Name a file: weft-emcc FILE.c -o OUT.js. "weft-emcc --help" says more.')
  const include = ['-I', join(findRoot(), 'runtime')]
  const { sources, rest, output, level, debug, linksNothing } = readWords(words)
  if (linksNothing) return (await call(['emcc', ...include, ...words], { isShown: true })).code
  const script = output ?? 'a.out.js'
  refuse(rest.flat())
  const archive = await archiveFor(call, { say: text => process.stderr.write(text) })
  const scratch = mkdtempSync(join(tmpdir(), 'weft-emcc-'))
  try {
    const objects = []
    for (const [index, source] of sources.entries()) {
      const object = join(scratch, `${index}-${basename(source)}.o`)
      const options = rest.filter(([word]) => word.startsWith('-') && !FOR_THE_LINK.test(word)).flat()
      const { code } = await call(['emcc', ...include, ...options, '-Wno-unused-command-line-argument', '-c', source, '-o', object],
        { isShown: true })
      if (code) return code
      objects.push(object)
    }
    const language = sources.some(source => CXX.test(source)) ? [] : ['-sDEFAULT_TO_CXX=0']
    const inputs = rest.filter(([word]) => !word.startsWith('-O') && !DEBUG.test(word)).flat()
    const { code } = await call(['emcc', ...language, ...inputs, ...objects, archive, ...linkOptions(debug ? '-g' : '-g0'), '-o', script], { isShown: true })
    if (code) return code
    const { hasLines } = await weaveFiles(script, level, { debug })
    if (debug && !hasLines) process.stderr.write(NO_LINES)
    return 0
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    process.exitCode = await build(process.argv.slice(2))
  } catch (error) {
    console.error(`weft-emcc: ${error.message}`)
    process.exitCode = 1
  }
}
