// Finding the tools that the project can use on this machine. Nothing is installed or run here:
// an answer is a look at the file system, so it is never stale and costs about a millisecond.

import { existsSync, readdirSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findProgram, isProgram } from '../../toolchain/cli/find.js'
import { wasmToolsProgram } from './wasm_tools.js'
import { wasmtimeProgram } from './wasmtime.js'

/** The repository's folder. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

/**
 * What each tool is for and, where Debian has it, the packages that bring it. Where several names
 * stand in one entry, the first one that apt offers is taken.
 *
 * @type {Record<string, { use: string, apt?: string[][], find: () => string | null }>}
 */
const known = {
  gcc: {
    use: 'the native library and the C tests',
    apt: [['gcc'], ['libc6-dev']],
    find: () => withHeaders(findProgram('gcc')),
  },
  clang: {
    use: 'the C tests with a second compiler and with sanitizers',
    apt: [['clang'], ['libc6-dev'], ['libclang-rt-dev', 'libclang-rt-14-dev']],
    find: () => withHeaders(findProgram('clang')),
  },
  wasiClang: {
    use: 'the WASI build by CMake',
    apt: [
      ['clang'],
      ['lld'],
      ['llvm'],
      ['wasi-libc'],
      ['libclang-rt-dev-wasm32', 'libclang-rt-19-dev-wasm32', 'libclang-rt-14-dev-wasm32'],
    ],
    find: wasiClang,
  },
  cmake: { use: 'the CMake builds', apt: [['cmake']], find: () => findProgram('cmake') },
  ninja: { use: 'the CMake builds', apt: [['ninja-build']], find: () => findProgram('ninja') },
  pkgConfig: {
    use: 'the test of an installed library',
    apt: [['pkgconf', 'pkg-config']],
    find: () => findProgram('pkg-config'),
  },
  aarch64Gcc: {
    use: 'the C tests for aarch64',
    apt: [['gcc-aarch64-linux-gnu'], ['libc6-dev-arm64-cross']],
    find: () => aarch64Gcc(),
  },
  qemuAarch64: {
    use: 'the C tests for aarch64',
    apt: [['qemu-user']],
    find: () => findProgram('qemu-aarch64'),
  },
  pip: {
    use: 'fetching wasmtime and wasm-tools',
    apt: [['python3-pip']],
    find: () => findProgram('pip3') ?? findProgram('pip'),
  },
  wasmtime: {
    use: 'running programs outside JavaScript',
    find: () => wasmtimeProgram(root) ?? findProgram('wasmtime'),
  },
  wasmTools: {
    use: 'the tests of components',
    find: () => wasmToolsProgram(root) ?? findProgram('wasm-tools'),
  },
  node24: { use: 'the tests on Node 24', find: () => engine('node-24') },
  node26: {
    use: 'the tests on the newest Node',
    apt: [['libatomic1']],
    find: () => hasLibrary('libatomic.so.1') ? engine('node-26') : null,
  },
  curl: { use: 'the tests of servers with a client of others', apt: [['curl']], find: () => findProgram('curl') },
  nc: { use: 'the tests of servers with a client of others', apt: [['netcat-openbsd']], find: () => findProgram('nc') },
  tmux: { use: 'the test of Ctrl-C in a terminal', apt: [['tmux']], find: () => findProgram('tmux') },
  wrk: { use: 'the tests of servers under load', apt: [['wrk']], find: () => findProgram('wrk') },
  gdb: { use: 'the test of what gdb shows of tasks', apt: [['gdb']], find: () => findProgram('gdb') },
  lldb: {
    use: 'the test of what lldb shows of tasks',
    apt: [['lldb'], ['python3-lldb', 'python3-lldb-19', 'python3-lldb-14']],
    find: () => lldbPython() && findProgram('lldb')
  },
  emscripten: {
    use: 'the test of programs that Emscripten builds',
    apt: [['emscripten']],
    find: () => findProgram('emcc')
  },
  chromium: {
    use: 'the tests of the page',
    apt: [['chromium']],
    find: () => findProgram('chromium'),
  },
  chromiumShell: {
    use: 'the same without windows: pages of tests in half the processor time',
    apt: [['chromium-headless-shell', 'chromium']],   // older systems have it inside of the other
    find: () => findProgram('chromium-headless-shell'),
  },
  libuv: {
    use: 'the test in which libuv\'s loop drives ours',
    apt: [['libuv1-dev'], ['pkgconf', 'pkg-config']],
    find: () => library('libuv', 'uv.h')
  },
  glib: {
    use: 'the test in which GLib\'s loop drives ours',
    apt: [['libglib2.0-dev'], ['pkgconf', 'pkg-config']],
    find: () => library('glib-2.0', 'glib-2.0/glib.h')
  },
  openssl: {
    use: 'the tests of TLS',
    apt: [['libssl-dev'], ['openssl'], ['pkgconf', 'pkg-config']],
    find: () => library('openssl', 'openssl/ssl.h') && findProgram('openssl')
  },
  postgres: {
    use: 'the test of examples/notes',
    apt: [['postgresql'], ['libpq-dev'], ['pkgconf', 'pkg-config']],
    find: () => library('libpq', 'postgresql/libpq-fe.h') ? postgresFolder() : null
  },
  go: { use: 'a peer of the benchmark, if you have it', find: () => findProgram('go') },
}

