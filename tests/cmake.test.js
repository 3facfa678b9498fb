// Weft in a project of somebody else's: installed, static and shared, and found by find_package and by pkg-config, natively
// and for WASI; or as a folder of it, by add_subdirectory and FetchContent.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { tools } from '../dev/setup/tools.js'
import { load } from '../web/index.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const there = tools()
const lines = '[0.000] Hello\n[1.000] one second later\n'
const options = { WEFT_CLOCK: 'virtual', WEFT_STAMP: '1' }
let folder

const files = {
  'CMakeLists.txt': `cmake_minimum_required(VERSION 3.21)
project(mine C)
find_package(weft 0.1 REQUIRED)
foreach(name IN ITEMS hello checks)
    add_executable(\${name} \${name}.c)
    target_link_libraries(\${name} PRIVATE weft::weft)
    target_compile_options(\${name} PRIVATE -Wall -Wextra -Wpedantic -Werror)
    weft_weave(\${name})
endforeach()
if(TARGET weft::tls)
    add_executable(secure secure.c)
    target_link_libraries(secure PRIVATE weft::tls)
endif()
`,
  'secure.c': `#include <stdio.h>
#include <string.h>
#include <weft/tls.h>

static int serve(weft_stream *peer, void *arg)
{
    (void)arg;
    int err = weft_start_tls(peer, .server_side = true, .certificate = "-----BEGIN NOTHING", .key = "-----BEGIN NOTHING");
    printf("%s: %s\\n", weft_error_name(err), strrchr(weft_error_text(), ':') + 2);
    return WEFT_OK;
}

static int amain(void *arg)
{
    char port[12];

    (void)arg;
    WEFT_SERVER(server);
    WEFT_TRY(weft_server_start(&server, "127.0.0.1", "0", serve, NULL));
    snprintf(port, sizeof port, "%d", weft_server_port(&server));
    WEFT_STREAM(stream);
    WEFT_TRY(weft_connect(&stream, "127.0.0.1", port));
    size_t count;
    int err = weft_wait_for(weft_read(&stream, port, sizeof port, &count), 5); /* until the server has closed it */
    return err == WEFT_TIMEOUT ? err : WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }
`,
  'hello.c': `#include <stdio.h>
#include <weft.h>

static int amain(void *arg)
{
    (void)arg;
    printf("Hello\\n");
    WEFT_TRY(weft_sleep(1));
    printf("one second later\\n");
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }
`,
  'checks.c': `#include <weft/test.h>

WEFT_TEST(time_passes)
{
    WEFT_TRY(weft_sleep(1));
    WEFT_EXPECT_EQUAL(weft_time(), 1.0);
    return WEFT_OK;
}

WEFT_TESTS({"time passes", time_passes})
`
}

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'weft-cmake-'))
  mkdirSync(join(folder, 'mine'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'mine', name), text)
  symlinkSync(join(root, 'node_modules'), join(folder, 'mine', 'node_modules'))   // npm install @weft/cli
})

after(() => rmSync(folder, { recursive: true, force: true }))

function run(words, env = {}) {
  const { status, stdout, stderr, error } = spawnSync(words[0], words.slice(1), {
    cwd: folder, encoding: 'utf8', env: { ...process.env, ...env }
  })
  assert.equal(status, 0, `${words.join(' ')}\n${error ?? ''}${stdout}${stderr}`)
  return stdout
}

function cmake(source, build, ...more) {
  run(['cmake', '-G', 'Ninja', '-S', source, '-B', build, ...more])
  run(['cmake', '--build', build, '--parallel', '2'])
}

/** Builds the library and installs it into a folder, and the project with that. */
function buildWith(name, wordsFor) {
  const prefix = join(folder, `${name}-prefix`)
  const words = wordsFor(prefix)
  const library = join(folder, `${name}-library`)
  cmake(root, library, ...words, '-DWEFT_BUILD_EXAMPLES=OFF', '-DWEFT_BUILD_TESTS=OFF',
    '-DWEFT_WARNINGS_AS_ERRORS=ON', `-DCMAKE_INSTALL_PREFIX=${prefix}`, '-DCMAKE_INSTALL_LIBDIR=lib')
  run(['cmake', '--install', library])
  cmake(join(folder, 'mine'), join(folder, name), ...words, `-Dweft_ROOT=${prefix}`)
  return prefix
}

test('natively, by find_package and by pkg-config', () => {
  const prefix = buildWith('native', () => [`-DCMAKE_C_COMPILER=${there.gcc}`])
  assert.equal(run([join(folder, 'native', 'hello')], options), lines)
  assert.match(run([join(folder, 'native', 'checks')]), /^ok 1 - time passes$/m)
  const found = { PKG_CONFIG_PATH: join(prefix, 'lib', 'pkgconfig') }
  const flags = run([there.pkgConfig, '--cflags', '--libs', 'weft'], found)
  const program = join(folder, 'by-pkg-config')
  run([there.gcc, join(folder, 'mine', 'hello.c'), ...flags.trim().split(/\s+/), '-o', program])
  assert.equal(run([program], options), lines)
})

