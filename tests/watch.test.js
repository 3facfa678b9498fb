/**
 * `weft run --watch` and `weft test --watch`: another round for each change of a file that the program is made of, also of a header and
 * of a file that did not compile; a program that runs is ended; Ctrl-C ends all. And what `weft completion` makes a shell complete.
 */
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { cacheFolder } from '../toolchain/cache.js'
import { root, weft } from './programs.js'

const folder = mkdtempSync(join(tmpdir(), 'weft-watch-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const write = (name, text) => writeFileSync(join(folder, name), text)
const program = (line, more = '') => `#include <stdio.h>
#include <weft.h>
#include "word.h"
static int amain(void *arg) { (void)arg; printf("${line} %s\\n", WORD); ${more} return WEFT_OK; }
int main(void) { return weft_run(amain, NULL); }
`

/** The command, and a way to wait for what it says. */
function start(words) {
  const child = spawn(process.execPath, [weft, ...words], { cwd: folder, env: { ...process.env, WEFT_CACHE: cacheFolder({ from: root }) } })
  let text = ''
  let look = () => {}
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', chunk => {
      text += chunk
      look()
    })
  }
  const exit = new Promise(resolve => child.on('close', code => {
    resolve(code)
    look(code)
  }))
  return {
    exit,
    interrupt: () => child.kill('SIGINT'),
    /** What it has said, up to this; it is not looked at again. */
    until: pattern => new Promise((resolve, reject) => {
      look = code => {
        const found = pattern.exec(text)
        if (found) {
          text = text.slice(found.index + found[0].length)
          resolve(found[0])
        } else if (code !== undefined) reject(new Error(`it ended with ${code}: ${text}`))
      }
      look()
    })
  }
}

describe('weft run --watch', () => {
  it('runs again after each change, of a header and after an error too, until Ctrl-C', async () => {
    write('word.h', '#define WORD "one"\n')
    write('a.c', program('first'))
    const watching = start(['run', '--watch', 'a.c', '--', '--watch'])
    await watching.until(/^first one$/m)
    await watching.until(/^weft: It ended with 0\. Waiting for a change of a\.c; Ctrl-C ends this\.$/m)
    write('a.c', program('second'))
    await watching.until(/^weft: a\.c has changed\.\n[^]*^second one$/m)
    write('word.h', '#define WORD "two"\n')
    await watching.until(/^weft: word\.h has changed\.\n[^]*^second two$/m)
    write('a.c', program('third', 'nonsense;'))
    await watching.until(/error: use of undeclared identifier 'nonsense'[^]*It ended with 121\. /)
    write('new.c', program('fourth'))
    renameSync(join(folder, 'new.c'), join(folder, 'a.c'))   // as editors save
    await watching.until(/^fourth two$/m)
    await watching.until(/Waiting for a change/)
    watching.interrupt()
    assert.equal(await watching.exit, 0)
  })

  it('ends a program that runs, and starts the new one', async () => {
    write('word.h', '#define WORD "on"\n')
    write('b.c', program('runs', 'fflush(stdout); return weft_sleep(WEFT_FOREVER - 1);'.replace('WEFT_FOREVER - 1', '100000')))
    const watching = start(['run', '--watch', 'b.c'])
    await watching.until(/^runs on$/m)
    write('b.c', program('ends'))
    await watching.until(/^weft: b\.c has changed\.$/m)
    await watching.until(/^ends on$/m)
    watching.interrupt()
    await watching.exit
  })

  it('passes Ctrl-C on to a program that runs, and gives its code', async () => {
    write('word.h', '#define WORD "on"\n')
    write('c.c', program('runs', 'fflush(stdout); return weft_sleep(100000);'))
    const watching = start(['run', '--watch', 'c.c'])
    await watching.until(/^runs on$/m)
    watching.interrupt()
    await watching.until(/^weft: interrupted$/m)
    assert.equal(await watching.exit, 109)
  })

  it('takes C files only', () => {
    write('d.wasm', '')
    const { stderr, status } = spawnSync(process.execPath, [weft, 'run', '--watch', 'd.wasm'], { cwd: folder, encoding: 'utf8' })
    assert.equal(stderr, 'weft: --watch takes .c files.\n')
    assert.equal(status, 120)
  })
})

it('weft test --watch runs the tests again', async () => {
  const test = passes => `#include <weft/test.h>\nWEFT_TEST(it_holds) { WEFT_EXPECT(${passes}); return WEFT_OK; }\nWEFT_TESTS({"it holds", it_holds})\n`
  write('e_test.c', test('false'))
  const watching = start(['test', '--watch', 'e_test.c'])
  await watching.until(/^not ok 1 - it holds$/m)
  write('e_test.c', test('true'))
  await watching.until(/^ok 1 - it holds$/m)
  await watching.until(/Waiting for a change/)
  watching.interrupt()
  await watching.exit
})

describe('weft completion', () => {
  /** What bash offers for the last of these words. */
  function completions(...words) {
    const list = words.map(word => `'${word}'`).join(' ')
    const script = `source <('${process.execPath}' '${weft}' completion bash); COMP_WORDS=(${list}); COMP_CWORD=${words.length - 1}; _weft; printf '%s\\n' "\${COMPREPLY[@]}"`
    const { stdout, stderr } = spawnSync('bash', ['-c', script], { cwd: folder, encoding: 'utf8' })
    assert.equal(stderr, '')
    return stdout.trim().split('\n')
  }

  it('offers commands, options, what an option may be, and files', () => {
    write('shop.c', '')
    assert.deepEqual(completions('weft', 'te'), ['test'])
    assert.deepEqual(completions('weft', 'run', '--cl'), ['--clock'])
    assert.deepEqual(completions('weft', 'run', '--host', ''), ['node', 'wasmtime', 'native'])
    assert.deepEqual(completions('weft', 'run', 'sh'), ['shop.c'])
    assert.deepEqual(completions('weft', 'help', 'expl'), ['explore'])
  })

  it('says which shells there are', () => {
    const { stderr, status } = spawnSync(process.execPath, [weft, 'completion', 'tcsh'], { encoding: 'utf8' })
    assert.equal(stderr, 'weft: weft completion takes the name of a shell: bash or zsh.\n')
    assert.equal(status, 120)
  })
})
