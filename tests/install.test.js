/**
 * An installed Weft: a project of one's own finds it by find_package(weft), builds a program and a
 * test of programs with it, and CTest runs both.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { needs, root } from './programs.js'

const folder = join(root, 'build', 'install')
const prefix = join(folder, 'prefix')
const project = join(folder, 'project')

const files = {
  'CMakeLists.txt': `cmake_minimum_required(VERSION 3.21)
project(mine C)
enable_testing()
find_package(weft REQUIRED)
foreach(name hello hello_test)
    add_executable(\${name} \${name}.c)
    target_link_libraries(\${name} PRIVATE weft::weft)
    weft_weave(\${name})
    add_test(NAME \${name} COMMAND \${name})
endforeach()
`,
  'hello.c': `#include <stdio.h>
#include <weft.h>
static int amain(void *arg)
{
    WEFT_TRY(weft_sleep(0.001));
    puts("hello");
    return WEFT_OK;
}
int main(void) { return weft_run(amain, NULL); }
`,
  'hello_test.c': `#include <weft/test.h>
WEFT_TEST(an_hour_passes)
{
    WEFT_TRY(weft_sleep(3600));
    WEFT_EXPECT_EQUAL(weft_time(), 3600.0);
    return WEFT_OK;
}
WEFT_TESTS({"an hour passes", an_hour_passes})
`
}

function cmake(...words) {
  const { status, stdout, stderr } = spawnSync('cmake', words, { cwd: root, encoding: 'utf8' })
  assert.equal(status, 0, `cmake ${words.join(' ')}\n${stdout}${stderr}`)
}

test('is found and used', needs('cmake', 'ninja', 'gcc'), () => {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(project, { recursive: true })
  for (const [name, text] of Object.entries(files)) writeFileSync(join(project, name), text)

  const ours = join(folder, 'weft')
  const theirs = join(folder, 'mine')
  cmake('-S', root, '-B', ours, '-G', 'Ninja', '-DCMAKE_C_COMPILER=gcc', '-DWEFT_BUILD_TESTS=OFF',
    '-DWEFT_BUILD_EXAMPLES=OFF', `-DCMAKE_INSTALL_PREFIX=${prefix}`)
  cmake('--build', ours)
  cmake('--install', ours)
  cmake('-S', project, '-B', theirs, '-G', 'Ninja', '-DCMAKE_C_COMPILER=gcc',
    `-DCMAKE_PREFIX_PATH=${prefix}`)
  cmake('--build', theirs)
  const { status, stdout } = spawnSync('ctest', ['--test-dir', theirs, '-V'], { encoding: 'utf8' })
  assert.equal(status, 0, stdout)
  assert.match(stdout, /^\d+: hello$/m)
  assert.match(stdout, /^\d+: ok 1 - an hour passes$/m)
})
