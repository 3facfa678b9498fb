// Rust for wasm32-wasip2, for tokio's row under wasmtime. `npm run peers -- --rust` unpacks that of a newer Debian below build/roots/rust; nothing of it is
// installed. It needs apt and an x86-64 machine.

import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cacheKey } from '../../toolchain/cache.js'
import { readFolder } from '../bench/build.js'
import { run } from '../bench/run.js'
import { root, tools } from './tools.js'

const SUITE = 'forky'   // the first Debian that has the library of wasm32-wasip2
const TARGET = 'wasm32-wasip2'
const STANDARD = ['libstd-rust-dev', 'libstd-rust-dev-wasm32']
const WITHOUT = ['recommends', 'suggests', 'conflicts', 'breaks', 'replaces', 'enhances'].map(kind => `--no-${kind}`)
const home = join(root, 'build', 'roots', 'rust')
const unpacked = join(home, 'root')
const program = name => join(home, 'bin', name)

/** Whether it is there, with what else a component needs. */
export const hasWasiRust = () => existsSync(program('rustc')) && tools().wasmtime !== null && tools().wasmTools !== null

/** Gets it: some 200 MB. */
export function fetchWasiRust() {
  rmSync(home, { recursive: true, force: true })
  for (const name of ['archives', 'lists/partial', 'cache/archives/partial', 'bin', 'root']) mkdirSync(join(home, name), { recursive: true })
  const mirror = text('apt-get', ['indextargets', '--format', '$(REPO_URI)']).split('\n').find(uri => /\/debian\/?$/.test(uri))
  if (!mirror) throw new Error('apt knows no archive of Debian here, so there is no Rust for wasm32-wasip2')
  writeFileSync(join(home, 'sources.list'), `deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${mirror} ${SUITE} main\n`)
  writeFileSync(join(home, 'apt.conf'), `Dir::Etc::sourcelist "${join(home, 'sources.list')}";\nDir::Etc::sourceparts "-";\n` +
    `Dir::State::lists "${join(home, 'lists')}";\nDir::Cache "${join(home, 'cache')}";\nAcquire::Check-Valid-Until "false";\n`)
  const env = { ...process.env, APT_CONFIG: join(home, 'apt.conf') }
  const apt = (command, words) => text(command, words, { env, cwd: join(home, 'archives') })
  apt('apt-get', ['update', '-q'])
  const needed = apt('apt-cache', ['depends', '--recurse', ...WITHOUT, ...STANDARD]).split('\n').filter(line => /^\w/.test(line))
  const linker = `lld-${/^libllvm(\d+)/m.exec(needed.join('\n'))[1]}`
  apt('apt-get', ['download', '-q', 'rustc', linker, ...needed])
  for (const name of readdirSync(join(home, 'archives'))) text('dpkg-deb', ['-x', join(home, 'archives', name), unpacked])
  writePrograms(linker.replace('lld', 'llvm'))
  rmSync(join(home, 'archives'), { recursive: true })
}

function text(command, words, options = {}) {
  return execFileSync(command, words, { encoding: 'utf8', maxBuffer: 2 ** 26, stdio: ['ignore', 'pipe', 'inherit'], ...options })
}

/** Its programs want the C library that they were built with. */
function writePrograms(llvm) {
  const libraries = join(unpacked, 'usr/lib/x86_64-linux-gnu')
  const start = (name, words) =>
    `exec ${libraries}/ld-linux-x86-64.so.2 --argv0 ${name} --library-path ${libraries}:${unpacked}/usr/lib/${llvm}/lib ${words} "$@"`
  write('rustc', start('rustc', `${unpacked}/usr/bin/rustc --sysroot ${unpacked}/usr`))
  write('wasm-ld', start('wasm-ld', `${unpacked}/usr/lib/${llvm}/bin/lld`))
  write('link', `[ "$1" = -flavor ] && shift 2   # and then a component of what was linked
for word in "$@"; do
  [ "$before" = -o ] && to=$word
  before=$word
done
${program('wasm-ld')} "$@" && mv "$to" "$to.module" && ${tools().wasmTools} component new "$to.module" -o "$to"`)
}

function write(name, script) {
  writeFileSync(program(name), `#!/bin/sh\n${script}\n`)
  chmodSync(program(name), 0o755)
}

/** A program of tokio's as a component; its path. */
export async function buildTokioForWasi(cargo, source, name) {
  const folder = join(root, 'build', 'peers')
  const path = join(folder, `${name}-${cacheKey(readFolder(source), readFolder(join(source, 'src'))).slice(0, 16)}.wasm`)
  if (existsSync(path)) return path
  const copy = join(folder, `${name}-wasi`)
  cpSync(source, copy, { recursive: true })
  const env = { ...process.env, RUSTC: program('rustc'), CARGO_TARGET_WASM32_WASIP2_LINKER: program('link'),
    CARGO_TARGET_WASM32_WASIP2_RUSTFLAGS: '--cfg tokio_unstable -C linker-flavor=wasm-ld' }
  const build = extra => run([cargo.path, 'build', '--release', '--quiet', '--target', TARGET, ...extra], { cwd: copy, seconds: 900, env })
  await build(['--offline']).catch(() => build([]))
  cpSync(join(copy, 'target', TARGET, 'release', `${name}.wasm`), path)
  return path
}
