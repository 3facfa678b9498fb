// `weft new`: a folder with a program that builds, runs and tests at once. The files are copies of those in templates/; what
// depends on the kind of program is in KINDS.

import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { basename, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findRoot } from '../runtime.js'
import { CommandError, reason } from './error.js'
import { readOptions } from './options.js'
import { print } from './write.js'

const TEMPLATES = fileURLToPath(new URL('../templates/', import.meta.url))

/** For each kind of project: what to type, in this order, and what a line of it is for. */
const KINDS = {
  program: {
    is: 'A program of two tasks, with a test',
    run: [['npx weft run main.c greet.c', 'compile and run it'], ['npx weft test greet_test.c', 'its tests, under the virtual clock']],
    ignored: ['*.wasm']
  },
  cmake: {
    is: 'A program of two tasks, built by CMake, with a test',
    like: 'program',
    run: [['cmake -B build', 'natively; for WebAssembly add --toolchain node_modules/@weft/cli/cmake/wasi-sdk.cmake'],
      ['cmake --build build', ''], ['ctest --test-dir build', 'its tests, under the virtual clock']],
    ignored: ['build/']
  },
  emscripten: {
    is: 'A program of two tasks, linked by Emscripten, for Node and a page, with a test',
    like: 'program',
    type: 'commonjs',   // as Emscripten's scripts are
    run: [['npx weft-emcc -O1 main.c greet.c -o main.js', 'needs Emscripten; "npx weft-emcc --help" says more'],
      ['node main.js', 'run it; a page has it in index.html, which wants a web server'],
      ['npx weft test greet_test.c', 'its tests, under the virtual clock']],
    ignored: ['main.js', '*.wasm']
  },
  http: {
    is: 'An HTTP server, with a test',
    run: [['npx weft run main.c answer.c', 'serves until Ctrl-C'], ['npx weft test answer_test.c', 'its tests, in a network inside']],
    ignored: ['*.wasm']
  },
  lib: {
    is: 'A library of C for JavaScript, with a test',
    run: [['npx weft build --lib library.c -o library.wasm', 'writes library.js and its types too'],
      ['node --test', 'its tests']],
    ignored: ['*.wasm', 'library.js', 'library.d.ts', 'library.h']
  }
}

/** Targets that CMake makes itself, and our library. */
const TAKEN = new Set(['all', 'clean', 'help', 'install', 'package', 'preinstall', 'test', 'weft'])

/** @param {string[]} words @returns {Promise<number>} the exit code */
export async function runNew(words) {
  const { files, options } = readOptions(words, 'new')
  if (options.editor) return writeForEditors(files)
  if (files.length !== 1) throw new CommandError('weft new takes the name of a folder that it makes, such as: weft new hello')
  const kinds = Object.keys(KINDS).filter(kind => options[kind])
  if (kinds.length > 1) throw new CommandError(`A project is one of ${kinds.map(kind => `--${kind}`).join(' and ')}, not both.`)
  const [name] = files
  const [kind = 'program'] = kinds
  refuseWhatIsThere(name)
  try {
    write(name, kind)
  } catch (error) {
    if (error instanceof CommandError) throw error
    throw new CommandError(`${name} cannot be written: ${reason(error)}.`)
  }
  print(`${KINDS[kind].is}: ${name}\n\n${nextSteps(name, kind)}`)
  return 0
}

function refuseWhatIsThere(name) {
  if (!existsSync(name)) return
  let there
  try {
    there = readdirSync(name)
  } catch {
    throw new CommandError(`${name} is a file. weft new takes the name of a folder that it makes.`)
  }
  if (there.filter(file => file !== '.git').length > 0) {
    throw new CommandError(`The folder ${name} is not empty, and weft new writes over nothing. Take another name.`)
  }
}

function write(name, kind) {
  mkdirSync(name, { recursive: true })
  for (const folder of [KINDS[kind].like, kind].filter(Boolean)) {
    for (const file of readdirSync(join(TEMPLATES, folder))) {
      const text = readFileSync(join(TEMPLATES, folder, file), 'utf8')
      writeFileSync(join(name, file), text.replaceAll('@NAME@', plainName(name)))
    }
  }
  const ignored = ['node_modules/', 'compile_commands.json', ...KINDS[kind].ignored]
  writeFileSync(join(name, '.gitignore'), `${ignored.join('\n')}\n`)
  writeFileSync(join(name, 'README.md'), readme(name, kind))
  writeFileSync(join(name, 'package.json'), `${JSON.stringify(packageOf(name, kind), null, 2)}\n`)
  writeCommands(name)
}

/** @weft/cli brings the compiler; the version is the one that wrote this. */
function packageOf(name, kind) {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  const { type = 'module' } = KINDS[kind]
  return { name: plainName(name), private: true, type, devDependencies: { '@weft/cli': version, '@weft/host': version } }
}

/** A name that npm and CMake take, also for what a build makes. */
function plainName(name) {
  const plain = basename(resolve(name)).toLowerCase().replace(/[^a-z0-9-]+/g, '-').replace(/^-+|-+$/g, '') || 'program'
  return TAKEN.has(plain) ? `${plain}-program` : plain
}

/** As a shell reads it. */
const quoted = name => /^[\w./-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`

function nextSteps(name, kind) {
  const steps = [[`cd ${quoted(name)}`, ''], ...KINDS[kind].run]
  const width = Math.max(...steps.map(([words]) => words.length)) + 3
  return steps.map(([words, why]) => `  ${words.padEnd(width)}${why}`.trimEnd()).join('\n') + '\n'
}

function readme(name, kind) {
  const lines = KINDS[kind].run.map(([words, why]) => why ? `${words.padEnd(48)} # ${why}` : words)
  return `# ${basename(resolve(name))}

${KINDS[kind].is}.

\`\`\`sh
npm install
${lines.join('\n')}
npx weft new --editor                            # once on each machine: compile_commands.json, for clangd
\`\`\`
`
}

/** For a project that is there already, or was cloned: where an editor finds the headers. */
function writeForEditors(files) {
  if (files.length > 1) throw new CommandError('weft new --editor takes one folder, or none for this one.')
  const [folder = '.'] = files
  if (!existsSync(folder)) throw new CommandError(`There is no folder ${folder}.`)
  const count = writeCommands(folder)
  print(`${relative('', join(folder, 'compile_commands.json'))}: ${count} C file${count === 1 ? '' : 's'}\n`)
  return 0
}

/** One entry for each C file below the folder; the paths are this machine's, so it is ignored by git. */
function writeCommands(folder) {
  const directory = resolve(folder)
  const include = join(findRoot(), 'runtime')
  const sources = readdirSync(directory, { recursive: true })
    .filter(file => file.endsWith('.c') && !/(^|[\\/])(node_modules|\.git)[\\/]/.test(file)).sort()
  const entries = sources.map(file => ({
    directory, file, arguments: ['clang', '-std=gnu11', '-Wall', '-Wextra', '-Wno-unused-parameter', `-I${include}`, '-c', file]
  }))
  writeFileSync(join(directory, 'compile_commands.json'), `${JSON.stringify(entries, null, 2)}\n`)
  return entries.length
}