test('as a shared library', () => {
  const prefix = buildWith('shared', () => [`-DCMAKE_C_COMPILER=${there.gcc}`, '-DBUILD_SHARED_LIBS=ON'])
  assert.ok(existsSync(join(prefix, 'lib', 'libweft.so')))
  assert.ok(statSync(join(folder, 'shared', 'hello')).size < 50_000, 'the library is not inside of the program')
  assert.equal(run([join(folder, 'shared', 'hello')], options), lines)
  assert.match(run([join(folder, 'shared', 'checks')]), /^ok 1 - time passes$/m)
})

for (const [way, how] of Object.entries({
  add_subdirectory: `add_subdirectory("${root}" weft EXCLUDE_FROM_ALL)`,
  FetchContent: `include(FetchContent)\nFetchContent_Declare(weft SOURCE_DIR "${root}")\nFetchContent_MakeAvailable(weft)`
})) {
  test(`by ${way}`, () => {
    const own = join(folder, way)
    mkdirSync(own)
    for (const [name, text] of Object.entries(files)) writeFileSync(join(own, name), text.replace(/^find_package.*$/m, how))
    cmake(own, join(own, 'build'), `-DCMAKE_C_COMPILER=${there.gcc}`, '-DCMAKE_EXPORT_COMPILE_COMMANDS=ON')
    assert.equal(run([join(own, 'build', 'hello')], options), lines)
    const commands = JSON.parse(readFileSync(join(own, 'build', 'compile_commands.json'), 'utf8'))
    const { command } = commands.find(({ file }) => file === join(own, 'hello.c'))
    assert.match(command, /-I\S*runtime\b/, 'clangd finds weft.h')
    assert.ok(!commands.some(({ file }) => /playground|tests\//.test(file)), 'only the library is built')
  })
}

test('TLS natively, by weft::tls and by weft-tls', {
  skip: !there.openssl && 'there is no OpenSSL'
}, () => {
  const refused = 'invalid argument: no certificate and key in PEM that are a pair\n'   // by OpenSSL
  assert.equal(run([join(folder, 'native', 'secure')]), refused)
  const flags = run([there.pkgConfig, '--cflags', '--libs', 'weft-tls'], { PKG_CONFIG_PATH: join(folder, 'native-prefix', 'lib', 'pkgconfig') })
  const program = join(folder, 'secure-by-pkg-config')
  run([there.gcc, join(folder, 'mine', 'secure.c'), ...flags.trim().split(/\s+/), '-o', program])
  assert.equal(run([program]), refused)
})

test('for WASI, woven by weft_weave, the same file in Node and under wasmtime', {
  skip: !(there.wasiClang && there.wasmtime) && 'there is no clang for WASI, or no wasmtime'
}, () => {
  buildWith('wasi', prefix => {
    const file = join(prefix, 'lib/cmake/weft/wasi-sdk.cmake')
    const own = join(root, 'toolchain/cmake/wasi-sdk.cmake')
    return [`-DCMAKE_TOOLCHAIN_FILE=${existsSync(file) ? file : own}`]   // the project's comes with it
  })
  const variables = Object.entries(options).flatMap(([name, value]) => ['--env', `${name}=${value}`])
  const file = join(folder, 'wasi', 'hello.wasm')
  assert.equal(run([there.wasmtime, 'run', ...variables, file]), lines)
  const words = [join(root, 'toolchain', 'weft.js'), 'run', '--clock', 'virtual', '--stamp', file]
  assert.equal(run([process.execPath, ...words]), lines)
})

test('for WASI as a Debug build, whose trap names its lines', {
  skip: !there.wasiClang && 'there is no clang for WASI'
}, async () => {
  const source = join(folder, 'traps')
  mkdirSync(source)
  copyFileSync(join(root, 'tests/debug/lines.c'), join(source, 'lines.c'))
  writeFileSync(join(source, 'CMakeLists.txt'), `cmake_minimum_required(VERSION 3.21)
project(traps C)
add_subdirectory(${root} weft EXCLUDE_FROM_ALL)
add_executable(lines lines.c)
target_link_libraries(lines PRIVATE weft::weft)
weft_weave(lines)
`)
  cmake(source, join(folder, 'debug'), '-DCMAKE_BUILD_TYPE=Debug', `-DCMAKE_TOOLCHAIN_FILE=${join(root, 'toolchain/cmake/wasi-sdk.cmake')}`)
  const program = await load(readFileSync(join(folder, 'debug', 'lines.wasm')))
  const { message } = await program.start({ clock: 'virtual', onStdout() {} }).exit
  assert.match(message, /It was in divide \(.*lines\.c:9\), called by task \(.*lines\.c:18\)/)
})