/**
 * Tells which tool is there.
 *
 * @returns {Record<keyof typeof known, string | null>} The path of each tool, null where missing.
 */
export function tools() {
  const entries = Object.entries(known)
  return Object.fromEntries(entries.map(([name, tool]) => [name, tool.find()]))
}

/** The name by which pkg-config knows a C library whose header is there; null without. */
function library(name, header) {
  return existsSync(join('/usr/include', header)) && findProgram('pkg-config') ? name : null
}

/** Where Debian keeps the programs of the newest PostgreSQL server; null without. */
function postgresFolder() {
  const all = '/usr/lib/postgresql'
  const versions = existsSync(all) ? readdirSync(all).sort((a, b) => Number(b) - Number(a)) : []
  const folders = versions.map(version => join(all, version, 'bin'))
  return folders.find(folder => isProgram(join(folder, 'initdb'))) ?? null
}

/** What the tool called `name` is for, in a few words. */
export function useOf(name) {
  return known[name].use
}

/** The lists of Debian packages that bring the tool called `name`; none where apt has no part. */
export function aptPackagesOf(name) {
  return known[name].apt ?? []
}

// A compiler without the C library's headers is of no use here; both come apart on Debian.
function withHeaders(compiler) {
  return process.platform !== 'linux' || existsSync('/usr/include/stdio.h') ? compiler : null
}

function aarch64Gcc() {
  const compiler = findProgram('aarch64-linux-gnu-gcc')
  return existsSync('/usr/aarch64-linux-gnu/include/stdio.h') ? compiler : null
}

function wasiClang() {
  const sdk = process.env.WASI_SDK_PATH && join(process.env.WASI_SDK_PATH, 'bin', 'clang')
  if (sdk && isProgram(sdk)) return sdk
  const clang = findProgram('clang')
  const complete = clang && findProgram('wasm-ld') && findProgram('llvm-ar') && hasWasiParts(clang)
  return complete ? clang : null
}

// Debian's clang needs wasi-libc and the wasm32 builtins, which lie beside clang's own headers.
function hasWasiParts(clang) {
  if (!existsSync('/usr/lib/wasm32-wasi/libc.a')) return false
  const resources = join(dirname(realpathSync(clang)), '..', 'lib', 'clang')
  const versions = existsSync(resources) ? readdirSync(resources) : []
  const builtins = ['wasi', 'wasm32-unknown-wasi', 'wasm32-unknown-wasip1']
    .flatMap(target => ['libclang_rt.builtins-wasm32.a', 'libclang_rt.builtins.a']
      .map(file => join('lib', target, file)))
  return versions.some(version =>
    builtins.some(file => existsSync(join(resources, version, file))))
}

// The library is part of every Debian with gcc, but not of a bare one.
function hasLibrary(name) {
  const folders = ['/usr/lib', '/usr/lib64', '/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu']
  return process.platform !== 'linux' || folders.some(folder => existsSync(join(folder, name)))
}

/** The folder of lldb's own Python package. lldb of Debian 12 looks for it in another place. */
export function lldbPython() {
  const folders = existsSync('/usr/lib') ? readdirSync('/usr/lib').filter(name => name.startsWith('llvm-')) : []
  const found = folders.flatMap(name => ['python3.11', 'python3.13', 'python3'].map(python => `/usr/lib/${name}/lib/${python}/dist-packages`))
  return found.find(folder => existsSync(join(folder, 'lldb', 'embedded_interpreter.py'))) ?? null
}

function engine(name) {
  const folder = join(root, 'tests', 'engines', 'node_modules')
  const program = join(folder, `${name}-${process.arch}`, 'bin', 'node')
  return isProgram(program) ? program : null
}
