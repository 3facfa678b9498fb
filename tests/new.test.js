/**
 * `weft new` and `weft doctor`: what a new project's README says works at once, in a folder where only the
 * packages are; what is there is not written over; editors find the headers; what is missing has a sentence.
 */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { cacheFolder } from '../toolchain/cache.js'
import { needs, root, run, weft } from './programs.js'

const folder = mkdtempSync(join(tmpdir(), 'weft-new-'))
const cache = cacheFolder({ from: root })   // where the library is compiled already
before(async () => {
  const { code, stderr } = await run([process.execPath, weft, 'run', join(root, 'playground/examples/tasks/hello.c')],
    { env: { WEFT_CACHE: cache, WEFT_CLOCK: 'virtual' }, limitMs: 300_000 })
  assert.equal(code, 0, stderr)
})
after(() => rmSync(folder, { recursive: true, force: true }))

const call = (words, options = {}) => run([process.execPath, weft, ...words], { cwd: folder, ...options })

/** The commands of a README: its lines without what they are for; `npx weft` is the command of this checkout. */
function commandsOf(name) {
  const [, block] = /```sh\n([^]*?)```/.exec(readFileSync(join(folder, name, 'README.md'), 'utf8'))
  return block.trim().split('\n').map(line => line.split('#')[0].trim()).filter(line => line !== 'npm install')
}

/** What `npm install` brings. */
function install(name) {
  mkdirSync(join(folder, name, 'node_modules', '@weft'), { recursive: true })
  symlinkSync(join(root, 'web'), join(folder, name, 'node_modules', '@weft', 'host'))
  symlinkSync(join(root, 'toolchain'), join(folder, name, 'node_modules', '@weft', 'cli'))
}

const COMMANDS = { npx: process.execPath, node: process.execPath, weft, 'weft-emcc': join(root, 'toolchain/emscripten/emcc.js') }

function follow(name, line) {
  const words = line.split(/\s+/).map(word => COMMANDS[word] ?? word)
  return run(words, { cwd: join(folder, name), env: { NODE_TEST_CONTEXT: undefined, WEFT_CACHE: cache } })
}

describe('weft new', () => {
  it('makes a program that does what its README says, and says what comes next', async () => {
    const { code, stdout } = await call(['new', 'hello'])
    assert.equal(code, 0)
    assert.match(stdout, /^A program of two tasks, with a test: hello\n\n {2}cd hello\n {2}npx weft run main\.c greet\.c +compile and run it\n/)
    install('hello')
    const [runs, tests, editor, ...more] = commandsOf('hello')
    assert.deepEqual(more, [])
    assert.equal((await follow('hello', runs)).stdout, 'Hello, Ann.\nHello, Ben.\nBoth took 1 second.\n')
    assert.match((await follow('hello', tests)).stdout, /^ok 1 - .*\n(.*\n)*ok 2 - /m)
    assert.equal((await follow('hello', editor)).stdout, 'compile_commands.json: 3 C files\n')
  })

  it('--http makes a server whose test passes, and that serves', async () => {
    assert.equal((await call(['new', 'site', '--http'])).code, 0)
    install('site')
    const [serves, tests] = commandsOf('site')
    assert.equal((await follow('site', tests)).code, 0)
    const taken = createServer().listen(8080, '127.0.0.1')
    await new Promise(resolve => taken.once('listening', resolve).once('error', resolve))
    const { code, stderr } = await follow('site', serves)
    await new Promise(resolve => taken.close(resolve))
    assert.equal(code, 105, stderr)   // the port is taken: it got as far as the network
  })

  it('--lib makes a library that JavaScript calls', async () => {
    assert.equal((await call(['new', 'words', '--lib'])).code, 0)
    install('words')
    for (const line of commandsOf('words')) {
      const { code, stdout, stderr } = await follow('words', line)
      assert.equal(code, 0, `${line}:\n${stdout}${stderr}`)
    }
  })

  it('--emscripten makes a program that Emscripten links', needs('emscripten'), async () => {
    assert.equal((await call(['new', 'drawn', '--emscripten'])).code, 0)
    install('drawn')
    const [links, runs, tests] = commandsOf('drawn')
    const { code, stderr } = await follow('drawn', links)
    assert.equal(code, 0, stderr)
    assert.equal((await follow('drawn', runs)).stdout, 'Hello, Ann.\nHello, Ben.\nBoth took 1 second.\n')
    assert.equal((await follow('drawn', tests)).code, 0)
    assert.match(readFileSync(join(folder, 'drawn', 'index.html'), 'utf8'), /<title>drawn<\/title>[^]*<script src="main\.js">/)
  })

  it('takes names of all kinds', async () => {
    const { stdout } = await call(['new', "it's mine"])
    assert.match(stdout, /^ {2}cd 'it'\\''s mine'$/m)
    await call(['new', 'weft', '--cmake'])   // the library is a target of that name
    assert.match(readFileSync(join(folder, 'weft', 'CMakeLists.txt'), 'utf8'), /^add_executable\(weft-program /m)
  })

  it('tells editors where the headers are, and git what is made', async () => {
    await call(['new', 'edited'])
    const commands = JSON.parse(readFileSync(join(folder, 'edited', 'compile_commands.json'), 'utf8'))
    assert.deepEqual(commands.map(({ file }) => file), ['greet.c', 'greet_test.c', 'main.c'])
    const include = commands[0].arguments.find(word => word.startsWith('-I')).slice(2)
    assert.ok(readdirSync(include).includes('weft.h'))
    assert.match(readFileSync(join(folder, 'edited', '.gitignore'), 'utf8'), /^compile_commands\.json$/m)
  })

  it('writes over nothing, and says what it takes', async () => {
    mkdirSync(join(folder, 'full'))
    writeFileSync(join(folder, 'full', 'main.c'), 'mine')
    writeFileSync(join(folder, 'file'), '')
    for (const [words, sentence] of [
      [['full'], /^weft: The folder full is not empty, and weft new writes over nothing\. Take another name\.\n$/],
      [['file'], /^weft: file is a file\. /],
      [['file/below'], /^weft: file\/below cannot be written: .*\.\n$/],
      [[], /^weft: weft new takes the name of a folder that it makes, such as: weft new hello\n$/],
      [['a', 'b'], /^weft: weft new takes the name /],
      [['both', '--lib', '--http'], /^weft: A project is one of --http and --lib, not both\.\n$/],
      [['--editor', 'nowhere'], /^weft: There is no folder nowhere\.\n$/]
    ]) {
      const { code, stderr } = await call(['new', ...words])
      assert.match(stderr, sentence)
      assert.equal(code, 120)
    }
    assert.equal(readFileSync(join(folder, 'full', 'main.c'), 'utf8'), 'mine')
  })
})

describe('weft doctor', () => {
  it('has a line for each thing, and 0 when what is needed is here', async () => {
    const { code, stdout } = await call(['doctor'])
    assert.equal(code, 0)
    for (const name of ['Node', 'the runtime', 'clang', 'Binaryen', 'the cache']) assert.match(stdout, new RegExp(`^yes  ${name}: `, 'm'))
    assert.match(stdout, /\nAll that is needed is here\.\n$/)
  })

  it('says how to get what is not here', async () => {
    const { code, stdout } = await call(['doctor'], { env: { PATH: folder, WEFT_WASMTIME: '/nowhere' } })
    assert.equal(code, 0)
    assert.match(stdout, /^no {3}wasmtime: not here\. Install it from .* It is for --host wasmtime\.$/m)
    assert.match(stdout, /^no {3}a C compiler: not here\. Install one: .* It is for --host native\.$/m)
  })
})
